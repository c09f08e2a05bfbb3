"""Says in one sentence for each person why he sits where he sits."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from desktop.i18n import N_
from desktop.rules.errors import Label
from desktop.rules.seating.checking import Knows, Tried, broken, not_secret
from desktop.rules.seating.etiquette import follows, principal
from desktop.rules.seating.plan import Kind, Plan, Rule, Seat
from desktop.rules.seating.sentences import Sentence, say


class Reason(NamedTuple):
    person: str
    seat: Seat
    sentence: Sentence


def explain(before: Plan, strict: Plan, made: Plan, *, knows: Knows = not_secret,
            only: Collection[str] | None = None) -> tuple[Reason, ...]:  # fmt: skip
    """A sentence for each person seated in `made`, or for `only` these; `strict` is the seating by etiquette, `before`
    as it was."""
    rules = _rules_of(made)
    return tuple(
        Reason(p.id, seat, _why(before, strict, made, p.id, seat, rules[p.id], knows))
        for p in made.people
        if (seat := made.seat_of.get(p.id)) is not None and (only is None or p.id in only)
    )


def _why(before: Plan, strict: Plan, made: Plan, person: str, seat: Seat, rules: list[Rule], knows: Knows) -> Sentence:
    name, title = made.name(person), made.seat_title(seat)
    if seat in made.pins:
        return say(STAYS_PINNED, name=name, seat=title)
    for rule in rules:
        if rule.kind is Kind.ROLE and rule.hard and knows(rule) and made.role_at(seat) is not None:
            return say(HAS_RESERVED, name=name, seat=title)
    expected = strict.seat_of.get(person)
    if expected == seat or expected is None:
        return _of_etiquette(made, person, seat)
    if said := _spoken_against(made, person, expected, rules, knows):
        return say(INSTEAD, name=name, seat=title, other=made.seat_title(expected), fault=said)
    if before.seat_of.get(person) == seat:
        return say(KEEPS, name=name, seat=title)
    other = made.seating.get(expected)
    if other is None:
        return say(MOVED_UP, name=name, seat=title)
    return say(MAKES_ROOM, name=name, seat=title, other=made.name(other))


def _of_etiquette(plan: Plan, person: str, seat: Seat) -> Sentence:
    one, role = plan.person_of[person], plan.role_at(seat)
    name, title = one.name, plan.seat_title(seat)
    if follows(one):
        lord = principal(one)
        if plan.seat_of.get(lord, Seat("", 0)).table == seat.table:
            return say(BESIDE, name=name, seat=title, other=plan.name(lord))
        return say(FREE, name=name, seat=title)
    party = Label(one.party.label)
    if role is not None and role.party not in (None, one.party):
        return say(LEFT_OVER, name=name, seat=title, party=party)
    if not one.rank:
        return say(UNRANKED, name=name, seat=title, party=party)
    return say(BY_RANK, name=name, seat=title, party=party, rank=one.rank)


def _spoken_against(made: Plan, person: str, seat: Seat, rules: list[Rule], knows: Knows) -> Sentence | None:
    """The weightiest rule that would not hold if he sat there, and holds where he sits."""
    if made.seating.get(seat) in (None, person) and seat in made.seating:
        return None
    here, there = Tried(made), Tried(made, person, seat)
    for rule in sorted(rules, key=lambda r: (not r.hard, -(r.weight or 0), r.number)):
        faults = [said for said, _people in broken(there, rule, (person,), knows)]
        if faults and not any(broken(here, rule, (person,), knows)):
            return faults[0]
    return None


def _rules_of(plan: Plan) -> Mapping[str, list[Rule]]:
    found: dict[str, list[Rule]] = {person.id: [] for person in plan.people}
    for rule in plan.rules:
        for person in rule.people or found:
            found[person].append(rule)
    return found


STAYS_PINNED = N_("{name} stays on {seat}: the seat is pinned.")
HAS_RESERVED = N_("{name} sits on {seat}: the place is reserved.")
BY_RANK = N_("{name} sits on {seat}: {party}, rank {rank}.")
UNRANKED = N_("{name} sits on {seat}: {party}, of no known rank.")
LEFT_OVER = N_("{name} sits on {seat}: no place of the {party} was left.")
BESIDE = N_("{name} sits on {seat}, at the table of {other}.")
FREE = N_("{name} sits on {seat}, which was free.")
INSTEAD = N_("{name} sits on {seat} instead of {other}. There: {fault}")
KEEPS = N_("{name} keeps {seat}.")
MAKES_ROOM = N_("{name} sits on {seat} and makes room for {other}.")
MOVED_UP = N_("{name} sits on {seat}, which suits all wishes best.")
