"""This meal 本餐: its bookings, who of them is recognised, and where their cards and forms are (CO-1, CO-3, CO-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.models.bookings import Booking, BookingClient, Meal
from desktop.models.classes import Spend
from desktop.models.clients import Client, ValueReview
from desktop.models.rows import among
from desktop.rules import collecting as rules
from desktop.rules.bookings import BookingState, exceeds_per_head, over_at, ready_at
from desktop.rules.collecting import CARD_FIELDS, Sheet, Stage, Why
from desktop.rules.fading import faded, fresh_since
from desktop.rules.words import ReviewState
from desktop.rules.zones import begin_of, end_of, zone_of
from desktop.services import booking_lists, cards, reviews, rooms
from desktop.services.booking_lists import BookLine, Known
from desktop.services.cards import GivenLine
from desktop.services.work import Work

_BILLED_WITHIN = timedelta(days=31)
"""A bill that comes later than so long after its meal brings no form any more: nobody remembers the table."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A client of a booking who is to be collected about, or has a card: why, and where card and form are."""

    client: Known
    why: tuple[Why, ...]
    card: Stage
    form: Stage
    given: tuple[GivenLine, ...]


@dataclass(frozen=True, slots=True)
class MealBooking:
    """A booking of the meal with those of its clients who are recognised."""

    line: BookLine
    recognised: tuple[Recognised, ...]


@dataclass(frozen=True, slots=True)
class ThisMeal:
    """One meal of a day. Times in UTC; `counts` has for each kind of sheet how many stand at each stage."""

    on: date
    meal: UUID
    name: str
    ready_by: datetime
    over_at: datetime
    bookings: tuple[MealBooking, ...]
    outstanding: tuple[GivenLine, ...]
    """What should be back and is not, of earlier meals too."""

    def counts(self, kind: Sheet) -> dict[Stage, int]:
        found = dict.fromkeys(Stage, 0)
        for booking in self.bookings:
            for one in booking.recognised:
                found[one.card if kind is Sheet.CARD else one.form] += 1
        return found

    @property
    def people(self) -> int:
        return sum(b.line.people for b in self.bookings if b.line.state.takes_place)


def this_meal(work: Work, on: date, meal_id: UUID) -> ThisMeal:
    """The bookings of a meal that stand or were called off, with their recognised clients.

    Raises NotAllowed, NotFound.
    """
    meal = work.get(Meal, meal_id, withdrawn=True)
    bookings = _recognised(work, [line for line in booking_lists.day_book(work, on).lines if line.meal == meal.id])
    time, zone = rooms.time_of(meal), zone_of(str(work.settings["time_zone"]))
    return ThisMeal(on, meal.id, meal.name, ready_at(on, time, zone), over_at(on, time, zone), tuple(bookings),
                    cards.outstanding(work))  # fmt: skip


def above_the_limit(work: Work, since: date, until: date) -> tuple[MealBooking, ...]:
    """The parties that have left and whose food a head was more than the limit, by the day of the meal or that on which
    the bill came: what a meal comes to may be known the next morning only (CO-1). Raises NotAllowed."""
    limit, zone = int(str(work.settings["collect_per_head"])), str(work.settings["time_zone"])
    over = Booking.food > Booking.people.cast("BIGINT") * (limit * 100)
    came = (Spend.entered_at >= begin_of(since, zone)) & (Spend.entered_at < end_of(until, zone))
    came &= (Spend.on >= since - _BILLED_WITHIN) & Spend.origin.is_null(False)
    billed = work.visible(Spend).select(Spend.origin).where(came)
    query = work.visible(Booking).where(over & (Booking.state == BookingState.LEFT.value)
                                        & (Booking.on.between(since, until) | Booking.id.in_(billed)))  # fmt: skip
    lines = booking_lists.told(work, list(query.order_by(Booking.on, Booking.at, Booking.number)))
    return tuple(_recognised(work, lines))


def _recognised(work: Work, lines: Sequence[BookLine]) -> list[MealBooking]:
    """Each of these bookings with those of its clients who are to be collected about, or have a card."""
    given: dict[tuple[UUID, UUID | None], list[GivenLine]] = {}
    for one in cards.given(work, [line.id for line in lines]):
        given.setdefault((one.booking, one.client_id), []).append(one)
    everybody = {known.id for line in lines for known in line.known}
    told, leaders, resting = _facts(work, everybody), _leaders(work, everybody), _resting(work, everybody)
    limit = int(str(work.settings["collect_per_head"]))
    before = _meals_before(work, everybody, max((line.on for line in lines), default=date.min), limit)
    bookings = []
    for line in lines:
        recognised = []
        after = line.state is BookingState.LEFT and exceeds_per_head(line.food, line.people, limit)
        for known in line.known:
            last = [over for at, over in before.get(known.id, ()) if at < (line.on, line.at)][-1:]
            why = rules.why(known.client_class, known.id in leaders, line.food, line.people, limit, last=any(last))
            out = given.get((line.id, known.id), [])
            has_card = known.id in told
            if why or has_card or out:
                due = not line.state.over and line.state is not BookingState.WAITING and known.id not in resting
                recognised.append(Recognised(
                    known, why, _stage(out, Sheet.CARD, due=due and has_card),
                    # food is known only when the party has left
                    _stage(out, Sheet.FORM, due=(due and bool(why)) or (after and known.id not in resting)),
                    tuple(out),
                ))  # fmt: skip
        bookings.append(MealBooking(line, tuple(recognised)))
    return bookings


def _meals_before(work: Work, clients: set[UUID], until: date, limit: int) -> dict[UUID, list[tuple[Any, bool]]]:
    """For each client the meals up to a day whose food part is known, in their order, and whether it exceeded."""
    query = work.visible(BookingClient).join(Booking).where(
        among(BookingClient.client, clients) & (Booking.on <= until) & Booking.food.is_null(False)
        & Booking.withdrawn_at.is_null() & (Booking.state == BookingState.LEFT.value)
    )  # fmt: skip
    query = query.select(BookingClient.client, Booking.on, Booking.at, Booking.food, Booking.people)
    found: dict[UUID, list[tuple[Any, bool]]] = {}
    for client, on, at, food, people in query.order_by(Booking.on, Booking.at).tuples():
        found.setdefault(client, []).append(((on, at), exceeds_per_head(food, people, limit)))
    return found


def _stage(out: Sequence[GivenLine], kind: Sheet, *, due: bool) -> Stage:
    mine = [line for line in out if line.kind is kind]
    if mine:
        # the newest counts: what came back may go out again
        return mine[-1].stage
    return Stage.DUE if due else Stage.NONE


def _facts(work: Work, clients: set[UUID]) -> set[UUID]:
    """Whose card has something to tell: a verified fact, or an allergy, verified or not (CL-8)."""
    query = work.visible(ValueReview).where(among(ValueReview.client, clients) & ValueReview.field.in_(CARD_FIELDS))
    fresh = fresh_since(work.settings, work.now)
    stands = (ReviewState.VERIFIED.value, ReviewState.PROVISIONAL.value)
    return {row.client_id for row in query
            if (row.field == "allergies" and row.state in stands)
            or (row.state == stands[0] and not faded(row.field, reviews.seen_at(row), fresh))}  # fmt: skip


def _leaders(work: Work, clients: set[UUID]) -> set[UUID]:
    query = work.visible(Client).select(Client.id).where(among(Client.id, clients) & Client.leader)
    return {client for (client,) in query.tuples()}


def _resting(work: Work, clients: set[UUID]) -> set[UUID]:
    """Of whom nothing is handed out, since the processing of their files was stopped (AC-7)."""
    query = work.visible(Client).select(Client.id).where(among(Client.id, clients))
    return {client for (client,) in query.where(Client.restricted_at.is_null(False)).tuples()}
