"""Tables, headings and paragraphs of a sheet in one language or two; no row is cut by a page's end (AP-5)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from desktop.reports.both import LEAST, NONE, Lines, Said, broken
from desktop.reports.boxes import SHADE
from desktop.reports.fonts import LINE_HEIGHT, Typeface
from desktop.reports.pen import HAIR, INK, INK2, LINE, MM, Align, Pen
from desktop.reports.sheet import Strip

HEADING, TEXT = 9.5, 7.4
GAP = 1.8 * MM
ABOVE = 0.7 * MM
LONGEST = 24  # lines of a row that are kept together
Cell = str | Said
Draw = Callable[[Pen, float, float], object]


@dataclass(frozen=True, slots=True)
class Head:
    """A column: what stands over it, its share of the width, and where its text stands."""

    said: Said
    share: float = 1.0
    align: Align = "left"


def said(cell: Cell) -> Said:
    return Said(cell) if isinstance(cell, str) else cell


def heading(words: Said, width: float, face: Typeface, *, fresh: bool = False) -> Strip:
    """A section's heading, which keeps to what follows; the second language stands beside it."""

    def draw(pen: Pen, left: float, top: float) -> None:
        pen.text(left, top + 1.6 * MM, words.first, HEADING, bold=True)
        aside = face.bold.width(words.first, HEADING) + 2 * MM
        if words.second:
            pen.one_line(
                left + aside, top + 1.6 * MM + (HEADING - 7.2) * 1.0, words.second, 7.2, width - aside, grey=INK2
            )

    return Strip(HEADING * LINE_HEIGHT + 2.4 * MM, draw, tied=True, fresh=fresh)


def paragraph(words: Said, width: float, face: Typeface, size: float = TEXT, *, quiet: bool = False) -> Iterator[Strip]:
    """Running text; a long one goes on over the page's end."""
    lines = broken(words, face, size, width).lines
    for start in range(0, len(lines), LONGEST):
        part = Lines(lines[start : start + LONGEST])
        last = start + LONGEST >= len(lines)
        yield Strip(part.height + (0.8 * MM if last else 0.0), _drawn(part, quiet=quiet))


def _drawn(lines: Lines, *, quiet: bool) -> Draw:
    return lambda pen, left, top: lines.draw(pen, left, top, grey=INK2 if quiet else INK)


def table(heads: Sequence[Head], rows: Sequence[Sequence[Cell]], width: float, face: Typeface, empty: Said = NONE,
          *, size: float = TEXT, above: float = ABOVE) -> Iterator[Strip]:  # fmt: skip
    """The table's strips; `empty` is said where there are no rows."""
    if not rows:
        yield from paragraph(empty, width, face, size, quiet=True)
        return
    whole = sum(head.share for head in heads)
    room = width - GAP * (len(heads) - 1)
    wide = [room * head.share / whole for head in heads]
    lefts = [sum(wide[:n]) + GAP * n for n in range(len(heads))]
    small = max(size - 0.6, LEAST)
    cells = [broken(head.said, face, small, wide[n], bold=True) for n, head in enumerate(heads)]
    frame = [(lefts[n], wide[n], head.align) for n, head in enumerate(heads)]
    top = _row(cells, frame, width, above, head=True)
    yield top
    for row in rows:
        broken_cells = [broken(said(cell), face, size, wide[n], beside=heads[n].align == "left")
                        for n, cell in enumerate(row)]  # fmt: skip
        longest = max(len(cell.lines) for cell in broken_cells)
        for start in range(0, max(longest, 1), LONGEST):
            part = [Lines(cell.lines[start : start + LONGEST], cell.beside) for cell in broken_cells]
            yield _row(part, frame, width, above, head=False, repeat=top, last=start + LONGEST >= longest)


def _row(cells: Sequence[Lines], frame: Sequence[tuple[float, float, Align]], width: float, above: float, *,
         head: bool, repeat: Strip | None = None, last: bool = True) -> Strip:  # fmt: skip
    high = max(cell.height for cell in cells) + 2 * above

    def draw(pen: Pen, left: float, top: float) -> None:
        for cell, (x, wide, align) in zip(cells, frame, strict=True):
            anchor = left + x + {"left": 0.0, "centre": wide / 2, "right": wide}[align]
            begin = top + high - above - cell.height if head else top + above
            cell.draw(pen, anchor, begin, align=align, bold=head)
        if last:
            pen.rule(left, top + high, left + width, top + high, 0.7 if head else HAIR, INK if head else LINE)

    return Strip(high, draw, repeat=repeat, tied=head)


def fields(pairs: Sequence[tuple[Said, Cell]], across: int, width: float, face: Typeface, size: float = 8.4
           ) -> Iterator[Strip]:  # fmt: skip
    """Labels with what is known, so many pairs side by side, in boxes."""
    label = width / across * 0.34
    value = width / across - label
    for start in range(0, len(pairs), across):
        row = [(broken(name, face, 7.0, label - 2.4 * MM, bold=True), broken(said(cell), face, size, value - 2.4 * MM))
               for name, cell in pairs[start : start + across]]  # fmt: skip
        high = max(max(name.height, cell.height) for name, cell in row) + 1.6 * MM
        yield Strip(high, _boxes(row, label, value, high))


def _boxes(row: Sequence[tuple[Lines, Lines]], label: float, value: float, high: float) -> Draw:
    def draw(pen: Pen, left: float, top: float) -> None:
        for name, cell in row:
            pen.box(left, top, label, high, fill=SHADE)
            for x, wide, lines in ((left, label, name), (left + label, value, cell)):
                lines.draw(pen, x + 1.2 * MM, top + (high - lines.height) / 2, bold=lines is name)
                pen.box(x, top, wide, high, weight=HAIR, grey=INK2)
            left += label + value

    return draw
