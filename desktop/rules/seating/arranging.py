"""Where tables go while they are arranged: grid and guides, aligned, spread evenly, turned to the door."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from desktop.i18n import N_
from desktop.rules.seating.commands import MoveTable
from desktop.rules.seating.plan import Table
from desktop.rules.seating.rooms import AISLE, Around, Box, Narrow, Point, around, bearing, box, narrow_between
from desktop.rules.seating.shapes import places
from desktop.rules.words import Word

GRID = 50  # mm
STEP = 15  # degrees at which a table that is turned stops
HELD = 6  # degrees within which it is held there


class Side(Word):
    """What tables are brought into one line by."""

    LEFT = "left", N_("Align left")
    CENTRE = "centre", N_("Align centres")
    RIGHT = "right", N_("Align right")
    TOP = "top", N_("Align top")
    MIDDLE = "middle", N_("Align middles")
    BOTTOM = "bottom", N_("Align bottom")


class Along(Word):
    """Which way tables are spread."""

    ACROSS = "across", N_("Spread evenly across")
    DOWN = "down", N_("Spread evenly down")


class Guide(NamedTuple):
    """A line that shows why tables stop here; `gap` in mm where it measures one, else 0."""

    x1: float
    y1: float
    x2: float
    y2: float
    gap: int = 0


class Snapped(NamedTuple):
    """How much further the tables move than they were dragged, and the guides that hold them."""

    dx: float
    dy: float
    guides: tuple[Guide, ...] = ()


class _Span(NamedTuple):
    """A box seen along one axis: from and to, and across it."""

    start: float
    end: float
    near: float
    far: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2


class _Hold(NamedTuple):
    """A place that would hold the moving box, and the guides to draw there, given where the box then is."""

    shift: float
    rank: int
    guides: Callable[[_Span], Iterable[tuple[float, float, float, float, int]]]


def snap(moving: Box, anchor: Point, others: Sequence[Box], reach: float) -> Snapped:
    """Holds dragged tables at guides within `reach`, else at the grid.

    `moving` is what they take together where they were dragged to, `anchor` the middle of the one that is held. Guides
    are middles and edges in line, an aisle's width, and equal gaps between neighbours.
    """
    dx, across = _along(_across(moving), [_across(b) for b in others], reach, anchor.x)
    dy, down = _along(_down(moving), [_down(b) for b in others], reach, anchor.y)
    held = Box(moving.left + dx, moving.top + dy, moving.right + dx, moving.bottom + dy)
    guides = [Guide(a, c, b, d, gap) for hold in across for a, b, c, d, gap in hold.guides(_across(held))]
    guides += [Guide(c, a, d, b, gap) for hold in down for a, b, c, d, gap in hold.guides(_down(held))]
    return Snapped(dx, dy, tuple(dict.fromkeys(guides)))


def align(tables: Sequence[Table], side: Side) -> tuple[MoveTable, ...]:
    """Brings tables into one line: by the outermost edge of them, or the middle of all."""
    boxes = [box(table) for table in tables]
    left, right = min(b.left for b in boxes), max(b.right for b in boxes)
    top, bottom = min(b.top for b in boxes), max(b.bottom for b in boxes)

    def shift(at: Box) -> tuple[float, float]:
        match side:
            case Side.LEFT:
                return left - at.left, 0
            case Side.RIGHT:
                return right - at.right, 0
            case Side.CENTRE:
                return (left + right - at.left - at.right) / 2, 0
            case Side.TOP:
                return 0, top - at.top
            case Side.BOTTOM:
                return 0, bottom - at.bottom
            case _:
                return 0, (top + bottom - at.top - at.bottom) / 2

    return tuple(moved(table, *shift(at)) for table, at in zip(tables, boxes, strict=True))


def spread(tables: Sequence[Table], along: Along) -> tuple[MoveTable, ...]:
    """The same gap between each and the next; the two outermost stay where they are."""
    seen = _across if along is Along.ACROSS else _down
    spans = {table.id: seen(box(table)) for table in tables}
    order = sorted(tables, key=lambda t: (spans[t.id].middle, t.id))
    taken = sum(span.end - span.start for span in spans.values())
    whole = max(s.end for s in spans.values()) - min(s.start for s in spans.values())
    gap = (whole - taken) / max(1, len(order) - 1)
    moves, at = [], min(s.start for s in spans.values())
    for table in order:
        shift = at - spans[table.id].start
        moves.append(moved(table, shift, 0) if along is Along.ACROSS else moved(table, 0, shift))
        at += spans[table.id].end - spans[table.id].start + gap
    return tuple(moves)


def moved(table: Table, dx: float, dy: float) -> MoveTable:
    """A table that much further, on whole millimetres."""
    return MoveTable(table.id, round(table.x + dx), round(table.y + dy), table.turn)


def turned(table: Table, angle: float, door: Point | None = None) -> int:
    """The turn at which a table stops near `angle`: where its main seat looks to the door, or at the next 15°."""
    return stopped(angle, [] if door is None else [to_door(table, door)])


def stopped(angle: float, first: Sequence[int] = ()) -> int:
    """The turn at which something stops near `angle`: at one of the `first`, or at the next 15°."""
    stops = [*first, round(angle / STEP) * STEP % 360]
    away = [(abs((stop - angle + 180) % 360 - 180), n, stop) for n, stop in enumerate(stops)]
    off, _n, stop = min(away)
    return stop if off <= HELD else round(angle) % 360


def to_door(table: Table, door: Point) -> int:
    """The turn with which the main seat looks to the door."""
    looks = bearing(door.x - table.x, door.y - table.y)
    return round(looks - places(table.form)[0].facing) % 360


def narrow_about(moving: Sequence[Table], others: Sequence[Around], least: int = AISLE) -> list[Narrow]:
    """Where tables that are dragged leave too little of an aisle to those that stand, reckoned in each frame."""
    pairs = ((one, other) for one in map(around, moving) for other in others)
    return [found for one, other in pairs if (found := narrow_between(one, other, least)) is not None]


def _across(at: Box) -> _Span:
    return _Span(at.left, at.right, at.top, at.bottom)


def _down(at: Box) -> _Span:
    return _Span(at.top, at.bottom, at.left, at.right)


def _along(box_: _Span, others: Sequence[_Span], reach: float, anchor: float) -> tuple[float, list[_Hold]]:
    holds = [hold for hold in _holds(box_, others) if abs(hold.shift) <= reach]
    if not holds:
        return round(anchor / GRID) * GRID - anchor, []
    best = min(holds, key=lambda hold: (round(abs(hold.shift)), hold.rank)).shift
    there = [hold for hold in holds if abs(hold.shift - best) < 0.5]
    # between tables of one size the middles say all that the edges would
    middles = any(hold.rank == 0 for hold in there)
    return best, [hold for hold in there if not (middles and hold.rank == 1)]


def _holds(box_: _Span, others: Sequence[_Span]) -> Iterable[_Hold]:
    for other in others:
        yield _Hold(other.middle - box_.middle, 0, _in_line(other.middle, other))
        yield _Hold(other.start - box_.start, 1, _in_line(other.start, other))
        yield _Hold(other.end - box_.end, 1, _in_line(other.end, other))
    beside = sorted(other for other in others if other.near < box_.far and other.far > box_.near)
    before = [other for other in beside if other.middle < box_.middle]
    after = [other for other in beside if other.middle >= box_.middle]
    if before:
        last = before[-1]
        yield _Hold(last.end + AISLE - box_.start, 2, _gaps((last, None)))
        if len(before) > 1:
            gap = last.start - before[-2].end
            yield _Hold(last.end + gap - box_.start, 2, _gaps((before[-2], last), (last, None)))
    if after:
        first = after[0]
        yield _Hold(first.start - AISLE - box_.end, 2, _gaps((None, first)))
        if len(after) > 1:
            gap = after[1].start - first.end
            yield _Hold(first.start - gap - box_.end, 2, _gaps((None, first), (first, after[1])))
    if before and after:
        yield _Hold((before[-1].end + after[0].start) / 2 - box_.middle, 2,
                    _gaps((before[-1], None), (None, after[0])))  # fmt: skip


Lines = Iterable[tuple[float, float, float, float, int]]


def _in_line(at: float, other: _Span) -> Callable[[_Span], Lines]:
    """A line across both boxes."""
    return lambda box_: [(at, at, min(other.near, box_.near), max(other.far, box_.far), 0)]


def _gaps(*between: tuple[_Span | None, _Span | None]) -> Callable[[_Span], Lines]:
    """Measures between two boxes each; None is the moving one."""

    def lines(box_: _Span) -> Lines:
        for one, other in between:
            left, right = one or box_, other or box_
            level = (max(left.near, right.near) + min(left.far, right.far)) / 2
            if right.start > left.end:
                yield left.end, right.start, level, level, round(right.start - left.end)

    return lines
