"""How risk is judged: aspects, levels, consequences, and the one mark that follows from them (CL-12)."""

from collections.abc import Iterable
from datetime import date

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

REASON_LIMIT = 500


class Aspect(Word):
    CREDIT = "credit", N_("Credit")
    IDENTITY = "identity", N_("Identity")
    CONDUCT = "conduct", N_("Conduct")


class RiskLevel(Word):
    LOW = "low", N_("Low")
    MIDDLE = "middle", N_("Middle")
    HIGH = "high", N_("High")


class Consequence(Word):
    """What an assessment means for whoever picks the client, the gravest last."""

    NONE = "none", N_("No consequence")
    WARN = "warn", N_("Warn")
    RESTRICT = "restrict", N_("Restrict trade")
    SUSPEND = "suspend", N_("Suspend service")
    REFUSE = "refuse", N_("Refuse all business")


class Sign(Word):
    """What was abnormal."""

    TRANSFER = "transfer", N_("Abnormal transfer")
    REQUEST = "request", N_("Abnormal request")
    ACCOUNT = "account", N_("Abnormal account")
    OTHER = "other", N_("Something else")


class Mark(Word):
    """What a client carries wherever it is picked, the gravest last; an empty text for nothing."""

    WARN = "warn", N_("At risk")
    FRAUD = "fraud", N_("Fraud warning")
    RESTRICT = "restrict", N_("Trade restricted")
    SUSPEND = "suspend", N_("Service suspended")
    REFUSE = "refuse", N_("No business")
    STOPPED = "stopped", N_("Processing stopped")


_GRAVITY = {mark.value: place for place, mark in enumerate(Mark)}


def mark_of(consequences: Iterable[str], fraud: bool) -> str:
    """The gravest of what holds; "" where nothing speaks against the client."""
    marks = [c for c in consequences if c in _GRAVITY]
    if fraud:
        marks.append(Mark.FRAUD.value)
    return max(marks, key=_GRAVITY.__getitem__, default="")


def check_assessment(consequence: Consequence, reason: str, look_again: date | None, today: date) -> str:
    """The reason as it is kept. Raises BadEntry."""
    said = check_length(tidy(reason), REASON_LIMIT, "reason")
    if not said:
        raise BadEntry(N_("Say what the assessment rests on."), "reason")
    if look_again is None and consequence is not Consequence.NONE:
        raise BadEntry(N_("Say when to look at this again: nobody stays restricted by being forgotten."), "look_again")
    if look_again is not None and look_again <= today:
        raise BadEntry(N_("The day to look again must still be to come."), "look_again")
    return said


def check_warning(on: date, noticed: str, today: date) -> str:
    """What was noticed, as it is kept. Raises BadEntry."""
    if on > today:
        raise BadEntry(N_("Something is noticed once it has happened: choose a day up to today."), "on")
    said = check_length(tidy(noticed), REASON_LIMIT, "noticed")
    if not said:
        raise BadEntry(N_("Say what was noticed."), "noticed")
    return said
