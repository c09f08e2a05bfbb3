"""What the charts of this place show, each made of sheets as the office told them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from statistics import median
from typing import Any

from desktop.i18n import Translator
from desktop.rules.appraisal_charts import bullets_of, indicator_bullets_of, medians, steps_of, tenth
from desktop.rules.charts.answers import Answered, answer_times
from desktop.rules.charts.bullets import bullets
from desktop.rules.charts.funnel import Share, funnel
from desktop.rules.charts.scene import Room, Scene
from desktop.rules.charts.spread import Score, spread
from desktop.rules.charts.trend import Series, trend
from desktop.rules.charts.waterfall import Step, waterfall
from desktop.rules.scoring import Count, Plan, Total
from desktop.ui.appraisal.figures import Words
from desktop.ui.kit.chart import Build

MOST_PERIODS = 12


def waterfall_of(total: Total, plan: Plan, words: Words, title: str = "") -> Build:
    def build(room: Room, say: Translator) -> Scene:
        return waterfall(steps_of(total, plan, words.name, say), total.total, room, say, title)

    return build


def dimensions_of(total: Total, plan: Plan, words: Words, others: Sequence[Total] = (), title: str = "") -> Build:
    compared = medians(others)

    def build(room: Room, say: Translator) -> Scene:
        return bullets(bullets_of(total, plan, words.name, say, compared), room, say, title)

    return build


def indicators_of(total: Total, plan: Plan, words: Words, others: Sequence[Total] = (), title: str = "") -> Build:
    compared = medians(others)

    def build(room: Room, say: Translator) -> Scene:
        return bullets(indicator_bullets_of(total, plan, words.name, say, compared), room, say, title)

    return build


def trend_of(periods: Sequence[str], lines: Mapping[str, Sequence[Decimal | None]], changed: Mapping[int, str],
             title: str = "") -> Build:  # fmt: skip
    """`lines`: what each line is called, and its value in each period; the last periods of them are shown."""
    skip = max(0, len(periods) - MOST_PERIODS)
    series = [Series(name, name, tuple(values[skip:])) for name, values in lines.items()]
    marks = {at - skip: said for at, said in changed.items() if at >= skip}

    def build(room: Room, say: Translator) -> Scene:
        return trend(periods[skip:], series, room, say, marks, title)

    return build


def funnel_of(sheets: Iterable[Any], key: str, plan: Plan, me: object, title: str = "") -> Build:
    """Everybody's rate under one indicator against how many cases it rests on; around the mean of all, by cases."""
    shares, good, all_ = [], Decimal(), Decimal()
    for sheet in sheets:
        one = next((one for one in sheet.total.scored if one.key == key), None)
        if one is None or one.raw is None:
            continue
        n = one.count.effective
        shares.append(Share(str(sheet.person), sheet.name, float(n), float(one.raw), sheet.person == me))
        good, all_ = good + n * one.raw, all_ + n
    centre = float(good / all_) if all_ else float(plan.bound(key).passing)

    def build(room: Room, say: Translator) -> Scene:
        return funnel(shares, centre, room, say, title)

    return build


def spread_of(sheets: Iterable[Any], me: object, title: str = "") -> Build:
    scores = [Score(str(sheet.person), sheet.name, sheet.total.total, sheet.person == me) for sheet in sheets
              if sheet.total.total is not None]  # fmt: skip

    def build(room: Room, say: Translator) -> Scene:
        return spread(scores, room, say, title)

    return build


def answers_of(cases: Sequence[tuple[str, str, float | None]], limit: float, title: str = "") -> Build:
    """Each case's key, what is said of it, and after how many minutes it was answered."""
    answered = [Answered(*case) for case in cases]

    def build(room: Room, say: Translator) -> Scene:
        return answer_times(answered, limit, room, say, title)

    return build


def middle(values: Iterable[Decimal | None]) -> Decimal | None:
    """The median of those that are known; nothing of a single one, which would tell whose it is."""
    known = [value for value in values if value is not None]
    return median(known) if len(known) > 1 else None


def typical(totals: Sequence[Total]) -> Total | None:
    """A total that stands for many: the points of each dimension and indicator are the median of those who have any."""
    if not totals:
        return None
    compared, first = medians(totals), totals[0]
    scored = [replace(one, points=compared.get(one.key), low=None, high=None, share=Decimal(),
                      count=sum((other.count for total in totals for other in total.scored if other.key == one.key),
                                Count())) for one in first.scored]  # fmt: skip
    dimensions = [replace(one, points=compared.get(one.key), capped=False) for one in first.dimensions]
    return replace(first, scored=tuple(scored), dimensions=tuple(dimensions), total=middle(t.total for t in totals))


def average_of(totals: Sequence[Total], plan: Plan, words: Words, title: str = "") -> Build:
    """The waterfall of many: means, because they alone add up."""
    ranked = [total for total in totals if total.total is not None]

    def build(room: Room, say: Translator) -> Scene:
        sums: dict[str, Step] = {}
        count = len(ranked) or 1
        for total in ranked:
            for step in steps_of(total, plan, words.name, say):
                held = sums.get(step.key)
                got = (held.got if held else None), step.got
                mine = None if got == (None, None) else (got[0] or Decimal()) + (got[1] or Decimal())
                full = (held.full if held else Decimal()) + step.full
                sums[step.key] = Step(step.key, step.label, mine, full, step.note)
        steps = [Step(s.key, s.label, None if s.got is None else tenth(s.got / count), tenth(s.full / count), s.note)
                 for s in sums.values()]  # fmt: skip
        earned = sum((s.got for s in steps if s.got is not None), Decimal()) if ranked else None
        return waterfall(steps, earned, room, say, title)

    return build
