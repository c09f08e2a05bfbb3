"""What clients spend and how often they come: entered day by day, or taken from a sheet as a whole (CL-10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.i18n import N_, _n
from desktop.models.bulk import update_many
from desktop.models.classes import Spend, SpendImport
from desktop.models.clients import Client
from desktop.rules import spending as rules
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.ids import new_id
from desktop.rules.progress import Progress, Steps
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.rules.spending import SpendRow, SpendSource
from desktop.rules.text import check_length, tidy
from desktop.services import on_file, sheets, spend_origins
from desktop.services.sheet_clients import SheetClients
from desktop.services.work import Work

TOPIC = "clients"
_COLUMNS = ("id", "version", "client", "on", "amount", "visits", "source", "batch", "note", "entered_by", "entered_at")
_BATCH = 500


@dataclass(frozen=True, slots=True)
class SpendLine:
    """One day's spend of a client, in fen."""

    id: UUID
    on: date
    amount: int
    visits: int
    source: SpendSource
    note: str
    entered_by: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that keeps a sheet from being taken: its number, the column it is about, the reason, what it says."""

    row: int
    field: str
    reason: OfficeError
    shown: str = ""


@dataclass(frozen=True, slots=True)
class SpendSheet:
    """A sheet that was read and compared: every row has its client, or stands among the troubles."""

    file_name: str
    file_hash: str
    rows: tuple[tuple[UUID, SpendRow], ...]
    unmatched: tuple[Trouble, ...]
    refused: tuple[Trouble, ...]
    left_out: int  # lines of totals and the like
    known: tuple[int, ...] = ()  # rows whose money orders have brought already

    @property
    def amount(self) -> int:
        return sum(row.amount for _client, row in self.rows)

    @property
    def clients(self) -> int:
        return len({client for client, _row in self.rows})

    @property
    def known_words(self) -> str:
        """How many rows are left out because orders have brought their money already; nothing where none is."""
        count = len(self.known)
        said = _n("{n} row is an order that counts already and was left out.",
                  "{n} rows are orders that count already and were left out.", count)  # fmt: skip
        return said.format(n=count) if count else ""

    @property
    def quarters(self) -> tuple[Quarter, ...]:
        return tuple(sorted({Quarter.of(row.on) for _client, row in self.rows}))


@dataclass(frozen=True, slots=True)
class SpendImportLine:
    """A sheet that was taken in."""

    id: UUID
    file_name: str
    at: datetime
    by: str
    count: int
    amount: int
    undone_at: datetime | None


def enter_spend(work: Work, client_id: UUID, on: date, amount: int, visits: int = 1, note: str = "") -> UUID:
    """Enters what a client spent on a day, in fen, and how many visits that was; below zero for money given back.

    An order that counts the same money stands back for it. Raises BadEntry, NotAllowed, NotFound.
    """
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    rules.check(on, amount, visits, on_file.today(work))
    row = work.add(Spend(
        client=client.id, on=on, amount=amount, visits=visits, source=SpendSource.ENTERED.value,
        note=check_length(tidy(note), 200, "note"), entered_by=work.me.id, entered_at=work.now,
    ))  # fmt: skip
    spend_origins.stand_back(work, [(client.id, on, amount)])
    work.record(TOPIC, "enter_spend", client)
    return UUID(str(row.id))


def withdraw_spend(work: Work, spend_id: UUID) -> None:
    """Takes an entry that was made by mistake out of use; it stays in the history. Raises BadEntry for one of an order,
    which whoever checks orders takes out; NotAllowed, NotFound."""
    row = work.get(Spend, spend_id)
    client = work.get(Client, row.client_id)
    work.require(Right.EDIT_CLIENTS, client)
    if row.source == SpendSource.ORDER.value:
        raise BadEntry(N_("This comes from a checked order: whoever checks orders takes it out there."))
    work.withdraw(row)
    if row.origin is None:
        spend_origins.give_back(work, [(row.client_id, row.on, row.amount)])
    work.record(TOPIC, "withdraw_spend", client)


def spend_of(work: Work, client_id: UUID, limit: int = 200) -> tuple[SpendLine, ...]:
    """The spend of a client day by day, newest first: the evidence of its class. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    found = list(work.visible(Spend).where(Spend.client == client.id).order_by(Spend.on.desc(), Spend.id.desc())
                 .limit(limit))  # fmt: skip
    return lines_of(work, found)


def lines_of(work: Work, rows: Iterable[Any]) -> tuple[SpendLine, ...]:
    """Bills that the caller has got through `work`, in their order."""
    found = list(rows)
    people = on_file.names(work, (row.entered_by_id for row in found))
    return tuple(
        SpendLine(row.id, row.on, row.amount, row.visits, SpendSource.of(row.source), row.note,
                  people.get(row.entered_by_id, ""))
        for row in found
    )  # fmt: skip


def prepare(work: Work, path: Path, *, progress: Progress | None = None) -> SpendSheet:
    """Reads a sheet of spend and finds the client of each row, changing nothing. Give it staged work.

    Columns: client (code or name), if need be code and phone, date, amount in yuan, visits (1 where not said).
    Raises BadFile, BadEntry for a missing column, NotAllowed.
    """
    work.require(Right.CLASSIFY_CLIENTS)
    sheet = sheets.read_sheet(path, progress=progress)
    with work.reading():
        read, refused = rules.rows_of(sheet, on_file.today(work))
        matched, unmatched = _matched(work, read)
        matched, known = _apart(work, matched)
    troubles = [Trouble(number, field, reason) for number, field, reason in refused]
    return SpendSheet(path.name[:255], rules.hash_of(path), tuple(matched), tuple(unmatched), tuple(troubles),
                      len(sheet.left_out), known)  # fmt: skip


def _apart(work: Work, rows: Sequence[tuple[UUID, SpendRow]]
           ) -> tuple[list[tuple[UUID, SpendRow]], tuple[int, ...]]:  # fmt: skip
    """What a sheet brings, and which of its rows are orders that count already."""
    if not rows:
        return [], ()
    days = [row.on for _client, row in rows]
    there = spend_origins.brought(work, min(days), max(days))
    new: list[tuple[UUID, SpendRow]] = []
    known: list[int] = []
    for client, row in rows:
        money = (client, row.on, row.amount)
        if there[money]:
            there[money] -= 1
            known.append(row.number)
        else:
            new.append((client, row))
    return new, tuple(known)


def _matched(work: Work, read: Sequence[SpendRow]) -> tuple[list[tuple[UUID, SpendRow]], list[Trouble]]:
    found = SheetClients(work, read)
    matched: list[tuple[UUID, SpendRow]] = []
    unmatched: list[Trouble] = []
    for row in read:
        client = found.of(row)
        if isinstance(client, OfficeError):
            unmatched.append(Trouble(row.number, "client", client, row.code or row.name or row.phone))
        else:
            matched.append((client, row))
    return matched, unmatched


class NotTaken(OfficeError):
    """Rows of a sheet fit no client or can't be read; `sheet` has them. Nothing was taken."""

    def __init__(self, sheet: SpendSheet) -> None:
        troubles = sorted((*sheet.unmatched, *sheet.refused), key=lambda t: t.row)
        super().__init__(N_("{n} rows can't be taken, so nothing was: first row {row}, {reason} Correct the sheet and "
                            "try again."), n=len(troubles), row=troubles[0].row, reason=troubles[0].reason)  # fmt: skip
        self.sheet = sheet


def take(work: Work, sheet: SpendSheet) -> UUID:
    """Takes the whole sheet in one write, or nothing of it. Give it the work of a writing verb.

    Raises NotTaken where a row has no client or can't be read, BadEntry for a sheet that was taken before, NotAllowed.
    """
    work.require(Right.CLASSIFY_CLIENTS)
    work.alone()
    if sheet.unmatched or sheet.refused:
        raise NotTaken(sheet)
    if not sheet.rows and sheet.known:
        raise BadEntry(N_("All rows of this sheet are orders that count already; nothing is new in it."))
    if not sheet.rows:
        raise BadEntry(N_("The sheet has no rows below its header."))
    if _apart(work, sheet.rows)[1]:
        raise BadEntry(N_("Orders of this sheet were checked meanwhile and count already. Read it again."))
    same = (SpendImport.file_hash == sheet.file_hash) & SpendImport.undone_at.is_null()
    before = work.visible(SpendImport).where(same).first()
    if before is not None:
        raise BadEntry(N_("This very sheet was taken in on {day} already; it does not count twice."),
                       day=before.at.date().isoformat())  # fmt: skip
    run = work.add(SpendImport(
        file_name=sheet.file_name, file_hash=sheet.file_hash, at=work.now, person=work.me.id,
        operation=work.operation, count=len(sheet.rows), amount=sheet.amount,
    ))  # fmt: skip
    now, me, source = Spend.entered_at.db_value(work.now), work.me.id, SpendSource.IMPORTED.value
    work.add_many(Spend, _COLUMNS, [
        (new_id(), 1, client, row.on.isoformat(), row.amount, row.visits, source, run.id, row.note, me, now)
        for client, row in sheet.rows
    ])  # fmt: skip
    work.record(TOPIC, "take_spend", run, rows=len(sheet.rows), clients=sheet.clients)
    return UUID(str(run.id))


def undo_import(work: Work, import_id: UUID, *, progress: Progress | None = None) -> int:
    """Takes a sheet of spend back as a whole; returns how many rows. A second time does nothing.

    Classes that were confirmed meanwhile stay: they have kept their figures. `progress` may stop it before the
    commit. Raises NotAllowed, NotFound.
    """
    work.require(Right.CLASSIFY_CLIENTS)
    run = work.get(SpendImport, import_id)
    if run.undone_at is not None:
        return 0
    now = Spend.withdrawn_at.db_value(work.now)
    columns = (Spend.id, Spend.version, Spend.client, Spend.on, Spend.amount)
    found = list(work.visible(Spend).select(*columns).where(Spend.batch == run.id).tuples())
    held = [(key, version) for key, version, *_money in found]
    # each row is taken out and recorded
    report = Steps(progress, 2 * len(held))
    work.step = report.step
    for start in range(0, len(held), _BATCH):
        part = held[start : start + _BATCH]
        # writing path: a sheet as a whole; each row is journalled below
        update_many(Spend, ("withdrawn_at", "version"), ("id",), [(now, version + 1, key) for key, version in part])
        report.step(len(part))
    work.journal_many(Spend._meta.table_name, ((key, {"withdrawn_at": [None, now]}) for key, _version in held))
    work.change(run, {"undone_at": work.now})
    spend_origins.give_back(work, ((client, on, amount) for _key, _version, client, on, amount in found))
    work.record(TOPIC, "undo_spend", run, rows=len(held))
    report.finish()
    return len(held)


def import_of(work: Work, key: UUID) -> UUID | None:
    """The sheet taken in under this id, or by an operation of this id; None where there is none."""
    found = work.visible(SpendImport).where((SpendImport.id == key) | (SpendImport.operation == key)).first()
    return found.id if found is not None else None


def imports(work: Work, limit: int = 40) -> list[SpendImportLine]:
    """The sheets of spend that were taken in, newest first."""
    found = list(work.visible(SpendImport).order_by(SpendImport.at.desc()).limit(limit))
    people = on_file.names(work, (run.person_id for run in found))
    return [SpendImportLine(run.id, run.file_name, run.at, people.get(run.person_id, ""), run.count, run.amount,
                            run.undone_at) for run in found]  # fmt: skip
