"""Due moments of hours, compared with an office that is walked through minute by minute."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.rules.calendars import Calendar
from desktop.rules.deadlines import NOTHING, Pause, Stretch, clock_hours, due, explain, working_hours

MINUTE = timedelta(minutes=1)
# a lunch break, a night shift, a half Saturday; the last week of a year whose next has no official holidays
CALENDAR = Calendar(
    hours={0: ((540, 720), (810, 1050)), 1: ((540, 720), (810, 1050)), 2: ((540, 720), (810, 1050)),
           3: ((540, 720), (780, 1020)), 4: ((1320, 1560),)},
    holidays=frozenset({date(2026, 12, 31), date(2027, 1, 1)}),
    make_up=frozenset({date(2026, 12, 26)}),
    special={date(2026, 12, 30): ((600, 660),)},
    unsure_years=frozenset({2027}),
)  # fmt: skip
FIRST = datetime(2026, 12, 24, 16, tzinfo=UTC)  # midnight in the office


def works(moment: datetime) -> bool:
    """Whether somebody is there in the minute that begins now, looked up as a person would in the plan of the day."""
    wall = CALENDAR.local(moment)
    at = wall.hour * 60 + wall.minute
    yesterday = wall.date() - timedelta(days=1)
    return any(low <= at < high for low, high in CALENDAR.shifts(wall.date())) or any(
        low <= at + 1440 < high for low, high in CALENDAR.shifts(yesterday)
    )


def walked(start: datetime, minutes: int, pauses: list[Pause], clock: bool) -> datetime:
    at, left = start, minutes
    while left:
        paused = any(one.begin <= at < (one.end or at) for one in pauses)
        left -= (clock or works(at)) and not paused
        at += MINUTE
    return at


minutes_in = st.integers(0, 9 * 1440)
breaks = st.lists(st.tuples(minutes_in, st.integers(0, 1500)), max_size=3)


@settings(max_examples=60, deadline=None)
@given(minutes_in, st.integers(1, 1200), breaks, st.booleans(), breaks)
def test_hours_end_where_whoever_counts_minutes_ends(start, amount, paused, clock, again):
    """Twice over: a case that is opened anew counts from there, by the pauses of its new round alone."""
    rule = clock_hours(0, amount) if clock else working_hours(0, amount)
    for began, found in ((FIRST + start * MINUTE, paused), (FIRST + (start + 1440) * MINUTE, again)):
        pauses = [Pause(FIRST + at * MINUTE, FIRST + (at + length) * MINUTE) for at, length in found]
        end = due(began, rule, CALENDAR, pauses)
        assert end == walked(began, amount, pauses, clock)
        told = explain(began, rule, CALENDAR, end, pauses)
        counted = [s.end - s.begin for s in told.segments if s.stretch is Stretch.COUNTED]
        assert (told.due, told.left, sum(counted, NOTHING)) == (end, NOTHING, amount * MINUTE)
        assert clock or told.unsure is (CALENDAR.local(end).year == 2027)
