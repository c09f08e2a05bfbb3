"""How many tables a party needs, and where they stand in a room that nobody has measured."""

import math
from collections.abc import Sequence
from itertools import pairwise

from desktop.rules.seating.rooms import AISLE, Point
from desktop.rules.seating.shapes import CHAIR, LEAST, MOST, OUT, Form

# Between the edges of two tables, in mm: a chair at each, turned a little, and the aisle
BETWEEN = 2 * OUT + CHAIR + AISLE + 20
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


def door_of(middles: Sequence[Point], deepest: int) -> Point:
    """Where the door is taken to be where nobody has said so: in the near wall, opposite the middle (form 6.1)."""
    left, right = min(p.x for p in middles), max(p.x for p in middles)
    return Point((left + right) / 2, max(p.y for p in middles) + deepest)
