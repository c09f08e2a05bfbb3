"""What surveys have for Today: clients to be asked, measures and their second look, the next survey (OF-10)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from desktop.i18n import N_
from desktop.models.surveys import Survey, SurveyDraw, SurveyMeasure
from desktop.rules import surveys as rules
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right
from desktop.rules.surveys import SurveyKind
from desktop.rules.today import NEXT_DAYS, Batch, Group, Row, Said, View
from desktop.services import due_rows, survey_measures, survey_reach
from desktop.services.work import Work

PAGE, MEASURE = "surveys", "survey_measure"
"""The page that rows of Today open; and what opens over any page."""


def due(work: Work, view: View) -> list[Batch]:
    """Surveys in which I ask, what I do about what they found or look at, and for whoever makes them the next one."""
    found: dict[Group, list[Row]] = defaultdict(list)
    for group, row in (*_asking(work, view), *_measures(work, view), *_made(work, view)):
        found[group].append(row)
    return [Batch(group, sorted(rows, key=lambda row: row.order)[: view.limit], len(rows))
            for group, rows in found.items()]  # fmt: skip


def _asking(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    if not work.may(Right.ASK_SURVEYS):
        return
    for survey in work.visible(Survey).where(Survey.drawn_at.is_null(False) & Survey.closed_at.is_null()):
        rows = survey_reach.to_ask(work, survey.id)
        called = rows.where(SurveyDraw.later <= view.today).count()
        if called:
            said = Said(N_("Clients who wanted to be asked by today: {n}"), {"n": called})
            yield Group.DUE, _row(survey, "later", said, on=view.today, urgent=True)
        left = rows.where(SurveyDraw.later.is_null()).count()
        if left:
            group = Group.WRONG if survey.last < view.today - timedelta(days=31) else Group.WAITING
            said = Said(N_("Clients to be asked: {n}"), {"n": left})
            yield group, _row(survey, "ask", said, since=survey.drawn_at)


def _measures(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    mine = due_rows.owed_by(work, view, SurveyMeasure.person) & SurveyMeasure.done_at.is_null()
    if work.may(Right.SEE_SURVEY_RESULTS):
        mine |= SurveyMeasure.done_at.is_null(False) & (SurveyMeasure.done_by != view.me) & (
            SurveyMeasure.person != view.me)  # fmt: skip
    rows = list(survey_measures.seen(work).where(SurveyMeasure.checked_at.is_null() & mine))
    for line in survey_measures.lines(work, rows):
        # who does it need not see surveys: it opens over any page
        opens, key = (MEASURE, line.id), ("survey_measure", line.id)
        if line.done_at is not None:
            said = Said(N_("Look at what was done: {what}"), {"what": line.what})
            yield Group.WAITING, Row(key, "clipboard-list", said, line.survey_name, opens, since=line.done_at,
                                     below=Said(N_("done by {who}"), {"who": line.done_by}))  # fmt: skip
        elif line.due_on <= view.today + timedelta(days=NEXT_DAYS):
            group = Group.WRONG if line.late else Group.DUE if line.due_on == view.today else Group.NEXT
            said = Said(N_("Measure: {what}"), {"what": line.what})
            below = line.problem if line.person == view.me else Said(N_("with {who}"), {"who": line.person_name})
            yield group, Row(key, "clipboard-list", said, line.survey_name, opens, on=line.due_on, below=below,
                             urgent=bool(line.late))  # fmt: skip


def _made(work: Work, view: View) -> Iterable[tuple[Group, Row]]:
    """The next survey, by the office's interval from the last one on; an office that never made one owes none."""
    months = int(str(work.settings["survey_months"]))
    if not months or not work.may(Right.RUN_SURVEYS):
        return
    last = work.visible(Survey).where(Survey.kind == SurveyKind.PERIOD.value).order_by(Survey.last.desc()).first()
    due_in = rules.step_by_interval(last.last if last is not None else None, months)
    if due_in is None or Quarter(*due_in).first > view.today:
        return
    said = Said(N_("The satisfaction survey of {quarter} is to be made"), {"quarter": str(Quarter(*due_in))})
    on = Quarter(*due_in).last
    group = Group.WRONG if on < view.today else Group.DUE if on == view.today else Group.NEXT
    if on <= view.today + timedelta(days=NEXT_DAYS):
        yield group, Row(("survey_due",), "clipboard-list", said, "", (PAGE, None), on=on)
    else:
        yield Group.WAITING, Row(("survey_due",), "clipboard-list", said, "", (PAGE, None), on=on)


def _row(survey: Any, key: str, said: Said, **more: Any) -> Row:
    return Row(("survey", key, survey.id), "clipboard-list", said, survey.name, (PAGE, survey.id), **more)
