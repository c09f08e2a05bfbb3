"""Who of the drawn may be asked and by whom: what all that asks clients shares (SV-5)."""

from datetime import date
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.cases import ServiceCase
from desktop.models.clients import Client
from desktop.models.consents import Consent
from desktop.models.surveys import Survey, SurveyDraw
from desktop.rules import surveys as rules
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right
from desktop.rules.surveys import WAITING, SurveyState
from desktop.services.work import Work

TOPIC = "surveys"
# Purposes whose consent asking a client needs; who has ended it is left alone until there is a new one
_ASKED_BY = ("service", "greetings")
BARRED = ("refuse", "suspend")  # risks with whom nothing is done


def state_of(row: Any) -> SurveyState:
    if row.closed_at is not None:
        return SurveyState.CLOSED
    return SurveyState.RUNNING if row.drawn_at is not None else SurveyState.PREPARED


def require_looking(work: Work) -> None:
    """Whoever makes surveys, asks or sees results sees which there are. Raises NotAllowed."""
    if not (work.may(Right.RUN_SURVEYS) or work.may(Right.ASK_SURVEYS)):
        work.require(Right.SEE_SURVEY_RESULTS)


def running(work: Work, survey_id: UUID) -> Any:
    """The row of a survey that clients are being asked in. Raises BadEntry, NotFound."""
    row = work.get(Survey, survey_id)
    if state_of(row) is not SurveyState.RUNNING:
        raise BadEntry(N_("Nobody is asked in this survey now: it is not drawn yet, or closed."), "survey")
    return row


def unwilling(work: Work) -> set[UUID]:
    """Clients who have withdrawn the consent to be contacted and given none since. They are few."""
    asked = Consent.purpose.in_(_ASKED_BY)
    rows = work.visible(Consent).where(asked & Consent.ended_on.is_null(False))
    ended: dict[tuple[UUID, str], date] = {}
    for row in rows:
        key = (row.client_id, row.purpose)
        ended[key] = max(row.ended_on, ended.get(key, row.ended_on))
    if not ended:
        return set()
    there = work.visible(Consent).where(
        asked & Consent.ended_on.is_null() & Consent.client.in_({client for client, _purpose in ended})
    )
    again = {(row.client_id, row.purpose) for row in there if row.on >= ended.get((row.client_id, row.purpose), row.on)}
    return {client for client, purpose in ended if (client, purpose) not in again}


def askable(work: Work) -> Any:
    """The drawn whom I may ask: none that I look after or whose case I handled, nobody whose file rests, and about a
    case only while it is closed. Raises NotAllowed."""
    work.require(Right.ASK_SURVEYS)
    me, nobody = work.me.id, SurveyDraw
    strangers = (nobody.handler.is_null() | (nobody.handler != me)) & (nobody.second.is_null() | (nobody.second != me))
    strangers &= (Client.owner.is_null() | (Client.owner != me)) & (Client.deputy.is_null() | (Client.deputy != me))
    there = Client.withdrawn_at.is_null() & Client.restricted_at.is_null() & Client.erased_at.is_null()
    # one that was taken up again may have come to another
    others = ServiceCase.handler.is_null() | (ServiceCase.handler != me)
    there &= SurveyDraw.about.is_null() | (ServiceCase.closed_at.is_null(False) & others)
    query = work.visible(SurveyDraw).join(Client, on=(SurveyDraw.client == Client.id))
    about = SurveyDraw.about == ServiceCase.id
    return query.join_from(SurveyDraw, ServiceCase, peewee.JOIN.LEFT_OUTER, on=about).where(strangers & there)


def to_ask(work: Work, survey_id: UUID) -> Any:
    """Of a survey those who are still to be asked, by me as by others, and let themselves be asked. Raises
    NotAllowed."""
    still = SurveyDraw.outcome.in_([one.value for one in WAITING])
    query, alone = askable(work).where((SurveyDraw.survey == survey_id) & still), unwilling(work)
    return query.where(SurveyDraw.client.not_in(alone)) if alone else query


def reached(work: Work, draw_id: UUID) -> Any:
    """The row of somebody drawn whom I may ask; within a write nobody else enters for it until the commit. Raises
    NotFound, NotAllowed where I look after the client myself, BadEntry where the consent was withdrawn, or the case is
    open again."""
    if work.writes:
        work.alone()
    row = askable(work).where(SurveyDraw.id == draw_id).get_or_none()
    if row is None:
        # of a client whom I see and look after it is said why; of all others nothing
        own = work.visible(SurveyDraw).where(SurveyDraw.id == draw_id).get_or_none()
        client = work.get(Client, own.client_id) if own is not None else None
        if client is not None:
            rules.check_stranger(work.me.id, (own.handler_id, own.second_id, client.owner_id, client.deputy_id))
            case = work.get(ServiceCase, own.about) if own.about is not None else None
            if case is not None and case.closed_at is None:
                raise BadEntry(N_("This case was taken up again: its client is asked once it is closed."), "case")
        raise NotFound(str(draw_id))
    if row.client_id in unwilling(work):
        raise BadEntry(N_("This client has withdrawn the consent to be contacted, and is not asked."), "client")
    return row
