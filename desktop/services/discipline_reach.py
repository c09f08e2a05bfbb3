"""Which cases of rewards and penalties somebody sees, who takes which part in them, and what counts for the next step.

The person concerned sees a case once he was told, and of it neither who proposed nor who reported it where they are not
to be named; nobody acts on a case about himself but by reply and appeal. A server's policies say the same.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.discipline import DisciplineCase, DisciplineEntry, DisciplineSeries
from desktop.models.office import Person
from desktop.models.rows import among
from desktop.rules import deadlines
from desktop.rules import discipline as rules
from desktop.rules.cases import series_of
from desktop.rules.clients import code_from
from desktop.rules.discipline import EntryKind, State
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.services import calendars, on_file, signing
from desktop.services.powers import asked_on
from desktop.services.work import Work

TOPIC = "discipline"
PAGE = "discipline"
"""The page that rows of Today open."""
MOVED_ON = N_("Somebody was quicker: this case stands otherwise by now.")


def seen(work: Work) -> Any:
    """The cases that I may see: those about me as far as I was told, and by my scope those about others."""
    told = (DisciplineCase.owner != work.me.id) | DisciplineCase.told_at.is_null(False)
    return work.visible(DisciplineCase).where(told)


def reached(work: Work, case_id: UUID) -> Any:
    """The row of a case that I may see; within a write nobody else does something about it until the commit. Raises
    NotFound, NotAllowed."""
    work.require(Right.SEE_DISCIPLINE)
    if work.writes:
        work.alone()
    row = seen(work).where(DisciplineCase.id == case_id).get_or_none()
    if row is None:
        raise NotFound(str(case_id))
    return row


def entries_of(work: Work, row: Any) -> list[Any]:
    """The lines of a case in their order, to the person concerned those alone that he is told."""
    query = work.visible(DisciplineEntry).where(DisciplineEntry.case == row.id)
    if row.owner_id == work.me.id:
        query = query.where(DisciplineEntry.told)
    return list(query.order_by(DisciplineEntry.at, DisciplineEntry.id))


def add_entry(work: Work, row: Any, kind: EntryKind, said: str = "", *, told: bool = True, **more: Any) -> Any:
    """Without an author where the person concerned reads it and is not told who proposed the case, which I did."""
    work.require(Right.SEE_DISCIPLINE)
    by = None if told and work.me.id in _unnamed(work, row) else work.me.id
    return work.add(DisciplineEntry(case=row.id, kind=kind.value, said=said, told=told, by=by, at=work.now, **more))


def _unnamed(work: Work, row: Any) -> set[UUID]:
    there = work.visible(DisciplineEntry).where(
        (DisciplineEntry.case == row.id) & (DisciplineEntry.kind == EntryKind.PROPOSED.value) & ~DisciplineEntry.told
    )
    return {by for (by,) in there.select(DisciplineEntry.by).tuples()}  # fmt: skip


# Who may


def proposes(work: Work) -> bool:
    """Whether I may propose for anybody: heads for their department, managers for all."""
    mandate = work.me.mandate
    scope = mandate.scope(Right.SEE_DISCIPLINE)
    return scope is Scope.ALL or (scope is Scope.DEPARTMENT and mandate.department is not None)


def answers_for(work: Work, person: UUID, department: UUID | None) -> bool:
    """Whether I may propose and note for a colleague; never for myself."""
    if person == work.me.id or not proposes(work):
        return False
    mandate = work.me.mandate
    return mandate.scope(Right.SEE_DISCIPLINE) is Scope.ALL or department == mandate.department


def require_to_answer_for(work: Work, person: UUID, department: UUID | None) -> None:
    work.require(Right.SEE_DISCIPLINE)
    if person == work.me.id:
        raise NotAllowed(N_("Nobody proposes or notes anything about himself; somebody else must."))
    if not answers_for(work, person, department):
        raise NotAllowed(N_("Heads propose for their own department; whoever sees all of the office, for everybody."))


def proposers(work: Work, row: Any) -> set[UUID]:
    return all_proposers(work, [row])[row.id]


def all_proposers(work: Work, rows: Sequence[Any]) -> dict[UUID, set[UUID]]:
    """Who proposed each of these cases."""
    found: dict[UUID, set[UUID]] = {row.id: set() for row in rows}
    there = work.visible(DisciplineEntry).where(
        among(DisciplineEntry.case, list(found)) & (DisciplineEntry.kind == EntryKind.PROPOSED.value))  # fmt: skip
    for case, by in there.select(DisciplineEntry.case, DisciplineEntry.by).tuples():
        found[case].add(by)
    return found


def may_decide(work: Work, row: Any) -> bool:
    return work.may(Right.DECIDE_DISCIPLINE) and work.me.id not in {row.owner_id, *proposers(work, row)}


def require_to_decide(work: Work, row: Any) -> None:
    """Neither the person concerned nor whoever proposed it. Raises NotAllowed."""
    work.require(Right.DECIDE_DISCIPLINE)
    if work.me.id == row.owner_id:
        raise NotAllowed(N_("Nobody decides about himself; somebody else must."))
    if work.me.id in proposers(work, row):
        raise NotAllowed(N_("You have proposed this; a second person decides."))


def others_decide(work: Work, row: Any) -> bool:
    """Whether somebody is there for the appeal who had no hand in the case: neither proposed nor decided it, and may
    decide. Where nobody is, whoever decided hears the appeal, and the case says so."""
    now = signing.current(work)
    day = asked_on(now, work.settings, work.now)
    out = {row.owner_id, row.deputy_id, *proposers(work, row)}
    people = work.visible(Person).where(Person.suspended_at.is_null() & Person.id.not_in(list(out)))
    mandates = (now.admitted(person.id, day) for person in people)
    return any(one.scope(Right.DECIDE_DISCIPLINE) is not Scope.NONE
               and one.scope(Right.SEE_DISCIPLINE) is Scope.ALL for one in mandates)  # fmt: skip


def check_state(row: Any, *wanted: State) -> None:
    """Raises BadEntry where somebody was quicker."""
    if State.of(row.state) not in wanted:
        raise BadEntry(MOVED_ON)


# The record of a person


def counted(work: Work, person: UUID, key: str, day: date, months: int, but: UUID | None = None) -> Sequence[Any]:
    """The decisions under a clause that stand on this day and took effect within so many months before it."""
    since = rules.months_before(day, months)
    query = seen(work).where(
        (DisciplineCase.owner == person) & (DisciplineCase.rule == key)
        & DisciplineCase.state.in_([state.value for state in rules.STANDING])
        & (DisciplineCase.effective_on >= since) & (DisciplineCase.effective_on <= day)
        & (DisciplineCase.expires_on.is_null() | (DisciplineCase.expires_on >= day))
    )  # fmt: skip
    if but is not None:
        query = query.where(DisciplineCase.id != but)
    return list(query.order_by(DisciplineCase.effective_on, DisciplineCase.number))


def months_of(work: Work, rule: rules.Rule) -> int:
    return rule.window or int(work.settings["discipline_months"])


def until(work: Work, days: int) -> datetime:
    """The end of so many working days from now."""
    calendar = calendars.calendar_around(on_file.today(work), str(work.settings["time_zone"]))
    return deadlines.due(work.now, deadlines.working_days(days), calendar)


def next_number(work: Work) -> str:
    """Part of the verb that proposes."""
    work.require(Right.SEE_DISCIPLINE)
    today, pattern = on_file.today(work), str(work.settings["discipline_pattern"])
    scope = series_of(pattern, today)
    work.alone()
    series = work.visible(DisciplineSeries).where(DisciplineSeries.scope == scope).get_or_none()
    count = series.last + 1 if series is not None else 1
    if series is None:
        work.add(DisciplineSeries(scope=scope, last=count))
    else:
        work.change(series, {"last": count})
    return code_from(pattern, count, today)
