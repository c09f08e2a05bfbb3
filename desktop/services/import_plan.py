"""The plan of an import: a verdict per row, repaired and decided in place before anything is written (CL-11, CL-15)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.rules import clients as client_rules
from desktop.rules import importing as rules
from desktop.rules.dates import DateOrder
from desktop.rules.entries import Value, phone_key
from desktop.rules.errors import BadEntry, NotFound, OfficeError
from desktop.rules.fields import Catalogue
from desktop.rules.grids import Cell, Column, Sheet
from desktop.rules.importing import Likeness, Verdict
from desktop.services.import_known import SEALED, Book, Known, Mark
from desktop.services.import_rows import Reader, ReadRow, complete
from desktop.services.pauses import let_go

_NO_PROBLEMS: Mapping[str, OfficeError] = MappingProxyType({})
_MOST_NAMESAKES = 200  # that are looked through for one that a row adds nothing to


class Gone(BadEntry):
    """A client that a row was to join is not there any more."""


@dataclass(slots=True, eq=False)
class PlannedRow:
    """One row and what becomes of it. `values` are checked and never empty."""

    number: int  # as in the sheet
    cells: tuple[Cell, ...]
    values: dict[str, Value]
    problems: Mapping[str, OfficeError]
    key: str = ""
    phones: tuple[str, ...] = ()
    id_index: bytes | None = None
    verdict: Verdict = Verdict.NEW
    known: Known | None = None  # the client it joins, or is most like
    likeness: Likeness | None = None
    like_row: int | None = None  # the row of this sheet it is most like
    first: "PlannedRow | None" = None  # the row it repeats
    repeats: list["PlannedRow"] | None = None
    fills: dict[str, Value] | None = None  # what a known client gains
    missing: tuple[str, ...] = ()
    decision: UUID | bool | None = None  # the client to join, or False: a client of its own
    corrected: dict[str, Cell] | None = None

    @property
    def creates(self) -> bool:
        return self.verdict in rules.CREATING

    @property
    def problem(self) -> OfficeError | None:
        return next(iter(self.problems.values()), None)

    @property
    def merged(self) -> dict[str, Value]:
        """The row's values, its gaps filled by the rows that repeat it."""
        if not self.repeats:
            return self.values
        whole = dict(self.values)
        for row in self.repeats:
            for name, value in row.values.items():
                whole.setdefault(name, value)
        return whole


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column of the sheet and the field it goes to; `locked` says why it may not be taken."""

    column: Column
    field: str | None
    locked: OfficeError | None = None
    order: DateOrder | None = None  # in which its dates are read
    unsure: str = ""  # a date of it that could be several, where nothing in the column tells the order


@dataclass(slots=True)
class Plan:
    """All that an import would do. Plain values: nothing of it is in the office yet."""

    file_name: str
    file_hash: str
    sheet: Sheet
    catalogue: Catalogue
    columns: tuple[PlannedColumn, ...]
    rows: list[PlannedRow]
    book: Book
    reader: Reader
    mark: Mark  # the office's newest record when the plan was made
    index_of: Callable[[str], bytes | None]  # the blind index of an ID number; None without the vault's key
    unseen: set[int] = field(default_factory=set)  # rows whose keys the office was not asked about
    left_out: list[tuple[int, str]] = field(default_factory=list)  # row, message id

    _phones: dict[tuple[str, str], PlannedRow] = field(default_factory=dict)
    _ids: dict[tuple[str, bytes], PlannedRow] = field(default_factory=dict)
    _names: dict[str, list[PlannedRow]] = field(default_factory=dict)
    _bare: dict[str, PlannedRow] = field(default_factory=dict)  # by name, without phone and ID number
    _any_phone: dict[str, PlannedRow] = field(default_factory=dict)
    _claims: dict[UUID, PlannedRow] = field(default_factory=dict)  # known client → the row that joins it
    _by_number: dict[int, PlannedRow] = field(default_factory=dict)

    def row(self, number: int) -> PlannedRow:
        """The row with that number in the sheet. Raises NotFound."""
        if not self._by_number:
            self._by_number = {row.number: row for row in self.rows}
        if number not in self._by_number:
            raise NotFound(str(number))
        return self._by_number[number]

    def judge(self, rows: Iterable[PlannedRow] | None = None) -> None:
        """Gives verdicts to all rows, or anew to some."""
        wanted = self.rows if rows is None else list(rows)
        for row in wanted:
            self._place(row)
        for row in wanted:
            if row.first is None:
                self._settle(row)

    def judge_again(self, rows: Iterable[PlannedRow]) -> None:
        """Gives new verdicts to rows that have one, and to those that repeat them."""
        touched: dict[PlannedRow, None] = {}
        for row in rows:
            touched.update(dict.fromkeys(self._taken_out(row)))
        self.judge(sorted(touched, key=lambda row: row.number))

    def repair(self, number: int, name: str, value: Cell) -> PlannedRow:
        """Puts `value` in the place of what the sheet has in a field, and judges the row and its repeats anew."""
        row = self.row(number)
        row.corrected = {**(row.corrected or {}), name: value}
        read = self.reader.read(row.cells, row.corrected)
        complete(read, self.catalogue, unit_may_stand=self.reader.unit_may_stand)
        touched = self._taken_out(row)
        self.fill(row, read)
        self.unseen.add(number)
        self.judge(touched)
        return row

    def decide(self, number: int, join: UUID | None) -> PlannedRow:
        """Joins the row to one of its `candidates`, or with None makes it a client of its own. Raises BadEntry."""
        row = self.row(number)
        if join is not None and join not in {known.id for known in self.candidates(row)}:
            raise BadEntry(N_("Row {row} can only be joined to a client it resembles."), row=number)
        touched = self._taken_out(row)
        row.problems = {} if isinstance(row.problem, Gone) else row.problems
        row.decision = join if join is not None else False
        self.judge(touched)
        return row

    def candidates(self, row: PlannedRow) -> list[Known]:
        """Clients of the office that the row may be joined to, the likeliest first."""
        return [known for known, _likeness in self._alike(row)]

    def let_go(self) -> None:
        """Frees a plan that nobody shows any more, bit by bit; not in the window's thread."""
        book = self.book
        let_go(self._by_number, self._phones, self._ids, self._names, self._bare, self._any_phone, self._claims,
               book.by_name, book.by_phone, book.by_plate, book.by_id_number, book.by_client, self.rows)  # fmt: skip

    def counts(self) -> Counter[Verdict]:
        return Counter(row.verdict for row in self.rows)

    def fill(self, row: PlannedRow, read: ReadRow) -> None:
        """Takes over what was read, with the keys by which the same client is known again."""
        values = row.values = read.values
        row.problems = read.problems or _NO_PROBLEMS
        name = str(values.get("name", ""))
        key = rules.name_key(name)
        row.key = name if key == name else key  # one copy of a text is enough
        row.phones = phones_of(values)
        number = values.get("id_number")
        row.id_index = self.index_of(str(number)) if number else None

    # Which rows are one client

    def _place(self, row: PlannedRow) -> None:
        row.first, row.known, row.likeness, row.like_row, row.fills = None, None, None, None, None
        if row.problems:
            row.verdict, row.missing = Verdict.REFUSED, ()
            return
        first = None if row.decision is False else self._earlier(row)
        if first is not None and first is not row:
            row.first, row.verdict, row.missing = first, Verdict.REPEATED, ()
            first.repeats = [*(first.repeats or []), row]
            return
        row.verdict = Verdict.NEW
        for phone in row.phones:
            self._phones.setdefault((row.key, phone), row)
            other = self._any_phone.setdefault(phone, row)
            # a firm's switchboard says nothing about two of its people
            if other is not row and row.like_row is None and len(phone) == 11 and phone[0] == "1":
                row.like_row, row.likeness = other.number, Likeness.PHONE
        if row.id_index:
            self._ids.setdefault((row.key, row.id_index), row)
        self._place_name(row)

    def _place_name(self, row: PlannedRow) -> None:
        same = self._names.setdefault(row.key, [])
        bare = not row.phones and not row.id_index
        twin = (same[0] if same else None) if bare else self._bare.get(row.key)
        if twin is not None and row.like_row is None:
            row.like_row, row.likeness = twin.number, Likeness.NAME
        if bare:
            self._bare.setdefault(row.key, row)
        same.append(row)

    def _earlier(self, row: PlannedRow) -> PlannedRow | None:
        for phone in row.phones:
            if (found := self._phones.get((row.key, phone))) is not None:
                return found
        if row.id_index and (found := self._ids.get((row.key, row.id_index))) is not None:
            return found
        if row.phones or row.id_index:
            return None
        # nothing tells them apart: the same client only if the row adds nothing
        held = row.values.items()
        namesakes = islice(self._names.get(row.key, ()), _MOST_NAMESAKES)
        return next((other for other in namesakes if held <= other.values.items()), None)

    def _taken_out(self, row: PlannedRow) -> list[PlannedRow]:
        """Forgets what was concluded from a row; returns the rows to judge anew, it first."""
        touched = [row]
        if row.first is not None:
            first = row.first
            first.repeats = [other for other in first.repeats or () if other is not row]
            touched += self._taken_out(first)
        else:
            for phone in row.phones:
                _drop(self._phones, (row.key, phone), row)
                _drop(self._any_phone, phone, row)
            _drop(self._ids, (row.key, row.id_index), row)
            _drop(self._bare, row.key, row)
            if row in self._names.get(row.key, ()):
                self._names[row.key].remove(row)
            if row.known is not None:
                _drop(self._claims, row.known.id, row)
            touched += row.repeats or []
            row.repeats = None
        return sorted(dict.fromkeys(touched), key=lambda other: other.number)

    # What becomes of a client of the sheet

    def _settle(self, row: PlannedRow) -> None:
        if row.problems:
            return
        if isinstance(row.decision, UUID) and row.decision not in self.book.by_client:
            row.decision, row.verdict = None, Verdict.REFUSED
            row.problems = {"name": Gone(N_("The client that this row was to join was taken out of use or merged "
                                            "meanwhile. Decide anew what becomes of it."), "name")}  # fmt: skip
            return
        known = self._same(row)
        if known is not None:
            self._join(row, known)
            return
        self._look_at_twin(row)
        likeness = next(iter(self._alike(row)), None)
        if likeness is not None:
            row.known, row.likeness = likeness
            row.like_row = None
        row.missing = client_rules.missing_of_draft(row.merged, self.catalogue)
        similar = row.likeness is not None and row.decision is not False
        row.verdict = Verdict.SIMILAR if similar else Verdict.DRAFT if row.missing else Verdict.NEW

    def _look_at_twin(self, row: PlannedRow) -> None:
        """A namesake in the sheet that turned out to be a client with another number is no twin."""
        if row.likeness is Likeness.NAME and row.like_row is not None:
            twin = self.row(row.like_row)
            if twin.known and not twin.creates and _told_apart(row, twin.known.phones, twin.known.id_index):
                row.like_row, row.likeness = None, None

    def _same(self, row: PlannedRow) -> Known | None:
        if isinstance(row.decision, UUID):
            return self.book.by_client.get(row.decision)
        if row.decision is False:
            return None
        certain = [k for phone in row.phones for k in self.book.by_phone.get(phone, ()) if k.key == row.key]
        if row.id_index:
            certain += [k for k in self.book.by_id_number.get(row.id_index, ()) if k.key == row.key]
        if certain:
            return certain[0]
        values = row.merged
        namesakes = islice(self.book.by_name.get(row.key, ()), _MOST_NAMESAKES)
        return next((k for k in namesakes if _adds_nothing(values, k, row.id_index)), None)

    def _join(self, row: PlannedRow, known: Known) -> None:
        claimed = self._claims.setdefault(known.id, row)
        if claimed is not row:
            # two rows that only the office knows to be one client
            row.first, row.verdict, row.missing = claimed, Verdict.REPEATED, ()
            claimed.repeats = [*(claimed.repeats or []), *(row.repeats or []), row]
            for other in row.repeats or ():
                other.first = claimed
            row.repeats = None
            self._join(claimed, known)
            return
        row.known, row.likeness, row.like_row = known, None, None
        fills = {n: v for n, v in row.merged.items() if n not in ("name", "form") and _is_gap(known.values.get(n))}
        row.verdict = Verdict.JOINS if fills else Verdict.UNCHANGED
        row.fills = fills or None
        row.missing = ()
        if fills and not known.may_edit:
            said = N_("This is the client {code}, whose file you may not change. Its owner can import the row.")
            row.problems = {"name": BadEntry(said, "name", code=known.code)}
            row.verdict, row.fills = Verdict.REFUSED, None

    def _alike(self, row: PlannedRow) -> list[tuple[Known, Likeness]]:
        book = self.book
        found: dict[UUID, tuple[Known, Likeness]] = {}
        if row.id_index:
            for known in book.by_id_number.get(row.id_index, ()):
                found.setdefault(known.id, (known, Likeness.ID_NUMBER))
        for phone in row.phones:
            for known in book.by_phone.get(phone, ()):
                found.setdefault(known.id, (known, Likeness.PHONE))
        plate = str(row.values.get("plate", ""))
        for known in book.by_plate.get(plate, ()) if plate else ():
            found.setdefault(known.id, (known, Likeness.PLATE))
        for known in book.by_name.get(row.key, ()):
            if not _told_apart(row, known.phones, known.id_index):
                found.setdefault(known.id, (known, Likeness.NAME))
        return list(found.values())


def phones_of(values: Mapping[str, object]) -> tuple[str, ...]:
    """The keys of a client's numbers, each once."""
    first, second = values.get("phone"), values.get("other_phone")
    if not first and not second:
        return ()
    found: dict[str, None] = {}
    for number in (first, second):
        key = phone_key(str(number)) if number else ""
        if key:
            found[str(number) if key == number else key] = None  # one copy of a text is enough
    return tuple(found)


def _told_apart(row: PlannedRow, phones: Sequence[str], id_index: bytes | None) -> bool:
    """Both have a number and it is another one: then one name is two people."""
    if row.id_index and id_index:
        return row.id_index != id_index
    return bool(row.phones and phones) and not set(row.phones) & set(phones)


def _adds_nothing(values: Mapping[str, Value], known: Known, id_index: bytes | None) -> bool:
    for name, value in values.items():
        held = known.values.get(name)
        if name in ("name", "form") or held == value:
            continue
        if held is not SEALED or (name == "id_number" and known.id_index != id_index):
            return False
    return True


def _is_gap(value: object) -> bool:
    return value is None or value == ""


def _drop(places: dict[Any, PlannedRow], key: object, row: PlannedRow) -> None:
    if places.get(key) is row:
        del places[key]
