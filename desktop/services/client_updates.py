"""Which files have to be looked through, by the update rhythm of their class (CL-7), as Today shows them (OF-10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules import clients as rules
from desktop.rules.calendars import Calendar
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.services.clients import rhythm
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


def due(work: Work, view: View) -> list[Batch]:
    """Files whose rhythm has run out or does today, and those of the next days, the longest overdue first."""
    counted, days = counts(work, view), rhythm(work)
    tonight, later = _ends(work, view)
    by_tonight = _runs_out_before(tonight, days)
    soon = _runs_out_before(later, days) & ~by_tonight
    return [Batch(group, _rows(work, view, condition, days) if total and view.limit else (), total)
            for group, condition, total in ((Group.DUE, by_tonight, counted.tonight),
                                            (Group.NEXT, soon, counted.later))]  # fmt: skip


def counts(work: Work, view: View) -> Counts:
    """All in one go over the rows: a large office has thousands of one person's."""
    days = rhythm(work)
    tonight, later = _ends(work, view)
    conditions = (Client.draft, *(_runs_out_before(moment, days) for moment in (work.now, tonight, later)))
    sums = [peewee.fn.SUM(peewee.Case(None, ((condition, 1),), 0)) for condition in conditions]
    query = work.visible(Client).where(of_view(work, view)).select(peewee.fn.COUNT(peewee.SQL("*")), *sums)
    files, drafts, overdue, by_tonight, by_later = (int(number or 0) for number in query.tuples().get())
    return Counts(files, drafts, overdue, by_tonight, by_later - by_tonight)


def _ends(work: Work, view: View) -> tuple[datetime, datetime]:
    """The end of today and of the days that are shown ahead."""
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    return calendar.end_of(view.today), calendar.end_of(view.today + timedelta(days=NEXT_DAYS))


def _runs_out_before(moment: datetime, days: Mapping[str, int]) -> Any:
    """One comparison and not four, so that the rows are read once; a lost client has no rhythm."""
    stored = Client.looked_through_at.db_value
    late = {letter: stored(moment - timedelta(days=count)) for letter, count in days.items()}
    return Client.looked_through_at <= peewee.Case(Client.client_class, (*late.items(), ("", late["D"])), 0)


def _rows(work: Work, view: View, condition: Any, days: Mapping[str, int]) -> tuple[Row, ...]:
    query = work.visible(Client).where(of_view(work, view)).where(condition)
    spans = {letter: count * _DAY for letter, count in days.items()}
    by_due = Client.looked_through_at + peewee.Case(Client.client_class, tuple(spans.items()), spans["D"])
    columns = (Client.id, Client.code, Client.name, Client.client_class, Client.looked_through_at, Client.owner,
               Client.deputy, Client.department)  # fmt: skip
    # an index tells which they are; only those are read
    first = [key for (key,) in query.select(Client.id).order_by(by_due, Client.id).limit(view.limit).tuples()]
    found = sorted(work.visible(Client).where(Client.id.in_(first)).select(*columns), key=lambda c: first.index(c.id))
    owners = {p.id: p.name for p in work.visible(Person).where(Person.id.in_([c.owner_id for c in found]))}
    return tuple(_row(work, view, client, days, owners) for client in found)


def _row(work: Work, view: View, client: Any, days: Mapping[str, int], owners: Mapping[Any, str]) -> Row:
    count = rules.update_days(client.client_class, days) or days["D"]
    may = work.may(Right.EDIT_CLIENTS, client)
    owner = owners.get(client.owner_id, "")
    below: Said | str = client.code
    if view.whole and client.owner_id != view.me and owner:
        below = Said(N_("{code} · {owner}"), {"code": client.code, "owner": owner})
    return Row(
        ("update", client.id), "refresh-cw", Said(N_("Look through the file: every {n} days"), {"n": count}),
        client.name, ("clients", client.id), Deed.LOOK_THROUGH if may else Deed.OPEN,
        (client.id,) if may else ("clients", client.id), below,
        until=client.looked_through_at + timedelta(days=count),
    )  # fmt: skip
