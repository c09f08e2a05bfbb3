"""The register of what clients ask about their own data: entered, due by the office's days, answered (AC-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.requests import Request
from desktop.rules import deadlines
from desktop.rules import requests as rules
from desktop.rules.contacts import Channel
from desktop.rules.errors import BadEntry, Label
from desktop.rules.requests import RequestKind, RequestState
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Group, Row, Said, View
from desktop.rules.zones import zone_of
from desktop.services import calendars, due_rows, on_file
from desktop.services.work import Work

TOPIC = "clients"
MOST = 1000


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """A request as it is typed in; `handler` is None for oneself."""

    kind: RequestKind
    on: date
    how: Channel
    details: str = ""
    handler: UUID | None = None


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request. `due` is None where the office has set no days; `name` is empty for a file that was erased."""

    id: UUID
    client_id: UUID
    code: str
    name: str
    kind: RequestKind
    on: date
    how: Channel
    details: str
    due: datetime | None
    handler_id: UUID
    handler: str
    state: RequestState
    answered_at: datetime | None
    answered_by: str
    outcome: str

    @property
    def open(self) -> bool:
        return self.state is RequestState.OPEN

    def late(self, now: datetime) -> bool:
        return self.due is not None and (self.answered_at or now) > self.due


def enter_request(work: Work, client_id: UUID, entry: RequestEntry) -> UUID:
    """Enters what a client asked for. Whoever sees the file and may enter or edit clients takes requests in.

    Raises BadEntry, NotAllowed, NotFound.
    """
    client = work.get(Client, client_id, withdrawn=True)
    if not (work.may(Right.PROTECT_CLIENTS, client) or work.may(Right.EDIT_CLIENTS, client)):
        work.require(Right.ENTER_CLIENTS)
    rules.check_received(entry.on, on_file.today(work))
    handler = work.get(Person, entry.handler or work.me.id)
    row = work.add(Request(
        client=client.id, kind=entry.kind.value, on=entry.on, how=entry.how.value, due=_due(work, entry.on),
        details=rules.checked_details(entry.details), handler=handler.id, state=RequestState.OPEN.value,
        entered_by=work.me.id,
    ))  # fmt: skip
    work.record(TOPIC, "enter_request", client, kind=entry.kind.value)
    return UUID(str(row.id))


def answer_request(work: Work, request_id: UUID, outcome: str, *, refused: bool = False) -> None:
    """Closes a request with what was answered, or why it was refused. Raises BadEntry, NotAllowed, NotFound."""
    row = work.get(Request, request_id)
    client = work.get(Client, row.client_id, withdrawn=True)
    work.require(Right.PROTECT_CLIENTS, client)
    if row.state != RequestState.OPEN.value:
        raise BadEntry(N_("This request stands otherwise by now: {state}."), "outcome",
                       state=Label(RequestState.of(row.state).label))  # fmt: skip
    state = RequestState.REFUSED if refused else RequestState.ANSWERED
    work.change(row, {"state": state.value, "answered_at": work.now, "answered_by": work.get(Person, work.me.id),
                      "outcome": rules.checked_outcome(outcome)})  # fmt: skip
    work.record(TOPIC, "answer_request", client, kind=row.kind, state=state.value)


def hand_on(work: Work, request_id: UUID, person_id: UUID) -> None:
    """Gives an open request to a colleague to answer; the day by which it is due stays (AC-3).

    Raises BadEntry (field `person`), NotAllowed, NotFound.
    """
    row, person = work.get(Request, request_id), work.hold(Person, person_id)
    client = work.get(Client, row.client_id, withdrawn=True)
    work.require(Right.PROTECT_CLIENTS, client)
    if row.state != RequestState.OPEN.value:
        raise BadEntry(N_("This request stands otherwise by now: {state}."), "person",
                       state=Label(RequestState.of(row.state).label))  # fmt: skip
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "person", name=person.name)
    if work.change(row, {"handler": person}):
        work.record(TOPIC, "hand_on_request", client, kind=row.kind, to=str(person.id))


def withdraw_request(work: Work, request_id: UUID) -> None:
    """Takes a request that was entered by mistake out of use. Raises NotAllowed, NotFound."""
    row = work.get(Request, request_id)
    client = work.get(Client, row.client_id, withdrawn=True)
    work.require(Right.PROTECT_CLIENTS, client)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_request", client)


def requests_of(work: Work, client_id: UUID) -> tuple[RequestLine, ...]:
    """The requests of a client, the newest first. Raises NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    return _lines(work, _joined(work).where(Request.client == client.id).order_by(Request.on.desc(), Request.id.desc()))


def list_requests(work: Work, *, done: bool = False, limit: int = MOST) -> tuple[RequestLine, ...]:
    """What waits for an answer, the first due first; or what was answered, the latest first. Raises NotAllowed."""
    work.require(Right.PROTECT_CLIENTS)
    query = _joined(work)
    if done:
        query = query.where(Request.state != RequestState.OPEN.value).order_by(Request.answered_at.desc())
    else:
        query = query.where(Request.state == RequestState.OPEN.value).order_by(Request.due.is_null(), Request.due,
                                                                               Request.on)  # fmt: skip
    return _lines(work, query.limit(limit))


def due(work: Work, view: View) -> list[Batch]:
    """Requests that I answer, or my department: by tonight and in the days after; without a date they wait (OF-10)."""
    columns = (Request.id, Request.kind, Request.on, Request.due, Client.id, Client.code, Client.name)
    owed = due_rows.owed_by(work, view, Request.handler) & (Request.state == RequestState.OPEN.value)
    query = work.visible(Request).where(owed).select(*columns).join(Client)
    calendar = calendars.office_calendar((view.today.year, view.today.year + 1),
                                         zone=str(work.settings["time_zone"]))  # fmt: skip
    tonight, later = (Request.due.db_value(calendar.end_of(day))
                      for day in (view.today, view.today + timedelta(days=NEXT_DAYS)))  # fmt: skip
    found = due_rows.split(query.where(Request.due.is_null(False)), Request.due, tonight, later, view.limit, _told)
    waiting = query.where(Request.due.is_null())
    first = list(waiting.order_by(Request.on, Request.id).limit(view.limit)) if view.limit else []
    return [*found, Batch(Group.WAITING, _told(first), waiting.count())]


def _told(rows: Sequence[Any]) -> tuple[Row, ...]:
    return tuple(
        Row(("request", row.id), "shield", Said(N_("Request: {what}"), {"what": Label(RequestKind.of(row.kind).label)}),
            row.client.name, ("clients", row.client.id), given=("clients", row.client.id), below=row.client.code,
            until=row.due, on=None if row.due is not None else row.on, urgent=row.due is not None)
        for row in rows
    )  # fmt: skip


def _due(work: Work, received: date) -> datetime | None:
    """At the end of the last of the office's working days for it; None where the office has set none."""
    days = int(work.settings["request_days"])
    if not days:
        return None
    zone = str(work.settings["time_zone"])
    calendar = calendars.office_calendar((received.year, received.year + 1), zone=zone)
    begun = datetime.combine(received, work.now.astimezone(zone_of(zone)).time(), zone_of(zone))
    return deadlines.due(begun.astimezone(UTC), deadlines.working_days(days), calendar)


def _joined(work: Work) -> Any:
    return work.visible(Request).select(Request, Client.id, Client.code, Client.name).join(Client)


def _lines(work: Work, query: Any) -> tuple[RequestLine, ...]:
    rows = list(query)
    people = on_file.names(work, (key for row in rows for key in (row.handler_id, row.answered_by_id)))
    return tuple(
        RequestLine(row.id, row.client_id, row.client.code, row.client.name, RequestKind.of(row.kind), row.on,
                    Channel.of(row.how), row.details, row.due, row.handler_id, people.get(row.handler_id, ""),
                    RequestState.of(row.state), row.answered_at, people.get(row.answered_by_id, ""), row.outcome)
        for row in rows
    )  # fmt: skip
