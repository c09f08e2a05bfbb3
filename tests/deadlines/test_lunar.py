"""Lunar days become dates and back: leap months, short months and New Year included."""

from datetime import date, timedelta

import pytest
from lunar_python import LunarYear, Solar

from desktop.i18n import translator
from desktop.rules.errors import BadEntry
from desktop.rules.lunar import (
    LunarDay,
    day_name,
    lunar_text,
    month_name,
    next_lunar,
    next_solar,
    years_between,
)
from desktop.services.calendars import lunar_table

TABLE = lunar_table(2023, 2034)


@pytest.mark.parametrize(
    ("day", "lunar"),
    [
        (date(2026, 11, 22), LunarDay(2026, 10, 14)),
        (date(2026, 2, 16), LunarDay(2025, 12, 29)),
        (date(2026, 2, 17), LunarDay(2026, 1, 1)),
        (date(2025, 7, 24), LunarDay(2025, 6, 30)),
        (date(2025, 7, 25), LunarDay(2025, 6, 1, leap=True)),
        (date(2025, 8, 23), LunarDay(2025, 7, 1)),
        (date(2033, 12, 22), LunarDay(2033, 11, 1, leap=True)),
        (date(2026, 7, 12), LunarDay(2026, 5, 28)),
    ],
)
def test_known_days(day: date, lunar: LunarDay) -> None:
    assert TABLE.lunar(day) == lunar
    assert TABLE.solar(lunar.year, lunar.month, lunar.day, lunar.leap) == day


def test_every_day_of_ten_years_comes_back() -> None:
    day = date(2024, 1, 1)
    while day.year < 2034:
        lunar = TABLE.lunar(day)
        assert TABLE.solar(lunar.year, lunar.month, lunar.day, lunar.leap) == day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("month", "day", "after", "expected"),
    [
        (10, 14, date(2026, 11, 22), date(2026, 11, 22)),
        (10, 14, date(2026, 11, 23), date(2027, 11, 11)),
        # before New Year the lunar year is still the old one
        (12, 23, date(2026, 1, 1), date(2026, 2, 10)),
        (1, 1, date(2026, 2, 16), date(2026, 2, 17)),
        # the thirtieth of a month of 29 days is kept on its last
        (12, 30, date(2026, 1, 1), date(2026, 2, 16)),
        # the sixth month comes twice in 2025: the first counts
        (6, 10, date(2025, 7, 1), date(2025, 7, 4)),
        (6, 10, date(2025, 8, 3), date(2026, 7, 23)),
    ],
)
def test_next_lunar_day(month: int, day: int, after: date, expected: date) -> None:
    assert next_lunar(month, day, after, TABLE) == expected


def test_the_next_lunar_day_is_never_past_nor_more_than_thirteen_months_away() -> None:
    start = date(2025, 1, 1)
    for offset in range(0, 720, 7):
        today = start + timedelta(days=offset)
        for month, day in ((1, 1), (6, 30), (11, 15), (12, 30)):
            assert today <= next_lunar(month, day, today, TABLE) < today + timedelta(days=386)


@pytest.mark.parametrize(
    ("month", "day", "after", "expected"),
    [
        (2, 29, date(2026, 1, 1), date(2026, 2, 28)),
        (2, 29, date(2028, 1, 1), date(2028, 2, 29)),
        (2, 29, date(2027, 3, 1), date(2028, 2, 29)),
        (2, 29, date(2096, 3, 1), date(2097, 2, 28)),
        (12, 31, date(2026, 12, 31), date(2026, 12, 31)),
        (1, 1, date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_next_solar_day(month: int, day: int, after: date, expected: date) -> None:
    assert next_solar(month, day, after) == expected


@pytest.mark.parametrize(("month", "day"), [(0, 1), (13, 1), (1, 0), (1, 31)])
def test_days_the_lunar_calendar_cannot_have(month: int, day: int) -> None:
    with pytest.raises(BadEntry):
        next_lunar(month, day, date(2026, 1, 1), TABLE)


@pytest.mark.parametrize(("month", "day"), [(2, 30), (4, 31), (13, 1), (0, 0)])
def test_days_the_year_cannot_have(month: int, day: int) -> None:
    with pytest.raises(BadEntry):
        next_solar(month, day, date(2026, 1, 1))


def test_outside_the_table_is_a_refusal_not_a_guess() -> None:
    for day in (date(1980, 1, 1), date(2050, 1, 1)):
        with pytest.raises(BadEntry):
            TABLE.lunar(day)
    with pytest.raises(BadEntry):
        TABLE.solar(2050, 1, 1)


def test_anniversaries_are_counted_in_their_own_years() -> None:
    assert years_between(date(1986, 3, 1), date(2026, 3, 1)) == 40
    table = lunar_table(1990, 2028)
    # 农历十一月二十 falls on 5 January 1991, and twice into 2026
    first = table.solar(1990, 11, 20)
    assert [years_between(first, table.solar(year, 11, 20), table) for year in (1990, 2025, 2026)] == [0, 35, 36]


def test_names_of_days_and_months() -> None:
    assert [day_name(n) for n in (1, 9, 10, 11, 14, 19, 20, 21, 29, 30)] == (
        ["初一", "初九", "初十", "十一", "十四", "十九", "二十", "廿一", "廿九", "三十"]
    )
    assert [month_name(n) for n in (1, 2, 10, 11, 12)] == ["正月", "二月", "十月", "十一月", "十二月"]
    assert month_name(12, plain=False) == "腊月" and month_name(6, leap=True) == "闰六月"
    assert lunar_text(LunarDay(2026, 10, 14), translator("zh_CN")) == "农历十月十四"
    assert lunar_text(LunarDay(2025, 6, 1, leap=True), translator("zh_CN")) == "农历闰六月初一"
    assert lunar_text(LunarDay(2026, 10, 14), translator("en")) == "lunar month 10, day 14"


def test_the_years_are_those_of_the_moon() -> None:
    """Each year's first day and lengths, as lunar-python computes them; every seventh year is enough to notice a slip,
    for a wrong length moves all days after it."""
    for year in (*range(1900, 2100, 7), 2033, 2100):
        known = [(m.year, -m.month if m.leap else m.month, m.length) for m in lunar_table(year, year).months]
        computed = LunarYear.fromYear(year).getMonthsInYear()
        assert known == [(year, m.getMonth(), m.getDayCount()) for m in computed]
        noon = Solar.fromJulianDay(computed[0].getFirstJulianDay())
        assert lunar_table(year, year).months[0].first == date(noon.getYear(), noon.getMonth(), noon.getDay())
