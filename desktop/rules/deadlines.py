"""Decides when something is due, whether it was kept, and explains the clock in parts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desktop.rules.calendars import DAY, FARTHEST, NO_HOURS, Calendar
from desktop.rules.errors import BadEntry

NOTHING = timedelta(0)
WARNING_SHARE = 0.75


class Kind(StrEnum):
    """In what a deadline counts."""

    CLOCK_HOURS = "clock_hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    DAYS = "days"
    TIME_OF_DAY = "time_of_day"


@dataclass(frozen=True)
class Deadline:
    """A rule such as “48 hours” or “3 working days”; made by the functions below.

    `amount` is in minutes for hours, in days for days, in minutes after midnight for a time of day.
    """

    kind: Kind
    amount: int
    working: bool = False


def clock_hours(hours: int, minutes: int = 0) -> Deadline:
    return Deadline(Kind.CLOCK_HOURS, hours * 60 + minutes)


def working_hours(hours: int, minutes: int = 0) -> Deadline:
    return Deadline(Kind.WORKING_HOURS, hours * 60 + minutes)


def working_days(days: int) -> Deadline:
    """Due when work ends on that working day; the day of the start is not counted."""
    return Deadline(Kind.WORKING_DAYS, days)


def days(count: int) -> Deadline:
    """Due at the end of that day, working or not; the day of the start is not counted."""
    return Deadline(Kind.DAYS, count)


def time_of_day(after_midnight: int, *, working: bool = False) -> Deadline:
    """Due when the office's clock next shows this time; with `working` on a working day only."""
    return Deadline(Kind.TIME_OF_DAY, after_midnight, working)


@dataclass(frozen=True)
class Pause:
    """A time that does not count, in UTC, such as waiting for the client; without an end it lasts still."""

    begin: datetime
    end: datetime | None = None
    reason: str = ""


class State(StrEnum):
    RUNNING = "running"
    KEPT = "kept"
    LATE = "late"
    EXCUSED = "excused"


class Stretch(StrEnum):
    """What a piece of the ribbon shows."""

    COUNTED = "counted"
    PAUSED = "paused"
    CLOSED = "closed"


@dataclass(frozen=True)
class Segment:
    begin: datetime
    end: datetime
    stretch: Stretch


@dataclass(frozen=True)
class Clock:
    """A deadline at one moment, in values that a ribbon draws and a sentence is built from; all times in UTC.

    `used` and `left` count only what counts (working time for working hours and days); `left` is negative when overdue.
    `share` is 1.0 at the due moment. `unsure`: holidays of the due year are not official yet.
    """

    rule: Deadline
    start: datetime
    due: datetime
    state: State
    paused: bool
    used: timedelta
    left: timedelta
    share: float
    paused_for: timedelta
    segments: tuple[Segment, ...]
    unsure: bool

    @property
    def warns(self) -> bool:
        return self.state is State.RUNNING and self.share >= WARNING_SHARE


def due(
    start: datetime, rule: Deadline, calendar: Calendar, pauses: Sequence[Pause] = (), now: datetime | None = None
) -> datetime:
    """The moment (UTC) until which the rule is kept.

    Hours are lengthened by pauses to the minute; a day that ends paused is not counted; a time of day does not move.
    While a pause lasts the due moment moves with `now`, which must then be given. BadEntry if nobody ever works.
    """
    _check(start)
    breaks = _merged(pauses, now)
    if rule.kind is Kind.TIME_OF_DAY:
        return _time_of_day(start, rule, calendar)
    if rule.kind in (Kind.DAYS, Kind.WORKING_DAYS):
        return _day_count(start, rule, calendar, breaks)
    missing = timedelta(minutes=rule.amount)
    if missing <= NOTHING:
        return start
    for begin, end in _without(_counted_times(start, rule, calendar), breaks):
        if end - begin >= missing:
            return begin + missing
        missing -= end - begin
    raise BadEntry(NO_HOURS, "calendar")


def state(now: datetime, due_at: datetime, done_at: datetime | None = None, excused: bool = False) -> State:
    """Kept if done in time, otherwise excused, late, or still running. Done on the very moment is kept."""
    if done_at is not None and done_at <= due_at:
        return State.KEPT
    if excused:
        return State.EXCUSED
    return State.LATE if done_at is not None or now > due_at else State.RUNNING


def explain(
    start: datetime,
    rule: Deadline,
    calendar: Calendar,
    now: datetime,
    pauses: Sequence[Pause] = (),
    done_at: datetime | None = None,
    excused: bool = False,
) -> Clock:
    """The deadline as it stands at `now`, or at `done_at` once it is done."""
    at = done_at or now
    due_at = due(start, rule, calendar, pauses, at)
    breaks = _merged(pauses, at)
    end = max(due_at, at)
    segments = tuple(_segments(start, end, rule, calendar, breaks))
    counted = [(s.begin, s.end) for s in segments if s.stretch is Stretch.COUNTED]
    used = _total(counted, start, min(at, end))
    whole = _total(counted, start, due_at)
    left = _total(counted, at, due_at) if at <= due_at else -_total(counted, due_at, at)
    return Clock(
        rule=rule,
        start=start,
        due=due_at,
        state=state(at, due_at, done_at, excused),
        paused=done_at is None and any(p.begin <= now and (p.end is None or now < p.end) for p in pauses),
        used=used,
        left=left,
        share=used / whole if whole else float(at >= due_at),
        paused_for=_total(breaks, start, at),
        segments=segments,
        unsure=rule.kind in (Kind.WORKING_DAYS, Kind.WORKING_HOURS) and calendar.unsure(calendar.local(due_at).date()),
    )


def _time_of_day(start: datetime, rule: Deadline, calendar: Calendar) -> datetime:
    day = calendar.local(start).date()
    for _ in range(FARTHEST):
        moment = calendar.moment(day, rule.amount)
        if moment >= start and (not rule.working or calendar.is_working_day(day)):
            return moment
        day += DAY
    raise BadEntry(NO_HOURS, "calendar")


def _day_count(
    start: datetime, rule: Deadline, calendar: Calendar, breaks: Sequence[tuple[datetime, datetime]]
) -> datetime:
    by_work = rule.kind is Kind.WORKING_DAYS
    day, missing = calendar.local(start).date(), rule.amount
    ends = calendar.close_of if by_work else calendar.end_of
    for _ in range(FARTHEST + 1):
        if missing <= 0:
            return max(ends(day), start)
        day += DAY
        if by_work and not calendar.is_working_day(day):
            continue
        end = ends(day)
        missing -= not any(begin <= end < stop for begin, stop in breaks)
    raise BadEntry(NO_HOURS, "calendar")


def _counted_times(start: datetime, rule: Deadline, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    if rule.kind in (Kind.WORKING_HOURS, Kind.WORKING_DAYS):
        yield from calendar.working_times(start)
    else:
        yield start, start + timedelta(days=FARTHEST * 10)


def _segments(
    start: datetime, end: datetime, rule: Deadline, calendar: Calendar, breaks: Sequence[tuple[datetime, datetime]]
) -> Iterator[Segment]:
    """Pieces without gaps from start to end; a pause outside working time is shown as closed."""
    at = start
    for begin, stop in _counted_times(start, rule, calendar):
        if begin >= end:
            break
        if at < begin:
            yield Segment(at, begin, Stretch.CLOSED)
        at, stop = begin, min(stop, end)
        for pause_begin, pause_end in breaks:
            low, high = max(pause_begin, at), min(pause_end, stop)
            if low >= high:
                continue
            if at < low:
                yield Segment(at, low, Stretch.COUNTED)
            yield Segment(low, high, Stretch.PAUSED)
            at = high
        if at < stop:
            yield Segment(at, stop, Stretch.COUNTED)
            at = stop
    if at < end:
        yield Segment(at, end, Stretch.CLOSED)


def _without(
    times: Iterable[tuple[datetime, datetime]], breaks: Sequence[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    for begin, end in times:
        at = begin
        for pause_begin, pause_end in breaks:
            if pause_end <= at or pause_begin >= end:
                continue
            if at < pause_begin:
                yield at, pause_begin
            at = pause_end
        if at < end:
            yield at, end


def _merged(pauses: Iterable[Pause], now: datetime | None) -> list[tuple[datetime, datetime]]:
    """Pauses in order and not overlapping; one that lasts still ends now."""
    merged: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda p: p.begin):
        _check(pause.begin)
        end = pause.end if pause.end is not None else now
        if end is None:
            raise ValueError("a pause lasts still: say what time it is now")
        if end <= pause.begin:
            continue
        if merged and pause.begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((pause.begin, end))
    return merged


def _total(times: Iterable[tuple[datetime, datetime]], begin: datetime, end: datetime) -> timedelta:
    inside = ((max(low, begin), min(high, end)) for low, high in times)
    return sum((high - low for low, high in inside if low < high), NOTHING)


def _check(moment: datetime) -> None:
    if moment.utcoffset() != NOTHING:
        raise ValueError(f"{moment!r} is not in UTC")
