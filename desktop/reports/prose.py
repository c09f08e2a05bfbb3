"""Running text as strips of a sheet: headings, paragraphs, lists, lines to sign on."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.reports.lines import break_lines
from desktop.reports.pen import INK2, MM, Pen
from desktop.reports.sheet import BODY, NOTE, Sheet, Strip

LEADING = 1.45
SIZE = 10.0


def paragraph(text: str, sheet: Sheet, size: float = SIZE, *, bold: bool = False, mark: str = "") -> Strip:
    """A paragraph over the sheet's width; `mark` stands before its first line, and a bold one keeps to what follows."""
    aside = 5 * MM if mark else 0.0
    lines = break_lines(text, sheet.face.face(bold), size, sheet.width - aside)

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.text(left, top, mark, size, leading=LEADING)
        pen.lines(left + aside, top, lines, size, bold=bold, leading=LEADING)

    return Strip(len(lines) * size * LEADING + 1.2 * MM, draw, tied=bold)


def space(height: float) -> Strip:
    return Strip(height, lambda _pen, _left, _top: None)


def signatures(left_label: str, right_label: str, sheet: Sheet) -> Strip:
    """Two lines to be signed on, side by side, each with what it is for below."""
    wide = sheet.width / 2 - 6 * MM

    def draw(pen: Pen, left: float, top: float) -> None:
        for x, label in ((left, left_label), (left + sheet.width / 2 + 6 * MM, right_label)):
            pen.rule(x, top + 10 * MM, x + wide, top + 10 * MM, 0.6, 0.0)
            pen.one_line(x, top + 11 * MM, label, BODY, wide)

    return Strip(18 * MM, draw)


@dataclass(frozen=True, slots=True)
class Signer:
    """Whose line it is; with a name and day it was signed on screen, else it is signed by hand."""

    role: str
    name: str = ""
    day: str = ""


def signature_row(signers: Sequence[Signer], date: str, sheet: Sheet) -> Strip:
    """Lines to be signed on, one beside the other and never cut by a page's end; `date` is the word before the day."""
    wide = sheet.width / len(signers)

    def draw(pen: Pen, left: float, top: float) -> None:
        for number, signer in enumerate(signers):
            x, end = left + number * wide, left + (number + 1) * wide - 8 * MM
            pen.one_line(x, top + 14 * MM, signer.name, SIZE, end - x)
            pen.rule(x, top + 19 * MM, end, top + 19 * MM, 0.6, 0.0)
            pen.one_line(x, top + 20 * MM, signer.role, BODY, wide * 0.5)
            said = signer.day or f"{date} ____________"
            pen.one_line(end, top + 20 * MM, said, NOTE, wide * 0.4, align="right", grey=INK2)

    return Strip(28 * MM, draw)
