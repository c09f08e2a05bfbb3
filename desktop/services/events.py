"""Events for clients 客户活动: what was held, what it cost, who was invited, answered and came (CL-14)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.events import Event, Invitation
from desktop.rules.errors import BadEntry, Restricted
from desktop.rules.events import MOST_GUESTS, Answer, EventKind
from desktop.rules.rewards import MOST_FEN
from desktop.rules.rights import Right, Scope
from desktop.rules.text import check_length, tidy
from desktop.rules.tokens import tokens_of
from desktop.services import on_file, search
from desktop.services.work import Work

TOPIC = "clients"
MOST_INVITED = 2000  # at once


@dataclass(frozen=True, slots=True)
class EventEntry:
    """An event as it is typed in; `cost` in fen, None while unknown."""

    kind: EventKind
    title: str
    on: date
    place: str = ""
    cost: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event with its numbers: of the clients this person may see."""

    id: UUID
    kind: EventKind
    title: str
    on: date
    place: str
    cost: int | None
    note: str
    invited: int
    accepted: int
    attended: int
    guests: int  # who came with those that attended
    whole: bool  # this person sees all clients, so the numbers are those of the event


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """One client's invitation; `attended` is None until it is known."""

    id: UUID
    client_id: UUID
    code: str
    name: str
    client_class: str
    risk: str
    answer: Answer
    attended: bool | None
    guests: int
    note: str


@dataclass(frozen=True, slots=True)
class InvitedLine:
    """An event as the file of an invited client shows it."""

    id: UUID
    event_id: UUID
    kind: EventKind
    title: str
    on: date
    answer: Answer
    attended: bool | None
    guests: int


def events(work: Work, limit: int = 500) -> tuple[EventLine, ...]:
    """The events, latest first."""
    rows = list(work.visible(Event).order_by(Event.on.desc(), Event.id.desc()).limit(limit))
    sums: dict[UUID, tuple[int, int, int, int]] = {}
    if rows:
        fn = peewee.fn
        came = Invitation.attended
        query = work.visible(Invitation).where(Invitation.event.in_([row.id for row in rows]))
        columns = (
            Invitation.event, fn.COUNT(Invitation.id),
            fn.SUM(peewee.Case(None, [(Invitation.answer == Answer.YES.value, 1)], 0)),
            fn.SUM(peewee.Case(None, [(came, 1)], 0)),
            fn.SUM(peewee.Case(None, [(came, Invitation.guests)], 0)),
        )  # fmt: skip
        for event, *counts in query.select(*columns).group_by(Invitation.event).tuples():
            invited, accepted, attended, guests = (int(count or 0) for count in counts)
            sums[event] = invited, accepted, attended, guests
    whole = work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL
    return tuple(EventLine(row.id, EventKind.of(row.kind), row.title, row.on, row.place, row.cost, row.note,
                           *sums.get(row.id, (0, 0, 0, 0)), whole) for row in rows)  # fmt: skip


def invitations(work: Work, event_id: UUID) -> tuple[InvitationLine, ...]:
    """Who was invited, by name, as far as this person may see them. Raises NotFound."""
    event = work.get(Event, event_id)
    query = (
        work.visible(Invitation)
        .select(Invitation, Client.id, Client.code, Client.name, Client.client_class, Client.risk, Client.sort_key)
        .join(Client)
        .where(Invitation.event == event.id)
        .order_by(Client.sort_key, Client.code)
    )
    return tuple(
        InvitationLine(row.id, row.client.id, row.client.code, row.client.name, row.client.client_class,
                       row.client.risk, Answer.of(row.answer), row.attended, row.guests, row.note)
        for row in query
    )  # fmt: skip


def invitations_of(work: Work, client_id: UUID) -> tuple[InvitedLine, ...]:
    """The events a client was invited to, latest first. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    rows = list(on_file.entries(work, client, Invitation))
    held = (
        {row.id: row for row in work.visible(Event).where(Event.id.in_([row.event_id for row in rows]))} if rows else {}
    )
    return invited_lines(rows, held)


def invited_lines(rows: Iterable[Any], held: Mapping[UUID, Any]) -> tuple[InvitedLine, ...]:
    """Invitations that the caller has got through `work` to the events `held`, latest event first."""
    lines = [InvitedLine(row.id, row.event_id, EventKind.of(held[row.event_id].kind), held[row.event_id].title,
                         held[row.event_id].on, Answer.of(row.answer), row.attended, row.guests)
             for row in rows if row.event_id in held]  # fmt: skip
    return tuple(sorted(lines, key=lambda line: line.on, reverse=True))


def add_event(work: Work, entry: EventEntry) -> UUID:
    """Plans or enters an event. Raises BadEntry, NotAllowed."""
    work.require(Right.RUN_EVENTS)
    row = work.add(Event(entered_by=work.me.id, **_checked(entry)))
    search.index(work, document(row))
    work.record(TOPIC, "add_event", row)
    return UUID(str(row.id))


def change_event(work: Work, event_id: UUID, entry: EventEntry, base: EventEntry | None = None) -> None:
    """Corrects an event, or adds what it cost. Raises BadEntry, NotAllowed, NotFound, Stale."""
    work.require(Right.RUN_EVENTS)
    row = work.get(Event, event_id)
    if work.change(row, _checked(entry), _columns(base) if base else None):
        search.index(work, document(row))
        work.record(TOPIC, "change_event", row)


def withdraw_event(work: Work, event_id: UUID) -> None:
    """Takes an event out of use, and its invitations out of sight with it."""
    work.require(Right.RUN_EVENTS)
    row = work.get(Event, event_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_event", row)


def invite(work: Work, event_id: UUID, client_ids: Sequence[UUID]) -> int:
    """Invites these clients; who is invited already is not invited twice. Returns how many are new.

    Raises BadEntry for none or too many at once, NotAllowed, NotFound; Restricted where the files of all rest.
    """
    work.require(Right.RUN_EVENTS)
    event = work.get(Event, event_id)
    wanted = list(dict.fromkeys(client_ids))
    if not wanted:
        raise BadEntry(N_("Choose whom to invite."), "clients")
    if len(wanted) > MOST_INVITED:
        raise BadEntry(N_("At most {most} clients can be invited at once."), "clients", most=MOST_INVITED)
    # whoever invites to the same event waits for the event's row, so these are all
    here = {row.client_id for row in work.visible(Invitation).where(Invitation.event == event.id)}
    # in one order, or two who invite the same clients would wait for each other
    files = [work.get(Client, key) for key in sorted(wanted) if key not in here]
    # nobody writes to a client whose file rests (AC-7)
    new = [client for client in files if client.restricted_at is None]
    if files and not new:
        raise Restricted
    for client in new:
        work.add(Invitation(event=event.id, client=client.id, answer=Answer.OPEN.value, entered_by=work.me.id))
    if new:
        work.record(TOPIC, "invite", event, clients=len(new))
    return len(new)


def invite_classes(work: Work, event_id: UUID, letters: Sequence[str]) -> int:
    """Invites all clients of these classes that this person may see, but for those who are refused or suspended."""
    work.require(Right.RUN_EVENTS)
    barred = ("refuse", "suspend")
    query = work.visible(Client).where(Client.client_class.in_(list(letters)) & Client.risk.not_in(barred))
    found = [row[0] for row in query.select(Client.id).limit(MOST_INVITED + 1).tuples()]
    return invite(work, event_id, found)


def note_answer(work: Work, invitation_id: UUID, *, answer: Answer | None = None, attended: bool | None = None,
                guests: int | None = None, note: str | None = None) -> None:  # fmt: skip
    """Notes what was answered, whether the client came and with how many; what is None stays.

    Whoever came has accepted. Raises BadEntry, NotAllowed, NotFound.
    """
    work.require(Right.RUN_EVENTS)
    row = work.get(Invitation, invitation_id)
    client = work.get(Client, row.client_id)
    values: dict[str, Any] = {}
    if answer is not None:
        values["answer"] = answer.value
    if attended is not None:
        values["attended"] = attended
        if attended:
            values["answer"] = Answer.YES.value
    if guests is not None:
        if not 0 <= guests <= MOST_GUESTS:
            raise BadEntry(N_("Companions: a number from 0 to {most}."), "guests", most=MOST_GUESTS)
        values["guests"] = guests
    if note is not None:
        values["note"] = check_length(tidy(note), 200, "note")
    if work.change(row, values):
        work.record(TOPIC, "note_answer", client)


def note_answers(work: Work, invitation_ids: Sequence[UUID], *, answer: Answer | None = None,
                 attended: bool | None = None) -> None:  # fmt: skip
    """The same of several at once, undone as one."""
    work.require(Right.RUN_EVENTS)
    for key in invitation_ids:
        note_answer(work, key, answer=answer, attended=attended)


def withdraw_invitations(work: Work, invitation_ids: Sequence[UUID]) -> None:
    """Takes several invitations back at once, undone as one."""
    work.require(Right.RUN_EVENTS)
    for key in invitation_ids:
        withdraw_invitation(work, key)


def withdraw_invitation(work: Work, invitation_id: UUID) -> None:
    """Takes an invitation back."""
    work.require(Right.RUN_EVENTS)
    row = work.get(Invitation, invitation_id)
    client = work.get(Client, row.client_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_invitation", client)


def document(row: Any) -> search.Doc:
    """What the search index keeps of an event: who may see clients finds it, whoever was invited (CL-16)."""
    return search.Doc(search.EVENT, row.id, tokens_of((), (row.title, row.place, row.note)))


def _checked(entry: EventEntry) -> Mapping[str, object]:
    values = _columns(entry)
    if not values["title"]:
        raise BadEntry(N_("Give the event a name."), "title")
    if entry.cost is not None and not 0 <= entry.cost <= MOST_FEN:
        raise BadEntry(N_("This amount can't be right."), "cost")
    return values


def _columns(entry: EventEntry) -> Mapping[str, object]:
    return {
        "kind": entry.kind.value, "title": check_length(tidy(entry.title), 120, "title"), "on": entry.on,
        "place": check_length(tidy(entry.place), 200, "place"), "cost": entry.cost,
        "note": check_length(tidy(entry.note, lines=True), 2000, "note"),
    }  # fmt: skip
