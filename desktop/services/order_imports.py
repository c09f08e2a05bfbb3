"""Takes in a sheet of orders: each row is judged and shown before, all or none are taken and undone (OR-1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import Person
from desktop.models.orders import OrderEntry, OrderImport, OrderLine, PlacedOrder
from desktop.models.rows import among
from desktop.rules import order_rows
from desktop.rules import orders as rules
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.order_rows import OrderRow
from desktop.rules.orders import EntryKind, IdentityWay, OrderSource, OrderState
from desktop.rules.progress import Progress, Steps
from desktop.rules.rights import Right
from desktop.rules.spending import hash_of
from desktop.rules.words import Word
from desktop.rules.zones import zone_of
from desktop.services import on_file, order_reach, orders, sheets
from desktop.services.orders import NewOrder
from desktop.services.sheet_clients import SheetClients
from desktop.services.work import Work

TOPIC = "orders"
_BATCH = 500


class Verdict(Word):
    """What becomes of an order of a sheet."""

    NEW = "new", N_("To be taken in")
    KNOWN = "known", N_("Is here already")
    REFUSED = "refused", N_("Can't be taken")


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """An order of a sheet with the verdict: `rows` are the rows it stands in, `reason` says why it can't be taken."""

    rows: tuple[int, ...]
    verdict: Verdict
    outside: str
    client: UUID | None
    whom: str
    on: date | None
    taken_at: datetime | None
    lines: tuple[rules.OrderLine, ...]
    taker: UUID | None = None
    note: str = ""
    field: str = ""
    reason: OfficeError | None = None

    @property
    def total(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """A sheet that was read and compared; nothing is taken yet."""

    file_name: str
    file_hash: str
    orders: tuple[SheetOrder, ...]
    left_out: int  # lines of totals and the like

    def of(self, verdict: Verdict) -> tuple[SheetOrder, ...]:
        return tuple(one for one in self.orders if one.verdict is verdict)

    @property
    def amount(self) -> int:
        return sum(one.total for one in self.of(Verdict.NEW))


@dataclass(frozen=True, slots=True)
class ImportLine:
    """A sheet that was taken in."""

    id: UUID
    file_name: str
    at: datetime
    by: str
    count: int
    amount: int
    undone_at: datetime | None


class NotTaken(OfficeError):
    """Orders of a sheet can't be taken; `sheet` has them. Nothing was taken."""

    def __init__(self, sheet: OrderSheet) -> None:
        first = sheet.of(Verdict.REFUSED)[0]
        super().__init__(N_("{n} orders can't be taken, so nothing was: first row {row}, {reason} Correct the sheet "
                            "and try again."), n=len(sheet.of(Verdict.REFUSED)), row=first.rows[0],
                         reason=first.reason)  # fmt: skip
        self.sheet = sheet


def prepare(work: Work, path: Path, *, progress: Progress | None = None) -> OrderSheet:
    """Reads a sheet and judges each of its orders, changing nothing. Give it staged work.

    Raises BadFile, BadEntry for a missing column, NotAllowed.
    """
    work.require(Right.ENTER_ORDERS)
    sheet = sheets.read_sheet(path, progress=progress)
    digest = hash_of(path)
    with work.reading():
        read, refused = order_rows.rows_of(sheet, on_file.today(work))
        found = _judged(work, read)
    troubles = [SheetOrder((number,), Verdict.REFUSED, "", None, "", None, None, (), field=field, reason=reason)
                for number, field, reason in refused]  # fmt: skip
    both = sorted((*found, *troubles), key=lambda one: one.rows[0])
    return OrderSheet(path.name[:255], digest, tuple(both), len(sheet.left_out))


def _judged(work: Work, read: Sequence[OrderRow]) -> list[SheetOrder]:
    """One order for each outside number of one client, and for each row without one."""
    grouped: dict[object, list[OrderRow]] = {}
    for row in read:
        grouped.setdefault(row.outside or row.number, []).append(row)
    clients = SheetClients(work, read)
    names = {row.taker for row in read if row.taker}
    people: dict[str, list[UUID]] = {}
    for key, name in work.visible(Person).where(Person.name.in_(sorted(names))).select(Person.id, Person.name).tuples():
        people.setdefault(name, []).append(key)
    known = _known(work, {row.outside for row in read if row.outside})
    zone = zone_of(str(work.settings["time_zone"]))
    return [_verdict(rows, clients, people, known, zone, work.now) for rows in grouped.values()]


def _known(work: Work, numbers: set[str]) -> set[str]:
    """Those of these numbers, as the shop gives them, that an order has already."""
    found: set[str] = set()
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _BATCH):
        some = PlacedOrder.outside.in_(wanted[start : start + _BATCH])
        found |= {outside for (outside,) in work.visible(PlacedOrder).where(some).select(PlacedOrder.outside).tuples()}
    return found


def _verdict(rows: Sequence[OrderRow], clients: SheetClients, people: dict[str, list[UUID]], known: set[str], zone: Any,
             now: datetime) -> SheetOrder:  # fmt: skip
    first = rows[0]
    whom = first.name or first.code or first.phone
    at = datetime.combine(first.on, time(first.minute // 60, first.minute % 60), zone).astimezone(UTC)
    # an hour of today that the sheet does not tell is not still to come
    taken = min(at, now) if at - now < timedelta(days=1) and first.minute == order_rows.MIDDAY else at
    client: UUID | None = None
    reason: OfficeError | None = None
    field = ""
    try:
        found = {clients.of(row) if not isinstance(clients.of(row), OfficeError) else None for row in rows}
        judged = clients.of(first)
        if isinstance(judged, OfficeError):
            raise judged
        if len(found) > 1 or any(row.on != first.on for row in rows):
            raise BadEntry(N_("Rows of one order number name several clients or days."), "outside")
        client = judged
        rules.check_taken(taken, now)
        if first.taker and len(people.get(first.taker, ())) != 1:
            raise BadEntry(N_("No colleague is called {name}, or several are."), "taker", name=first.taker)
        rules.checked_lines([row.line for row in rows])
    except OfficeError as refusal:
        reason, field = refusal, refusal.field or ""
    verdict = Verdict.REFUSED if reason else Verdict.KNOWN if first.outside in known else Verdict.NEW
    return SheetOrder(
        tuple(row.number for row in rows), verdict, first.outside, client, whom, first.on, taken,
        tuple(row.line for row in rows), people[first.taker][0] if first.taker and not reason else None,
        next((row.note for row in rows if row.note), ""), field, reason,
    )  # fmt: skip


def take(work: Work, sheet: OrderSheet, identity: IdentityWay = IdentityWay.NOT_YET, *,
         progress: Progress | None = None) -> UUID:  # fmt: skip
    """Takes all new orders of a sheet in one write, or nothing of it; they wait to be checked like any other.
    `identity` says how the clients of the whole sheet were known.

    Raises NotTaken where one can't be taken, BadEntry where nothing is new, NotAllowed.
    """
    work.require(Right.ENTER_ORDERS)
    work.alone()
    if sheet.of(Verdict.REFUSED):
        raise NotTaken(sheet)
    known = _known(work, {one.outside for one in sheet.of(Verdict.NEW) if one.outside})
    new = [one for one in sheet.of(Verdict.NEW) if one.outside not in known]
    same = (OrderImport.file_hash == sheet.file_hash) & OrderImport.undone_at.is_null()
    if new and work.visible(OrderImport).where(same).exists() and not all(one.outside for one in new):
        raise BadEntry(N_("This very sheet was taken in already, and not all of its orders have a number by which they "
                          "could be told apart."))  # fmt: skip
    if not new:
        raise BadEntry(N_("The sheet brings nothing new."))
    run = work.add(OrderImport(
        file_name=sheet.file_name, file_hash=sheet.file_hash, at=work.now, person=work.me.id,
        operation=work.operation, count=len(new), amount=sum(one.total for one in new),
    ))  # fmt: skip
    report = Steps(progress, 3 * len(new))
    rows, lines = [], []
    for number, one in zip(orders.next_numbers(work, len(new)), new, strict=True):
        assert one.client is not None
        row = orders.build(work, NewOrder(one.client, one.lines, one.taken_at, one.taker, identity, note=one.note,
                                          outside=one.outside), number, source=OrderSource.IMPORTED,
                           batch=run.id)  # fmt: skip
        rows.append(row)
        kept, _total = rules.checked_lines(one.lines)
        lines += [order_reach.line_row(row, place, line) for place, line in enumerate(kept)]
        report.step(1)
    work.add_rows(PlacedOrder, rows)
    work.add_rows(OrderLine, lines)
    work.add_rows(OrderEntry, [
        OrderEntry(order=row.id, client=row.client_id, kind=EntryKind.ENTERED.value, by=work.me.id, at=work.now)
        for row in rows
    ])  # fmt: skip
    work.step = report.step
    work.record(TOPIC, "take_orders", run, orders=len(new))
    report.finish()
    return UUID(str(run.id))


def undo_import(work: Work, import_id: UUID, *, progress: Progress | None = None) -> int:
    """Takes a sheet of orders back as a whole; returns how many. A second time does nothing. Refused once one of them
    was checked, changed or cancelled: what others have done stays. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.ENTER_ORDERS)
    work.alone()
    run = work.get(OrderImport, import_id)
    if run.undone_at is not None:
        return 0
    held = list(work.visible(PlacedOrder).where(PlacedOrder.batch == run.id))
    if len(held) < run.count:
        raise BadEntry(N_("Some of these orders are of clients whose files you can't see. Let a colleague undo it who "
                          "sees them."))  # fmt: skip
    keys = [row.id for row in held]
    entries = list(work.visible(OrderEntry).where(among(OrderEntry.order, keys)))
    if any(row.state != OrderState.WAITING.value for row in held) or len(entries) > len(held):
        raise BadEntry(N_("Something was done with orders of this sheet since, so it can't be undone. Cancel those "
                          "that are wrong."))  # fmt: skip
    lines = list(work.visible(OrderLine).where(among(OrderLine.order, keys)))
    report = Steps(progress, 2 * len(held))
    gone = {"withdrawn_at": work.now}
    for model, rows in ((PlacedOrder, held), (OrderLine, lines), (OrderEntry, entries)):
        work.change_many(model, [(row, gone) for row in rows], "withdraw")
    report.step(len(held))
    work.change(run, {"undone_at": work.now})
    work.step = report.step
    work.record(TOPIC, "undo_orders", run, orders=len(held))
    report.finish()
    return len(held)


def import_of(work: Work, key: UUID) -> UUID | None:
    """The sheet taken in under this id, or by an operation of this id; None where there is none. Raises NotAllowed."""
    found = work.visible(OrderImport).where((OrderImport.id == key) | (OrderImport.operation == key)).first()
    return UUID(str(found.id)) if found is not None else None


def imports(work: Work, limit: int = 40) -> list[ImportLine]:
    """The sheets of orders that were taken in, the newest first. Raises NotAllowed."""
    found = list(work.visible(OrderImport).order_by(OrderImport.at.desc()).limit(limit))
    people = on_file.names(work, (run.person_id for run in found))
    return [ImportLine(run.id, run.file_name, run.at, people.get(run.person_id, ""), run.count, run.amount,
                       run.undone_at) for run in found]  # fmt: skip
