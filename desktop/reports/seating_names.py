"""The name list for who shows people to their seats: everybody by pinyin, then table by table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.pen import OfficeLook, Stamp
from desktop.reports.seating import paragraph
from desktop.reports.sheet import A4, BODY, SECTION, Sheet, Strip
from desktop.reports.tables import ColumnHead, table_strips


@dataclass(frozen=True, slots=True)
class NamedSeat:
    """Somebody as he is looked for at the door; `letter` is the initial under which he is found, `seat` says so
    where he has none yet."""

    letter: str
    name: str
    salutation: str
    unit: str
    table: str
    seat: str


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table with who sits there, seat by seat; `note` tells of those whose names may not be printed."""

    label: str
    rows: Sequence[NamedSeat]
    note: str = ""


def name_list(title: str, said: str, people: Sequence[NamedSeat], tables: Sequence[NamedTable], note: str,
              look: OfficeLook, stamp: Stamp, say: Translator) -> bytes:  # fmt: skip
    """The list 领位表 (SE-6): `people` sorted by pinyin, then each table."""
    sheet = Sheet(title, look, stamp, say, A4)
    return sheet.render(_strips(said, people, tables, note, sheet, say))


def _strips(said: str, people: Sequence[NamedSeat], tables: Sequence[NamedTable], note: str, sheet: Sheet,
            say: Translator) -> Iterator[Strip]:  # fmt: skip
    yield paragraph(said, sheet, BODY)
    yield paragraph(say(N_("By pinyin")), sheet, SECTION, bold=True, tied=True)
    name = ColumnHead(say(N_("Name of the person")), 1.4)
    called, unit = ColumnHead(say(N_("Form of address")), 1.1), ColumnHead(say(N_("Unit")), 2.2)
    seat = ColumnHead(say(N_("Seat")), 1.2)
    by_name = (ColumnHead("", 0.25), name, called, unit, ColumnHead(say(N_("Table")), 1.0), seat)
    letters = [one.letter if n == 0 or people[n - 1].letter != one.letter else "" for n, one in enumerate(people)]
    rows = [(letter, one.name, one.salutation, one.unit, one.table, one.seat)
            for letter, one in zip(letters, people, strict=True)]  # fmt: skip
    yield from table_strips(by_name, rows, sheet.width, sheet.face, say(N_("Nobody is on the list yet.")))
    if note:
        yield paragraph(note, sheet, BODY, bold=True)
    for table in tables:
        yield paragraph(table.label, sheet, SECTION, bold=True, tied=True)
        rows_here = [(one.seat, one.name, one.salutation, one.unit) for one in table.rows]
        yield from table_strips(
            (seat, name, called, unit), rows_here, sheet.width, sheet.face, say(N_("Nobody sits here yet."))
        )
        if table.note:
            yield paragraph(table.note, sheet, BODY, bold=True)
