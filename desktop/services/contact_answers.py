"""First answers 首次答复: a contact from a client waits until one of ours answers it, by the office's limits (CM-2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.rows import among
from desktop.rules import contacts as rules
from desktop.rules import deadlines
from desktop.rules.calendars import Calendar
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, Label
from desktop.rules.secrecy import Secrecy
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Group, Row, Said, View
from desktop.services import calendars, contact_rights, due_rows, on_file
from desktop.services.work import OUT_OF_USE, Work

TOPIC = "clients"
LOG, ANSWER = "log_contact", "answer"
"""What the screens open to log a contact, and what they hand it beside the id of the contact to be answered."""


def columns_of(work: Work, client: Any, said: Report, row: Any = None) -> dict[str, Any]:
    """What a report that is logged, or corrected in `row`, leaves to be answered, and by when."""
    came, late = said.direction is Direction.IN, _missed(work, row)
    if not came or (row is not None and row.answered_at is not None):
        return {"waiting_since": None, "answer_due": late or (_due(work, client, said) if came else None)}
    waits = said.waits
    if waits is None and row is not None and row.direction == Direction.IN.value:
        waits = row.waiting_since is not None
    if waits is None:
        waits = rules.usually_waits(said.channel, said.direction)
    due = late or (_due(work, client, said) if waits else None)
    return {"waiting_since": said.at if waits else None, "answer_due": due}


def _missed(work: Work, row: Any) -> datetime | None:
    """By when an answer was owed that did not come in time. No correction takes that back: appraisal counts it, and
    where it should not, an excuse says so."""
    if row is None or row.answer_due is None or row.answer_due > work.now:
        return None
    due: datetime = row.answer_due
    return due if row.answered_at is None or row.answered_at > due else None


def _due(work: Work, client: Any, said: Report) -> datetime | None:
    minutes = rules.answer_minutes(said.channel, client.client_class or "", work.settings)
    if minutes is None:
        return None
    assert said.at is not None
    calendar = calendars.calendar_around(on_file.today(work), str(work.settings["time_zone"]))
    return deadlines.due(said.at, deadlines.working_hours(0, minutes), calendar)


def check_answer(work: Work, client: Any, said: Report, answers: UUID) -> None:
    """Raises BadEntry where a report can't be the answer to that contact, NotFound."""
    asked = work.get(Contact, answers)
    if asked.client_id != client.id:
        raise BadEntry(N_("The contact that is answered belongs to another client."), "answers")
    if said.direction is not Direction.OUT or asked.direction != Direction.IN.value:
        raise BadEntry(N_("An answer goes from us to the client, to something that came from the client."), "direction")
    if said.at is not None and said.at < asked.at:
        raise BadEntry(N_("An answer comes after what it answers: choose a later time."), "at")


def told_by(work: Work, asked: Any) -> dict[str, Any]:
    """Whether a contact was answered, as it follows from the reports of its answers."""
    theirs = (Contact.answers == asked.id) & (Contact.direction == Direction.OUT.value)
    first = work.visible(Contact).where(theirs).order_by(Contact.at).first()
    if first is not None:
        return {"answered_at": first.at, "waiting_since": None}
    return {"answered_at": None, "waiting_since": asked.at} if asked.answered_at is not None else {}


def needs_no_answer(work: Work, contact_id: UUID) -> None:
    """Notes that nothing is to be answered, such as to thanks. For who may correct the report. Raises BadEntry,
    NotAllowed, NotFound."""
    row, client = contact_rights.to_settle(work, contact_id)
    if row.waiting_since is None:
        raise BadEntry(N_("This contact does not wait for an answer."))
    work.change(row, {"waiting_since": None, "answer_due": _missed(work, row)})
    work.record(TOPIC, "needs_no_answer", client)


def waiting_of(work: Work, client: Any, limit: int = 8) -> list[Any]:
    """The contacts of a client that wait, the first first. Part of the verb that logs one."""
    query = work.visible(Contact).where((Contact.client == client.id) & Contact.waiting_since.is_null(False))
    return list(query.order_by(Contact.waiting_since, Contact.id).limit(limit))


def due(work: Work, view: View) -> list[Batch]:
    """What waits for an answer of mine, or of my department: by tonight, in the days after, and without a limit."""
    owed = due_rows.owed_by(work, view, Contact.staff) & Contact.waiting_since.is_null(False)
    query = work.visible(Contact).where(owed & Contact.client.not_in(OUT_OF_USE)).select(Contact.id)
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    tonight, later = (calendar.end_of(day) for day in (view.today, view.today + timedelta(days=NEXT_DAYS)))
    told: due_rows.Told = lambda rows: _told(work, view, rows, tonight)  # noqa: E731
    unlimited = query.where(Contact.answer_due.is_null())
    rows = list(unlimited.order_by(Contact.waiting_since, Contact.id).limit(view.limit)) if view.limit else []
    return [*due_rows.split(query, Contact.answer_due, tonight, later, view.limit, told),
            Batch(Group.WAITING, told(rows), unlimited.count())]  # fmt: skip


def _told(work: Work, view: View, keys: Sequence[Any], tonight: datetime) -> tuple[Row, ...]:
    if not keys:
        return ()
    columns = (Contact.id, Contact.subject, Contact.channel, Contact.mark, Contact.waiting_since, Contact.answer_due,
               Contact.staff, Client.id, Client.code, Client.name)  # fmt: skip
    query = work.visible(Contact).where(among(Contact.id, [row.id for row in keys])).select(*columns).join(Client)
    rows = list(query.order_by(Contact.answer_due, Contact.waiting_since, Contact.id))
    people = on_file.names(work, (row.staff_id for row in rows))
    found = []
    for row in rows:
        about = Label(Secrecy.of(row.mark).label) if row.mark else row.subject
        below: Said | str = row.client.code
        if row.staff_id != view.me:
            below = Said(N_("{code} · {owner}"), {"code": row.client.code, "owner": people.get(row.staff_id, "")})
        due_at = row.answer_due
        found.append(Row(
            ("answer", row.id), "message-circle",
            Said(N_("Answer, {channel}: {about}"), {"channel": Label(Channel.of(row.channel).label), "about": about}),
            row.client.name, ("clients", (row.client.id, row.id)), Deed.ANSWER, (LOG, (ANSWER, row.id)), below,
            until=due_at, since=row.waiting_since if due_at is None else None,
            urgent=due_at is not None and due_at <= tonight,
        ))  # fmt: skip
    return tuple(found)
