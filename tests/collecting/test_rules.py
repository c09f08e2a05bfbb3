"""Where a form stands and what is next, by its clocks; who must be present at a review; how many a week asks for."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from desktop.reports.collection_form import SIDES as ON_PAPER
from desktop.rules import collection_forms as rules
from desktop.rules.bookings import BookingState
from desktop.rules.clients import CLIENTS
from desktop.rules.collection_forms import COLLECTED, PARTS, SIDES, Diagram, FormState, state_of
from desktop.rules.errors import BadEntry
from desktop.rules.fields import Block
from desktop.rules.review_meetings import Attends, Pace, Present, checked_present, pace

DUE = datetime(2026, 5, 8, 14, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MONDAY = date(2026, 11, 30)


def state(booking=BookingState.ARRIVED, received=None, back=None, now=DUE, lost=False, entered=False):
    return state_of(booking, received, DUE, back, now, lost=lost, entered=entered)


def test_a_form_is_missing_from_the_second_after_its_meal():
    assert state() is FormState.OUT
    assert state(received=DUE) is FormState.COLLECTING
    assert state(received=DUE, now=DUE + SECOND) is FormState.MISSING
    assert state(received=DUE, now=DUE + SECOND, back=DUE + SECOND) is FormState.BACK
    assert state(back=DUE, lost=True) is FormState.LOST
    assert state(back=DUE, entered=True) is FormState.ENTERED
    # of a party that does not come it is void, and comes back all the same
    assert state(BookingState.CANCELLED, now=DUE + SECOND) is FormState.VOID
    assert state(BookingState.NO_SHOW) is FormState.VOID
    assert state(BookingState.CANCELLED, back=DUE) is FormState.BACK


def test_the_screen_has_the_order_and_the_fields_of_the_paper_and_never_looks():
    assert [part.name for part in PARTS] == ["basic", "work", "life", "dining", "value", "affiliated", "other"]
    assert all(name in CLIENTS and CLIENTS[name].block is Block.OPEN for name in COLLECTED)
    assert "looks" not in COLLECTED and CLIENTS["looks"].sealed
    # the diagram is read clockwise from the top, as it is printed
    assert [label for _name, label in SIDES] == [label for label, _right, _down in ON_PAPER]
    assert not Diagram() and Diagram(honour_guest="单总")


def test_a_day_of_collecting_is_not_before_the_meal_nor_to_come():
    meal = date(2026, 11, 20)
    rules.check_collected(meal, meal, MONDAY)
    rules.check_collected(MONDAY, meal, MONDAY)
    for day in (meal - timedelta(days=1), MONDAY + timedelta(days=1)):
        with pytest.raises(BadEntry):
            rules.check_collected(day, meal, MONDAY)
    with pytest.raises(BadEntry):
        rules.check_days(MONDAY, meal)


def test_nobody_reviews_alone():
    chair, nurse = uuid4(), uuid4()
    for present in ([], [Present(Attends.OTHER, "赵峰")], [Present(Attends.COLLECTOR, " ")],
                    [Present(Attends.LEADER, "张岚", chair)]):  # fmt: skip
        with pytest.raises(BadEntry):
            checked_present(present, chair)
    there = [Present(Attends.NUTRITIONIST, " 单雪 ", nurse), Present(Attends.NUTRITIONIST, "单雪", nurse)]
    assert checked_present(there, chair) == (Present(Attends.NUTRITIONIST, "单雪", nurse),)


def test_the_week_is_warned_of_on_thursday_and_on_sunday():
    def said(held, day):
        return pace(held, 2, MONDAY + timedelta(days=day))

    assert [said(0, day) for day in range(7)] == [Pace.OPEN] * 3 + [Pace.SLOW] * 3 + [Pace.SHORT]
    assert [said(1, day) for day in (2, 3, 5, 6)] == [Pace.OPEN, Pace.OPEN, Pace.OPEN, Pace.SHORT]
    assert said(2, 6) is Pace.KEPT
