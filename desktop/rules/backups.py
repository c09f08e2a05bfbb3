"""When a backup is due, which ones are kept, and how one stands (SA-3)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import OfficeError
from desktop.rules.words import Word

ENDING = ".clientele-backup"
QUIET = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=4)
_NAME = 60
# what is said of a whole backup whose maker could prove no recovery sheet
NO_SHEET = N_("Not sealed for the recovery sheet: whoever made it holds no key to tell the sheet by. Let somebody who "
              "holds a key make one.")  # fmt: skip


class BadBackup(OfficeError):
    """A file that is no backup, is damaged, or is not for whoever wants to open it. Nothing of it was used."""


class NotForYou(BadBackup):
    """A backup that may be whole, but was sealed for others."""


class BackupState(Word):
    """How a backup stands. The value is stored, so it never changes."""

    MADE = "made", N_("Not proved yet")
    PROVED = "proved", N_("Proved")
    FAILED = "failed", N_("Failed")


@dataclass(frozen=True, slots=True)
class Generations:
    """How many of each kind are kept: the newest of so many days, weeks, months and years."""

    daily: int = 7
    weekly: int = 5
    monthly: int = 12
    yearly: int = 3


@dataclass(frozen=True, slots=True)
class Made:
    """One backup as the generations see it."""

    id: UUID
    day: date
    proved: bool
    for_sheet: bool = True


def kept(backups: Sequence[Made], generations: Generations) -> frozenset[UUID]:
    """Which of the backups stay; they come newest first. The last proved one stays whatever the numbers say, and so do
    those that are newer than it; so does the last one that the recovery sheet opens."""
    proved = [backup for backup in backups if backup.proved]
    if not proved:
        return frozenset(backup.id for backup in backups)
    newer = backups[: backups.index(proved[0]) + 1]
    ways: tuple[tuple[int, Callable[[date], object]], ...] = (
        (generations.daily, lambda day: day), (generations.weekly, lambda day: day.isocalendar()[:2]),
        (generations.monthly, lambda day: (day.year, day.month)), (generations.yearly, lambda day: day.year),
    )  # fmt: skip
    stays = {backup.id for backup in newer} | {backup.id for backup in [one for one in proved if one.for_sheet][:1]}
    for count, period in ways:
        newest: dict[object, UUID] = {}
        for backup in proved:
            newest.setdefault(period(backup.day), backup.id)
        stays.update(list(newest.values())[:count])
    return frozenset(stays)


@dataclass(frozen=True, slots=True)
class Stillness:
    """What the schedule goes by. None where there was nothing yet."""

    proved_at: datetime | None
    tried_at: datetime | None
    changed_at: datetime | None
    others_at: datetime | None  # when somebody else changed something last
    failed: int = 0  # attempts since the last proved one


def is_due(now: datetime, seen: Stillness, zone: tzinfo, *, leaving: bool) -> bool:
    """At the day's last sign-out, which is one after a quarter of an hour without anybody else; or once a day in the
    first quiet quarter of an hour. Never where nothing was changed since the last proved one, and not again within a
    quarter of an hour; after failures twice as long each time, up to four hours."""
    if seen.changed_at is None or (seen.proved_at is not None and seen.changed_at <= seen.proved_at):
        return False
    if seen.tried_at is not None and now - seen.tried_at < min(QUIET * 2 ** min(seen.failed, 8), LONGEST_WAIT):
        return False
    if leaving:
        return seen.others_at is None or now - seen.others_at >= QUIET
    today = now.astimezone(zone).date()
    fresh = seen.proved_at is not None and seen.proved_at.astimezone(zone).date() == today
    return not fresh and now - seen.changed_at >= QUIET


def is_late(now: datetime, proved_at: datetime | None, founded_at: datetime | None, days: int) -> bool:
    """Whether it is time to warn: no proved backup, or none for so many days; a new office has as many."""
    begins = proved_at or founded_at
    return begins is None or now - begins > timedelta(days=days)


def file_name(office: str, moment: datetime, taken: Iterable[str] = ()) -> str:
    """A name that every system can store, with the moment in the office's time."""
    name = "".join(sign if sign.isalnum() else " " for sign in office)
    stem = f"{' '.join(name.split())[:_NAME].strip() or 'Clientele'} {moment:%Y-%m-%d %H%M%S}"
    used, number, found = set(taken), 2, f"{stem}{ENDING}"
    while found in used:
        number, found = number + 1, f"{stem} {number}{ENDING}"
    return found
