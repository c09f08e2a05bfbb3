"""Accounts are asked for, approved by the head of the department, then opened, changed or closed (AC-1, AC-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.account_requests import AccountRequest
from desktop.models.office import Department, Person, Role
from desktop.rules import account_requests as rules
from desktop.rules.account_requests import REASON_LIMIT, RequestKind, RequestState
from desktop.rules.accounts import checked_name
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.text import tidy
from desktop.rules.today import Batch, Group, Row, Said, View
from desktop.services import on_file
from desktop.services.work import Work

TOPIC = "accounts"
PAGE = "settings"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `person` is whose account is to be changed or closed; a new one has a name instead."""

    kind: RequestKind
    why: str
    person: UUID | None = None
    name: str = ""
    post: str = ""
    department: UUID | None = None
    roles: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request as it may be shown. Role names are message ids while the office has not renamed them."""

    id: UUID
    kind: RequestKind
    state: RequestState
    person_id: UUID | None
    name: str
    post: str
    department_id: UUID | None
    department: str
    role_ids: tuple[UUID, ...]
    role_names: tuple[str, ...]
    why: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    note: str
    mine: bool
    may_decide: bool
    may_do: bool


def ask(work: Work, wish: Wish) -> UUID:
    """Asks for an account, other roles, or that one be closed. Anybody signed in may; a person's own department is
    taken where none is named. Raises BadEntry (field `why`, `name`, `person`)."""
    why = _why(wish.why)
    if wish.kind is RequestKind.OPEN:
        person, name, place = None, checked_name(wish.name), wish.department or work.me.mandate.department
    else:
        if wish.person is None:
            raise BadEntry(N_("Choose whose account it is."), "person")
        person = work.get(Person, wish.person)
        name, place = person.name, person.department_id
    if place is not None:
        work.get(Department, place)
    row = work.add(AccountRequest(
        kind=wish.kind.value, state=RequestState.ASKED.value, person=person, name=name, post=tidy(wish.post)[:120],
        department=place, roles=[str(work.get(Role, role).id) for role in wish.roles], why=why, asked_by=work.me.id,
        asked_at=work.now,
    ))  # fmt: skip
    work.record(TOPIC, "request", row, kind=wish.kind.value)
    return UUID(str(row.id))


def approve(work: Work, request_id: UUID) -> None:
    """As head of the department. Raises NotAllowed, BadEntry, NotFound."""
    _decide(work, request_id, RequestState.APPROVED, "")


def refuse(work: Work, request_id: UUID, note: str) -> None:
    """Says no with a reason: the head, or the admin who was to do it. Raises as `approve` does."""
    _decide(work, request_id, RequestState.REFUSED, _why(note))


def take_back(work: Work, request_id: UUID) -> None:
    """Withdraws my own request before it is done. Raises NotFound, BadEntry."""
    row, state = _held(work, request_id)
    if row.asked_by_id != work.me.id:
        raise NotFound(str(request_id))
    rules.check_step(state, RequestState.TAKEN_BACK)
    work.change(row, {"state": RequestState.TAKEN_BACK.value})
    work.record(TOPIC, "request_taken_back", row, kind=row.kind)


def settle(work: Work, request_id: UUID, kind: RequestKind, person: UUID | None = None) -> None:
    """Marks an approved request as done, within the verb that does it; `person` is the account just opened.

    Raises BadEntry if it is not approved or asks for something else, NotAllowed without the right to run people."""
    work.require(Right.RUN_PEOPLE)
    row, state = _held(work, request_id)
    rules.check_step(state, RequestState.DONE)
    if row.kind != kind.value or (row.person_id is not None and row.person_id != person):
        raise BadEntry(N_("This request asks for something else."))
    work.change(row, {"state": RequestState.DONE.value, "done_by": work.me.id, "done_at": work.now, "person": person})


def waiting(work: Work) -> tuple[RequestLine, ...]:
    """What waits for me: as head to be decided, as admin to be done; oldest first."""
    condition = _for_me(work)
    if condition is None:
        return ()
    return lines(work, list(work.visible(AccountRequest).where(condition).order_by(AccountRequest.asked_at)))


def mine(work: Work, limit: int = 50) -> tuple[RequestLine, ...]:
    """What I asked for, newest first."""
    query = work.visible(AccountRequest).where(AccountRequest.asked_by == work.me.id)
    return lines(work, list(query.order_by(AccountRequest.asked_at.desc()).limit(limit)))


def lines(work: Work, rows: Sequence[Any]) -> tuple[RequestLine, ...]:
    people = on_file.names(work, (key for row in rows for key in (row.asked_by_id, row.decided_by_id)))
    places = {row.id: row.name for row in work.visible(Department, withdrawn=True)} if rows else {}
    roles = {str(row.id): row for row in work.visible(Role, withdrawn=True)} if rows else {}
    return tuple(
        RequestLine(
            row.id, RequestKind.of(row.kind), RequestState.of(row.state), row.person_id, row.name, row.post,
            row.department_id, places.get(row.department_id, ""),
            tuple(roles[key].id for key in row.roles if key in roles),
            tuple(roles[key].name for key in row.roles if key in roles), row.why, people.get(row.asked_by_id, ""),
            row.asked_at, people.get(row.decided_by_id, ""), row.note, row.asked_by_id == work.me.id,
            _may_decide(work, row), row.state == RequestState.APPROVED.value and work.may(Right.RUN_PEOPLE),
        )
        for row in rows
    )  # fmt: skip


def due(work: Work, view: View) -> list[Batch]:
    """Requests that wait for me, for Today."""
    condition = _for_me(work)
    if condition is None:
        return []
    query = work.visible(AccountRequest).where(condition)
    rows = list(query.order_by(AccountRequest.asked_at).limit(view.limit))
    people = on_file.names(work, (row.asked_by_id for row in rows))
    told = tuple(
        Row(("account_request", row.id), "user-plus", Said(RequestKind.of(row.kind).label), row.name, (PAGE, "people"),
            below=Said(N_("{name} asks: {why}"), {"name": people.get(row.asked_by_id, ""), "why": row.why}),
            since=row.asked_at)
        for row in rows
    )  # fmt: skip
    return [Batch(Group.WAITING, told, query.count())]


def _for_me(work: Work) -> Any:
    conditions = []
    scope = work.me.mandate.scope(Right.APPROVE_CLIENTS)
    if scope is Scope.ALL or (scope is Scope.DEPARTMENT and work.me.mandate.department is not None):
        asked = (AccountRequest.state == RequestState.ASKED.value) & (AccountRequest.asked_by != work.me.id)
        asked &= AccountRequest.person.is_null() | (AccountRequest.person != work.me.id)
        if scope is not Scope.ALL:
            asked &= AccountRequest.department == work.me.mandate.department
        conditions.append(asked)
    if work.may(Right.RUN_PEOPLE):
        conditions.append(AccountRequest.state == RequestState.APPROVED.value)
    return reduce(or_, conditions) if conditions else None


def _may_decide(work: Work, row: Any) -> bool:
    return (row.state == RequestState.ASKED.value and work.me.id not in (row.asked_by_id, row.person_id)
            and rules.heads(work.me.mandate, row.department_id))  # fmt: skip


def _decide(work: Work, request_id: UUID, wanted: RequestState, note: str) -> None:
    row, state = _held(work, request_id)
    if state is RequestState.APPROVED and wanted is RequestState.REFUSED:
        work.require(Right.RUN_PEOPLE)
    else:
        work.require(Right.APPROVE_CLIENTS)
        rules.check_decider(row.asked_by_id, row.person_id, work.me.mandate, row.department_id)
    rules.check_step(state, wanted)
    work.change(row, {"state": wanted.value, "decided_by": work.me.id, "decided_at": work.now, "note": note})
    work.record(TOPIC, f"request_{wanted.value}", row, kind=row.kind)


def _held(work: Work, request_id: UUID) -> tuple[Any, RequestState]:
    """The request, and nobody else's hand on it until the commit."""
    work.alone()
    row = work.get(AccountRequest, request_id)
    return row, RequestState.of(row.state)


def _why(text: str) -> str:
    why = tidy(text)
    if not why:
        raise BadEntry(N_("Say why: whoever decides reads it, and it is recorded."), "why")
    if len(why) > REASON_LIMIT:
        raise BadEntry(N_("Say it in at most {limit} characters."), "why", limit=REASON_LIMIT)
    return why
