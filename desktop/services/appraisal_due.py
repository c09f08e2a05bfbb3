"""What appraisals have for Today: parts to hand in, people to rate, sheets to confirm, appeals, steps (OF-10)."""

from typing import Any

from desktop.i18n import N_
from desktop.models.appraisal import Appeal, AppraisalPeriod, AppraisalSheet
from desktop.rules import appraisal as rules
from desktop.rules.appraisal import PeriodState
from desktop.rules.errors import Label
from desktop.rules.rights import Right
from desktop.rules.today import Batch, Group, Row, Said, View
from desktop.services import appraisal_reach as reach
from desktop.services.work import Work

S = PeriodState
MINE, PERIODS = "appraisal", "appraisal_periods"
"""The pages that rows of Today open."""


def due(work: Work, view: View) -> list[Batch]:
    """For everybody his own sheet, for superiors whom they rate, for whoever runs it appeals and the next step."""
    work.require(Right.SEE_APPRAISALS)
    if view.whole:
        return []
    found: list[tuple[Group, Row]] = []
    # few at a time: those that are not locked, and of them the one or two that anybody has a part in
    open_ = work.visible(AppraisalPeriod).where(AppraisalPeriod.state != S.LOCKED.value)
    for period in open_.order_by(AppraisalPeriod.last):
        found += _of_period(work, view, period)
    batches = []
    for group in Group:
        rows = [row for of, row in found if of is group]
        if rows:
            batches.append(Batch(group, rows[: view.limit], len(rows)))
    return batches


def _of_period(work: Work, view: View, period: Any) -> list[tuple[Group, Row]]:
    state = S.of(period.state)
    found = []
    mine = work.visible(AppraisalSheet).where(
        (AppraisalSheet.period == period.id) & (AppraisalSheet.owner == work.me.id)).first()  # fmt: skip
    name = {"period": period.name}
    part = mine is not None and reach.takes_part(work, period, mine)
    if part and state is S.SELF and mine.self_at is None:
        said, opens = Said(N_("Self-review for {period}"), name), (MINE, (period.name, "self"))
        found.append((Group.WAITING, Row(("self", mine.id), "pencil", said, "", opens, given=opens)))
    if part and state in rules.OPEN_TO_APPEALS and not mine.answer:
        said, opens = Said(N_("Confirm your appraisal for {period}, or object"), name), (MINE, (period.name, "answer"))
        found.append((Group.WAITING, Row(("answer", mine.id), "check", said, "", opens, given=opens,
                                         until=period.confirm_until)))  # fmt: skip
    if state is S.SUPERIOR and work.may(Right.RATE_STAFF):
        found += _to_rate(work, period)
    if work.may(Right.RUN_APPRAISALS):
        found += _to_run(work, view, period, state)
    return found


def _to_rate(work: Work, period: Any) -> list[tuple[Group, Row]]:
    query = work.visible(AppraisalSheet).where(
        (AppraisalSheet.period == period.id) & (AppraisalSheet.deputy == work.me.id) & AppraisalSheet.rated_at.is_null()
    )
    number = sum(reach.takes_part(work, period, sheet) for sheet in query)
    if not number:
        return []
    said = Said(N_("{n} people to be rated for {period}"), {"n": number, "period": period.name})
    opens = (PERIODS, (period.id, "rate"))
    return [(Group.WAITING, Row(("rate", period.id), "eye", said, "", opens, given=opens))]


def _to_run(work: Work, view: View, period: Any, state: PeriodState) -> list[tuple[Group, Row]]:
    """Appeals to be decided, and what a period that is over waits for."""
    found = []
    appeals = list(work.visible(Appeal).where((Appeal.period == period.id) & Appeal.decided_at.is_null()))
    if appeals:
        until = min(one.due_at for one in appeals)
        group = Group.WRONG if until < work.now else Group.WAITING
        opens: tuple[str, object] = (PERIODS, (period.id, "appeals"))
        said = Said(N_("{n} appeals to be decided, {period}"), {"n": len(appeals), "period": period.name})
        found.append((group, Row(("appeals", period.id), "circle-check", said, "", opens, given=opens, until=until)))
    if period.last < view.today and state in (S.DRAFT, S.COMPUTED, S.CALIBRATED, S.SIGNED):
        said = Said(
            N_("{period} is over and stands at “{state}”"), {"period": period.name, "state": Label(state.label)}
        )
        opens = (PERIODS, (period.id, "lock") if state is S.SIGNED else period.id)
        found.append((Group.WAITING, Row(("step", period.id), "chart-column", said, "", opens, given=opens)))
    return found
