"""Sheets about a client's own data: the dossier that he gets, and the protocol of an erasure (AC-7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.lines import break_lines
from desktop.reports.pen import INK2, MM, OfficeLook, Pen, Stamp
from desktop.reports.sheet import BODY, NOTE, SECTION, Sheet, Strip
from desktop.reports.tables import ColumnHead, table_strips


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a sheet: its heading, a sentence under it, and a table if there is one."""

    heading: str
    said: str = ""
    columns: Sequence[ColumnHead] = ()
    rows: Sequence[Sequence[str]] = ()


def parts_sheet(title: str, parts: Sequence[Part], look: OfficeLook, stamp: Stamp, language: Translator, *,
                note: str = "", signatures: Sequence[str] = ()) -> bytes:  # fmt: skip
    """The parts one after the other as PDF; `signatures` are names of lines at the end."""
    sheet = Sheet(title, look, stamp, language, note=note)
    return sheet.render(_strips(parts, signatures, sheet, language))


def _strips(parts: Sequence[Part], signatures: Sequence[str], sheet: Sheet, say: Translator) -> Iterator[Strip]:
    for part in parts:
        yield _heading(part.heading, sheet)
        if part.said:
            yield _paragraph(part.said, sheet)
        if part.columns:
            yield from table_strips(part.columns, part.rows, sheet.width, sheet.face, say(N_("Nothing.")))
    if signatures:
        yield _signatures(signatures, say(N_("Date")), sheet)


def _heading(text: str, sheet: Sheet) -> Strip:
    lines = break_lines(text, sheet.face.bold, SECTION, sheet.width)

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.lines(left, top + 4 * MM, lines, SECTION, bold=True)

    return Strip(len(lines) * SECTION * LINE_HEIGHT + 5.5 * MM, draw, tied=True)


def _paragraph(text: str, sheet: Sheet) -> Strip:
    lines = break_lines(text, sheet.face.regular, BODY, sheet.width)

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.lines(left, top, lines, BODY)

    return Strip(len(lines) * BODY * LINE_HEIGHT + 2 * MM, draw)


def _signatures(people: Sequence[str], date: str, sheet: Sheet) -> Strip:
    wide = sheet.width / len(people)

    def draw(pen: Pen, left: float, top: float) -> None:
        for number, who in enumerate(people):
            x, end = left + number * wide, left + (number + 1) * wide - 8 * MM
            pen.rule(x, top + 18 * MM, end, top + 18 * MM, 0.6, 0.0)
            pen.one_line(x, top + 19 * MM, who, BODY, wide * 0.5)
            pen.one_line(end, top + 19 * MM, f"{date} __________", NOTE, wide * 0.4, align="right", grey=INK2)

    return Strip(27 * MM, draw)
