"""What people do to a plan: each command as a plain value, carried out by `edits.apply`."""

from dataclasses import dataclass

from desktop.rules.seating.elements import Element
from desktop.rules.seating.plan import Seat, SeatFlag


@dataclass(frozen=True, slots=True)
class Assign:
    """Somebody onto a seat. Whoever sits there takes his seat in exchange, or has none."""

    person: str
    seat: Seat


@dataclass(frozen=True, slots=True)
class Unseat:
    person: str


@dataclass(frozen=True, slots=True)
class Swap:
    one: Seat
    other: Seat


@dataclass(frozen=True, slots=True)
class PushAlong:
    """Somebody onto a seat; whoever sits there and those after him move on clockwise to the next free seat."""

    person: str
    seat: Seat


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """People onto the free seats of a table, clockwise from a seat on. Who does not fit stays where he is."""

    people: tuple[str, ...]
    start: Seat


@dataclass(frozen=True, slots=True)
class Reseat:
    """Many at once, as one thing to undo: an accepted proposal or a part of it, a repair, an earlier version. Whoever
    sits on such a seat and is given no other has none."""

    seats: tuple[tuple[str, Seat | None], ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """Whoever sits there stays: proposals and other people leave the seat alone until it is unpinned."""

    seat: Seat
    pinned: bool = True


@dataclass(frozen=True, slots=True)
class Flag:
    """What a seat is: a child seat, room for a wheelchair, near the door, where dishes are served, or blocked."""

    seat: Seat
    flag: SeatFlag
    holds: bool = True


@dataclass(frozen=True, slots=True)
class Pins:
    """Several seats pinned or unpinned, as one thing to undo."""

    seats: tuple[Seat, ...]
    pinned: bool = True


@dataclass(frozen=True, slots=True)
class MoveTable:
    table: str
    x: float
    y: float
    turn: float


@dataclass(frozen=True, slots=True)
class MoveTables:
    """Several tables at once, as one thing to undo: dragged together, aligned, spread evenly."""

    moves: tuple[MoveTable, ...]


@dataclass(frozen=True, slots=True)
class ResizeTable:
    """More seats or fewer; who loses his has none. The roles are to be given anew (etiquette.with_roles)."""

    table: str
    seats: int


@dataclass(frozen=True, slots=True)
class PutElement:
    """Something else in the room, put there or changed: moved, turned, made larger, called otherwise."""

    element: Element


@dataclass(frozen=True, slots=True)
class TakeElement:
    element: str


Command = (
    Assign | Unseat | Swap | PushAlong | PlaceGroup | Reseat | Pin | Pins | Flag | MoveTable | MoveTables | ResizeTable
    | PutElement | TakeElement
)  # fmt: skip
