"""Running text as strips of a sheet: headings, paragraphs, lists, lines to sign on."""

from desktop.reports.lines import break_lines
from desktop.reports.pen import MM, Pen
from desktop.reports.sheet import BODY, Sheet, Strip

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
