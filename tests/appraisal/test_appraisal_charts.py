"""What a total's charts show adds up to it, whatever was counted, and says why an indicator has no points."""

import random
from decimal import Decimal

from desktop.i18n import translator
from desktop.rules.appraisal_charts import BONUS, SUPERIOR, bullets_of, indicator_bullets_of, medians, steps_of
from desktop.rules.scoring import Count, Plan, score

SAY = translator("en")
PLAN = Plan({"A": {"A1": Decimal(9), "A2": Decimal(7)}, "B": {"B1": Decimal(10)}, "C": {"C1": Decimal(1)}},
            {"A": Decimal(35), "B": Decimal(30), "C": Decimal(35)}, bonus=Decimal(10))  # fmt: skip


def counts(chance, keys=("A1", "A2", "B1", "C1")):
    found = {}
    for key in keys:
        n = chance.choice((0, 2, 7, 40))
        good = sum(chance.random() < 0.85 for _ in range(n))
        found[key] = Count(n, n * 1000, n * 1_000_000, good * 1_000_000_000)
    return found


def test_the_steps_add_up_to_the_total():
    chance = random.Random(8)
    seen = set()
    for _ in range(200):
        superior = Decimal(chance.randint(20, 100)) if chance.random() < 0.6 else None
        bonus = Decimal(chance.choice((0, 0, 3, -4)))
        capped = ["A"] if chance.random() < 0.3 else []
        total = score(counts(chance), PLAN, superior, bonus, capped)
        steps = steps_of(total, PLAN, str, SAY)
        earned = [step for step in steps if step.got is not None]
        if total.total is None:
            assert not [step for step in earned if step.key not in (SUPERIOR, BONUS)]
            continue
        seen |= {step.key for step in earned}
        if Decimal() < total.total < 100:
            assert sum(step.got for step in earned) == total.total
        assert all(step.lost >= 0 and step.got <= step.full for step in earned if step.full)
        assert all(step.note == "too few cases" or step.note == "no data" for step in steps if step.got is None)
    assert seen == {"A1", "A2", "B1", "C1", "A", SUPERIOR, BONUS}


def test_ranges_hold_the_points_and_medians_need_two():
    chance = random.Random(3)
    totals = [score(counts(chance), PLAN) for _ in range(9)]
    others = medians(totals)
    for total in totals:
        assert [one.key for one in bullets_of(total, PLAN, str, SAY, others)] == ["A", "B", "C"]
        for one in (*bullets_of(total, PLAN, str, SAY, others), *indicator_bullets_of(total, PLAN, str, SAY, others)):
            if one.points is None:
                assert one.note and one.low is None
            else:
                assert one.low <= one.points <= one.high and one.median == others.get(one.key)
    # a single one would tell whose it is
    assert medians(totals[:1]) == {}
