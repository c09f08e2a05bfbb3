"""Who looks after a client: owner, deputy and contact persons, set together; what successors owe (CL-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.owners import ContactPerson, HandoverLine
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import clients, on_file
from desktop.services.work import Work

TOPIC = "clients"
MOST = 500


@dataclass(frozen=True, slots=True)
class Period:
    """A colleague who is or was a contact person; `until` is None while it lasts."""

    person_id: UUID
    name: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class FirstContactDue:
    """A client that was handed over and that its successor has not been in contact with yet; `due` in UTC."""

    id: UUID
    client_id: UUID
    code: str
    name: str
    due: datetime
    person_id: UUID


def set_owners(work: Work, client_id: UUID, *, owner: UUID | None, deputy: UUID | None, important: bool,
               promising: bool, contacts: Sequence[UUID], base: Mapping[str, Any] | None = None) -> None:  # fmt: skip
    """Sets owner, deputy, marks and further contact persons of a client in one act (CL-9).

    `base` holds what the person saw of them: contact persons that a colleague added or took out meanwhile stay so.
    Raises BadEntry, NotAllowed, NotFound, Stale.
    """
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    seen = {n: v for n, v in (base or {}).items() if n in ("owner", "deputy", "important")}
    clients.set_people(work, client_id, owner=owner, deputy=deputy, important=important, base=seen)
    rows = {row.person_id: row for row in on_file.contact_persons(work, client)}
    known = set((base or {}).get("contacts", rows))
    changed = bool(work.change(work.get(Client, client_id), {"promising": promising}, _seen_mark(base)))
    today = on_file.today(work)
    for person_id in dict.fromkeys(contacts):
        if person_id not in known and person_id not in rows:
            person = work.get(Person, person_id)
            if person.suspended_at is not None:
                raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "contacts", name=person.name)
            work.add(ContactPerson(client=client.id, person=person.id, since=today))
            changed = True
    for person_id in known - set(contacts):
        if person_id in rows:
            work.change(rows[person_id], {"until": today})
            changed = True
    if changed:
        work.record(TOPIC, "contact_persons", work.get(Client, client_id))


def contact_persons_of(work: Work, client_id: UUID) -> tuple[Period, ...]:
    """Everybody who is or was a contact person of the client, the present ones first. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    rows = list(work.visible(ContactPerson).where(ContactPerson.client == client.id))
    people = on_file.names(work, (row.person_id for row in rows))
    rows.sort(key=lambda row: (row.until is not None, row.since, row.id))
    return tuple(Period(row.person_id, people.get(row.person_id, ""), row.since, row.until) for row in rows)


def first_contacts_due(work: Work, person: UUID | None = None, until: datetime | None = None,
                       limit: int = MOST) -> list[FirstContactDue]:  # fmt: skip
    """First contacts that `person` (by default oneself) owes as successor to clients one may see, the earliest first.

    Who has handed the client on since, or is its owner no more, owes none.
    """
    who = person or work.me.id
    query = (
        work.visible(HandoverLine)
        .where((HandoverLine.owner == who) & HandoverLine.contacted_at.is_null() & HandoverLine.due.is_null(False)
               & HandoverLine.superseded_at.is_null())
        .select(HandoverLine.id, HandoverLine.client, Client.code, Client.name, HandoverLine.due)
        .join(Client)
        .where((Client.owner == who) & Client.withdrawn_at.is_null())
        .order_by(HandoverLine.due, HandoverLine.id)
    )  # fmt: skip
    if until is not None:
        query = query.where(HandoverLine.due <= until)
    return [FirstContactDue(key, client, code, name, due, who)
            for key, client, code, name, due in query.limit(limit).tuples()]  # fmt: skip


def _seen_mark(base: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {"promising": base["promising"]} if base and "promising" in base else None
