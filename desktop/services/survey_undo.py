"""Takes back what somebody has just done about a survey; never a draw, nor what was answered (SV-5)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.surveys import Questionnaire, Survey, SurveyDraw, SurveyMeasure, SurveyReply
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.services import taking_back
from desktop.services.survey_reach import TOPIC
from desktop.services.work import Work

# A sample is drawn once and by lot; an answer that counts no more is voided, with a reason (`survey_voiding`)
_ASKED = {
    "make_questionnaire": Right.RUN_SURVEYS, "change_questionnaire": Right.RUN_SURVEYS,
    "withdraw_questionnaire": Right.RUN_SURVEYS, "make_survey": Right.RUN_SURVEYS, "change_survey": Right.RUN_SURVEYS,
    "withdraw_survey": Right.RUN_SURVEYS, "close_survey": Right.RUN_SURVEYS, "try_client": Right.ASK_SURVEYS,
    "name_measure": Right.SEE_SURVEY_RESULTS, "finish_measure": None, "check_measure": Right.SEE_SURVEY_RESULTS,
    "void_answer": Right.SEE_SURVEY_RESULTS,
}  # fmt: skip
UNDOABLE = frozenset(_ASKED)
_LATER = N_("Something was done with this survey since, so it can't be undone.")


def undo(work: Work, operation: UUID) -> None:
    """Takes back an act of mine. Raises BadEntry for another act, where something was done since, and of a measure that
    was sent back; NotAllowed, NotFound."""
    work.alone()
    deed = taking_back.deed_of(work, operation, {(TOPIC, act) for act in UNDOABLE},
                               (Questionnaire, Survey, SurveyDraw, SurveyReply, SurveyMeasure))  # fmt: skip
    taking_back.require_own(work, deed)
    for act in deed.acts:
        asked = _ASKED[act]
        if asked is not None:
            work.require(asked)
    if "finish_measure" in deed.acts and any(row.person_id != work.me.id for _model, row, _told in deed.rows):
        work.require(Right.SEE_SURVEY_RESULTS)
    if any("sent_back" in trace.changes for _model, _row, told in deed.rows for trace in told):
        raise BadEntry(N_("Its colleague has it again: what is done is looked at anew."))
    taking_back.refuse_later(deed, _LATER)
    taking_back.refuse_changed(deed, _LATER)
    surveys = [row for model, row, _told in deed.rows if model is Survey]
    papers = [row for model, row, _told in deed.rows if model is Questionnaire]
    if "make_survey" in deed.acts and any(row.drawn_at is not None for row in surveys):
        raise BadEntry(_LATER)
    if not {"make_questionnaire", "change_questionnaire"}.isdisjoint(deed.acts):
        prepared = work.visible(Survey).where(Survey.questionnaire.in_([row.id for row in papers]))
        if any(row.used_at is not None for row in papers) or prepared.exists():
            raise BadEntry(N_("A survey is prepared with this questionnaire: change it there first."))
    taking_back.put_back(work, deed)
    work.record(TOPIC, "undo_survey", _subject(work, deed), acts=deed.acts)


def _subject(work: Work, deed: taking_back.Deed) -> Any:
    """The survey, and never who was asked in it."""
    model, row, _told = deed.rows[0]
    if model in (SurveyDraw, SurveyReply, SurveyMeasure):
        return work.get(Survey, row.survey_id, withdrawn=True)
    return row
