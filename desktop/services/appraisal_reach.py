"""What the verbs of appraisal share: periods and sheets as one reaches them, spans, plans, superiors, days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import AppraisalPeriod, AppraisalSheet, SheetMark
from desktop.models.office import Person, PersonRole, Role
from desktop.models.rows import among
from desktop.rules import appraisal as rules
from desktop.rules import appraisal_plans as plans
from desktop.rules import deadlines
from desktop.rules.appraisal import PeriodState, Side
from desktop.rules.appraisal_marks import marks_in_order
from desktop.rules.appraisal_plans import Scheme
from desktop.rules.errors import Label, NotAllowed, NotFound
from desktop.rules.indicators import Span
from desktop.rules.rights import ROLES, Mandate, Right, Scope
from desktop.rules.scoring import Plan, Total, of_marks, score
from desktop.rules.zones import begin_of, end_of
from desktop.services import calendars, on_file, signing
from desktop.services.powers import asked_on
from desktop.services.work import Work

TOPIC = "appraisal"
SELF = N_("Nobody rates, excuses or judges himself.")
_ADMIN = "admin"
# what a server shows nobody without the right, beside the files of clients
_SOURCES = {"A3": Right.SEE_DOCUMENTS, "A5": Right.SEE_AUDIT, "B2": Right.SCORE_CONTACTS,
            "C1": Right.SEE_SURVEY_RESULTS, "C2": Right.SEE_SURVEY_RESULTS}  # fmt: skip


def period_of(work: Work, period_id: UUID) -> Any:
    """The period, open to everybody signed in. Raises NotAllowed without a right to see appraisals, NotFound."""
    work.require(Right.SEE_APPRAISALS)
    return work.get(AppraisalPeriod, period_id)


def run_period(work: Work, period_id: UUID) -> Any:
    """The period for whoever runs it, and nobody else changes it until the commit. Raises NotAllowed, NotFound."""
    require_whole(work)
    work.alone()
    return work.get(AppraisalPeriod, period_id)


def require_whole(work: Work) -> None:
    """Whoever runs periods sees all sheets: who saw some would count, publish and lock those alone. Raises
    NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    if work.me.mandate.scope(Right.SEE_APPRAISALS) is not Scope.ALL:
        raise NotAllowed(N_("Your role runs periods and does not see everybody's sheets: give it “See appraisals” for "
                            "the whole office, or let somebody else run them."))  # fmt: skip


def require_sources(work: Work, keys: Iterable[str]) -> None:
    """At a server that keeps people apart nobody counts who does not read all that counts: others' cases would be the
    fewer, by who it was that counted. Raises NotAllowed."""
    require_whole(work)
    if not work.database.enforced:
        return
    for right in (Right.SEE_CLIENTS, *(_SOURCES[key] for key in keys if key in _SOURCES)):
        if work.me.mandate.scope(right) is not Scope.ALL:
            raise NotAllowed(N_("This server shows you too few records to count: your role lacks “{right}” for the "
                                "whole office. Somebody whose role has it can."), right=Label(right.label))  # fmt: skip


def sheet_of(work: Work, sheet_id: UUID) -> tuple[Any, Any]:
    """A sheet that I see, with its period; within a write nobody changes the two until the commit. Raises NotAllowed,
    NotFound."""
    work.require(Right.SEE_APPRAISALS)
    if work.writes:
        work.alone()
    sheet = work.get(AppraisalSheet, sheet_id)
    return sheet, work.get(AppraisalPeriod, sheet.period_id)


def sheets_of(work: Work, period: Any) -> list[Any]:
    """The sheets of a period that I see."""
    work.require(Right.SEE_APPRAISALS)
    return list(work.visible(AppraisalSheet).where(AppraisalSheet.period == period.id))


def marks_of(work: Work, sheets: Sequence[Any]) -> dict[UUID, list[Any]]:
    """What was said on these sheets, each with its marks; of the superior's part on one's own only what is told."""
    work.require(Right.SEE_APPRAISALS)
    found: dict[UUID, list[Any]] = {sheet.id: [] for sheet in sheets}
    hidden = {sheet.id for sheet in sheets if sheet.owner_id == work.me.id and sheet.published_at is None}
    for mark in work.visible(SheetMark).where(among(SheetMark.sheet, list(found))).order_by(SheetMark.item):
        if mark.side == Side.SELF.value or mark.sheet_id not in hidden:
            found[mark.sheet_id].append(mark)
    return found


def all_marks(work: Work, sheets: Sequence[Any]) -> dict[UUID, list[Any]]:
    """The same with all that was said, for what is reckoned and told to nobody here. Raises NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    found: dict[UUID, list[Any]] = {sheet.id: [] for sheet in sheets}
    for mark in work.visible(SheetMark).where(among(SheetMark.sheet, list(found))).order_by(SheetMark.item):
        found[mark.sheet_id].append(mark)
    return found


def refuse_oneself(work: Work, person: UUID | None) -> None:
    """Raises NotAllowed where somebody would judge himself."""
    if person == work.me.id:
        raise NotAllowed(SELF)


# How a period is reckoned


def span_of(work: Work, period: Any) -> Span:
    """The days of a period, as far as they have come."""
    zone = str(work.settings["time_zone"])
    return Span(begin_of(period.first, zone), end_of(period.last, zone), work.now)


def scheme_of(period: Any) -> Scheme:
    return plans.from_store(period.scheme)


def means_of(period: Any, group: str) -> dict[str, Decimal]:
    """What this group reached in the period that was locked before, by indicator; from the opening on."""
    kept: Mapping[str, str] = period.scheme.get("means", {}).get(group, {})
    return {key: Decimal(value) for key, value in kept.items()}


def plan_of(period: Any, group: str) -> Plan:
    return plans.plan(scheme_of(period), means_of(period, group))


def total_of(period: Any, sheet: Any, marks: Iterable[Any], bonus: Decimal = Decimal()) -> Total:
    """One person's result from the cases as they were counted and the marks as they stand."""
    counts = {key: count for key, count in plans.counts_from_store(sheet.counts).items() if key not in sheet.left_out}
    superior = of_marks(marks_in_order((m.item, m.mark) for m in marks if m.side == Side.SUPERIOR.value))
    return score(counts, plan_of(period, sheet.role_group), superior, bonus)


# Days


def working_days(work: Work, first: date, last: date) -> int:
    """How many days the office works from the first to the last, both counted."""
    calendar = calendars.office_calendar(range(first.year, last.year + 1), zone=str(work.settings["time_zone"]))
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1))


def days_from_now(work: Work, setting: str) -> datetime:
    """When so many working days of the office, as it has set, are over."""
    calendar = calendars.calendar_around(on_file.today(work), str(work.settings["time_zone"]))
    return deadlines.due(work.now, deadlines.working_days(int(work.settings[setting])), calendar)


def is_over(work: Work, period: Any) -> bool:
    return bool(period.last < on_file.today(work))


def takes_part(work: Work, period: Any, sheet: Any, working: int | None = None) -> bool:
    """Whether somebody was there enough; `working` saves counting the days of the period for each."""
    if sheet.days is None:
        return True
    return rules.takes_part(sheet.days, working_days(work, period.first, period.last) if working is None else working)


# People


def active_people(work: Work) -> list[Any]:
    """Who works here, in the order of their names. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    return list(work.visible(Person).where(Person.suspended_at.is_null()).order_by(Person.name, Person.id))


def groups_of(work: Work, people: Iterable[Any]) -> dict[UUID, str]:
    """With whom each is compared: those of the same role, the first in the order of the roles that is no admin's."""
    work.require(Right.SEE_APPRAISALS)
    order = {role.key: at for at, role in enumerate(ROLES)}
    # reading path: roles are open to everybody signed in
    held = PersonRole.select(PersonRole.person, Role.key).join(Role).where(
        among(PersonRole.person, [person.id for person in people])).tuples()  # fmt: skip
    found: dict[UUID, str] = {}
    for person, key in sorted(held, key=lambda one: (one[1] == _ADMIN, order.get(one[1], len(order)), one[1])):
        found.setdefault(person, key)
    return found


def may_rate(work: Work, sheet: Any) -> bool:
    """Whether I am somebody's superior in this period, or rate the whole office while he does not: nobody rates his
    equals or his own head. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    if sheet.owner_id == work.me.id or not work.may(Right.RATE_STAFF, sheet):
        return False
    if sheet.deputy_id == work.me.id:
        return True
    now = signing.current(work)
    theirs = now.held(sheet.owner_id, asked_on(now, work.settings, work.now)).scope(Right.RATE_STAFF)
    return work.me.mandate.scope(Right.RATE_STAFF) is Scope.ALL and theirs is not Scope.ALL


def superiors(work: Work, people: Sequence[Any]) -> dict[UUID, UUID | None]:
    """Who rates each: whoever rates the department, for those who rate nobody; for heads, whoever rates all. None where
    there is nobody above."""
    work.require(Right.RUN_APPRAISALS)
    day = asked_on(signing.current(work), work.settings, work.now)
    mandates = {person.id: signing.current(work).held(person.id, day) for person in people}
    scopes = {key: held.scope(Right.RATE_STAFF) for key, held in mandates.items()}
    found: dict[UUID, UUID | None] = {}
    for person in people:
        above = [
            other.id for other in people if other.id != person.id and _above(scopes, mandates, other.id, person.id)
        ]
        found[person.id] = min(above, key=lambda key: scopes[key], default=None)
    return found


def holders(work: Work, right: Right) -> set[UUID]:
    """Who works here and holds a right anywhere, by the roles as they are now. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    now = signing.current(work)
    day = asked_on(now, work.settings, work.now)
    return {one.id for one in active_people(work) if now.held(one.id, day).scope(right) is not Scope.NONE}


def _above(scopes: Mapping[UUID, Scope], mandates: Mapping[UUID, Mandate], one: UUID, below: UUID) -> bool:
    if scopes[one] <= scopes[below] or scopes[one] <= Scope.OWN:
        return False
    same = mandates[one].department is not None and mandates[one].department == mandates[below].department
    return scopes[one] is Scope.ALL or same


def held_person(work: Work, person_id: UUID) -> Any:
    """Somebody who works here, and does so until the commit. Raises NotAllowed, NotFound."""
    work.require(Right.RUN_APPRAISALS)
    person = work.hold(Person, person_id)
    if person.suspended_at is not None:
        raise NotFound(str(person_id))
    return person


def last_period_locked(work: Work) -> Any:
    """The latest period that is locked, in its last version, however late it was corrected; None where there is
    none. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    query = work.visible(AppraisalPeriod).where(AppraisalPeriod.state == PeriodState.LOCKED.value)
    return query.order_by(AppraisalPeriod.last.desc(), AppraisalPeriod.number.desc()).first()


def newest_locked(work: Work) -> Any:
    """The period that was locked last, whose root the next one is chained to; None where there is none."""
    work.require(Right.SEE_APPRAISALS)
    query = work.visible(AppraisalPeriod).where(AppraisalPeriod.state == PeriodState.LOCKED.value)
    return query.order_by(AppraisalPeriod.cut_off.desc(), AppraisalPeriod.id.desc()).first()
