"""Sheets about a client's own data: the dossier that he gets, and the protocol of an erasure (AC-7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.i18n import N_, Translator
from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.lines import break_lines
from desktop.reports.pen import MM, OfficeLook, Pen, Stamp
from desktop.reports.prose import Signer, signature_row
from desktop.reports.sheet import BODY, SECTION, Sheet, Strip
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
        yield from part_strips(part, sheet, say)
    if signatures:
        yield signature_row([Signer(role) for role in signatures], say(N_("Date")), sheet)


def part_strips(part: Part, sheet: Sheet, say: Translator) -> Iterator[Strip]:
    """One part with its heading; an empty table says so."""
    if part.heading:
        yield _heading(part.heading, sheet)
    if part.said:
        yield _paragraph(part.said, sheet)
    if part.columns:
        yield from table_strips(part.columns, part.rows, sheet.width, sheet.face, say(N_("Nothing.")))


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
