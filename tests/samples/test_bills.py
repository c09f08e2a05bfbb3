"""The invented bills: on whatever day the sample is opened, the classes come out as the story wants them."""

import random
from collections import Counter
from datetime import date, timedelta
from uuid import UUID

import pytest

from desktop.rules.classes import Figures, Rules
from desktop.rules.quarters import Quarter
from desktop.rules.ranking import judge
from desktop.rules.settings import DEFAULTS
from desktop.rules.words import OfficeKind
from desktop.services import sample_bills, samples
from desktop.services.sample_bills import Guest

YESTERDAY = timedelta(days=1)


def _guests(today: date, quarter: Quarter) -> list[Guest]:
    ended = (today - quarter.last).days
    days = [340] * 140 + [300 - (297 - ended) * (n % 11) // 10 for n in range(86)]
    names = [*samples.NAMED, *(str(n) for n in range(222))]
    return [Guest(name, today - timedelta(days=back), n % 6 == 5, n == 10) for n, (name, back) in
            enumerate(zip(names, days, strict=True))]  # fmt: skip


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 1, 8), date(2027, 3, 31), date(2028, 2, 29)])
def test_the_bills_give_the_classes_on_any_day(today):
    quarter = sample_bills.last_settled(today)
    assert (today - quarter.last).days >= 7
    guests, chance = _guests(today, quarter), random.Random(1)
    letters = sample_bills.letters_of(guests, dict(samples.CLASSES), samples.NAMED, quarter, chance)
    bills = sample_bills.bills(guests, letters, quarter, today, chance)
    assert max(bill.on for bill in bills) == today - YESTERDAY
    assert all(bill.on >= guests[bill.client].since and bill.amount > 0 for bill in bills)
    spend, visits, earlier = Counter(), Counter(), Counter()
    for bill in bills:
        if Quarter.of(bill.on) == quarter:
            spend[bill.client] += bill.amount
            visits[bill.client] += 1
        elif quarter.before(2) <= Quarter.of(bill.on) < quarter:
            earlier[bill.client] += 1
    figures = [Figures(UUID(int=n), "", True, leader=guest.leader, high_grade=guest.high_grade, spend=spend[n],
                       visits=visits[n], earlier=earlier[n]) for n, guest in enumerate(guests)]  # fmt: skip
    judged = judge(figures, Rules.of(DEFAULTS, OfficeKind.RESTAURANT)).judgements
    assert [judgement.proposed for judgement in judged] == letters
    assert Counter(letters) == dict(samples.CLASSES)
