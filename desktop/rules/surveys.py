"""Satisfaction surveys 满意度调查: questions and answers, who is asked, and up to when (SV-5)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

NAME_LIMIT, QUESTION_LIMIT, CHOICE_LIMIT, TEXT_LIMIT, WORDS_LIMIT = 80, 200, 80, 1000, 500
MOST_QUESTIONS, MOST_CHOICES, LONGEST_NUMBER = 40, 12, 100


class QuestionKind(Word):
    """The value is stored, so it never changes."""

    FIVE = "five", N_("Scale 1 to 5")
    TEN = "ten", N_("Scale 1 to 10")
    YES_NO = "yes_no", N_("Yes or no")
    ONE = "one", N_("One of several")
    MANY = "many", N_("Several of several")
    TEXT = "text", N_("Free text")


SCALES: Mapping[QuestionKind, int] = {QuestionKind.FIVE: 5, QuestionKind.TEN: 10}
CHOSEN = frozenset({QuestionKind.ONE, QuestionKind.MANY})
# From here on an answer counts as satisfied: 4 of 5 (AP-1, C1), and the same share of ten
CONTENT: Mapping[QuestionKind, int] = {QuestionKind.FIVE: 4, QuestionKind.TEN: 8}


class SurveyKind(Word):
    PERIOD = "period", N_("Satisfaction")
    RATING = "rating", N_("Rated cases")


class SurveyState(Word):
    PREPARED = "prepared", N_("Being prepared")
    RUNNING = "running", N_("Running")
    CLOSED = "closed", N_("Ended")


class Means(Word):
    """In which way an answer came."""

    PHONE = "phone", N_("By phone")
    PAPER = "paper", N_("On paper")
    SCREEN = "screen", N_("On screen")
    ONLINE = "online", N_("Online")


class Outcome(Word):
    """How it stands with somebody who was drawn."""

    OPEN = "open", N_("Not asked yet")
    LATER = "later", N_("Ask later")
    MISSED = "missed", N_("Not reached")
    ANSWERED = "answered", N_("Answered")
    REFUSED = "refused", N_("Does not want to")
    VOID = "void", N_("Answer void")  # never stored: it was answered, and the answer does not count


# what may still become an answer
WAITING = (Outcome.OPEN, Outcome.LATER, Outcome.MISSED)
TRIED = (Outcome.LATER, Outcome.MISSED, Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Question:
    """One question in both languages, since a form may be printed in either. `choices` are pairs of the same."""

    key: str
    kind: QuestionKind
    zh: str
    en: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()

    def text(self, english: bool = False) -> str:
        return (self.en if english else self.zh) or self.zh or self.en

    def choice(self, number: int, english: bool = False) -> str:
        zh, en = self.choices[number]
        return (en if english else zh) or zh or en


Answer = int | tuple[int, ...] | str
"""A point of a scale, 1 or 0 for yes or no, the place of a choice or places of several, or a text."""


def checked_questions(given: Iterable[Question]) -> tuple[Question, ...]:
    """As they are kept. Raises BadEntry (field `questions`) naming the one that lacks something."""
    found: list[Question] = []
    for number, one in enumerate(given, 1):
        zh, en = (check_length(tidy(text), QUESTION_LIMIT, "questions") for text in (one.zh, one.en))
        if not (zh or en):
            raise BadEntry(N_("Question {number} has no words."), "questions", number=number)
        choices = tuple((check_length(tidy(a), CHOICE_LIMIT, "questions"), check_length(tidy(b), CHOICE_LIMIT,
                        "questions")) for a, b in one.choices)  # fmt: skip
        choices = tuple(pair for pair in choices if any(pair)) if one.kind in CHOSEN else ()
        if one.kind in CHOSEN and not 2 <= len(choices) <= MOST_CHOICES:
            raise BadEntry(N_("Question {number}: give two to {most} answers to choose from."), "questions",
                           number=number, most=MOST_CHOICES)  # fmt: skip
        found.append(Question(one.key or f"q{number}", one.kind, zh, en, one.required, choices))
    if not 1 <= len(found) <= MOST_QUESTIONS:
        raise BadEntry(N_("A questionnaire has one to {most} questions."), "questions", most=MOST_QUESTIONS)
    if len({one.key for one in found}) != len(found):
        found = [Question(f"q{n}", one.kind, one.zh, one.en, one.required, one.choices)
                 for n, one in enumerate(found, 1)]  # fmt: skip
    return tuple(found)


def to_store(questions: Iterable[Question]) -> list[dict[str, object]]:
    return [{"key": one.key, "kind": one.kind.value, "zh": one.zh, "en": one.en, "required": one.required,
             "choices": [list(pair) for pair in one.choices]} for one in questions]  # fmt: skip


def from_store(stored: Iterable[Mapping[str, object]]) -> tuple[Question, ...]:
    """`to_store` the other way round."""
    return tuple(
        Question(str(one["key"]), QuestionKind.of(one["kind"]), str(one["zh"]), str(one["en"]), bool(one["required"]),
                 tuple((str(a), str(b)) for a, b in _pairs(one["choices"])))
        for one in stored
    )  # fmt: skip


def _pairs(stored: object) -> Iterable[Sequence[object]]:
    assert isinstance(stored, list)
    return stored


def checked_answers(questions: Sequence[Question], given: Mapping[str, object]
                    ) -> tuple[dict[str, object], dict[str, str]]:  # fmt: skip
    """What was chosen and what was said freely, apart, since words may name somebody. Raises BadEntry, whose field is
    the key of the question."""
    chosen: dict[str, object] = {}
    said: dict[str, str] = {}
    for number, one in enumerate(questions, 1):
        value = given.get(one.key)
        if one.kind is QuestionKind.TEXT:
            text = check_length(tidy(str(value or ""), lines=True), TEXT_LIMIT, one.key)
            if text:
                said[one.key] = text
        elif value is not None and value != () and value != []:
            chosen[one.key] = _checked(one, number, value)
        if one.required and one.key not in chosen and one.key not in said:
            raise BadEntry(N_("Question {number} waits for an answer."), one.key, number=number)
    if not chosen and not said:
        raise BadEntry(N_("Nothing was answered yet."), questions[0].key)
    return chosen, said


def _checked(one: Question, number: int, value: object) -> object:
    wrong = BadEntry(N_("This is no answer to question {number}."), one.key, number=number)
    if one.kind is QuestionKind.MANY:
        places = sorted({int(str(place)) for place in value}) if isinstance(value, list | tuple) else []
        if not places or not all(0 <= place < len(one.choices) for place in places):
            raise wrong
        return places
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong
    low, high = 1, SCALES.get(one.kind, 0)
    if one.kind is QuestionKind.YES_NO:
        low, high = 0, 1
    elif one.kind is QuestionKind.ONE:
        low, high = 0, len(one.choices) - 1
    if not low <= value <= high:
        raise wrong
    return value


def typed(one: Question, text: str) -> Answer | None:
    """An answer as it is typed or comes in a table: points as numbers, choices by their place from 1 on or by their
    words, several with blanks or commas between. None where nothing is there; raises BadEntry."""
    found = tidy(text, lines=one.kind is QuestionKind.TEXT)
    if not found:
        return None
    wrong = BadEntry(N_("“{text}” is no answer to this question."), one.key, text=found)
    if one.kind is QuestionKind.TEXT:
        return found
    if one.kind is QuestionKind.YES_NO:
        if found.casefold() in ("1", "y", "yes", "是"):
            return 1
        if found.casefold() in ("0", "2", "n", "no", "否"):
            return 0
        raise wrong
    if one.kind in SCALES:
        if not found.isdecimal():
            raise wrong
        return int(found)
    words = {text.casefold(): place for place, pair in enumerate(one.choices) for text in pair if text}
    if one.kind is QuestionKind.ONE or found.casefold() in words:
        places = [_place(found, words, wrong)]
        return places[0] if one.kind is QuestionKind.ONE else tuple(places)
    for mark in "，、;；|":
        found = found.replace(mark, ",")
    parts = [part for piece in found.split(",") for part in ([piece] if piece.strip().casefold() in words
                                                            else piece.split())]  # fmt: skip
    return tuple(_place(part, words, wrong) for part in parts if part.strip())


def _place(text: str, words: Mapping[str, int], wrong: BadEntry) -> int:
    found = text.strip().casefold()
    if found in words:
        return words[found]
    if not found.isdecimal():
        raise wrong
    return int(found) - 1


def first_scale(questions: Iterable[Question]) -> Question | None:
    """The question by which somebody counts as satisfied: the first scale."""
    return next((one for one in questions if one.kind in SCALES), None)


def is_content(question: Question, answer: int) -> bool:
    return answer >= CONTENT[question.kind]


def check_days(first: date, last: date) -> None:
    if not first <= last:
        raise BadEntry(N_("The last day lies before the first."), "last")
    if (last - first).days > 366:
        raise BadEntry(N_("A survey is about a year at most."), "last")


def check_stranger(me: object, hands: Iterable[object]) -> None:
    """Raises NotAllowed where somebody would ask or enter for a client whom he looks after himself: what is said of
    somebody is neither asked nor written by him."""
    if me in hands:
        raise NotAllowed(N_("You look after this client yourself: somebody else asks and enters here."))


def step_by_interval(last_closed: date | None, months: int) -> tuple[int, int] | None:
    """The year and quarter that is due after the last one surveyed; None where nothing can be said."""
    if last_closed is None or not months:
        return None
    month = last_closed.month - 1 + months
    return last_closed.year + month // 12, month % 12 // 3 + 1
