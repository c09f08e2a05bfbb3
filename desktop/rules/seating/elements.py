"""What stands in a room besides tables: doors, walls, pillars, a stage, screens, where dishes come from (SE-2)."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.seating.sentences import Sentence, say
from desktop.rules.seating.shapes import direction
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

LEAST_SIDE, MOST_SIDE = 50, 60_000  # mm
FARTHEST = 1_000_000  # mm, from the corner of the room
LONGEST_LABEL = 20


class ElementKind(Word):
    DOOR = "door", N_("Door")
    SERVING_DOOR = "serving", N_("Serving door")
    WALL = "wall", N_("Wall")
    PILLAR = "pillar", N_("Pillar")
    WINDOW = "window", N_("Window")
    STAGE = "stage", N_("Stage")
    SCREEN = "screen", N_("Screen")
    STATION = "station", N_("Service station")
    SOFA = "sofa", N_("Sofa")
    TOILET = "toilet", N_("Toilet")
    AISLE = "aisle", N_("Aisle")
    OTHER = "other", N_("Something else")


# width and depth in mm of what nobody has measured
_USUAL = {
    ElementKind.DOOR: (1200, 200), ElementKind.SERVING_DOOR: (1000, 200), ElementKind.WALL: (4000, 150),
    ElementKind.PILLAR: (600, 600), ElementKind.WINDOW: (2000, 150), ElementKind.STAGE: (6000, 2000),
    ElementKind.SCREEN: (3000, 150), ElementKind.STATION: (1500, 600), ElementKind.SOFA: (2000, 800),
    ElementKind.TOILET: (2000, 1500), ElementKind.AISLE: (1500, 5000), ElementKind.OTHER: (1000, 1000),
}  # fmt: skip
IN_WALLS = frozenset({ElementKind.DOOR, ElementKind.SERVING_DOOR, ElementKind.WINDOW})
# what is put up for one party rather than built
PASSING = frozenset({ElementKind.STAGE, ElementKind.SCREEN, ElementKind.STATION, ElementKind.AISLE, ElementKind.OTHER})


class ElementRef(NamedTuple):
    """An element where the keys or the pointer are: a bare key there is that of a table."""

    id: str


class Bounds(NamedTuple):
    """What an element takes of the room, its sides along the walls."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Element:
    """Something in a room: its middle, width and depth in mm, `turn` in degrees clockwise. `of_room` is there at every
    party in this room, what is not at this one alone."""

    id: str
    kind: ElementKind
    x: float
    y: float
    width: int
    depth: int
    turn: float = 0
    label: str = ""
    of_room: bool = True

    @property
    def title(self) -> Sentence | str:
        return self.label or say(self.kind.label)

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Clockwise from the left one of the far side."""
        right, down = direction(self.turn + 90), direction(self.turn + 180)
        half_x, half_y = self.width / 2, self.depth / 2
        return tuple(
            (self.x + x * right[0] + y * down[0], self.y + x * right[1] + y * down[1])
            for x, y in ((-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y))
        )

    @property
    def bounds(self) -> Bounds:
        xs, ys = [x for x, _y in self.corners], [y for _x, y in self.corners]
        return Bounds(round(min(xs), 1), round(min(ys), 1), round(max(xs), 1), round(max(ys), 1))

    def holds(self, x: float, y: float, least: float = 0) -> bool:
        """Whether a point is on it, or within `least` mm of an edge of it that is thinner than a pointer."""
        right, down = direction(self.turn + 90), direction(self.turn + 180)
        dx, dy = x - self.x, y - self.y
        along, across = dx * right[0] + dy * right[1], dx * down[0] + dy * down[1]
        return abs(along) <= max(self.width / 2, least) and abs(across) <= max(self.depth / 2, least)

    def sized(self, width: float, depth: float, grid: int = 1) -> "Element":
        """Of another size, its far left corner where it was."""
        wide, deep = (max(LEAST_SIDE, min(MOST_SIDE, round(side / grid) * grid)) for side in (width, depth))
        right, down = direction(self.turn + 90), direction(self.turn + 180)
        dx, dy = (wide - self.width) / 2, (deep - self.depth) / 2
        return replace(self, x=round(self.x + dx * right[0] + dy * down[0]),
                       y=round(self.y + dx * right[1] + dy * down[1]), width=wide, depth=deep)  # fmt: skip


def usual(key: str, kind: ElementKind, x: float, y: float) -> Element:
    """An element as it is when nobody has measured it: what is built stays for all parties."""
    width, depth = _USUAL[kind]
    return Element(key, kind, x, y, width, depth, of_room=kind not in PASSING)


def checked(element: Element) -> Element:
    """The element with its values as they are kept. Raises BadEntry naming what can't be."""
    if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (element.width, element.depth)):
        raise BadEntry(N_("Width and depth are from {least} to {most} mm."), "width", least=LEAST_SIDE, most=MOST_SIDE)
    if not all(math.isfinite(at) and abs(at) <= FARTHEST for at in (element.x, element.y)):
        raise BadEntry(N_("That place is not in the room."), "x")
    if not math.isfinite(element.turn):
        raise BadEntry(N_("That place is not in the room."), "turn")
    return replace(element, x=round(element.x), y=round(element.y), turn=round(element.turn) % 360,
                   label=check_length(tidy(element.label), LONGEST_LABEL, "label"))  # fmt: skip


def middle_of(elements: Iterable[Element], kind: ElementKind) -> tuple[float, float] | None:
    """Where the first of its kind is: that the office put down first counts."""
    return next(((one.x, one.y) for one in elements if one.kind is kind), None)
