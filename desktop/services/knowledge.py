"""Uniform answers 统一答复口径: drafted, approved by a second person, corrected with former versions, used (SV-4)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.knowledge import AnswerUse, AnswerVersion, UniformAnswer
from desktop.models.office import Person
from desktop.rules import knowledge as rules
from desktop.rules.errors import BadEntry
from desktop.rules.knowledge import AnswerEntry, Draft, Place, State
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.tokens import Tokens, tokens_of
from desktop.services import case_reach, on_file, search
from desktop.services.readings import readings
from desktop.services.work import Work

TOPIC = "knowledge"


def draft_answer(work: Work, entry: AnswerEntry) -> UUID:
    """A new question with its answer, for somebody else to approve. Raises BadEntry naming the field, NotAllowed."""
    case_reach.require_to_write(work, None)
    said = rules.checked(entry, on_file.today(work))
    row = _added(work, said.question, State.DRAFT, topic=said.topic, owner=_owner(work, said.owner).id)
    _add_version(work, row, said)
    work.record(TOPIC, "draft_answer", row)
    return UUID(str(row.id))


def propose_question(work: Work, question: str, case_id: UUID | None = None) -> UUID:
    """A question for which no answer was found, as it came up. Raises BadEntry (field `question`), NotAllowed, NotFound
    where the case is not in my sight."""
    case_reach.require_to_write(work, None)
    case = case_reach.reached(work, case_id) if case_id is not None else None
    said = rules.checked_question(question)
    open_ = work.visible(UniformAnswer).where((UniformAnswer.question == said) & (
        UniformAnswer.state != State.RETIRED.value))  # fmt: skip
    if open_.exists():
        raise BadEntry(N_("This question is in the knowledge base already."), "question")
    row = _added(work, said, State.ASKED, owner=work.me.id, asked_in=case.id if case is not None else None)
    work.record(TOPIC, "propose_question", row)
    return UUID(str(row.id))


def correct_answer(work: Work, answer_id: UUID, entry: AnswerEntry) -> None:
    """New words for a question; until somebody else approves them, those that were approved stand. Another owner is
    named by its owner, or whoever approves answers. Raises BadEntry naming the field, NotAllowed, NotFound."""
    case_reach.require_to_write(work, None)
    row = _held(work, answer_id)
    said = rules.checked(entry, on_file.today(work), corrects=row.approved_at is not None)
    owner = None
    if said.owner is not None and said.owner != row.owner_id:
        _require_giving(work, row)
        owner = _owner(work, said.owner)
    waits = _waiting(work, row)
    if waits is not None:
        work.change(waits, {"state": Draft.REPLACED.value})
    _add_version(work, row, said)
    changes: dict[str, object] = {"waiting": True}
    if owner is not None:
        changes["owner"] = owner.id
    if row.approved_at is None:
        # nobody has checked a word of it yet: what waits is what is found
        changes |= {"question": said.question, "topic": said.topic, "state": State.DRAFT.value}
    work.change(row, changes)
    _index(work, row)
    work.record(TOPIC, "correct_answer", row)


def approve_answer(work: Work, answer_id: UUID, number: int) -> None:
    """The version that was read becomes the answer that everybody gives. Raises NotAllowed for whoever wrote it,
    BadEntry where none or another waits, NotFound."""
    work.require(Right.APPROVE_ANSWERS)
    row, waits = _to_judge(work, answer_id, number)
    work.change(waits, {"state": Draft.APPROVED.value, "judged_by": work.me.id, "judged_at": work.now})
    work.change(row, {
        "question": waits.question, "answer": waits.words, "topic": waits.topic, "review_on": waits.review_on,
        "state": State.APPROVED.value, "waiting": False, "approved_by": work.me.id, "approved_at": work.now,
    })  # fmt: skip
    _index(work, row)
    work.record(TOPIC, "approve_answer", row, number=waits.number)


def send_back(work: Work, answer_id: UUID, number: int, why: str) -> None:
    """The version that was read and is not right goes back to who wrote it. Raises BadEntry (field `why`; or where
    none or another waits), NotAllowed, NotFound."""
    work.require(Right.APPROVE_ANSWERS)
    row, waits = _to_judge(work, answer_id, number)
    said = _needed(why, N_("Say what is not right about it."))
    work.change(waits, {"state": Draft.REFUSED.value, "judged_by": work.me.id, "judged_at": work.now, "said": said})
    work.change(row, {"waiting": False})
    work.record(TOPIC, "send_back_answer", row, number=waits.number)


def retire_answer(work: Work, answer_id: UUID, why: str) -> None:
    """Out of use: nobody gives it any more; approving a correction brings it back. Raises BadEntry (field `why`),
    NotAllowed, NotFound."""
    work.require(Right.APPROVE_ANSWERS)
    row, said = _held(work, answer_id), _needed(why, N_("Say why it is out of use."))
    waits = _waiting(work, row)
    if waits is not None:
        work.change(waits, {"state": Draft.REPLACED.value})
    work.change(row, {"state": State.RETIRED.value, "waiting": False})
    work.note(row.id, {"why": said})
    work.record(TOPIC, "retire_answer", row)


def review_answer(work: Work, answer_id: UUID, again_on: Any) -> None:
    """It still holds, and is looked at again on that day: by its owner, or whoever approves answers. Raises BadEntry
    (field `review_on`), NotAllowed, NotFound."""
    case_reach.require_to_write(work, None)
    row = _held(work, answer_id)
    if row.owner_id != work.me.id:
        work.require(Right.APPROVE_ANSWERS)
    if row.state != State.APPROVED.value:
        raise BadEntry(N_("Only an approved answer is reviewed."))
    if again_on is None or again_on <= on_file.today(work):
        raise BadEntry(N_("Choose a day to come for the next review."), "review_on")
    work.change(row, {"review_on": again_on})
    work.record(TOPIC, "review_answer", row)


def give_answer(work: Work, answer_id: UUID, owner: UUID) -> None:
    """To another owner: by its owner, or whoever approves answers. Raises BadEntry (field `owner`), NotAllowed,
    NotFound."""
    case_reach.require_to_write(work, None)
    row = _held(work, answer_id)
    _require_giving(work, row)
    if work.change(row, {"owner": _owner(work, owner).id}):
        work.record(TOPIC, "give_answer", row)


def use_answer(work: Work, answer_id: UUID, place: Place, case_id: UUID | None = None) -> str:
    """The words of an approved answer, and that they were given. Raises BadEntry for one that is not approved,
    NotAllowed, NotFound."""
    case_reach.require_to_write(work, None)
    row = work.get(UniformAnswer, answer_id)
    if row.state != State.APPROVED.value:
        raise BadEntry(N_("This answer is not approved: it is not given to clients."))
    case = case_reach.reached(work, case_id) if case_id is not None else None
    number = work.visible(AnswerVersion).where((AnswerVersion.answer == row.id) & (
        AnswerVersion.state == Draft.APPROVED.value)).order_by(AnswerVersion.number.desc()).first().number  # fmt: skip
    work.add(AnswerUse(answer=row.id, number=number, place=place.value, by=work.me.id, at=work.now,
                       given_in=case.id if case is not None else None))  # fmt: skip
    work.record(TOPIC, "use_answer", row, place=place.value)
    return str(row.answer)


def document(row: Any) -> search.Doc:
    """What the search index keeps of a question: whoever may see clients finds it, by pinyin of the question too."""
    spelt = [readings(said, organisation=True) for said in (row.question, row.topic) if said]
    named = tokens_of((), (), spelt).name
    other = tokens_of((), (row.question, row.topic, row.answer)).other
    return search.Doc(search.ANSWER, row.id, Tokens([], [*named, *other]))


def _added(work: Work, question: str, state: State, **more: Any) -> Any:
    row = work.add(UniformAnswer(question=question, state=state.value, waiting=state is State.DRAFT, made_by=work.me.id,
                                 made_at=work.now, **more))  # fmt: skip
    _index(work, row)
    return row


def _add_version(work: Work, row: Any, said: AnswerEntry) -> None:
    number = work.visible(AnswerVersion).where(AnswerVersion.answer == row.id).count() + 1
    work.add(AnswerVersion(answer=row.id, number=number, question=said.question, words=said.words, topic=said.topic,
                           review_on=said.review_on, reason=said.reason, state=Draft.WAITING.value, by=work.me.id,
                           at=work.now))  # fmt: skip


def _held(work: Work, answer_id: UUID) -> Any:
    # two who correct or approve at once would each find what waits
    work.alone()
    return work.get(UniformAnswer, answer_id)


def _waiting(work: Work, row: Any) -> Any:
    mine = (AnswerVersion.answer == row.id) & (AnswerVersion.state == Draft.WAITING.value)
    return work.visible(AnswerVersion).where(mine).get_or_none()


def _to_judge(work: Work, answer_id: UUID, number: int) -> tuple[Any, Any]:
    row = _held(work, answer_id)
    waits = _waiting(work, row)
    if waits is None:
        raise BadEntry(N_("Nothing of it waits for approval."))
    # nobody judges words that came after those he has read
    if waits.number != number:
        raise BadEntry(
            N_("{name} has handed in other words meanwhile: read them first."),
            name=on_file.names(work, [waits.by_id]).get(waits.by_id, ""),
        )
    rules.check_second(work.me.id, waits.by_id)
    return row, waits


def _require_giving(work: Work, row: Any) -> None:
    if row.owner_id != work.me.id:
        work.require(Right.APPROVE_ANSWERS)


def _owner(work: Work, owner: UUID | None) -> Any:
    person = work.hold(Person, owner or work.me.id)
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "owner", name=person.name)
    return person


def _index(work: Work, row: Any) -> None:
    search.index(work, document(row))


def _needed(text: str, lacking: str) -> str:
    said = check_length(tidy(text), rules.REASON, "why")
    if not said:
        raise BadEntry(lacking, "why")
    return said
