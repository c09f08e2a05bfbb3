"""Documents by which an identity is checked, and whether a check or an authorisation holds on a day (CL-17)."""

from datetime import date

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.words import Word


class Document(Word):
    ID_CARD = "id_card", N_("Identity card")
    PASSPORT = "passport", N_("Passport")
    RESIDENCE = "residence", N_("Residence permit")
    DRIVING = "driving", N_("Driving licence")
    OFFICER = "officer", N_("Officer's certificate")
    BUSINESS = "business", N_("Business licence")
    OTHER = "other", N_("Other document")


class CheckState(Word):
    NEVER = "never", N_("Never checked")
    CHECKED = "checked", N_("Identity checked")
    EXPIRED = "expired", N_("Document expired")


class ActingState(Word):
    """Whether an agent may act today."""

    VALID = "valid", N_("May act")
    EARLY = "early", N_("Not yet valid")
    EXPIRED = "expired", N_("Authorisation expired")
    UNCHECKED = "unchecked", N_("Identity not checked")


def check_state(checks: int, valid_until: date | None, today: date) -> CheckState:
    """`valid_until` is that of the latest check; None for a document without an end."""
    if not checks:
        return CheckState.NEVER
    return CheckState.EXPIRED if valid_until is not None and valid_until < today else CheckState.CHECKED


def acting_state(
    valid_from: date, valid_until: date | None, principal: CheckState, agent: CheckState, today: date
) -> ActingState:
    """Both identities are checked, the agent's and the principal's; else nobody acts for anybody."""
    if valid_until is not None and valid_until < today:
        return ActingState.EXPIRED
    if today < valid_from:
        return ActingState.EARLY
    both = principal is agent is CheckState.CHECKED
    return ActingState.VALID if both else ActingState.UNCHECKED


def check_dates(on: date, valid_until: date | None, today: date) -> None:
    """A document is seen up to today, and nobody accepts one that had run out. Raises BadEntry."""
    if on > today:
        raise BadEntry(N_("A document is seen once it has been shown: choose a day up to today."), "on")
    if valid_until is not None and valid_until < on:
        raise BadEntry(N_("This document had expired when it was seen: it proves nothing."), "valid_until")


def check_span(valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until < valid_from:
        raise BadEntry(N_("It can't end before it begins."), "valid_until")
