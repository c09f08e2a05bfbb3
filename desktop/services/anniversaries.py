"""Anniversaries 纪念日 of clients: entering them, and which of them come round soon (CL-5)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Anniversary, Client
from desktop.rules import anniversaries as rules
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.words import DayCalendar, DayKind
from desktop.services import calendars, on_file
from desktop.services.work import Work

TOPIC = "clients"
# More would be every day of the year twice
MOST_DAYS = 366
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class AnniversaryLine:
    """A day of one file. `id` is None for the birthday field, which counts as a solar birthday."""

    id: UUID | None
    day: RememberedDay
    next_on: date
    in_days: int
    years: int | None  # which one the next is

    @property
    def kind_label(self) -> str:
        return self.day.kind.label


@dataclass(frozen=True, slots=True)
class UpcomingDay:
    client_id: UUID
    client_code: str
    client_name: str
    kind_label: str  # message id
    label: str
    on: date
    in_days: int
    calendar: DayCalendar
    years: int | None
    owner_name: str
    risk: str = ""


def add_anniversary(work: Work, client_id: UUID, day: RememberedDay) -> UUID:
    """Enters a day to remember. Raises BadEntry naming the field, NotAllowed, NotFound."""
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    values = _checked(work, client, day)
    row = work.add(Anniversary(client=client.id, **values))
    work.record(TOPIC, "add_day", client)
    return row.id


def change_anniversary(work: Work, anniversary_id: UUID, day: RememberedDay, base: RememberedDay | None = None) -> None:
    """Corrects a day; `base` is what the person saw of it. Raises BadEntry, NotAllowed, NotFound, Stale."""
    row = work.get(Anniversary, anniversary_id)
    client = work.get(Client, row.client_id)
    work.require(Right.EDIT_CLIENTS, client)
    values = _checked(work, client, day, but=row.id)
    if work.change(row, values, _columns(base) if base else None):
        work.record(TOPIC, "change_day", client)


def remove_anniversary(work: Work, anniversary_id: UUID) -> None:
    """Takes a day out of use; it stays in the history. Raises NotAllowed, NotFound."""
    row = work.get(Anniversary, anniversary_id)
    client = work.get(Client, row.client_id)
    work.require(Right.EDIT_CLIENTS, client)
    work.withdraw(row)
    work.record(TOPIC, "remove_day", client)


def anniversaries_of(work: Work, client_id: UUID) -> tuple[AnniversaryLine, ...]:
    """The days of one file, the next first, with the birthday field among them where no birthday was entered."""
    client = work.get(Client, client_id, withdrawn=True)
    return lines_of(client, work.visible(Anniversary).where(Anniversary.client == client.id), on_file.today(work))


def lines_of(client: Client, rows: Iterable[Anniversary], today: date) -> tuple[AnniversaryLine, ...]:
    """The days in `rows`, the next after `today` first, with the birthday field among them."""
    days: list[tuple[UUID | None, RememberedDay]] = [(row.id, _day(row)) for row in rows]
    birthday = rules.birthday_in(client.birthday)
    if birthday and all(day.kind is not DayKind.BIRTHDAY for _id, day in days):
        days.append((None, birthday))
    lines = [_line(row_id, day, today) for row_id, day in days]
    return tuple(sorted(lines, key=lambda line: (line.next_on, line.day.kind)))


def upcoming(work: Work, days: int | None = None, among: Any = None) -> list[UpcomingDay]:
    """All days of visible clients from today on, `days` ahead (the office's reminder days unless given), by date.

    `among` is a condition on Client that narrows whose. Raises BadEntry for more days than a year has.
    """
    return [found for _key, found in sorted(_upcoming(work, days, None, among), key=lambda pair: pair[0])]


def upcoming_by_client(
    work: Work, client_ids: Sequence[UUID], days: int | None = None
) -> Mapping[UUID, list[UpcomingDay]]:
    """The same for these clients alone, by client; who has none is left out."""
    by_client: dict[UUID, list[UpcomingDay]] = {}
    for start in range(0, len(client_ids), _CHUNK):
        pairs = _upcoming(work, days, client_ids[start : start + _CHUNK])
        for _key, found in sorted(pairs, key=lambda pair: pair[0]):
            by_client.setdefault(found.client_id, []).append(found)
    return by_client


def _upcoming(
    work: Work, days: int | None, only: Sequence[UUID] | None, among: Any = None
) -> Iterator[tuple[tuple[date, str, str], UpcomingDay]]:
    ahead = int(work.settings["reminder_days"]) if days is None else days
    if not 0 <= ahead <= MOST_DAYS:
        raise BadEntry(N_("Look from 0 to {most} days ahead."), "days", most=MOST_DAYS)
    today = on_file.today(work)
    last = today + timedelta(days=ahead)
    found: list[tuple[UUID, RememberedDay]] = []
    for row in _rows_near(work, today, last, only, among):
        found.append((row.client_id, _day(row)))
    found += _birthdays_near(work, today, last, only, among)
    clients = _clients(work, {client_id for client_id, _day in found})
    owners = on_file.names(work, (client.owner_id for client in clients.values()))
    for client_id, day in found:
        line = _line(None, day, today)
        client = clients.get(client_id)
        if client is not None and line.next_on <= last:
            yield (line.next_on, client.sort_key, client.code), UpcomingDay(
                client_id, client.code, client.name, day.kind.label, day.label, line.next_on, line.in_days,
                day.calendar, line.years, owners.get(client.owner_id, ""), client.risk,
            )  # fmt: skip


def _rows_near(
    work: Work, first: date, last: date, only: Sequence[UUID] | None, among: Any = None
) -> Iterable[Anniversary]:
    """Solar days by month and day in the query; lunar ones are few and are counted out afterwards."""
    near = [month * 100 + day for month, day in rules.solar_days(first, last)]
    solar = (Anniversary.month * 100 + Anniversary.day).in_(near)
    query = work.visible(Anniversary).where((Anniversary.calendar == DayCalendar.LUNAR.value) | solar)
    if among is not None:
        meant = work.visible(Client).where(among).where(Client.id == Anniversary.client).select(peewee.SQL("1"))
        query = query.where(peewee.fn.EXISTS(meant))
    return query if only is None else query.where(Anniversary.client.in_(only))


def _birthdays_near(
    work: Work, first: date, last: date, only: Sequence[UUID] | None, among: Any = None
) -> list[tuple[UUID, RememberedDay]]:
    near = [f"{month:02}-{day:02}" for month, day in rules.solar_days(first, last)]
    # literals, so that an index over the same expression serves on both databases
    ending = peewee.fn.SUBSTR(Client.birthday, peewee.fn.LENGTH(Client.birthday) - peewee.SQL("4"))
    query = work.visible(Client).where((Client.birthday != peewee.SQL("''")) & ending.in_(near))
    query = query.select(Client.id, Client.birthday)
    if among is not None:
        query = query.where(among)
    if only is not None:
        query = query.where(Client.id.in_(only))
    days = {key: rules.birthday_in(text) for key, text in query.tuples()}
    entered = _with_birthday(work, list(days))
    return [(key, day) for key, day in days.items() if day is not None and key not in entered]


def _with_birthday(work: Work, client_ids: Sequence[UUID]) -> set[UUID]:
    """Those for whom a birthday was entered as a day of its own: it replaces the field."""
    found: set[UUID] = set()
    for start in range(0, len(client_ids), _CHUNK):
        query = work.visible(Anniversary).where(Anniversary.client.in_(client_ids[start : start + _CHUNK]))
        rows = query.where(Anniversary.kind == DayKind.BIRTHDAY.value).select(Anniversary.client)
        found.update(row.client_id for row in rows)
    return found


def _clients(work: Work, wanted: Iterable[UUID]) -> dict[UUID, Any]:
    ids, found = list(wanted), {}
    for start in range(0, len(ids), _CHUNK):
        query = work.visible(Client).where(Client.id.in_(ids[start : start + _CHUNK]))
        rows = query.select(Client.id, Client.code, Client.name, Client.sort_key, Client.owner, Client.risk)
        found.update({row.id: row for row in rows})
    return found


def _line(row_id: UUID | None, day: RememberedDay, today: date) -> AnniversaryLine:
    table = calendars.coming_lunar_table(today)
    on = rules.next_on(day, today, table)
    return AnniversaryLine(row_id, day, on, (on - today).days, rules.years_on(day, on, table))


def _day(row: Anniversary) -> RememberedDay:
    kind, calendar = DayKind.of(row.kind), DayCalendar.of(row.calendar)
    return RememberedDay(kind, calendar, row.month, row.day, row.year, row.leap, row.label)


def _checked(work: Work, client: Client, day: RememberedDay, but: UUID | None = None) -> dict[str, object]:
    """The columns of a day that can stand and is not there already."""
    table = None
    if day.lunar and day.year is not None and calendars.FIRST_LUNAR_YEAR <= day.year <= calendars.LAST_LUNAR_YEAR:
        table = calendars.lunar_table(day.year, day.year)
    values = _columns(rules.checked_day(day, on_file.today(work), table))
    for row in work.visible(Anniversary).where(
        (Anniversary.client == client.id) & (Anniversary.kind == day.kind.value)
    ):
        same = {**_columns(_day(row)), "year": None} == {**values, "year": None}
        if same and row.id != but:
            raise BadEntry(N_("This day is in the file already."), "day")
    return values


def _columns(day: RememberedDay) -> dict[str, object]:
    return {
        "kind": day.kind.value, "calendar": day.calendar.value, "month": day.month, "day": day.day,
        "year": day.year, "leap": day.leap, "label": day.label,
    }  # fmt: skip
