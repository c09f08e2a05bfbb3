"""Words that each look their own way, broken into lines and drawn: what a laid-out document's paragraphs are (DO-1)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.reports.fonts import ASCENT, Typeface, printable
from desktop.reports.lines import units
from desktop.reports.pen import Pen
from desktop.rules.document_layout import Align, Counted, Drawing, Look, Paragraph, Stop, Words

NATURAL = 1.3  # height of a line to the size of its letters, as office programs have it
_RAISED = 0.65
_TAB = 21.0  # points from one stop to the next where none is said
_SLANT = 0.2
_LEAST = 8.0  # points of width that a line has at least
_FARTHEST = 0.7  # of the width: no paragraph begins beyond
_PICTURE = "\ufffc"
_STRETCH = 0.12  # of its width: by so much a line is drawn out at most to end with the others
_PLAIN = Look()


@dataclass(slots=True)
class Part:
    """A stretch of a line, from `x` on: words of one look, or a picture."""

    x: float
    width: float
    text: str = ""
    look: Look = _PLAIN
    drawing: Drawing | None = None


@dataclass(slots=True)
class Line:
    """A line of a paragraph; `drop` is the distance of its letters' foot from its top."""

    parts: list[Part] = field(default_factory=list)
    height: float = 0.0
    drop: float = 0.0
    spread: float = 0.0  # between two letters


Shape = Look | Drawing
Painter = Callable[[Pen, Drawing, float, float], None]
Counts = Callable[[Counted], str]


class Flow:
    """Breaks paragraphs into lines. `grid` is the distance of lines to which words keep, 0 for none; no picture is
    higher than `tallest`."""

    def __init__(self, face: Typeface, grid: float = 0.0, counts: Counts = lambda _what: "1",
                 tallest: float = 400.0) -> None:  # fmt: skip
        self._face, self._grid, self._counts, self._tallest = face, grid, counts, tallest

    def lines(self, paragraph: Paragraph, width: float) -> list[Line]:
        """At a width in points; each line is told from the paragraph's own left edge."""
        text, shapes = self._letters(paragraph)
        ends = _ends_of(shapes)
        left = min(paragraph.left, width * _FARTHEST)
        right = max(width - paragraph.right, left + _LEAST)
        start = min(max(0.0, left + paragraph.first), right - _LEAST)
        made: list[Line] = []
        first: list[Part] = []
        if paragraph.mark is not None:
            mark = paragraph.mark
            wide = self.wide(mark.text, mark.look)
            first.append(Part(start, wide, mark.text, mark.look))
            start += wide + mark.look.size * 0.35
            start = max(left, start) if paragraph.first < 0 else start
        at = 0
        for stretch in text.split("\n"):
            filled = _Filling(self, shapes, ends, at, start, left, right, paragraph.stops).lines(stretch)
            filled[0].parts[:0] = first
            self._align(filled, paragraph.align, left, right)
            made += filled
            first = []
            at += len(stretch) + 1
            start = left
        usual = next((shape for shape in shapes if isinstance(shape, Look)), self._usual(paragraph))
        for line in made:
            self._raise(line, paragraph, usual)
        return made

    def _letters(self, paragraph: Paragraph) -> tuple[str, list[Shape]]:
        """The paragraph as letters with what shapes each; a picture stands among them as one."""
        texts: list[str] = []
        shapes: list[Shape] = []
        for piece in paragraph.pieces:
            if isinstance(piece, Drawing):
                scale = min(1.0, self._tallest / piece.height)
                texts.append(_PICTURE)
                shapes.append(piece._replace(width=piece.width * scale, height=piece.height * scale))
                continue
            said = self._counts(piece.counted) if piece.counted is not None else piece.text
            kept = "\t".join(printable(part) for part in said.split("\t")).replace(_PICTURE, "")
            texts.append(kept)
            # one look is one object: stretches are told by that
            same = bool(shapes) and shapes[-1] == piece.look
            shapes.extend([shapes[-1] if same else piece.look] * len(kept))
        return "".join(texts), shapes

    @staticmethod
    def _usual(paragraph: Paragraph) -> Look:
        return next((piece.look for piece in paragraph.pieces if isinstance(piece, Words)), Look())

    def measure(self, text: str, shapes: Sequence[Shape], at: int) -> float:
        """The width of letters that stand at a place."""
        return sum(shape.width if isinstance(shape, Drawing) else self.wide(mark, shape)
                   for mark, shape in zip(text, shapes[at : at + len(text)], strict=True))  # fmt: skip

    def wide(self, text: str, look: Look) -> float:
        """The width of words of one look."""
        return self._face.face(look.bold).width(text, size_of(look))

    @staticmethod
    def _align(lines: list[Line], align: Align, left: float, right: float) -> None:
        for number, line in enumerate(lines):
            while line.parts and line.parts[-1].drawing is None and line.parts[-1].text.endswith(" "):
                last = line.parts[-1]
                spaces = len(last.text) - len(last.text.rstrip(" "))
                last.width *= 1 - spaces / len(last.text)
                last.text = last.text[: len(last.text) - spaces]
                if not last.text:
                    line.parts.pop()
            if not line.parts:
                continue
            room = right - (line.parts[-1].x + line.parts[-1].width)
            if align in (Align.CENTRE, Align.RIGHT) and room > 0:
                move = room / 2 if align is Align.CENTRE else room
                for part in line.parts:
                    part.x += move
            elif align is Align.BOTH and number < len(lines) - 1 and 0 < room < (right - left) * _STRETCH:
                _spread(line, room)

    def _raise(self, line: Line, paragraph: Paragraph, usual: Look) -> None:
        """How high a line is, and where its letters stand."""
        words = [part.look.size for part in line.parts if part.drawing is None]
        size = max(words, default=usual.size)
        pictures = max((part.drawing.height for part in line.parts if part.drawing is not None), default=0.0)
        if paragraph.exact and not pictures:
            line.height = paragraph.exact
        else:
            height = size * NATURAL
            if self._grid and not paragraph.exact:
                height = self._grid * -(-height // self._grid)
            line.height = max(height * paragraph.leading, paragraph.exact, pictures + (2.0 if pictures else 0.0))
        # what is higher than the letters stands on their foot
        drop = (line.height - size) / 2 + ASCENT * size
        line.drop = max(drop, pictures) if pictures else drop


class _Filling:
    """Fills lines between two edges with the letters from `at` on; the first line begins at `start`."""

    def __init__(self, flow: Flow, shapes: Sequence[Shape], ends: Sequence[int], at: int, start: float, left: float,
                 right: float, stops: Sequence[Stop]) -> None:  # fmt: skip
        self._flow, self._shapes, self._ends, self._at = flow, shapes, ends, at
        self._x = self._edge = start
        self._left, self._right, self._stops = left, right, stops
        self._lines = [Line()]

    def lines(self, text: str) -> list[Line]:
        for number, segment in enumerate(text.split("\t")):
            if number:
                self._at += 1
                self._x = self._tab(segment)
                if self._x > self._right - 1:
                    self._turn()
            for unit in _units_of(segment):
                self._take(unit)
        return self._lines

    def _take(self, unit: str) -> None:
        shape, ends = self._shapes[self._at], self._ends[self._at]
        look = shape if isinstance(shape, Look) and ends >= self._at + len(unit) else None
        wide = self._flow.wide(unit, look) if look else self._flow.measure(unit, self._shapes, self._at)
        if not self._fits(wide):
            self._turn()
            if unit.isspace():
                # the break itself stands for the space
                self._at += len(unit)
                return
        if self._x + wide > self._right + 0.01 and len(unit) > 1:
            # wider than a line all by itself: broken inside
            for mark in unit:
                self._take(mark)
        elif look:
            self._append(unit, wide, look)
            self._at += len(unit)
        else:
            self._put(unit, wide)

    def _fits(self, wide: float) -> bool:
        return self._x + wide <= self._right + 0.01 or self._x <= self._edge + 0.01

    def _turn(self) -> None:
        self._lines.append(Line())
        self._x = self._edge = self._left

    def _tab(self, segment: str) -> float:
        """Where what follows a tab begins."""
        for stop in self._stops:
            if stop.at <= self._x + 0.5:
                continue
            at = min(stop.at, self._right)
            if stop.align in (Align.LEFT, Align.BOTH):
                return at
            wide = self._flow.measure(segment, self._shapes, self._at)
            return max(self._x, at - wide * (0.5 if stop.align is Align.CENTRE else 1.0))
        return (int(self._x / _TAB) + 1) * _TAB

    def _put(self, text: str, wide: float) -> None:
        """Puts words of any looks, or a picture, at the end of the line."""
        parts = self._lines[-1].parts
        first = self._shapes[self._at]
        if isinstance(first, Drawing):
            scale = min(1.0, (self._right - self._left) / wide)
            held = first._replace(width=wide * scale, height=first.height * scale)
            parts.append(Part(self._x, held.width, drawing=held))
            self._x += held.width
            self._at += 1
            return
        start = 0
        while start < len(text):
            look, end = self._shapes[self._at + start], self._ends[self._at + start] - self._at
            stretch = text[start:end]
            if isinstance(look, Look):
                self._append(stretch, self._flow.wide(stretch, look), look)
            start += len(stretch)
        self._at += len(text)

    def _append(self, stretch: str, width: float, look: Look) -> None:
        """Words of one look, with those before them where these look the same."""
        parts = self._lines[-1].parts
        last = parts[-1] if parts else None
        if (
            last is not None
            and last.look is look
            and last.drawing is None
            and abs(last.x + last.width - self._x) < 0.01
        ):
            last.text += stretch
            last.width += width
        else:
            parts.append(Part(self._x, width, stretch, look))
        self._x += width


def _ends_of(shapes: Sequence[Shape]) -> list[int]:
    """For each letter where the stretch ends that looks as it does."""
    ends = [0] * len(shapes)
    for at in range(len(shapes) - 1, -1, -1):
        goes_on = at + 1 < len(shapes) and shapes[at + 1] is shapes[at]
        ends[at] = ends[at + 1] if goes_on else at + 1
    return ends


def _units_of(segment: str) -> Iterator[str]:
    """The stretches between which a line may end; a picture is one."""
    for number, part in enumerate(segment.split(_PICTURE)):
        if number:
            yield _PICTURE
        yield from units(part)


def _spread(line: Line, room: float) -> None:
    """Draws a line out, as much between any two letters, so that it ends with the others."""
    gaps = sum(max(len(part.text), 1) for part in line.parts) - 1
    if gaps < 1:
        return
    line.spread = room / gaps
    moved = 0
    for part in line.parts:
        part.x += moved * line.spread
        letters = max(len(part.text), 1)
        part.width += (letters - 1) * line.spread
        moved += letters


def size_of(look: Look) -> float:
    return look.size * _RAISED if look.raised else look.size


def draw_line(pen: Pen, line: Line, left: float, top: float, paint: Painter) -> None:
    """A line whose paragraph begins at `left`."""
    foot = top + line.drop
    for part in line.parts:
        x = left + part.x
        if part.drawing is not None:
            paint(pen, part.drawing, x, foot - part.drawing.height)
        else:
            _draw_words(pen, part, x, foot, line.spread)


def _draw_words(pen: Pen, part: Part, x: float, foot: float, spread: float) -> None:
    look = part.look
    canvas, size = pen.canvas, size_of(look)
    foot -= look.size * (0.33 if look.raised > 0 else -0.12 if look.raised < 0 else 0.0)
    base = pen.height - foot
    canvas.saveState()
    if look.ground:
        canvas.setFillColor(colour(look.ground))
        canvas.rect(x, base - size * 0.22, part.width, size * 1.2, stroke=0, fill=1)
    ink = colour(look.colour or "000000")
    canvas.setFillColor(ink)
    code = canvas.beginText()
    if spread:
        code.setCharSpace(spread)
    code.setTextTransform(1, 0, _SLANT if look.italic else 0, 1, x, base)
    for name, run in pen.face.face(look.bold).runs(part.text):
        code.setFont(name, size)
        code.textOut(run)
    canvas.drawText(code)
    if look.under or look.struck:
        canvas.setStrokeColor(ink)
        canvas.setLineWidth(max(0.4, size / 18))
        for drawn, at in ((look.under, base - size * 0.13), (look.struck, base + size * 0.32)):
            if drawn:
                canvas.line(x, at, x + part.width, at)
    canvas.restoreState()


def colour(code: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(f"#{code}")
