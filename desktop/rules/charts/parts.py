"""What charts have in common: columns of labels, the scale from 0 to 100, legends, and how figures are written."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from desktop.rules.charts.scene import LINE_HEIGHT, Dot, Line, Mark, Rect, Room, Text, wrapped

LOW, HIGH = Decimal(60), Decimal(80)  # where the bands end: passed, and good
NOTHING = "–"


def points_text(value: Decimal | None) -> str:
    return NOTHING if value is None else f"{value:.1f}"


def signed(value: Decimal) -> str:
    return f"+{value:.1f}" if value > 0 else f"−{-value:.1f}" if value < 0 else "0.0"


def share_text(value: Decimal | float | None, places: int = 1) -> str:
    return NOTHING if value is None else f"{float(value) * 100:.{places}f} %"


def joined(names: Sequence[str], comma: str) -> str:
    return comma.join(names)


def label_width(labels: Sequence[str], room: Room, most: float, *, bold: bool = False) -> float:
    """How wide a column of labels has to be, at most a part of the room."""
    widths = [room.measure(line, room.size(second=n > 0), bold)
              for label in labels for n, line in enumerate(label.split("\n"))]  # fmt: skip
    return min(max(widths, default=0.0) + 0.1, room.width * most)


def label_height(lines: Sequence[tuple[str, float]]) -> float:
    return sum(size * LINE_HEIGHT for _line, size in lines)


def label_marks(lines: Sequence[tuple[str, float]], x: float, top: float, *, bold: bool = False) -> list[Mark]:
    """Lines under one another; those of a second language stand in the second ink."""
    marks: list[Mark] = []
    largest = max((size for _line, size in lines), default=0.0)
    for line, size in lines:
        second = size < largest
        marks.append(Text(x, top, line, size, "ink2" if second else "ink", bold and not second))
        top += size * LINE_HEIGHT
    return marks


def along(points: Decimal | float, width: float, floor: float = 0.0) -> float:
    """Where so many points lie on a scale from `floor` to 100."""
    return min(max((float(points) - floor) / (100 - floor), 0.0), 1.0) * width


def floor_of(values: Iterable[Decimal]) -> int:
    """Where a scale begins that need not begin at 0: under the least value, at most at 40."""
    return max(0, min(40, int(min(values, default=Decimal(0))) // 20 * 20))


def bands(left: float, top: float, width: float, height: float, floor: float = 0.0) -> list[Mark]:
    """The grounds under 60 and from 60 to 80, and the outline of the whole."""
    low, high = along(LOW, width, floor), along(HIGH, width, floor)
    return [Rect(left, top, low, height, "line"), Rect(left + low, top, high - low, height, "lock"),
            Rect(left, top, width, height, edge="line")]  # fmt: skip


def band_scale(left: float, top: float, width: float, room: Room, floor: float = 0.0) -> list[Mark]:
    """The numbers under a scale that ends at 100, those of the bands first where the room is narrow."""
    marks: list[Mark] = []
    free = [(floor, "left"), (60.0, "centre"), (80.0, "centre"), (100.0, "right")]
    taken: list[tuple[float, float]] = []
    for value, align in sorted(free, key=lambda place: place[0] not in (60.0, 80.0)):
        text, x = f"{value:.0f}", left + along(value, width, floor)
        long = room.measure(text, room.text, False)
        start = x - {"left": 0.0, "centre": long / 2, "right": long}[align]
        if any(start - room.text * 0.4 < end and begin < start + long + room.text * 0.4 for begin, end in taken):
            continue
        taken.append((start, start + long))
        marks.append(Text(start, top, text, room.text, "ink2"))
    return marks


Sign = str
"""How a legend's entry is shown: bar, range, tick, dot, ring, hollow, line, dash."""


def legend(entries: Sequence[tuple[Sign, str, str]], left: float, top: float, width: float, room: Room
           ) -> tuple[list[Mark], float]:  # fmt: skip
    """Sign, ink and words side by side, on as many lines as it takes; and how high that is."""
    u, size = room.unit, room.text
    marks: list[Mark] = []
    x, high = left, size * LINE_HEIGHT
    for sign, ink, words in entries:
        lines = wrapped(words, size, width - 26 * u, room.measure)
        long = 26 * u + max(room.measure(line, size, False) for line in lines)
        if x > left and x + long > left + width + 0.01:
            x, top = left, top + high
            high = size * LINE_HEIGHT
        marks += _sign(sign, ink, x, top + size * LINE_HEIGHT / 2, u)
        for n, line in enumerate(lines):
            marks.append(Text(x + 26 * u, top + n * size * LINE_HEIGHT, line, size, "ink2"))
        high = max(high, len(lines) * size * LINE_HEIGHT)
        x += long + 14 * u
    return marks, top + high


def _sign(sign: Sign, ink: str, x: float, middle: float, u: float) -> list[Mark]:
    end = x + 20 * u
    if sign == "bar":
        return [Rect(x, middle - 3 * u, 20 * u, 6 * u, ink)]
    if sign == "hollow":
        return [Rect(x, middle - 3 * u, 20 * u, 6 * u, edge=ink, hatch=True)]
    if sign == "range":
        return [Line(x, middle, end, middle, ink, 1.2 * u), Line(x, middle - 3 * u, x, middle + 3 * u, ink, 1.2 * u),
                Line(end, middle - 3 * u, end, middle + 3 * u, ink, 1.2 * u)]  # fmt: skip
    if sign == "tick":
        return [Line(x + 10 * u, middle - 6 * u, x + 10 * u, middle + 6 * u, ink, 2.2 * u)]
    if sign in ("dot", "ring"):
        return [Dot(x + 10 * u, middle, 3.4 * u, ink, hollow=sign == "ring")]
    return [Line(x, middle, end, middle, ink, 1.5 * u, dash=sign == "dash")]
