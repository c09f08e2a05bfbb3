"""Asks for ratings of cases: on closing one the system draws its client or does not, and nobody decides it (SV-5).

A mechanism of the verbs that close a case. By the survey's seed and the case's own id it is settled before anybody
handles it, whether its client is asked; whoever handled the case neither sees that nor what was answered (AP-1, C1).
"""

from secrets import token_hex
from typing import Any

from desktop.models.clients import Client
from desktop.models.surveys import Survey, SurveyDraw, is_drawn
from desktop.rules import survey_samples as samples
from desktop.rules.rights import Right
from desktop.rules.surveys import Outcome, SurveyKind
from desktop.services import on_file
from desktop.services.work import Work


def invite(work: Work, case: Any) -> None:
    """Draws the client of a case that was just closed, if a survey of ratings runs and the draw falls on it: once, also
    where the case is closed again after it was taken up again. Part of the verb that closes, which has asked for its
    right and records."""
    today = on_file.today(work)
    runs = (
        Survey.drawn_at.is_null(False) & Survey.closed_at.is_null() & (Survey.first <= today) & (Survey.last >= today)
    )
    survey = work.visible(Survey).where((Survey.kind == SurveyKind.RATING.value) & runs).order_by(
        Survey.drawn_at.desc()).first()  # fmt: skip
    if survey is None or case.client_id is None or not samples.is_invited(survey.seed, case.id, survey.percent):
        return
    if is_drawn(work.database, survey.id, case.id):
        return
    client = work.get(Client, case.client_id, withdrawn=True)
    if not work.may(Right.EDIT_CLIENTS, client):
        work.require(Right.ENTER_CLIENTS)
    work.add(SurveyDraw(
        survey=survey.id, client=client.id, about=case.id, client_class=client.client_class, handler=case.handler_id,
        second=client.owner_id, code=token_hex(5).upper(), outcome=Outcome.OPEN.value, drawn_at=work.now,
    ))  # fmt: skip
