"""Cases of client information 客户信息管理: entries in time, and security measures kept (AP-1, A)."""

import peewee

from desktop.models.approvals import Approval
from desktop.models.registers import RegisterLine
from desktop.rules.approvals import ApprovalState
from desktop.rules.indicators import Reason
from desktop.rules.partners import Ending
from desktop.services.indicator_arms import Arm, Asked, good, in_time, one_of, told
from desktop.services.indicator_contacts import reported

_WHOLE = (Ending.RETURNED.value, Ending.DESTROYED.value)
_BACK = ("card", "archive", "handout")
_FORMS = ("form",)


def entries(asked: Asked) -> list[Arm]:
    """A3: forms handed in, and visits reported."""
    out = _lines(asked, _FORMS)
    return [_arm(asked, out, in_time(RegisterLine.back_at, RegisterLine.due)), reported(asked)]


def security(asked: Asked) -> list[Arm]:
    """A5: what must come back, and sensitive acts done alone."""
    late = told((_kept(), Reason.KEPT), (RegisterLine.back_at.is_null(), Reason.MISSED),
                (one_of(RegisterLine.ending, _WHOLE), Reason.LATE), otherwise=Reason.LOST)  # fmt: skip
    return [_arm(asked, _lines(asked, _BACK), late), _alone(asked)]


def _lines(asked: Asked, names: tuple[str, ...]) -> Arm:
    # reading path: figures of the people whom one may appraise, whatever they had in hand
    return RegisterLine.select().where(
        one_of(RegisterLine.register, names) & asked.due(RegisterLine.due) & RegisterLine.withdrawn_at.is_null()
    )


def _arm(asked: Asked, query: Arm, reason: Arm) -> Arm:
    """Of whoever has it; of what a partner has, who sees to it, or gave it."""
    has = peewee.fn.COALESCE(RegisterLine.holder, RegisterLine.keeper, RegisterLine.out_by)
    return asked.arm(query, RegisterLine, person=has, due=RegisterLine.due, done=RegisterLine.back_at,
                     outcome=good(_kept()), reason=reason)  # fmt: skip


def _kept() -> peewee.Expression:
    return (RegisterLine.back_at <= RegisterLine.due) & one_of(RegisterLine.ending, _WHOLE)


def _alone(asked: Asked) -> Arm:
    """Acts that somebody let through by himself (AC-6); who was to confirm them and has not is nobody's fault here."""
    # reading path: figures of the people whom one may appraise; of an approval nothing but how it ended
    decided = (ApprovalState.CONFIRMED.value, ApprovalState.OBJECTED.value)
    query = Approval.select().where(
        Approval.confirm_until.is_null(False) & one_of(Approval.state, decided) & asked.due(Approval.decided_at)
    )
    confirmed = Approval.state == ApprovalState.CONFIRMED.value
    return asked.arm(query, Approval, person=Approval.asked_by, due=Approval.decided_at, done=Approval.decided_at,
                     outcome=good(confirmed), reason=told((confirmed, Reason.CONFIRMED), otherwise=Reason.OBJECTED),
                     client=Approval.subject)  # fmt: skip
