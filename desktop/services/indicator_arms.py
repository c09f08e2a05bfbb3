"""How the cases of an indicator are asked for: each source of cases is one query with the same columns (AP-3).

Deadlines are columns of the nouns and are not reckoned here; a day becomes the moment at which it ends.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import peewee

from desktop.models.base import UtcField
from desktop.rules.calendars import Calendar
from desktop.rules.indicators import MILLION, UNIT, Reason, Span
from desktop.rules.zones import zone_of
from desktop.services import calendars
from desktop.services.work import OUT_OF_USE, Work

DAY = timedelta(days=1)
MILLISECOND = 1
DAY_LONG = 86_400_000 * MILLISECOND
_LONGEST_BREAK = 14  # days on which nobody works, one after the other
COLUMNS = ("person", "due", "done", "outcome", "weight", "source", "row", "client", "reason")

Arm = Any
"""A query of cases with these columns."""


class Asked:
    """What is asked of the sources: the office, the period, and how its days are told."""

    def __init__(self, work: Work, span: Span) -> None:
        self.work, self.span = work, span
        self.sqlite = work.database.sqlite
        self.zone = str(work.settings["time_zone"])
        self._calendar: Calendar | None = None

    @property
    def first(self) -> date:
        return self.day_of(self.span.since)

    @property
    def last(self) -> date:
        """The last day of what counts, in part or whole."""
        return self.day_of(self.span.end - timedelta(milliseconds=1))

    def day_of(self, at: datetime) -> date:
        return at.astimezone(zone_of(self.zone)).date()

    @property
    def calendar(self) -> Calendar:
        if self._calendar is None:
            years = range(self.first.year, self.last.year + 2)
            self._calendar = calendars.office_calendar(years, zone=self.zone)
        return self._calendar

    def due(self, column: Any) -> Any:
        """The condition that a case falls due within the period, and is due by now."""
        return (column >= stored(self.span.since)) & (column < stored(self.span.until)) & (
            column <= stored(self.span.now))  # fmt: skip

    def working_day_ends(self, column: Any) -> tuple[Any, Any]:
        """When a day ends, or the next on which somebody works where nobody does; and the condition that the day may
        lie within the period by that."""
        first, calendar = self.first - _LONGEST_BREAK * DAY, self.calendar
        ends = {}
        for number in range((self.last - first).days + 1):
            day = first + number * DAY
            works = day if calendar.is_working_day(day) else calendar.working_day_after(day)
            ends[day] = calendar.end_of(works)
        return self.end_of(column, ends), (column >= first) & (column <= self.last)

    def end_of(self, column: Any, ends: Mapping[date, datetime]) -> Any:
        """The moment in which each of these days ends, as an expression: most lie equally far from their midnight."""
        ahead: dict[int, list[date]] = {}
        for day, moment in ends.items():
            ahead.setdefault(stored(moment) - _midnight(day), []).append(day)
        most = max(ahead, key=lambda offset: len(ahead[offset]), default=DAY_LONG)
        others = tuple((column.in_(days), offset) for offset, days in ahead.items() if offset != most)
        offset = peewee.Case(None, others, most) if others else most
        return self.midnight(column) + offset

    def midnight(self, column: Any) -> Any:
        """Milliseconds from 1970 to a day, as if it began by UTC."""
        if self.sqlite:
            return peewee.fn.strftime("%s", column).cast("INTEGER") * 1000
        return peewee.NodeList((peewee.SQL("CAST(EXTRACT(EPOCH FROM"), column, peewee.SQL(") AS BIGINT) * 1000")))

    def day(self, day: date) -> Any:
        """The same of a given day."""
        return self.moment(_midnight(day))

    def moment(self, at: int) -> Any:
        return peewee.SQL(str(at) if self.sqlite else f"CAST({at} AS BIGINT)")

    @property
    def nobody(self) -> Any:
        return peewee.SQL("NULL" if self.sqlite else "CAST(NULL AS UUID)")

    @property
    def never(self) -> Any:
        return peewee.SQL("NULL" if self.sqlite else "CAST(NULL AS BIGINT)")

    def arm(self, query: Any, model: Any, *, person: Any, due: Any, done: Any, outcome: Any, reason: Any,
            weight: Any = UNIT, row: Any = None, client: Any = None) -> Arm:  # fmt: skip
        """`query` with the columns of a case; rows of whom nobody answers for are left out."""
        columns = {
            "person": person, "due": due, "done": done, "outcome": _whole(outcome), "weight": _whole(weight),
            "source": word(model._meta.table_name), "row": row if row is not None else model.id,
            "client": client if client is not None else self.nobody, "reason": reason,
        }  # fmt: skip
        return query.select(*(columns[name].alias(name) for name in COLUMNS)).where(person.is_null(False))


def stored(at: datetime) -> int:
    found = UtcField().db_value(at)
    assert found is not None
    return found


def _midnight(day: date) -> int:
    return stored(datetime(day.year, day.month, day.day, tzinfo=UTC))


def word(text: str) -> Any:
    return peewee.SQL(f"'{text}'")


def _whole(value: Any) -> Any:
    return peewee.SQL(str(value)) if isinstance(value, int) else value


def good(condition: Any) -> Any:
    return peewee.Case(None, ((condition, peewee.SQL(str(MILLION))),), peewee.SQL("0"))


def told(*cases: tuple[Any, Reason], otherwise: Reason) -> Any:
    """Why a case counts as it does, the first that holds."""
    if not cases:
        return word(otherwise.value)
    return peewee.Case(None, tuple((condition, word(one.value)) for condition, one in cases), word(otherwise.value))


def in_time(done: Any, due: Any) -> Any:
    """Why, where nothing but the time decides."""
    return told((done <= due, Reason.KEPT), (done.is_null(False), Reason.LATE), otherwise=Reason.MISSED)


def counts(kept: Any, client: Any) -> Any:
    """The condition that what was owed to a client counts: it was kept, or the file is still in use."""
    return kept | client.is_null() | client.not_in(OUT_OF_USE)


def exists(query: Any) -> Any:
    return peewee.fn.EXISTS(query.select(peewee.SQL("1")))


def one_of(column: Any, words: Iterable[str]) -> Any:
    return column.in_([peewee.SQL(f"'{each}'") for each in words])
