"""What a command did to a plan, kept to be undone and redone, also when a colleague has changed other seats since."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from desktop.rules.seating.commands import Command
from desktop.rules.seating.elements import Element
from desktop.rules.seating.packs import Role
from desktop.rules.seating.plan import Plan, Seat, SeatFlag, Table
from desktop.rules.seating.shapes import Form


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
    by_hand: Mapping[int, str]


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
            stood.append(_stood(table, before_stand, stand, named[1] if named else Honours((), (), {})))
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
        after_all = furnished(after_all, key, placed)
    return after_all


def finished(plan: Plan, command: Command, after: Plan, left_over: tuple[str, ...] = ()) -> tuple[Plan, Change]:
    """The plan after a command, and what became of each seat and table by it."""
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


def furnished(plan: Plan, key: str, element: Element | None) -> Plan:
    """In the order of their keys, in which they were put there."""
    kept = [one for one in plan.elements if one.id != key]
    kept += [element] if element is not None else []
    return replace(plan, elements=tuple(sorted(kept, key=lambda one: one.id)))


def _honours(table: Table) -> Honours:
    return Honours(table.roles, table.order, table.by_hand)


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
