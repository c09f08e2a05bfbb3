"""Contact reports 联系报告: logged, corrected with history, found by search; what was promised next (CL-9, CM-1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.contacts import Contact
from desktop.models.office import Person
from desktop.models.owners import HandoverLine
from desktop.models.rows import among
from desktop.rules import contacts as rules
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, Label
from desktop.rules.fields import Locked
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.secrecy import Secrecy
from desktop.rules.today import NEXT_DAYS, Batch, Deed, Row, Said, View
from desktop.rules.tokens import tokens_of
from desktop.rules.zones import zone_of
from desktop.services import contact_answers, contact_rights, due_rows, marks, on_file, search, signing
from desktop.services.work import OUT_OF_USE, Work

TOPIC = "clients"
MOST = 500
OF_FILE = 51
"""What a file shows of its contacts, the newest, and one more that tells that there are others: the list pages."""


@dataclass(frozen=True, slots=True)
class ContactLine:
    """One contact as its file shows it. `next_done_at` is None while the next step is open, or there is none."""

    id: UUID
    client_id: UUID
    channel: Channel
    direction: Direction
    at: datetime
    staff_id: UUID
    staff: str
    subject: str
    content: str
    result: str
    next_step: str
    next_on: date | None
    next_for: str
    next_done_at: datetime | None
    entered_by: str
    may_change: bool
    mark: str = ""
    locked: Locked | None = None  # in the place of the words of a marked report
    in_use: bool = True  # nothing is owed to a client whose file is in use no more
    next_for_id: UUID | None = None
    persons: str = ""
    waiting_since: datetime | None = None  # while it waits for its first answer, due by `answer_due` where that is set
    answer_due: datetime | None = None
    answered_at: datetime | None = None
    answers: UUID | None = None

    @property
    def waits(self) -> bool:
        return self.waiting_since is not None and self.in_use

    @property
    def open_step(self) -> bool:
        return bool(self.next_step) and self.next_done_at is None and self.in_use


@dataclass(frozen=True, slots=True)
class AtHand:
    """A client with whom a contact is to be logged: how it stands, what was promised it next, and what of it waits for
    an answer, the first first."""

    id: UUID
    code: str
    name: str
    risk: str
    open_step: ContactLine | None
    waiting: tuple[ContactLine, ...] = ()


@dataclass(frozen=True, slots=True)
class StepDue:
    """A next step that somebody owes a client, by the end of the day `due`. `id` is its contact's."""

    id: UUID
    client_id: UUID
    code: str
    name: str
    title: str
    due: date
    person_id: UUID | None


def log_contact(work: Work, client_id: UUID, report: Report, settles: UUID | None = None,
                answers: UUID | None = None) -> UUID:  # fmt: skip
    """Logs a contact; `settles` names the contact whose next step this was, `answers` the one that it answers (CM-2).
    Returns the contact's id.

    Each department's contact must reach the file (CL-6): whoever sees it and may enter or edit clients may log. A
    contact of the successor keeps the first contact after a transfer (CL-9). Raises BadEntry, NotAllowed, NotFound.
    """
    client = contact_rights.to_enter(work, client_id)
    said = rules.checked(report, work.now, on_file.today(work))
    staff = work.get(Person, said.staff or work.me.id)
    key = new_id()
    columns = marks.sealed(work, Contact, key, client.id, _columns(said))
    if answers is not None:
        contact_answers.check_answer(work, client, said, answers)
    columns |= contact_answers.columns_of(work, client, said)
    row = work.add(Contact(id=key, client=client.id, **columns, staff=staff.id, entered_by=work.me.id, answers=answers,
                           next_for=_owing(work, client, said, staff), entered_at=work.now))  # fmt: skip
    if settles is not None:
        before = work.get(Contact, settles)
        if before.client_id != client.id:
            raise BadEntry(N_("This next step belongs to another client."), "settles")
        if before.next_step and before.next_done_at is None:
            work.change(before, {"next_done_at": work.now})
    _follow_answer(work, answers)
    _keep_first_contact(work, client)
    search.index(work, document(row, client))
    work.record(TOPIC, "log_contact", client, channel=said.channel.value)
    return UUID(str(row.id))


def correct_contact(work: Work, contact_id: UUID, report: Report, base: Report | None = None) -> None:
    """Corrects a report; what it said before stays in the history. `base` is what the person saw of it.

    For who may edit the file, entered the report or had the contact. Raises BadEntry, NotAllowed, NotFound, Stale.
    """
    row, client = contact_rights.to_change(work, contact_id)
    said = rules.checked(report, work.now, on_file.today(work))
    staff = work.get(Person, said.staff or row.staff_id)
    values = _columns(said) | {"staff": staff}
    if not said.next_step:
        values |= {"next_for": None, "next_done_at": None}
    elif row.next_for_id is None or said.next_for is not None:
        values["next_for"] = Person(id=_owing(work, client, said, staff))
    values |= contact_answers.columns_of(work, client, said, row)
    if said.direction is Direction.OUT:
        values["answered_at"] = None
    if marks.change(work, row, values, _seen(base) if base is not None else None):
        _follow_answer(work, row.answers)
        _keep_first_contact(work, client)
        search.index(work, document(row, client))
        work.record(TOPIC, "correct_contact", client)


def finish_step(work: Work, contact_id: UUID) -> None:
    """Notes that the next step of a contact was done. Allowed and refused as correcting is, and for who owes it."""
    row, client = contact_rights.to_settle(work, contact_id)
    if not row.next_step:
        raise BadEntry(N_("This contact has no next step."), "next_step")
    if row.next_done_at is None:
        work.change(row, {"next_done_at": work.now})
        work.record(TOPIC, "finish_step", client)


def at_hand(work: Work, client_id: UUID) -> AtHand:
    """A client to log a contact with, and its open next step that is due first. Raises NotAllowed, NotFound."""
    client = contact_rights.to_enter(work, client_id)
    owed = (Contact.client == client.id) & (Contact.next_step != "") & Contact.next_done_at.is_null()
    rows = list(work.visible(Contact).where(owed).order_by(Contact.next_on, Contact.at).limit(1))
    known = {client.id: client}
    return AtHand(client.id, client.code, client.name, client.risk, next(iter(lines_of(work, rows, known)), None),
                  lines_of(work, contact_answers.waiting_of(work, client), known))  # fmt: skip


def at_hand_with(work: Work, contact_id: UUID) -> AtHand:
    """The client of a contact that is to be answered. Raises NotAllowed, NotFound."""
    return at_hand(work, work.get(Contact, contact_id).client_id)


def contacts_of(work: Work, client_id: UUID, limit: int = MOST) -> tuple[ContactLine, ...]:
    """The contacts with a client, the newest first. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    query = work.visible(Contact).where(Contact.client == client.id).order_by(Contact.at.desc(), Contact.id.desc())
    return lines_of(work, list(query.limit(limit)), {client.id: client})


def lines_of(work: Work, rows: Iterable[Any], clients: Mapping[UUID, Any] | None = None) -> tuple[ContactLine, ...]:
    """Contacts as their file shows them; `clients` tell whether they may be changed, without them nobody may."""
    rows, known = list(rows), clients or {}
    people = on_file.names(work, (key for row in rows for key in (row.staff_id, row.next_for_id, row.entered_by_id)))
    locks = marks.locks(work, rows)
    lines = []
    for row in rows:
        client, locked = known.get(row.client_id), locks.get(row.id)
        in_use = client is None or client.withdrawn_at is None
        may = (
            client is not None and in_use and marks.may_change(locked) and contact_rights.may_change(work, client, row)
        )
        lines.append(ContactLine(
            row.id, row.client_id, Channel.of(row.channel), Direction.of(row.direction), row.at, row.staff_id,
            people.get(row.staff_id, ""), row.subject, row.content, row.result, row.next_step, row.next_on,
            people.get(row.next_for_id, ""), row.next_done_at, people.get(row.entered_by_id, ""), may, row.mark,
            locked, in_use, row.next_for_id, row.persons, row.waiting_since, row.answer_due, row.answered_at,
            row.answers))  # fmt: skip
    return tuple(lines)


def next_steps_due(work: Work, person: UUID | None = None, until: date | None = None,
                   limit: int = MOST) -> list[StepDue]:  # fmt: skip
    """The open next steps that `person` (by default oneself) owes to clients one may see, the earliest first."""
    who = person or work.me.id
    columns = (Contact.id, Contact.client, Client.code, Client.name, Contact.next_step, Contact.next_on)
    query = _owed(work, Contact.next_for == who).select(*columns).join(Client).order_by(Contact.next_on, Contact.id)
    if until is not None:
        query = query.where(Contact.next_on <= until)
    return [StepDue(key, client, code, name, step, on, who)
            for key, client, code, name, step, on in query.limit(limit).tuples()]  # fmt: skip


def due(work: Work, view: View) -> list[Batch]:
    """Next steps and answers that I owe, or my department: by tonight and in the days after, as Today shows them
    (OF-10)."""
    query = _owed(work, due_rows.owed_by(work, view, Contact.next_for)).select(Contact.id)
    later = view.today + timedelta(days=NEXT_DAYS)
    steps = due_rows.split(query, Contact.next_on, view.today, later, view.limit, lambda rows: _told(work, view, rows))
    return [*contact_answers.due(work, view), *steps]


def last_contact(work: Work, client_id: UUID) -> date | None:
    """The day in the office on which somebody was last in contact with a client; None for never. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    row = work.visible(Contact).where(Contact.client == client.id).order_by(Contact.at.desc()).first()
    return row.at.astimezone(zone_of(str(work.settings["time_zone"]))).date() if row is not None else None


def _owed(work: Work, whose: Any) -> Any:
    """Open next steps with their day, of clients in use: all that counting them asks lies in one index."""
    owed = whose & Contact.next_done_at.is_null() & Contact.next_on.is_null(False)
    return work.visible(Contact).where(owed & Contact.client.not_in(OUT_OF_USE))


def _told(work: Work, view: View, found: Sequence[Any]) -> tuple[Row, ...]:
    if not found:
        return ()
    columns = (Contact.id, Contact.next_step, Contact.mark, Contact.next_on, Contact.next_for, Contact.staff,
               Contact.entered_by, Client.id, Client.code, Client.name, Client.owner, Client.deputy,
               Client.department)  # fmt: skip
    query = work.visible(Contact).where(among(Contact.id, [row.id for row in found]))
    rows = list(query.select(*columns).join(Client).order_by(Contact.next_on, Contact.id))
    people = on_file.names(work, (row.next_for_id for row in rows))
    return tuple(_row(work, view, row, people.get(row.next_for_id, "")) for row in rows)


def _row(work: Work, view: View, row: Any, who: str) -> Row:
    client, may = row.client, contact_rights.may_finish(work, row.client, row)
    # what is owed is told under its mark; what it says is opened in the file
    step = Label(Secrecy.of(row.mark).label) if row.mark else row.next_step
    below: Said | str = client.code
    if row.next_for_id != view.me:
        below = Said(N_("{code} · {owner}"), {"code": client.code, "owner": who})
    return Row(
        ("step", row.id), "arrow-right", Said(N_("Next step: {step}"), {"step": step}), client.name,
        ("clients", (client.id, row.id)), Deed.FINISH if may else Deed.OPEN,
        (row.id,) if may else ("clients", (client.id, row.id)), below, on=row.next_on,
        urgent=row.next_on <= view.today,
    )  # fmt: skip


def document(row: Any, client: Any) -> search.Doc:
    """What the search index keeps of a contact: it is found under the scope of its client."""
    found = tokens_of((), (row.subject, row.content, row.result, row.next_step, row.persons))
    return search.Doc(search.CONTACT, row.id, found, client.owner_id, client.deputy_id, client.department_id)


def _owing(work: Work, client: Any, said: Report, staff: Any) -> UUID | None:
    """Who owes the next step. Raises BadEntry for somebody who could not see whom it is owed to."""
    if not said.next_step:
        return None
    if said.next_for in (None, staff.id):
        return UUID(str(staff.id))
    owing = work.get(Person, said.next_for)
    if owing.id != work.me.id and not work.reaches(signing.mandate_of(work, owing.id), Right.SEE_CLIENTS, client):
        raise BadEntry(N_("{name} does not see this client's file: choose somebody who does."), "next_for",
                       name=owing.name)  # fmt: skip
    return UUID(str(owing.id))


def _columns(said: Report) -> dict[str, Any]:
    return {"channel": said.channel.value, "direction": said.direction.value, "at": said.at, "subject": said.subject,
            "content": said.content, "result": said.result, "next_step": said.next_step,
            "next_on": said.next_on, "mark": said.mark, "persons": said.persons}  # fmt: skip


def _seen(base: Report) -> dict[str, Any]:
    """What the person saw of a report, as a row holds it."""
    seen = _columns(base) | {name: Person(id=key) for name, key in (("staff", base.staff), ("next_for", base.next_for))
                             if key is not None}  # fmt: skip
    return {name: value for name, value in seen.items() if value is not None or name != "at"}


def _follow_answer(work: Work, asked_id: UUID | None) -> None:
    """What was answered, and when, follows from the report that was logged or corrected."""
    asked = work.visible(Contact).where(Contact.id == asked_id).first() if asked_id is not None else None
    values = contact_answers.told_by(work, asked) if asked is not None else {}
    if asked is not None and any(getattr(asked, name) != value for name, value in values.items()):
        work.change(work.get(Contact, asked.id), values)


def _keep_first_contact(work: Work, client: Any) -> None:
    """Whether the successor's first contact after a transfer was made follows from the reports (CL-9)."""
    owed = HandoverLine.due.is_null(False) & HandoverLine.superseded_at.is_null()
    query = work.visible(HandoverLine).where((HandoverLine.client == client.id) & owed)
    lines = list(query)
    told = on_file.transfers_told(work, (line.handover_id for line in lines))
    for line in lines:
        since = on_file.handed_over_at(line, told)
        made = (Contact.client == client.id) & (Contact.staff == line.owner_id) & (Contact.at >= since)
        first = work.visible(Contact).where(made).order_by(Contact.at).first()
        at = first.at if first is not None else None
        if at != line.contacted_at:
            work.change(work.get(HandoverLine, line.id), {"contacted_at": at})
