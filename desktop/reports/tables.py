"""A table as strips of a sheet: its head on every page, long cells wrapped and never cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop.reports.fonts import LINE_HEIGHT, Typeface
from desktop.reports.lines import break_lines
from desktop.reports.pen import HAIR, INK, INK2, LINE, MM, Align, Pen
from desktop.reports.sheet import Strip

SIZE, HEAD_SIZE = 8.5, 8.0
GAP = 3.2 * MM
ABOVE, BELOW = 1.0 * MM, 1.1 * MM
LONGEST_STRIP = 8  # lines; a longer row goes on over the page's end


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """A column: its heading, its share of the width, and where its text stands (amounts right)."""

    label: str
    width_weight: float = 1.0
    align: Align = "left"


def table_strips(
    columns: Sequence[ColumnHead], rows: Sequence[Sequence[str]], width: float, face: Typeface, empty: str = ""
) -> Iterator[Strip]:
    """The table's strips for a width in points; `empty` is said where there are no rows.

    A row shorter than the heads is filled up with empty cells.
    """
    frame = _Frame(columns, rows, width, face)
    head = frame.head()
    yield head
    if not rows and empty:
        yield frame.said(empty)
    for row in rows:
        yield from frame.row(row, head)


class _Frame:
    """Where the columns stand. Amounts are not broken: their column takes what it needs from the others."""

    def __init__(
        self, columns: Sequence[ColumnHead], rows: Sequence[Sequence[str]], width: float, face: Typeface
    ) -> None:
        self.columns, self.width, self.face = columns, width, face
        weights = [max(column.width_weight, 0.01) for column in columns]
        room = width - GAP * (len(columns) - 1)
        shares = [room * weight / sum(weights) for weight in weights]
        needed = [max(share, self._amounts(n, rows)) for n, share in enumerate(shares)]
        taken = sum(needed) - room
        giving = sum(share for share, need in zip(shares, needed, strict=True) if need == share)
        # half of a column is the most it gives; beyond that even an amount is broken
        keeps = max(0.5, 1 - taken / giving) if giving else 0.0
        self.widths = [share * keeps if need == share else need for share, need in zip(shares, needed, strict=True)]
        scale = min(1.0, room / sum(self.widths)) if columns else 1.0
        self.widths = [each * scale for each in self.widths]
        self.lefts = []
        x = 0.0
        for each in self.widths:
            self.lefts.append(x)
            x += each + GAP

    def _amounts(self, n: int, rows: Sequence[Sequence[str]]) -> float:
        if self.columns[n].align != "right":
            return 0.0
        return max((self.face.regular.width(row[n], SIZE) for row in rows if n < len(row)), default=0.0) + 0.1

    def head(self) -> Strip:
        cells = [
            break_lines(column.label, self.face.bold, HEAD_SIZE, wide)
            for column, wide in zip(self.columns, self.widths, strict=True)
        ]
        high = max(map(len, cells), default=1) * HEAD_SIZE * LINE_HEIGHT + ABOVE + BELOW

        def draw(pen: Pen, left: float, top: float) -> None:
            for n, lines in enumerate(cells):
                x = self._anchor(n, left)
                below = top + high - BELOW - len(lines) * HEAD_SIZE * LINE_HEIGHT
                pen.lines(x, below, lines, HEAD_SIZE, bold=True, align=self.columns[n].align, grey=INK2)
            pen.rule(left, top + high, left + self.width, top + high, 0.8, INK)

        return Strip(high, draw, tied=True)

    def said(self, text: str) -> Strip:
        lines = break_lines(text, self.face.regular, SIZE, self.width)

        def draw(pen: Pen, left: float, top: float) -> None:
            pen.lines(left, top + 2 * MM, lines, SIZE, grey=INK2)

        return Strip(len(lines) * SIZE * LINE_HEIGHT + 4 * MM, draw)

    def row(self, row: Sequence[str], head: Strip) -> Iterator[Strip]:
        cells = [
            break_lines(text, self.face.regular, SIZE, wide) if text else []
            for text, wide in zip(row, self.widths, strict=False)
        ]
        count = max(1, max(map(len, cells), default=1))
        for start in range(0, count, LONGEST_STRIP):
            part = [lines[start : start + LONGEST_STRIP] for lines in cells]
            yield self._part(part, head, first=start == 0, last=start + LONGEST_STRIP >= count)

    def _part(self, cells: list[list[str]], head: Strip, *, first: bool, last: bool) -> Strip:
        above, below = ABOVE if first else 0.0, BELOW if last else 0.0
        high = max(1, max(map(len, cells), default=1)) * SIZE * LINE_HEIGHT + above + below

        def draw(pen: Pen, left: float, top: float) -> None:
            for n, lines in enumerate(cells):
                pen.lines(self._anchor(n, left), top + above, lines, SIZE, align=self.columns[n].align)
            if last:
                pen.rule(left, top + high, left + self.width, top + high, HAIR, LINE)

        return Strip(high, draw, repeat=head)

    def _anchor(self, n: int, left: float) -> float:
        shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[self.columns[n].align]
        return left + self.lefts[n] + self.widths[n] * shift
