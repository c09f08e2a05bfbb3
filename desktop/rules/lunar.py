"""Turns days of the Chinese lunar calendar into dates and back, from a plain table that is handed in."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.i18n import N_, Translator
from desktop.rules.errors import BadEntry

_MONTHS = ("正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
_PLAIN_MONTHS = ("正月", *_MONTHS[1:10], "十一月", "十二月")
_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True)
class LunarMonth:
    """One month: the year it belongs to, its number, whether it is a leap month, its first day and its length."""

    year: int
    month: int
    leap: bool
    first: date
    length: int


@dataclass(frozen=True)
class LunarDay:
    year: int
    month: int
    day: int
    leap: bool = False


class LunarTable:
    """Consecutive lunar months; what lies outside them is a BadEntry."""

    def __init__(self, months: tuple[LunarMonth, ...]) -> None:
        self.months = months
        self._firsts = [month.first for month in months]
        self._by_name: Mapping[tuple[int, int, bool], LunarMonth] = {(m.year, m.month, m.leap): m for m in months}

    def lunar(self, day: date) -> LunarDay:
        """The lunar day of a date."""
        place = bisect_right(self._firsts, day) - 1
        if place >= 0:
            month = self.months[place]
            number = (day - month.first).days + 1
            if number <= month.length:
                return LunarDay(month.year, month.month, number, month.leap)
        raise _outside(day.year)

    def solar(self, year: int, month: int, day: int, leap: bool = False) -> date:
        """The date of a lunar day in a lunar year.

        A leap month the year does not have is the month of the same number; day 30 of a month of 29 is its last.
        """
        found = self._by_name.get((year, month, leap)) or self._by_name.get((year, month, False))
        if found is None:
            raise _outside(year)
        return found.first + timedelta(days=min(day, found.length) - 1)


def next_solar(month: int, day: int, on_or_after: date) -> date:
    """The next such day of the year, today included; 29 February is kept on the 28th of other years (CL-5)."""
    check_solar(month, day)
    for year in (on_or_after.year, on_or_after.year + 1):
        found = date(year, 2, 28) if (month, day) == (2, 29) and not _is_leap(year) else date(year, month, day)
        if found >= on_or_after:
            return found
    raise AssertionError("a year always has the day")


def next_lunar(month: int, day: int, on_or_after: date, table: LunarTable) -> date:
    """The next such lunar day, today included (CL-5).

    Who was born in a leap month keeps the day in the month of the same number each year, so leap months are passed
    over; day 30 of a month of 29 is kept on the 29th.
    """
    check_lunar(month, day)
    this = table.lunar(on_or_after).year
    for year in (this, this + 1):
        found = table.solar(year, month, day)
        if found >= on_or_after:
            return found
    raise AssertionError("a lunar year always has the day")


def years_between(first: date, on: date, table: LunarTable | None = None) -> int:
    """Which anniversary it is: 40 on the fortieth birthday; with a table counted in lunar years.

    A lunar day near New Year's Day may fall twice into one solar year, so lunar days need the table.
    """
    if table is None:
        return on.year - first.year
    return table.lunar(on).year - table.lunar(first).year


def check_solar(month: int, day: int) -> None:
    """BadEntry (field `day`) unless the day exists in some year."""
    try:
        date(2000, month, day)
    except ValueError:
        raise BadEntry(N_("There is no day {day} in month {month}."), "day", day=day, month=month) from None


def check_lunar(month: int, day: int) -> None:
    """BadEntry (field `day`) unless the lunar calendar can have the day."""
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise BadEntry(N_("The lunar calendar has no day {day} in month {month}."), "day", day=day, month=month)


def month_name(month: int, leap: bool = False, *, plain: bool = True) -> str:
    """正月 … 十二月, or 冬月 and 腊月 for the last two; 闰六月 for a leap month."""
    return ("闰" if leap else "") + (_PLAIN_MONTHS if plain else _MONTHS)[month - 1]


def day_name(day: int) -> str:
    """初一 … 十四 … 三十."""
    if day <= 10:
        return "初" + _DIGITS[day - 1]
    if day in (20, 30):
        return _DIGITS[day // 10 - 1] + "十"
    tens = {1: "十", 2: "廿"}[day // 10]
    return tens + _DIGITS[day % 10 - 1]


def lunar_text(day: LunarDay, translate: Translator) -> str:
    """农历十月十四; in English the numbers of month and day."""
    if translate.language.startswith("zh"):
        return f"农历{month_name(day.month, day.leap)}{day_name(day.day)}"
    message = N_("lunar month {month} (leap), day {day}") if day.leap else N_("lunar month {month}, day {day}")
    return translate(message).format(month=day.month, day=day.day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _outside(year: int) -> BadEntry:
    return BadEntry(N_("The lunar calendar is not known for the year {year}."), "day", year=year)
