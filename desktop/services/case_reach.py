"""Which cases somebody sees, who does something about them, and how their clock runs: what all their verbs share."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules import cases as rules
from desktop.rules import deadlines
from desktop.rules.cases import EntryKind
from desktop.rules.deadlines import Deadline, Pause
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Mandate, Right, Scope
from desktop.rules.stand_ins import StandInKind
from desktop.rules.text import tidy
from desktop.services import calendars, on_file, signing, standing
from desktop.services.work import Work

TOPIC = "cases"


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
    held = standing.running(work, person=work.me.id)
    return {work.me.id, *(absence.absent for absence in held if StandInKind.CASES in absence.kinds)}


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


def subject(row: Any) -> Any:
    """What an act on a case is recorded of: its client's file, as far as it has one."""
    return Client(id=row.client_id) if row.client_id is not None else row
