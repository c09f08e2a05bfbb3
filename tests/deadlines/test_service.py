"""The tables know the public holidays with their make-up days, say when they only guess, and yield to the office."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from desktop.i18n import language, set_language
from desktop.rules.deadlines import due, working_days
from desktop.services.calendars import (
    lunar_day_text,
    lunar_table,
    office_calendar,
    working_days_left,
    year_days,
)


def test_the_official_list_with_its_make_up_days() -> None:
    days = year_days(2026)
    assert days.official
    assert days.make_up >= {date(2026, 2, 14), date(2026, 10, 10)}
    assert days.holidays[date(2026, 10, 1)] == "国庆节"
    assert not days.make_up & days.holidays.keys()
    assert all(day.year == 2026 for day in (*days.make_up, *days.holidays))


def test_a_year_far_ahead_is_computed_and_says_so() -> None:
    days = year_days(2055)
    assert not days.official and not days.make_up
    assert date(2055, 10, 1) in days.holidays


def test_the_calendar_over_national_day() -> None:
    calendar = office_calendar((2026, 2055))
    start = datetime(2026, 9, 30, 1, tzinfo=UTC)
    assert calendar.local(due(start, working_days(3), calendar)).date() == date(2026, 10, 10)
    assert calendar.unsure(date(2055, 3, 1)) and not calendar.unsure(date(2026, 3, 1))
    assert working_days_left(calendar, date(2026, 9, 30), date(2026, 10, 10)) == 3


def test_the_offices_own_days_win() -> None:
    calendar = office_calendar((2026,), overrides={date(2026, 10, 1): ((540, 720),), date(2026, 10, 10): ()})
    assert calendar.is_working_day(date(2026, 10, 1)) and not calendar.is_working_day(date(2026, 10, 10))
    restaurant = office_calendar((2026,), dict.fromkeys(range(7), ((600, 1320),)), keeps_holidays=False)
    assert restaurant.is_working_day(date(2026, 10, 1)) and not restaurant.unsure_years


def test_the_status_line_speaks_the_screens_language() -> None:
    before = language()
    try:
        set_language("zh_CN")
        assert lunar_day_text(date(2026, 11, 22)) == "农历十月十四"
        assert lunar_day_text(date(2025, 7, 25)) == "农历闰六月初一"
        set_language("en")
        assert lunar_day_text(date(2026, 11, 22)) == "lunar month 10, day 14"
    finally:
        set_language(before)


@pytest.mark.parametrize("year", [1990, 2026, 2099])
def test_lunar_months_follow_each_other_without_gaps(year: int) -> None:
    months = lunar_table(year, year + 1).months
    assert {m.length for m in months} == {29, 30}
    assert len(months) in (24, 25)
    for one, next_one in pairwise(months):
        assert (next_one.first - one.first).days == one.length
