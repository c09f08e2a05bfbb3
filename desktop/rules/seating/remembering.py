"""What former meals say for seats: last time's seat and neighbours, as wishes that never stand above anything else."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop.i18n import N_
from desktop.rules.progress import Steps
from desktop.rules.seating.checking import of_etiquette
from desktop.rules.seating.etiquette import follows
from desktop.rules.seating.plan import Plan, Seat
from desktop.rules.seating.scoring import Score, Weights
from desktop.rules.seating.sentences import Sentence, say
from desktop.rules.seating.shapes import neighbours
from desktop.rules.words import Word

OFTEN = 3  # times beside each other from which on it weighs no more
_SEAT, _BESIDE, _TABLE = 3, 2, 1  # what a wish of each kind counts
_PASSES = 3


class Taste(Word):
    """What is made of former meals."""

    AS_BEFORE = "before", N_("As last time")
    ANEW = "anew", N_("Other neighbours than last time")
    LEAVE = "", N_("Leave it out")


@dataclass(frozen=True, slots=True)
class Sat:
    """The last meal of somebody who comes: his place of honour, or the seat of a table of so many, who of those who
    come now sat at his side then, and who at another table. `times` is how often each sat beside him in a year."""

    on: date
    code: str = ""
    table: str = ""
    seat: int = 0
    seats: int = 0
    beside: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    times: Mapping[str, int] = field(default_factory=dict)


Past = Mapping[str, Sat]
"""By the person; nobody of whom nothing is known."""


def remembered(plan: Plan, past: Past, taste: Taste, fixed: Collection[Seat], etiquette: int, steps: Steps) -> Plan:
    """The plan with seats exchanged as former meals suggest. Fixed seats stay; no rule or wish holds less than before,
    and no place is more against etiquette: what is exchanged is alike to it, or dearer by `etiquette` at most for each
    thing that is as one remembers it."""
    if taste is Taste.LEAVE or not past:
        return plan
    return _Memory(plan, past, taste, fixed, etiquette).improve(steps)


def told(plan: Plan, past: Past, taste: Taste, person: str) -> Sentence | None:
    """What somebody's seat has to do with the last time; nothing where it has not."""
    sat, seat = past.get(person), plan.seat_of.get(person)
    if sat is None or seat is None or taste is Taste.LEAVE:
        return None
    near = [plan.seating[n] for n in _hands(plan, seat) if n in plan.seating]
    if taste is Taste.ANEW:
        was = sorted(plan.name(p) for p in sat.beside if p in plan.person_of and p not in near)
        return say(NOT_AGAIN, other=was[0]) if was else None
    if _same_seat(plan, sat, seat) == 0 and (sat.code or sat.seats):
        return say(SAME_SEAT, on=sat.on.isoformat())
    again = [plan.name(p) for p in near if p in sat.beside]
    return say(SAME_NEIGHBOUR, other=again[0], on=sat.on.isoformat()) if again else None


class _Memory:
    """Three scores side by side: rules and wishes, etiquette, and what is remembered."""

    def __init__(self, plan: Plan, past: Past, taste: Taste, fixed: Collection[Seat], etiquette: int) -> None:
        self.plan, self.past, self.taste, self.etiquette = plan, past, taste, etiquette
        self.rules = Score(plan, plan.seating, Weights(etiquette=0, wishes=1), fixed)
        self.manners = Score(plan, plan.seating, Weights(etiquette=1, wishes=0), fixed)
        self.person = {key: n for n, key in enumerate(self.rules.people)}
        self.about: dict[str, set[str]] = {}
        for person, sat in past.items():
            for other in (*sat.beside, *sat.times, *sat.elsewhere):
                self.about.setdefault(other, set()).add(person)

    def improve(self, steps: Steps) -> Plan:
        for _pass in range(_PASSES):
            better = False
            for person in self.past:
                steps.step()
                if person in self.person and (a := self.rules.at[self.person[person]]) in self.rules.free_to_move:
                    better |= self._improve(person, a)
            if not better:
                break
        return self.plan.seated(self.rules.seating())

    def _improve(self, person: str, a: int) -> bool:
        """Takes the exchange that gains most of those that may be."""
        if not (cost := self._cost(person)):
            return False
        free = [b for b in dict.fromkeys(self._candidates(person, a)) if b != a and b in self.rules.free_to_move]
        gains = [(-gain, b) for b in free if (gain := self._gain(person, cost, a, b)) > 0]
        for gain, b in sorted(gains):
            if not (self._worse(a, b) or self._dearer(a, b, -gain) or self._faulty(a, b)):
                self.rules.exchange(a, b)
                self.manners.exchange(a, b)
                return True
        return False

    def _candidates(self, person: str, a: int) -> Iterator[int]:
        rules, sat = self.rules, self.past[person]
        yield from rules.movable_at[rules.table[a]]
        if self.taste is Taste.AS_BEFORE:
            for other in sorted(sat.beside & self.person.keys()):
                there = rules.at[self.person[other]]
                yield from (n for n in (rules.left[there], rules.right[there]) if there >= 0 and n >= 0)

    def _gain(self, person: str, cost: int, a: int, b: int) -> int:
        """How much more is as remembered once two seats are exchanged; nothing where he himself, whom it costs so much
        now, has nothing of it."""
        rules = self.rules
        rules.exchange(a, b)
        own = self._cost(person)
        rules.exchange(a, b)
        if own >= cost:
            return 0
        p, q = rules.on[a], rules.on[b]
        who = {rules.people[n] for n in (p, q) if n >= 0}
        near = {one for key in who for one in self.about.get(key, ())} | who
        before = sum(map(self._cost, near))
        rules.exchange(a, b)
        gain = before - sum(map(self._cost, near))
        rules.exchange(a, b)
        return gain

    def _worse(self, a: int, b: int) -> bool:
        worse = self.rules.difference(a, b)
        self.rules.exchange(a, b)
        return worse > 0

    def _dearer(self, a: int, b: int, gain: int) -> bool:
        if self._alike(a, b):
            return False
        dearer = self.manners.difference(a, b)
        self.manners.exchange(a, b)
        return dearer > self.etiquette * gain

    def _alike(self, a: int, b: int) -> bool:
        """Whether etiquette makes no difference between the two who sit there."""
        on = self.rules.on
        if on[a] < 0 or on[b] < 0:
            return False
        one, other = (self.plan.person_of[self.rules.people[on[n]]] for n in (a, b))
        return (one.party, one.rank, follows(one), one.attached_to) == (
            other.party, other.rank, follows(other), other.attached_to)  # fmt: skip

    def _faulty(self, a: int, b: int) -> bool:
        """Whether more would be against etiquette at the tables of both."""
        rules, tables = self.rules, {self.rules.table[n] for n in (a, b)}
        numbers = [n for n, table in enumerate(rules.table) if table in tables]

        def faults() -> int:
            on = {rules.seats[n]: rules.people[rules.on[n]] for n in numbers if rules.on[n] >= 0}
            return sum(1 for seat, person in on.items() for _said in of_etiquette(self.plan, on, person, seat))

        before = faults()
        self.rules.exchange(a, b)
        after = faults()
        self.rules.exchange(a, b)
        return after > before

    def _cost(self, person: str) -> int:
        """How far somebody's seat is from what is remembered of him."""
        sat, rules = self.past.get(person), self.rules
        at = rules.at[self.person[person]] if person in self.person else -1
        if sat is None or at < 0:
            return 0
        near = [rules.people[rules.on[n]] for n in (rules.left[at], rules.right[at]) if n >= 0 and rules.on[n] >= 0]
        if self.taste is Taste.ANEW:
            return sum(_BESIDE * min(sat.times.get(other, 0), OFTEN) for other in near)
        found = _SEAT * _same_seat(self.plan, sat, rules.seats[at])
        found += _BESIDE * sum(other in self.person and other not in near for other in sat.beside)
        if sat.elsewhere and len(self.plan.tables) > 1:
            here = rules.table[at]
            found += _TABLE * sum(other in self.person and (there := rules.at[self.person[other]]) >= 0
                                  and rules.table[there] == here for other in sat.elsewhere)  # fmt: skip
        return found


def _same_seat(plan: Plan, sat: Sat, seat: Seat) -> int:
    """0 where it is last time's, 1 where it is another."""
    table, role = plan.table_of[seat.table], plan.role_at(seat)
    if len(plan.tables) > 1 and sat.table and table.label != sat.table:
        return 1
    if sat.code:
        return int(role is None or role.code != sat.code)
    return int(sat.seats > 0 and (seat.number, table.form.seats) != (sat.seat, sat.seats))


def _hands(plan: Plan, seat: Seat) -> Iterator[Seat]:
    hands = neighbours(plan.table_of[seat.table].form)[seat.number]
    yield from (Seat(seat.table, n) for n in (hands.left, hands.right) if n is not None)


SAME_SEAT = N_("The same place as last time, {on}.")
SAME_NEIGHBOUR = N_("Beside {other} again, as last time, {on}.")
NOT_AGAIN = N_("Last time beside {other}, now with others.")
WITH_PAST = N_("{why} {past}")
