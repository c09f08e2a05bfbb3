"""Proposes seats in three ways, by etiquette, with the fewest changes and the best mix, and explains each seat."""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from desktop.i18n import N_
from desktop.rules.progress import Progress, Steps
from desktop.rules.seating.annealing import anneal, gather, settle
from desktop.rules.seating.checking import Grade, Issue, Knows, issues, not_secret
from desktop.rules.seating.etiquette import HONOUR, by_etiquette, free_seats, honoured_seats, seat_table
from desktop.rules.seating.explaining import Reason, explain
from desktop.rules.seating.plan import PAIRS, Plan, Seat, checked
from desktop.rules.seating.remembering import WITH_PAST, Past, Taste, remembered, told
from desktop.rules.seating.scoring import Score, Weights
from desktop.rules.seating.sentences import say
from desktop.rules.seating.separating import separate
from desktop.rules.words import Word


class Way(Word):
    STRICT = "strict", N_("Strict etiquette")
    FEWEST = "fewest", N_("Fewest changes")
    MIX = "mix", N_("Best mix")


@dataclass(frozen=True, slots=True)
class Move:
    """A person whose seat differs from the plan as it was; None is no seat."""

    person: str
    before: Seat | None
    after: Seat | None


@dataclass(frozen=True)
class Alternative:
    """One proposal: the whole plan, what it changes, why each person sits where he sits, and what is still amiss."""

    way: Way
    plan: Plan
    moves: tuple[Move, ...]
    reasons: tuple[Reason, ...]
    issues: tuple[Issue, ...]
    cost: int  # by the weights of the best mix; lower is better

    @property
    def conflicts(self) -> int:
        return sum(issue.grade is Grade.CONFLICT for issue in self.issues)


@dataclass(frozen=True)
class Proposal:
    """Three alternatives, and the seed that makes the same ones again."""

    seed: int
    alternatives: tuple[Alternative, ...]

    def by(self, way: Way) -> Alternative:
        return next(a for a in self.alternatives if a.way is way)


_MENDING = 6_000  # rounds for hard rules that no single exchange mends
_BOLD = 1_000  # what etiquette may lose meanwhile
# places of etiquette that a thing as it was last time may cost, where etiquette itself finds nothing amiss
_FOR_PAST: Mapping[Way, int] = {Way.STRICT: 0, Way.FEWEST: 0, Way.MIX: 2}
_WEIGHTS: Mapping[Way, Weights] = {
    Way.STRICT: Weights(etiquette=10, wishes=0),
    Way.FEWEST: Weights(etiquette=1, wishes=1, moving=90),
    Way.MIX: Weights(etiquette=4, wishes=4),
}


def propose(plan: Plan, *, seed: int, honour: int = HONOUR, knows: Knows = not_secret,
            ways: Collection[Way] = tuple(Way), progress: Progress | None = None, past: Past | None = None,
            taste: Taste = Taste.AS_BEFORE) -> Proposal:  # fmt: skip
    """Seats everybody in three ways, or those asked for (SE-4). Tables must have their roles (etiquette.with_roles).

    Pinned seats are never touched, nor the first `honour` places of the head table once etiquette has given them. Hard
    rules hold in all three as far as they can; wishes count in the best mix, and a little where the fewest are to move.
    What is known of former meals (`past`) comes last of all: nothing else is worse for it.
    The same plan and seed give the same proposal on any machine: rounds are counted, not seconds. `progress` is told
    how far it is and stops the work by raising. Raises BadEntry where the plan is unsound.
    """
    checked(plan)
    rounds = _rounds(plan)
    steps = Steps(progress, (1 + bool(plan.seating)) * rounds)
    placed = by_etiquette(plan, honour=honour)
    strict = _improved(plan, placed, placed, Way.STRICT, 0, seed, steps, honour)
    made = {Way.STRICT: strict, Way.FEWEST: strict}
    if plan.seating and Way.FEWEST in ways:
        pinned = replace(plan, pins=frozenset(plan.seating))
        filled = replace(by_etiquette(pinned, honour=honour), pins=plan.pins)
        made[Way.FEWEST] = _improved(plan, filled, strict, Way.FEWEST, rounds, seed, steps, honour)
    if Way.MIX in ways:
        made[Way.MIX] = _improved(plan, strict, strict, Way.MIX, rounds, seed, steps, honour)
    known, goal = past or {}, strict
    # nobody seated yet: the fewest changes are those of strict etiquette
    done, after = dict[object, Plan](), dict[Way, Plan]()
    for way in [way for way in made if way in ways]:
        kept = plan.pins | _held(made[way], honoured_seats(plan, honour))
        if way is Way.FEWEST:
            # nobody moves for the sake of it
            kept |= {seat for seat, person in made[way].seating.items() if plan.seat_of.get(person) == seat}
        asked = (id(made[way]), kept, _FOR_PAST[way])
        if asked not in done:
            done[asked] = remembered(made[way], known, taste, kept, _FOR_PAST[way], steps)
        after[way] = done[asked]
    made.update(after)
    steps.finish()
    return Proposal(seed, tuple(_alternative(plan, way, made[way], goal, knows, known, taste)
                                for way in Way if way in ways))  # fmt: skip


def moves(before: Plan, after: Plan) -> tuple[Move, ...]:
    """Whose seat differs, in the order of the people."""
    return tuple(
        Move(p.id, before.seat_of.get(p.id), after.seat_of.get(p.id))
        for p in before.people
        if before.seat_of.get(p.id) != after.seat_of.get(p.id)
    )


def _rounds(plan: Plan) -> int:
    """So many that ten tables of ten take less than a second, and fifty less than five; fewer where each exchange has
    many rules to look at."""
    bound = sum(len(rule.people) - 1 for rule in plan.rules if rule.kind in PAIRS)
    most = min(60_000, max(8_000, 4_000 + 200 * len(plan.people)))
    return most * 12 // (12 + 2 * bound // max(1, len(plan.people)))


def _improved(plan: Plan, start: Plan, goal: Plan, way: Way, rounds: int, seed: int, steps: Steps,
              honour: int) -> Plan:  # fmt: skip
    # a generator of its own for each, so that no way depends on how another went
    chance = random.Random(f"{seed}/{way.value}")
    weights, fixed = _WEIGHTS[way], plan.pins | _held(start, honoured_seats(plan, honour))
    score = Score(start, goal.seating, weights, fixed)
    if way is not Way.MIX:
        _make_sound(score, chance, steps)
    if way is Way.STRICT and score.troubled():
        # the places of honour themselves may be in the way: give them anew among those who can sit together
        freed = Score(start, goal.seating, weights, plan.pins)
        separate(freed, chance, steps)
        again = Score(_honoured_again(start.seated(freed.seating()), honour), goal.seating, weights, fixed)
        _make_sound(again, chance, steps)
        score = min(score, again, key=lambda s: len(s.troubled()))
    if rounds:
        gather(score, steps)
        anneal(score, rounds, chance, steps)
        gather(score, steps)
        settle(score, steps)
    return start.seated(score.seating())


def _make_sound(score: Score, chance: random.Random, steps: Steps) -> None:
    """Hard rules first: who sits at which table, then who beside whom."""
    separate(score, chance, steps)
    settle(score, steps)
    for _try in range(3):
        if not score.troubled():
            break
        anneal(score, _MENDING, chance, steps, hot=_BOLD)
        settle(score, steps)


def _held(plan: Plan, seats: frozenset[Seat]) -> frozenset[Seat]:
    return frozenset(seat for seat in seats if seat in plan.seating)


def _honoured_again(plan: Plan, honour: int) -> Plan:
    """The head table's people on its places anew."""
    head = min(plan.tables, key=lambda t: (t.rank, t.id))
    stays = {s: p for s, p in plan.seating.items() if s.table != head.id or s in plan.pins}
    members = [p for s, p in plan.seating.items() if s.table == head.id and s not in plan.pins]
    free = free_seats(plan.seated(stays), head)
    return plan.seated(stays | seat_table(plan, head, members, stays, free, honour))


def _alternative(plan: Plan, way: Way, made: Plan, strict: Plan, knows: Knows, past: Past, taste: Taste) -> Alternative:
    cost = Score(made, strict.seating, _WEIGHTS[Way.MIX], ()).total()
    found = issues(made, knows=knows)
    reasons = tuple(
        reason if (then := told(made, past, taste, reason.person)) is None
        else reason._replace(sentence=say(WITH_PAST, why=reason.sentence, past=then))
        for reason in explain(plan, strict, made, knows=knows)
    )  # fmt: skip
    return Alternative(way, made, moves(plan, made), reasons, found, cost)
