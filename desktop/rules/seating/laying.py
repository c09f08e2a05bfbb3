"""How many tables a party needs, and where they stand in a room that nobody has measured."""

import math
from collections.abc import Sequence
from itertools import pairwise

from desktop.rules.seating.elements import Element, ElementKind, middle_of, usual
from desktop.rules.seating.plan import Table
from desktop.rules.seating.rooms import AISLE, Point, bearing, box
from desktop.rules.seating.shapes import CHAIR, LEAST, MOST, OUT, Form

# Between the edges of two tables, in mm: a chair at each, turned a little, and the aisle
BETWEEN = 2 * OUT + CHAIR + AISLE + 20
GRID = 50  # mm at which things are put down
USUAL = 10  # seats at each table of a party that one table does not hold


def seats_for(people: int) -> tuple[int, ...]:
    """The seats of the tables that a party is laid for: one table as long as it holds everybody."""
    if people <= MOST:
        return (max(LEAST, people),)
    return (USUAL,) * math.ceil(people / USUAL)


def are_placed(tables: Sequence[tuple[int, int]]) -> bool:
    """Whether somebody has said where tables stand: no two on one spot."""
    return all(one != other for one, other in pairwise(sorted(tables)))


def in_rows(forms: Sequence[Form]) -> tuple[Point, ...]:
    """Where tables stand in rows with aisles between the chairs, from the left and from the far wall; the middle of
    each in mm."""
    if not forms:
        return ()
    wide = max(form.width for form in forms) + BETWEEN
    deep = max(form.depth for form in forms) + BETWEEN
    across = math.ceil(math.sqrt(len(forms)))
    return tuple(Point(wide * (n % across) + wide // 2, deep * (n // across) + deep // 2) for n in range(len(forms)))


def next_free(taken: Sequence[Point], sizes: Sequence[int], form: Form) -> Point:
    """Where one more table stands among others, whose longer sides are `sizes`: in rows with aisles, about as many
    across as behind each other, from the far wall on."""
    if not taken:
        return in_rows([form])[0]
    step = max(*sizes, form.width, form.depth) + BETWEEN
    left, top = min(p.x for p in taken), min(p.y for p in taken)
    across = math.ceil(math.sqrt(len(taken) + 1))
    for n in range((len(taken) + 1) * 9):
        spot = Point(left + step * (n % across), top + step * (n // across))
        if all(max(abs(spot.x - p.x), abs(spot.y - p.y)) >= step for p in taken):
            return spot
    return Point(max(p.x for p in taken) + step, top)


def door_of(tables: Sequence[Table], elements: Sequence[Element] = ()) -> Point:
    """Where the door is: that of the room, or, where nobody has put one down, in the near wall, opposite the middle
    (form 6.1)."""
    if (there := middle_of(elements, ElementKind.DOOR)) is not None:
        return Point(*there)
    middles, deepest = [Point(table.x, table.y) for table in tables], max(table.form.depth for table in tables)
    left, right = min(p.x for p in middles), max(p.x for p in middles)
    return Point((left + right) / 2, max(p.y for p in middles) + deepest)


def stage_of(elements: Sequence[Element]) -> Point | None:
    there = middle_of(elements, ElementKind.STAGE)
    return Point(*there) if there is not None else None


def facing_door(tables: Sequence[Table], door: Point) -> int:
    """The turn with which the main seats look towards the door, all the same way (tables.json, turned)."""
    x, y = sum(t.x for t in tables) / len(tables), sum(t.y for t in tables) / len(tables)
    return round(bearing(x - door.x, y - door.y) / 90) * 90 % 360


def spot_for(kind: ElementKind, tables: Sequence[Table], elements: Sequence[Element]) -> Point:
    """Where something is put down at first, to be moved from there: a door into the near wall, a stage or screen before
    the far one, all else at the right of what is there."""
    made = usual("", kind, 0, 0)
    held = [box(table) for table in tables] + [one.bounds for one in elements if one.kind is not ElementKind.WALL]
    if not held:
        return Point(0, 0)
    left, right = min(b.left for b in held), max(b.right for b in held)
    top, bottom = min(b.top for b in held), max(b.bottom for b in held)
    middle = round((left + right) / 2 / GRID) * GRID
    if kind is ElementKind.DOOR:
        # its leaf opens into the room
        return Point(middle, round(bottom + made.width + AISLE / 2))
    if kind in (ElementKind.STAGE, ElementKind.SCREEN, ElementKind.WINDOW, ElementKind.WALL):
        return Point(middle, round(top - AISLE - made.depth / 2))
    return Point(round(right + AISLE + made.width / 2), round((top + bottom) / 2 / GRID) * GRID)
