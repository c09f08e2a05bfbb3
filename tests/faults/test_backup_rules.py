"""When a backup is due, which generations stay, when it is time to warn; from values alone."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from desktop.rules.backups import Generations, Made, Stillness, file_name, is_due, is_late, kept
from desktop.rules.zones import zone_of

NOW = datetime(2026, 11, 29, 14, 0, tzinfo=UTC)  # 22:00 in the office
ZONE = zone_of("Asia/Shanghai")


def ago(**much: float) -> datetime:
    return NOW - timedelta(**much)


def daily(days: int, *, proved: bool = True) -> list[Made]:
    """One a day, newest first."""
    return [Made(uuid4(), date(2026, 11, 29) - timedelta(days=n), proved) for n in range(days)]


def test_generations_keep_days_weeks_months_and_years():
    backups = daily(1200)
    stays = kept(backups, Generations())
    days = sorted((b.day for b in backups if b.id in stays), reverse=True)
    assert days[:7] == [b.day for b in backups[:7]]
    weeks = {day.isocalendar()[:2] for day in days}
    months = {(day.year, day.month) for day in days}
    assert len(weeks) >= 5
    assert (len(months), len({day.year for day in days})) == (13, 3)
    assert len(days) <= 7 + 5 + 12 + 3


def test_of_several_on_one_day_the_newest_stays():
    day = date(2026, 11, 29)
    backups = [Made(uuid4(), day, True) for _ in range(5)]
    assert kept(backups, Generations()) == {backups[0].id}


def test_the_last_that_the_recovery_sheet_opens_is_pushed_out_by_none_without():
    day = date(2026, 11, 29)
    backups = [Made(uuid4(), day, True, for_sheet) for for_sheet in (False, False, True, True)]
    assert kept(backups, Generations()) == {backups[0].id, backups[2].id}


def test_the_last_proved_one_stays_and_what_is_newer():
    backups = [*daily(9, proved=False), Made(uuid4(), date(2026, 1, 1), True), Made(uuid4(), date(2025, 1, 1), False)]
    assert kept(backups, Generations(1, 1, 1, 1)) == {b.id for b in backups[:10]}
    assert kept(daily(3, proved=False), Generations(1, 1, 1, 1))


@pytest.mark.parametrize(("seen", "leaving", "due"), [
    # the first quiet quarter of an hour of a day
    (Stillness(ago(days=1), None, ago(minutes=16), ago(minutes=16)), False, True),
    (Stillness(ago(days=1), None, ago(minutes=14), None), False, False),
    (Stillness(ago(hours=5), None, ago(minutes=16), None), False, False),
    (Stillness(None, None, ago(minutes=16), None), False, True),
    # the last sign-out: nobody else has been at work for a quarter of an hour
    (Stillness(ago(hours=5), None, ago(minutes=1), ago(minutes=16)), True, True),
    (Stillness(ago(hours=5), None, ago(minutes=1), ago(minutes=3)), True, False),
    (Stillness(ago(hours=5), None, ago(minutes=1), None), True, True),
    # nothing was changed since, or it has just been tried
    (Stillness(ago(hours=5), None, ago(hours=6), None), True, False),
    (Stillness(None, None, None, None), True, False),
    (Stillness(None, ago(minutes=3), ago(minutes=1), None), True, False),
    # after failures it waits longer, never for a whole day
    (Stillness(None, ago(minutes=40), ago(minutes=16), None, 1), False, True),
    (Stillness(None, ago(minutes=40), ago(minutes=16), None, 2), False, False),
    (Stillness(None, ago(hours=5), ago(minutes=16), None, 90), False, True),
])  # fmt: skip
def test_when_one_is_due(seen, leaving, due):
    assert is_due(NOW, seen, ZONE, leaving=leaving) is due


def test_a_day_is_the_offices_day():
    # yesterday 23:30 UTC was this morning in the office
    seen = Stillness(datetime(2026, 11, 28, 23, 30, tzinfo=UTC), None, ago(minutes=20), None)
    assert not is_due(NOW, seen, ZONE, leaving=False)


def test_when_it_is_time_to_warn():
    assert not is_late(NOW, ago(days=3), ago(days=90), 3)
    assert is_late(NOW, ago(days=3, minutes=1), ago(days=90), 3)
    assert not is_late(NOW, None, ago(days=2), 3)
    assert is_late(NOW, None, ago(days=4), 3)


@pytest.mark.parametrize("whose", ["柏溪楼", 'a/b\\c:*?"<>|', "", "x" * 200, "。\u202e\u200b"])
def test_a_name_that_every_system_can_store(whose):
    name = file_name(whose, NOW)
    assert name.endswith(" 2026-11-29 140000.clientele-backup")
    assert not set(name) & set('/\\:*?"<>|\u202e\u200b')
    assert len(name.encode()) < 255
    assert file_name(whose, NOW, [name]) != name
