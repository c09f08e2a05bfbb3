"""What people do to a plan, as commands that can be undone, also when a colleague has changed other seats since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.seating.elements import Element
from desktop.rules.seating.elements import checked as checked_element
from desktop.rules.seating.packs import Role
from desktop.rules.seating.plan import Plan, Seat, SeatFlag, Table
from desktop.rules.seating.resizing import resize
from desktop.rules.seating.shapes import Form


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


class Cell(NamedTuple):
    """What is on a seat."""

    person: str | None = None
    pinned: bool = False


class Stand(NamedTuple):
    """How a table stands."""

    form: Form
    x: float
    y: float
    turn: float
    flags: tuple[tuple[int, frozenset[SeatFlag]], ...]


class Honours(NamedTuple):
    """The places of honour of a table; empty where they are to be named anew."""

    roles: tuple[Role | None, ...]
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a command did: each seat and table it touched, as it was and as it became. `forms` are those of all tables
    with such a seat, for other seats of a table bear other numbers. `left_over` are people who have no seat because of
    it; `honours` are the places of tables that were made larger or smaller, to be called again as they were.
    `elements` are those of the room, None where there was or is none."""

    command: Command
    seats: Mapping[Seat, tuple[Cell, Cell]]
    tables: Mapping[str, tuple[Stand, Stand]]
    forms: Mapping[str, tuple[Form, Form]]
    left_over: tuple[str, ...] = ()
    honours: Mapping[str, tuple[Honours, Honours]] = field(default_factory=dict)
    elements: Mapping[str, tuple[Element | None, Element | None]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether it changed anything."""
        return bool(self.seats or self.tables or self.elements)

    @property
    def inverse(self) -> "Change":
        return replace(
            self,
            seats={seat: (after, before) for seat, (before, after) in self.seats.items()},
            tables={table: (after, before) for table, (before, after) in self.tables.items()},
            forms={table: (after, before) for table, (before, after) in self.forms.items()},
            left_over=(),
            honours={table: (after, before) for table, (before, after) in self.honours.items()},
            elements={key: (after, before) for key, (before, after) in self.elements.items()},
        )


@dataclass(frozen=True, slots=True)
class Differs:
    """A seat that is not as this change left it: who was to be there again, whom the change had put there, and who is
    there now."""

    seat: Seat
    wanted: str | None
    mine: str | None
    theirs: str | None


@dataclass(frozen=True, slots=True)
class Clash:
    """A change that can't be taken back as it stands, for somebody else has changed the same seats or tables since."""

    change: Change
    seats: tuple[Differs, ...]
    tables: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """One person's changes of this session, to undo and redo without limit; frozen like all here."""

    done: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = ()

    def did(self, change: Change) -> "History":
        return History((*self.done, change))

    def undo(self, plan: Plan) -> "tuple[Plan, History] | Clash | None":
        """The plan with the last change taken back; a Clash, which leaves all as it is; None where there is nothing."""
        if not self.done:
            return None
        last = self.done[-1]
        after = perform(plan, last.inverse)
        return after if isinstance(after, Clash) else (after, History(self.done[:-1], (*self.undone, last)))

    def redo(self, plan: Plan) -> "tuple[Plan, History] | Clash | None":
        if not self.undone:
            return None
        last = self.undone[-1]
        after = perform(plan, last)
        return after if isinstance(after, Clash) else (after, History((*self.done, last), self.undone[:-1]))

    def forget(self) -> "History":
        """Without the last change, which is to stay although it clashes."""
        return History(self.done[:-1], self.undone)


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
            return _finished(plan, command, _pinned(plan, seat, pinned))
        case Pins(pins, pinned):
            after_all = plan
            for seat in pins:
                after_all = _pinned(after_all, seat, pinned)
            return _finished(plan, command, after_all)
        case Flag():
            return _finished(plan, command, _flagged(plan, command))
        case MoveTable():
            return _finished(plan, command, _moved(plan, command))
        case MoveTables(moves):
            after_all = plan
            for move in moves:
                after_all = _moved(after_all, move)
            return _finished(plan, command, after_all)
        case ResizeTable(table, seats):
            return _resize(plan, command, table, seats)
        case PutElement(element):
            return _finished(plan, command, _furnished(plan, element.id, checked_element(element)))
        case TakeElement(key):
            if key not in plan.element_of:
                raise BadEntry(N_("This is not in the room any more."), "element")
            return _finished(plan, command, _furnished(plan, key, None))
    return _finished(plan, command, plan.seated(after), left_over)


def between(plan: Plan, after: Plan, command: Command, left_over: tuple[str, ...] = ()) -> Change:
    """What leads from one plan to another of the same tables, to keep for undoing it: a repair, that somebody left."""
    return _finished(plan, command, after, left_over)[1]


def perform(plan: Plan, change: Change) -> Plan | Clash:
    """The plan after a change done again, or undone by its inverse; other seats may have changed meanwhile. A Clash
    where one of its own did: nothing of what a colleague did is taken back silently."""
    differs = []
    touched = change.seats.keys()
    coming = {after.person for _before, after in change.seats.values() if after.person is not None}
    for seat, (before, after) in change.seats.items():
        now = _cell(plan, seat)
        if now != before:
            differs.append(Differs(seat, after.person, before.person, now.person))
    for person in sorted(coming):
        elsewhere = plan.seat_of.get(person)
        if elsewhere is not None and elsewhere not in touched:
            differs.append(Differs(elsewhere, None, None, person))
        if person not in plan.person_of:
            seat = next(s for s, (_b, a) in change.seats.items() if a.person == person)
            differs.append(Differs(seat, person, None, _cell(plan, seat).person))
    tables = {t for t, (before, after) in change.tables.items() if not _stands(plan, t, before, after)}
    tables |= {
        t for t, (before, _) in change.forms.items() if t not in plan.table_of or plan.table_of[t].form != before
    }
    for name, (_was, form) in change.forms.items():
        # a seat that goes with this change, and on which a colleague has put somebody
        gone = [s for s in plan.seating if s.table == name and s.number >= form.seats and s not in touched]
        differs += [Differs(seat, None, None, plan.seating[seat]) for seat in sorted(gone)]
    for name, stands in change.tables.items():
        # a seat that is blocked again, and on which a colleague has put somebody
        shut = [Seat(name, number) for number, held in stands[1].flags if SeatFlag.BLOCKED in held]
        differs += [Differs(s, None, None, plan.seating[s]) for s in shut if s in plan.seating and s not in touched]
    others = [key for key, (before, _after) in change.elements.items() if plan.element_of.get(key) != before]
    if differs or tables or others:
        return Clash(change, tuple(differs), tuple(sorted(tables)), tuple(sorted(others)))
    stood = []
    for table in plan.tables:
        if table.id in change.tables:
            before_stand, stand = change.tables[table.id]
            named = change.honours.get(table.id)
            stood.append(_stood(table, before_stand, stand, named[1] if named else Honours((), ())))
        else:
            stood.append(table)
    seating, pins = dict(plan.seating), set(plan.pins)
    for seat, (_before, after) in change.seats.items():
        seating.pop(seat, None)
        pins.discard(seat)
        if after.person is not None:
            seating[seat] = after.person
        if after.pinned:
            pins.add(seat)
    after_all = replace(plan, tables=tuple(stood), seating=seating, pins=frozenset(pins))
    for key, (_gone, placed) in change.elements.items():
        after_all = _furnished(after_all, key, placed)
    return after_all


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


def _furnished(plan: Plan, key: str, element: Element | None) -> Plan:
    """In the order of their keys, in which they were put there."""
    kept = [one for one in plan.elements if one.id != key]
    kept += [element] if element is not None else []
    return replace(plan, elements=tuple(sorted(kept, key=lambda one: one.id)))


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
    grown = replace(table, form=made.form, flags=flags, roles=(), order=())
    after = replace(plan, tables=_with(plan, grown), seating=seating, pins=frozenset(pins))
    return _finished(plan, command, after, tuple(here[n] for n in made.lost if n in here))


def _finished(plan: Plan, command: Command, after: Plan, left_over: tuple[str, ...] = ()) -> tuple[Plan, Change]:
    seats = {}
    for seat in sorted({*plan.seating, *after.seating, *plan.pins, *after.pins}):
        was, became = _cell(plan, seat), _cell(after, seat)
        if was != became:
            seats[seat] = was, became
    tables = {
        one.id: (_stand(one), _stand(other))
        for one, other in zip(plan.tables, after.tables, strict=True)
        if _stand(one) != _stand(other)
    }
    touched = {seat.table for seat in seats} | {t for t, (was, became) in tables.items() if was.form != became.form}
    forms = {table: (plan.table_of[table].form, after.table_of[table].form) for table in touched}
    honours = {
        t: (_honours(plan.table_of[t]), _honours(after.table_of[t]))
        for t, (was, became) in tables.items()
        if was.form != became.form
    }
    keys = {**plan.element_of, **after.element_of}
    elements = {key: (plan.element_of.get(key), after.element_of.get(key)) for key in keys
                if plan.element_of.get(key) != after.element_of.get(key)}  # fmt: skip
    return after, Change(command, seats, tables, forms, left_over, honours, elements)


def _honours(table: Table) -> Honours:
    return Honours(table.roles, table.order)


def _cell(plan: Plan, seat: Seat) -> Cell:
    return Cell(plan.seating.get(seat), seat in plan.pins)


def _stand(table: Table) -> Stand:
    return Stand(table.form, table.x, table.y, table.turn, tuple(sorted(table.flags.items())))


def _stands(plan: Plan, table: str, before: Stand, after: Stand) -> bool:
    """Whether a table still stands as the change left it, in what the change changed."""
    if table not in plan.table_of:
        return False
    now = _stand(plan.table_of[table])
    return all(here == was for here, was, becomes in zip(now, before, after, strict=True) if was != becomes)


def _stood(table: Table, before: Stand, after: Stand, honours: Honours) -> Table:
    changed = {name: getattr(after, name) for name in Stand._fields if getattr(before, name) != getattr(after, name)}
    if "flags" in changed:
        changed["flags"] = dict(changed["flags"])
    if "form" in changed:
        changed |= honours._asdict()
    return replace(table, **changed)


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
