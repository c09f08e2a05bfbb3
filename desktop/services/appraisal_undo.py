"""Takes back what somebody has just done in an appraisal, as long as nothing followed from it (AP-4)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import Appeal, AppraisalPeriod, AppraisalScheme, AppraisalSheet, Excuse, SheetMark
from desktop.rules import appraisal as rules
from desktop.rules.appraisal import PeriodState
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import appraisal_appeals, taking_back
from desktop.services.appraisal_reach import TOPIC
from desktop.services.work import Work

S = PeriodState
# In which state of its period each is taken back. A step of the period goes back by a step with a reason, what was
# decided and excused was approved or read, and a lock is for good
UNDOABLE: Mapping[str, frozenset[PeriodState]] = {
    "save_scheme": frozenset(),
    "take_in": rules.COUNTED,
    "leave_out": rules.COUNTED,
    "note_days": rules.COUNTED - rules.TOLD,
    "name_superior": rules.COUNTED - rules.TOLD,
    "hand_in_part": frozenset({S.SELF}),
    "rate_sheet": frozenset({S.SUPERIOR}),
    "calibrate_sheet": frozenset({S.CALIBRATED}),
    "answer_sheet": rules.OPEN_TO_APPEALS,
    "appeal": rules.OPEN_TO_APPEALS,
    "take_back_appeal": rules.OPEN_TO_APPEALS,
    "withdraw_excuse": rules.COUNTED,
}
_LATER = N_("Something followed from this since, so it can't be undone.")


def undo(work: Work, operation: UUID) -> None:
    """Takes back an act of mine. Raises BadEntry for another act, or where something followed; NotAllowed, NotFound."""
    work.require(Right.SEE_APPRAISALS)
    work.alone()
    models = (AppraisalScheme, AppraisalSheet, SheetMark, Excuse, Appeal)
    made: list[UUID] = []

    def is_new_mark(trace: Any, _acts: set[str]) -> bool:
        if trace.table == SheetMark._meta.table_name and trace.kind == "create":
            made.append(trace.row)
            return True
        return False

    undoable = {(TOPIC, act) for act in UNDOABLE}
    deed = taking_back.deed_of(work, operation, undoable, models, is_new_mark)
    taking_back.require_own(work, deed)
    taking_back.refuse_later(deed, _LATER)
    taking_back.refuse_changed(deed, _LATER)
    allowed = frozenset.intersection(*(UNDOABLE[act] for act in deed.acts))
    for model, row, _told in deed.rows:
        if model is AppraisalScheme:
            _refuse_used(work, row)
        elif model is Excuse:
            appraisal_appeals.check_open(work, row)
        else:
            rules.check_state(S.of(work.get(AppraisalPeriod, row.period_id).state), allowed)
    for mark in made:
        # a part that was never handed in has no marks at all
        work.remove(work.get(SheetMark, mark))
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_appraisal", deed.rows[0][1] if deed.rows else None, acts=deed.acts)


def _refuse_used(work: Work, row: Any) -> None:
    """Raises BadEntry where a period was opened with it."""
    if any(one.scheme.get("number") == row.number for one in work.visible(AppraisalPeriod)):
        raise BadEntry(_LATER)
