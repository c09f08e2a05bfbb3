"""The ladders are the rule books' own, the next step has its reason in a sentence, and a fine takes nothing (RP-2)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from desktop.i18n import translator
from desktop.rules import discipline as rules
from desktop.rules.discipline import Kind, Measure, Rule, Step
from desktop.rules.errors import BadEntry

M = Measure
SHIPPED = {rule.key: rule for rule in rules.SHIPPED}
zh = translator("zh_CN")


def said(found: rules.Proposed) -> str:
    return zh(found.why.message).format(**found.why.values)


def test_the_shipped_catalogue_is_what_the_rule_books_say_and_no_more():
    assert set(SHIPPED) == {"reception", "name", "badge", "secrecy"}
    assert [(step.measures, step.amount) for step in SHIPPED["reception"].steps] == [
        ((M.INSTRUCT,), 0), ((M.ORAL,), 0), ((M.WRITTEN,), 0), ((M.FINE,), 5000)]  # fmt: skip
    assert [(step.measures, step.amount) for step in SHIPPED["badge"].steps] == [
        ((M.ORAL, M.FINE), 5000), ((M.WRITTEN, M.FINE), 10000)]  # fmt: skip
    for key in ("name", "secrecy"):
        assert SHIPPED[key].by_weight and not any(step.amount for step in SHIPPED[key].steps)
    assert SHIPPED["secrecy"].compensates
    # where the rule books break off nothing is invented: no reward is shipped
    assert {rule.kind for rule in rules.SHIPPED} == {Kind.PENALTY}


def test_the_next_step_follows_from_the_record_and_past_the_last_the_head_decides():
    badge = SHIPPED["badge"]
    first = rules.proposal(badge, (), 12)
    assert (first.step, first.measures, first.amount) == (1, (M.ORAL, M.FINE), 5000)
    assert said(first) == "第 1 次：近 12 个月内同一条款没有有效的处理决定。"
    second = rules.proposal(badge, ("J2026-004",), 12)
    assert (second.step, second.amount, second.counted) == (2, 10000, ("J2026-004",))
    assert "J2026-004" in said(second) and "第 2 次" in said(second)
    third = rules.proposal(badge, ("J2026-004", "J2026-009"), 12)
    assert (third.step, third.measures, third.amount) == (0, (), 0) and "由负责人裁定" in said(third)
    free = rules.proposal(SHIPPED["secrecy"], ("J2026-004",), 12)
    assert (free.step, free.counted) == (0, ("J2026-004",)) and "轻重" in said(free)


def test_a_fine_is_recorded_and_the_words_say_so():
    off = rules.measures_said((M.ORAL, M.FINE), 5000, False, zh)
    assert off == "口头警告 + 罚款 50 元（记录，不扣款）"
    assert rules.measures_said((M.FINE,), 8850, True, zh) == "罚款 88.50 元"
    assert rules.measures_said((M.FINE,), 0, False, zh) == "罚款（记录，不扣款）"


@pytest.mark.parametrize(
    ("day", "months", "found"),
    [
        (date(2026, 12, 1), 12, date(2025, 12, 1)), (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)), (date(2026, 1, 15), -2, date(2026, 3, 15)),
    ],
)  # fmt: skip
def test_months_are_looked_back_by_the_calendar(day: date, months: int, found: date):
    assert rules.months_before(day, months) == found


def test_what_an_office_writes_is_checked():
    own = Rule("", Kind.REWARD, " 好人好事 ", "制度第3条", (Step((M.PRAISE,)),))
    assert rules.checked_rule(own).title == "好人好事"
    for wrong, field in ((replace(own, title=""), "title"), (replace(own, clause=" "), "clause"),
                         (replace(own, steps=(Step((M.FINE,), 5000),)), "measures"),
                         (replace(own, window=999), "window"),
                         (replace(own, steps=(Step(()),)), "measures")):  # fmt: skip
        with pytest.raises(BadEntry) as refusal:
            rules.checked_rule(wrong)
        assert refusal.value.field == field
    # an amount is kept with what is money alone
    assert rules.checked_amount((M.ORAL,), 5000) == 0
    # points bear the sign of their kind, and a period's never come to more than ten
    assert rules.checked_points(Kind.PENALTY, Decimal("2.5"), True) == Decimal("-2.5")
    for given, on in ((Decimal(11), True), (Decimal(1), False)):
        with pytest.raises(BadEntry):
            rules.checked_points(Kind.REWARD, given, on)
    assert rules.total_points([Decimal(-8), Decimal(-7), Decimal(2)]) == Decimal(-10)
