"""The paper register 领取、回收登记表 typed in as it was written: its hours beside their meal, and its numbers."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, timedelta, tzinfo

from desktop.i18n import N_
from desktop.rules.bookings import DAY, MealTime, moment
from desktop.rules.errors import BadEntry, Label
from desktop.rules.values import dataclass

MOST_LINES = 200
MOST_OF_ONE = 99
# From the meal's own day, and from the day on which it is typed
_NEXT = {"次日": 1, "翌日": 1, "第二天": 1, "next day": 1}
_AWAY = {**_NEXT, "昨天": -1, "昨日": -1, "昨晚": -1, "昨": -1, "yesterday": -1,
         "今天": 0, "今日": 0, "今早": 0, "今": 0, "today": 0}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(
    rf"(?:(?P<word>{'|'.join(_AWAY)})|(?:(?P<year>\d{{4}})[-/年])?(?P<month>\d{{1,2}})[-/月](?P<day>\d{{1,2}})(?:[日号]|(?=\s))"
    rf"|(?P<alone>\d{{1,2}})[日号]|(?P<english>\d{{1,2}})\s*(?P<named>{'|'.join(_MONTHS)})[a-z]*\.?(?=\s))\s*"
)
_HOUR = re.compile(r"(\d{1,2})(?:[时点]|[:.时点](\d{2})分?)?|(\d{1,2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Written:
    """What a line of the paper says: how many went out and came back, and when, in UTC; None where nothing stands."""

    count_out: int
    out_at: datetime
    count_back: int | None = None
    back_at: datetime | None = None


def day_in(text: str, on: date, today: date) -> tuple[date | None, str]:
    """The day that stands before an hour, and the hour as it stands: 5月9日 9:30, 9日9:30, 5-9 9:30, 次日9:30, 昨21:40,
    9 May 21:40.

    A day without year is the nearest such day to `on`, the meal's; one without month the next from there on. None where
    no day stands there. Raises ValueError for what is no day.
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    found = _DAY.match(plain)
    if found is None or found.end() == len(plain):
        return None, plain
    rest = plain[found.end() :]
    if found["word"]:
        return (on if found["word"] in _NEXT else today) + timedelta(days=_AWAY[found["word"]]), rest
    number = int(found["day"] or found["alone"] or found["english"])
    if found["year"]:
        return date(int(found["year"]), int(found["month"]), number), rest
    if found["alone"]:
        ahead = (on + timedelta(days=days) for days in range(62))
        return next((day for day in ahead if day.day == number), None) or date(on.year, on.month, number), rest
    month = int(found["month"]) if found["month"] else _MONTHS.index(found["named"]) + 1
    # the 29th of February is looked for as far as there is one
    years = [year for year in range(on.year - 4, on.year + 5) if number <= monthrange(year, month)[1]]
    near = [date(year, month, number) for year in years] or [date(on.year, month, number)]
    return min(near, key=lambda day: abs(day - on)), rest


def minute_of(text: str) -> int | None:
    """An hour as it is written on paper, in minutes after midnight: 11:20, 11：20, 1120, 11点20, 24:00.

    None for nothing. Raises ValueError for what is no hour.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    found = _HOUR.fullmatch(plain)
    if found is None:
        raise ValueError(plain)
    hours, minutes = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    if minutes > 59 or hours * 60 + minutes > DAY:
        raise ValueError(plain)
    return hours * 60 + minutes


def moment_of(on: date, minute: int, meal: MealTime, zone: tzinfo) -> datetime:
    """The moment that an hour on the paper means: that nearest to the meal, so that 0:10 of a late supper is of the day
    after it."""
    return moment(on, meal.begins + meal.after(minute % DAY), zone)


def returned_at(on: date, minute: int, meal: MealTime, zone: tzinfo, out_at: datetime) -> datetime:
    """The same of a return: what went out and came back at an hour before the meal came back on the day after it."""
    at = moment_of(on, minute, meal, zone)
    if at < by_minute(out_at) and at < moment(on, meal.begins, zone):
        return moment(on, meal.begins + meal.after(minute % DAY) + DAY, zone)
    return at


def by_minute(at: datetime) -> datetime:
    """A moment as paper has it, which knows no seconds."""
    return at.replace(second=0, microsecond=0)


def check_written(line: int, told: Written, now: datetime) -> None:
    """Raises BadEntry, naming line and column, for what can't have been written so."""
    if not 1 <= told.count_out <= MOST_OF_ONE:
        raise _bad(N_("Line {line}: handed out are 1 to {most} pieces."), line, "count_out", most=MOST_OF_ONE)
    if told.out_at > now:
        raise _bad(N_("Line {line}: it can't have been handed out after now."), line, "out")
    if told.count_back is None:
        if told.back_at is not None:
            raise _bad(N_("Line {line}: say how many came back."), line, "count_back")
        return
    if not 0 <= told.count_back <= told.count_out:
        raise _bad(N_("Line {line}: of {out} that went out, 0 to {out} come back."), line, "count_back",
                   out=told.count_out)  # fmt: skip
    if told.back_at is None:
        if told.count_back:
            raise _bad(N_("Line {line}: say when it came back."), line, "back")
        return
    if told.back_at < by_minute(told.out_at):
        raise _bad(N_("Line {line}: it can't have come back before it was handed out."), line, "back")
    if told.back_at > now:
        raise _bad(N_("Line {line}: it can't have come back after now."), line, "back")


def check_reading(line: int, out_at: datetime, received_at: datetime, read_at: datetime | None, now: datetime) -> None:
    """The same for the list on which servers note that they have a card and have read it (CO-10)."""
    if received_at < by_minute(out_at):
        raise _bad(N_("Line {line}: the server can't have had it before it was handed out."), line, "received")
    if received_at > now:
        raise _bad(N_("Line {line}: the server can't have had it after now."), line, "received")
    if read_at is not None and read_at < by_minute(received_at):
        raise _bad(N_("Line {line}: it can't have been read before the server had it."), line, "read")
    if read_at is not None and read_at > now:
        raise _bad(N_("Line {line}: it can't have been read after now."), line, "read")


def no_hour(line: int, column: str, text: str) -> BadEntry:
    said = N_("Line {line}: “{text}” is no hour such as 11:20, or 5-9 11:20 on another day.")
    return _bad(said, line, column, text=text)


def lacking(line: int, column: str, what: str) -> BadEntry:
    """`what` is a message id."""
    return _bad(N_("Line {line}: {what} is missing."), line, column, what=Label(what))


def _bad(message: str, line: int, column: str, **values: object) -> BadEntry:
    return BadEntry(message, f"{line}.{column}", line=line, **values)
