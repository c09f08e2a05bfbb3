"""The drawing list of a chart: what is drawn where, what can be opened, and the same said in a sentence and a table."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import Literal

from desktop.rules.values import dataclass

LINE_HEIGHT = 1.4
LEAST_ON_SCREEN, LEAST_ON_PAPER = 11.0, 6.5  # pixels, points
Align = Literal["left", "centre", "right"]
Measure = Callable[[str, float, bool], float]


def wide(text: str, size: float, bold: bool = False) -> float:
    """About how wide a text is, rather too much: a rule knows no fonts."""
    em = sum(1.0 if unicodedata.east_asian_width(mark) in "WFA" else 0.6 for mark in text)
    return em * size * (1.06 if bold else 1.0)


@dataclass(frozen=True, slots=True)
class Room:
    """Where a chart is laid out, in the painter's own units: pixels on a screen, points on paper.

    `text` is the size of a note and `small` that of a second language, none is smaller. A `height` of 0 is as high as
    the chart needs. A painter may hand in its font's own widths.
    """

    width: float
    height: float
    text: float
    measure: Measure = wide
    small: float = 0.0

    def size(self, *, second: bool = False) -> float:
        return self.small if second and self.small else self.text

    @property
    def unit(self) -> float:
        """What lines and dots are measured by: 1 where notes are 12 high."""
        return self.text / 12


@dataclass(frozen=True, slots=True)
class Rect:
    """Inks are the tokens of the look; an empty one draws nothing."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    edge: str = ""
    hatch: bool = False
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    ink: str = "ink"
    weight: float = 1.0
    dash: bool = False


@dataclass(frozen=True, slots=True)
class Poly:
    points: tuple[tuple[float, float], ...]
    ink: str = ""
    weight: float = 1.0
    dash: bool = False
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    radius: float
    ink: str
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One line; `x` is its left end, middle or right end, `y` the top of the line."""

    x: float
    y: float
    text: str
    size: float
    ink: str = "ink"
    bold: bool = False
    align: Align = "left"


Mark = Rect | Line | Poly | Dot | Text


@dataclass(frozen=True, slots=True)
class Point:
    """What one can walk to and open, with the box in which it is hit; several may bear one key."""

    key: str
    said: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A chart. `summary` says in one sentence what it shows; `columns` and `rows` are its table, of which all cells
    but the first of a row are figures."""

    title: str
    summary: str
    width: float
    height: float
    marks: tuple[Mark, ...]
    points: tuple[Point, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def texts(self) -> tuple[Text, ...]:
        return tuple(mark for mark in self.marks if isinstance(mark, Text))


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def box_of(text: Text, measure: Measure = wide) -> Box:
    long = measure(text.text, text.size, text.bold)
    left = text.x - {"left": 0.0, "centre": long / 2, "right": long}[text.align]
    return left, text.y, left + long, text.y + text.size * LINE_HEIGHT


def meet(one: Box, other: Box, gap: float = 0.0) -> bool:
    """Whether two boxes overlap, or come nearer than `gap` sideways."""
    return (one[0] - gap < other[2] and other[0] - gap < one[2]
            and one[1] < other[3] - 0.01 and other[1] < one[3] - 0.01)  # fmt: skip


def wrapped(text: str, size: float, room: float, measure: Measure, *, bold: bool = False) -> list[str]:
    """The text's lines in a width: broken at spaces and between Chinese characters, and inside a word that is wider
    than the line by itself. Nothing is left out."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if not line or measure(line + piece.rstrip(), size, bold) <= room:
                line += piece
            else:
                lines.append(line.rstrip())
                line = piece.lstrip()
            while line and len(line) > 1 and measure(line.rstrip(), size, bold) > room:
                cut = max(1, sum(1 for n in range(1, len(line)) if measure(line[:n], size, bold) <= room))
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line.rstrip())
    return [line for line in lines if line] or [""]


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for mark in text:
        begins = not pieces or pieces[-1].endswith((" ", "/"))
        if begins or (unicodedata.category(mark)[0] != "P" and (_chinese(mark) or _chinese(pieces[-1][-1]))):
            pieces.append(mark)
        else:
            pieces[-1] += mark
    return pieces


def _chinese(mark: str) -> bool:
    return unicodedata.east_asian_width(mark) in "WF"


def said_lines(label: str, room: Room, wide_at_most: float, *, bold: bool = False) -> list[tuple[str, float]]:
    """A label's lines with their sizes; what follows its first line break is its second language."""
    first, _break, second = label.partition("\n")
    lines = [(line, room.text) for line in wrapped(first, room.text, wide_at_most, room.measure, bold=bold)]
    small = room.size(second=True)
    if second:
        lines += [(line, small) for line in wrapped(second, small, wide_at_most, room.measure)]
    return lines


def one_line(label: str) -> str:
    """A label of two languages as a sentence or a cell has it."""
    return " ".join(label.split("\n"))


class Placed:
    """Texts that keep out of each other's way: each takes the first of its places that is free, or none."""

    def __init__(self, room: Room, taken: Sequence[Box] = (), within: Box | None = None) -> None:
        self._room, self._taken, self._within = room, list(taken), within

    def block(self, box: Box) -> None:
        self._taken.append(box)

    def put(self, *places: Text) -> Text | None:
        for text in places:
            box = box_of(text, self._room.measure)
            if self._within is not None and not _inside(box, self._within):
                continue
            if not any(meet(box, other, self._room.text * 0.3) for other in self._taken):
                self._taken.append(box)
                return text
        return None


def _inside(box: Box, frame: Box) -> bool:
    return (frame[0] - 0.01 <= box[0] and frame[1] - 0.01 <= box[1]
            and box[2] <= frame[2] + 0.01 and box[3] <= frame[3] + 0.01)  # fmt: skip
