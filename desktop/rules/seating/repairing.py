"""Mends a plan after somebody cancelled: places of honour first, and as few people as can be change their seats."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop.i18n import N_
from desktop.rules.errors import Label
from desktop.rules.seating.checking import Grade, verdict
from desktop.rules.seating.etiquette import HONOUR, follows, principal, ranked
from desktop.rules.seating.explaining import Reason
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import PAIRS, Kind, Plan, Rule, Seat
from desktop.rules.seating.proposing import Move, moves
from desktop.rules.seating.sentences import say


@dataclass(frozen=True)
class Repair:
    """The plan without who is gone. `followers` came on account of somebody who is gone: whether they still come is to
    be asked."""

    plan: Plan
    moves: tuple[Move, ...]
    reasons: tuple[Reason, ...]
    followers: tuple[str, ...]


def repair(plan: Plan, gone: Iterable[str], *, honour: int = HONOUR) -> Repair:
    """The plan after cancellations (SE-8).

    A seat that is no place of honour stays empty, and nobody moves. Into an empty place of honour of the head table, or
    main seat of another, moves the next of the same party by rank at that table, and into his if that is one too; who
    is pinned, or would break a hard rule there, is passed over.
    """
    leaving = set(gone)
    followers = tuple(p.id for p in plan.people if p.id not in leaving and follows(p) and principal(p) in leaving)
    empty = [plan.seat_of[p] for p in leaving if p in plan.seat_of]
    at = without(plan, leaving)
    reasons: dict[str, Reason] = {}
    for hole in _by_honour(at, empty, honour):
        seat: Seat | None = hole
        while seat is not None:
            person = _next(at, seat)
            if person is None:
                break
            left = at.seat_of[person]
            seating = {s: p for s, p in at.seating.items() if p != person} | {seat: person}
            at = at.seated(seating)
            name, party = at.name(person), Label(at.side(person).label)
            reasons[person] = Reason(person, seat, say(MOVES_UP, name=name, seat=at.seat_title(seat), party=party))
            seat = left if _by_honour(at, [left], honour) else None
    moved = moves(without(plan, leaving), at)
    return Repair(at, moved, tuple(reasons[move.person] for move in moved), followers)


def without(plan: Plan, people: Iterable[str]) -> Plan:
    """The plan without some people; their seats are empty, and rules that needed them are gone."""
    gone = set(people)
    return replace(
        plan,
        people=tuple(p for p in plan.people if p.id not in gone),
        seating={seat: person for seat, person in plan.seating.items() if person not in gone},
        pins=frozenset(seat for seat in plan.pins if plan.seating.get(seat) not in gone),
        rules=tuple(kept for rule in plan.rules if (kept := rule_without(rule, gone)) is not None),
    )


def rule_without(rule: Rule, gone: set[str]) -> Rule | None:
    if not gone & set(rule.people):
        return rule
    left = tuple(person for person in rule.people if person not in gone)
    if not left or rule.kind is Kind.ROLE or (rule.kind in PAIRS and len(left) < 2):
        return None
    return replace(rule, people=left)


def _by_honour(plan: Plan, seats: Iterable[Seat], honour: int) -> list[Seat]:
    """Those of the seats that must not stay empty, the most honoured first."""
    head = min(plan.tables, key=lambda t: (t.rank, t.id)).id if plan.tables else ""
    found = []
    for seat in seats:
        table = plan.table_of[seat.table]
        place = table.order.index(seat.number) if table.order else seat.number
        if place < (honour if table.id == head else 1):
            found.append((table.rank, place, seat))
    return [seat for _rank, _place, seat in sorted(found)]


def _next(plan: Plan, hole: Seat) -> str | None:
    """Who moves up into an empty place: the best of its party among those on lesser places of the table."""
    table, role = plan.table_of[hole.table], plan.role_at(hole)
    party = role.party if role else None
    place = {number: n for n, number in enumerate(table.order or range(table.form.seats))}
    waiting = [
        plan.person_of[person]
        for seat, person in plan.seating.items()
        if seat.table == hole.table and seat not in plan.pins and place[seat.number] > place[hole.number]
    ]
    ranks_of = ranked(plan, (p for p in waiting if not follows(p) and party in (None, p.party)))
    if party is None:
        ranks_of.sort(key=lambda p: (p.rank or 10**6, p.party is Party.HOST))
    for person in ranks_of:
        if verdict(plan, person.id, hole, knows=lambda _rule: True).grade is not Grade.CONFLICT:
            return person.id
    return None


MOVES_UP = N_("{name} moves up to {seat}: the next of the {party}.")
