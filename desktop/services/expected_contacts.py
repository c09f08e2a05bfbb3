"""Expected contacts against kept ones, by colleague and period: what appraisal counts, from the office's rows (CM-1).

An area that expects contacts, such as visits or bookings, adds a line to `SOURCES`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import Booking
from desktop.models.cases import CaseEntry, ServiceCase
from desktop.models.contacts import Contact
from desktop.models.office import Person
from desktop.models.owners import HandoverLine
from desktop.models.rows import among
from desktop.models.visits import Visit
from desktop.rules import expected as rules
from desktop.rules import features
from desktop.rules.bookings import BookingState
from desktop.rules.calendars import Calendar
from desktop.rules.cases import EntryKind, Step
from desktop.rules.errors import NotAllowed
from desktop.rules.expected import Expected, ExpectedKind, Figure, Span
from desktop.rules.rights import Right, Scope
from desktop.rules.words import OfficeKind
from desktop.rules.zones import begin_of, end_of
from desktop.services.work import OUT_OF_USE, Work

Found = Iterable[Expected]
_HERE = (BookingState.ARRIVED.value, BookingState.LEFT.value)


@dataclass(frozen=True, slots=True)
class Source:
    """What a noun expects of these colleagues in a period. `right` is asked for first: without it the source is silent;
    so it is while the feature is off."""

    expected: Callable[[Work, Span, Sequence[UUID]], Found]
    right: Right
    feature: str = ""


def figures(work: Work, first: date, last: date, person: UUID | None = None) -> list[Figure]:
    """Expected against kept in a period of the office's days, both included; of oneself, and of those whom one answers
    for by approving in their department or the whole office. As far as one sees the clients: whoever sees fewer counts
    fewer. Raises BadEntry, NotAllowed for somebody else's."""
    rules.check_span(first, last)
    work.require(Right.SEE_CLIENTS)
    people = _people(work, person)
    zone = str(work.settings["time_zone"])
    span = Span(first, last, begin_of(first, zone), end_of(last, zone))
    on = features.switched_on(OfficeKind.of(work.settings["kind"]), work.settings["features"])
    found: list[Expected] = []
    for source in SOURCES:
        if work.may(source.right) and (not source.feature or source.feature in on):
            found += source.expected(work, span, people)
    return rules.figures(found, work.now)


def _people(work: Work, person: UUID | None) -> list[UUID]:
    """Whose figures I read: mine, and my department's or everybody's where I answer for them. Raises NotAllowed."""
    me, scope = work.me.id, work.me.mandate.scope(Right.APPROVE_CLIENTS)
    query = work.visible(Person).select(Person.id)
    if scope is Scope.DEPARTMENT and work.me.mandate.department is not None:
        query = query.where((Person.department == work.me.mandate.department) | (Person.id == me))
    elif scope is not Scope.ALL:
        query = query.where(Person.id == me)
    mine = [key for (key,) in query.tuples()]
    if person is None:
        return mine
    if person not in mine:
        raise NotAllowed(N_("These figures are read by the colleague himself, the head of his department, and whoever "
                            "approves for the whole office."))  # fmt: skip
    return [person]


# The sources


def _counts(kept: Any, client: Any) -> Any:
    """The condition that what was expected of a client counts: it was kept, or the file is still in use."""
    return kept | client.is_null() | client.not_in(OUT_OF_USE)


def answers(work: Work, span: Span, people: Sequence[UUID]) -> Found:
    """First answers with a limit (CM-2), of whoever had the contact."""
    due = (Contact.answer_due >= span.begin) & (Contact.answer_due < span.end)
    due &= _counts(Contact.answered_at.is_null(False), Contact.client)
    columns = (Contact.id, Contact.staff, Contact.answer_due, Contact.answered_at)
    for key, who, until, at in (
        work.visible(Contact).where(due & among(Contact.staff, people)).select(*columns).tuples()
    ):
        yield Expected(ExpectedKind.ANSWER, who, until, at, key)


def next_steps(work: Work, span: Span, people: Sequence[UUID]) -> Found:
    """What was promised a client by the end of a day."""
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    on = (Contact.next_on >= span.first) & (Contact.next_on <= span.last) & (Contact.next_step != "")
    on &= _counts(Contact.next_done_at.is_null(False), Contact.client)
    columns = (Contact.id, Contact.next_for, Contact.next_on, Contact.next_done_at)
    for key, who, day, at in (
        work.visible(Contact).where(on & among(Contact.next_for, people)).select(*columns).tuples()
    ):
        yield Expected(ExpectedKind.NEXT_STEP, who, calendar.end_of(day), at, key)


def first_contacts(work: Work, span: Span, people: Sequence[UUID]) -> Found:
    """The successor's first contact after a transfer (CL-9); handed on before it was due, nobody could keep it."""
    due = (HandoverLine.due >= span.begin) & (HandoverLine.due < span.end)
    due &= _counts(HandoverLine.contacted_at.is_null(False), HandoverLine.client)
    for row in work.visible(HandoverLine).where(due & among(HandoverLine.owner, people)):
        gone = row.superseded_at is not None and row.superseded_at <= row.due
        yield Expected(ExpectedKind.FIRST_CONTACT, row.owner_id, row.due, row.contacted_at, row.id, excused=gone)


def call_backs(work: Work, span: Span, people: Sequence[UUID]) -> Found:
    """Call-backs of cases (SV-2): those that wait, of whoever has promised them; those made, of whoever made them."""
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    on = (ServiceCase.callback_on >= span.first) & (ServiceCase.callback_on <= span.last)
    on &= _counts(ServiceCase.step != Step.CALL_BACK.value, ServiceCase.client)
    rows = {row.id: row for row in work.visible(ServiceCase).where(on)}
    made = work.visible(CaseEntry).where(
        among(CaseEntry.case, rows) & (CaseEntry.kind == EntryKind.STEP.value)
        & (CaseEntry.step == Step.CALL_BACK.value)
    )  # fmt: skip
    done = {one.case_id: one for one in made if one.rounds == rows[one.case_id].rounds}
    for key, row in rows.items():
        entry = done.get(key)
        who = entry.by_id if entry is not None else row.calls_back_id
        if who in people:
            until = calendar.end_of(row.callback_on)
            yield Expected(ExpectedKind.CALL_BACK, who, until, entry.at if entry is not None else None, key,
                           excused=entry is None and row.closed_at is not None)  # fmt: skip


def bookings(work: Work, span: Span, people: Sequence[UUID]) -> Found:
    """Parties that were expected, of whoever took the booking: kept by coming, excused by calling off."""
    calendar = Calendar(zone=str(work.settings["time_zone"]))
    on = (Booking.on >= span.first) & (Booking.on <= span.last) & (Booking.state != BookingState.WAITING.value)
    columns = (Booking.id, Booking.taken_by, Booking.on, Booking.state, Booking.arrived_at)
    rows: Any = work.visible(Booking).where(on & among(Booking.taken_by, people)).select(*columns).tuples()
    for key, who, day, state, arrived in rows:
        until = calendar.end_of(day)
        # an arrival that nobody noted before the bill is known by its day alone
        at = (arrived or until - timedelta(minutes=1)) if state in _HERE else None
        yield Expected(ExpectedKind.BOOKING, who, until, min(at, until) if at is not None else None, key,
                       excused=state == BookingState.CANCELLED.value)  # fmt: skip


def visits(work: Work, span: Span, people: Sequence[UUID]) -> Found:
    """Visits that were planned (CM-5): kept by their report in time, excused by calling off."""
    begun = (
        (Visit.starts_at >= span.begin)
        & (Visit.starts_at < span.end)
        & (among(Visit.visitor, people) | among(Visit.made_by, people))
    )
    begun &= _counts(Visit.reported_at.is_null(False), Visit.client)
    for row in work.visible(Visit).where(begun):
        # of whoever made it, though somebody else took the client over before it was reported
        who = row.made_by_id or row.visitor_id
        if who in people:
            yield Expected(ExpectedKind.VISIT, who, row.report_due, row.reported_at, row.id,
                           excused=row.called_off_at is not None)  # fmt: skip


# An area that expects contacts adds a line here
SOURCES: tuple[Source, ...] = (
    Source(answers, Right.SEE_CLIENTS),
    Source(next_steps, Right.SEE_CLIENTS),
    Source(first_contacts, Right.SEE_CLIENTS),
    Source(call_backs, Right.SEE_CLIENTS, "cases"),
    Source(visits, Right.SEE_CLIENTS, "visits"),
    Source(bookings, Right.SEE_BOOKINGS, "bookings"),
)
