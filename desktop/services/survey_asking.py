"""Asking the drawn: who is next, what came of each call, and answers from phone, paper, screen or a table (SV-5)."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.cases import ServiceCase
from desktop.models.clients import Client
from desktop.models.surveys import Questionnaire, SurveyDraw, SurveyReply
from desktop.rules import sheet_codes
from desktop.rules import surveys as rules
from desktop.rules.errors import BadEntry, NotFound, OfficeError
from desktop.rules.progress import Progress, Steps
from desktop.rules.rights import Right
from desktop.rules.surveys import TRIED, WAITING, Means, Outcome, Question, SurveyKind
from desktop.rules.text import tidy
from desktop.rules.values import dataclass
from desktop.services import on_file, survey_reach
from desktop.services.survey_reach import TOPIC
from desktop.services.work import Work

MOST = 500
KEPT = timedelta(minutes=10)
"""So long nobody else is given a client whom somebody has opened to call."""
_OPENED = "opened"  # the last of `tries`, while somebody calls


@dataclass(frozen=True, slots=True)
class DrawLine:
    """Somebody to be asked. `about`: the number and subject of the case that is rated."""

    id: UUID
    survey: UUID
    client: UUID
    code: str
    name: str
    salutation: str
    unit: str
    phone: str
    other_phone: str
    client_class: str
    outcome: Outcome
    tries: int
    later: date | None
    form: str
    about: str
    printed: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """What a script, an entry screen or a tablet shows: whom, the questions, and in which ways answers may come."""

    line: DrawLine
    survey_name: str
    intro: str
    intro_en: str
    questions: tuple[Question, ...]
    means: tuple[Means, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """`refused`: for each line of the table that was not taken, its number and why."""

    taken: int
    refused: tuple[tuple[int, OfficeError], ...]


def waiting(work: Work, survey_id: UUID) -> tuple[DrawLine, ...]:
    """Whom I may still ask: first who wanted to be asked by today, then in the order of the draw; at the end who wants
    it later. Raises NotAllowed."""
    return _lines(work, _in_order(work, survey_id)[:MOST])


def _in_order(work: Work, survey_id: UUID) -> list[Any]:
    today = on_file.today(work)

    def order(row: Any) -> tuple[int, int, int]:
        soon = row.later is not None and row.later <= today
        return (0 if soon else 2 if row.later is not None else 1, len(_tried(row)), row.place)

    return sorted(survey_reach.to_ask(work, survey_id).limit(5000), key=order)


def call_next(work: Work, survey_id: UUID) -> Asking:
    """Opens the next to be called, and keeps him for me for some minutes: two who ask do not call the same client.
    Raises BadEntry where nobody is left or colleagues have opened all others, NotAllowed, NotFound."""
    work.require(Right.ASK_SURVEYS)
    work.alone()
    survey = survey_reach.running(work, survey_id)
    row = next((row for row in _in_order(work, survey_id) if not _kept_by_another(work, row)), None)
    if row is None:
        raise BadEntry(N_("Nobody is left to be called now, or colleagues are calling the others."), "survey")
    work.change(row, {"tries": [*_tried(row), _try(work, _OPENED)]})
    work.record(TOPIC, "open_call", survey)
    return _asking(work, row, survey)


def asking(work: Work, draw_id: UUID) -> Asking:
    """One of the drawn, with the questions. Raises BadEntry, NotAllowed, NotFound."""
    row = survey_reach.reached(work, draw_id)
    return _asking(work, row, survey_reach.running(work, row.survey_id))


def _asking(work: Work, row: Any, survey: Any) -> Asking:
    paper = work.get(Questionnaire, survey.questionnaire_id, withdrawn=True)
    (line,) = _lines(work, [row])
    return Asking(line, survey.name, paper.intro, paper.intro_en, rules.from_store(paper.questions),
                  tuple(Means.of(one) for one in survey.means))  # fmt: skip


def by_code(work: Work, text: str) -> UUID:
    """Whose form it is that bears this code. Raises NotAllowed, NotFound where it is none, or none for me."""
    row = found_by_code(work, text)
    if row is None:
        raise NotFound(tidy(text))
    return UUID(str(row.id))


def found_by_code(work: Work, text: str) -> Any:
    """The row of the form with this code, None where there is none that I may enter."""
    code = sheet_codes.read(text)
    if not code or not work.may(Right.ASK_SURVEYS):
        return None
    return survey_reach.askable(work).where(SurveyDraw.code == code).get_or_none()


def try_client(work: Work, draw_id: UUID, outcome: Outcome, later: date | None = None) -> None:
    """Notes that somebody was tried: not reached, later, or refused. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.ASK_SURVEYS)
    row = survey_reach.reached(work, draw_id)
    survey_reach.running(work, row.survey_id)
    _still_open(row)
    if outcome not in TRIED:
        raise BadEntry(N_("Say what came of it: not reached, later, or refused."), "outcome")
    if outcome is Outcome.LATER and (later is None or later < on_file.today(work)):
        raise BadEntry(N_("Say on which day the client is asked again."), "later")
    work.change(row, {"outcome": outcome.value, "handler": _handler_of(work, row),
                      "later": later if outcome is Outcome.LATER else None,
                      "tries": [*_tried(row), _try(work, outcome.value)]})  # fmt: skip
    work.record(TOPIC, "try_client", row.survey, outcome=outcome.value)


def answer(work: Work, draw_id: UUID, given: Mapping[str, object], means: Means) -> None:
    """Keeps what was answered; nobody who asks reads it afterwards. Raises BadEntry whose field is the question's key,
    NotAllowed, NotFound."""
    work.require(Right.ASK_SURVEYS)
    row = survey_reach.reached(work, draw_id)
    survey = survey_reach.running(work, row.survey_id)
    paper = work.get(Questionnaire, survey.questionnaire_id, withdrawn=True)
    _enter(work, row, survey, rules.from_store(paper.questions), given, means)
    work.record(TOPIC, "answer_survey", survey, means=means.value)


def import_answers(
    work: Work, survey_id: UUID, rows: Sequence[Mapping[str, str]], *, progress: Progress | None = None
) -> Imported:
    """Answers of a table: one line a form, a column `code` and one for each question, headed by its key or its words.
    What is not in order is left out and told. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.ASK_SURVEYS)
    survey = survey_reach.running(work, survey_id)
    paper = work.get(Questionnaire, survey.questionnaire_id, withdrawn=True)
    questions = rules.from_store(paper.questions)
    taken, refused = 0, []
    steps = Steps(progress, len(rows))
    for number, columns in enumerate(rows, 1):
        steps.step()
        try:
            row = survey_reach.reached(work, by_code(work, columns.get("code", "")))
            if row.survey_id != survey.id:
                raise NotFound(columns.get("code", ""))
            given = {one.key: rules.typed(one, _column(columns, one)) for one in questions}
            _enter(work, row, survey, questions, given, Means.ONLINE)
            taken += 1
        except (BadEntry, NotFound) as fault:
            refused.append((number, fault))
    steps.finish()
    if taken:
        work.record(TOPIC, "import_answers", survey, size=taken)
    return Imported(taken, tuple(refused))


def _column(columns: Mapping[str, str], one: Question) -> str:
    return next((columns[name] for name in (one.key, one.zh, one.en) if name and name in columns), "")


def _enter(work: Work, row: Any, survey: Any, questions: Sequence[Question], given: Mapping[str, object], means: Means
           ) -> None:  # fmt: skip
    _still_open(row)
    if means.value not in survey.means:
        raise BadEntry(N_("Answers to this survey do not come in this way: {means}."), "means", means=means.value)
    chosen, said = rules.checked_answers(questions, given)
    handler = _handler_of(work, row)
    work.add(SurveyReply(
        survey=survey.id, draw=row.id, client=row.client_id, client_class=row.client_class, handler=handler,
        rated=survey.kind == SurveyKind.RATING.value, means=means.value, answers=chosen,
        said=json.dumps(said, ensure_ascii=False) if said else "", entered_by=work.me.id, entered_at=work.now,
    ))  # fmt: skip
    work.change(row, {"outcome": Outcome.ANSWERED.value, "handler": handler, "later": None,
                      "tries": [*_tried(row), _try(work, Outcome.ANSWERED.value)]})  # fmt: skip


def _handler_of(work: Work, row: Any) -> UUID | None:
    """Whose work the client speaks of. A case that was taken up again is asked about once it is closed again, and
    whoever handled it by then need not be who handled it when its client was drawn."""
    handler: UUID | None = row.handler_id
    if row.about is not None:
        handler = work.get(ServiceCase, row.about).handler_id
    return handler


def _still_open(row: Any) -> None:
    if Outcome.of(row.outcome) not in WAITING:
        raise BadEntry(N_("This client has answered already, or does not want to."), "outcome")


def _try(work: Work, outcome: str) -> dict[str, str]:
    return {"at": work.now.isoformat(), "by": str(work.me.id), "outcome": outcome}


def _tried(row: Any) -> list[dict[str, str]]:
    """What came to something, without who is just calling."""
    return [one for one in row.tries if one["outcome"] != _OPENED]


def _kept_by_another(work: Work, row: Any) -> bool:
    last = row.tries[-1] if row.tries else None
    if last is None or last["outcome"] != _OPENED or last["by"] == str(work.me.id):
        return False
    return bool(datetime.fromisoformat(last["at"]) + KEPT > work.now)


def _lines(work: Work, rows: Sequence[Any]) -> tuple[DrawLine, ...]:
    files = {row.id: row for row in work.visible(Client).where(Client.id.in_([row.client_id for row in rows]))}
    cases = {row.id: f"{row.number} {row.subject}" for row in work.visible(ServiceCase).where(
        ServiceCase.id.in_([row.about for row in rows if row.about is not None]))}  # fmt: skip
    found = []
    for row in rows:
        client = files[row.client_id]
        found.append(DrawLine(
            row.id, row.survey_id, client.id, client.code, client.name, client.salutation, client.unit, client.phone,
            client.other_phone, row.client_class, Outcome.of(row.outcome), len(_tried(row)), row.later, row.code,
            cases.get(row.about, ""), row.printed_at is not None,
        ))  # fmt: skip
    return tuple(found)
