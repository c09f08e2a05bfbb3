"""Corrects a locked period of appraisal: its next version, with its own lock, while the old one stays (AP-4, AC-6)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.appraisal import AppraisalPeriod, AppraisalSheet, SheetMark
from desktop.rules import appraisal as rules
from desktop.rules.appraisal import PeriodState
from desktop.rules.approvals import Act, Need
from desktop.rules.errors import BadEntry
from desktop.services import appraisal, approvals
from desktop.services import appraisal_reach as reach
from desktop.services.appraisal_reach import TOPIC
from desktop.services.work import Work

S = PeriodState
_SHEET = ("owner", "deputy", "department", "role_group", "days", "left_out", "self_at", "rated_at", "rated_by",
          "passed_at")  # fmt: skip
_MARK = ("side", "item", "mark", "words", "source", "row", "observed", "recommended", "before", "reason", "changed_by",
         "by", "at")  # fmt: skip


def correct_need(work: Work, period_id: UUID) -> Need:
    """What `correct` asks for: unlocking a closed period is a sensitive act. Raises NotFound."""
    period = reach.period_of(work, period_id)
    return Need(Act.CORRECT_PERIOD, 1, f"{period.name} · {period.number}", str(period.id), row=period.id)


def correct(work: Work, period_id: UUID, reason: str) -> UUID:
    """Opens the next version of a locked period at calibration, with all that was said. The locked one stays, and says
    that it was replaced once this one is locked. Raises NeedsApproval, BadEntry, NotAllowed, NotFound."""
    period = reach.run_period(work, period_id)
    rules.check_state(S.of(period.state), (S.LOCKED,))
    said = rules.checked_words(reason, "reason", limit=rules.REASON_LIMIT, wanted=N_("Say what was wrong in it."))
    if work.visible(AppraisalPeriod).where(AppraisalPeriod.replaces == period.id).exists():
        raise BadEntry(N_("This period has a correction already; a later one corrects that."))
    approvals.require(work, correct_need(work, period_id))
    fresh = work.add(AppraisalPeriod(
        name=period.name, first=period.first, last=period.last, number=period.number + 1, replaces=period.id,
        state=S.CALIBRATED.value, scheme=period.scheme, seed=period.seed, opened_by=work.me.id, opened_at=work.now,
        computed_at=work.now, corrects=said))  # fmt: skip
    _take_along(work, period, fresh)
    appraisal.count_anew(work, fresh)
    work.record(TOPIC, "correct_period", fresh, number=fresh.number)
    return UUID(str(fresh.id))


def _take_along(work: Work, period: Any, fresh: Any) -> None:
    sheets = reach.sheets_of(work, period)
    told = reach.all_marks(work, sheets)
    copies = {sheet.id: AppraisalSheet(period=fresh.id, **{name: sheet.__data__[name] for name in _SHEET})
              for sheet in sheets}  # fmt: skip
    work.add_rows(AppraisalSheet, list(copies.values()))
    marks = [SheetMark(period=fresh.id, sheet=copies[key].id, **{name: mark.__data__[name] for name in _MARK})
             for key, some in told.items() for mark in some]  # fmt: skip
    if marks:
        work.add_rows(SheetMark, marks)
