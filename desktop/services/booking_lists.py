"""What the booking book shows: a day's bookings by meal and place, and a client's own (SE-7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from desktop.models.bookings import BookedPlace, Booking, BookingClient, Meal
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.models.seating import Attendance
from desktop.rules import bookings as rules
from desktop.rules.bookings import BookingState, Part, Spot, fitting
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.packs import Party
from desktop.services import on_file, rooms
from desktop.services.rooms import MealLine, RoomLine
from desktop.services.work import Work

_WEIGHT = (Part.HOST, Part.PAYER, Part.GUEST)


@dataclass(frozen=True, slots=True)
class Known:
    """A client of a booking, as far as one may see him."""

    id: UUID
    code: str
    name: str
    salutation: str
    unit: str
    phone: str
    client_class: str
    risk: str


@dataclass(frozen=True, slots=True)
class BookLine:
    """A booking. Amounts in fen; `host` is None where this person may not see the client."""

    id: UUID
    number: int
    on: date
    meal: UUID
    meal_name: str
    turn: int
    at: int
    people: int
    state: BookingState
    places: tuple[Spot, ...]
    host: Known | None
    payer: Known | None
    guests: tuple[Known, ...]
    purpose: str
    deposit: int
    wishes: str
    taken_by: str
    taken_at: datetime
    reason: str
    total: int | None
    food: int | None
    signed: bool | None
    names: tuple[str, ...] = ()
    """Guests who have no file."""

    @property
    def known(self) -> tuple[Known, ...]:
        """Host, payer and guests, each once, as far as this person may see them."""
        named = [self.host, self.payer, *self.guests]
        return tuple({known.id: known for known in named if known is not None}.values())


@dataclass(frozen=True, slots=True)
class DayBook:
    """One day of the book: its meals, its rooms, and all bookings in the order in which they come."""

    on: date
    meals: tuple[MealLine, ...]
    rooms: tuple[RoomLine, ...]
    lines: tuple[BookLine, ...]


def day_book(work: Work, on: date) -> DayBook:
    """The book of a day. Raises NotAllowed."""
    rows = list(work.visible(Booking).where(Booking.on == on).order_by(Booking.at, Booking.number))
    return DayBook(on, rooms.meals(work), rooms.rooms(work), told(work, rows))


def booking_of(work: Work, booking_id: UUID) -> BookLine:
    """One booking. Raises NotAllowed, NotFound."""
    return told(work, [work.get(Booking, booking_id)])[0]


def by_number(work: Work, number: int) -> UUID | None:
    """The booking of this number. Raises NotAllowed."""
    row = work.visible(Booking).where(Booking.number == number).get_or_none()
    return None if row is None else UUID(str(row.id))


def bookings_of(work: Work, client_id: UUID, limit: int = 100) -> tuple[BookLine, ...]:
    """The bookings in which a client is host, payer or guest, the latest first. Raises NotAllowed, NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    mine = work.visible(BookingClient).select(BookingClient.booking).where(BookingClient.client == client.id)
    rows = work.visible(Booking).where(Booking.id.in_(mine)).order_by(Booking.on.desc(), Booking.at.desc())
    return told(work, list(rows.limit(limit)))


def free_spots(work: Work, on: date, meal: UUID, turn: int, people: int, *, at: int | None = None,
               but: UUID | None = None) -> tuple[Spot, ...]:  # fmt: skip
    """What can still be given out at a turn, what fits the party best first: to who comes `at` that minute, or as the
    meal begins. `but` is a booking that is moved: what it has is free for it. Raises NotAllowed, NotFound."""
    same = (BookedPlace.on == on) & (BookedPlace.meal == meal) & (BookedPlace.turn == turn)
    held = work.visible(BookedPlace).select(BookedPlace.spot, BookedPlace.booking).where(same)
    gone = {spot for spot, booking in held.tuples() if booking != but}
    minute = rooms.time_of(work.get(Meal, meal, withdrawn=True)).begins if at is None else at
    gone |= at_once(work, on, meal, minute, but).keys()
    spots = [spot for room in rooms.rooms(work) for spot in room.spots]
    return tuple(fitting([spot for spot in spots if spot.key not in gone], people))


def at_once(work: Work, on: date, meal: UUID, at: int, but: UUID | None, spots: Iterable[UUID] | None = None
            ) -> dict[UUID, UUID]:  # fmt: skip
    """The spots, of these alone if given, that a booking of another meal has at the same time, and which: two meals
    may have overlapped before they were kept apart, and a booking keeps its hour when its meal is moved."""
    times = {known.id: known.time for known in rooms.meals(work, withdrawn=True)}
    near = BookedPlace.on.between(on - timedelta(days=1), on + timedelta(days=1)) & (BookedPlace.meal != meal)
    query = work.visible(BookedPlace).join(Booking).where(near)
    if but is not None:
        query = query.where(BookedPlace.booking != but)
    if spots is not None:
        query = query.where(among(BookedPlace.spot, list(spots)))
    columns = (BookedPlace.spot, Booking.id, BookedPlace.on, BookedPlace.meal, Booking.at)
    return {spot: booking for spot, booking, day, other, then in query.select(*columns).tuples()
            if rules.at_once((on, at, times[meal]), (day, then, times[other]))}  # fmt: skip


def waiting_for(work: Work, on: date, meal: UUID) -> tuple[BookLine, ...]:
    """Who waits for a place at a meal, the first come first: a place that is freed is offered to them (SE-8)."""
    state = Booking.state == BookingState.WAITING.value
    rows = work.visible(Booking).where((Booking.on == on) & (Booking.meal == meal) & state)
    return told(work, list(rows.order_by(Booking.number)))


def told(work: Work, rows: Sequence[Any]) -> tuple[BookLine, ...]:
    """Bookings in words, of rows that the caller has got through `work`, in their order."""
    keys = [row.id for row in rows]
    people = on_file.names(work, (row.taken_by_id for row in rows))
    names = {meal.id: meal.time.name for meal in rooms.meals(work, withdrawn=True)}
    spots = {spot.key: spot for room in rooms.rooms(work, withdrawn=True) for spot in room.spots}
    places: dict[UUID, list[Spot]] = {}
    for booking, spot in _places(work, keys):
        if spot in spots:
            places.setdefault(booking, []).append(spots[spot])
    named, typed = _clients(work, keys), _typed(work, keys)
    return tuple(
        BookLine(
            row.id, row.number, row.on, row.meal_id, names.get(row.meal_id, ""), row.turn, row.at, row.people,
            BookingState.of(row.state), tuple(places.get(row.id, ())), *_parts(named.get(row.id, ())), row.purpose,
            row.deposit, row.wishes, people.get(row.taken_by_id, ""), row.taken_at, row.reason, row.total, row.food,
            row.signed, tuple(typed.get(row.id, ())),
        )
        for row in rows
    )  # fmt: skip


def _places(work: Work, keys: Iterable[UUID]) -> Any:
    query = work.visible(BookedPlace).select(BookedPlace.booking, BookedPlace.spot)
    return query.where(among(BookedPlace.booking, keys)).order_by(BookedPlace.id).tuples()


def _typed(work: Work, keys: Iterable[UUID]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {}
    query = work.visible(Attendance).select(Attendance.booking, Attendance.name)
    # guests alone, as those with a file are: not the host's people, and not who has declined
    guests = (Attendance.name != "") & (Attendance.party == Party.GUEST.value) & (Attendance.reply != Reply.NO.value)
    query = query.where(among(Attendance.booking, keys) & guests)
    for booking, name in query.order_by(Attendance.id).tuples():
        found.setdefault(booking, []).append(name)
    return found


def _clients(work: Work, keys: Iterable[UUID]) -> dict[UUID, list[tuple[Part, Known]]]:
    found: dict[UUID, list[tuple[Part, Known]]] = {}
    query = work.visible(BookingClient).select(
        BookingClient.booking, BookingClient.part, Client.id, Client.code, Client.name, Client.salutation, Client.unit,
        Client.phone, Client.client_class, Client.risk,
    )  # fmt: skip
    # two files that became one may both have had a part: told once, by the part that counts more
    query = query.join(Client).where(among(BookingClient.booking, keys) & Client.merged_into.is_null())
    parts: dict[UUID, dict[UUID, tuple[Part, Known]]] = {}
    for booking, part, *known in query.order_by(BookingClient.id).tuples():
        held, now = parts.setdefault(booking, {}), (Part.of(part), Known(*known))
        held[now[1].id] = min(held.get(now[1].id, now), now, key=lambda one: _WEIGHT.index(one[0]))
    for booking, held in parts.items():
        found[booking] = list(held.values())
    return found


def _parts(named: Iterable[tuple[Part, Known]]) -> tuple[Known | None, Known | None, tuple[Known, ...]]:
    of: dict[Part, list[Known]] = {part: [] for part in Part}
    for part, known in named:
        of[part].append(known)
    host, payer = of[Part.HOST], of[Part.PAYER]
    return (host[0] if host else None), (payer[0] if payer else None), tuple(of[Part.GUEST])
