"""Says in a sentence what a change did to the seats, and names a change in a few words for undo and redo."""

from desktop.i18n import N_
from desktop.rules.seating.changes import Change
from desktop.rules.seating.commands import (
    Assign,
    Command,
    Flag,
    MoveTable,
    MoveTables,
    Pin,
    Pins,
    PlaceGroup,
    PushAlong,
    PutElement,
    Reseat,
    ResizeTable,
    Swap,
    TakeElement,
    Unseat,
)
from desktop.rules.seating.plan import Plan, Seat
from desktop.rules.seating.sentences import Sentence, say
from desktop.rules.seating.shapes import neighbours


def announce(plan: Plan, change: Change, *, undone: bool = False) -> Sentence:
    """What has become of it, for who does not see the plan; `plan` is as it is now."""
    cells = change.seats.values()
    came = [after.person for before, after in cells if after.person and before.person != after.person]
    match change.command:
        case Assign(person, _) | PushAlong(person, _) if not undone and person in plan.seat_of:
            return beside(plan, person)
        case Unseat(person) if not undone and person in plan.person_of:
            return say(NO_SEAT, name=plan.name(person))
        case Pin(seat, pinned) if seat in plan.seating:
            return say(PINNED if pinned is not undone else UNPINNED, name=plan.name(plan.seating[seat]))
        case Flag(seat, flag, holds) if seat.table in plan.table_of:
            return say(IS if holds is not undone else IS_NOT, seat=plan.seat_title(seat), flag=flag.label)
        case Pins(seats, pinned):
            return say(ALL_PINNED if pinned is not undone else ALL_UNPINNED, n=len(seats))
        case MoveTable(table, _x, _y, _turn) if table in plan.table_of:
            return say(MOVED, table=plan.table_of[table].label)
        case ResizeTable(table, _) if table in plan.table_of:
            return say(RESIZED, table=plan.table_of[table].label, n=plan.table_of[table].form.seats)
        case MoveTables(moves):
            return say(ALL_MOVED, n=len(moves))
        case PutElement() | TakeElement():
            return _furnished(change)
    if len(came) == 1 and came[0] in plan.seat_of:
        return beside(plan, came[0])
    return say(MANY, n=len(came))


def _furnished(change: Change) -> Sentence:
    (before, after), *_none = change.elements.values()
    if after is None:
        return say(TAKEN_AWAY, what=before.title if before else "")
    return say(PUT_THERE if before is None else PUT_ELSEWHERE, what=after.title)


def beside(plan: Plan, person: str) -> Sentence:
    """Where somebody sits now, and between whom; left and right are those of who sits there (decision 6)."""
    seat = plan.seat_of[person]
    hands = neighbours(plan.table_of[seat.table].form)[seat.number]
    left, right = (_there(plan, seat, number) for number in (hands.left, hands.right))
    title, name = plan.seat_title(seat), plan.name(person)
    if left and right:
        return say(BETWEEN, name=name, seat=title, left=left, right=right)
    if left:
        return say(AT_LEFT, name=name, seat=title, left=left)
    if right:
        return say(AT_RIGHT, name=name, seat=title, right=right)
    return say(ALONE, name=name, seat=title)


def word_of(plan: Plan, command: Command) -> Sentence:
    """A change in a few words; people who are not in the plan any more stay unnamed."""
    match command:
        case Assign(person, _) | PushAlong(person, _) if person in plan.person_of:
            return say(SEATED, name=plan.name(person))
        case Unseat(person) if person in plan.person_of:
            return say(UNSEATED, name=plan.name(person))
        case Pin() | Pins():
            return say(PIN)
        case Flag(_seat, flag, _holds):
            return say(FLAG, flag=flag.label)
        case MoveTable(table, _x, _y, _turn) if table in plan.table_of:
            return say(MOVE, table=plan.table_of[table].label)
        case ResizeTable(table, _) if table in plan.table_of:
            return say(RESIZE, table=plan.table_of[table].label)
        case MoveTables():
            return say(MOVE_ALL)
        case PutElement(element):
            return say(ROOM, what=element.title)
        case TakeElement():
            return say(ROOM_ITSELF)
        case Swap():
            return say(SWAP)
        case PlaceGroup() | Reseat():
            return say(SEVERAL)
    return say(SEATS)


def _there(plan: Plan, seat: Seat, number: int | None) -> str:
    person = None if number is None else plan.seating.get(Seat(seat.table, number))
    return plan.name(person) if person else ""


ALONE = N_("{name} sits on {seat}.")
AT_LEFT = N_("{name} sits on {seat}, at the left {left}.")
AT_RIGHT = N_("{name} sits on {seat}, at the right {right}.")
BETWEEN = N_("{name} sits on {seat}, at the left {left}, at the right {right}.")
NO_SEAT = N_("{name} has no seat now.")
PINNED = N_("{name} is pinned to this seat.")
UNPINNED = N_("{name} is not pinned any more.")
IS = N_("{seat}: {flag}.")
IS_NOT = N_("{seat}: not “{flag}” any more.")
ALL_PINNED = N_("Seats are pinned: {n}.")
ALL_UNPINNED = N_("Seats are not pinned any more: {n}.")
MOVED = N_("Table {table} stands elsewhere.")
RESIZED = N_("Table {table} has {n} seats.")
MANY = N_("Seats were given anew: {n}.")
ALL_MOVED = N_("Tables stand elsewhere: {n}.")
PUT_THERE = N_("{what} stands in the room now.")
PUT_ELSEWHERE = N_("{what} was changed.")
TAKEN_AWAY = N_("{what} is not in the room any more.")
ROOM = N_("{what} in the room")
ROOM_ITSELF = N_("what stands in the room")
TAKEN_BACK = N_("Undone: {what}")
DONE_AGAIN = N_("Done again: {what}")
SEATED = N_("seat of {name}")
UNSEATED = N_("seat taken back from {name}")
PIN = N_("pin")
FLAG = N_("“{flag}” at a seat")
MOVE = N_("place of table {table}")
MOVE_ALL = N_("places of several tables")
RESIZE = N_("size of table {table}")
SWAP = N_("swap")
SEVERAL = N_("seats of several people")
SEATS = N_("seats")
