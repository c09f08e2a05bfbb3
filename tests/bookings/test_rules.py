"""The rules of the booking book: states, hours, amounts to the fen."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.rules.bookings import (
    FOLLOWING,
    MEALS,
    BookingState,
    MealTime,
    Spot,
    at_once,
    check_apart,
    check_bill,
    check_booking,
    check_meal,
    check_state,
    exceeds_per_head,
    first_day,
    fitting,
    over_at,
    ready_at,
)
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id
from desktop.rules.zones import zone_of

TODAY = date(2026, 5, 8)
LUNCH = replace(MEALS["lunch"][1], name="Lunch")
LATE = MealTime("Late supper", 21 * 60, 60, 21 * 60)


def test_exactly_three_hundred_a_head_is_not_more():
    assert not exceeds_per_head(300_00 * 7, 7, 300)
    assert exceeds_per_head(300_00 * 7 + 1, 7, 300)
    # a third of a fen more than 300.00 a head, which rounding would lose
    assert exceeds_per_head(300_00 * 3 + 1, 3, 300)
    assert not exceeds_per_head(None, 3, 300)


@pytest.mark.parametrize("state", BookingState)
def test_what_is_over_is_over(state):
    assert state.over == (FOLLOWING[state] <= {BookingState.ARRIVED} and state is not BookingState.ARRIVED)


def test_nobody_leaves_before_having_come():
    with pytest.raises(BadEntry):
        check_state(BookingState.CONFIRMED, BookingState.LEFT)
    check_state(BookingState.ARRIVED, BookingState.LEFT)


def test_a_supper_goes_on_past_midnight():
    assert LATE.holds(23 * 60) and LATE.holds(30) and not LATE.holds(120)
    check_booking(TODAY, 30, 4, 0, LATE, TODAY)


@pytest.mark.parametrize(("field", "values"), [
    ("on", (TODAY - timedelta(days=1), 12 * 60, 4, 0)),
    ("on", (TODAY + timedelta(days=4 * 366), 12 * 60, 4, 0)),
    ("at", (TODAY, 18 * 60, 4, 0)),
    ("at", (TODAY, 24 * 60, 4, 0)),
    ("people", (TODAY, 12 * 60, 0, 0)),
    ("deposit", (TODAY, 12 * 60, 4, -1)),
])  # fmt: skip
def test_what_cannot_be_a_booking_names_its_field(field, values):
    on, at, people, deposit = values
    with pytest.raises(BadEntry) as caught:
        check_booking(on, at, people, deposit, LUNCH, TODAY)
    assert caught.value.field == field


def test_the_food_part_is_within_the_bill():
    check_bill(500_00, 500_00)
    with pytest.raises(BadEntry):
        check_bill(500_00, 500_01)


def test_a_supper_is_over_on_the_next_day_in_the_office():
    zone = zone_of("Asia/Shanghai")
    assert over_at(TODAY, LATE, zone) == datetime(2026, 5, 8, 17, tzinfo=UTC)
    assert ready_at(TODAY, LUNCH, zone) == datetime(2026, 5, 8, 3, 30, tzinfo=UTC)


@pytest.mark.parametrize(("begins", "ends", "ready_by", "day", "hour"), [
    (23, 3, 0, 9, 0),
    (0, 3, 23, 7, 23),
    (17, 21, 16, 8, 16),
    (11, 14, 15, 8, 15),
])  # fmt: skip
def test_what_is_ready_by_midnight_is_ready_on_the_night_of_the_meal(begins, ends, ready_by, day, hour):
    meal = MealTime("", begins * 60, ends * 60, ready_by * 60)
    assert ready_at(TODAY, meal, UTC) == datetime(2026, 5, day, hour, tzinfo=UTC)


def test_a_supper_is_booked_for_yesterday_until_its_last_minute():
    night = datetime(2026, 5, 9, 1, 0)
    assert first_day(night, LATE) == TODAY
    assert first_day(night + timedelta(minutes=1), LATE) == night.date()
    assert first_day(night, LUNCH) == night.date()
    check_booking(TODAY, 20, 4, 0, LATE, first_day(night, LATE))


def test_meals_of_one_minute_are_refused_and_those_that_follow_are_not():
    after = MealTime("Tea", LUNCH.ends, 16 * 60, LUNCH.ends)
    check_apart(after, [LUNCH, LATE])
    for other in (replace(after, begins=LUNCH.ends - 1), replace(after, begins=0, ends=30), replace(LATE, ends=720)):
        with pytest.raises(BadEntry) as caught:
            check_apart(other, [LUNCH, LATE])
        assert caught.value.field == "begins"


@pytest.mark.parametrize(("day", "at", "meal", "expected"), [
    (0, 21 * 60, LATE, True),
    (-1, 30, LATE, False),
    (0, 22 * 60, MealTime("", 20 * 60, 60, 20 * 60), False),
    (0, 18 * 60, MealTime("", 17 * 60, 19 * 60, 17 * 60), False),
    (0, 18 * 60, MealTime("", 17 * 60, 22 * 60, 17 * 60), True),
    (1, 21 * 60, LATE, False),
])  # fmt: skip
def test_how_long_a_party_has_its_place_when_meals_overlap(day, at, meal, expected):
    dinner = (TODAY, 21 * 60, MEALS["dinner"][1])
    other = (TODAY + timedelta(days=day), at, meal)
    assert at_once(dinner, other) == at_once(other, dinner) == expected


def test_the_night_of_one_day_is_the_morning_of_the_next():
    early = MealTime("Early tea", 0, 120, 0)
    assert at_once((TODAY, 30, LATE), (TODAY + timedelta(days=1), 15, early))
    assert not at_once((TODAY, 30, LATE), (TODAY, 15, early))


def test_a_meal_has_a_length():
    with pytest.raises(BadEntry):
        check_meal(replace(LUNCH, ends=LUNCH.begins))


def test_the_tightest_fit_is_offered_first():
    rooms = [Spot(new_id(), None, name, seats) for name, seats in (("888", 20), ("竹影", 8), ("兰花", 12), ("听雨", 4))]
    assert [spot.name for spot in fitting(rooms, 10)] == ["兰花", "888", "竹影", "听雨"]
