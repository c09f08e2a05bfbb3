"""Which verbs of appraisal somebody may do now with a period or a sheet, by their names: for buttons alone (AP-4)."""

from collections.abc import Sequence
from typing import Any

from desktop.rules import appraisal as rules
from desktop.rules.appraisal import PeriodState, SheetState
from desktop.rules.rights import Right, Scope
from desktop.services import appraisal_reach as reach
from desktop.services.work import Work

S = PeriodState


def of_period(work: Work, row: Any, every: Sequence[Any]) -> frozenset[str]:
    """What may be done with a period now; `every` are all periods, for one is corrected once. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    state = S.of(row.state)
    # who runs periods and does not see all sheets is refused
    if not work.may(Right.RUN_APPRAISALS) or work.me.mandate.scope(Right.SEE_APPRAISALS) is not Scope.ALL:
        return frozenset()
    acts = {"compute"} if state in rules.COUNTED else set()
    if state is S.SIGNED:
        acts.add("lock")
    elif state is S.LOCKED:
        acts |= {"drift", "proof"} | (set() if any(one.replaces_id == row.id for one in every) else {"correct"})
    else:
        acts.add("step")
    if state not in (S.DRAFT, S.LOCKED):
        acts.add("step_back")
    if S.SIGNED in rules.NEXT.get(state, ()):
        acts.add("sign")
    return frozenset(acts)


def of_sheet(work: Work, period: Any, row: Any, state: SheetState) -> frozenset[str]:
    """What I may do with a sheet now. Raises NotAllowed."""
    work.require(Right.SEE_APPRAISALS)
    now, mine_ = S.of(period.state), row.owner_id == work.me.id
    acts: set[str] = set()
    if state is SheetState.ABSENT:
        noted = work.may(Right.RUN_APPRAISALS) and not mine_ and now in rules.COUNTED - rules.TOLD
        return frozenset({"note_days"} if noted else ())
    if mine_ and now is S.SELF:
        acts.add("hand_in")
    if mine_ and now in rules.OPEN_TO_APPEALS:
        acts |= {"answer", "appeal"}
    if now in rules.COUNTED:
        acts.add("excuse")
    if now is S.SUPERIOR and reach.may_rate(work, row):
        acts.add("rate")
    runs = work.may(Right.RUN_APPRAISALS)
    alone = row.deputy_id is None and row.rated_at is None and row.passed_at is None
    if now is S.SUPERIOR and alone and (mine_ or runs):
        acts.add("let_through")
    if runs and now is S.CALIBRATED and not mine_ and row.rated_at is not None:
        acts.add("calibrate")
    if runs and not mine_ and now in rules.COUNTED - rules.TOLD:
        acts |= {"note_days", "name_superior", "leave_out"}
    return frozenset(acts)
