"""What uniform answers have for Today: to be reviewed by their owner, to be approved, without an answer (OF-10)."""

from datetime import timedelta
from typing import Any

from desktop.i18n import N_
from desktop.models.knowledge import AnswerVersion, UniformAnswer
from desktop.rules.knowledge import Draft, State
from desktop.rules.rights import Right
from desktop.rules.today import NEXT_DAYS, Batch, Group, Row, Said, View
from desktop.services import due_rows
from desktop.services.work import Work

PAGE = "knowledge"
"""The page that rows of Today open."""


def due(work: Work, view: View) -> list[Batch]:
    """Answers of mine, or of my department, past their review date; what waits for a second person, where I may be
    one."""
    work.require(Right.SEE_CLIENTS)
    mine = due_rows.owed_by(work, view, UniformAnswer.owner) & (UniformAnswer.state == State.APPROVED.value)
    late = mine & (UniformAnswer.review_on < view.today)
    soon = mine & UniformAnswer.review_on.between(view.today, view.today + timedelta(days=NEXT_DAYS))
    found = [_batch(work, view, Group.WRONG, "answer_late", N_("Answer past its review date: {question}"), late),
             _batch(work, view, Group.NEXT, "answer_soon", N_("Review the answer: {question}"), soon)]  # fmt: skip
    if work.may(Right.APPROVE_ANSWERS) and not view.whole:
        own = work.visible(AnswerVersion).where((AnswerVersion.by == work.me.id) & (
            AnswerVersion.state == Draft.WAITING.value)).select(AnswerVersion.answer)  # fmt: skip
        waits = UniformAnswer.waiting & UniformAnswer.id.not_in(own)
        asked = UniformAnswer.state == State.ASKED.value
        found.append(_batch(work, view, Group.WAITING, "answer_waits", N_("Answer to be approved: {question}"), waits))
        found.append(_batch(work, view, Group.WAITING, "answer_asked", N_("No answer yet: {question}"), asked))
    return [batch for batch in found if batch.total]


def _batch(work: Work, view: View, group: Group, key: str, said: str, condition: Any) -> Batch:
    query = work.visible(UniformAnswer).where(condition)
    rows = list(query.order_by(UniformAnswer.review_on, UniformAnswer.made_at).limit(view.limit))
    told = [
        Row((key, row.id), "message-circle", Said(said, {"question": row.question}), row.topic, (PAGE, row.id),
            given=(PAGE, row.id), on=row.review_on if group is not Group.WAITING else None,
            since=row.made_at if group is Group.WAITING else None, urgent=group is Group.WRONG)
        for row in rows
    ]  # fmt: skip
    return Batch(group, told, int(query.count()) if rows else 0)
