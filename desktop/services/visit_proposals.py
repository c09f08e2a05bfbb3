"""Whom to visit by the plan of each class: clients whose next visit is due and for whom none is planned (CL-19)."""

from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import peewee

from desktop.models.class_plans import ClassPlan
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.visits import Visit
from desktop.rules import class_plans as rules
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.rules.zones import zone_of
from desktop.services import on_file
from desktop.services.work import Work

MOST = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """A client to visit: since when it is due, by which class and rhythm, and when somebody was last in contact."""

    client: UUID
    code: str
    name: str
    risk: str
    client_class: str
    visit_days: int
    last_contact: date | None
    due: date
    owner: str


def proposals(work: Work, *, mine: bool = True, limit: int = MOST) -> tuple[Proposal, ...]:
    """Clients whose next visit is due, who waits longest first. `mine`: those that I own or deputise for; else all
    that I may see. Raises NotAllowed."""
    query = _due(work, mine=mine)
    if query is None:
        return ()
    last = _last_contact(work)
    rows = list(query.select(Client, last.alias("last_at")).order_by(last, Client.opened_on, Client.id).limit(limit)
                .objects())  # fmt: skip
    rhythm, names = _rhythm(work), on_file.names(work, (row.owner_id for row in rows))
    zone = zone_of(str(work.settings["time_zone"]))
    found = []
    for row in rows:
        last_at = Contact.at.python_value(row.last_at or None)
        day = last_at.astimezone(zone).date() if last_at is not None else None
        due = rules.next_visit(rhythm[row.client_class], day, row.opened_on)
        assert due is not None
        found.append(Proposal(row.id, row.code, row.name, row.risk, row.client_class, rhythm[row.client_class], day,
                              due, names.get(row.owner_id, "")))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.due, one.code)))


def count(work: Work, *, mine: bool = True) -> int:
    """How many there are. Raises NotAllowed."""
    query = _due(work, mine=mine)
    return int(query.count()) if query is not None else 0


def _rhythm(work: Work) -> dict[str, int]:
    rows = work.visible(ClassPlan).where(ClassPlan.visit_days.is_null(False))
    return {row.letter: row.visit_days for row in rows}


def _due(work: Work, *, mine: bool) -> Any:
    work.require(Right.SEE_CLIENTS)
    rhythm = _rhythm(work)
    if not rhythm:
        return None
    today, zone = on_file.today(work), zone_of(str(work.settings["time_zone"]))
    due = []
    for letter, days in rhythm.items():
        day = today - timedelta(days=days)
        after = datetime.combine(day + timedelta(days=1), time(), zone)
        met = work.visible(Contact).where((Contact.client == Client.id) & (Contact.at >= after))
        of_class = (Client.client_class == letter) & (Client.opened_on <= day)
        due.append(of_class & ~peewee.fn.EXISTS(met.select(peewee.SQL("1"))))
    open_ = Visit.reported_at.is_null() & Visit.called_off_at.is_null()
    planned = work.visible(Visit).where((Visit.client == Client.id) & open_).select(peewee.SQL("1"))
    query = work.visible(Client).where(reduce(or_, due) & ~peewee.fn.EXISTS(planned))
    if mine:
        query = query.where((Client.owner == work.me.id) | (Client.deputy == work.me.id))
    return query


def _last_contact(work: Work) -> Any:
    contact = Contact.alias()
    # reading path: of a client that `work` lets this person see, when somebody was last in contact with it
    newest = contact.select(peewee.fn.MAX(contact.at))
    return peewee.fn.COALESCE(newest.where((contact.client == Client.id) & contact.withdrawn_at.is_null()), 0)
