"""Takes back what somebody has just done to an answer of the knowledge base, as one act (SV-4)."""

from uuid import UUID

from desktop.i18n import N_
from desktop.models.knowledge import AnswerUse, AnswerVersion, UniformAnswer
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import case_reach, knowledge, search, taking_back
from desktop.services.knowledge import TOPIC
from desktop.services.work import Work

# That an answer was given to somebody stays: it is counted, and it was given
UNDOABLE = frozenset({"draft_answer", "propose_question", "correct_answer", "approve_answer", "send_back_answer",
                      "retire_answer", "review_answer", "give_answer"})  # fmt: skip
_JUDGING = frozenset({"approve_answer", "send_back_answer", "retire_answer"})
_LATER = N_("Something was done with this answer since, so it can't be undone.")


def undo(work: Work, operation: UUID) -> None:
    """Takes back an act of mine: the answer and its versions stand as before. Raises BadEntry for another act, where
    something was done since, and of an approval where the answer was given meanwhile; NotAllowed, NotFound."""
    case_reach.require_to_write(work, None)
    work.alone()
    deed = taking_back.deed_of(work, operation, {(TOPIC, act) for act in UNDOABLE}, (UniformAnswer, AnswerVersion))
    taking_back.require_own(work, deed)
    if not _JUDGING.isdisjoint(deed.acts):
        work.require(Right.APPROVE_ANSWERS)
    taking_back.refuse_later(deed, _LATER)
    taking_back.refuse_changed(deed, _LATER)
    (answer,) = {row.id if model is UniformAnswer else row.answer_id for model, row, _told in deed.rows}
    at = max(record.at for record in deed.records)
    own = [row.id for model, row, _told in deed.rows if model is AnswerVersion]
    newer = work.visible(AnswerVersion).where((AnswerVersion.answer == answer) & (AnswerVersion.at > at))
    given = work.visible(AnswerUse).where((AnswerUse.answer == answer) & (AnswerUse.at >= at))
    if newer.where(AnswerVersion.id.not_in(own)).exists() or ("approve_answer" in deed.acts and given.exists()):
        raise BadEntry(_LATER)
    taking_back.put_back(work, deed)
    row = work.get(UniformAnswer, answer, withdrawn=True)
    if row.withdrawn_at is None:
        search.index(work, knowledge.document(row))
    else:
        search.forget(work, [row.id])
    work.record(TOPIC, "undo_answer", row, acts=deed.acts)
