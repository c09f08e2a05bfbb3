"""Surveys and their questionnaires: made, put down in versions that do not change, listed and closed (SV-5)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.surveys import Questionnaire, Survey, SurveyDraw, SurveyReply
from desktop.rules import survey_samples as samples
from desktop.rules import surveys as rules
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.surveys import Means, Outcome, Question, SurveyKind, SurveyState
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.services import on_file, survey_reach
from desktop.services.survey_reach import TOPIC
from desktop.services.work import Work

MOST = 200


@dataclass(frozen=True, slots=True)
class QuestionnaireEntry:
    """A questionnaire as it is typed in, in both languages; English may be left out."""

    name: str
    questions: Sequence[Question]
    name_en: str = ""
    intro: str = ""
    intro_en: str = ""


@dataclass(frozen=True, slots=True)
class QuestionnaireLine:
    """One version. `used`: a survey has begun with it, so that it does not change any more."""

    id: UUID
    family: UUID
    number: int
    name: str
    name_en: str
    intro: str
    intro_en: str
    questions: tuple[Question, ...]
    used: bool


@dataclass(frozen=True, slots=True)
class SurveyEntry:
    """A survey as it is typed in. `plan` says for each class “30” or “20%”; of ratings `percent` of the closed cases
    are asked about, None for what the office's settings say."""

    name: str
    questionnaire: UUID
    first: date
    last: date
    kind: SurveyKind = SurveyKind.PERIOD
    means: Sequence[Means] = (Means.PHONE,)
    plan: Mapping[str, str] = field(default_factory=dict)
    lost: bool = False
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """One survey. `classes`: by class how many there were and how many were drawn; `outcomes`: how it stands with those
    drawn, empty for who does not see results."""

    id: UUID
    name: str
    kind: SurveyKind
    state: SurveyState
    questionnaire: UUID
    questionnaire_name: str
    number: int
    first: date
    last: date
    means: tuple[Means, ...]
    plan: Mapping[str, str]
    lost: bool
    percent: int
    rest_days: int
    seed: str
    population: str
    classes: Mapping[str, tuple[int, int]]
    left_out: Mapping[str, int]
    drawn_by: str
    drawn_at: datetime | None
    closed_at: datetime | None
    outcomes: Mapping[Outcome, int]

    @property
    def drawn(self) -> int:
        return sum(self.outcomes.values()) or sum(drawn for _all, drawn in self.classes.values())

    @property
    def answered(self) -> int:
        return self.outcomes.get(Outcome.ANSWERED, 0)


# Questionnaires


def questionnaires(work: Work) -> tuple[QuestionnaireLine, ...]:
    """The newest version of each, by name. Raises NotAllowed."""
    survey_reach.require_looking(work)
    newest: dict[UUID, Any] = {}
    for row in work.visible(Questionnaire).order_by(Questionnaire.number):
        newest[row.family] = row
    return tuple(sorted((_questionnaire(row) for row in newest.values()), key=lambda line: line.name))


def questionnaire(work: Work, questionnaire_id: UUID) -> QuestionnaireLine:
    """One version, withdrawn ones too: surveys go on naming theirs. Raises NotAllowed, NotFound."""
    survey_reach.require_looking(work)
    return _questionnaire(work.get(Questionnaire, questionnaire_id, withdrawn=True))


def save_questionnaire(work: Work, questionnaire_id: UUID | None, entry: QuestionnaireEntry) -> UUID:
    """Makes one, or changes it; of one in use the next version is made. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RUN_SURVEYS)
    name = check_length(tidy(entry.name), rules.NAME_LIMIT, "name")
    if not name:
        raise BadEntry(N_("Give the questionnaire a name."), "name")
    values: dict[str, object] = {
        "name": name, "name_en": check_length(tidy(entry.name_en), rules.NAME_LIMIT, "name_en"),
        "intro": check_length(tidy(entry.intro, lines=True), rules.WORDS_LIMIT, "intro"),
        "intro_en": check_length(tidy(entry.intro_en, lines=True), rules.WORDS_LIMIT, "intro_en"),
        "questions": rules.to_store(rules.checked_questions(entry.questions)),
    }  # fmt: skip
    work.alone()
    former = work.get(Questionnaire, questionnaire_id) if questionnaire_id is not None else None
    if former is not None and former.used_at is None:
        work.change(former, values)
        work.record(TOPIC, "change_questionnaire", former, number=former.number)
        return UUID(str(former.id))
    family = former.family if former is not None else new_id()
    last = work.visible(Questionnaire, withdrawn=True).where(Questionnaire.family == family).select(
        peewee.fn.MAX(Questionnaire.number)).scalar()  # fmt: skip
    row = work.add(Questionnaire(family=family, number=(last or 0) + 1, made_by=work.me.id, made_at=work.now, **values))
    work.record(TOPIC, "make_questionnaire", row, number=row.number)
    return UUID(str(row.id))


def withdraw_questionnaire(work: Work, questionnaire_id: UUID) -> None:
    """Takes it out of use, with its former versions; surveys keep theirs. Raises BadEntry while one is prepared with
    it, NotAllowed, NotFound."""
    work.require(Right.RUN_SURVEYS)
    work.alone()
    row = work.get(Questionnaire, questionnaire_id)
    versions = list(work.visible(Questionnaire).where(Questionnaire.family == row.family))
    waits = work.visible(Survey).where(
        Survey.drawn_at.is_null() & Survey.questionnaire.in_([one.id for one in versions])
    ).order_by(Survey.first).first()  # fmt: skip
    if waits is not None:
        raise BadEntry(N_("The survey “{name}” is prepared with it: choose another for it, or begin it first."),
                       "paper", name=waits.name)  # fmt: skip
    for one in versions:
        work.withdraw(one)
    work.record(TOPIC, "withdraw_questionnaire", row)


def _questionnaire(row: Any) -> QuestionnaireLine:
    return QuestionnaireLine(row.id, row.family, row.number, row.name, row.name_en, row.intro, row.intro_en,
                             rules.from_store(row.questions), row.used_at is not None)  # fmt: skip


# Surveys


def save_survey(work: Work, survey_id: UUID | None, entry: SurveyEntry) -> UUID:
    """Makes a survey, or changes one that is not drawn yet. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RUN_SURVEYS)
    name = check_length(tidy(entry.name), rules.NAME_LIMIT, "name")
    if not name:
        raise BadEntry(N_("Give the survey a name."), "name")
    rules.check_days(entry.first, entry.last)
    if not entry.means:
        raise BadEntry(N_("Say in which ways clients are asked."), "means")
    paper = work.get(Questionnaire, entry.questionnaire)
    percent = int(str(work.settings["survey_percent"])) if entry.percent is None else entry.percent
    plan: dict[str, str] = {}
    if entry.kind is SurveyKind.RATING:
        if not 1 <= percent <= 100:
            raise BadEntry(N_("Say of how many in a hundred closed cases the client is asked."), "percent")
        if rules.first_scale(rules.from_store(paper.questions)) is None:
            raise BadEntry(N_("A rating needs a question with a scale."), "questionnaire")
    else:
        plan = samples.plan_to_store(samples.read_plan(entry.plan))
    values: dict[str, object] = {
        "name": name, "kind": entry.kind.value, "questionnaire": paper.id, "first": entry.first, "last": entry.last,
        "means": [one.value for one in entry.means], "plan": plan, "lost": entry.lost,
        "percent": percent if entry.kind is SurveyKind.RATING else 0,
    }  # fmt: skip
    if survey_id is None:
        row = work.add(Survey(made_by=work.me.id, made_at=work.now, **values))
        work.record(TOPIC, "make_survey", row)
    else:
        row = prepared(work, survey_id)
        work.change(row, values)
        work.record(TOPIC, "change_survey", row)
    return UUID(str(row.id))


def prepared(work: Work, survey_id: UUID) -> Any:
    """The row of a survey that is not drawn yet. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RUN_SURVEYS)
    work.alone()
    row = work.get(Survey, survey_id)
    if row.drawn_at is not None:
        raise BadEntry(N_("This survey has begun: its sample is drawn and is not drawn again."), "survey")
    return row


def withdraw_survey(work: Work, survey_id: UUID) -> None:
    """Takes a survey off the list that has not begun. Raises BadEntry, NotAllowed, NotFound."""
    row = prepared(work, survey_id)
    work.withdraw(row)
    work.record(TOPIC, "withdraw_survey", row)


def close_survey(work: Work, survey_id: UUID) -> None:
    """Ends the asking: what was answered counts, nobody is asked any more. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.RUN_SURVEYS)
    work.alone()
    row = survey_reach.running(work, survey_id)
    work.change(row, {"closed_at": work.now})
    work.record(TOPIC, "close_survey", row)


def surveys(work: Work, *, limit: int = MOST) -> tuple[SurveyLine, ...]:
    """The newest period first. Raises NotAllowed."""
    survey_reach.require_looking(work)
    return lines(work, list(work.visible(Survey).order_by(Survey.last.desc(), Survey.id.desc()).limit(limit)))


def survey(work: Work, survey_id: UUID) -> SurveyLine:
    """Raises NotAllowed, NotFound."""
    survey_reach.require_looking(work)
    (line,) = lines(work, [work.get(Survey, survey_id)])
    return line


def lines(work: Work, rows: Sequence[Any]) -> tuple[SurveyLine, ...]:
    """Surveys as lists show them, of rows that were got through `work`."""
    wanted = {row.questionnaire_id for row in rows}
    papers = {row.id: row for row in work.visible(Questionnaire, withdrawn=True).where(Questionnaire.id.in_(wanted))}
    names = on_file.names(work, (row.drawn_by_id for row in rows))
    outcomes = _outcomes(work, [row.id for row in rows])
    return tuple(
        SurveyLine(
            row.id, row.name, SurveyKind.of(row.kind), survey_reach.state_of(row), row.questionnaire_id,
            papers[row.questionnaire_id].name, papers[row.questionnaire_id].number, row.first, row.last,
            tuple(Means.of(one) for one in row.means), row.plan, row.lost, row.percent, row.rest_days, row.seed,
            row.population, {letter: (pair[0], pair[1]) for letter, pair in row.classes.items()}, row.left_out,
            names.get(row.drawn_by_id, ""), row.drawn_at, row.closed_at, outcomes.get(row.id, {}),
        )
        for row in rows
    )  # fmt: skip


def _outcomes(work: Work, keys: Iterable[UUID]) -> dict[UUID, Counter[Outcome]]:
    """How many of the drawn stand how: numbers, for whoever sees results."""
    found: dict[UUID, Counter[Outcome]] = {}
    if not work.may(Right.SEE_SURVEY_RESULTS):
        return found
    # reading path: numbers alone, whoever was drawn
    query = SurveyDraw.select(SurveyDraw.survey, SurveyDraw.outcome, peewee.fn.COUNT(SurveyDraw.id)).where(
        SurveyDraw.survey.in_(list(keys)) & SurveyDraw.withdrawn_at.is_null()
    ).group_by(SurveyDraw.survey, SurveyDraw.outcome)  # fmt: skip
    for key, outcome, count in query.tuples():
        found.setdefault(key, Counter())[Outcome.of(outcome)] = count
    # reading path: numbers alone, as above
    void = SurveyReply.select(SurveyReply.survey, peewee.fn.COUNT(SurveyReply.id)).where(
        SurveyReply.survey.in_(list(found)) & SurveyReply.voided_at.is_null(False)
    ).group_by(SurveyReply.survey)  # fmt: skip
    for key, count in void.tuples():
        found[key] += Counter({Outcome.VOID: count})
        found[key][Outcome.ANSWERED] -= count
    return found
