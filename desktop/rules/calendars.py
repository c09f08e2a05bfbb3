"""Decides on which days and at which hours an office works, from plain tables that are handed in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.zones import zone_of as zone_of

DAY = timedelta(days=1)
# no promise runs longer; beyond it a calendar has no working time at all
FARTHEST = 3660  # days

Shift = tuple[int, int]
"""From and to in minutes after midnight; a night shift ends after 1440. A lunch break is the gap between two shifts."""


@dataclass(frozen=True)
class Calendar:
    """When an office works. Days are counted in its own time zone.

    `hours` maps weekdays (0 is Monday) to shifts; `special` gives single dates hours of their own and wins over all;
    `holidays` are closed; `make_up` are weekend days worked instead (调休), by the hours of the first working weekday.
    `unsure_years` have no official holiday list yet.
    """

    zone: str = "Asia/Shanghai"
    hours: Mapping[int, tuple[Shift, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    make_up: frozenset[date] = frozenset()
    special: Mapping[date, tuple[Shift, ...]] = field(default_factory=dict)
    unsure_years: frozenset[int] = frozenset()

    def shifts(self, day: date) -> tuple[Shift, ...]:
        if day in self.special:
            return self.special[day]
        own = self.hours.get(day.weekday(), ())
        if day in self.make_up:
            return own or next((shifts for _, shifts in sorted(self.hours.items()) if shifts), ())
        return () if day in self.holidays else own

    def is_working_day(self, day: date) -> bool:
        return bool(self.shifts(day))

    def local(self, moment: datetime) -> datetime:
        """A UTC moment on the office's clock."""
        return moment.astimezone(zone_of(self.zone))

    def moment(self, day: date, minutes: int) -> datetime:
        """The UTC moment of so many minutes after the office's midnight, as the clock on the wall shows them."""
        wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
        return wall.replace(tzinfo=zone_of(self.zone)).astimezone(UTC)

    def close_of(self, day: date) -> datetime:
        """When work ends on a day, in UTC; the last second of the day where nobody works."""
        shifts = self.shifts(day)
        return self.moment(day, max(end for _, end in shifts)) if shifts else self.end_of(day)

    def end_of(self, day: date) -> datetime:
        """The last second of a day, so that what is due on a day is shown with its date."""
        return self.moment(day, 1440) - timedelta(seconds=1)

    def working_day_after(self, day: date, count: int = 1) -> date:
        """The `count`-th working day after `day`, which itself is not counted; BadEntry if nobody ever works."""
        for _ in range(FARTHEST):
            if count <= 0:
                return day
            day += DAY
            count -= self.is_working_day(day)
        raise BadEntry(NO_HOURS, "calendar")

    def working_times(self, begin: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working times in UTC from `begin` on, in order and not overlapping, for about ten years."""
        # a night shift of the day before may still be running
        day = self.local(begin).date() - DAY
        done = begin
        for _ in range(FARTHEST):
            for start, end in sorted(self.shifts(day)):
                opens, closes = max(self.moment(day, start), done), self.moment(day, end)
                if opens < closes:
                    yield opens, closes
                    done = closes
            day += DAY

    def unsure(self, day: date) -> bool:
        """Whether the holidays of that year are only computed, so that make-up days may still change the answer."""
        return day.year in self.unsure_years


NO_HOURS = N_("The office's calendar has no working hours. Enter them under Settings › Office › Calendar.")


@cache
def minutes(text: str) -> int:
    """Minutes after midnight of “18:30” (or “24:00”); BadEntry if it is no time of a day."""
    hour, colon, minute = text.strip().replace("：", ":").partition(":")
    if colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2:
        found = int(hour) * 60 + int(minute)
        if int(minute) < 60 and found <= 1440:
            return found
    raise BadEntry(N_("“{text}” is no time of day; write it like 18:30."), "time", text=text)


def clock(after_midnight: int) -> str:
    """“18:30” of 1110 minutes; a night shift's end is shown as the next morning's time."""
    if after_midnight == 1440:
        return "24:00"
    return f"{after_midnight // 60 % 24:02}:{after_midnight % 60:02}"
