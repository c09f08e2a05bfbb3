"""Which days an office remembers for a client, what makes a day possible, and when it comes round again (CL-5)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.lunar import LunarTable, check_lunar, check_solar, next_lunar, next_solar
from desktop.rules.text import check_length, tidy
from desktop.rules.words import DayCalendar, DayKind

FIRST_YEAR = 1900  # the lunar calendar is known from then on
LABEL_LIMIT = 60
_BIRTHDAY = re.compile(r"(?:(\d{4})-)?(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class RememberedDay:
    """A day as it is entered. Month, day and year are those of its calendar; the year may be unknown."""

    kind: DayKind
    calendar: DayCalendar
    month: int
    day: int
    year: int | None = None
    leap: bool = False
    label: str = ""

    @property
    def lunar(self) -> bool:
        return self.calendar is DayCalendar.LUNAR


def checked_day(day: RememberedDay, today: date, table: LunarTable | None = None) -> RememberedDay:
    """The day with a tidy label. Raises BadEntry naming the field that can't stand.

    `table` holds the lunar year of a lunar day whose year is known.
    """
    label = check_length(tidy(day.label), LABEL_LIMIT, "label")
    if day.kind is DayKind.OTHER and not label:
        raise BadEntry(N_("Say what day it is."), "label")
    if day.year is not None and not FIRST_YEAR <= day.year <= today.year:
        raise BadEntry(N_("The year must lie between {first} and {last}; leave it empty if it is not known."), "year",
                       first=FIRST_YEAR, last=today.year)  # fmt: skip
    if day.lunar:
        _check_lunar_day(day, table)
    else:
        _check_solar_day(day, today)
    return RememberedDay(day.kind, day.calendar, day.month, day.day, day.year, day.leap, label)


def _check_solar_day(day: RememberedDay, today: date) -> None:
    check_solar(day.month, day.day)
    if day.leap:
        raise BadEntry(N_("Only the lunar calendar has leap months."), "leap")
    if day.year is None:
        return
    try:
        on = date(day.year, day.month, day.day)
    except ValueError:
        raise BadEntry(N_("{year} had no 29 February."), "day", year=day.year) from None
    if on > today:
        raise BadEntry(N_("This day has not come yet; leave the year empty or correct it."), "year")


def _check_lunar_day(day: RememberedDay, table: LunarTable | None) -> None:
    check_lunar(day.month, day.day)
    if day.year is None or table is None:
        return
    months = {(m.month, m.leap): m for m in table.months if m.year == day.year}
    found = months.get((day.month, day.leap))
    if found is None:
        raise BadEntry(N_("The lunar year {year} had no leap month {month}."), "leap", year=day.year, month=day.month)
    if day.day > found.length:
        raise BadEntry(N_("That month of the lunar year {year} had {length} days only."), "day",
                       year=day.year, length=found.length)  # fmt: skip


def next_on(day: RememberedDay, today: date, table: LunarTable) -> date:
    """The date on which the day comes round next, today included."""
    if day.lunar:
        return next_lunar(day.month, day.day, today, table)
    return next_solar(day.month, day.day, today)


def years_on(day: RememberedDay, on: date, table: LunarTable) -> int | None:
    """Which anniversary `on` is: 40 on the fortieth birthday; None where the year is unknown or it is the day itself.

    Lunar days count lunar years: one near New Year's Day may fall twice into one solar year.
    """
    if day.year is None:
        return None
    years = (table.lunar(on).year if day.lunar else on.year) - day.year
    return years if years > 0 else None


def birthday_in(text: str) -> RememberedDay | None:
    """The solar birthday in a file's birthday field, YYYY-MM-DD or MM-DD; None where there is none to be read."""
    found = _BIRTHDAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert month is not None and day is not None
    try:
        check_solar(month, day)
    except BadEntry:
        return None
    return RememberedDay(DayKind.BIRTHDAY, DayCalendar.SOLAR, month, day, year)


def solar_days(first: date, last: date) -> Iterator[tuple[int, int]]:
    """Month and day of each date from `first` to `last`; with the 28th the 29 February that is kept on it."""
    for n in range(min((last - first).days, 366) + 1):
        on = first + timedelta(days=n)
        yield on.month, on.day
        if (on.month, on.day) == (2, 28) and (on + timedelta(days=1)).month == 3:
            yield 2, 29
