"""From counted cases to rates, points, a total and a place among colleagues, fair to small samples (AP-1 to AP-3).

A rate is drawn towards what the same group reached in the last locked period, as if `strength` cases of it had been
seen before (an empirical Bayes estimate), so that two lucky cases are no proof. The interval is Wilson's (1927) of the
rate as it was counted. Counts are whole numbers and sums Decimals, so that both databases give the same to the last
digit.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple, TypeVar

from desktop.rules import survey_figures
from desktop.rules.values import dataclass

Key = TypeVar("Key")

CONFIDENCE = 0.90
DRAWS = 2000
FEWEST, STRENGTH = 5, Decimal(10)
RANKED_FROM = Decimal(60)  # per cent of the weight that is scored
CAP = Decimal(59)  # of a dimension in which something grave was established
PASS, FULL = Decimal(60), Decimal(100)
MOST_BONUS = Decimal(10)
MARK_POINTS = Decimal(20)  # of one of five marks: three of five is a pass

# A proposed strength says something from here on
_PEOPLE, _CASES, _STRENGTHS = 8, 200, (Decimal(2), Decimal(50))

_THOUSAND, _MILLION = 1_000, 1_000_000
_EXACT = Context(prec=28, rounding=ROUND_HALF_EVEN)
_TENTH, _FINE = Decimal("0.1"), Decimal("0.0001")


class Sample(StrEnum):
    """Whether an indicator's cases say anything."""

    SCORED = "scored"
    TOO_FEW = "few"  # 样本不足
    NONE = "none"  # 无数据


class Bounds(NamedTuple):
    """The shares of 1 at which an indicator earns nothing, a pass, and all its points."""

    floor: Decimal = Decimal("0.50")
    passing: Decimal = Decimal("0.80")
    target: Decimal = Decimal("0.95")


class Count(NamedTuple):
    """The cases of one person under one indicator, summed up by the database.

    `weight` and `square` are sums of weights in thousandths and of their squares; `good` the sum of weight × outcome,
    in thousandths × millionths. `excused` cases are told and not in the sums.
    """

    cases: int = 0
    weight: int = 0
    square: int = 0
    good: int = 0
    excused: int = 0

    def __add__(self, other: object) -> "Count":
        if not isinstance(other, Count):
            return NotImplemented
        return Count(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def raw(self) -> Decimal | None:
        return _EXACT.divide(Decimal(self.good), Decimal(self.weight * _MILLION)) if self.weight else None

    @property
    def effective(self) -> Decimal:
        """How many cases of one weight say as much (Kish)."""
        return _EXACT.divide(Decimal(self.weight * self.weight), Decimal(self.square)) if self.square else Decimal()


@dataclass(frozen=True)
class Plan:
    """How a period is reckoned; frozen when it opens, so that nobody's result moves another's."""

    weights: Mapping[str, Mapping[str, Decimal]]  # dimension → indicator → weight within it
    dimensions: Mapping[str, Decimal]  # dimension → weight
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    means: Mapping[str, Decimal] = field(default_factory=dict)  # indicator → what the group reached before
    strength: Decimal = STRENGTH
    fewest: int = FEWEST
    data: Decimal = Decimal("0.8")
    superior: Decimal = Decimal("0.2")
    bonus: Decimal = Decimal()  # the most that rewards and penalties move the total, 0 to MOST_BONUS

    def bound(self, key: str) -> Bounds:
        return self.bounds.get(key, Bounds())

    def mean(self, key: str) -> Decimal:
        """Before any period was locked: the pass mark."""
        return self.means.get(key, self.bound(key).passing)


@dataclass(frozen=True, slots=True)
class Scored:
    """One indicator of one person. Shares of 1; points of 100, to one place; `share` its part of the data, of 1."""

    key: str
    dimension: str
    count: Count
    state: Sample
    raw: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    adjusted: Decimal | None = None
    points: Decimal | None = None
    share: Decimal = Decimal()


@dataclass(frozen=True, slots=True)
class Dimension:
    key: str
    points: Decimal | None
    weight: Decimal  # of 1, what the empty ones would have had shared out among the others
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """The sources apart and put together (AP-2). `total` is None where nothing was scored; without a superior's part
    it is the data alone. `coverage` is the share of the weight that was scored, in per cent."""

    scored: tuple[Scored, ...]
    dimensions: tuple[Dimension, ...]
    data: Decimal | None
    superior: Decimal | None
    bonus: Decimal
    total: Decimal | None
    coverage: Decimal

    @property
    def ranked(self) -> bool:
        return self.total is not None and self.coverage >= RANKED_FROM


@dataclass(frozen=True, slots=True)
class Place:
    """A rank, 1-2-2-4, and the ranks that chance would have given nine times of ten."""

    rank: int
    low: int
    high: int
    of: int


def adjusted(count: Count, mean: Decimal, strength: Decimal) -> Decimal | None:
    """The rate as it would be had `strength` cases of the mean been seen before; None without cases."""
    raw = count.raw
    if raw is None:
        return None
    n = count.effective
    with localcontext(_EXACT):
        return (n * raw + strength * mean) / (n + strength)


def points(rate: Decimal, bounds: Bounds) -> Decimal:
    """0 at the floor, 60 at the pass, 100 at the target, straight between; to one place, half to even."""
    return _tenth(_points(rate, bounds))


def of_marks(marks: Sequence[int]) -> Decimal | None:
    """A superior's marks of 1 to 5 as points of 100; None where none was given."""
    return _tenth(_EXACT.divide(sum(marks) * MARK_POINTS, Decimal(len(marks)))) if marks else None


def interval(count: Count) -> tuple[Decimal, Decimal] | None:
    """Wilson's interval of the rate as counted, 90 %; None without cases."""
    raw = count.raw
    if raw is None:
        return None
    low, high = survey_figures.wilson(float(raw), float(count.effective), CONFIDENCE)
    return Decimal(low).quantize(_FINE), Decimal(high).quantize(_FINE)


def score(counts: Mapping[str, Count], plan: Plan, superior: Decimal | None = None, bonus: Decimal = Decimal(),
          capped: Collection[str] = ()) -> Total:  # fmt: skip
    """One person's result. `capped` names dimensions in which something grave was established (never by itself).

    The weight of what has too few cases goes to the others of its dimension, that of an empty dimension to the others.
    """
    whole = sum(plan.dimensions.values(), Decimal())
    states = {k: _state(counts.get(k), plan) for weights in plan.weights.values() for k in weights}
    spoken = {key for key, weights in plan.weights.items()
              if any(states[k] is Sample.SCORED and weight for k, weight in weights.items())}  # fmt: skip
    left = sum((weight for key, weight in plan.dimensions.items() if key in spoken), Decimal())
    scored, dimensions, coverage = [], [], Decimal()
    with localcontext(_EXACT):
        for dimension, weight in plan.dimensions.items():
            weights = plan.weights.get(dimension, {})
            share = weight / left if dimension in spoken and left else Decimal()
            counted = {k: w for k, w in weights.items() if states[k] is Sample.SCORED}
            inside, full = sum(counted.values(), Decimal()), sum(weights.values(), Decimal())
            rows = [_scored(k, dimension, counts.get(k, Count()), plan, share * counted.get(k, 0) / (inside or 1))
                    for k in weights]  # fmt: skip
            scored += rows
            if inside and whole:
                coverage += weight / whole * inside / full
            reached = sum((r.points * weights[r.key] for r in rows if r.points is not None), Decimal())
            its = _tenth(reached / inside) if inside else None
            cap = its is not None and dimension in capped and its > CAP
            dimensions.append(Dimension(dimension, CAP if cap else its, share, cap))
        sums = [d.points * d.weight for d in dimensions if d.points is not None]
        data = _tenth(sum(sums, Decimal())) if sums else None
        moved = max(-plan.bonus, min(plan.bonus, bonus))
        total = _together(data, superior, moved, plan)
    return Total(tuple(scored), tuple(dimensions), data, superior, moved, total, _tenth(coverage * 100))


def rank(totals: Mapping[Key, Total], plan: Plan, seed: int, draws: int = DRAWS) -> dict[Key, Place]:
    """The place of each who is ranked: by the total to one place, and where it lies in 5 to 95 % of `draws` repetitions
    of the period by chance. The same seed gives the same. Some seconds for fifty people: not in the window's thread."""
    ranked = {key: t for key, t in totals.items() if t.ranked and t.total is not None}
    chance = random.Random(seed)
    people = [_Drawn(t, plan) for t in ranked.values()]
    seen: list[list[int]] = [[] for _ in people]
    for _ in range(draws):
        for place, one in zip(_ranks([p.draw(chance) for p in people]), seen, strict=True):
            one.append(place)
    found: dict[Key, Place] = {}
    ranks = _ranks([float(t.total or 0) for t in ranked.values()])
    for key, at, places in zip(ranked, ranks, seen, strict=True):
        places.sort()
        low, high = (places[int(len(places) * 0.05)], places[int(len(places) * 0.95)]) if places else (at, at)
        found[key] = Place(at, min(low, at), max(high, at), len(ranked))
    return found


def proposed_strength(counts: Sequence[Count]) -> Decimal | None:
    """How strongly this office's rates should be drawn together, by moments; None where there is too little to say.

    Loose with a dozen people, so it is proposed and never taken by itself.
    """
    rates = [(c.effective, c.raw) for c in counts if c.raw is not None]
    n = sum((size for size, _ in rates), Decimal())
    if len(rates) < _PEOPLE or n < _CASES:
        return None
    with localcontext(_EXACT):
        mean = sum((size * rate for size, rate in rates), Decimal()) / n
        apart = sum((size * (rate - mean) ** 2 for size, rate in rates), Decimal())
        chance = mean * (1 - mean)
        spread = (apart - (len(rates) - 1) * chance) / (n - sum((size**2 for size, _ in rates), Decimal()) / n)
        if spread <= 0:
            return _STRENGTHS[1]
        return max(_STRENGTHS[0], min(_STRENGTHS[1], _tenth(chance / spread - 1)))


def to_reach(count: Count, share: Decimal) -> int:
    """How many more cases of usual weight, each kept whole, lift the rate as counted to `share`; 0 if it is there."""
    raw = count.raw
    if raw is None or raw >= share:
        return 0
    if share >= 1:
        return -1  # what was missed stays missed
    with localcontext(_EXACT):
        more = (share * count.effective - count.effective * raw) / (1 - share)
    return int(more.to_integral_value(rounding="ROUND_CEILING"))


def _state(count: Count | None, plan: Plan) -> Sample:
    if count is None or not count.weight:
        return Sample.NONE
    return Sample.SCORED if count.effective >= plan.fewest else Sample.TOO_FEW


def _scored(key: str, dimension: str, count: Count, plan: Plan, share: Decimal) -> Scored:
    state, raw, span = _state(count, plan), count.raw, interval(count)
    if raw is None or span is None:
        return Scored(key, dimension, count, state)
    rate = adjusted(count, plan.mean(key), plan.strength)
    its = points(rate, plan.bound(key)) if state is Sample.SCORED and rate is not None else None
    fine = None if rate is None else rate.quantize(_FINE)
    return Scored(key, dimension, count, state, raw.quantize(_FINE), *span, fine, its, share)


def _together(data: Decimal | None, superior: Decimal | None, bonus: Decimal, plan: Plan) -> Decimal | None:
    if data is None:
        return None
    weight = plan.data + (plan.superior if superior is not None else 0)
    if not weight:
        return None
    found = (plan.data * data + (plan.superior * superior if superior is not None else 0)) / weight + bonus
    return _tenth(max(Decimal(), min(FULL, found)))


def _points(rate: Decimal, bounds: Bounds) -> Decimal:
    floor, passing, target = bounds
    if rate >= target:
        return FULL
    with localcontext(_EXACT):
        if rate >= passing:
            return PASS + (FULL - PASS) * (rate - passing) / (target - passing)
        return PASS * (rate - floor) / (passing - floor) if rate > floor else Decimal()


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(_TENTH, rounding=ROUND_HALF_EVEN)


def _ranks(values: Sequence[float]) -> list[int]:
    """1-2-2-4, the largest first, in the order given."""
    places: dict[float, int] = {}
    for at, value in enumerate(sorted(values, reverse=True), 1):
        places.setdefault(value, at)
    return [places[value] for value in values]


class _Drawn:
    """One person's total as chance would give it again: each rate from its Beta, the superior's part as it is."""

    def __init__(self, total: Total, plan: Plan) -> None:
        sources = plan.data + (plan.superior if total.superior is not None else 0)
        data = float(plan.data / sources)
        self._fixed = float(total.bonus)
        if total.superior is not None:
            self._fixed += float(plan.superior / sources * total.superior)
        m = float(plan.strength)
        self._rates = []
        for s in total.scored:
            if s.points is None or not s.share or s.count.raw is None:
                continue
            mean, n, raw = float(plan.mean(s.key)), float(s.count.effective), float(s.count.raw)
            alpha, beta = m * mean + n * raw, m * (1 - mean) + n * (1 - raw)
            floor, passing, target = map(float, plan.bound(s.key))
            self._rates.append((alpha, beta, floor, passing, target, data * float(s.share)))

    def draw(self, chance: random.Random) -> float:
        found = self._fixed
        for alpha, beta, floor, passing, target, share in self._rates:
            # a side without any case stands fast
            rate = chance.betavariate(alpha, beta) if alpha > 0 < beta else float(alpha > 0)
            if rate >= target:
                found += share * 100
            elif rate >= passing:
                found += share * (60 + 40 * (rate - passing) / (target - passing))
            elif rate > floor:
                found += share * 60 * (rate - floor) / (passing - floor)
        return round(min(100.0, max(0.0, found)), 1)
