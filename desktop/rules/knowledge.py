"""Uniform answers 统一答复口径: what each must say, who may approve it, and when it is past its review date (SV-4)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

QUESTION, WORDS, TOPIC, REASON = 200, 4000, 40, 200


class State(Word):
    """How a question stands; the value is stored, so it never changes."""

    ASKED = "asked", N_("No answer yet")
    DRAFT = "draft", N_("Draft, not approved")
    APPROVED = "approved", N_("Approved answer")
    RETIRED = "retired", N_("Out of use")


class Draft(Word):
    """What became of a version."""

    WAITING = "waiting", N_("Waits for a second person")
    APPROVED = "approved", N_("Approved")
    REFUSED = "refused", N_("Sent back")
    REPLACED = "replaced", N_("Replaced before it was approved")


class Place(Word):
    """Where an answer was given."""

    CASE = "case", N_("Case")
    CONTACT = "contact", N_("Contact")
    OTHER = "other", N_("Elsewhere")


class Standing(Word):
    """Which questions a list shows."""

    APPROVED = "approved", N_("Approved answers")
    OVERDUE = "overdue", N_("To be reviewed")
    WAITING = "waiting", N_("To be approved")
    ASKED = "asked", N_("Without an answer")
    RETIRED = "retired", N_("Retired answers")
    ALL = "all", N_("All")


class Order(Word):
    TOPIC = "topic", N_("By topic")
    MOST = "most", N_("Most used first")
    LEAST = "least", N_("Least used first")


# so that what a list shows has one name for each standing in the stored states
STATES: Mapping[Standing, tuple[State, ...]] = MappingProxyType({
    Standing.APPROVED: (State.APPROVED,), Standing.OVERDUE: (State.APPROVED,), Standing.ASKED: (State.ASKED,),
    Standing.RETIRED: (State.RETIRED,),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """A question with its answer as it is typed in. `owner` None: whoever drafts it; `reason`: what is corrected."""

    question: str
    words: str
    topic: str = ""
    owner: UUID | None = None
    review_on: date | None = None
    reason: str = ""


def checked(entry: AnswerEntry, today: date, *, corrects: bool = False) -> AnswerEntry:
    """The entry as it is kept. Raises BadEntry naming the field."""
    question = checked_question(entry.question)
    words = check_length(tidy(entry.words, lines=True), WORDS, "words")
    if not words:
        raise BadEntry(N_("Write the answer that everybody is to give."), "words")
    if entry.review_on is None:
        raise BadEntry(N_("Say on which day the answer is to be reviewed."), "review_on")
    if entry.review_on < today:
        raise BadEntry(N_("The day of the review lies in the past."), "review_on")
    reason = check_length(tidy(entry.reason), REASON, "reason")
    if corrects and not reason:
        raise BadEntry(N_("Say what is corrected, and why."), "reason")
    topic = check_length(tidy(entry.topic), TOPIC, "topic")
    return AnswerEntry(question, words, topic, entry.owner, entry.review_on, reason)


def checked_question(question: str) -> str:
    said = check_length(tidy(question), QUESTION, "question")
    if not said:
        raise BadEntry(N_("Write the question as clients ask it."), "question")
    return said


def check_second(me: UUID, drafter: UUID) -> None:
    """Nobody approves his own words (CM-3)."""
    if me == drafter:
        raise NotAllowed(N_("You wrote this: somebody else checks that it is accurate and conceals nothing."))


def is_overdue(state: State, review_on: date | None, today: date) -> bool:
    return state is State.APPROVED and review_on is not None and review_on < today
