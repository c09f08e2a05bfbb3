"""What is typed at the booking desk: hours, names with phones, the meal that comes next, the place that fits best."""

import pytest

from desktop.rules.booking_typing import best_spots, minute_of, name_and_phone, next_meal, usual_hour
from desktop.rules.bookings import MealTime, Spot, fitting
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id

LUNCH = MealTime("午餐", 11 * 60, 14 * 60 + 30, 11 * 60 + 30)
DINNER = MealTime("晚餐", 16 * 60 + 30, 21 * 60 + 30, 17 * 60)
SUPPER = MealTime("夜宵", 22 * 60, 2 * 60, 22 * 60)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("1830", 18, 30), ("18:30", 18, 30), ("18：30", 18, 30), ("１８３０", 18, 30), ("18.30", 18, 30), ("18", 18, 0),
     ("830", 8, 30), ("6点半", 6, 30), ("6点", 6, 0), ("6点15分", 6, 15), (" 0:05 ", 0, 5), ("23:59", 23, 59)],
)  # fmt: skip
def test_hours_are_typed_in_any_usual_way(text, hour, minute):
    assert minute_of(text) == hour * 60 + minute


def test_an_hour_of_the_afternoon_is_meant_where_only_that_fits_the_meal():
    assert minute_of("630", DINNER) == 18 * 60 + 30
    assert minute_of("1", LUNCH) == 13 * 60
    assert minute_of("12", LUNCH) == 12 * 60
    assert minute_of("1", SUPPER) == 60
    assert minute_of("9", LUNCH) == 9 * 60  # fits neither way, and is told when it is saved


@pytest.mark.parametrize("text", ["", "2530", "24:00", "1860", "半", "abc", "18:30:00", "12345"])
def test_what_is_no_hour_is_told_at_its_field(text):
    with pytest.raises(BadEntry) as caught:
        minute_of(text)
    assert caught.value.field == "at"


def test_the_meal_that_is_on_or_comes_next():
    meals = [LUNCH, DINNER]
    assert [next_meal(meals, at) for at in (0, 14 * 60 + 30, 14 * 60 + 31, 23 * 60)] == [0, 0, 1, 1]
    assert next_meal([LUNCH, DINNER, SUPPER], 23 * 60) == 2
    assert next_meal([], 600) is None


def test_the_hour_offered_is_when_all_is_ready_or_now():
    assert usual_hour(LUNCH) == usual_hour(LUNCH, 10 * 60) == usual_hour(LUNCH, 11 * 60 + 30) == 11 * 60 + 30
    assert usual_hour(LUNCH, 12 * 60 + 1) == 12 * 60 + 5
    assert usual_hour(LUNCH, 14 * 60 + 30) == 14 * 60 + 30
    assert usual_hour(SUPPER, 1 * 60 + 58) == 2 * 60


@pytest.mark.parametrize(
    ("text", "found"),
    [("张三 199 0000 0318", ("张三", "199 0000 0318")), ("19900000318张三", ("张三", "19900000318")),
     ("张三", ("张三", "")), ("0318", ("", "")), ("19900000318", ("", "19900000318")), ("", ("", ""))],
)  # fmt: skip
def test_a_name_and_a_phone_typed_in_one_line(text, found):
    assert name_and_phone(text) == found


def test_the_best_place_is_the_usual_one_then_the_tightest_then_tables_together():
    hall, other = new_id(), new_id()
    small, large = (Spot(new_id(), None, name, seats) for name, seats in (("竹影", 8), ("牡丹", 16)))
    tables = [Spot(hall, new_id(), f"大厅 {n}", 10) for n in (1, 2, 10)]
    loose = [Spot(other, new_id(), f"露台 {n}", 12) for n in (1, 2)]
    free = [small, large, *tables, *loose]
    assert best_spots(free, 6) == (small.key,)
    assert best_spots(free, 6, "牡丹") == (large.key,)
    assert best_spots(free, 10, "竹影") == (tables[0].key,)  # the usual one is too small
    # fewest tables, and all of them in one hall
    assert best_spots(free, 24) == tuple(spot.key for spot in loose)
    assert best_spots(free, 30) == tuple(spot.key for spot in tables)
    assert best_spots(free, 31) == ()
    assert [spot.name for spot in fitting(tables, 10)] == ["大厅 1", "大厅 2", "大厅 10"]
