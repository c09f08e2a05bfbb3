"""Cases of client information 客户信息管理: entries right, whole, in time, fresh and kept safe (AP-1, A)."""

import peewee

from desktop.models.approvals import Approval
from desktop.models.archive import ArchiveFile
from desktop.models.clients import Client
from desktop.models.field_checks import FieldCheck, FileSpan
from desktop.models.registers import RegisterLine
from desktop.rules.approvals import ApprovalState
from desktop.rules.field_checks import Verdict
from desktop.rules.indicators import MILLION, UNIT, Reason
from desktop.rules.partners import Ending
from desktop.services.indicator_arms import DAY_LONG, Arm, Asked, counts, good, in_time, one_of, stored, told
from desktop.services.indicator_contacts import reported

_WHOLE = (Ending.RETURNED.value, Ending.DESTROYED.value)
_BACK = ("card", "archive", "handout")
_FORMS = ("form",)


def accuracy(asked: Asked) -> list[Arm]:
    """A1: values that somebody else compared with their source or decided on."""
    # reading path: figures of the people whom one may appraise; of a value nothing but whether it was right
    known = (Verdict.RIGHT.value, Verdict.WRONG.value)
    query = FieldCheck.select().where(
        asked.due(FieldCheck.at) & FieldCheck.at.is_null(False) & FieldCheck.withdrawn_at.is_null()
        & one_of(FieldCheck.verdict, known)
    )  # fmt: skip
    right = FieldCheck.verdict == Verdict.RIGHT.value
    return [asked.arm(query, FieldCheck, person=FieldCheck.author, due=FieldCheck.at, done=FieldCheck.at,
                      outcome=good(right), reason=told((right, Reason.RIGHT), otherwise=Reason.WRONG),
                      weight=FieldCheck.weight, client=FieldCheck.client)]  # fmt: skip


def completeness(asked: Asked) -> list[Arm]:
    """A2: one case for each file that somebody had in hand, as complete as it was on an average of these days."""
    return [_by_days(asked, FileSpan.filled * MILLION / FileSpan.required)]


def freshness(asked: Asked) -> list[Arm]:
    """A4: the same, by the share of the days on which it was fresh."""
    return [_by_days(asked, good(FileSpan.fresh))]


def _by_days(asked: Asked, share: Arm) -> Arm:
    """Files weigh by the days within the period, the whole period being one: a file whose state changes often is not
    many files."""
    first, last = asked.first, asked.last
    late = FileSpan.last.is_null() | (FileSpan.last > last)
    ends = peewee.Case(None, ((late, asked.day(last)),), asked.midnight(FileSpan.last))
    begins = peewee.Case(None, ((FileSpan.first < first, asked.day(first)),), asked.midnight(FileSpan.first))
    days = (ends - begins) / DAY_LONG + 1
    # reading path: figures of the people whom one may appraise, whichever clients they looked after
    query = FileSpan.select().where(
        (FileSpan.last.is_null() | (FileSpan.last >= first)) & (FileSpan.first <= last) & (FileSpan.required > 0)
    ).group_by(FileSpan.client, FileSpan.person)  # fmt: skip
    whole, due = (last - first).days + 1, asked.moment(stored(asked.span.end) - 1)
    return asked.arm(
        query, Client, person=FileSpan.person, due=due, done=asked.never, reason=told(otherwise=Reason.SHARE),
        outcome=_sum(days * share) / _sum(days), weight=_sum(days) * UNIT / whole, row=FileSpan.client,
        client=FileSpan.client,
    )  # fmt: skip


def _sum(value: Arm) -> Arm:
    """A whole number: of sums a server makes decimals, which it would not divide alike."""
    return peewee.fn.SUM(value).cast("BIGINT")


def entries(asked: Asked) -> list[Arm]:
    """A3: forms handed in, visits reported, and archive files handed on."""
    out = _lines(asked, _FORMS)
    forms = _arm(asked, out, in_time(RegisterLine.back_at, RegisterLine.due))
    return [forms, reported(asked), *_handed_on(asked)]


def _handed_on(asked: Asked) -> list[Arm]:
    """Each agent's step of a file on its way to the archive."""
    steps = ((ArchiveFile.agent_a, ArchiveFile.due_a, ArchiveFile.to_b_at),
             (ArchiveFile.agent_b, ArchiveFile.due_b, ArchiveFile.to_archive_at))  # fmt: skip
    found = []
    for agent, due, done in steps:
        # reading path: figures of the people whom one may appraise, whichever files they handed on
        query = ArchiveFile.select().where(
            asked.due(due) & ArchiveFile.withdrawn_at.is_null() & counts(done.is_null(False), ArchiveFile.client)
        )
        found.append(asked.arm(query, ArchiveFile, person=agent, due=due, done=done, outcome=good(done <= due),
                               reason=in_time(done, due), client=ArchiveFile.client))  # fmt: skip
    return found


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
