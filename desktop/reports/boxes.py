"""Boxed rows as forms have them: labels, what is known, and room to write by hand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desktop.reports.fonts import LINE_HEIGHT, Typeface
from desktop.reports.lines import break_lines
from desktop.reports.pen import INK2, MM, Align, Pen
from desktop.reports.sheet import BODY, Strip

FRAME, SHADE = 0.5, 0.93
ACROSS, ABOVE = 1.3 * MM, 1.1 * MM  # between frame and letters
_WORD = re.compile(r"[※A-Za-z'’]+")
SMALLEST = 3.0  # points
LONGEST = 40  # lines: what is longer goes on in another box, so that it fits on a page


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a row. `share` is its part of the row's width; a label is shaded and stands in the middle."""

    text: str = ""
    share: float = 1.0
    label: bool = False
    align: Align = "left"
    size: float = BODY


def box_row(boxes: Sequence[Box], width: float, face: Typeface, height: float = 0.0, *, repeat: Strip | None = None,
            tied: bool = False) -> Iterator[Strip]:  # fmt: skip
    """The boxes side by side, in points, at least `height` high; a very long text makes several strips of it."""
    whole = sum(box.share for box in boxes)
    widths = [width * box.share / whole for box in boxes]
    boxes = [fitted(box, wide, face) for box, wide in zip(boxes, widths, strict=True)]
    cells = [_broken(box, wide, face) for box, wide in zip(boxes, widths, strict=True)]
    count = max(1, *map(len, cells))
    for start in range(0, count, LONGEST):
        part = [lines[start : start + LONGEST] for lines in cells]
        yield _part(boxes, widths, part, height, (start == 0, start + LONGEST >= count), repeat, tied=tied)


def _part(boxes: Sequence[Box], widths: Sequence[float], cells: Sequence[Sequence[str]], height: float,
          ends: tuple[bool, bool], repeat: Strip | None, *, tied: bool) -> Strip:  # fmt: skip
    needed = max(len(lines) * box.size * LINE_HEIGHT for box, lines in zip(boxes, cells, strict=True))
    high = max(height, needed + 2 * ABOVE)

    def draw(pen: Pen, left: float, top: float) -> None:
        _fill(pen, boxes, widths, cells, left, top, high)
        _frame(pen, widths, left, top, high, *ends)

    return Strip(high, draw, repeat=repeat, tied=tied)


def draw_row(pen: Pen, boxes: Sequence[Box], x: float, top: float, width: float, height: float) -> None:
    """One row of boxes at a place and of a size that is given; text that needs more is set smaller."""
    whole = sum(box.share for box in boxes)
    widths = [width * box.share / whole for box in boxes]
    boxes = [_shrunk(fitted(box, wide, pen.face), wide, height, pen.face)
             for box, wide in zip(boxes, widths, strict=True)]  # fmt: skip
    cells = [_broken(box, wide, pen.face) for box, wide in zip(boxes, widths, strict=True)]
    _fill(pen, boxes, widths, cells, x, top, height)
    _frame(pen, widths, x, top, height, first=True, last=True)


def fitted(box: Box, wide: float, face: Typeface) -> Box:
    """The box with letters so small that no word of its label is broken inside."""
    if not box.label:
        return box
    words = (face.bold.width(word, box.size) for word in _WORD.findall(box.text))
    longest, room = max(words, default=0.0), wide - 2 * ACROSS
    return replace(box, size=box.size * room / longest) if longest > room else box


def _shrunk(box: Box, wide: float, height: float, face: Typeface) -> Box:
    """The box with letters so small that all its lines find room, broken anew for their size."""
    while box.size > SMALLEST and len(_broken(box, wide, face)) * box.size * LINE_HEIGHT > height:
        box = replace(box, size=box.size * 0.94)
    return box


def _broken(box: Box, wide: float, face: Typeface) -> list[str]:
    return break_lines(box.text, face.face(box.label), box.size, wide - 2 * ACROSS) if box.text else []


def _fill(pen: Pen, boxes: Sequence[Box], widths: Sequence[float], cells: Sequence[Sequence[str]], x: float,
          top: float, high: float) -> None:  # fmt: skip
    for box, wide, lines in zip(boxes, widths, cells, strict=True):
        if box.label:
            pen.box(x, top, wide, high, fill=SHADE)
        size = box.size
        align: Align = "centre" if box.label else box.align
        anchor = {"left": x + ACROSS, "centre": x + wide / 2, "right": x + wide - ACROSS}[align]
        below = top + (high - len(lines) * size * LINE_HEIGHT) / 2
        pen.lines(anchor, below, lines, size, bold=box.label, align=align)
        x += wide


def _frame(pen: Pen, widths: Sequence[float], left: float, top: float, high: float, first: bool, last: bool) -> None:
    """Drawn last, over the shades of both neighbours; a row that goes on is left open there."""
    x = left
    for wide in (0.0, *widths):
        x += wide
        pen.rule(x, top, x, top + high, FRAME, INK2)
    for end, y in ((first, top), (last, top + high)):
        if end:
            pen.rule(left, y, x, y, FRAME, INK2)
