"""Periods and sheets of appraisal as screens and prints show them: plain values, as far as one sees them (AP-5)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import peewee

from desktop.models.appraisal import Appeal, AppraisalPeriod, AppraisalSheet
from desktop.models.office import Department, Person
from desktop.models.rows import among
from desktop.rules import appraisal as rules
from desktop.rules import appraisal_plans as plans
from desktop.rules.appraisal import Answer, PeriodState, Recommendation, SheetState, Side
from desktop.rules.errors import NotFound
from desktop.rules.indicators import Span
from desktop.rules.rights import Right
from desktop.rules.scoring import Place, Plan, Total
from desktop.rules.values import dataclass
from desktop.services import appraisal_acts, appraisal_appeals, appraisal_results, indicators, on_file
from desktop.services import appraisal_reach as reach
from desktop.services.appraisal_appeals import AppealLine
from desktop.services.work import Work

S = PeriodState
TREND = 12


@dataclass(frozen=True, slots=True)
class PeriodView:
    """A period. `plan` is that of the sheet it stands on, else that of nobody in particular; `names` and `formulas` say
    of each indicator what it was when the period opened, as message ids; `acts`: verbs that I may do now."""

    id: UUID
    name: str
    first: date
    last: date
    version: int
    state: PeriodState
    scheme_number: int
    plan: Plan
    span: Span
    names: Mapping[str, str]
    formulas: Mapping[str, str]
    people: int
    counts: Mapping[SheetState, int]
    opened_at: datetime
    computed_at: datetime | None
    reason: str
    corrects: str
    published_at: datetime | None
    confirm_until: datetime | None
    appeal_until: datetime | None
    signed_at: datetime | None
    signed_by: str
    cut_off: datetime | None
    locked_by: str
    cases: int
    root: str
    previous: str
    signature: str
    replaces: UUID | None
    replaced_by: UUID | None
    working_days: int
    acts: frozenset[str]

    @property
    def locked(self) -> bool:
        return self.state is PeriodState.LOCKED


@dataclass(frozen=True, slots=True)
class MarkView:
    """A mark of one of the five sentences; `before`: what it was calibrated from, and `reason` why."""

    item: int
    mark: int
    words: str
    source: str
    row: UUID | None
    observed: date | None
    before: int | None
    reason: str
    changed_by: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """One person in one period. Of my own sheet the superior's part stands here once it is published. `running`: the
    figures still move; `number` is the name by which the person signs in."""

    id: UUID
    period: PeriodView
    person: UUID
    name: str
    number: str
    department: str
    department_id: UUID | None
    post: str
    group: str
    superior: UUID | None
    superior_name: str
    days: int | None
    state: SheetState
    total: Total
    place: Place | None
    self_marks: tuple[MarkView, ...]
    superior_marks: tuple[MarkView, ...]
    self_words: str
    superior_words: str
    recommendations: tuple[Recommendation, ...]
    answer: Answer
    answer_words: str
    answered_at: datetime | None
    rated_by: str
    passed_at: datetime | None
    left_out: tuple[str, ...]
    excused: int
    appeals: tuple[AppealLine, ...]
    previous: tuple[tuple[str, Decimal | None], ...]
    running: bool
    root: str
    acts: frozenset[str]

    @property
    def plan(self) -> Plan:
        return self.period.plan


# Periods


def periods(work: Work) -> list[PeriodView]:
    """All periods, the newest first, and of one the newest version first. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    rows = list(work.visible(AppraisalPeriod).order_by(AppraisalPeriod.last.desc(), AppraisalPeriod.number.desc()))
    # of what is locked, years of it, only how many there are
    grouped = work.visible(AppraisalSheet).select(AppraisalSheet.period, peewee.fn.COUNT(AppraisalSheet.id))
    numbers = dict(grouped.group_by(AppraisalSheet.period).tuples())
    return [_period(work, row, () if row.state == S.LOCKED.value else reach.sheets_of(work, row), rows,
                    people=numbers.get(row.id, 0)) for row in rows]  # fmt: skip


def _period(work: Work, row: Any, sheets: Sequence[Any], every: Sequence[Any], *, people: int | None = None
            ) -> PeriodView:  # fmt: skip
    state = S.of(row.state)
    scheme = reach.scheme_of(row)
    names = on_file.names(work, [row.signed_by_id, row.locked_by_id])
    working = reach.working_days(work, row.first, row.last)
    counts: dict[SheetState, int] = {}
    open_ = _with_open_appeals(work, row)
    for sheet in sheets:
        its = state_of(work, row, sheet, working, open_)
        counts[its] = counts.get(its, 0) + 1
    next_ = next((one.id for one in every if one.replaces_id == row.id and one.state == S.LOCKED.value), None)
    return PeriodView(
        row.id, row.name, row.first, row.last, row.number, state, int(row.scheme.get("number", 0)),
        reach.plan_of(row, ""), reach.span_of(work, row), {one.key: one.name for one in scheme.indicators},
        {one.key: one.formula for one in scheme.indicators}, len(sheets) if people is None else people,
        counts or ({SheetState.LOCKED: people} if people else {}), row.opened_at, row.computed_at,
        row.reason, row.corrects, row.published_at, row.confirm_until, row.appeal_until, row.signed_at,
        names.get(row.signed_by_id, ""), row.cut_off, names.get(row.locked_by_id, ""), row.cases, row.root,
        row.previous, row.signature, row.replaces_id, next_, working, appraisal_acts.of_period(work, row, every),
    )  # fmt: skip


def _with_open_appeals(work: Work, row: Any) -> set[UUID]:
    if S.of(row.state) not in rules.OPEN_TO_APPEALS:
        return set()
    open_ = work.visible(Appeal).where((Appeal.period == row.id) & Appeal.decided_at.is_null())
    return {sheet for (sheet,) in open_.select(Appeal.sheet).tuples()}


def state_of(work: Work, period: Any, sheet: Any, working: int, appealed: set[UUID]) -> SheetState:
    """How a sheet stands. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    if not reach.takes_part(work, period, sheet, working):
        return SheetState.ABSENT
    state = S.of(period.state)
    if state is S.LOCKED:
        return SheetState.LOCKED
    if state in rules.TOLD:
        if sheet.id in appealed:
            return SheetState.APPEALED
        return {Answer.CONFIRMED.value: SheetState.CONFIRMED,
                Answer.OBJECTED.value: SheetState.OBJECTED}.get(sheet.answer, SheetState.PUBLISHED)  # fmt: skip
    if sheet.passed_at is not None:
        return SheetState.PASSED
    # that he was rated, whom it is about hears with the rest
    if sheet.rated_at is not None and sheet.owner_id != work.me.id:
        return SheetState.RATED
    return SheetState.HANDED_IN if sheet.self_at is not None else SheetState.OPEN


# Sheets


def sheets(work: Work, period_id: UUID, department: UUID | None = None) -> list[SheetView]:
    """The sheets of a period that I see, by name; of one department if it is named. Raises NotAllowed, NotFound."""
    period = reach.period_of(work, period_id)
    rows = reach.sheets_of(work, period)
    wanted = [row for row in rows if department is None or row.department_id == department]
    return sorted(_views(work, period, wanted, rows), key=lambda one: (one.name, one.number))


def sheet(work: Work, period_id: UUID, person: UUID) -> SheetView:
    """Somebody's sheet of a period. Raises NotAllowed, NotFound."""
    period = reach.period_of(work, period_id)
    found = [row for row in reach.sheets_of(work, period) if row.owner_id == person]
    if not found:
        raise NotFound(str(person))
    return _views(work, period, found, reach.sheets_of(work, period))[0]


def mine(work: Work) -> SheetView | None:
    """My sheet of the period that runs today, with the figures of this moment from its first day on; else of the newest
    that is not locked. None where none is open. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    today = on_file.today(work)
    open_ = work.visible(AppraisalPeriod).where(AppraisalPeriod.state != S.LOCKED.value)
    rows = list(open_.order_by(AppraisalPeriod.last.desc(), AppraisalPeriod.number.desc()))
    for row in sorted(rows, key=lambda one: not one.first <= today <= one.last):
        found = [one for one in reach.sheets_of(work, row) if one.owner_id == work.me.id]
        if found:
            return _views(work, row, found, found)[0]
    return None


def _views(work: Work, period: Any, rows: Sequence[Any], every: Sequence[Any]) -> list[SheetView]:
    all_periods = list(work.visible(AppraisalPeriod))
    view = _period(work, period, every, all_periods)
    working, told = view.working_days, reach.marks_of(work, rows)
    owners = [row.owner_id for row in rows]
    people = {one.id: one for one in work.visible(Person).where(among(Person.id, owners))}
    departments = dict(work.visible(Department, withdrawn=True).select(Department.id, Department.name).tuples())
    names = on_file.names(work, [*(row.deputy_id for row in rows), *(row.rated_by_id for row in rows),
                                 *(mark.changed_by_id for some in told.values() for mark in some)])  # fmt: skip
    appeals: dict[UUID, list[AppealLine]] = {}
    for line in appraisal_appeals.appeals(work, period.id):
        appeals.setdefault(line.sheet, []).append(line)
    open_ = {key for key, lines in appeals.items() if any(one.verdict is None for one in lines)}
    before = _before(work, period, owners)
    live = _live(work, period, rows)
    groups = {row.role_group: replace(view, plan=reach.plan_of(period, row.role_group)) for row in rows}
    found = []
    for row in rows:
        person, marks = people[row.owner_id], told[row.id]
        total, place = _result(work, period, row, marks, live.get(row.owner_id))
        state = state_of(work, period, row, working, open_)
        whole = {mark.side: mark for mark in marks if not mark.item}
        own, above = whole.get(Side.SELF.value), whole.get(Side.SUPERIOR.value)
        counts = plans.counts_from_store(live.get(row.owner_id) or row.counts)
        found.append(SheetView(
            row.id, groups[row.role_group], row.owner_id, person.name, person.login,
            departments.get(row.department_id, ""), row.department_id, person.post, row.role_group, row.deputy_id,
            names.get(row.deputy_id, ""), row.days, state, total, place, _marks(marks, Side.SELF, names),
            _marks(marks, Side.SUPERIOR, names), own.words if own is not None else "",
            above.words if above is not None else "",
            tuple(map(Recommendation.of, above.recommended if above is not None else ())), Answer.of(row.answer),
            row.answer_words, row.answered_at, _told_name(work, row, names), row.passed_at, tuple(row.left_out),
            sum(count.excused for count in counts.values()), tuple(appeals.get(row.id, ())),
            tuple(before.get(row.owner_id, ())), _runs(work, period), row.root,
            appraisal_acts.of_sheet(work, period, row, state)))  # fmt: skip
    return found


def _told_name(work: Work, row: Any, names: Mapping[UUID, str]) -> str:
    hidden = row.owner_id == work.me.id and row.published_at is None
    return "" if hidden else names.get(row.rated_by_id, "")


def _runs(work: Work, period: Any) -> bool:
    """Whether what falls due still moves the figures."""
    return S.of(period.state) in (S.DRAFT, S.COMPUTED) and not reach.is_over(work, period)


def _live(work: Work, period: Any, rows: Sequence[Any]) -> dict[UUID, dict[str, list[int]]]:
    """The figures of this moment, of a single sheet while its period runs, or of one that was never counted."""
    if len(rows) != 1 or not (_runs(work, period) or period.computed_at is None):
        return {}
    keys = reach.scheme_of(period).keys
    found = indicators.counts(work, reach.span_of(work, period), keys, [rows[0].owner_id])
    return {rows[0].owner_id: {key: list(count) for (_person, key), count in found.items()}}


def _result(work: Work, period: Any, row: Any, marks: Sequence[Any], live: Mapping[str, Sequence[int]] | None
            ) -> tuple[Total, Place | None]:  # fmt: skip
    if row.result and S.of(period.state) in rules.TOLD:
        return plans.result_from_store(row.result)
    if live is not None:
        row.counts = live
    return reach.total_of(period, row, marks, appraisal_results.bonus_of(work, period, row)), None


def _marks(marks: Sequence[Any], side: Side, names: Mapping[UUID, str]) -> tuple[MarkView, ...]:
    return tuple(MarkView(mark.item, mark.mark, mark.words, mark.source, mark.row, mark.observed, mark.before,
                          mark.reason, names.get(mark.changed_by_id, ""))
                 for mark in marks if mark.side == side.value and mark.item and mark.mark is not None)  # fmt: skip


def _before(work: Work, period: Any, people: Sequence[UUID]) -> dict[UUID, list[tuple[str, Decimal | None]]]:
    """What each reached in the locked periods before, the oldest first; of one that was corrected its last version."""
    earlier = work.visible(AppraisalPeriod).where(
        (AppraisalPeriod.state == S.LOCKED.value) & (AppraisalPeriod.last < period.first))  # fmt: skip
    rows = list(earlier.order_by(AppraisalPeriod.last.desc(), AppraisalPeriod.number.desc()).limit(TREND * 2))
    newest = {row.name: row for row in reversed(rows)}
    kept = {row.id: name for name, row in newest.items()}
    query = work.visible(AppraisalSheet).where(
        among(AppraisalSheet.period, list(kept)) & among(AppraisalSheet.owner, list(people)))  # fmt: skip
    results: dict[tuple[UUID, str], Decimal | None] = {}
    for row in query:
        total = row.result.get("total") if row.result else None
        results[row.owner_id, kept[row.period_id]] = None if total is None else Decimal(total)
    order = [row.name for row in sorted(newest.values(), key=lambda one: one.last)][-TREND:]
    return {person: [(name, results[person, name]) for name in order if (person, name) in results]
            for person in people}  # fmt: skip
