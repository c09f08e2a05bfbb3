"""The blocks of a laid-out document as pieces that no page's end cuts: lines, rows of tables, boxes (DO-1)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from desktop.reports.flowing import Flow, Line, Painter, colour, draw_line
from desktop.reports.pen import Pen
from desktop.rules.document_layout import Align, Block, Box, Break, Cell, Paragraph, Row, Table

_BESIDE, _ABOVE = 5.4, 1.5  # room within a cell, as office programs have it
_LEAST = 12.0  # points of a line's width in the narrowest cell
_EDGE, _HAIR = 0.45, 0.5
Drawn = Callable[[Pen, float, float], None]


@dataclass(slots=True)
class Piece:
    """`draw` begins at a point of the page; without it there is only room, which no page begins with where it is
    `loose`. `tied` keeps to what follows; the `head` of a table stands again on each page."""

    height: float
    draw: Drawn | None = None
    tied: bool = False
    loose: bool = False
    head: "Piece | None" = None
    turn: Break | None = None


def height_of(pieces: Iterable[Piece]) -> float:
    return sum(piece.height for piece in pieces)


def stack(pen: Pen, pieces: Iterable[Piece], left: float, top: float) -> None:
    """Draws pieces one below the other."""
    for piece in pieces:
        if piece.draw is not None:
            piece.draw(pen, left, top)
        top += piece.height


@dataclass(slots=True)
class _Placed:
    """A cell where it stands in its table."""

    x: float
    y: float
    width: float
    height: float
    cell: Cell
    pieces: list[Piece]


class Blocks:
    """Makes pieces of blocks; `room` is the height of a page's text."""

    def __init__(self, flow: Flow, painter: Painter, room: float) -> None:
        self._flow, self._painter, self._room = flow, painter, room

    def pieces(self, blocks: Sequence[Block], width: float) -> Iterator[Piece]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield from self._paragraph(block, width)
            elif isinstance(block, Table):
                yield from self._table(block, width)
            elif isinstance(block, Box):
                yield from self._box(block, width)
            else:
                yield Piece(0.0, turn=block)

    def _whole(self, blocks: Sequence[Block], width: float) -> list[Piece]:
        """What stands within something else, where no page ends."""
        return [piece for piece in self.pieces(blocks, max(width, _LEAST)) if piece.turn is None]

    def _paragraph(self, paragraph: Paragraph, width: float) -> Iterator[Piece]:
        if paragraph.before:
            yield Piece(paragraph.before, loose=True)
        for line in self._flow.lines(paragraph, width):
            yield Piece(line.height, partial(self._line, line) if line.parts else None, tied=paragraph.tied)
        if paragraph.ruled:
            yield Piece(2.0, lambda pen, left, top: pen.rule(left, top + 1, left + width, top + 1, _HAIR, _EDGE))
        if paragraph.after:
            yield Piece(paragraph.after, loose=True)

    def _line(self, line: Line, pen: Pen, left: float, top: float) -> None:
        draw_line(pen, line, left, top, self._painter)

    def _box(self, box: Box, width: float) -> Iterator[Piece]:
        wide = min(box.width or width, width)
        inside = self._whole(box.blocks, wide - 2 * _BESIDE)
        high = height_of(inside) + 4 * _ABOVE
        if high > self._room:
            yield from inside
            return

        def draw(pen: Pen, left: float, top: float) -> None:
            pen.box(left, top, wide, high, weight=_HAIR, grey=_EDGE, radius=1.0)
            stack(pen, inside, left + _BESIDE, top + 2 * _ABOVE)

        yield Piece(high, draw)
        yield Piece(4.0, loose=True)

    # tables

    def _table(self, table: Table, width: float) -> Iterator[Piece]:
        widths = _widths(table, width)
        left = (width - sum(widths)) / 2 if table.align is Align.CENTRE else min(table.left, width - sum(widths))
        left = max(0.0, left)
        head: Piece | None = None
        at = 0
        while at < len(table.rows):
            rows = table.rows[at : _end_of(table.rows, at)]
            if rows[0].breaks and at:
                yield Piece(0.0, turn=Break(noted=True))
            made = list(self._rows(rows, widths, left, table.lined))
            if rows[0].head and not at and len(made) == 1:
                head = made[0]
            for piece in made:
                piece.head = head if piece is not head else None
                yield piece
            at += len(rows)

    def _rows(self, rows: Sequence[Row], widths: Sequence[float], left: float, lined: bool) -> Iterator[Piece]:
        """Rows that merged cells hold together as one piece; each by itself where that is higher than a page."""
        placed = self._placed(rows, widths)
        high = max((one.y + one.height for one in placed), default=0.0)
        if high <= self._room:
            yield _grid(placed, high, left, lined)
        elif len(rows) > 1:
            for row in rows:
                alone = row._replace(cells=tuple((column, cell._replace(down=1)) for column, cell in row.cells))
                yield from self._rows([alone], widths, left, lined)
        else:
            yield from self._parted(placed, left, lined)

    def _placed(self, rows: Sequence[Row], widths: Sequence[float]) -> list[_Placed]:
        heights = [max(row.height, 4.0) for row in rows]
        placed: list[tuple[int, _Placed]] = []
        for number, row in enumerate(rows):
            for column, cell in row.cells:
                x, wide = sum(widths[:column]), sum(widths[column : column + cell.across])
                if wide <= 0:
                    continue
                pieces = self._whole(cell.blocks, wide - 2 * _BESIDE)
                placed.append((number, _Placed(x, 0.0, wide, height_of(pieces) + 2 * _ABOVE, cell, pieces)))
        for number, one in placed:
            if one.cell.down == 1:
                heights[number] = max(heights[number], one.height)
        for number, one in placed:
            last = min(number + one.cell.down, len(rows))
            lacking = one.height - sum(heights[number:last])
            if lacking > 0:
                heights[last - 1] += lacking
        for number, one in placed:
            one.y = sum(heights[:number])
            one.height = sum(heights[number : number + one.cell.down])
        return [one for _number, one in placed]

    def _parted(self, placed: Sequence[_Placed], left: float, lined: bool) -> Iterator[Piece]:
        """A row that is higher than a page, in parts that are not."""
        while any(one.pieces for one in placed):
            part = []
            for one in placed:
                taken: list[Piece] = []
                while one.pieces and (not taken or height_of(taken) + one.pieces[0].height <= self._room * 0.9):
                    taken.append(one.pieces.pop(0))
                part.append((one, taken))
            high = max(height_of(taken) for _one, taken in part) + 2 * _ABOVE
            yield _grid([_Placed(one.x, 0.0, one.width, high, one.cell, taken) for one, taken in part], high, left,
                        lined)  # fmt: skip


def _grid(placed: Sequence[_Placed], high: float, left: float, lined: bool) -> Piece:
    def draw(pen: Pen, start: float, top: float) -> None:
        for one in placed:
            if one.cell.ground:
                pen.canvas.saveState()
                pen.canvas.setFillColor(colour(one.cell.ground))
                pen.canvas.rect(start + left + one.x, pen.height - top - one.y - one.height, one.width, one.height,
                                stroke=0, fill=1)  # fmt: skip
                pen.canvas.restoreState()
            stack(pen, one.pieces, start + left + one.x + _BESIDE, top + one.y + _ABOVE)
            if lined:
                pen.box(start + left + one.x, top + one.y, one.width, one.height, weight=_HAIR, grey=_EDGE)

    return Piece(high, draw)


def _widths(table: Table, room: float) -> list[float]:
    """Of the columns, as far as there is room for them."""
    count = max((column + cell.across for row in table.rows for column, cell in row.cells), default=1)
    known = list(table.widths[:count])
    usual = sum(known) / len(known) if known else room / count
    known += [usual] * (count - len(known))
    return [wide * min(1.0, room / sum(known)) for wide in known]


def _end_of(rows: Sequence[Row], start: int) -> int:
    """Where the rows end that merged cells hold together."""
    end = start + 1
    at = start
    while at < min(end, len(rows)):
        end = max([end, *(at + cell.down for _column, cell in rows[at].cells)])
        at += 1
    return min(end, len(rows))
