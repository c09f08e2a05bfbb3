"""Turns the cells of a sheet into the values of client files, or says which cell can't be taken and why (CL-15)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import cast

from desktop.i18n import _
from desktop.rules import formats
from desktop.rules import importing as rules
from desktop.rules.columns import match
from desktop.rules.dates import DateOrder, in_order
from desktop.rules.entries import Value, checked
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.exports import unmarked
from desktop.rules.fields import Catalogue, Field, FieldType
from desktop.rules.grids import Cell, Sheet
from desktop.rules.text import check_length

_SAMPLE = 200
_LEAST_READABLE = 0.34  # of a column's values; below, its heading has misled us
_REMEMBERED_CELLS = 20_000  # per column: units and positions repeat, phones do not
_NUMBERED = frozenset({FieldType.PHONE, FieldType.ID_NUMBER, FieldType.CREDIT_CODE})


@dataclass(slots=True)
class ReadRow:
    """The checked values of a row, without empty ones, and what could not be taken, by field."""

    values: dict[str, Value] = field(default_factory=dict)
    problems: dict[str, OfficeError] = field(default_factory=dict)


def targets(catalogue: Catalogue) -> tuple[Field, ...]:
    """All fields that a column may go to."""
    return (*catalogue.fields[:1], rules.FORM, *catalogue.fields[1:])


def target(catalogue: Catalogue, name: str) -> Field:
    return rules.FORM if name == rules.FORM.name else catalogue[name]


def matched(sheet: Sheet, catalogue: Catalogue) -> dict[int, str | None]:
    """A field for each column as far as headings and values tell; None for columns that are not taken."""
    sample = sheet.rows[:_SAMPLE]
    found = match(sheet.columns, [row.cells for row in sample], targets(catalogue))
    headings = {column.index: column.heading for column in sheet.columns}
    settled = rules.people_first(headings, {column.index: found.get(column.index) for column in sheet.columns})
    for at, name in settled.items():
        if name and not _fits(target(catalogue, name), [row.cells[at] for row in sample]):
            settled[at] = None
    return settled


def _fits(field: Field, cells: Iterable[Cell]) -> bool:
    """A column headed 类型 may hold other kinds than ours; then it is not taken rather than every row refused."""
    if field.type not in (FieldType.CHOICE, FieldType.YES_NO):
        return True
    held = {cell for cell in cells if cell != "" and not rules.says_nothing(field, str(cell))}
    readable = sum(1 for cell in held if not Reader.of_one(field).read(("", cell)).problems)
    return not held or readable / len(held) >= _LEAST_READABLE


class Reader:
    """Reads row after row by one mapping, remembering values that come again."""

    def __init__(
        self, catalogue: Catalogue, columns: Mapping[int, str | None], headings: Mapping[int, str], today: date,
        orders: Mapping[int, DateOrder] = MappingProxyType({}),
    ) -> None:  # fmt: skip
        self._orders = {name: orders[at] for at, name in columns.items() if name and at in orders}
        self._today = today
        self._catalogue = catalogue
        self._fields = [(at, target(catalogue, name)) for at, name in columns.items()
                        if name and name != rules.NOTE_TOO]  # fmt: skip
        self._notes = [(at, headings.get(at, "")) for at, name in columns.items() if name == rules.NOTE_TOO]
        # a sheet of firms may leave a contact out; a row of a sheet of people has to say who it is about
        named = [headings.get(at, "") for at, name in columns.items() if name == "name"]
        self.unit_may_stand = all(rules.names_a_contact(heading) for heading in named)
        self._seen: list[dict[Cell, Value | OfficeError]] = [{} for _field in self._fields]

    @classmethod
    def of_one(cls, field: Field) -> "Reader":
        return cls(Catalogue((), (field,)), {1: field.name}, {}, date.today())

    def read(self, cells: Sequence[Cell], corrected: Mapping[str, Cell] | None = None) -> ReadRow:
        """The row's values; `corrected` stands in for what the sheet has in these fields."""
        row = ReadRow()
        for (at, of), seen in zip(self._fields, self._seen, strict=True):
            cell = cells[at] if at < len(cells) else ""
            if cell == "" or (corrected and of.name in corrected):
                continue
            value = seen.get(cell)
            if value is None:
                value = self._checked(of, cell, row)
                if len(seen) < _REMEMBERED_CELLS and value is not None and of.type not in _NUMBERED:
                    seen[cell] = value
            self._put(row, of, value)
        for name, cell in (corrected or {}).items():
            of = target(self._catalogue, name)
            self._put(row, of, self._checked(of, cell, row))
        if self._notes:
            self._add_notes(row, [(heading, cells[at]) for at, heading in self._notes if cells[at] != ""])
        return row

    def _put(self, row: ReadRow, of: Field, value: Value | OfficeError) -> None:
        if isinstance(value, OfficeError):
            row.problems[of.name] = value
        elif isinstance(value, str) and value.startswith(_LUNAR_MARK):
            row.values[rules.LUNAR] = value[len(_LUNAR_MARK) :]
        elif value is not None and value != "":
            row.values[of.name] = value

    def _checked(self, of: Field, cell: Cell, row: ReadRow) -> Value | OfficeError:
        if of.reviewed and isinstance(cell, str):
            # an export marks what nobody has confirmed; here it waits for review as all that comes in
            cell = unmarked(cell)
        if rules.says_nothing(of, str(cell)):
            return ""
        if of.name in self._orders:
            cell = cast(Cell, in_order(cell, self._orders[of.name], self._today))
        try:
            value = checked(of, cell)
            # the sheet is kept for other columns and repairs: one copy of a text is enough
            return cell if value == cell and type(value) is type(cell) and isinstance(cell, str) else value
        except BadEntry as refusal:
            if of.type is FieldType.PHONE:
                return _several_phones(of, cell, row) or refusal
            if of.name == "birthday":
                return self._lunar(of, str(cell)) or refusal
            return refusal

    def _lunar(self, of: Field, text: str) -> Value | OfficeError | None:
        try:
            day = rules.lunar_birthday(text, self._today)
        except BadEntry as refusal:
            return BadEntry(refusal.message, of.name, **refusal.values)
        return _LUNAR_MARK + rules.lunar_text(day) if day else None

    def _add_notes(self, row: ReadRow, found: Iterable[tuple[str, Cell]]) -> None:
        lines = [f"{heading}：{cell}" if heading else str(cell) for heading, cell in found]
        _append_note(row, self._catalogue["note"], lines)


_LUNAR_MARK = "\x00"  # no value from a sheet holds it: it is taken out on reading


def _several_phones(of: Field, cell: Cell, row: ReadRow) -> Value:
    """A cell with two numbers: the first here, the second as the other phone, further ones in the note."""
    try:
        found = formats.phones(cell)
    except BadEntry:
        return ""
    if len(found) < 2:
        return ""
    rest = list(found[1:])
    if of.name == "phone" and "other_phone" not in row.values:
        row.values["other_phone"] = rest.pop(0)
    if rest:
        kept = str(row.values.get("note", ""))
        row.values["note"] = "\n".join(part for part in (kept, "、".join(rest)) if part)
    return found[0]


def _append_note(row: ReadRow, note: Field, lines: Sequence[str]) -> None:
    if not lines:
        return
    text = "\n".join(part for part in (str(row.values.get("note", "")), *lines) if part)
    try:
        row.values["note"] = check_length(text, note.limit)
    except BadEntry as refusal:
        row.problems["note"] = BadEntry(refusal.message, "note", **refusal.values)


_SPACED_NAME = re.compile(r"[\u3400-\u9fff]+(?: [\u3400-\u9fff]+)+")
_LONGEST_NAME = 4


def complete(row: ReadRow, catalogue: Catalogue, *, unit_may_stand: bool) -> None:
    """What follows from the row as a whole: a unit without a contact is itself the client; kind and name must be."""
    values = row.values
    name = str(values.get("name", ""))
    if len(name.replace(" ", "")) <= _LONGEST_NAME and _SPACED_NAME.fullmatch(name):
        # sheets set 张 伟 wide so that it is as long as 欧阳文远
        values["name"] = name.replace(" ", "")
    if unit_may_stand and "name" not in values and "name" not in row.problems and "unit" in values:
        values["name"] = str(values.pop("unit"))[: catalogue["name"].limit]
    if "name" not in values and "name" not in row.problems:
        row.problems["name"] = rules.no_name()
    form = rules.form_of(values, catalogue)
    values["form"] = form.value
    unit = values.get("unit")
    if unit and form == "organisation":
        del values["unit"]
        if unit != values.get("name"):
            _append_note(row, catalogue["note"], [f"{_(catalogue['unit'].label)}：{unit}"])
