"""Who stands in for whom, for what, and when (AC-11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.words import Word


class StandInKind(Word):
    """What a stand-in may do for the one who is away. The value is stored, so it never changes."""

    APPROVALS = "approvals", N_("Approvals")
    REVIEWS = "reviews", N_("Reviews")
    CASES = "cases", N_("Cases and call-backs")
    VISITS = "visits", N_("Visits and leads")


LONGEST = 366  # days


@dataclass(frozen=True, slots=True)
class Absence:
    """From the first day to the last, both included, by the office's date."""

    absent: UUID
    person: UUID
    first_on: date
    last_on: date
    kinds: frozenset[StandInKind]

    def runs(self, today: date) -> bool:
        return self.first_on <= today <= self.last_on


def checked(absence: Absence, today: date, others: Iterable[Absence]) -> Absence:
    """Raises BadEntry naming the field: one person for one kind on one day, and nobody stands in for himself."""
    if absence.person == absence.absent:
        raise BadEntry(N_("Nobody stands in for himself. Choose a colleague."), "person")
    if absence.last_on < absence.first_on:
        raise BadEntry(N_("The last day lies before the first."), "last_on")
    if absence.last_on < today:
        raise BadEntry(N_("These days are over already."), "last_on")
    if (absence.last_on - absence.first_on).days >= LONGEST:
        raise BadEntry(N_("A stand-in is named for a year at most."), "last_on")
    if not absence.kinds:
        raise BadEntry(N_("Choose what the stand-in does."), "kinds")
    for other in others:
        same_days = other.first_on <= absence.last_on and absence.first_on <= other.last_on
        if other.absent == absence.absent and same_days and other.kinds & absence.kinds:
            raise BadEntry(N_("Somebody stands in on these days already. End that first, or choose other days."),
                           "first_on")  # fmt: skip
    return absence
