"""From a person's reckoned total to the values of its charts, alike on screen and on paper (AP-5)."""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import median

from desktop.i18n import N_, Translator
from desktop.rules.charts.bullets import Bullet
from desktop.rules.charts.waterfall import Step
from desktop.rules.scoring import Plan, Sample, Scored, Total, points

SUPERIOR, BONUS = "superior", "bonus"
"""Keys of the steps that no indicator stands behind."""
_TENTH = Decimal("0.1")
_HUNDRED = Decimal(100)
# by what an indicator without points says why it has none
SAMPLES = {Sample.TOO_FEW: N_("too few cases"), Sample.NONE: N_("no data")}

Word = Callable[[str], str]


def data_part(total: Total, plan: Plan) -> Decimal:
    """The part of the total, of 1, that the records decide: all of it while no superior has judged."""
    whole = plan.data + (plan.superior if total.superior is not None else Decimal())
    return plan.data / whole if whole else Decimal()


def medians(totals: Iterable[Total]) -> dict[str, Decimal]:
    """Of each dimension and indicator that more than one of these has points for."""
    found: dict[str, list[Decimal]] = {}
    for total in totals:
        known = [*((one.key, one.points) for one in total.dimensions), *((one.key, one.points) for one in total.scored)]
        for key, reached in known:
            if reached is not None:
                found.setdefault(key, []).append(reached)
    return {key: tenth(median(values)) for key, values in found.items() if len(values) > 1}


def bullets_of(total: Total, plan: Plan, word: Word, say: Translator, others: Mapping[str, Decimal]) -> list[Bullet]:
    """One for each dimension, its range by the ends of its indicators' intervals."""
    found = []
    for dimension in total.dimensions:
        mine = [one for one in total.scored if one.dimension == dimension.key and one.points is not None]
        low, high = (_weighted(mine, plan, end) for end in ("low", "high"))
        cases = sum(one.count.cases for one in total.scored if one.dimension == dimension.key)
        found.append(Bullet(dimension.key, word(dimension.key), dimension.points, low, high, others.get(dimension.key),
                            cases, "" if mine else say(SAMPLES[Sample.TOO_FEW if cases else Sample.NONE])))  # fmt: skip
    return found


def indicator_bullets_of(total: Total, plan: Plan, word: Word, say: Translator,
                         others: Mapping[str, Decimal]) -> list[Bullet]:  # fmt: skip
    return [Bullet(one.key, word(one.key), one.points, *_ends(one, plan), others.get(one.key), one.count.cases,
                   "" if one.points is not None else say(SAMPLES[one.state])) for one in total.scored]  # fmt: skip


def steps_of(total: Total, plan: Plan, word: Word, say: Translator) -> list[Step]:
    """What each indicator, the superior and the bonus bring to the total, and what it might have been.

    Rounded so that what was earned adds up to the total as it is printed.
    """
    part = data_part(total, plan)
    steps = []
    for one in total.scored:
        if one.points is None:
            steps.append(Step(one.key, word(one.key), None, Decimal(), say(SAMPLES[one.state])))
            continue
        share = one.share * part
        steps.append(Step(one.key, word(one.key), share * one.points, share * _HUNDRED))
    for dimension in total.dimensions:
        if dimension.capped and dimension.points is not None:
            its = sum((one.share * one.points for one in total.scored
                       if one.dimension == dimension.key and one.points is not None), Decimal())  # fmt: skip
            label = say(N_("{dimension}: capped")).format(dimension=word(dimension.key))
            steps.append(Step(dimension.key, label, part * (dimension.weight * dimension.points - its), Decimal()))
    if total.superior is not None:
        share = 1 - part
        steps.append(Step(SUPERIOR, say(N_("Superior's judgement")), share * total.superior, share * _HUNDRED))
    if total.bonus:
        steps.append(Step(BONUS, say(N_("Rewards and penalties")), total.bonus, Decimal()))
    return _rounded(steps, total.total)


def _rounded(steps: list[Step], total: Decimal | None) -> list[Step]:
    """To one place, what rounding leaves over given to those whose tenths were cut most."""
    made = [Step(s.key, s.label, None if s.got is None else tenth(s.got), tenth(s.full), s.note) for s in steps]
    earned = [n for n, s in enumerate(made) if s.got is not None]
    if total is None or not earned:
        return made
    left = total - sum((made[n].got or Decimal() for n in earned), Decimal())
    turn = sorted(earned, key=lambda n: (steps[n].got or 0) - (made[n].got or 0), reverse=left > 0)
    # a cap or the ends of the scale move more than tenths: then the steps stand as they are
    for n in turn[: int(abs(left) / _TENTH)] if abs(left) <= _TENTH * len(turn) else ():
        s, more = made[n], _TENTH if left > 0 else -_TENTH
        got = (s.got or Decimal()) + more
        made[n] = Step(s.key, s.label, got, max(s.full, got) if s.full else s.full, s.note)
    return made


def _ends(one: Scored, plan: Plan) -> tuple[Decimal | None, Decimal | None]:
    if one.low is None or one.high is None or one.points is None:
        return None, None
    bounds = plan.bound(one.key)
    # the points go by the adjusted rate, which may lie beyond an end of the interval of the rate as counted
    return min(points(one.low, bounds), one.points), max(points(one.high, bounds), one.points)


def _weighted(mine: list[Scored], plan: Plan, end: str) -> Decimal | None:
    whole = sum((one.share for one in mine), Decimal())
    if not mine or not whole:
        return None
    side = 0 if end == "low" else 1
    return tenth(sum((one.share * (_ends(one, plan)[side] or Decimal()) for one in mine), Decimal()) / whole)


def tenth(value: Decimal) -> Decimal:
    return value.quantize(_TENTH, rounding=ROUND_HALF_EVEN)
