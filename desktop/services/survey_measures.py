"""What is done about problems that a survey found: who, until when, done, and looked at by somebody else (SV-5)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.office import Person
from desktop.models.surveys import Survey, SurveyMeasure
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass
from desktop.services import on_file
from desktop.services.survey_reach import TOPIC
from desktop.services.work import Work

_LIMIT = 300


@dataclass(frozen=True, slots=True)
class MeasureEntry:
    problem: str
    what: str
    person: UUID
    due_on: date


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """`late` is in days, 0 while there is time; `mine`: I do it; `checks`: I may look at it now."""

    id: UUID
    survey: UUID
    survey_name: str
    problem: str
    what: str
    person: UUID
    person_name: str
    due_on: date
    done_at: datetime | None
    done_by: str
    result: str
    checked_at: datetime | None
    checked_by: str
    checking: str
    sent_back: int
    late: int
    mine: bool
    checks: bool


def name_measure(work: Work, survey_id: UUID, entry: MeasureEntry) -> UUID:
    """Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.SEE_SURVEY_RESULTS)
    survey = work.get(Survey, survey_id)
    row = work.add(SurveyMeasure(survey=survey.id, named_by=work.me.id, named_at=work.now, **_checked(work, entry)))
    work.record(TOPIC, "name_measure", survey)
    return UUID(str(row.id))


def change_measure(work: Work, measure_id: UUID, entry: MeasureEntry) -> None:
    """Changes one that is not done, such as to hand it to somebody else. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.SEE_SURVEY_RESULTS)
    row = _reached(work, measure_id)
    _stands(row, done=False)
    work.change(row, _checked(work, entry))
    work.record(TOPIC, "name_measure", row.survey)


def finish_measure(work: Work, measure_id: UUID, result: str) -> None:
    """Notes that it is done, by who was named for it or who sees results. Raises BadEntry, NotAllowed, NotFound."""
    row = _reached(work, measure_id)
    if row.person_id != work.me.id:
        work.require(Right.SEE_SURVEY_RESULTS)
    _stands(row, done=False)
    said = _said(result, "result", N_("Say what was done."))
    work.change(row, {"done_at": work.now, "done_by": work.me.id, "result": said})
    work.record(TOPIC, "finish_measure", row.survey)


def check_measure(work: Work, measure_id: UUID, *, good: bool, note: str = "") -> None:
    """Somebody else looks at what was done; if it does not do, it goes back. Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.SEE_SURVEY_RESULTS)
    row = _reached(work, measure_id)
    _stands(row, done=True)
    if work.me.id in (row.person_id, row.done_by_id):
        raise NotAllowed(N_("What was done is looked at by somebody else than who did it."))
    if good:
        work.change(row, {"checked_at": work.now, "checked_by": work.me.id,
                          "checking": check_length(tidy(note), _LIMIT, "note")})  # fmt: skip
    else:
        said = _said(note, "note", N_("Say what is still wrong."))
        work.change(row, {"done_at": None, "done_by": None, "checking": said, "sent_back": row.sent_back + 1})
    work.record(TOPIC, "check_measure", row.survey, good=good)


def measures(work: Work, survey_id: UUID) -> tuple[MeasureLine, ...]:
    """Those of a survey: all for who sees results, else the own. Raises NotFound."""
    survey = work.get(Survey, survey_id)
    rows = seen(work).where(SurveyMeasure.survey == survey.id).order_by(SurveyMeasure.due_on, SurveyMeasure.id)
    return lines(work, list(rows))


def measure(work: Work, measure_id: UUID) -> MeasureLine:
    """One of those that I see. Raises NotFound."""
    (line,) = lines(work, [_reached(work, measure_id)])
    return line


def seen(work: Work) -> Any:
    """The measures that I see: a server says the same."""
    query = work.visible(SurveyMeasure)
    return query if work.may(Right.SEE_SURVEY_RESULTS) else query.where(SurveyMeasure.person == work.me.id)


def lines(work: Work, rows: Sequence[Any]) -> tuple[MeasureLine, ...]:
    """Measures as lists show them, of rows that were got through `seen`."""
    today, sees = on_file.today(work), work.may(Right.SEE_SURVEY_RESULTS)
    people = on_file.names(work, (key for row in rows for key in (row.person_id, row.done_by_id, row.checked_by_id)))
    names = {row.id: row.name for row in work.visible(Survey).where(Survey.id.in_({row.survey_id for row in rows}))}
    return tuple(
        MeasureLine(
            row.id, row.survey_id, names.get(row.survey_id, ""), row.problem, row.what, row.person_id,
            people.get(row.person_id, ""), row.due_on, row.done_at, people.get(row.done_by_id, ""), row.result,
            row.checked_at, people.get(row.checked_by_id, ""), row.checking, row.sent_back,
            max(0, (today - row.due_on).days) if row.done_at is None else 0,
            row.done_at is None and (row.person_id == work.me.id or sees),
            row.done_at is not None and row.checked_at is None and sees
            and work.me.id not in (row.person_id, row.done_by_id),
        )
        for row in rows
    )  # fmt: skip


def _checked(work: Work, entry: MeasureEntry) -> dict[str, object]:
    person = work.hold(Person, entry.person)
    if person.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "person", name=person.name)
    return {
        "problem": _said(entry.problem, "problem", N_("Say what the survey found.")), "person": person.id,
        "what": _said(entry.what, "what", N_("Say what is done about it.")), "due_on": entry.due_on,
    }  # fmt: skip


def _reached(work: Work, measure_id: UUID) -> Any:
    row = seen(work).where(SurveyMeasure.id == measure_id).get_or_none()
    if row is None:
        raise NotFound(str(measure_id))
    return row


def _stands(row: Any, *, done: bool) -> None:
    if (row.done_at is not None) != done or row.checked_at is not None:
        raise BadEntry(N_("Somebody was quicker: this stands otherwise by now."))


def _said(text: str, field: str, otherwise: str) -> str:
    said = check_length(tidy(text), _LIMIT, field)
    if not said:
        raise BadEntry(otherwise, field)
    return said
