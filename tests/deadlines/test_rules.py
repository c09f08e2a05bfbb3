"""Deadlines are due, kept and explained as the office's calendar says, whatever the clock of the machine."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.rules import deadlines
from desktop.rules.calendars import Calendar, clock, minutes, zone_of
from desktop.rules.deadlines import (
    Deadline,
    Kind,
    Pause,
    State,
    Stretch,
    clock_hours,
    due,
    explain,
    state,
    time_of_day,
    working_days,
    working_hours,
)
from desktop.rules.errors import BadEntry

SHIFTS = ((540, 720), (810, 1050))  # 9:00–12:00, 13:30–17:30
# 2026-10-05 to 07 are holidays, Saturday 2026-10-10 is worked instead
OFFICE = Calendar(
    hours=dict.fromkeys(range(5), SHIFTS),
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    make_up=frozenset({date(2026, 10, 10)}),
    special={date(2026, 11, 25): ((540, 600),), date(2026, 11, 26): ()},
    unsure_years=frozenset({2027}),
)


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    """A moment on the office's wall, such as "11-23 14:20" (2026 unless a year is given)."""
    text = text if text[:2] == "20" else f"2026-{text}"
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone_of(zone)).astimezone(UTC)


def wall(moment: datetime, zone: str = "Asia/Shanghai") -> str:
    assert moment.tzinfo is UTC
    return moment.astimezone(zone_of(zone)).strftime("%m-%d %H:%M")


@pytest.mark.parametrize(
    ("start", "rule", "expected"),
    [
        ("11-23 14:20", clock_hours(48), "11-25 14:20"),
        ("11-23 14:20", clock_hours(0, 5), "11-23 14:25"),
        ("11-23 14:20", clock_hours(0), "11-23 14:20"),
        # four working hours: within a day, over lunch, over the evening, over a weekend
        ("11-23 13:30", working_hours(4), "11-23 17:30"),
        ("11-23 11:00", working_hours(4), "11-23 16:30"),
        ("11-23 16:30", working_hours(4), "11-24 12:00"),
        ("11-27 17:00", working_hours(1), "11-30 09:30"),
        ("11-28 03:00", working_hours(1), "11-30 10:00"),
        ("11-23 12:00", working_hours(0, 1), "11-23 13:31"),
        # a short day and a closed one of the office's own
        ("11-24 17:00", working_hours(3), "11-27 10:30"),
        # over the holidays, with a Saturday worked instead
        ("09-30 17:00", working_hours(1), "10-08 09:30"),
        ("10-09 17:00", working_hours(1), "10-10 09:30"),
        ("11-23 14:20", working_days(1), "11-24 17:30"),
        ("11-23 23:59", working_days(1), "11-24 17:30"),
        ("11-23 14:20", working_days(3), "11-27 17:30"),
        ("11-23 14:20", working_days(2), "11-25 10:00"),
        ("11-28 14:20", working_days(1), "11-30 17:30"),
        ("09-30 09:00", working_days(3), "10-10 17:30"),
        ("11-23 14:20", working_days(0), "11-23 17:30"),
        ("11-23 18:20", working_days(0), "11-23 18:20"),
        ("11-23 14:20", deadlines.days(7), "11-30 23:59"),
        ("11-23 00:00", deadlines.days(1), "11-24 23:59"),
        ("11-23 14:20", time_of_day(990), "11-23 16:30"),
        ("11-23 16:30", time_of_day(990), "11-23 16:30"),
        ("11-23 16:31", time_of_day(990), "11-24 16:30"),
        ("11-27 16:31", time_of_day(990, working=True), "11-30 16:30"),
    ],
)
def test_due(start: str, rule: Deadline, expected: str) -> None:
    assert wall(due(at(start), rule, OFFICE)) == expected


def test_days_are_the_offices_days_not_utc() -> None:
    # 07:00 in Shanghai is still the day before in UTC
    assert wall(due(at("11-23 07:00"), deadlines.days(1), OFFICE)) == "11-24 23:59"
    honolulu = Calendar(zone="Pacific/Honolulu", hours=OFFICE.hours)
    moment = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert wall(due(moment, working_days(1), honolulu), "Pacific/Honolulu") == "11-23 17:30"


def test_summer_time_does_not_move_the_office_hours() -> None:
    berlin = Calendar(zone="Europe/Berlin", hours=dict.fromkeys(range(7), ((540, 1080),)))
    start = at("10-24 17:00", "Europe/Berlin")
    assert wall(due(start, working_hours(2), berlin), "Europe/Berlin") == "10-25 10:00"
    assert due(start, clock_hours(24), berlin) - start == timedelta(hours=24)
    assert wall(due(start, deadlines.days(1), berlin), "Europe/Berlin") == "10-25 23:59"


def test_a_night_shift_runs_into_the_next_day() -> None:
    night = Calendar(hours={0: ((1080, 1560),)})  # Monday 18:00 to Tuesday 02:00
    assert wall(due(at("11-24 01:00"), working_hours(1), night)) == "11-24 02:00"
    assert wall(due(at("11-23 23:30"), working_hours(2), night)) == "11-24 01:30"
    assert wall(due(at("11-22 12:00"), working_days(1), night)) == "11-24 02:00"


def test_overlapping_shifts_count_once() -> None:
    twice = Calendar(hours=dict.fromkeys(range(7), ((540, 720), (600, 780))))
    assert wall(due(at("11-23 09:00"), working_hours(4), twice)) == "11-23 13:00"


def test_round_the_clock_working_hours_are_clock_hours() -> None:
    always = Calendar(hours=dict.fromkeys(range(7), ((0, 1440),)))
    assert wall(due(at("11-23 14:20"), working_hours(48), always)) == "11-25 14:20"


@pytest.mark.parametrize("rule", [working_hours(1), working_days(1), time_of_day(540, working=True)])
def test_an_office_that_never_works_is_told_where_to_enter_its_hours(rule: Deadline) -> None:
    with pytest.raises(BadEntry) as refused:
        due(at("11-23 14:20"), rule, Calendar())
    assert refused.value.field == "calendar"


def test_pauses_lengthen_hours() -> None:
    pauses = (Pause(at("11-23 15:00"), at("11-23 18:00")),)
    assert wall(due(at("11-23 14:20"), clock_hours(48), OFFICE, pauses)) == "11-25 17:20"
    # only 2 ½ of the three hours were working time
    assert wall(due(at("11-23 14:30"), working_hours(4), OFFICE, pauses)) == "11-24 14:00"


def test_pauses_may_overlap_lie_outside_or_be_empty() -> None:
    start, rule = at("11-23 14:00"), clock_hours(4)
    overlapping = (
        Pause(at("11-23 15:00"), at("11-23 16:00")),
        Pause(at("11-23 15:30"), at("11-23 16:30")),
        Pause(at("11-23 16:30"), at("11-23 17:00")),
    )
    assert wall(due(start, rule, OFFICE, overlapping)) == "11-23 20:00"
    for harmless in (
        Pause(at("11-22 15:00"), at("11-23 14:00")),
        Pause(at("11-23 18:00"), at("11-23 19:00")),
        Pause(at("11-23 15:00"), at("11-23 15:00")),
        Pause(at("11-23 16:00"), at("11-23 15:00")),
    ):
        assert wall(due(start, rule, OFFICE, (harmless,))) == "11-23 18:00"


def test_a_day_that_ends_paused_is_not_counted() -> None:
    over_evening = (Pause(at("11-24 17:00"), at("11-25 09:00")),)
    assert wall(due(at("11-23 14:20"), working_days(1), OFFICE, over_evening)) == "11-25 10:00"
    over_noon = (Pause(at("11-24 09:00"), at("11-24 17:00")),)
    assert wall(due(at("11-23 14:20"), working_days(1), OFFICE, over_noon)) == "11-24 17:30"
    assert wall(due(at("11-23 14:20"), deadlines.days(2), OFFICE, (Pause(at("11-23 20:00"), at("11-25 08:00")),))) == (
        "11-26 23:59"
    )


def test_while_a_pause_lasts_the_due_moment_moves_and_nothing_runs_out() -> None:
    open_pause = (Pause(at("11-23 16:20"), reason="client"),)
    for now in ("11-23 18:00", "11-27 18:00"):
        seen = explain(at("11-23 14:20"), clock_hours(4), OFFICE, at(now), open_pause)
        assert (seen.state, seen.paused, seen.left, seen.share) == (State.RUNNING, True, timedelta(hours=2), 0.5)
        assert seen.due == at(now) + timedelta(hours=2)
    with pytest.raises(ValueError, match="lasts still"):
        due(at("11-23 14:20"), clock_hours(4), OFFICE, open_pause)


def test_a_pause_after_the_due_moment_does_not_make_it_good() -> None:
    seen = explain(at("11-23 14:00"), clock_hours(1), OFFICE, at("11-23 18:00"), (Pause(at("11-23 16:00")),))
    assert (wall(seen.due), seen.state) == ("11-23 15:00", State.LATE)


@pytest.mark.parametrize(
    ("now", "done", "excused", "expected"),
    [
        ("11-23 15:00", None, False, State.RUNNING),
        ("11-23 16:00", None, False, State.RUNNING),
        ("11-23 16:01", None, False, State.LATE),
        ("11-23 18:00", "11-23 16:00", False, State.KEPT),
        ("11-23 18:00", "11-23 16:01", False, State.LATE),
        ("11-23 18:00", "11-23 16:01", True, State.EXCUSED),
        ("11-23 18:00", "11-23 15:00", True, State.KEPT),
        ("11-23 18:00", None, True, State.EXCUSED),
    ],
)
def test_state(now: str, done: str | None, excused: bool, expected: State) -> None:
    assert state(at(now), at("11-23 16:00"), at(done) if done else None, excused) is expected


def test_the_clock_explains_itself() -> None:
    pauses = (Pause(at("11-23 15:00"), at("11-23 16:00"), "client"), Pause(at("11-23 17:00"), at("11-23 19:00")))
    seen = explain(at("11-23 14:00"), working_hours(4), OFFICE, at("11-24 09:30"), pauses)
    # 14–15 and 16–17 on Monday, half an hour on Tuesday; one and a half hours left
    assert (seen.used, seen.left) == (timedelta(hours=2, minutes=30), timedelta(hours=1, minutes=30))
    assert seen.share == 0.625 and not seen.warns
    assert seen.paused_for == timedelta(hours=3)
    assert wall(seen.due) == "11-24 11:00"
    assert [(wall(s.begin)[6:], wall(s.end)[6:], s.stretch) for s in seen.segments] == [
        ("14:00", "15:00", Stretch.COUNTED),
        ("15:00", "16:00", Stretch.PAUSED),
        ("16:00", "17:00", Stretch.COUNTED),
        ("17:00", "17:30", Stretch.PAUSED),
        ("17:30", "09:00", Stretch.CLOSED),
        ("09:00", "11:00", Stretch.COUNTED),
    ]


def test_warning_overdue_and_done() -> None:
    start, rule = at("11-23 14:00"), clock_hours(4)
    assert explain(start, rule, OFFICE, at("11-23 17:00")).warns
    late = explain(start, rule, OFFICE, at("11-23 20:00"))
    assert (late.state, late.left, late.share, late.warns) == (State.LATE, timedelta(hours=-2), 1.5, False)
    kept = explain(start, rule, OFFICE, at("12-31 20:00"), done_at=at("11-23 15:00"))
    assert (kept.state, kept.used, kept.share) == (State.KEPT, timedelta(hours=1), 0.25)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("now", ["11-23 14:20", "11-24 16:00", "12-20 10:00"])
def test_segments_have_no_gaps_for_any_kind(kind: Kind, now: str) -> None:
    start = at("11-23 14:20")
    pauses = (Pause(at("11-24 10:00"), at("11-24 15:00")),)
    seen = explain(start, Deadline(kind, 240 if "hours" in kind else 5), OFFICE, at(now), pauses)
    assert seen.segments[0].begin == start
    assert seen.segments[-1].end == max(seen.due, at(now))
    assert all(a.end == b.begin and a.begin < a.end for a, b in zip(seen.segments, seen.segments[1:], strict=False))


def test_years_without_an_official_list_are_marked() -> None:
    assert explain(at("12-31 09:00"), working_days(1), OFFICE, at("12-31 10:00")).unsure
    assert not explain(at("12-31 09:00"), clock_hours(48), OFFICE, at("12-31 10:00")).unsure
    assert not explain(at("11-23 09:00"), working_days(1), OFFICE, at("11-23 10:00")).unsure


def test_only_utc_comes_in() -> None:
    for wrong in (datetime(2026, 11, 23, 9), at("11-23 09:00").astimezone(zone_of("Asia/Shanghai"))):
        with pytest.raises(ValueError, match="not in UTC"):
            due(wrong, clock_hours(1), OFFICE)


@pytest.mark.parametrize(("text", "expected"), [("18:30", 1110), (" 9:05", 545), ("24:00", 1440), ("9：30", 570)])
def test_times_are_read_and_shown(text: str, expected: int) -> None:
    assert minutes(text) == expected
    assert minutes(clock(expected)) == expected


@pytest.mark.parametrize("text", ["", "9", "9:5", "25:00", "24:01", "9:60", "-1:00", "nine", "9:³0"])
def test_no_time_is_a_clear_refusal(text: str) -> None:
    with pytest.raises(BadEntry):
        minutes(text)


def test_an_unknown_zone_is_a_clear_refusal() -> None:
    for name in ("Asia/Nowhere", "", "../etc/passwd", "/etc/passwd"):
        with pytest.raises(BadEntry):
            zone_of(name)


def test_working_days_are_counted_over_the_make_up_day() -> None:
    assert OFFICE.working_day_after(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert OFFICE.is_working_day(date(2026, 10, 10)) and not OFFICE.is_working_day(date(2026, 10, 11))
