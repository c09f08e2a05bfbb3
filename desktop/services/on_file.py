"""What hangs on a client file, narrowed to the rows that this person may see: the lists and the history share it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from desktop.models.clients import Client, Dealing, Link
from desktop.models.office import Person
from desktop.models.owners import ContactPerson
from desktop.rules.owners import Staffing, needs_several, staffing
from desktop.rules.rights import Right
from desktop.rules.zones import zone_of
from desktop.services.work import Work


def today(work: Work) -> date:
    """The date it is in the office."""
    return work.now.astimezone(zone_of(str(work.settings["time_zone"]))).date()


def names(work: Work, people: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of colleagues by id."""
    wanted = {person for person in people if person is not None}
    if not wanted:
        return {}
    rows = work.visible(Person).where(Person.id.in_(wanted)).select(Person.id, Person.name)
    return {row.id: row.name for row in rows}


def links(work: Work, client: Client, *, withdrawn: bool = False) -> list[tuple[Link, Client]]:
    """Links in both directions, each with the file at the other end.

    A file this person may not see is left out with its link, so that not even its existence shows (CL-4, AC-5).
    """
    both = (Link.client == client.id) | (Link.other == client.id)
    rows = list(work.visible(Link, withdrawn=withdrawn).where(both))
    ends = {row.other_id if row.client_id == client.id else row.client_id for row in rows}
    query = work.visible(Client, withdrawn=withdrawn).select(Client.id, Client.code, Client.name, Client.sort_key)
    seen = {other.id: other for other in query.where(Client.id.in_(ends))} if ends else {}
    pairs = ((row, seen.get(row.other_id if row.client_id == client.id else row.client_id)) for row in rows)
    return [(row, other) for row, other in pairs if other is not None]


def dealings(work: Work, client: Client, *, withdrawn: bool = False) -> Any:
    """Dealings; confidential ones only for who may edit the file or entered them (CL-6)."""
    query = work.visible(Dealing, withdrawn=withdrawn).where(Dealing.client == client.id)
    if not work.may(Right.EDIT_CLIENTS, client):
        query = query.where(~Dealing.confidential | (Dealing.entered_by == work.me.id))
    return query


def contact_persons(work: Work, client: Client) -> list[ContactPerson]:
    """Who is in contact with the client besides owner and deputy, as long as it lasts, the first first."""
    query = work.visible(ContactPerson).where((ContactPerson.client == client.id) & ContactPerson.until.is_null())
    return list(query.order_by(ContactPerson.since, ContactPerson.id))


def staffing_of(work: Work, client: Client, rows: Iterable[ContactPerson]) -> Staffing:
    """Whether the client has the contact persons it needs (CL-9); whose account is suspended is none."""
    contacts, owners = {row.person_id for row in rows}, {client.owner_id, client.deputy_id}
    people = {*contacts, *owners} - {None}
    query = work.visible(Person).where(Person.id.in_(people) & Person.suspended_at.is_null())
    here = {row.id for row in query.select(Person.id)} if people else set()
    needs = needs_several(client.client_class, client.important, client.promising)
    return staffing(needs, owners & here, contacts & here, int(work.settings["contact_persons"]),
                    bool(work.settings["owners_count"]))  # fmt: skip
