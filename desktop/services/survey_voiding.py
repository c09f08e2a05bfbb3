"""Lets an answer count no more that was not the client's, or was entered wrongly; it is kept, with why (SV-5)."""

from desktop.i18n import N_
from desktop.models.surveys import Survey, SurveyDraw, SurveyReply
from desktop.rules import sheet_codes
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.services.survey_reach import TOPIC
from desktop.services.work import Work

_REASON = 200


def void_answer(work: Work, form: str, reason: str) -> None:
    """By the code of its form, since whoever sees results is not told whose an answer is. Raises BadEntry (fields
    `code`, `reason`), NotAllowed."""
    work.require(Right.SEE_SURVEY_RESULTS)
    why = check_length(tidy(reason), _REASON, "reason")
    if not why:
        raise BadEntry(N_("Say why it does not count."), "reason")
    row = _reply(work, sheet_codes.read(form))
    work.change(row, {"voided_at": work.now, "voided_by": work.me.id, "voided_why": why}, {"voided_at": None})
    work.record(TOPIC, "void_answer", work.get(Survey, row.survey_id))


def _reply(work: Work, code: str) -> SurveyReply:
    work.require(Right.SEE_SURVEY_RESULTS)
    # nobody else may have voided it meanwhile
    work.alone()
    # reading path: the form by its code, of which nothing is told but that there is an answer
    draws = SurveyDraw.select(SurveyDraw.id).where((SurveyDraw.code == code) & SurveyDraw.withdrawn_at.is_null())
    # of ratings not those of cases that I handled, of which I am to know nothing
    others = ~SurveyReply.rated | SurveyReply.handler.is_null() | (SurveyReply.handler != work.me.id)
    row: SurveyReply | None = (
        work.visible(SurveyReply).where(SurveyReply.draw.in_(draws) & others & SurveyReply.voided_at.is_null()).first()
    )
    if row is None or not code:
        raise BadEntry(N_("No answer was entered for the form of this code, or it is void already."), "code")
    return row
