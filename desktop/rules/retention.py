"""How long papers are kept, what holds them longer, and what must be there before they are destroyed (DO-7)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.archive_numbers import Term
from desktop.rules.errors import BadEntry
from desktop.rules.values import dataclass
from desktop.rules.words import Word


class Begins(Word):
    """From which day a period counts."""

    FILED = "filed", N_("Day of filing")
    MATTER_ENDED = "matter_ended", N_("End of the matter")
    SETTLED = "settled", N_("Loan settled")
    CLIENT_LEFT = "client_left", N_("Client left")


class Verdict(Word):
    """What an appraiser says of an item whose period has run out."""

    KEEP = "keep", N_("Keep for good")
    EXTEND = "extend", N_("Keep longer")
    DESTROY = "destroy", N_("Destroy")


class ListState(Word):
    """Where a destruction list stands."""

    APPRAISING = "appraising", N_("Being appraised")
    OPINIONS = "opinions", N_("Waiting for opinions")
    APPROVED = "approved", N_("Approved")
    CARRIED_OUT = "carried_out", N_("Carried out")
    STOPPED = "stopped", N_("Stopped")


class Hindrance(Word):
    """What keeps an item from being destroyed, said where it blocks."""

    NOT_DUE = "not_due", N_("Its period has not run out: kept until {day}")
    FOR_GOOD = "for_good", N_("It is kept for good")
    HELD = "held", N_("It is held: {reason}")
    LENT = "lent", N_("It is on loan to {person} until {day}")
    HANDED_OVER = "handed_over", N_("It is being handed over to the archive")
    LISTED = "listed", N_("It stands on another destruction list: {number}")
    RESTRICTED = "restricted", N_("The client's file rests: its processing was stopped")


@dataclass(frozen=True, slots=True)
class Policy:
    """How long papers of a class are kept, from which day on."""

    term: Term
    begins: Begins


@dataclass(frozen=True, slots=True)
class Hold:
    """What keeps papers whatever their period says: several may, each with its reason."""

    reason: str
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


_YEARS = {Term.THIRTY: 30, Term.TEN: 10}
APPRAISERS = 2
SUPERVISORS = 2


def kept_until(begun: date | None, term: Term, extended: date | None = None) -> date | None:
    """The last day of the period; None for good, or while the day it counts from has not come (`is_open`).

    A file of 2026 kept ten years stays until the end of 2036: periods count from the year after. An extension only
    lengthens.
    """
    if term is Term.PERMANENT or begun is None:
        return None
    last = date(begun.year + _YEARS[term], 12, 31)
    return max(last, extended) if extended is not None else last


def run_out(begun: date | None, term: Term, today: date, extended: date | None = None) -> bool:
    """Whether the period is over. It is a day of its own: destruction is not yet allowed by that alone."""
    last = kept_until(begun, term, extended)
    return last is not None and today > last


def longer(now: Term, then: Term) -> bool:
    """Whether a change of a class's period only lengthens; what shortens needs approval."""
    order = (Term.TEN, Term.THIRTY, Term.PERMANENT)
    return order.index(then) >= order.index(now)


def holding(holds: Iterable[Hold], today: date) -> tuple[Hold, ...]:
    """The holds in force."""
    return tuple(hold for hold in holds if hold.on(today))


def agreed(verdicts: Sequence[tuple[UUID, Verdict]]) -> Verdict | None:
    """What the appraisers agree on; None as long as two different people have not both judged.

    Where they differ, the longer keeping stands: nothing is destroyed on one person's word.
    """
    judged = dict(verdicts)
    if len(judged) < APPRAISERS:
        return None
    said = set(judged.values())
    return next(verdict for verdict in (Verdict.KEEP, Verdict.EXTEND, Verdict.DESTROY) if verdict in said)


def cooled(approved: date, days: int) -> date:
    """The first day on which an approved list may be carried out."""
    return approved + timedelta(days=days)


def check_supervisors(operator: UUID, supervisors: Sequence[UUID], *, present: Sequence[UUID]) -> None:
    """Raises BadEntry (field `supervisors`) unless two different people besides the operator were there and say so."""
    if len(set(supervisors) - {operator}) < SUPERVISORS:
        raise BadEntry(N_("A destruction is watched by two people besides the one who carries it out."), "supervisors")
    if not set(supervisors) <= set(present):
        raise BadEntry(N_("Each of the two supervisors confirms with a password of his own that he is there."),
                       "supervisors")  # fmt: skip
