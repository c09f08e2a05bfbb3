"""Says in words what entries of a client file held: risk, identity, competitors, rewards, invitations, consents."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from desktop.i18n import N_, language
from desktop.models.clients import Client
from desktop.models.competitors import CompetitorNote
from desktop.models.consents import Consent
from desktop.models.events import Invitation
from desktop.models.identities import Authorisation, IdentityCheck
from desktop.models.requests import Request, Stop
from desktop.models.rewards import Reward
from desktop.models.risks import FraudWarning, RiskAssessment
from desktop.rules.amounts import grouped
from desktop.rules.consents import PURPOSES, Ground, Way
from desktop.rules.contacts import Channel
from desktop.rules.errors import Label
from desktop.rules.events import Answer
from desktop.rules.identities import Document
from desktop.rules.requests import RequestKind, RequestState, StopKind
from desktop.rules.rewards import RewardKind
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign
from desktop.services.history_words import State, View, only_told

Names = Mapping[UUID, str]

# What a row of each table is called
ROWS: Mapping[Any, str] = {
    RiskAssessment: N_("Risk assessment"), FraudWarning: N_("Fraud warning"), IdentityCheck: N_("Identity check"),
    Authorisation: N_("Authorisation"), CompetitorNote: N_("Competitor note"), Reward: N_("Reward or gift"),
    Invitation: N_("Invitation"), Consent: N_("Consent"), Request: N_("Client's request"),
    Stop: N_("Stop or hold"),
}  # fmt: skip


def entry_view(model: Any, state: State, names: Names) -> View:
    """A row of one of on_file.ENTRIES as people read it."""
    return _VIEWS[model](state, names)


def entry_about(model: Any, state: State) -> str:
    """What names the row in a line of the history."""
    match model.__name__:
        case "RiskAssessment":
            return Label(Aspect.of(state["aspect"]).label)
        case "FraudWarning":
            return Label(Sign.of(state["sign"]).label)
        case "IdentityCheck":
            return Label(Document.of(state["document"]).label)
        case "CompetitorNote":
            return str(state["competitor"])
        case "Reward":
            return str(state["what"])
        case "Consent":
            return _purpose(state["purpose"])
        case "Request":
            return Label(RequestKind.of(state["kind"]).label)
        case "Stop":
            return Label(StopKind.of(state["kind"]).label)
    return ""


def authorisation_view(state: State, other: Client, forward: bool) -> View:
    who = N_("Agent") if forward else N_("Acts for")
    return only_told(
        other=(who, other.name), scope=(N_("For what"), state["scope"]),
        valid_from=(N_("Valid from"), _day(state["valid_from"])),
        valid_until=(N_("Valid until"), _day(state["valid_until"])), place=(N_("Filed at"), state["place"]),
    )  # fmt: skip


def _assessment_view(state: State, _names: Names) -> View:
    return only_told(
        aspect=(N_("Aspect"), Label(Aspect.of(state["aspect"]).label)),
        level=(N_("Level of risk"), Label(RiskLevel.of(state["level"]).label)),
        consequence=(N_("Consequence"), Label(Consequence.of(state["consequence"]).label)),
        reason=(N_("Reason"), state["reason"]), look_again=(N_("Look again on"), _day(state["look_again"])),
    )  # fmt: skip


def _warning_view(state: State, names: Names) -> View:
    return only_told(
        on=(N_("Date"), _day(state["on"])), sign=(N_("What was abnormal"), Label(Sign.of(state["sign"]).label)),
        noticed=(N_("What was noticed"), state["noticed"]), outcome=(N_("What came of it"), state["outcome"]),
        settled_by=(N_("Settled by"), _name(state["settled_by"], names)),
    )  # fmt: skip


def _check_view(state: State, names: Names) -> View:
    return only_told(
        document=(N_("Document"), Label(Document.of(state["document"]).label)),
        on=(N_("Seen on"), _day(state["on"])), seen_by=(N_("Seen by"), _name(state["seen_by"], names)),
        valid_until=(N_("Valid until"), _day(state["valid_until"])), note=(N_("Note"), state["note"]),
    )  # fmt: skip


def _competitor_view(state: State, names: Names) -> View:
    return only_told(
        competitor=(N_("Competitor"), state["competitor"]), on=(N_("Date"), _day(state["on"])),
        offer=(N_("Offer"), state["offer"]), rate=(N_("Rate"), state["rate"]), source=(N_("Source"), state["source"]),
        reported_to=(N_("Reported to"), _name(state["reported_to"], names)),
    )  # fmt: skip


def _reward_view(state: State, _names: Names) -> View:
    return only_told(
        kind=(N_("Kind of reward"), Label(RewardKind.of(state["kind"]).label)),
        what=(N_("What was given"), state["what"]),
        amount=(N_("Amount"), "" if state["amount"] is None else grouped(state["amount"])),
        on=(N_("Date"), _day(state["on"])), until=(N_("Valid until"), _day(state["until"])),
        note=(N_("Note"), state["note"]),
    )  # fmt: skip


def _invitation_view(state: State, _names: Names) -> View:
    came = "" if state["attended"] is None else Label(N_("Yes") if state["attended"] else N_("No"))
    return only_told(
        answer=(N_("Answer"), Label(Answer.of(state["answer"]).label)), attended=(N_("Came"), came),
        guests=(N_("Companions"), str(state["guests"] or "")), note=(N_("Note"), state["note"]),
    )  # fmt: skip


def _consent_view(state: State, names: Names) -> View:
    kept = ", ".join(json.loads(state["kept"]) if isinstance(state["kept"], str) else state["kept"])
    return only_told(
        purpose=(N_("Purpose"), _purpose(state["purpose"])),
        basis=(N_("Ground"), Label(Ground.of(state["basis"]).label)),
        how=(N_("How obtained"), Label(Way.of(state["how"]).label)), on=(N_("Date"), _day(state["on"])),
        text=(N_("Version of the text"), str(state["text"])), evidence=(N_("Evidence"), state["evidence"]),
        guardian=(N_("Guardian"), state["guardian"]), reason=(N_("Reason"), state["reason"]),
        ended_on=(N_("Withdrawn on"), _day(state["ended_on"])),
        ended_by=(N_("Withdrawal recorded by"), _name(state["ended_by"], names)),
        kept=(N_("Kept in spite of it"), kept), kept_why=(N_("Why it is kept"), state["kept_why"]),
    )  # fmt: skip


def _purpose(key: str) -> str:
    """The name that came along; an office's own purpose goes by its key."""
    found = next((one for one in PURPOSES if one.key == key), None)
    return found.called(language()) if found is not None else key


def _request_view(state: State, names: Names) -> View:
    return only_told(
        kind=(N_("Request"), Label(RequestKind.of(state["kind"]).label)), on=(N_("Received on"), _day(state["on"])),
        how=(N_("Channel"), Label(Channel.of(state["how"]).label)), details=(N_("What was asked"), state["details"]),
        handler=(N_("Answered by"), _name(state["handler"], names)),
        state=(N_("State"), Label(RequestState.of(state["state"]).label)), outcome=(N_("Outcome"), state["outcome"]),
    )  # fmt: skip


def _stop_view(state: State, names: Names) -> View:
    lifted = "" if state["lifted_at"] is None else Label(N_("Yes"))
    return only_told(
        kind=(N_("What"), Label(StopKind.of(state["kind"]).label)), reason=(N_("Reason"), state["reason"]),
        until=(N_("Until"), _day(state["until"])), person=(N_("Who"), _name(state["person"], names)),
        lifted=(N_("Lifted"), lifted), lifted_why=(N_("Why it was lifted"), state["lifted_why"]),
    )  # fmt: skip


def _day(stored: Any) -> str:
    return "" if stored is None else str(stored)


def _name(stored: Any, names: Names) -> str:
    return "" if stored is None else names.get(UUID(str(stored)), "")


_VIEWS: Mapping[Any, Callable[[State, Names], View]] = {
    RiskAssessment: _assessment_view, FraudWarning: _warning_view, IdentityCheck: _check_view,
    CompetitorNote: _competitor_view, Reward: _reward_view, Invitation: _invitation_view, Consent: _consent_view,
    Request: _request_view, Stop: _stop_view,
}  # fmt: skip
