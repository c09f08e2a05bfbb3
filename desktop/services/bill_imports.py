"""Takes in a till's sheet of bills: each finds its booking, is shown before, and all is undone as one (SE-7, CL-10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.base import Table
from desktop.models.bookings import BillImport, BillLine, Booking
from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.rules import bill_matching as matching
from desktop.rules import bill_rows
from desktop.rules.bill_matching import Finding, Fit, Party
from desktop.rules.bill_rows import BillRow
from desktop.rules.bookings import BookingState, MealTime
from desktop.rules.errors import BadEntry, NotFound, OfficeError, Restricted
from desktop.rules.progress import Progress, Steps
from desktop.rules.rights import Right
from desktop.rules.spending import hash_of
from desktop.rules.text import fold
from desktop.rules.zones import zone_of
from desktop.services import bills, booking_lists, booking_undo, journals, on_file, rooms, sheets
from desktop.services.booking_lists import BookLine
from desktop.services.work import Work

TOPIC = "bookings"
_STATES = frozenset({BookingState.HELD, BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.LEFT})
_TABLES: Mapping[str, type[Table]] = {model._meta.table_name: model for model in (Booking, Spend, BillLine)}


@dataclass(frozen=True, slots=True)
class Match:
    """A bill and the bookings it may be of, the likeliest first; `chosen` is entered unless somebody says otherwise."""

    row: BillRow
    finding: Finding
    bookings: tuple[UUID, ...]

    @property
    def chosen(self) -> UUID | None:
        return self.bookings[0] if self.finding is Finding.FOUND else None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row that can't be read: its number in the sheet, the column it is about, the reason."""

    row: int
    field: str
    reason: OfficeError


@dataclass(frozen=True)
class BillSheet:
    """A sheet that was read and compared; nothing is entered yet. `lines` are the bookings of its days by id, `before`
    the day on which this very sheet was taken in already."""

    file_name: str
    file_hash: str
    matches: tuple[Match, ...]
    refused: tuple[Trouble, ...]
    left_out: int  # lines of totals and the like
    lines: Mapping[UUID, BookLine] = field(default_factory=dict)
    before: date | None = None

    def count(self, finding: Finding) -> int:
        return sum(match.finding is finding for match in self.matches)

    def offered(self, row: BillRow) -> tuple[BookLine, ...]:
        """Bookings among which somebody may choose for a row: of its day and the night before, in their order."""
        days = (row.on, row.on - timedelta(days=1))
        there = [line for line in self.lines.values() if line.on in days and line.known]
        return tuple(sorted(there, key=lambda line: (line.on != row.on, line.at, line.number)))


@dataclass(frozen=True, slots=True)
class Taken:
    """What was entered: the import's id, of how many bookings, and how many bills have found none."""

    id: UUID
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Undone:
    """Of how many bookings the bill was taken back; `kept` are those whose bill somebody changed since."""

    count: int
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TakenLine:
    """A sheet that was taken in: of how many bookings it had the bill, and what they came to, in fen."""

    id: UUID
    file_name: str
    at: datetime
    by: str
    count: int
    amount: int
    undone: bool


@dataclass(frozen=True, slots=True)
class OpenBill:
    """A bill that has found no booking yet. Amounts in fen."""

    id: UUID
    file_name: str
    number: int
    on: date
    at: int | None
    place: str
    total: int
    food: int | None
    signed: bool | None


def prepare(work: Work, path: Path, *, progress: Progress | None = None) -> BillSheet:
    """Reads a till's sheet and finds the booking of each bill, changing nothing. Give it staged work.

    Raises BadFile, BadEntry for a missing column, NotAllowed.
    """
    work.require(Right.TAKE_BOOKINGS)
    sheet = sheets.read_sheet(path, progress=progress)
    digest = hash_of(path)
    with work.reading():
        read, refused = bill_rows.rows_of(sheet, on_file.today(work))
        rows = list(_bookings(work, {row.on for row in read}, {row.booking for row in read if row.booking is not None}))
        lines = {line.id: line for line in booking_lists.told(work, rows)}
        parties, meals = _parties(work, lines.values())
        same = (BillImport.file_hash == digest) & BillImport.undone_at.is_null()
        before = work.visible(BillImport).where(same).order_by(BillImport.at.desc()).first()
        zone = zone_of(str(work.settings["time_zone"]))
    matches = _matched(read, parties, meals, lines)
    troubles = tuple(Trouble(number, name, reason) for number, name, reason in refused)
    return BillSheet(path.name[:255], digest, matches, troubles, len(sheet.left_out), lines,
                     before.at.astimezone(zone).date() if before is not None else None)  # fmt: skip


def _bookings(work: Work, days: Iterable[date], numbers: Iterable[int]) -> Any:
    every = {day - timedelta(days=back) for day in days for back in (0, 1)}
    states = Booking.state.in_([state.value for state in _STATES])
    wanted = Booking.on.in_(sorted(every)) | Booking.number.in_(sorted(numbers))
    return work.visible(Booking).where(states & wanted).order_by(Booking.on, Booking.at, Booking.number)


def _parties(work: Work, lines: Iterable[BookLine]) -> tuple[list[Party], list[MealTime]]:
    known = {meal.id: meal for meal in rooms.meals(work, withdrawn=True)}
    held = list(lines)
    clients = {one.id for line in held for one in (line.host, line.payer) if one is not None}
    columns = (Client.id, Client.phone_key)
    phones = dict(work.visible(Client).select(*columns).where(among(Client.id, clients)).tuples())
    parties = []
    for line in held:
        meal, who = known[line.meal], [one for one in (line.host, line.payer) if one is not None]
        names = {fold(text) for one in who for text in (one.name, one.salutation) if text}
        parties.append(Party(
            line.id, line.number, line.on, meal.time, meal.key, line.at, tuple(spot.name for spot in line.places),
            frozenset(names), frozenset(phones[one.id] for one in who if phones.get(one.id)),
            frozenset(one.code for one in who),
        ))  # fmt: skip
    # a meal that is not served any more counts where something was booked for it
    meals = {meal.time for meal in rooms.meals(work)} | {party.meal for party in parties}
    return parties, list(meals)


def _matched(read: Sequence[BillRow], parties: Sequence[Party], meals: Sequence[MealTime],
             lines: Mapping[UUID, BookLine]) -> tuple[Match, ...]:  # fmt: skip
    found = {row.number: matching.fitting(row, parties, meals) for row in read}
    for row in read:
        if same := [key for key in found[row.number].bookings if _has(lines[key], row)]:
            found[row.number] = Fit((same[0],))
    apart = matching.told_apart(found)
    several = matching.shared(apart)
    together: dict[UUID, list[BillRow]] = {}
    for row in read:
        if row.number in several:
            together.setdefault(apart[row.number][0], []).append(row)
    # rows that were added up when they were taken in are read again one by one
    taken = {row.number for key, rows in together.items() if _has_all(lines[key], rows) for row in rows}
    matches = []
    for row in read:
        keys = apart[row.number]
        if row.number in taken:
            matches.append(Match(row, Finding.SAME, keys))
            continue
        matches.append(Match(row, _finding(row, keys, lines, shared=row.number in several), keys))
    return tuple(matches)


def _has(line: BookLine, row: BillRow) -> bool:
    """Whether a booking has this bill: what the sheet does not tell may be known all the same."""
    same_food = row.food is None or line.food == row.food
    return line.total == row.total and same_food and (row.signed is None or bool(line.signed) == row.signed)


def _has_all(line: BookLine, rows: Sequence[BillRow]) -> bool:
    """The same of several rows of one booking, added up."""
    food = None if any(row.food is None for row in rows) else sum(row.food or 0 for row in rows)
    signs = [row.signed for row in rows if row.signed is not None]
    same_signed = not signs or bool(line.signed) == any(signs)
    return line.total == sum(row.total for row in rows) and (food is None or line.food == food) and same_signed


def _finding(row: BillRow, keys: Sequence[UUID], lines: Mapping[UUID, BookLine], *, shared: bool) -> Finding:
    if len(keys) != 1:
        return Finding.SEVERAL if keys else Finding.NONE
    line = lines[keys[0]]
    if _has(line, row):
        return Finding.SAME
    if line.host is None and line.payer is None:
        return Finding.UNSEEN
    if shared:
        return Finding.SHARED
    return Finding.FOUND if line.total is None else Finding.DIFFERS


def take(
    work: Work, sheet: BillSheet, decided: Mapping[int, UUID | None], *, progress: Progress | None = None
) -> Taken:
    """Enters the bills of a sheet in one write, or none: those that found their booking, and as `decided` by the number
    of the row; None leaves one out. Several rows of one booking are added up. What is left is kept as an open bill.

    Whoever's bill is entered has been here: an arrival that nobody noted is noted. Raises BadEntry where nothing is to
    be entered or kept open that is not yet, a booking was changed since the sheet was compared, or a file was stopped;
    NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    work.alone()
    wanted: dict[UUID, list[BillRow]] = {}
    left: list[BillRow] = []
    for match in sheet.matches:
        key = decided.get(match.row.number, match.chosen)
        if key is not None:
            wanted.setdefault(key, []).append(match.row)
        elif match.finding is not Finding.SAME:
            left.append(match.row)
    if not wanted and not _unknown(work, left):
        if sheet.before is not None:
            raise BadEntry(N_("This sheet was taken in on {day} already, and nothing in it is new."), day=sheet.before)
        raise BadEntry(N_("The sheet brings nothing new."))
    run = work.add(BillImport(
        file_name=sheet.file_name, file_hash=sheet.file_hash, at=work.now, person=work.me.id,
        operation=work.operation, count=len(wanted), amount=sum(row.total for rows in wanted.values() for row in rows),
    ))  # fmt: skip
    report = Steps(progress, len(wanted))
    for key in sorted(wanted):
        _enter(work, key, wanted[key], sheet.lines.get(key))
        report.step(1)
    _replace_open(work, [row for rows in (*wanted.values(), left) for row in rows])
    lines = [(row, key) for key, rows in wanted.items() for row in rows] + [(row, None) for row in left]
    work.add_rows(BillLine, [
        BillLine(batch=run.id, booking=key, number=row.number, on=row.on, at=row.at, place=row.place, total=row.total,
                 food=row.food, signed=row.signed)
        for row, key in sorted(lines, key=lambda one: one[0].number)
    ])  # fmt: skip
    work.record(TOPIC, "take_bills", run, bills=len(wanted), open=len(left))
    return Taken(run.id, len(wanted), len(left))


def _enter(work: Work, key: UUID, rows: Sequence[BillRow], seen: BookLine | None) -> None:
    booking = work.get(Booking, key)
    if seen is not None and (booking.state, booking.total, booking.food) != (seen.state.value, seen.total, seen.food):
        raise BadEntry(N_("Booking {number} was changed by somebody else since. Read the sheet again."), "booking",
                       number=booking.number)  # fmt: skip
    parts = [row.food for row in rows]
    food = None if None in parts else sum(part for part in parts if part is not None)
    signs = [row.signed for row in rows if row.signed is not None]
    try:
        bills.enter(
            work, booking, sum(row.total for row in rows), food, any(signs) if signs else booking.signed, came=True
        )
    except (BadEntry, Restricted) as refusal:
        where = refusal.field if isinstance(refusal, BadEntry) else "booking"
        raise BadEntry(N_("Row {row}: {reason}"), where, row=rows[0].number, reason=refusal) from None


def _unknown(work: Work, rows: Sequence[BillRow]) -> bool:
    """Whether one of these is no open bill yet."""
    return bool({_bill(row) for row in rows} - {_bill(line) for line in _open_of(work, rows)})


def _replace_open(work: Work, rows: Sequence[BillRow]) -> None:
    """The same bill of an earlier sheet is not open twice."""
    told = {_bill(row) for row in rows}
    for line in _open_of(work, rows):
        if _bill(line) in told:
            work.withdraw(line)


def _bill(row: Any) -> tuple[object, ...]:
    """By what a bill that has no booking is known again, in a row of a sheet or a line that is kept."""
    return row.on, row.at, row.place, row.total


def _open_of(work: Work, rows: Sequence[BillRow]) -> list[Any]:
    return list(_open(work).where(BillLine.on.in_(sorted({row.on for row in rows}))))


def undo_bills(work: Work, import_id: UUID, *, progress: Progress | None = None) -> Undone:
    """Takes the bills of a sheet back as one; a second time does nothing. What somebody changed since stays, and is
    named. Raises NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    run = work.get(BillImport, import_id)
    if run.undone_at is not None:
        return Undone(0, ())
    work.alone()
    records, traces = journals.of_operation(work, run.operation)
    steps = [(_TABLES[found[0].table], key, found) for key, found in journals.by_row(traces).items()
             if found[0].table in _TABLES]  # fmt: skip
    held: dict[UUID, list[tuple[Any, Mapping[str, Any]]]] = {}
    kept: dict[UUID, int] = {}
    rows: list[tuple[Any, Any]] = []
    for model, key, found in steps:
        try:
            row = work.get(model, key, withdrawn=True)
        except NotFound:
            # a client who is out of sight by now; who sees him undoes it
            raise BadEntry(N_("Some of these bills are of clients whose files you can't see. Let a colleague undo it "
                              "who sees them.")) from None  # fmt: skip
        rows.append((row, found))
        of = row.id if model is Booking else row.origin if model is Spend else None
        if of is not None and booking_undo.changed_since(row, found):
            kept[of] = 0
    # a line that was open and has found its booking since is that booking's bill, which stays
    lines = {row.id: row.booking_id for row, _found in rows if isinstance(row, BillLine)}
    since = journals.of_rows(lines, max((record.serial for record in records), default=0))
    kept |= {key: 0 for trace in since if (key := lines[trace.row]) is not None}
    for row, found in rows:
        of = row.id if isinstance(row, Booking) else row.origin if isinstance(row, Spend) else row.booking_id
        if of not in kept:
            held.setdefault(of, []).append((row, journals.before_act(row, found, work.now)))
    report = Steps(progress, len(rows))
    for row, values in (one for several in held.values() for one in several):
        work.change(row, journals.loaded(type(row), values))
        report.step(1)
    for key in kept:
        kept[key] = work.get(Booking, key).number
    work.change(run, {"undone_at": work.now})
    count = len({key for key in held if key is not None})
    work.record(TOPIC, "undo_bills", run, bills=count, kept=len(kept))
    return Undone(count, tuple(sorted(kept.values())))


def import_of(work: Work, key: UUID) -> UUID | None:
    """The sheet taken in under this id, or by an operation of this id; None where there is none. Raises NotAllowed."""
    found = work.visible(BillImport).where((BillImport.id == key) | (BillImport.operation == key)).first()
    return UUID(str(found.id)) if found is not None else None


def imports(work: Work, limit: int = 40) -> tuple[TakenLine, ...]:
    """The sheets that were taken in, the newest first. Raises NotAllowed."""
    runs = list(work.visible(BillImport).order_by(BillImport.at.desc()).limit(limit))
    people = on_file.names(work, (run.person_id for run in runs))
    return tuple(TakenLine(run.id, run.file_name, run.at, people.get(run.person_id, ""), run.count, run.amount,
                           run.undone_at is not None) for run in runs)  # fmt: skip


# Bills that have found no booking


def open_bills(work: Work, limit: int = 500) -> tuple[OpenBill, ...]:
    """Bills of sheets that have found no booking yet, the latest day first. Raises NotAllowed."""
    query = _open(work).select(BillLine, BillImport.file_name).join(BillImport)
    rows = query.order_by(BillLine.on.desc(), BillLine.number).limit(limit)
    return tuple(OpenBill(r.id, r.batch.file_name, r.number, r.on, r.at, r.place, r.total, r.food, r.signed)
                 for r in rows)  # fmt: skip


def match_bill(work: Work, bill_id: UUID, booking_id: UUID) -> None:
    """Enters an open bill for a booking that has none yet. Raises BadEntry, Restricted, NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    line, booking = _open_bill(work, bill_id), work.get(Booking, booking_id)
    if booking.total is not None:
        raise BadEntry(N_("This booking has a bill already. Correct it there."), "booking")
    bills.enter(work, booking, line.total, line.food, line.signed, came=True)
    work.change(line, {"booking": booking.id})
    work.record(TOPIC, "match_bill", booking, number=booking.number)


def strike_bill(work: Work, bill_id: UUID) -> None:
    """Takes an open bill off the list: it is of nobody who had booked. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    work.withdraw(_open_bill(work, bill_id))
    work.record(TOPIC, "strike_bill", None)


def give_back_bill(work: Work, bill_id: UUID) -> None:
    """Puts a bill on the list again that was taken off it. Raises NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    if work.change(work.get(BillLine, bill_id, withdrawn=True), {"withdrawn_at": None}):
        work.record(TOPIC, "give_back_bill", None)


def _open(work: Work) -> Any:
    return work.visible(BillLine).where(BillLine.booking.is_null())


def _open_bill(work: Work, bill_id: UUID) -> Any:
    line = work.get(BillLine, bill_id)
    if line.booking_id is not None:
        raise BadEntry(N_("A colleague has entered this bill already."))
    return line
