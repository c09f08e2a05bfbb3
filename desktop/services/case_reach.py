"""Which cases somebody sees, who does something about them, and how their clock runs: what all their verbs share."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.rows import among
from desktop.rules import cases as rules
from desktop.rules import deadlines
from desktop.rules.cases import EntryKind, Step
from desktop.rules.deadlines import Deadline, Pause
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.text import tidy
from desktop.services import calendars, on_file, signing, standing
from desktop.services.work import Work

TOPIC = "cases"
Until = tuple[datetime | None, datetime | None]
"""Until when there is no hurry, and until when there is time."""
_BY_CALENDAR = frozenset({deadlines.Kind.WORKING_HOURS.value, deadlines.Kind.WORKING_DAYS.value})


def seen(work: Work, *, withdrawn: bool = False) -> Any:
    """The cases that I may see: of clients in my sight; of a caller without a file in the department that has it, and
    whoever had a part in it. A server says the same (`_OF_CALLER`)."""
    query = work.visible(ServiceCase, withdrawn=withdrawn)
    if work.me.mandate.scope(Right.SEE_CLIENTS) is Scope.ALL:
        return query
    me, mine = work.me.id, ServiceCase.client.is_null(False) | (ServiceCase.recorded_by == work.me.id)
    if work.me.mandate.department is not None:
        mine |= ServiceCase.department == work.me.mandate.department
    part = work.visible(CaseEntry).where(
        (CaseEntry.case == ServiceCase.id) & ((CaseEntry.by == me) | (CaseEntry.person == me))
    )
    return query.where(mine | peewee.fn.EXISTS(part.select(peewee.SQL("1"))))


def in_hand(person: UUID) -> Any:
    """The condition that a case is open and somebody handles it or has promised to call back about it."""
    promised = (ServiceCase.calls_back == person) & (ServiceCase.step == Step.CALL_BACK.value)
    return ServiceCase.closed_at.is_null() & ((ServiceCase.handler == person) | promised)


def reached(work: Work, case_id: UUID) -> Any:
    """The row of a case that I may see; within a write nobody else does something about it until the commit. Raises
    NotFound."""
    if work.writes:
        # before it is read: two who do the same step would both find it due
        work.alone()
    row = seen(work).where(ServiceCase.id == case_id).get_or_none()
    if row is None:
        raise NotFound(str(case_id))
    return row


def numbered(work: Work, number: str) -> Any:
    """The row of the case of this number, None where there is none in my sight."""
    work.require(Right.SEE_CLIENTS)
    return seen(work).where(ServiceCase.number == tidy(number)).get_or_none()


def by_number(work: Work, number: str) -> UUID:
    """Raises NotFound where there is none in my sight."""
    row = numbered(work, number)
    if row is None:
        raise NotFound(number)
    return UUID(str(row.id))


def client_of(work: Work, row: Any) -> Any:
    return work.get(Client, row.client_id, withdrawn=True) if row.client_id is not None else None


def require_to_write(work: Work, client: Any) -> None:
    """Raises NotAllowed without a right to enter or edit files; what is done to a file at rest is refused there."""
    if client is None or not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)


def person_for(work: Work, person_id: UUID, client: Any, field: str) -> Any:
    """A colleague who can take part in a case: here, able to write, and with the client in sight. Raises BadEntry."""
    person = work.hold(Person, person_id)
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), field, name=person.name)
    mandate = signing.mandate_of(work, person.id)
    writes = any(mandate.scope(right) is not Scope.NONE for right in (Right.ENTER_CLIENTS, Right.EDIT_CLIENTS))
    if not writes or (client is not None and not work.reaches(mandate, Right.SEE_CLIENTS, client)):
        raise BadEntry(N_("{name} does not see this client's file or may not write in it: choose somebody who does."),
                       field, name=person.name)  # fmt: skip
    return person


def stood_in_for(work: Work) -> set[UUID]:
    """Those for whom I handle cases today, myself among them (AC-11)."""
    return standing.stood_in_for(work, StandInKind.CASES)


def heads(mandate: Mandate, department: UUID | None) -> int:
    """Which level somebody stands for: 1 heads the department, 2 approves for the whole office, 0 neither."""
    scope = mandate.scope(Right.APPROVE_CLIENTS)
    if scope is Scope.ALL:
        return rules.HIGHEST
    return int(scope is Scope.DEPARTMENT and mandate.department is not None and mandate.department == department)


def handles(work: Work, row: Any) -> bool:
    return row.handler_id in stood_in_for(work) or heads(work.me.mandate, row.department_id) > 0


def require_handling(work: Work, row: Any) -> None:
    """Raises NotAllowed for who neither handles it, nor stands in, nor heads the department."""
    require_to_write(work, client_of(work, row))
    if not handles(work, row):
        name = on_file.names(work, [row.handler_id]).get(row.handler_id, "")
        raise NotAllowed(N_("{name} handles this case: that is done by him, his stand-in or the head of his "
                            "department."), name=name)  # fmt: skip


# The clock


def rule_of(row: Any) -> Deadline | None:
    """The limit of a case as it was when it was recorded; None for none."""
    return Deadline(deadlines.Kind(row.clock), row.amount) if row.amount else None


def due_of(work: Work, row: Any, pauses: Sequence[Pause]) -> dict[str, Any]:
    """The columns that say until when there is no hurry, and until when there is time. A server's Today asks them."""
    rule = rule_of(row)
    if rule is None:
        return {"warn_at": None, "due_at": None}
    calendar = calendar_of(work, row.started_at)
    warn = deadlines.due(row.started_at, rules.warning_of(rule), calendar, pauses, work.now)
    return {"warn_at": warn, "due_at": deadlines.due(row.started_at, rule, calendar, pauses, work.now)}


def due_now(work: Work, rows: Sequence[Any]) -> dict[UUID, Until]:
    """As the calendar has it today, since the columns know the holidays of the day on which they were written, and some
    are announced later. Only of clocks that run by working hours or days; rows were got through `seen`."""
    running = [row for row in rows if row.amount and row.done_at is None and row.closed_at is None
               and row.paused_at is None and row.clock in _BY_CALENDAR]  # fmt: skip
    if not running:
        return {}
    kinds = (CaseEntry.kind == EntryKind.PAUSED.value) & among(CaseEntry.case, [row.id for row in running])
    paused: dict[UUID, list[Any]] = {}
    for one in work.visible(CaseEntry).where(kinds).order_by(CaseEntry.at):
        paused.setdefault(one.case_id, []).append(one)
    calendars_of: dict[int, Any] = {}
    found: dict[UUID, Until] = {}
    for row in running:
        year = row.started_at.year
        if year not in calendars_of:
            calendars_of[year] = calendar_of(work, row.started_at)
        rule, pauses = rule_of(row), pauses_of(paused.get(row.id, ()), row)
        assert rule is not None
        warn, due = (deadlines.due(row.started_at, each, calendars_of[year], pauses, work.now)
                     for each in (rules.warning_of(rule), rule))  # fmt: skip
        found[row.id] = (warn, due)
    return found


def calendar_of(work: Work, at: datetime) -> Any:
    return calendars.calendar_around(at.date(), str(work.settings["time_zone"]))


def pauses_of(entries: Sequence[Any], row: Any) -> tuple[Pause, ...]:
    """The pauses of the present round."""
    return tuple(Pause(one.at, one.ended_at, one.detail) for one in entries
                 if one.kind == EntryKind.PAUSED.value and one.rounds == row.rounds)  # fmt: skip


def entries_of(work: Work, row: Any) -> list[Any]:
    return list(work.visible(CaseEntry).where(CaseEntry.case == row.id).order_by(CaseEntry.at, CaseEntry.id))


def add_entry(work: Work, row: Any, kind: EntryKind, said: str, **more: Any) -> Any:
    return work.add(CaseEntry(case=row.id, client=row.client_id, kind=kind.value, said=said, by=work.me.id,
                              at=work.now, rounds=row.rounds, **more))  # fmt: skip


# Who hands clients over hands their open cases on with them


def open_of_clients(work: Work) -> Any:
    """The open cases of clients in my sight."""
    work.require(Right.SEE_CLIENTS)
    return work.visible(ServiceCase).where(ServiceCase.client.is_null(False) & ServiceCase.closed_at.is_null())


def call_backs(cases: Any) -> Any:
    """Of these cases those whose client waits to be called back by somebody who has promised it."""
    return cases.where((ServiceCase.step == Step.CALL_BACK.value) & ServiceCase.calls_back.is_null(False))


def held_by(work: Work, person: UUID) -> Any:
    """The open cases of clients that somebody handles or has promised to call back about."""
    return open_of_clients(work).where(in_hand(person))


def open_of(work: Work, client: Any) -> list[Any]:
    """The open cases of one client."""
    return list(open_of_clients(work).where(ServiceCase.client == client.id).order_by(ServiceCase.number))


def hand_on(work: Work, row: Any, heirs: Mapping[str, UUID | None], why: str) -> None:
    """Gives a case, or its call-back, to who takes over from its handler or caller. Nobody calls back about what he
    handles: then the head sees to it. Part of the verb that hands the client over, which has asked the right and
    records."""
    require_to_write(work, client_of(work, row))
    handler = heirs.get("handler") or row.handler_id
    values: dict[str, Any] = {}
    if handler != row.handler_id:
        person = work.get(Person, handler)
        values |= {"handler": person.id, "department": person.department_id}
    calls = heirs.get("calls_back", row.calls_back_id)
    calls = None if calls == handler else calls
    if calls != row.calls_back_id:
        values["calls_back"] = calls
    if values:
        # who only calls back instead has the case no more in hand than before
        more = {"person": handler} if "handler" in values else {"person": calls, "detail": Step.CALL_BACK.value}
        add_entry(work, row, EntryKind.PASSED, why, **more)
        work.change(row, values)


def subject(row: Any) -> Any:
    """What an act on a case is recorded of: its client's file, as far as it has one."""
    return Client(id=row.client_id) if row.client_id is not None else row
