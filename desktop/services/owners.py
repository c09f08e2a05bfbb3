"""Who looks after a client: owner, deputy and contact persons, set together; what successors owe (CL-9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.owners import ContactPerson, HandoverLine
from desktop.rules.calendars import Calendar
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.services import clients, due_rows, on_file, transfers
from desktop.services.transfers import Plan, Wish
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
               promising: bool, contacts: Sequence[UUID], reason: str = "",
               base: Mapping[str, Any] | None = None) -> bool:  # fmt: skip
    """Sets owner, deputy, marks and further contact persons of a client in one act (CL-9). Where the client passes from
    one owner to another it is handed over as by any transfer, which asks for a `reason`; whoever is still named contact
    person stays it. Returns whether this person may still change the file, and so take it back.

    `base` holds what the person saw of them: contact persons that a colleague added or took out meanwhile stay so.
    Raises BadEntry, NotAllowed, NotFound, Stale.
    """
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    seen = {n: v for n, v in (base or {}).items() if n in ("owner", "deputy", "important")}
    # before the file is handed on: it may be out of reach then
    rows = {row.person_id: row for row in on_file.contact_persons(work, client)}
    settled = clients.settled_people(work, client, owner, deputy, important, seen)
    passes = client.owner_id is not None and settled["owner"] not in (None, client.owner_id)
    marks = {"promising": promising}
    if passes:
        marks["important"] = settled["important"]
    else:
        clients.set_people(work, client_id, owner=owner, deputy=deputy, important=important, base=seen)
    known = set((base or {}).get("contacts", rows))
    changed = bool(work.change(client, marks, _seen_mark(base)))
    today = on_file.today(work)
    for person_id in dict.fromkeys(contacts):
        if person_id not in known and person_id not in rows:
            person = work.hold(Person, person_id)
            if person.suspended_at is not None:
                raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "contacts", name=person.name)
            work.add(ContactPerson(client=client.id, person=person.id, since=today))
            changed = True
    for person_id in known - set(contacts):
        if person_id in rows:
            work.change(rows[person_id], {"until": today})
            changed = True
    if changed:
        work.record(TOPIC, "contact_persons", client)
    if passes:
        staying = frozenset(contacts) | (rows.keys() - known)
        transfers.hand_on(work, client, settled["owner"], settled["deputy"], reason, staying)
    return bool(work.visible(Client, Right.EDIT_CLIENTS).where(Client.id == client_id).exists())


def foresee(work: Work, client_id: UUID, *, owner: UUID | None, deputy: UUID | None, important: bool, promising: bool,
            contacts: Sequence[UUID]) -> Plan | None:  # fmt: skip
    """What `set_owners` would do besides where somebody new takes a client over, changing nothing; None where nobody
    does. Raises BadEntry where it can't be (field owner or deputy), NotAllowed, NotFound."""
    client = work.get(Client, client_id)
    work.require(Right.EDIT_CLIENTS, client)
    new_owner, new_deputy = owner not in (None, client.owner_id), deputy not in (None, client.deputy_id)
    if not new_owner and not new_deputy:
        return None
    changes = deputy != client.deputy_id
    wish = Wish(owner if new_owner else None, deputy if changes else None, deputy_goes=changes)
    marks = {"important": important, "promising": promising}
    found = transfers.plan(work, [client_id], wish, frozenset(contacts), marks)
    # where nobody had the client before, nobody hands it over
    return found if client.owner_id is not None else replace(found, due=None)


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
    columns = (HandoverLine.id, HandoverLine.client, Client.code, Client.name, HandoverLine.due)
    query = _owed(work, HandoverLine.owner == who, *columns).order_by(HandoverLine.due, HandoverLine.id)
    if until is not None:
        query = query.where(HandoverLine.due <= until)
    return [FirstContactDue(key, client, code, name, due, who)
            for key, client, code, name, due in query.limit(limit).tuples()]  # fmt: skip


def due(work: Work, view: View) -> list[Batch]:
    """First contacts that I owe as successor, or my department, and clients nobody has told yet: by tonight and in the
    days after, as Today shows them (CL-9, OF-10)."""
    columns = (HandoverLine.id, HandoverLine.due, Client.id, Client.code, Client.name, Client.owner, Client.deputy,
               Client.department)  # fmt: skip
    query = _owed(work, due_rows.owed_by(work, view, HandoverLine.owner), *columns)
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    tonight, later = (calendar.end_of(day) for day in (view.today, view.today + timedelta(days=NEXT_DAYS)))
    told: due_rows.Told = lambda rows: _told(work, view, rows, tonight)  # noqa: E731
    return [*due_rows.split(query, HandoverLine.due, tonight, later, view.limit, told),
            *_untold(work, view, tonight, later)]  # fmt: skip


def _untold(work: Work, view: View, tonight: datetime, later: datetime) -> list[Batch]:
    """Transfers with clients that nobody has told yet of their new owner: at the latest when he is to be in contact."""
    by = peewee.fn.MIN(HandoverLine.due)
    owed = due_rows.owed_by(work, view, HandoverLine.owner) & HandoverLine.told_on.is_null()
    query = _in_force(work, owed, HandoverLine.handover, by, peewee.fn.COUNT(peewee.SQL("*")))
    found: dict[Group, list[Row]] = {Group.DUE: [], Group.NEXT: []}
    for handover, due, count in query.group_by(HandoverLine.handover).order_by(by, HandoverLine.handover).tuples():
        moment: Any = HandoverLine.due.python_value(due) if isinstance(due, int) else due
        if moment <= later:
            opens = ("handovers", handover)
            said = Said(N_("Tell clients of their new owner: {n}"), {"n": count})
            found[Group.DUE if moment <= tonight else Group.NEXT].append(
                Row(("untold", handover), "mail", said, "", opens, Deed.OPEN, opens, until=moment)
            )
    return [Batch(group, tuple(rows[: view.limit]), len(rows)) for group, rows in found.items()]


def _owed(work: Work, whose: Any, *columns: Any) -> Any:
    """First contacts that nobody has made yet, of clients in use that are still their successor's."""
    return _in_force(work, whose & HandoverLine.contacted_at.is_null(), *columns)


def _in_force(work: Work, wanted: Any, *columns: Any) -> Any:
    there = HandoverLine.due.is_null(False) & HandoverLine.superseded_at.is_null()
    query = work.visible(HandoverLine).where(wanted & there).select(*columns)
    return query.join(Client).where((Client.owner == HandoverLine.owner) & Client.withdrawn_at.is_null())


def _told(work: Work, view: View, rows: Sequence[Any], tonight: datetime) -> tuple[Row, ...]:
    people = on_file.names(work, (row.client.owner_id for row in rows))
    return tuple(_row(work, view, row, people.get(row.client.owner_id, ""), tonight) for row in rows)


def _row(work: Work, view: View, row: Any, who: str, tonight: datetime) -> Row:
    client = row.client
    may = work.may(Right.ENTER_CLIENTS) or work.may(Right.EDIT_CLIENTS, client)
    below: Said | str = client.code
    if client.owner_id != view.me:
        below = Said(N_("{code} · {owner}"), {"code": client.code, "owner": who})
    return Row(
        ("first_contact", row.id), "message-circle", Said(N_("First contact after the handover")), client.name,
        ("clients", client.id), Deed.LOG if may else Deed.OPEN,
        ("log_contact" if may else "clients", client.id), below, until=row.due,
        urgent=row.due <= tonight,
    )  # fmt: skip


def _seen_mark(base: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {"promising": base["promising"]} if base and "promising" in base else None
