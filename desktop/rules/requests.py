"""What clients may ask about their own data, and why a file is not worked with or must be kept (AC-7)."""

from datetime import date

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

DETAILS_LIMIT, OUTCOME_LIMIT = 1000, 500


class RequestKind(Word):
    """The value is stored, so it never changes."""

    ACCESS = "access", N_("See what is held")
    COPY = "copy", N_("Get a copy")
    CORRECTION = "correction", N_("Correct")
    RESTRICTION = "restriction", N_("Stop the processing")
    ERASURE = "erasure", N_("Erase")
    WITHDRAWAL = "withdrawal", N_("Withdraw consent")


class RequestState(Word):
    OPEN = "open", N_("Waiting for an answer")
    ANSWERED = "answered", N_("Answered")
    REFUSED = "refused", N_("Refused")


class StopKind(Word):
    RESTRICTION = "restriction", N_("Processing stopped")
    HOLD = "hold", N_("Must be kept")


def checked_details(text: str) -> str:
    return check_length(tidy(text, lines=True), DETAILS_LIMIT, "details")


def checked_outcome(text: str) -> str:
    """What was answered, or why it was refused. Raises BadEntry."""
    said = check_length(tidy(text), OUTCOME_LIMIT, "outcome")
    if not said:
        raise BadEntry(N_("Say what was answered, or why it was refused."), "outcome")
    return said


def checked_reason(text: str) -> str:
    said = check_length(tidy(text), OUTCOME_LIMIT, "reason")
    if not said:
        raise BadEntry(N_("Say why: the file shows it to whoever opens it."), "reason")
    return said


def check_received(on: date, today: date) -> None:
    """Raises BadEntry for a day to come."""
    if on > today:
        raise BadEntry(N_("A request is entered once it has arrived: choose a day up to today."), "on")
