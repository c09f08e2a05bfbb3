"""Judges every client's class from its quarter's figures: ranks with ties, shares of sales, lost clients (CL-10)."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeVar
from uuid import UUID

from desktop.rules.classes import LOST, A, B, C, D, Figures, Judgement, Preset, Reading, Rules, Why

Key = TypeVar("Key", bound=Hashable)
Ranks = Mapping[Hashable, int]


@dataclass(slots=True)
class Outcome:
    """The judgements in the order of the figures, what the other reading changes, and who shares a rank."""

    judgements: list[Judgement]
    other: dict[UUID, str] = field(default_factory=dict)  # clients whose class would differ → that class
    shared_spend: Mapping[int, int] = field(default_factory=dict)  # rank → how many stand there, if more than one
    shared_visits: Mapping[int, int] = field(default_factory=dict)


def judge(figures: Sequence[Figures], rules: Rules) -> Outcome:
    """Every client's class under the reading in force (CL-10, decisions 1 to 4 and 15).

    Equal figures share a rank, 1-2-2-4, and all equals are admitted at a limit. Who spent or came nothing has no
    rank. With `by_unit` the persons of one unit are counted together and stand at one rank.
    """
    # places, because a client's id is slow to look up
    keys: Sequence[Hashable] = range(len(figures))
    if rules.by_unit:
        keys = [f.unit or place for place, f in enumerate(figures)]
    spend = _totals(figures, keys, itemgetter(_SPEND))
    visits = _totals(figures, keys, itemgetter(_VISITS))
    if rules.preset is Preset.RESTAURANT:
        return _restaurant(figures, keys, rules, spend, visits)
    if rules.preset is Preset.SALES:
        return _sales(figures, keys, rules, spend, visits)
    return _service(figures, keys, rules, spend, visits)


_SPEND, _VISITS = Figures._fields.index("spend"), Figures._fields.index("visits")


def ranks(totals: Mapping[Key, int]) -> dict[Key, int]:
    """Competition ranks, the largest first: equals share a rank and the next one counts them all."""
    found: dict[Key, int] = {}
    rank, last = 0, None
    for place, (key, total) in enumerate(sorted(totals.items(), key=itemgetter(1), reverse=True), 1):
        if total != last:
            rank, last = place, total
        found[key] = rank
    return found


def fewest(totals: Iterable[int], per_cent: int) -> int:
    """The smallest total that still belongs to the fewest which together reach that share of all; its equals too."""
    ordered = sorted(totals, reverse=True)
    goal, sum_so_far = sum(ordered) * per_cent, 0
    for total in ordered:
        sum_so_far += total
        if sum_so_far * 100 >= goal:
            return total
    return 0


def _totals(figures: Sequence[Figures], keys: Sequence[Hashable], of: Callable[[Figures], int]) -> dict[Hashable, int]:
    found: dict[Hashable, int] = {}
    for f, key in zip(figures, keys, strict=True):
        amount = of(f)
        if amount and f.judged:
            found[key] = found.get(key, 0) + amount
    # a total of refunds is no spend
    return {key: total for key, total in found.items() if total > 0}


def _restaurant(figures: Sequence[Figures], keys: Sequence[Hashable], rules: Rules, spend: Mapping[Hashable, int],
                visits: Mapping[Hashable, int]) -> Outcome:  # fmt: skip
    spend_ranks = ranks(spend)
    best = {key for key, rank in spend_ranks.items() if rank <= rules.a_ranks}
    best |= {key for f, key in zip(figures, keys, strict=True) if f.leader and f.judged}
    everybody = ranks(visits)
    others = ranks({key: total for key, total in visits.items() if key not in best})
    here, there = (others, everybody) if rules.reading is Reading.OTHERS else (everybody, others)
    found: list[Judgement] = []
    differ: dict[UUID, str] = {}
    power, most = rules.power * 100, rules.visit_ranks
    beyond = most + 1
    for f, key in zip(figures, keys, strict=True):
        if not f.judged:
            found.append(Judgement(f.before, None, None, Why.NOT_JUDGED))
            continue
        rank, visit = spend_ranks.get(key), here.get(key)
        proposed, why = _of_restaurant(f, rules, rank, visit, spend.get(key, 0) >= power)
        found.append(Judgement(proposed, rank, visit, why))
        elsewhere = there.get(key)
        if (visit or beyond) <= most or (elsewhere or beyond) <= most:
            instead, _why = _of_restaurant(f, rules, rank, elsewhere, spend.get(key, 0) >= power)
            if instead != proposed:
                differ[f.client] = instead
    return Outcome(found, differ, _shared(spend_ranks), _shared(here))


def _of_restaurant(f: Figures, rules: Rules, rank: int | None, visit: int | None, power: bool) -> tuple[str, Why]:
    if f.leader:
        return A, Why.LEADER
    if rank is not None and rank <= rules.a_ranks:
        return A, Why.RANK_A
    if rank is not None and rank <= rules.b_ranks:
        return B, Why.RANK_B
    if visit is not None and visit <= rules.visit_ranks:
        return B, Why.VISITS_OTHERS if rules.reading is Reading.OTHERS else Why.VISITS_ALL
    if lost := _lost(f, rules):
        return LOST, lost
    if rank is not None and power:
        return C, Why.POWER
    if f.high_grade:
        return C, Why.GRADE
    return D, Why.WORTH


def _lost(f: Figures, rules: Rules) -> Why | None:
    """No visit in the quarter after regular custom; who was lost stays so until coming again."""
    if f.visits > 0 or f.spend > 0:
        return None
    if f.earlier >= rules.lost_visits:
        return Why.LOST
    return Why.STILL_LOST if f.before == LOST else None


def _sales(figures: Sequence[Figures], keys: Sequence[Hashable], rules: Rules, spend: Mapping[Hashable, int],
           visits: Mapping[Hashable, int]) -> Outcome:  # fmt: skip
    spend_ranks, visit_ranks = ranks(spend), ranks(visits)
    a_least, b_least = fewest(spend.values(), rules.a_share), fewest(spend.values(), rules.b_share)

    def judged(f: Figures, total: int) -> tuple[str, Why]:
        if f.leader:
            return A, Why.INFLUENCE
        if total > 0:
            if total >= a_least:
                return A, Why.SHARE_A
            return (B, Why.SHARE_B) if total >= b_least else (C, Why.SHARE_C)
        lost = _lost(f, rules)
        return (LOST, lost) if lost else (D, Why.NO_SALES)

    return _judged(figures, keys, spend, spend_ranks, visit_ranks, judged)


def _service(
    figures: Sequence[Figures], keys: Sequence[Hashable], rules: Rules, spend: Mapping[Hashable, int],
    visits: Mapping[Hashable, int],
) -> Outcome:  # fmt: skip
    def judged(f: Figures, _total: int) -> tuple[str, Why]:
        if f.important or f.leader:
            return A, Why.KEY if f.managed else Why.KEY_ALONE
        if f.spend > 0 or f.visits > 0:
            return B, Why.GENERAL
        lost = _lost(f, rules)
        return (LOST, lost) if lost else (D, Why.POTENTIAL)

    return _judged(figures, keys, spend, ranks(spend), ranks(visits), judged)


def _judged(figures: Sequence[Figures], keys: Sequence[Hashable], spend: Mapping[Hashable, int], spend_ranks: Ranks,
            visit_ranks: Ranks, judged: Callable[[Figures, int], tuple[str, Why]]) -> Outcome:  # fmt: skip
    found = []
    for f, key in zip(figures, keys, strict=True):
        if f.judged:
            proposed, why = judged(f, spend.get(key, 0))
            found.append(Judgement(proposed, spend_ranks.get(key), visit_ranks.get(key), why))
        else:
            found.append(Judgement(f.before, None, None, Why.NOT_JUDGED))
    return Outcome(found, {}, _shared(spend_ranks), _shared(visit_ranks))


def _shared(found: Ranks) -> dict[int, int]:
    return {rank: count for rank, count in Counter(found.values()).items() if count > 1}
