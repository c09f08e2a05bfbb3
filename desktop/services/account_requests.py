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
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.text import tidy
from desktop.rules.today import Batch, Group, Row, Said, View
from desktop.services import on_file, signing, standing
from desktop.services.powers import Powers
from desktop.services.standing import Standing
from desktop.services.work import Work

TOPIC = "accounts"
PAGE = "settings"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `person` is whose account is to be changed or closed; a new one has a name instead. `roles`
    are all that the person is to have from then on."""

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
    gets: tuple[str, ...]  # names of roles that come with it, and that go
    gives_up: tuple[str, ...]
    level: int  # which the roles asked for reach
    why: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    note: str
    mine: bool
    may_decide: bool
    may_do: bool
    instead_of: str = ""  # for whom whoever looks would decide


def ask(work: Work, wish: Wish) -> UUID:
    """Asks for an account, other roles, or that one be closed. Anybody signed in may; a person's own department is
    taken where none is named. Raises BadEntry (field `why`, `name`, `person`, `roles`)."""
    why = _why(wish.why)
    asked = set() if wish.kind is RequestKind.CLOSE else set(wish.roles)
    roles = sorted(str(work.get(Role, role).id) for role in asked)
    if wish.kind is RequestKind.OPEN:
        person, name, place = None, checked_name(wish.name), wish.department or work.me.mandate.department
    else:
        if wish.person is None:
            raise BadEntry(N_("Choose whose account it is."), "person")
        person = work.get(Person, wish.person)
        name, place = person.name, person.department_id
        if wish.kind is RequestKind.CHANGE:
            rules.check_change(frozenset(wish.roles), _held_roles(signing.current(work), person.id))
    if place is not None:
        work.get(Department, place)
    row = work.add(AccountRequest(
        kind=wish.kind.value, state=RequestState.ASKED.value, person=person, name=name, post=tidy(wish.post)[:120],
        department=place, roles=roles, why=why, asked_by=work.me.id, asked_at=work.now,
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
    if row.decided_by_id is None and row.asked_by_id == work.me.id and row.kind != RequestKind.CLOSE.value:
        raise NotAllowed(N_("Nobody approves what he asked for himself; somebody else must."))
    if row.kind != kind.value or (row.person_id is not None and row.person_id != person):
        raise BadEntry(N_("This request asks for something else."))
    if row.decided_by_id is None:
        work.record(TOPIC, "request_undecided", row, kind=row.kind)
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
    roles = {row.id: row.name for row in work.visible(Role, withdrawn=True)} if rows else {}
    heads = _Heads(work) if rows else None
    held = standing.standings(work, StandInKind.APPROVALS, Right.APPROVE_CLIENTS) if rows else []
    told = [(row, heads.state(row) if heads else RequestState.of(row.state), _under(work, row, held)) for row in rows]
    now = signing.current(work)

    def line(row: Any, state: RequestState, under: Standing | None) -> RequestLine:
        asked = tuple(key for key in map(UUID, row.roles) if key in roles)
        gets, gives_up = _difference(row, state, frozenset(asked), now)
        named = lambda keys: tuple(name for key, name in roles.items() if key in keys)  # noqa: E731
        return RequestLine(
            row.id, RequestKind.of(row.kind), state, row.person_id, row.name, row.post, row.department_id,
            places.get(row.department_id, ""), asked, named(asked), named(gets), named(gives_up),
            max((now.roles[key].level for key in asked if key in now.roles), default=1), row.why,
            people.get(row.asked_by_id, ""), row.asked_at, people.get(row.decided_by_id, ""), row.note,
            row.asked_by_id == work.me.id, state is RequestState.ASKED and under is not None,
            state is RequestState.APPROVED and _may_do(work, row), under.name if under is not None else "",
        )  # fmt: skip

    return tuple(line(*each) for each in told)


def _difference(row: Any, state: RequestState, asked: frozenset[UUID],
                now: Powers) -> tuple[frozenset[UUID], frozenset[UUID]]:  # fmt: skip
    """Which roles come and which go if it is done; of what is settled only what was asked for is known."""
    if row.kind != RequestKind.CHANGE.value or state not in rules.OPEN or not asked:
        return asked, frozenset()
    held = _held_roles(now, row.person_id)
    return asked - held, held - asked


def _held_roles(now: Powers, person: UUID) -> frozenset[UUID]:
    known = now.people.get(person)
    return known.roles if known is not None else frozenset()


def due(work: Work, view: View) -> list[Batch]:
    """Requests that wait for me, for Today."""
    condition = _for_me(work)
    if condition is None:
        return []
    query = work.visible(AccountRequest).where(condition)
    rows = list(query.order_by(AccountRequest.asked_at).limit(view.limit))
    people = on_file.names(work, (row.asked_by_id for row in rows))
    held = standing.standings(work, StandInKind.APPROVALS, Right.APPROVE_CLIENTS)
    under = {row.id: _under(work, row, held) for row in rows}
    told = tuple(
        Row(("account_request", row.id), "user-plus", Said(RequestKind.of(row.kind).label), row.name, (PAGE, "people"),
            below=Said(N_("{name} asks: {why}"), {"name": people.get(row.asked_by_id, ""), "why": row.why}),
            since=row.asked_at, instead_of=one.name if (one := under[row.id]) is not None else "")
        for row in rows
    )  # fmt: skip
    return [Batch(Group.WAITING, told, query.count())]


class _Heads:
    """Who answers for which department at this moment, as signed: found out once for all requests looked at."""

    def __init__(self, work: Work) -> None:
        now = signing.current(work)
        here = [key for (key,) in work.visible(Person).where(Person.suspended_at.is_null()).select(Person.id).tuples()]
        self._mandates = {key: now.mandate(key) for key in here}
        self._others = [one for one in self._mandates.values() if one.scope(Right.APPROVE_CLIENTS) is not Scope.NONE]

    def state(self, row: Any) -> RequestState:
        """How it stands: what waits for nobody's approval waits for the admin."""
        state = RequestState.of(row.state)
        if state is not RequestState.ASKED:
            return state
        asker = self._mandates.get(row.asked_by_id, Mandate(row.asked_by_id, None, {}))
        free = rules.needs_nobody(RequestKind.of(row.kind), asker, row.person_id, row.department_id, self._others)
        return RequestState.APPROVED if free else state


def _for_me(work: Work) -> Any:
    """What I may decide, by my own mandate or instead of somebody, and what I may carry out; None for nothing."""
    conditions = []
    asked = AccountRequest.state == RequestState.ASKED.value
    free: list[UUID] = []
    rows = list(work.visible(AccountRequest).where(asked))
    if rows:
        heads = _Heads(work)
        free = [row.id for row in rows if heads.state(row) is RequestState.APPROVED]
        held = standing.standings(work, StandInKind.APPROVALS, Right.APPROVE_CLIENTS)
        mine = [row.id for row in rows if row.id not in free and _under(work, row, held) is not None]
        conditions.append(AccountRequest.id.in_(mine))
    if work.may(Right.RUN_PEOPLE):
        conditions.append(AccountRequest.state == RequestState.APPROVED.value)
        conditions.append(AccountRequest.id.in_([row.id for row in rows if row.id in free and _may_do(work, row)]))
    return reduce(or_, conditions) if conditions else None


def _under(work: Work, row: Any, held: Sequence[Standing]) -> Standing | None:
    """The mandate under which I may decide it, the own first."""
    about = (row.asked_by_id, row.person_id)
    if work.me.id in about:
        return None
    return next((one for one in held if one.mandate.person not in about
                 and rules.heads(one.mandate, row.department_id)), None)  # fmt: skip


def _may_do(work: Work, row: Any) -> bool:
    """Whether I may carry it out: not what I asked for myself and nobody approved, but for a leaver's notice."""
    own = row.decided_by_id is None and row.asked_by_id == work.me.id and row.kind != RequestKind.CLOSE.value
    return work.may(Right.RUN_PEOPLE) and not own


def _decide(work: Work, request_id: UUID, wanted: RequestState, note: str) -> None:
    row, state = _held(work, request_id)
    more = {}
    if state is RequestState.APPROVED and wanted is RequestState.REFUSED:
        work.require(Right.RUN_PEOPLE)
    else:
        under = _under(work, row, standing.standings(work, StandInKind.APPROVALS, Right.APPROVE_CLIENTS))
        if under is None:
            work.require(Right.APPROVE_CLIENTS)
            rules.check_decider(row.asked_by_id, row.person_id, work.me.mandate, row.department_id)
            raise NotAllowed(N_("Nobody approves what he asked for himself; somebody else must."))
        more = {"instead_of": str(under.instead_of)} if under.instead_of is not None else {}
    rules.check_step(state, wanted)
    work.change(row, {"state": wanted.value, "decided_by": work.me.id, "decided_at": work.now, "note": note})
    work.record(TOPIC, f"request_{wanted.value}", row, kind=row.kind, **more)


def _held(work: Work, request_id: UUID) -> tuple[Any, RequestState]:
    """The request, and nobody else's hand on it until the commit."""
    work.alone()
    row = work.get(AccountRequest, request_id)
    return row, _Heads(work).state(row)


def _why(text: str) -> str:
    why = tidy(text)
    if not why:
        raise BadEntry(N_("Say why: whoever decides reads it, and it is recorded."), "why")
    if len(why) > REASON_LIMIT:
        raise BadEntry(N_("Say it in at most {limit} characters."), "why", limit=REASON_LIMIT)
    return why
