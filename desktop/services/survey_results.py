"""What a survey found: response, figures with their uncertainty by class, texts, and the period before (SV-5).

Nobody is told whose an answer is. Of groups with fewer answers than the office's setting nothing is shown, nor can it
be reckoned from the others. Ratings of one's own cases are in nobody's own figures.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import peewee

from desktop.models.cases import ServiceCase
from desktop.models.surveys import Questionnaire, Survey, SurveyDraw, SurveyReply
from desktop.rules import survey_figures as figures
from desktop.rules import survey_samples as samples
from desktop.rules import surveys as rules
from desktop.rules.rights import Right
from desktop.rules.survey_figures import Interval, Rating, Sample
from desktop.rules.surveys import SCALES, Question, QuestionKind, SurveyKind
from desktop.rules.values import dataclass
from desktop.services import due_rows, on_file, surveys
from desktop.services.surveys import SurveyLine
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class ClassResult:
    """One class and one question. `share` of the content, or of yes; `mean` of a scale. Where `hidden` nothing else is
    told: too few have answered."""

    letter: str
    n: int
    hidden: bool = False
    share: Interval | None = None
    mean: Interval | None = None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question. `counts`: how often each point or choice was given, in their order; `before` and `mean_before`:
    share and mean of the survey before; `texts` are in no order that tells of anybody."""

    question: Question
    n: int
    share: Interval | None = None
    mean: Interval | None = None
    counts: tuple[int, ...] = ()
    classes: tuple[ClassResult, ...] = ()
    texts: tuple[str, ...] = ()
    before: float | None = None
    mean_before: float | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A survey whole. `few`: so few have answered that no figure is shown at all; `answered` is by class."""

    line: SurveyLine
    least: int
    few: bool
    answered: Mapping[str, int]
    questions: tuple[QuestionResult, ...]
    before_name: str

    @property
    def rate(self) -> float | None:
        return self.line.answered / self.line.drawn if self.line.drawn else None


@dataclass(frozen=True, slots=True)
class StaffFigure:
    """What the clients of one colleague said, for appraisal. `few`: the share is not shown."""

    person: UUID
    name: str
    few: bool
    rating: Rating


def results(work: Work, survey_id: UUID) -> Results:
    """What the survey has found so far. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_SURVEY_RESULTS)
    row = work.get(Survey, survey_id)
    questions = _questions(work, row)
    found = _results(work, row, questions)
    before = _before(work, row)
    if before is None:
        return found
    former = {one.question: one for one in _results(work, before, _questions(work, before)).questions}
    told = tuple(
        one if (then := _alike(one.question, former)) is None else QuestionResult(
            one.question, one.n, one.share, one.mean, one.counts, one.classes, one.texts,
            then.share.value if then.share is not None else None, then.mean.value if then.mean is not None else None)
        for one in found.questions
    )  # fmt: skip
    return Results(found.line, found.least, found.few, found.answered, told, before.name)


def staff_figures(work: Work, survey_id: UUID) -> tuple[StaffFigure, ...]:
    """By colleague how content the clients are: of those for whom I answer as head and never of myself. The system
    reckons them; nobody enters or changes one. Raises NotAllowed, NotFound."""
    work.require(Right.SEE_SURVEY_RESULTS)
    row = work.get(Survey, survey_id)
    # who has not been asked yet speaks of the last closing of the case, which may be somebody else's than the first
    handler = peewee.fn.COALESCE(ServiceCase.handler, SurveyDraw.handler)
    led = due_rows.led(work, handler)
    scale = rules.first_scale(_questions(work, row))
    if led is None or scale is None:
        return ()
    waits = SurveyDraw.outcome.in_([one.value for one in rules.WAITING])
    last = (ServiceCase.id == SurveyDraw.about) & ServiceCase.closed_at.is_null(False) & waits
    # reading path: numbers alone, by who handled what is rated
    query = (
        SurveyDraw.select(handler, peewee.fn.COUNT(SurveyDraw.id))
        .join(ServiceCase, peewee.JOIN.LEFT_OUTER, on=last)
        .where((SurveyDraw.survey == row.id) & led & SurveyDraw.withdrawn_at.is_null())
        .group_by(handler)
    )
    invited = {key: count for key, count in query.tuples() if key != work.me.id}
    rated: Counter[UUID] = Counter()
    content: Counter[UUID] = Counter()
    for reply in _replies(work, row):
        if reply.handler_id in invited and scale.key in reply.answers:
            rated[reply.handler_id] += 1
            content[reply.handler_id] += rules.is_content(scale, reply.answers[scale.key])
    names, least = on_file.names(work, invited), _least(work)
    found = []
    for key, count in invited.items():
        few = rated[key] < least
        # of few nothing is told that could be reckoned back to one client
        rating = figures.rating(count, rated[key], 0 if few else content[key])
        found.append(StaffFigure(key, names.get(key, ""), few, rating))
    return tuple(sorted(found, key=lambda one: one.name))


def _least(work: Work) -> int:
    return int(str(work.settings["survey_least"]))


def _questions(work: Work, row: Any) -> tuple[Question, ...]:
    return rules.from_store(work.get(Questionnaire, row.questionnaire_id, withdrawn=True).questions)


def _replies(work: Work, row: Any) -> list[Any]:
    """All answers that count; of ratings not those of cases that I handled, which I am not to know."""
    others = SurveyReply.voided_at.is_null()
    others &= ~SurveyReply.rated | SurveyReply.handler.is_null() | (SurveyReply.handler != work.me.id)
    return list(work.visible(SurveyReply).where((SurveyReply.survey == row.id) & others))


def _before(work: Work, row: Any) -> Any:
    """The last survey of its kind before this one, by the same questionnaire or a former version of it."""
    family = work.get(Questionnaire, row.questionnaire_id, withdrawn=True).family
    papers = work.visible(Questionnaire, withdrawn=True).where(Questionnaire.family == family).select(Questionnaire.id)
    return work.visible(Survey).where(
        Survey.questionnaire.in_(papers) & (Survey.kind == row.kind) & Survey.closed_at.is_null(False)
        & (Survey.last < row.first)
    ).order_by(Survey.last.desc()).first()  # fmt: skip


def _alike(question: Question, former: Mapping[Question, QuestionResult]) -> QuestionResult | None:
    return next((then for asked, then in former.items() if asked.kind is question.kind and asked.zh == question.zh
                 and asked.en == question.en), None)  # fmt: skip


def _results(work: Work, row: Any, questions: Sequence[Question]) -> Results:
    (line,) = surveys.lines(work, [row])
    replies, least = _replies(work, row), _least(work)
    answered = Counter(reply.client_class for reply in replies)
    if len(replies) < least:
        return Results(line, least, True, answered, tuple(QuestionResult(one, 0) for one in questions), "")
    sizes = _sizes(line, replies)
    found = tuple(_question(one, replies, sizes, least, row.seed) for one in questions)
    return Results(line, least, False, answered, found, "")


def _sizes(line: SurveyLine, replies: Sequence[Any]) -> dict[str, int]:
    """How many clients each class has; of ratings how many cases were closed, all as one class."""
    if line.kind is SurveyKind.RATING:
        return {"": max(len(replies), round(line.drawn * 100 / line.percent))}
    return {letter: total for letter, (total, _drawn) in line.classes.items()}


def _question(one: Question, replies: Sequence[Any], sizes: Mapping[str, int], least: int, seed: str
              ) -> QuestionResult:  # fmt: skip
    if one.kind is QuestionKind.TEXT:
        texts = [(samples.lot(seed, reply.id), said[one.key]) for reply in replies
                 if one.key in (said := json.loads(reply.said) if reply.said else {})]  # fmt: skip
        return QuestionResult(one, len(texts), texts=tuple(text for _lot, text in sorted(texts)))
    by_class: dict[str, list[Any]] = defaultdict(list)
    for reply in replies:
        if one.key in reply.answers:
            by_class["" if list(sizes) == [""] else reply.client_class].append(reply.answers[one.key])
    n = sum(len(values) for values in by_class.values())
    if n < least:
        return QuestionResult(one, n)
    return QuestionResult(
        one, n, _whole_share(one, by_class, sizes), _whole_mean(one, by_class, sizes), _counts(one, by_class),
        _classes(one, by_class, sizes, least) if list(sizes) != [""] else (),
    )  # fmt: skip


def _hits(one: Question, values: Sequence[Any]) -> list[float] | None:
    """Ones and noughts: content or not, yes or no; None where there is no share to be had."""
    if one.kind in SCALES:
        return [float(rules.is_content(one, value)) for value in values]
    return [float(value) for value in values] if one.kind is QuestionKind.YES_NO else None


def _whole_share(one: Question, by_class: Mapping[str, list[Any]], sizes: Mapping[str, int]) -> Interval | None:
    hits = {letter: _hits(one, values) for letter, values in by_class.items()}
    return figures.whole_share([Sample(values, sizes.get(letter, 0)) for letter, values in hits.items()
                                if values is not None])  # fmt: skip


def _whole_mean(one: Question, by_class: Mapping[str, list[Any]], sizes: Mapping[str, int]) -> Interval | None:
    if one.kind not in SCALES:
        return None
    return figures.whole_mean([Sample(values, sizes.get(letter, 0)) for letter, values in by_class.items()])


def _counts(one: Question, by_class: Mapping[str, list[Any]]) -> tuple[int, ...]:
    values = [value for found in by_class.values() for value in found]
    if one.kind is QuestionKind.MANY:
        places = Counter(place for value in values for place in value)
        return tuple(places[place] for place in range(len(one.choices)))
    counts = Counter(values)
    if one.kind is QuestionKind.ONE:
        return tuple(counts[place] for place in range(len(one.choices)))
    points = (1, 0) if one.kind is QuestionKind.YES_NO else range(1, SCALES[one.kind] + 1)
    return tuple(counts[point] for point in points)


def _classes(one: Question, by_class: Mapping[str, list[Any]], sizes: Mapping[str, int], least: int
             ) -> tuple[ClassResult, ...]:  # fmt: skip
    counts = {letter: len(by_class.get(letter, ())) for letter in sizes}
    hidden = figures.too_few(counts, least)
    found = []
    for letter, n in counts.items():
        if letter in hidden:
            found.append(ClassResult(letter, n, hidden=True))
            continue
        values = by_class.get(letter, [])
        hits = _hits(one, values) if values else None
        size = max(sizes[letter], n)
        found.append(ClassResult(
            letter, n, False, figures.share_of(int(sum(hits)), n, size) if hits else None,
            figures.mean_of(Sample(values, size)) if values and one.kind in SCALES else None,
        ))  # fmt: skip
    return tuple(found)
