"""Measures a room with tables: free ways between chairs, the next seat that way, clock positions, table order."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, TypeVar

from desktop.rules.seating.packs import TableOrder
from desktop.rules.seating.plan import Seat, Table
from desktop.rules.seating.shapes import CHAIR, ROW, ROWS, Place, direction
from desktop.rules.words import Word

Key = TypeVar("Key", bound=Hashable)
MOST_BETWEEN_ROWS = 3 * ROW
AISLE = 900  # mm between the backs of chairs; a default, the office may set another


class Way(Word):
    """The arrow keys, as on the drawing."""

    UP = "up", ""
    RIGHT = "right", ""
    DOWN = "down", ""
    LEFT = "left", ""


class Point(NamedTuple):
    x: float
    y: float


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class Narrow(NamedTuple):
    """Two chairs of different tables that leave less than the aisle between their backs."""

    one: Seat
    other: Seat
    gap: int  # mm


class Clock(NamedTuple):
    hour: int
    minute: int  # 0 or 30


def box(table: Table) -> Box:
    """What a table takes of the room with its chairs."""
    corners = [corner for place in map(table.place, range(table.form.seats)) for corner in _chair(place)]
    half_x, half_y = table.form.width / 2, table.form.depth / 2
    right, down = direction(table.turn + 90), direction(table.turn + 180)
    for x, y in ((-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y)):
        corners.append(Point(table.x + x * right[0] + y * down[0], table.y + x * right[1] + y * down[1]))
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    return Box(round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1))


class Around(NamedTuple):
    """A table as others must keep clear of it: its box, and the back of each chair with its middle."""

    table: str
    box: Box
    backs: tuple[tuple[Point, Point], ...]
    middles: tuple[Point, ...]


def around(table: Table) -> Around:
    backs = tuple(_back(table.place(n)) for n in range(table.form.seats))
    middles = tuple(Point((one.x + other.x) / 2, (one.y + other.y) / 2) for one, other in backs)
    return Around(table.id, box(table), backs, middles)


def narrow_aisles(tables: Sequence[Table], least: int = AISLE) -> list[Narrow]:
    """Where less than `least` mm is left between the backs of two tables' chairs, the narrowest place of each pair."""
    pairs = combinations([around(table) for table in tables], 2)
    return [found for one, other in pairs if (found := narrow_between(one, other, least)) is not None]


def narrow_between(one: Around, other: Around, least: int = AISLE) -> Narrow | None:
    """The same for two tables."""
    a, b = one.box, other.box
    if max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom) >= least:
        return None
    # chairs whose middles are far apart have no narrow place between them, and most are
    near = sorted((away, n, m) for n, here in enumerate(one.middles) for m, there in enumerate(other.middles)
                  if (away := math.dist(here, there)) < least + CHAIR)  # fmt: skip
    best: tuple[float, int, int] | None = None
    for away, n, m in near:
        if best is not None and away - CHAIR > best[0]:
            break
        found = (_gap(one.backs[n], other.backs[m]), n, m)
        best = min(best, found) if best else found
    if best is None or best[0] >= least:
        return None
    return Narrow(Seat(one.table, best[1]), Seat(other.table, best[2]), round(best[0]))


def back_to_back(one: Place, other: Place) -> int:
    """Millimetres between the backs of two chairs."""
    return round(_gap(_back(one), _back(other)))


def next_table_seat(tables: Sequence[Table], at: Seat, way: Way) -> Seat | None:
    """The nearest seat of another table that way, or of another row; where there is none within 60° of it, of one's
    own table; else None."""
    here = next(t for t in tables if t.id == at.table).place(at.number)
    best: tuple[bool, float, Seat] | None = None
    for table in tables:
        own = table.id == at.table
        for number in range(table.form.seats):
            there = table.place(number)
            away = _that_way(there.x - here.x, there.y - here.y, way)
            # along a row one goes by the other two keys
            if away is not None and (not own or table.form.shape not in ROWS or away < MOST_BETWEEN_ROWS):
                step = (own and table.form.shape not in ROWS, away, Seat(table.id, number))
                best = min(best, step) if best else step
    return best[2] if best else None


def next_table(tables: Sequence[Table], at: str, way: Way) -> str | None:
    """The nearest table that way."""
    return next_spot({table.id: Point(table.x, table.y) for table in tables}, at, way)


def next_spot(spots: Mapping[Key, Point], at: Key, way: Way) -> Key | None:
    """What is nearest that way among all of these."""
    here = spots[at]
    found = [(away, str(key), key) for key, spot in spots.items()
             if (away := _that_way(spot.x - here.x, spot.y - here.y, way)) is not None]  # fmt: skip
    return min(found)[2] if found else None


def _that_way(x: float, y: float, way: Way) -> float | None:
    """How far off a point is that way: what lies straight ahead comes before what is a little nearer but aside."""
    dx, dy = {Way.UP: (0, -1), Way.RIGHT: (1, 0), Way.DOWN: (0, 1), Way.LEFT: (-1, 0)}[way]
    ahead, aside = x * dx + y * dy, abs(x * dy - y * dx)
    return round(ahead + 2 * aside, 1) if ahead > 0 and aside <= ahead * math.sqrt(3) else None


def clock(table: Table, number: int, door: Point | None = None) -> Clock:
    """Where a seat is for whoever carries dishes: seen by somebody who stands in the door and looks at the table.

    12 o'clock is the far side of the table, 6 o'clock the side next to the door, 3 o'clock at the right of who stands
    there. Without a door it is thought below the table's foot.
    """
    place = table.place(number)
    ahead = table.turn if door is None else bearing(table.x - door.x, table.y - door.y)
    seat = bearing(place.x - table.x, place.y - table.y)
    halves = round((seat - ahead) % 360 / 15) % 24
    return Clock(halves // 2 or 12, halves % 2 * 30)


def ranked_tables(tables: Sequence[Table], order: TableOrder, *, door: Point, stage: Point | None = None) -> list[str]:
    """The tables from the head table on (several tables, etiquette/tables.json).

    Two side by side: the right one, for who stands inside and faces the door, or for who enters, as the data file says;
    one behind the other: the one farther from the door, or nearer the stage. From three on the head table is the middle
    one of the first row, and the others follow by their distance from it.
    """
    middle = Point(sum(t.x for t in tables) / len(tables), sum(t.y for t in tables) / len(tables))
    inwards = bearing(middle.x - door.x, middle.y - door.y)
    inwards = round(inwards / 90) * 90.0  # rooms have four walls
    in_x, in_y = direction(inwards)
    # who faces the door has the wall behind him; his right is the left of who enters
    right_x, right_y = direction(inwards + (90 if order.right_seen == "entering" else -90))
    near = max(1.0, min((math.dist((a.x, a.y), (b.x, b.y)) for a, b in combinations(tables, 2)), default=1.0) / 2)

    def row(table: Table) -> int:
        if stage is not None and "stage" in order.criteria:
            return round(math.dist((table.x, table.y), stage) / near / 2)
        return -round(((table.x - middle.x) * in_x + (table.y - middle.y) * in_y) / near)

    def aside(table: Table) -> float:
        return (table.x - middle.x) * right_x + (table.y - middle.y) * right_y

    first_row = [t for t in tables if row(t) == min(map(row, tables))]
    centre = sum(map(aside, first_row)) / len(first_row)
    head = min(first_row, key=lambda t: (round(abs(aside(t) - centre) / near), -aside(t), t.id))
    rest = [t for t in tables if t.id != head.id]
    rest.sort(key=lambda t: (round(math.dist((t.x, t.y), (head.x, head.y)) / near), row(t), -round(aside(t)), t.id))
    return [head.id, *(t.id for t in rest)]


def bearing(x: float, y: float) -> float:
    """Which way that is, in degrees clockwise from up the drawing."""
    return math.degrees(math.atan2(x, -y)) % 360


def _back(place: Place) -> tuple[Point, Point]:
    """The two ends of a chair's back."""
    dx, dy = direction(place.facing)
    x, y, half = place.x - dx * CHAIR / 2, place.y - dy * CHAIR / 2, CHAIR / 2
    return Point(x - dy * half, y + dx * half), Point(x + dy * half, y - dx * half)


def _chair(place: Place) -> Iterable[Point]:
    dx, dy = direction(place.facing)
    for end in _back(place):
        yield end
        yield Point(end.x + dx * CHAIR, end.y + dy * CHAIR)


def _gap(one: tuple[Point, Point], other: tuple[Point, Point]) -> float:
    """Between two lines: from an end of one to the other, unless they cross."""
    if _cross(one, other):
        return 0.0
    return min(_to_line(one[0], other), _to_line(one[1], other), _to_line(other[0], one), _to_line(other[1], one))


def _to_line(point: Point, line: tuple[Point, Point]) -> float:
    (ax, ay), (bx, by) = line
    length = (bx - ax) ** 2 + (by - ay) ** 2
    along = max(0.0, min(1.0, ((point.x - ax) * (bx - ax) + (point.y - ay) * (by - ay)) / length))
    return math.hypot(point.x - ax - along * (bx - ax), point.y - ay - along * (by - ay))


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    def side(a: Point, b: Point, c: Point) -> float:
        return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)

    (a, b), (c, d) = one, other
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
