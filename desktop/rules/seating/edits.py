"""Carries out what people do to a plan, and says why where it can't be done."""

from collections.abc import Iterable
from dataclasses import replace

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.seating.changes import Change, finished, furnished
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
from desktop.rules.seating.elements import checked as checked_element
from desktop.rules.seating.plan import Plan, Seat, SeatFlag, Table
from desktop.rules.seating.resizing import resize


def apply(plan: Plan, command: Command) -> tuple[Plan, Change]:
    """The plan after a command, and what to keep for undoing it. Raises BadEntry where the command can't be done."""
    match command:
        case Assign(person, seat):
            after, left_over = _assign(plan, person, seat)
        case Unseat(person):
            _check_free_to_go(plan, person)
            after, left_over = {s: p for s, p in plan.seating.items() if p != person}, (person,)
        case Swap(one, other):
            after, left_over = _swap(plan, one, other)
        case PushAlong(person, seat):
            after, left_over = _push(plan, person, seat)
        case PlaceGroup(people, start):
            after, left_over = _group(plan, people, start)
        case Reseat(seats):
            after, left_over = _reseat(plan, seats)
        case Pin(seat, pinned):
            return finished(plan, command, _pinned(plan, seat, pinned))
        case Pins(pins, pinned):
            after_all = plan
            for seat in pins:
                after_all = _pinned(after_all, seat, pinned)
            return finished(plan, command, after_all)
        case Flag():
            return finished(plan, command, _flagged(plan, command))
        case MoveTable():
            return finished(plan, command, _moved(plan, command))
        case MoveTables(moves):
            after_all = plan
            for move in moves:
                after_all = _moved(after_all, move)
            return finished(plan, command, after_all)
        case ResizeTable(table, seats):
            return _resize(plan, command, table, seats)
        case PutElement(element):
            return finished(plan, command, furnished(plan, element.id, checked_element(element)))
        case TakeElement(key):
            if key not in plan.element_of:
                raise BadEntry(N_("This is not in the room any more."), "element")
            return finished(plan, command, furnished(plan, key, None))
    return finished(plan, command, plan.seated(after), left_over)


def between(plan: Plan, after: Plan, command: Command, left_over: tuple[str, ...] = ()) -> Change:
    """What leads from one plan to another of the same tables, to keep for undoing it: a repair, that somebody left."""
    return finished(plan, command, after, left_over)[1]


def _assign(plan: Plan, person: str, seat: Seat) -> tuple[dict[Seat, str], tuple[str, ...]]:
    _check_seat(plan, seat)
    _check_free_to_go(plan, person)
    sits, own = plan.seating.get(seat), plan.seat_of.get(person)
    after = dict(plan.seating)
    if own is not None:
        del after[own]
        if sits is not None and sits != person:
            after[own] = sits
    after[seat] = person
    return after, (sits,) if sits is not None and own is None else ()


def _swap(plan: Plan, one: Seat, other: Seat) -> tuple[dict[Seat, str], tuple[str, ...]]:
    _check_seat(plan, one)
    _check_seat(plan, other)
    after = dict(plan.seating)
    a, b = after.pop(one, None), after.pop(other, None)
    if a is not None:
        after[other] = a
    if b is not None:
        after[one] = b
    return after, ()


def _push(plan: Plan, person: str, seat: Seat) -> tuple[dict[Seat, str], tuple[str, ...]]:
    _check_seat(plan, seat)
    _check_free_to_go(plan, person)
    after = {s: p for s, p in plan.seating.items() if p != person}
    pushed = person
    for there in _onwards(plan, seat):
        sits = after.get(there)
        after[there] = pushed
        if sits is None:
            return after, ()
        pushed = sits
    return after, (pushed,)


def _group(plan: Plan, people: Iterable[str], start: Seat) -> tuple[dict[Seat, str], tuple[str, ...]]:
    _check_seat(plan, start, pinned=False)
    people = tuple(dict.fromkeys(people))
    for person in people:
        _check_free_to_go(plan, person)
    after = {s: p for s, p in plan.seating.items() if p not in people}
    free = [seat for seat in _onwards(plan, start) if seat not in after]
    after |= dict(zip(free, people, strict=False))
    left_over = people[len(free) :]
    stays = {s: p for p in left_over if (s := plan.seat_of.get(p)) is not None}
    # whoever does not fit keeps his seat, unless that went to one of the group
    after |= {seat: person for seat, person in stays.items() if seat not in after}
    return after, left_over


def _reseat(plan: Plan, seats: Iterable[tuple[str, Seat | None]]) -> tuple[dict[Seat, str], tuple[str, ...]]:
    wanted = {person: seat for person, seat in seats if plan.seat_of.get(person) != seat}
    given = {seat: person for person, seat in wanted.items() if seat is not None}
    if len(given) < sum(seat is not None for seat in wanted.values()):
        raise BadEntry(N_("Two people would sit on one seat."), "seat")
    for person in wanted:
        _check_free_to_go(plan, person)
    for seat in given:
        _check_seat(plan, seat)
    left_over = tuple(p for s, p in plan.seating.items() if s in given and p not in wanted)
    after = {s: p for s, p in plan.seating.items() if p not in wanted and s not in given}
    return after | given, left_over


def _pinned(plan: Plan, seat: Seat, pinned: bool) -> Plan:
    if seat not in plan.seating:
        raise BadEntry(N_("Nobody sits here who could be pinned."), "seat")
    return replace(plan, pins=plan.pins | {seat} if pinned else plan.pins - {seat})


def _moved(plan: Plan, move: MoveTable) -> Plan:
    stands = replace(_table(plan, move.table), x=move.x, y=move.y, turn=move.turn % 360)
    return replace(plan, tables=_with(plan, stands))


def _flagged(plan: Plan, command: Flag) -> Plan:
    seat, table = command.seat, _table(plan, command.seat.table)
    if not 0 <= seat.number < table.form.seats:
        raise BadEntry(N_("This seat is not there any more."), "seat")
    if command.flag is SeatFlag.BLOCKED and command.holds and seat in plan.seating:
        raise BadEntry(N_("{name} sits here. Give him another seat first, then block this one."), "seat",
                       name=plan.name(plan.seating[seat]))  # fmt: skip
    held = frozenset(table.flags.get(seat.number, frozenset()))
    wanted = held | {command.flag} if command.holds else held - {command.flag}
    flags = {number: flag for number, flag in {**table.flags, seat.number: wanted}.items() if flag}
    return replace(plan, tables=_with(plan, replace(table, flags=flags)))


def _onwards(plan: Plan, seat: Seat) -> list[Seat]:
    """The seats of the table from this one on clockwise that may be given to somebody."""
    table = plan.table_of[seat.table]
    ring = [Seat(seat.table, (seat.number + n) % table.form.seats) for n in range(table.form.seats)]
    return [s for s in ring if s not in plan.pins and not table.has(s.number, SeatFlag.BLOCKED)]


def _resize(plan: Plan, command: Command, table_id: str, seats: int) -> tuple[Plan, Change]:
    table = _table(plan, table_id)
    here = {seat.number: person for seat, person in plan.seating.items() if seat.table == table_id}
    pinned = {seat.number for seat in plan.pins if seat.table == table_id}
    made = resize(table, seats, here, pinned)
    seating = {seat: person for seat, person in plan.seating.items() if seat.table != table_id}
    seating |= {Seat(table_id, made.kept[n]): person for n, person in here.items() if n in made.kept}
    pins = {seat for seat in plan.pins if seat.table != table_id}
    pins |= {Seat(table_id, made.kept[n]) for n in pinned if n in made.kept}
    flags = {made.kept[n]: flag for n, flag in table.flags.items() if n in made.kept}
    by_hand = {made.kept[n]: code for n, code in table.by_hand.items() if n in made.kept}
    grown = replace(table, form=made.form, flags=flags, by_hand=by_hand, roles=(), order=())
    after = replace(plan, tables=_with(plan, grown), seating=seating, pins=frozenset(pins))
    return finished(plan, command, after, tuple(here[n] for n in made.lost if n in here))


def _with(plan: Plan, changed: Table) -> tuple[Table, ...]:
    return tuple(changed if table.id == changed.id else table for table in plan.tables)


def _table(plan: Plan, table: str) -> Table:
    if table not in plan.table_of:
        raise BadEntry(N_("This table is not in the plan any more."), "table")
    return plan.table_of[table]


def _check_seat(plan: Plan, seat: Seat, *, pinned: bool = True) -> None:
    table = _table(plan, seat.table)
    if not 0 <= seat.number < table.form.seats:
        raise BadEntry(N_("This seat is not there any more."), "seat")
    if table.has(seat.number, SeatFlag.BLOCKED):
        raise BadEntry(N_("Nobody sits here: the seat is blocked."), "seat")
    if pinned and seat in plan.pins:
        raise BadEntry(N_("The seat is pinned for {name}. Unpin it first."), "seat", name=plan.name(plan.seating[seat]))


def _check_free_to_go(plan: Plan, person: str) -> None:
    if person not in plan.person_of:
        raise BadEntry(N_("This person is not in the plan any more."), "person")
    if plan.seat_of.get(person) in plan.pins:
        raise BadEntry(N_("{name} is pinned to a seat. Unpin it first."), "person", name=plan.name(person))
