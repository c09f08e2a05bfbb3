"""What stands in a room besides tables, as the printed seating chart has it: outlines with their words (SE-6)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.reports.fonts import LINE_HEIGHT
from desktop.reports.pen import INK, INK2, MM, Pen
from desktop.reports.sheet import NOTE


@dataclass(frozen=True, slots=True)
class ChartElement:
    """Something in the room: its word, and its corners in mm of the room, clockwise from the far left one."""

    word: str
    corners: Sequence[tuple[float, float]]
    dark: bool = False
    crossed: bool = False
    dashed: bool = False


def reach(elements: Sequence[ChartElement]) -> list[tuple[float, float]]:
    return [corner for element in elements for corner in element.corners]


def draw_element(pen: Pen, element: ChartElement, corners: Sequence[tuple[float, float]]) -> None:
    """`corners` are those on the paper."""
    xs, ys = [x for x, _y in corners], [y for _x, y in corners]
    left, top, wide, high = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    ends = list(zip(corners, [*corners[1:], corners[0]], strict=True))
    if not element.dashed and all(_straight(one, other) for one, other in ends):
        pen.box(left, top, wide, high, fill=0.45 if element.dark else 0.97, weight=0.6)
    for (x1, y1), (x2, y2) in ends:
        if element.dashed:
            _dashes(pen, x1, y1, x2, y2)
        else:
            pen.rule(x1, y1, x2, y2, 0.6, INK)
    if element.crossed:
        for one, other in ((0, 2), (1, 3)):
            pen.rule(*corners[one], *corners[other], 0.4, INK2)
    line = NOTE * LINE_HEIGHT
    if element.dark and wide > high:
        # below it is where a stage begins
        pen.one_line(left + wide + 1 * MM, top + (high - line) / 2, element.word, NOTE, 20 * MM, grey=INK2)
        return
    inside = high >= line and wide >= 12 * MM and not element.dark
    at = top + (high - line) / 2 if inside else top + high + 0.6 * MM
    pen.one_line(left + wide / 2, at, element.word, NOTE, wide - 2 if inside else max(wide, 26 * MM), align="centre",
                 grey=INK2)  # fmt: skip


def _straight(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) < 0.05 or abs(one[1] - other[1]) < 0.05


def _dashes(pen: Pen, x1: float, y1: float, x2: float, y2: float) -> None:
    long = math.hypot(x2 - x1, y2 - y1)
    for n in range(0, max(1, int(long / (1.6 * MM))), 2):
        start, end = n * 1.6 * MM / long, min(1.0, (n + 1) * 1.6 * MM / long)
        pen.rule(x1 + (x2 - x1) * start, y1 + (y2 - y1) * start, x1 + (x2 - x1) * end, y1 + (y2 - y1) * end, 0.5, INK2)
