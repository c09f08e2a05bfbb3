"""The collection forms of a period: to be issued, issued, being collected, handed in, missing, typed in (CO-5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from desktop.models.bookings import Booking, GivenOut
from desktop.models.clients import Client
from desktop.models.collecting import CollectedSheet
from desktop.models.rows import among
from desktop.rules import collection_forms as rules
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Sheet, Stage, Timing, Why, timing
from desktop.rules.collection_forms import Diagram, FormState
from desktop.rules.errors import NotFound
from desktop.rules.fields import Catalogue
from desktop.rules.rights import Right
from desktop.services import booking_lists, cards, meals, on_file, reviews, rooms
from desktop.services.booking_lists import BookLine
from desktop.services.cards import GivenLine
from desktop.services.reviews import ReviewInfo
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form of a booking, or one that is to be issued: then `given` is None. `client` is empty where this person may
    not see him; `ready_by` is until when it goes out."""

    given: GivenLine | None
    booking: UUID
    client_id: UUID | None
    client: str
    why: tuple[Why, ...]
    on: date
    meal: str
    at: int
    place: str
    booked: BookingState
    taken_at: datetime
    ready_by: datetime | None
    entered_at: datetime | None
    collector: str
    entered_by: str
    state: FormState

    @property
    def key(self) -> tuple[UUID, UUID | None]:
        return (self.given.id if self.given is not None else self.booking), self.client_id

    @property
    def due(self) -> datetime | None:
        return self.given.due if self.given is not None else self.ready_by

    @property
    def came_late(self) -> bool:
        held = self.given
        return held is not None and held.back_at is not None and held.due is not None and held.back_at > held.due

    def late_to_issue(self, now: datetime) -> bool:
        """Whether handing it out now asks for a reason (CO-3)."""
        return self.ready_by is not None and timing(now, self.ready_by, self.taken_at) is Timing.LATE

    @property
    def recorded_for(self) -> bool:
        """Whether somebody typed it in for its collector 代记."""
        return bool(self.entered_by) and self.entered_by != self.collector


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a period's meals, those that need something first."""

    since: date
    until: date
    lines: tuple[FormLine, ...]

    def counts(self) -> dict[FormState, int]:
        found = dict.fromkeys(FormState, 0)
        for line in self.lines:
            found[line.state] += 1
        return found


@dataclass(frozen=True, slots=True)
class Typed:
    """What is known before a form or card is typed in: its line, the file's values and how they stand."""

    line: GivenLine
    on: date
    client_id: UUID
    client: str
    form: str
    values: Mapping[str, object]
    reviews: Mapping[str, ReviewInfo]
    collector: str
    collected_by: UUID | None
    collected_on: date
    diagram: Diagram
    entered_at: datetime | None
    entered_by: str
    catalogue: Catalogue


_ORDER = (FormState.MISSING, FormState.DUE, FormState.VOID, FormState.BACK, FormState.OUT, FormState.COLLECTING,
          FormState.ENTERED, FormState.LOST)  # fmt: skip


def forms(work: Work, since: date, until: date) -> Forms:
    """The forms of the meals from one day to another, and those to be issued: of today, and of the parties whose bill
    told in these days that they were over the limit a head (CO-1). Raises BadEntry, NotAllowed."""
    work.require(Right.SEE_BOOKINGS)
    rules.check_days(since, until)
    query = work.visible(Booking).where((Booking.on >= since) & (Booking.on <= until))
    held = {line.id: line for line in booking_lists.told(work, list(query))}
    given = [line for line in cards.given(work, held) if line.kind is Sheet.FORM]
    typed = _typed(work, [line.id for line in given])
    people = on_file.names(work, (row.entered_by_id for row in typed.values()))
    found = [_line(line, held[line.booking], typed.get(line.id), people, work.now) for line in given]
    found += _to_issue(work, since, until)
    return Forms(since, until, tuple(sorted(found, key=lambda line: (
        _ORDER.index(line.state), line.on, line.at, line.given.number if line.given else 0))))  # fmt: skip


def day_of(work: Work, given_id: UUID) -> date | None:
    """The day of the meal of a form; None where its booking was undone since, so that no day lists it any more. Raises
    NotAllowed, NotFound."""
    work.require(Right.SEE_BOOKINGS)
    booking = work.get(GivenOut, given_id).booking_id
    row = work.visible(Booking).where(Booking.id == booking).get_or_none()
    return None if row is None else row.on


def typed(work: Work, given_id: UUID) -> Typed:
    """What is known of a sheet whose facts are to be typed in, and of its client. Raises NotAllowed, NotFound."""
    row = work.get(GivenOut, given_id)
    (line,) = (one for one in cards.given(work, [row.booking_id]) if one.id == row.id)
    if line.client_id is None:
        raise NotFound(str(given_id))
    client: Any = work.get(Client, line.client_id)
    work.require(Right.EDIT_CLIENTS, client)
    shown = work.show(client)
    values = {name: shown.get(name) for name in rules.COLLECTED if name in work.catalogue}
    meal, today = work.get(Booking, row.booking_id).on, on_file.today(work)
    held = work.visible(CollectedSheet).where(CollectedSheet.given == row.id).get_or_none()
    states = reviews.reviews_of(work, client.id)
    if held is None:
        return Typed(line, meal, client.id, client.name, client.form, values, states, line.server, None,
                     min(meal, today), Diagram(), None, "", work.catalogue)  # fmt: skip
    by = on_file.names(work, (held.entered_by_id,)).get(held.entered_by_id, "")
    diagram = Diagram(held.main_host, held.second_guest, held.deputy_host, held.honour_guest)
    return Typed(line, meal, client.id, client.name, client.form, values, states, held.collector, held.collected_by_id,
                 held.collected_on, diagram, held.entered_at, by, work.catalogue)  # fmt: skip


# Parts of the verbs above


def _typed(work: Work, keys: Sequence[UUID]) -> dict[UUID, Any]:
    query = work.visible(CollectedSheet).where(among(CollectedSheet.given, keys))
    return {row.given_id: row for row in query}


def _line(given: GivenLine, booking: BookLine, typed: Any, people: Mapping[UUID, str],
          now: datetime) -> FormLine:  # fmt: skip
    state = rules.state_of(booking.state, given.received_at, given.due, given.back_at, now, lost=given.lost,
                           entered=typed is not None)  # fmt: skip
    return FormLine(
        given, booking.id, given.client_id, given.client, (), booking.on, booking.meal_name, booking.at,
        given.place, booking.state, booking.taken_at, None, typed.entered_at if typed else None,
        typed.collector if typed else given.server, people.get(typed.entered_by_id, "") if typed else "", state,
    )  # fmt: skip


def _to_issue(work: Work, since: date, until: date) -> list[FormLine]:
    today = on_file.today(work)
    ready: dict[UUID, datetime] = {}
    due = {booking.line.id: booking for booking in meals.above_the_limit(work, since, until)}
    for meal in rooms.meals(work) if since <= today <= until else ():
        page = meals.this_meal(work, today, meal.id)
        due |= {booking.line.id: booking for booking in page.bookings}
        # of who has left nothing was known before the bill, so no hour has passed
        ready |= {one.line.id: page.ready_by for one in page.bookings if one.line.state is not BookingState.LEFT}
    return [
        FormLine(None, booking.line.id, one.client.id, one.client.name, one.why, booking.line.on,
                 booking.line.meal_name, booking.line.at, cards.place_of(booking.line), booking.line.state,
                 booking.line.taken_at, ready.get(booking.line.id), None, "", "", FormState.DUE)
        for booking in due.values() for one in booking.recognised if one.form is Stage.DUE
    ]  # fmt: skip
