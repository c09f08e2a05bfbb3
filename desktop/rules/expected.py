"""Expected contacts: what was promised or planned in a period, and how much of it was kept (CM-1, AP-2)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.words import Word


class ExpectedKind(Word):
    """Each is counted by itself: an answer and a visit are not of one weight."""

    ANSWER = "answer", N_("First answers")
    NEXT_STEP = "next_step", N_("Next steps")
    FIRST_CONTACT = "first_contact", N_("First contacts after a transfer")
    CALL_BACK = "call_back", N_("Call-backs of cases")
    BOOKING = "booking", N_("Bookings taken")
    VISIT = "visit", N_("Visits planned")


class Outcome(StrEnum):
    KEPT = "kept"
    LATE = "late"  # it came, after it was due
    MISSED = "missed"  # it was due and has not come
    OPEN = "open"  # it is not due yet
    EXCUSED = "excused"  # nobody could keep it, such as a booking that was called off


@dataclass(frozen=True, slots=True)
class Span:
    """A period by days of the office, both included, and the moments of its begin and end."""

    first: date
    last: date
    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Expected:
    """One contact that was expected of `person` by `due`. `record` is the row it opens to (AP-3)."""

    kind: ExpectedKind
    person: UUID
    due: datetime
    kept_at: datetime | None
    record: UUID
    excused: bool = False

    def outcome(self, now: datetime) -> Outcome:
        if self.kept_at is not None:
            return Outcome.KEPT if self.kept_at <= self.due else Outcome.LATE
        if self.excused:
            return Outcome.EXCUSED
        return Outcome.MISSED if self.due <= now else Outcome.OPEN


@dataclass(frozen=True, slots=True)
class Figure:
    """Of one person and kind. What is not due yet, or is excused, counts neither for nor against."""

    person: UUID
    kind: ExpectedKind
    counts: Mapping[Outcome, int]
    records: tuple[UUID, ...]

    @property
    def expected(self) -> int:
        return sum(self.counts.get(one, 0) for one in (Outcome.KEPT, Outcome.LATE, Outcome.MISSED))

    @property
    def kept(self) -> int:
        return self.counts.get(Outcome.KEPT, 0)


def check_span(first: date, last: date) -> None:
    """Raises BadEntry."""
    if last < first:
        raise BadEntry(N_("The period ends before it begins."), "last")
    if (last - first).days > 3660:
        raise BadEntry(N_("A period is ten years at most."), "last")


def figures(found: Iterable[Expected], now: datetime) -> list[Figure]:
    """Expected against kept, by person and kind; those without anything expected are not among them."""
    by_figure: dict[tuple[UUID, ExpectedKind], list[Expected]] = {}
    for one in found:
        by_figure.setdefault((one.person, one.kind), []).append(one)
    order = list(ExpectedKind)
    made = []
    for (person, kind), some in sorted(by_figure.items(), key=lambda pair: (str(pair[0][0]), order.index(pair[0][1]))):
        counts: dict[Outcome, int] = {}
        for one in some:
            outcome = one.outcome(now)
            counts[outcome] = counts.get(outcome, 0) + 1
        records = tuple(one.record for one in sorted(some, key=lambda one: one.due))
        made.append(Figure(person, kind, counts, records))
    return made
