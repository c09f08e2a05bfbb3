"""Cases excused by approval, and appeals against what stands on a sheet, decided by who had no part in it (AP-4)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import Appeal, AppraisalPeriod, AppraisalSheet, Excuse, SheetMark
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.rules import appraisal as rules
from desktop.rules import appraisal_plans as plans
from desktop.rules.appraisal import Against, ExcuseReason, PeriodState, Side, Target, Verdict
from desktop.rules.appraisal_marks import NUMBERS
from desktop.rules.approvals import Act, Need
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.indicators import UNTOLD, CaseRow, Span
from desktop.rules.rights import Right
from desktop.rules.values import dataclass
from desktop.services import appraisal_reach as reach
from desktop.services import appraisal_results, appraisal_sheets, approvals, indicators, on_file
from desktop.services.appraisal_reach import TOPIC
from desktop.services.indicator_arms import stored
from desktop.services.work import Work

S = PeriodState
_PAGE = 200


@dataclass(frozen=True, slots=True)
class AppealLine:
    """One appeal. `mine`: I may decide on it; `before` and `after` are the total, and of a mark the mark, as text."""

    id: UUID
    sheet: UUID
    person: UUID
    name: str
    target: Target
    words: str
    made_at: datetime
    due_at: datetime
    verdict: Verdict | None
    reason: str
    decided_by: str
    decided_at: datetime | None
    before: dict[str, str]
    after: dict[str, str]
    mine: bool


# Excuses


def excuse_need(work: Work, period: Any, case: CaseRow) -> Need:
    """What `excuse` asks for: this case, in this period; of the client nothing is told. Raises NotFound."""
    work.require(Right.SEE_APPRAISALS)
    person = work.get(Person, case.person)
    return Need(Act.EXCUSE_CASE, 1, f"{period.name} · {person.name} · {case.key} · {case.row.hex[-6:]}",
                f"{case.key}:{case.source}:{case.row}:{stored(case.due)}", row=person.id)  # fmt: skip


def excuse(work: Work, person_id: UUID, key: str, source: str, row: UUID, reason: ExcuseReason, words: str,
           due: datetime | None = None) -> UUID:  # fmt: skip
    """Leaves a case out of what somebody is reckoned by, once somebody else has approved it; the report tells it. `due`
    tells the period where one row is a case of several, as a file is.

    Raises NeedsApproval, BadEntry naming the field, NotAllowed, NotFound."""
    work.require(Right.SEE_APPRAISALS)
    work.alone()
    if reason is ExcuseReason.APPEAL:
        raise BadEntry(N_("That is found by an appeal."), "reason")
    said = rules.checked_words(words, wanted=N_("Say what happened."))
    period, case = _open_case(work, person_id, key, source, row, due)
    if _excused(work, period, case):
        raise BadEntry(N_("This case is left out already."))
    by = approvals.require(work, excuse_need(work, period, case))
    added = _leave_out(work, case, reason, said, by, work.operation)
    work.record(TOPIC, "excuse_case", added, key=key, reason=reason.value, period=period.name)
    return UUID(str(added.id))


def withdraw_excuse(work: Work, excuse_id: UUID) -> None:
    """Lets a case count again that was left out. Raises NotAllowed, NotFound, also once its period is signed."""
    work.require(Right.SEE_APPRAISALS)
    row = work.get(Excuse, excuse_id)
    if row.deputy_id != work.me.id:
        work.require(Right.RUN_APPRAISALS)
        reach.refuse_oneself(work, row.owner_id)
    check_open(work, row)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_excuse", row)


def check_open(work: Work, row: Any) -> None:
    """Raises NotFound once the period of a case that was left out is signed."""
    work.require(Right.SEE_APPRAISALS)
    _open_case(work, row.owner_id, row.key, row.source, row.row, row.due)


def _open_case(work: Work, person: UUID, key: str, source: str, row: UUID, due: datetime | None
               ) -> tuple[Any, CaseRow]:  # fmt: skip
    """The case, and the period that it falls in, that around `due` if it is told, and that is not signed yet. Raises
    BadEntry, NotFound."""
    if row == UNTOLD:
        raise BadEntry(N_("What clients have said can't be left out."))
    state = [one.value for one in rules.COUNTED]
    for period in work.visible(AppraisalPeriod).where(AppraisalPeriod.state.in_(state)):
        span = reach.span_of(work, period)
        if due is not None and not span.since <= due < span.until:
            continue
        # what falls due later in the period may be left out before
        for one in _cases(work, Span(span.since, span.until, span.until), key, person):
            if one.row == row and one.source == source:
                return period, one
    raise NotFound(str(row))


def _cases(work: Work, span: Span, key: str, person: UUID) -> Iterator[CaseRow]:
    first = 0
    while True:
        found = indicators.cases(work, span, key, person, first=first, limit=_PAGE)
        yield from found
        if len(found) < _PAGE:
            return
        first += _PAGE


def _excused(work: Work, period: Any, case: CaseRow) -> bool:
    span = reach.span_of(work, period)
    query = work.visible(Excuse).where((Excuse.source == case.source) & (Excuse.row == case.row)
                                       & (Excuse.key == case.key) & (Excuse.owner == case.person)
                                       & (Excuse.due >= span.since) & (Excuse.due < span.until))  # fmt: skip
    return bool(query.exists())


def _leave_out(work: Work, case: CaseRow, reason: ExcuseReason, words: str, by: UUID | None,
               operation: UUID | None) -> Any:  # fmt: skip
    person = work.get(Person, case.person)
    asker = work.me.id if operation is not None else None
    return work.add(Excuse(owner=person.id, deputy=asker, department=person.department_id, key=case.key,
                           source=case.source, row=case.row, due=case.due, client=case.client, reason=reason.value,
                           words=words, asked_at=work.now, approved_by=by, operation=operation))  # fmt: skip


# Appeals


def appeal(work: Work, sheet_id: UUID, target: Target, words: str) -> UUID:
    """Objects to one thing on my sheet and says why. Raises BadEntry, NotAllowed, NotFound."""
    sheet, period = reach.sheet_of(work, sheet_id)
    if sheet.owner_id != work.me.id:
        raise NotAllowed(N_("Everybody answers for himself."))
    rules.check_state(S.of(period.state), rules.OPEN_TO_APPEALS)
    if period.appeal_until is not None and work.now > period.appeal_until:
        raise BadEntry(N_("The time for appeals is over."))
    rules.check_target(target, NUMBERS, reach.scheme_of(period).keys)
    said = rules.checked_words(words, wanted=N_("Say what is wrong, and why."))
    if any(one.decided_at is None and _target(one) == target for one in _of_sheet(work, sheet)):
        raise BadEntry(N_("An appeal against this is open already."))
    # a client that I may not see is no more than an id here
    client = target.client if target.client is not None and work.visible(Client).where(
        Client.id == target.client).exists() else None  # fmt: skip
    row = work.add(Appeal(period=period.id, sheet=sheet.id, kind=target.kind.value, key=target.key, item=target.item,
                          source=target.source, row=target.row, client=client, words=said, made_at=work.now,
                          due_at=reach.days_from_now(work, "appraisal_appeal_days")))  # fmt: skip
    work.record(TOPIC, "appeal", row, kind=target.kind.value)
    return UUID(str(row.id))


def take_back(work: Work, appeal_id: UUID) -> None:
    """Takes back my appeal before it is decided. Raises BadEntry, NotAllowed, NotFound."""
    row, sheet, _period = _appeal_of(work, appeal_id)
    if sheet.owner_id != work.me.id:
        raise NotAllowed(N_("Everybody answers for himself."))
    if row.decided_at is not None:
        raise BadEntry(N_("This appeal is decided."))
    work.withdraw(row)
    work.record(TOPIC, "take_back_appeal", row)


def judge_need(work: Work, appeal_id: UUID) -> Need:
    """What `decide` asks for where nobody is there who had no part in it. Raises NotFound."""
    row, sheet, period = _appeal_of(work, appeal_id)
    name = on_file.names(work, [sheet.owner_id]).get(sheet.owner_id, "")
    return Need(Act.JUDGE_APPEAL, 1, f"{period.name} · {name}", str(row.id), row=sheet.owner_id)


def decide(work: Work, appeal_id: UUID, verdict: Verdict, reason: str, mark: int | None = None) -> None:
    """Accepts an appeal, in part or not, and says why; the result is reckoned anew and both stand on the report. What
    is accepted leaves a case or an indicator out; of a sentence `mark` is the mark from now on.

    Raises NeedsApproval where everybody who runs appraisals had a part in it, BadEntry, NotAllowed, NotFound."""
    row, sheet, period = _appeal_of(work, appeal_id)
    reach.require_whole(work)
    reach.refuse_oneself(work, sheet.owner_id)
    rules.check_state(S.of(period.state), rules.OPEN_TO_APPEALS)
    if row.decided_at is not None:
        raise BadEntry(N_("This appeal is decided."))
    said = rules.checked_words(reason, "reason", wanted=N_("Say why: whoever appealed reads it."))
    if work.me.id in hands(work, sheet):
        if _somebody_else(work, sheet):
            raise NotAllowed(N_("Somebody decides who neither scored nor supervised; another who runs appraisals can."))
        approvals.require(work, judge_need(work, appeal_id))
    before = _told(sheet)
    target = _target(row)
    more: dict[str, str] = {}
    if verdict is not Verdict.REJECTED:
        more = _carry_out(work, sheet, row, target, verdict, said, mark)
        work.change_many(AppraisalSheet, [(sheet, {"counts": _counted(work, period, sheet)})])
        appraisal_results.publish(work, period)
        sheet = work.get(AppraisalSheet, sheet.id)
    was = {"mark": more.pop("was")} if "was" in more else {}
    work.change(row, {"decided_by": work.me.id, "decided_at": work.now, "verdict": verdict.value, "reason": said,
                      "before": before | was, "after": _told(sheet) | more})  # fmt: skip
    work.record(TOPIC, "decide_appeal", row, verdict=verdict.value)


def _carry_out(work: Work, sheet: Any, row: Any, target: Target, verdict: Verdict, said: str, mark: int | None
               ) -> dict[str, str]:  # fmt: skip
    """What an accepted appeal changes; what is accepted in part changes a mark alone."""
    match target.kind:
        case Against.ITEM:
            if mark is None or target.item is None:
                raise BadEntry(N_("Say which mark it becomes."), "mark")
            was, now = appraisal_sheets.change_mark(work, sheet, target.item, mark, said[: rules.REASON_LIMIT])
            return {"was": str(was), "mark": str(now)}
        case Against.CASE if verdict is Verdict.ACCEPTED and target.row is not None:
            period = work.get(AppraisalPeriod, sheet.period_id)
            within = reach.span_of(work, period).since
            _period, case = _open_case(work, sheet.owner_id, target.key, target.source, target.row, within)
            if not _excused(work, period, case):
                _leave_out(work, case, ExcuseReason.APPEAL, said, work.me.id, None)
        case Against.INDICATOR if verdict is Verdict.ACCEPTED:
            work.change(sheet, {"left_out": sorted({*sheet.left_out, target.key})})
    return {}


def _counted(work: Work, period: Any, sheet: Any) -> dict[str, list[int]]:
    keys = reach.scheme_of(period).keys
    reach.require_sources(work, keys)
    found = indicators.counts(work, reach.span_of(work, period), keys, [sheet.owner_id])
    return {key: list(count) for (_person, key), count in found.items()}


def hands(work: Work, sheet: Any) -> set[UUID]:
    """Who scored or supervised: the superior, who rated, and who calibrated. Raises NotAllowed."""
    work.require(Right.RUN_APPRAISALS)
    changed = {mark.changed_by_id for mark in work.visible(SheetMark).where(
        (SheetMark.sheet == sheet.id) & (SheetMark.side == Side.SUPERIOR.value))}  # fmt: skip
    # who changed a mark on an appeal has judged, and may judge the next one
    changed -= {row.decided_by_id for row in _of_sheet(work, sheet) if row.kind == Against.ITEM.value}
    return {one for one in (sheet.deputy_id, sheet.rated_by_id, *changed) if one is not None}


def _somebody_else(work: Work, sheet: Any) -> bool:
    involved = hands(work, sheet) | {sheet.owner_id, work.me.id}
    return any(one not in involved for one in reach.holders(work, Right.RUN_APPRAISALS))


def _told(sheet: Any) -> dict[str, str]:
    """The total as it stands on the sheet."""
    if not sheet.result:
        return {}
    total, _place = plans.result_from_store(sheet.result)
    return {"total": str(total.total)} if total.total is not None else {}


def _appeal_of(work: Work, appeal_id: UUID) -> tuple[Any, Any, Any]:
    work.require(Right.SEE_APPRAISALS)
    row = work.get(Appeal, appeal_id)
    sheet, period = reach.sheet_of(work, row.sheet_id)
    return row, sheet, period


def _of_sheet(work: Work, sheet: Any) -> list[Any]:
    return list(work.visible(Appeal).where(Appeal.sheet == sheet.id))


def _target(row: Any) -> Target:
    return Target(Against.of(row.kind), row.key, row.item, row.source, row.row, row.client_id)


def appeals(work: Work, period_id: UUID, sheet_id: UUID | None = None) -> list[AppealLine]:
    """The appeals of a period, or of one sheet, as far as I see them; what is open first. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    query = work.visible(Appeal).where(Appeal.period == period_id)
    rows = list(query.where(Appeal.sheet == sheet_id) if sheet_id is not None else query)
    sheets = {one.id: one for one in work.visible(AppraisalSheet).where(AppraisalSheet.period == period_id)}
    # what was decided of a sheet that was left out later is told with the sheet, should it come back
    rows = [row for row in rows if row.sheet_id in sheets]
    names = on_file.names(work, [*(one.owner_id for one in sheets.values()), *(row.decided_by_id for row in rows)])
    runs = work.may(Right.RUN_APPRAISALS)
    found = []
    for row in sorted(rows, key=lambda one: (one.decided_at is not None, one.due_at, one.id)):
        sheet = sheets[row.sheet_id]
        mine = runs and row.decided_at is None and sheet.owner_id != work.me.id
        verdict = Verdict.of(row.verdict) if row.verdict else None
        found.append(AppealLine(row.id, sheet.id, sheet.owner_id, names.get(sheet.owner_id, ""), _target(row),
                                row.words, row.made_at, row.due_at, verdict, row.reason,
                                names.get(row.decided_by_id, ""), row.decided_at, row.before, row.after,
                                mine))  # fmt: skip
    return found
