"""Fills the plain tables of working days, holidays and lunar months from the libraries that know them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from desktop.i18n import language, translator
from desktop.rules import lunar_years
from desktop.rules.calendars import Calendar, Shift
from desktop.rules.lunar import LunarMonth, LunarTable, lunar_text

# people born before 1900 have no birthdays to remember, and astronomers are sure until 2100
FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR = lunar_years.FIRST_YEAR, lunar_years.LAST_YEAR

OFFICE_HOURS: Mapping[int, tuple[Shift, ...]] = dict.fromkeys(range(5), ((540, 720), (810, 1050)))
"""Monday to Friday 9:00–12:00 and 13:30–17:30."""


@dataclass(frozen=True)
class YearDays:
    """Public holidays (date → Chinese name) and make-up working days of one year.

    `official` is False while the State Council's list is not known: then the holidays are computed and there are no
    make-up days. Weekend days inside a holiday week are closed anyway and mostly not listed.
    """

    year: int
    holidays: Mapping[date, str]
    make_up: frozenset[date]
    official: bool


@cache
def year_days(year: int) -> YearDays:
    """The public holidays of mainland China in a year, as far as they are known."""
    from holidays.countries import China

    # each year's list is announced in the November before and names make-up days of that year alone
    found = China(years=year, language="zh_CN")
    make_up = frozenset(day for day in found.weekend_workdays if day.year == year)
    days = {day: str(name) for day, name in sorted(found.items()) if day.year == year}
    return YearDays(year, days, make_up, year in found.special_public_holidays)


def office_calendar(
    years: Iterable[int],
    hours: Mapping[int, tuple[Shift, ...]] = OFFICE_HOURS,
    zone: str = "Asia/Shanghai",
    overrides: Mapping[date, tuple[Shift, ...]] | None = None,
    keeps_holidays: bool = True,
) -> Calendar:
    """The office's calendar over some years: weekly hours, public holidays, and the office's own single days.

    `overrides` are the admin's entries and win: hours of that date, empty for a closed day. A restaurant that works
    through the holidays sets `keeps_holidays` to False.
    """
    known = [year_days(year) for year in sorted(set(years))] if keeps_holidays else []
    return Calendar(
        zone=zone,
        hours=dict(hours),
        holidays=frozenset(day for days in known for day in days.holidays),
        make_up=frozenset(day for days in known for day in days.make_up),
        special=dict(overrides or {}),
        unsure_years=frozenset(days.year for days in known if not days.official),
    )


def calendar_around(day: date, zone: str) -> Calendar:
    """The office's calendar of this year and the next, for what is due within weeks."""
    return office_calendar((day.year, day.year + 1), zone=zone)


@cache
def lunar_table(first_year: int = FIRST_LUNAR_YEAR, last_year: int = LAST_LUNAR_YEAR) -> LunarTable:
    """The months of the lunar years, both included, as far as they lie between 1900 and 2100."""
    return LunarTable(tuple(LunarMonth(*month) for month in lunar_years.months(first_year, last_year)))


def lunar_day_text(day: date) -> str:
    """The lunar day of a date in the screen's language, such as 农历十月十四."""
    # a year around the date is enough
    table = lunar_table(day.year - 1, day.year + 1)
    return lunar_text(table.lunar(day), translator(language()))


def coming_lunar_table(today: date) -> LunarTable:
    """The months in which next anniversaries fall."""
    return lunar_table(today.year - 1, today.year + 2)


def working_days_left(calendar: Calendar, today: date, until: date) -> int:
    """How many working days lie after `today`, up to and with `until`."""
    span = (until - today).days
    return sum(calendar.is_working_day(today + timedelta(days=n)) for n in range(1, span + 1))
