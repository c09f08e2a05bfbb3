"""The shapes of tables and rows, and where each seat of them stands, in millimetres about the table's centre."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.words import Word

LEAST, MOST = 2, 30  # seats at a table (SE-2)
MOST_IN_ROWS = 600
PITCH = 600  # of table edge for each person
SOFA_PITCH = 1000
CHAIR = 500  # width and depth of a chair
OUT = 300  # from the table's edge to the middle of the chair
ROW = 1200  # from one row of chairs to the next


class Shape(Word):
    ROUND = "round", N_("Round")
    OVAL = "oval", N_("Oval")
    SQUARE = "square", N_("Square")
    RECTANGLE = "rectangle", N_("Rectangle")
    LONG = "long", N_("Long table")
    U = "u", N_("U-shape")
    HOLLOW = "hollow", N_("Hollow square")
    PODIUM = "podium", N_("Podium")
    THEATRE = "theatre", N_("Rows of chairs")
    SOFA = "sofa", N_("Sofas")


ROWS = frozenset({Shape.PODIUM, Shape.THEATRE})
CLOSED = frozenset({Shape.ROUND, Shape.OVAL, Shape.SQUARE, Shape.RECTANGLE, Shape.LONG, Shape.HOLLOW})


class Place(NamedTuple):
    """A chair: its middle, x to the right and y downwards as on a drawing, and where who sits there looks: degrees
    clockwise, 0 is up the drawing. His right hand points to `facing` + 90."""

    x: float
    y: float
    facing: float


@dataclass(frozen=True, slots=True)
class Form:
    """A table as such, wherever it stands: shape, seats, size in mm, whether the short ends are sat at, and for podium
    and rows of chairs how many sit in each row, the front one first."""

    shape: Shape
    seats: int
    width: int
    depth: int
    ends: bool = True
    rows: tuple[int, ...] = ()


class Setting(NamedTuple):
    """How the seats of a form follow each other. In a chain the next seat is at one's left hand; a closed form is one
    chain whose last seat meets its first. `far` and `near` are the two long sides across which people talk, `far` at
    the top or, for a form deeper than wide, at the right. Nobody sits at the left hand of the seats in `breaks`."""

    closed: bool
    chains: tuple[tuple[int, ...], ...]
    far: tuple[int, ...] = ()
    near: tuple[int, ...] = ()
    breaks: frozenset[int] = frozenset()


def form(shape: Shape, seats: int, *, width: int = 0, depth: int = 0, ends: bool | None = None,
         rows: Sequence[int] = ()) -> Form:  # fmt: skip
    """A form of so many seats; sizes that are left out are the usual ones. Raises BadEntry."""
    if ends is None:
        ends = shape is not Shape.LONG
    in_rows = tuple(rows)
    if shape in ROWS:
        in_rows = in_rows or _even_rows(seats)
        if sum(in_rows) != seats or min(in_rows) < 1:
            raise BadEntry(N_("The rows hold {rows} seats together, not {seats}."), "rows", rows=sum(in_rows),
                           seats=seats)  # fmt: skip
    most = MOST_IN_ROWS if shape in ROWS else MOST
    if not LEAST <= seats <= most:
        raise BadEntry(N_("A table has {least} to {most} seats, not {seats}."), "seats", least=LEAST, most=most,
                       seats=seats)  # fmt: skip
    usual_width, usual_depth = _usual(shape, seats, ends, in_rows)
    made = Form(shape, seats, width or usual_width, depth or usual_depth, ends, in_rows)
    if min(made.width, made.depth) < 300 or max(made.width, made.depth) > 100_000:
        raise BadEntry(N_("A table measures 300 mm to 100 m each way."), "width")
    return made


def resized(old: Form, seats: int) -> Form:
    """The same form with other seats; its size grows where they would not fit, and never shrinks. Raises BadEntry."""
    if old.shape in ROWS:
        return form(old.shape, seats, rows=_rows_resized(old.rows, seats))
    usual = form(old.shape, seats, ends=old.ends)
    return replace(usual, width=max(old.width, usual.width), depth=max(old.depth, usual.depth))


@lru_cache(maxsize=256)
def places(of: Form) -> tuple[Place, ...]:
    """Where each seat stands about the centre of the table, the table not turned.

    Seat 0 is the main seat, at the top in the middle, looking down to the door; the next number sits at one's left
    hand, so that numbers run clockwise. In rows seat 0 is the one at the right end as who sits there sees it.
    """
    match of.shape:
        case Shape.ROUND | Shape.OVAL:
            return _ellipse(of)
        case Shape.PODIUM | Shape.THEATRE:
            return _rows(of)
        case Shape.U | Shape.SOFA:
            return _horseshoe(of)
        case _:
            return _four_sides(of)


@lru_cache(maxsize=256)
def setting(of: Form) -> Setting:
    """How the seats of this form follow each other."""
    everybody = tuple(range(of.seats))
    if of.shape in ROWS:
        chains, at = [], 0
        for count in of.rows:
            chains.append(everybody[at : at + count])
            at += count
        return Setting(False, tuple(chains), breaks=frozenset(chain[-1] for chain in chains))
    if of.shape in (Shape.U, Shape.SOFA):
        arm, head, _other = _three_sides(of)
        first = of.seats - arm - head // 2
        return Setting(False, (everybody[first:] + everybody[:first],), breaks=frozenset({first - 1}))
    if of.shape in (Shape.ROUND, Shape.OVAL):
        return Setting(True, (everybody,))
    top, right, bottom, left = _counts(of)
    sides, at = [], _first_of_top(of)
    for count in (top, right, bottom, left):
        sides.append(tuple((at + n) % of.seats for n in range(count)))
        at += count
    wide = of.width >= of.depth
    far, near = (sides[0], sides[2]) if wide else (sides[1], sides[3])
    # where a side is empty, the last before it has nobody at his hand but somebody across
    breaks = frozenset(sides[n - 1][-1] for n in range(4) if not sides[n] and sides[n - 1])
    return Setting(True, (everybody,), far, near, breaks)


class Hands(NamedTuple):
    """The seats at one's right and left hand, None where nobody sits there."""

    right: int | None
    left: int | None


@lru_cache(maxsize=256)
def neighbours(of: Form) -> tuple[Hands, ...]:
    """For each seat who sits at its right and left hand, as seen by who sits there."""
    laid = setting(of)
    right: dict[int, int] = {}
    left: dict[int, int] = {}
    for chain in laid.chains:
        following = [*chain[1:], chain[0]] if laid.closed else chain[1:]
        for seat, after in zip(chain, following, strict=False):
            if seat not in laid.breaks and seat != after:
                left[seat], right[after] = after, seat
    return tuple(Hands(right.get(n), left.get(n)) for n in range(of.seats))


class Opposite(NamedTuple):
    seat: int
    exact: bool  # straight across, not a little to one side


def opposite(of: Form, seat: int) -> Opposite | None:
    """Whom one looks at across the table; None where nobody sits in front, as on a podium."""
    if of.shape in ROWS:
        return None
    here, ahead = places(of)[seat], []
    dx, dy = direction(here.facing)
    for number, there in enumerate(places(of)):
        x, y = there.x - here.x, there.y - here.y
        forward, aside = x * dx + y * dy, abs(x * dy - y * dx)
        turned = abs((there.facing - here.facing) % 360 - 180)
        if number != seat and forward > OUT and turned < 90:
            ahead.append((round(aside), round(forward), number))
    if not ahead:
        return None
    aside, _forward, number = min(ahead)
    return Opposite(number, aside < 50)


def direction(angle: float) -> tuple[float, float]:
    """One step that way on the drawing."""
    radians = math.radians(angle)
    return math.sin(radians), -math.cos(radians)


def _usual(shape: Shape, seats: int, ends: bool, rows: tuple[int, ...]) -> tuple[int, int]:
    match shape:
        case Shape.ROUND:
            across = _tens(max(800, seats * PITCH / math.pi))
            return across, across
        case Shape.OVAL:
            # an ellipse twice as wide as deep is 4.84 half-depths round
            deep = _tens(max(800, seats * PITCH / 4.84 * 2 / 2))
            return 2 * deep, deep
        case Shape.SQUARE:
            across = PITCH * max(2, -(-seats // 4))
            return across, across
        case Shape.HOLLOW:
            across = PITCH * max(4, -(-seats // 4) + 1)
            return across, across
        case Shape.RECTANGLE | Shape.LONG:
            along = seats - 2 * (1 if ends and seats >= 4 else 0)
            return PITCH * max(2, -(-along // 2)), 900 if shape is Shape.LONG else 1000
        case Shape.U:
            return PITCH * max(3, seats // 3 + 2), PITCH * max(2, -(-seats // 3))
        case Shape.SOFA:
            return 4 * SOFA_PITCH, SOFA_PITCH * max(1, -(-(seats - 2) // 2))
        case _:
            return PITCH * max(rows), max(600, ROW * (len(rows) - 1) + 600)


def _tens(value: float) -> int:
    return int(-(-value // 10) * 10)


def _even_rows(seats: int) -> tuple[int, ...]:
    count = max(1, -(-seats // 20))
    return tuple(seats // count + (n < seats % count) for n in range(count))


def _rows_resized(rows: Sequence[int], seats: int) -> tuple[int, ...]:
    """Rows grow and shrink at the back."""
    longest, kept = max(rows), list(rows)
    while sum(kept) > seats:
        kept[-1] -= 1
        if not kept[-1]:
            del kept[-1]
    while sum(kept) < seats:
        short = [n for n, count in enumerate(kept) if count < longest]
        if short:
            kept[short[0]] += 1
        else:
            kept.append(1)
    return tuple(kept)


def _ellipse(of: Form) -> tuple[Place, ...]:
    a, b = of.width / 2 + OUT, of.depth / 2 + OUT
    if of.width == of.depth:
        angles = [2 * math.pi * n / of.seats for n in range(of.seats)]
    else:
        angles = _equal_arcs(a, b, of.seats)
    found = []
    for t in angles:
        x, y = a * math.sin(t), -b * math.cos(t)
        # one looks straight at the edge, which is not always the centre
        inwards = math.degrees(math.atan2(-x / a**2, y / b**2)) % 360
        found.append(Place(round(x, 1), round(y, 1), round(inwards, 2)))
    return tuple(found)


def _equal_arcs(a: float, b: float, count: int) -> list[float]:
    """Places of an ellipse at equal distances along its edge, beginning at the top."""
    steps = 1440
    points = [(a * math.sin(2 * math.pi * n / steps), b * math.cos(2 * math.pi * n / steps)) for n in range(steps + 1)]
    along = [0.0]
    for (x, y), (u, v) in pairwise(points):
        along.append(along[-1] + math.hypot(u - x, v - y))
    found, at = [], 0
    for n in range(count):
        goal = along[-1] * n / count
        while along[at + 1] < goal:
            at += 1
        part = (goal - along[at]) / (along[at + 1] - along[at])
        found.append(2 * math.pi * (at + part) / steps)
    return found


def _counts(of: Form) -> tuple[int, int, int, int]:
    """Seats at the top, right, bottom and left side."""
    n = of.seats
    if of.shape in (Shape.SQUARE, Shape.HOLLOW) and of.ends:
        top, bottom, right, left = ((n + 3 - side) // 4 for side in range(4))
        return top, right, bottom, left
    short = 0
    if of.ends and n >= 4:
        short = max(1, min(min(of.width, of.depth) // (2 * PITCH), (n - 2) // 4))
    along = n - 2 * short
    one, other = -(-along // 2), along // 2
    return (one, short, other, short) if of.width >= of.depth else (short, one, short, other)


def _first_of_top(of: Form) -> int:
    """The number of the leftmost seat of the top side: seat 0 is in the middle of it."""
    top, right, *_rest = _counts(of)
    back = top // 2 if top else right // 2
    return (of.seats - back) % of.seats


def _four_sides(of: Form) -> tuple[Place, ...]:
    top, right, bottom, left = _counts(of)
    x, y = of.width / 2 + OUT, of.depth / 2 + OUT
    ring = [Place(at, -y, 180.0) for at in _spread(of.width, top)]
    ring += [Place(x, at, 270.0) for at in _spread(of.depth, right)]
    ring += [Place(-at, y, 0.0) for at in _spread(of.width, bottom)]
    ring += [Place(-x, -at, 90.0) for at in _spread(of.depth, left)]
    first = _first_of_top(of)
    return tuple(ring[(n - first) % of.seats] for n in range(of.seats))


def _spread(length: float, count: int) -> Iterable[float]:
    return (round(length * ((n + 0.5) / count - 0.5), 1) for n in range(count))


def _three_sides(of: Form) -> tuple[int, int, int]:
    """Seats of the left arm, the head and the right arm."""
    n = of.seats
    head = 2 if of.shape is Shape.SOFA else max(1, min(n, round(n * of.width / (of.width + 2 * of.depth))))
    if of.shape is Shape.U and (n - head) % 2:
        head += 1  # arms of one length
    arms = n - head
    return -(-arms // 2), head, arms // 2


def _horseshoe(of: Form) -> tuple[Place, ...]:
    arm, head, other = _three_sides(of)
    x, y = of.width / 2 + OUT, of.depth / 2 + OUT
    span = 2 * SOFA_PITCH if of.shape is Shape.SOFA else of.width
    chain = [Place(-x, -at, 90.0) for at in _spread(of.depth, arm)]
    chain += [Place(at, -y, 180.0) for at in _spread(span, head)]
    chain += [Place(x, at, 270.0) for at in _spread(of.depth, other)]
    main = arm + head // 2
    return tuple(chain[(n + main) % of.seats] for n in range(of.seats))


def _rows(of: Form) -> tuple[Place, ...]:
    found = []
    last = len(of.rows) - 1
    for row, count in enumerate(of.rows):
        if of.shape is Shape.PODIUM:
            # they look down to those who listen; the front row stands nearest to these
            y = ROW * (last / 2 - row)
            found += [Place(at, y, 180.0) for at in _spread(PITCH * count, count)]
        else:
            y = ROW * (row - last / 2)
            found += [Place(-at, y, 0.0) for at in _spread(PITCH * count, count)]
    return tuple(found)
