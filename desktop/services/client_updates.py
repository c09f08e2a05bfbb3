"""Which files have to be looked through, by the update rhythm of department and class (CL-7): for lists and Today."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Department, Person
from desktop.rules import deadlines
from desktop.rules.calendars import Calendar
from desktop.rules.clients import Rhythm
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.services import on_file
from desktop.services.due_rows import of_view
from desktop.services.work import Work

_DAY = 86_400_000  # milliseconds


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the files meant: how many there are, drafts, overdue now, due by tonight, and in the days after."""

    files: int
    drafts: int
    overdue: int
    tonight: int
    later: int


def rhythm(work: Work) -> Rhythm:
    """The office's days by class, and those of departments with some of their own."""
    own = work.visible(Department).select(Department.id, Department.rhythm).where(Department.rhythm != {})
    office = {letter: int(work.settings[f"update_days_{letter}"]) for letter in "ABCD"}
    return Rhythm(office, dict(own.tuples()))


def due_at(work: Work, client: Any, found: Rhythm) -> datetime | None:
    """The end of the day in the office by which the file is to be looked through; None where it has no rhythm."""
    days = found.days(client.client_class, client.department_id)
    if days is None:
        return None
    return deadlines.due(client.looked_through_at, deadlines.days(days), _calendar(work))


def overdue(work: Work) -> Any:
    """The condition that a file's rhythm ran out before today."""
    return _due_by(work, on_file.today(work) - timedelta(days=1), rhythm(work))


def fresh_since(work: Work) -> Any:
    """Since when a file must have been looked through not to be overdue, as an expression; NULL for one without a
    rhythm."""
    calendar, stored, today = _calendar(work), Client.looked_through_at.db_value, on_file.today(work)
    return _by_file(rhythm(work), lambda days: stored(calendar.moment(today - timedelta(days=days), 0)))


def due(work: Work, view: View) -> list[Batch]:
    """Files whose rhythm has run out or does today, and those of the next days, the longest overdue first."""
    counted, found = counts(work, view), rhythm(work)
    by_tonight = _due_by(work, view.today, found)
    soon = _due_by(work, view.today + timedelta(days=NEXT_DAYS), found) & ~by_tonight
    return [Batch(group, _rows(work, view, condition, found) if total and view.limit else (), total)
            for group, condition, total in ((Group.DUE, by_tonight, counted.tonight),
                                            (Group.NEXT, soon, counted.later))]  # fmt: skip


def counts(work: Work, view: View) -> Counts:
    """All in one go over the rows, and once in a look: a large office has thousands of one person's."""
    if "files" not in view.worked_out:
        view.worked_out["files"] = _counted(work, view)
    counted: Counts = view.worked_out["files"]
    return counted


def _counted(work: Work, view: View) -> Counts:
    found = rhythm(work)
    conditions = (Client.draft, *(_due_by(work, view.today + timedelta(days=n), found) for n in (-1, 0, NEXT_DAYS)))
    sums = [peewee.fn.SUM(peewee.Case(None, ((condition, 1),), 0)) for condition in conditions]
    query = work.visible(Client).where(of_view(work, view)).select(peewee.fn.COUNT(peewee.SQL("*")), *sums)
    files, drafts, overdue, by_tonight, by_later = (int(number or 0) for number in query.tuples().get())
    return Counts(files, drafts, overdue, by_tonight, by_later - by_tonight)


def _calendar(work: Work) -> Calendar:
    return Calendar(zone=str(work.settings["time_zone"]))


def _due_by(work: Work, day: date, found: Rhythm) -> Any:
    """The condition that a file is due by the end of `day`. One comparison and not four for each department, so that
    the rows are read once; a lost client has no rhythm."""
    calendar, stored = _calendar(work), Client.looked_through_at.db_value

    def before(days: int) -> int | None:
        # looked through on the last day from which the rhythm runs until `day`, or earlier
        return stored(calendar.moment(day - timedelta(days=days - 1), 0))

    return Client.looked_through_at < _by_file(found, before, 0)


def _by_file(found: Rhythm, value: Callable[[int], int | None], lost: int | None = None) -> Any:
    """`value` of the days that hold for a file, by its department and class; `lost` for a lost client."""

    def by_class(department: UUID | None) -> Any:
        days = {letter: value(count) for letter, count in found.of_department(department).items()}
        return peewee.Case(Client.client_class, (*days.items(), ("", days["D"])), lost)

    own = tuple((Client.department == key, by_class(key)) for key in found.departments)
    return peewee.Case(None, own, by_class(None)) if own else by_class(None)


def _rows(work: Work, view: View, condition: Any, found: Rhythm) -> tuple[Row, ...]:
    query = work.visible(Client).where(of_view(work, view)).where(condition)
    by_due = Client.looked_through_at + _by_file(found, lambda days: days * _DAY)
    columns = (Client.id, Client.code, Client.name, Client.client_class, Client.looked_through_at, Client.owner,
               Client.deputy, Client.department)  # fmt: skip
    # an index tells which they are; only those are read
    first = [key for (key,) in query.select(Client.id).order_by(by_due, Client.id).limit(view.limit).tuples()]
    rows = sorted(work.visible(Client).where(Client.id.in_(first)).select(*columns), key=lambda c: first.index(c.id))
    owners = {p.id: p.name for p in work.visible(Person).where(Person.id.in_([c.owner_id for c in rows]))}
    return tuple(_row(work, view, client, found, owners) for client in rows)


def _row(work: Work, view: View, client: Any, found: Rhythm, owners: Mapping[Any, str]) -> Row:
    count = found.days(client.client_class, client.department_id)
    may = work.may(Right.EDIT_CLIENTS, client)
    owner = owners.get(client.owner_id, "")
    below: Said | str = client.code
    if view.whole and client.owner_id != view.me and owner:
        below = Said(N_("{code} · {owner}"), {"code": client.code, "owner": owner})
    return Row(
        ("update", client.id), "refresh-cw", Said(N_("Look through the file: every {n} days"), {"n": count}),
        client.name, ("clients", client.id), Deed.LOOK_THROUGH if may else Deed.OPEN,
        (client.id,) if may else ("clients", client.id), below,
        until=due_at(work, client, found),
    )  # fmt: skip
