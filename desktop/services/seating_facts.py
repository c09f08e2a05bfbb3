"""What is shown beside the seats of a booking about who sits there, for everybody at once (SE-3, CO-8)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from desktop.models.bookings import Booking, BookingClient
from desktop.models.classes import Spend
from desktop.models.clients import Anniversary, Client, ValueReview
from desktop.models.rows import among
from desktop.models.seating import Attendance, AttendanceClient, SeatAssignment
from desktop.rules import anniversaries
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.bookings import BookingState
from desktop.rules.errors import Label
from desktop.rules.fields import Locked
from desktop.rules.seating.facts import NEAR_DAYS, SeatFacts, near_day
from desktop.rules.seating.sentences import Sentence
from desktop.rules.words import ClientClass, DayCalendar, DayKind, ReviewState
from desktop.services import blocks, calendars, seating_plans
from desktop.services.work import Work

# what each text is made of, from the file
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "allergy": ("allergies",), "taboo": ("taboos",), "drink": ("drinks",), "cigarettes": ("cigarettes",),
    "wishes": ("dishes", "dining_habits", "seat", "room_wishes"),
}  # fmt: skip


def facts_of(work: Work, booking_id: UUID) -> Mapping[str, SeatFacts]:
    """By attendance as text, of those whose file this person may see; values that are locked or withheld are left out,
    and what nobody has confirmed is named (CL-8). Raises NotAllowed, NotFound."""
    booking = work.get(Booking, booking_id)
    guests: dict[UUID, list[str]] = {}
    for guest in seating_plans.guests_of(work, booking.id):
        # two files that became one may both be on the list
        if guest.client is not None:
            guests.setdefault(guest.client, []).append(str(guest.id))
    files = list(work.visible(Client).where(among(Client.id, list(guests))))
    keys = [file.id for file in files]
    doubtful, known = _doubtful(work, keys), _known(work, keys, booking)
    days = _near_days(work, files, booking.on)
    facts = {file.id: _facts(work, file, doubtful.get(file.id, frozenset()), days.get(file.id),
                             first=file.id not in known) for file in files}  # fmt: skip
    return {guest: known_of for client, known_of in facts.items() for guest in guests[client]}


def _facts(work: Work, file: Client, doubtful: Collection[str], day: Sentence | None, *, first: bool) -> SeatFacts:
    # what lies sealed is of no use at a table, and each file asked for it would be another question
    values = blocks.hidden(file, blocks.open_values(file, work.catalogue))
    texts: dict[str, Any] = {}
    unverified = set()
    for name, fields in _TEXTS.items():
        said = {f: str(v) for f in fields if (v := values.get(f)) and not isinstance(v, Locked)}
        texts[name] = " · ".join(said.values())
        if said.keys() & set(doubtful):
            unverified.add(name)
    held = ClientClass.of(file.client_class) if file.client_class else None
    return SeatFacts(client_class=held, anniversary=day, first_visit=first, unverified=frozenset(unverified), **texts)


def _doubtful(work: Work, clients: Collection[UUID]) -> Mapping[UUID, frozenset[str]]:
    """Which values of these nobody has verified."""
    fields = [field for some in _TEXTS.values() for field in some]
    query = work.visible(ValueReview).where(among(ValueReview.client, clients) & ValueReview.field.in_(fields))
    found: dict[UUID, set[str]] = {key: set(fields) for key in clients}
    rows = query.where(ValueReview.state == ReviewState.VERIFIED.value).select(ValueReview.client, ValueReview.field)
    for client, field in rows.tuples():
        found[client].discard(field)
    return {key: frozenset(names) for key, names in found.items()}


def _known(work: Work, clients: Collection[UUID], booking: Any) -> set[UUID]:
    """Who has been here before: by a bill, or at a booking that came, as its client or on a seat."""
    came = Booking.state.in_([BookingState.ARRIVED.value, BookingState.LEFT.value])
    before = (Booking.on < booking.on) | ((Booking.on == booking.on) & (Booking.at < booking.at))
    bookings = work.visible(Booking).where(came & before).select(Booking.id)
    spent = work.visible(Spend).where(among(Spend.client, clients) & (Spend.on < booking.on)).select(Spend.client)
    named = (
        work.visible(BookingClient)
        .where(among(BookingClient.client, clients) & BookingClient.booking.in_(bookings))
        .select(BookingClient.client)
    )
    found = {client for query in (spent, named) for (client,) in query.distinct().tuples()}
    return found | _sat(work, [key for key in clients if key not in found], bookings)


def _sat(work: Work, clients: Collection[UUID], bookings: Any) -> set[UUID]:
    query = (
        work.visible(AttendanceClient)
        .join(Attendance)
        .join(SeatAssignment, on=(SeatAssignment.attendance == Attendance.id) & SeatAssignment.withdrawn_at.is_null())
    )
    query = query.where(among(AttendanceClient.client, clients) & Attendance.withdrawn_at.is_null()
                        & Attendance.booking.in_(bookings))  # fmt: skip
    return {client for (client,) in query.select(AttendanceClient.client).distinct().tuples()}


def _near_days(work: Work, files: Iterable[Client], on: date) -> Mapping[UUID, Sentence]:
    """The remembered day nearest to the meal, of each who has one within a week of it."""
    first = on - timedelta(days=NEAR_DAYS)
    table = calendars.coming_lunar_table(first)
    days: dict[UUID, list[RememberedDay]] = {}
    for row in work.visible(Anniversary).where(among(Anniversary.client, [file.id for file in files])):
        day = RememberedDay(DayKind.of(row.kind), DayCalendar.of(row.calendar), row.month, row.day, row.year, row.leap,
                            row.label)  # fmt: skip
        days.setdefault(row.client_id, []).append(day)
    for file in files:
        mine = days.setdefault(file.id, [])
        born = anniversaries.birthday_in(str(file.birthday))
        # one that was entered as a day of its own replaces the field
        if born is not None and not any(day.kind is DayKind.BIRTHDAY for day in mine):
            mine.append(born)
    found = {}
    for client, mine in days.items():
        near = [((anniversaries.next_on(day, first, table) - on).days, day) for day in mine]
        near = sorted((n for n in near if abs(n[0]) <= NEAR_DAYS), key=lambda n: abs(n[0]))
        if near:
            after, day = near[0]
            found[client] = near_day(day.label or Label(day.kind.label), after)
    return found
