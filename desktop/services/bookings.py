"""The booking book: who comes when, where and with how many, from the telephone call to the bill (SE-7, SE-8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import peewee

from desktop.i18n import N_
from desktop.models.bookings import BookedPlace, Booking, BookingClient, Meal
from desktop.models.clients import Client
from desktop.models.seating import Attendance
from desktop.rules import bookings as rules
from desktop.rules.bookings import BookingState, Part, Spot, Taken
from desktop.rules.errors import BadEntry
from desktop.rules.ids import new_id
from desktop.rules.rights import Right
from desktop.rules.seating.attending import LONGEST_NAME, Reply
from desktop.rules.seating.packs import Etiquette, Party
from desktop.rules.text import check_length, tidy
from desktop.rules.words import ClientForm
from desktop.services import bills, booking_clients, booking_lists, cards, clients, rooms, seating_moves
from desktop.services.cards import GivenLine
from desktop.services.work import Work

TOPIC = "bookings"


@dataclass(frozen=True, slots=True)
class NewHost:
    """A host who has no file yet: name and phone are enough, the draft file makes itself."""

    name: str
    phone: str = ""
    salutation: str = ""


@dataclass(frozen=True, slots=True)
class BookingEntry:
    """A booking as it is typed in. `at` is minutes after midnight, the deposit in fen; `spots` are ids of rooms, or of
    tables in halls, none for the waiting list; `names` are guests who have no file."""

    host: UUID | NewHost
    on: date
    meal: UUID
    at: int
    people: int
    spots: tuple[UUID, ...] = ()
    turn: int = 1
    payer: UUID | None = None
    guests: tuple[UUID, ...] = ()
    purpose: str = ""
    deposit: int = 0
    wishes: str = ""
    confirmed: bool = False
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed of a booking; None stays as it is."""

    on: date | None = None
    meal: UUID | None = None
    at: int | None = None
    people: int | None = None
    spots: tuple[UUID, ...] | None = None
    turn: int | None = None
    purpose: str | None = None
    deposit: int | None = None
    wishes: str | None = None


def take(work: Work, entry: BookingEntry) -> UUID:
    """Writes a booking into the book; without a place it waits. A new host's draft file is opened with it (CL-1).

    Raises BadEntry naming the field, Taken where a place is given out already, NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    host = entry.host
    if isinstance(host, NewHost):
        values = {"name": host.name, "phone": host.phone, "salutation": host.salutation}
        host = clients.open_client(work, ClientForm.PERSON, {name: v for name, v in values.items() if v})
    named = [(Part.HOST, host)]
    if entry.payer is not None and entry.payer != host:
        named.append((Part.PAYER, entry.payer))
    named += [(Part.GUEST, key) for key in dict.fromkeys(entry.guests) if key not in (host, entry.payer)]
    # in one order, or two who book the same clients would wait for each other; files come before the book's turn
    found = {key: work.get(Client, key) for key in sorted({key for _part, key in named})}
    booking_clients.refuse_resting(found.values())
    work.alone()
    meal = work.get(Meal, entry.meal)
    time = rooms.time_of(meal)
    rules.check_booking(entry.on, entry.at, entry.people, entry.deposit, time, rooms.day_of(work, time))
    _check_turn(entry.turn, meal)
    state = BookingState.WAITING
    if entry.spots:
        state = BookingState.CONFIRMED if entry.confirmed else BookingState.HELD
    row = work.add(Booking(
        number=_next_number(work), on=entry.on, meal=meal.id, turn=entry.turn, at=entry.at, people=entry.people,
        state=state.value, purpose=check_length(tidy(entry.purpose), 80, "purpose"), deposit=entry.deposit,
        wishes=check_length(tidy(entry.wishes), 300, "wishes"), taken_by=work.me.id, taken_at=work.now,
    ))  # fmt: skip
    _give_out(work, row, entry.spots)
    for part, key in named:
        work.add(BookingClient(booking=row.id, client=found[key].id, part=part.value))
    # who has no file is known by name alone, on the list of who comes
    for name in dict.fromkeys(check_length(tidy(name), LONGEST_NAME, "names") for name in entry.names):
        if name:
            work.add(Attendance(booking=row.id, party=Party.GUEST.value, name=name, reply=Reply.OPEN.value))
    work.record(TOPIC, "take_booking", row, number=row.number)
    return UUID(str(row.id))


def change(work: Work, booking_id: UUID, wanted: Change, etiquette: Etiquette | None = None) -> tuple[GivenLine, ...]:
    """Changes a booking, or gives it another day, turn, room or tables; a waiting one that is given a place is held.

    Its cards and forms that are out go with it: where they moved they are returned, so that whoever has one is told.
    Given the etiquette, its people go to the tables of another room (`seating_moves`). Raises BadEntry, Taken,
    NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    row = _open(work, booking_id)
    work.alone()
    places = _places_of(work, row)
    moved = wanted.spots is not None or any(v is not None for v in (wanted.on, wanted.meal, wanted.turn))
    meal = work.get(Meal, wanted.meal or row.meal_id)
    on = row.on if wanted.on is None else wanted.on
    turn = row.turn if wanted.turn is None else wanted.turn
    at = row.at if wanted.at is None else wanted.at
    people = row.people if wanted.people is None else wanted.people
    deposit = row.deposit if wanted.deposit is None else wanted.deposit
    values: dict[str, object] = {
        "on": on, "meal": meal.id, "turn": turn, "at": at, "people": people, "deposit": deposit,
        "purpose": row.purpose if wanted.purpose is None else check_length(tidy(wanted.purpose), 80, "purpose"),
        "wishes": row.wishes if wanted.wishes is None else check_length(tidy(wanted.wishes), 300, "wishes"),
    }  # fmt: skip
    # what was booked stands, whatever hours and turns the meal was given since
    if (on, meal.id, at) != (row.on, row.meal_id, row.at):
        time = rooms.time_of(meal)
        rules.check_when(on, at, time, min(rooms.day_of(work, time), row.on))
    rules.check_party(people, deposit)
    if (meal.id, turn) != (row.meal_id, row.turn):
        _check_turn(turn, meal)
    spots = tuple(place.spot for place in places) if wanted.spots is None else wanted.spots
    if spots and row.state == BookingState.WAITING.value:
        values["state"] = BookingState.HELD.value
    elif not spots and BookingState.of(row.state).takes_place:
        raise BadEntry(N_("Choose a room or table, or call the booking off."), "spots")
    changed = work.change(row, values)
    if moved or "at" in changed:
        _move(work, row, places, spots)
    if etiquette is not None and {place.spot for place in places} != set(spots):
        seating_moves.follow(work, row, etiquette)
    told = cards.follow(work, row, due=bool(changed.keys() & {"on", "meal"})) if moved else ()
    work.record(TOPIC, "change_booking", row, number=row.number, moved=moved)
    return told


def set_state(work: Work, booking_id: UUID, state: BookingState, reason: str = "") -> None:
    """Confirms a booking, lets it arrive or leave, calls it off or notes that nobody came (SE-7, SE-8).

    What is called off frees its places at once; spend and visits are untouched. Raises BadEntry where `state` can't
    follow, Taken where somebody who did not come arrives after all and the place is gone, NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    row = work.get(Booking, booking_id)
    now = BookingState.of(row.state)
    rules.check_state(now, state)
    if state is now:
        return
    work.alone()
    values: dict[str, object] = {"state": state.value}
    if state is BookingState.ARRIVED:
        values["arrived_at"] = work.now
    elif state is BookingState.LEFT:
        values["left_at"] = work.now
    elif state in (BookingState.CANCELLED, BookingState.NO_SHOW):
        values |= {"called_off_at": work.now, "called_off_from": now.value,
                   "reason": check_length(tidy(reason), 200, "reason")}  # fmt: skip
    places = _places_of(work, row)
    if state.takes_place and not now.takes_place:
        if not places:
            places = _former_places(work, row)
            if not places:
                raise BadEntry(N_("Choose a room or table first."), "spots")
            _give_out(work, row, [place.spot for place in places])
        values |= {"called_off_at": None, "called_off_from": "", "reason": ""}
        cards.unrecall(work, row)
    work.change(row, values)
    if not state.takes_place:
        for place in places:
            work.withdraw(place)
        cards.recall(work, row.id)
    work.record(TOPIC, f"booking_{state.value}", row, number=row.number)


def give_back(work: Work, booking_id: UUID) -> None:
    """Takes back that a booking was called off: it stands as before in the places it had, if they are still free, and
    its cards are due when they were.

    Raises BadEntry where it was not called off, Taken, NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    row = work.get(Booking, booking_id)
    if row.state not in (BookingState.CANCELLED.value, BookingState.NO_SHOW.value):
        raise BadEntry(N_("This booking was not called off."), "state")
    work.alone()
    spots = [place.spot for place in _former_places(work, row)]
    _give_out(work, row, spots)
    cards.unrecall(work, row)
    work.change(row, {"state": row.called_off_from, "called_off_at": None, "called_off_from": "", "reason": ""})
    work.record(TOPIC, "give_back_booking", row, number=row.number)


def swap_places(work: Work, booking_id: UUID, other_id: UUID, etiquette: Etiquette | None = None
                ) -> tuple[GivenLine, ...]:  # fmt: skip
    """Lets two bookings of one turn change their places, in one act, with their people (`change`); returns the cards
    and forms that went with them.

    Raises BadEntry, NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    if booking_id == other_id:
        raise BadEntry(N_("A booking can't change places with itself: choose another one."))
    one, other = _open(work, booking_id), _open(work, other_id)
    if (one.on, one.meal_id, one.turn) != (other.on, other.meal_id, other.turn):
        raise BadEntry(N_("Only bookings of the same meal and turn change places."))
    work.alone()
    held = [(row, _places_of(work, row)) for row in (one, other)]
    if not all(places for _row, places in held):
        raise BadEntry(N_("One of the two has no place yet: give it one instead."))
    for _row, places in held:
        for place in places:
            work.withdraw(place)
    for (row, _places), (_other, theirs) in zip(held, reversed(held), strict=True):
        _give_out(work, row, [place.spot for place in theirs])
    if etiquette is not None:
        seating_moves.follow(work, one, etiquette)
        seating_moves.follow(work, other, etiquette)
    told = (*cards.follow(work, one), *cards.follow(work, other))
    work.record(TOPIC, "swap_places", one, numbers=[one.number, other.number])
    return told


def set_clients(work: Work, booking_id: UUID, host: UUID, payer: UUID | None, guests: Sequence[UUID]) -> None:
    """Says anew who hosts, who pays and who is known among the guests; a bill's spend goes along.

    Raises BadEntry where whoever hosts or pays so far is out of sight, Restricted, NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    row = work.get(Booking, booking_id)
    wanted = {(Part.HOST.value, host)}
    if payer is not None and payer != host:
        wanted.add((Part.PAYER.value, payer))
    wanted |= {(Part.GUEST.value, key) for key in guests if key not in (host, payer)}
    booking_clients.parties(work, row.id)
    lines = list(work.visible(BookingClient).where(BookingClient.booking == row.id))
    here = {line.client_id for line in lines}
    every = sorted({key for _part, key in wanted} | here)
    booking_clients.refuse_resting([work.get(Client, key, withdrawn=key in here) for key in every])
    changed = False
    for line in lines:
        if (line.part, line.client_id) in wanted:
            wanted.discard((line.part, line.client_id))
        else:
            work.withdraw(line)
            changed = True
    for part, key in sorted(wanted):
        work.add(BookingClient(booking=row.id, client=key, part=part))
        changed = True
    if changed:
        if row.total is not None:
            bills.follow(work, row)
        work.record(TOPIC, "booking_clients", row, number=row.number)


# Parts of the verbs above


def _open(work: Work, booking_id: UUID) -> Any:
    row = work.get(Booking, booking_id)
    state = BookingState.of(row.state)
    if state.over:
        raise BadEntry(N_("This booking is “{now}” and is not changed any more."), "state", now=state.label)
    return row


def _check_turn(turn: int, meal: Any) -> None:
    if not 1 <= turn <= meal.turns:
        raise BadEntry(N_("Places are given out {n} times in this meal."), "turn", n=meal.turns)


def _next_number(work: Work) -> int:
    newest = work.visible(Booking, withdrawn=True).select(peewee.fn.MAX(Booking.number)).scalar()
    return int(newest or 0) + 1


def _places_of(work: Work, row: Any) -> list[Any]:
    return list(work.visible(BookedPlace).where(BookedPlace.booking == row.id).order_by(BookedPlace.id))


def _former_places(work: Work, row: Any) -> list[Any]:
    """The places a booking had until it was called off."""
    freed = work.visible(BookedPlace, withdrawn=True).where(BookedPlace.booking == row.id)
    return [place for place in freed if place.withdrawn_at == row.called_off_at]


def _spots(work: Work) -> dict[UUID, Spot]:
    return {spot.key: spot for room in rooms.rooms(work) for spot in room.spots}


def _give_out(work: Work, row: Any, spots: Sequence[UUID]) -> None:
    """Gives places to a booking. Whoever else gives some out at the same time waits, so they are free or not."""
    known = _spots(work) if spots else {}
    wanted = list(dict.fromkeys(spots))
    for key in wanted:
        if key not in known:
            raise BadEntry(N_("This room or table is not in use any more. Choose another."), "spots")
    places = [BookedPlace(id=new_id(), booking=row.id, room=known[key].room, table=known[key].table, spot=key,
                          on=row.on, meal=row.meal_id, turn=row.turn) for key in wanted]  # fmt: skip
    refuse_taken(work, places)
    for place in places:
        work.add(place)


def refuse_taken(work: Work, places: Sequence[Any]) -> None:
    """Raises Taken where one of these is given out to another booking. Part of the verb that gives them out."""
    work.require(Right.TAKE_BOOKINGS)
    held: dict[UUID, UUID] = {}
    for place in places:
        same = (BookedPlace.spot == place.spot) & (BookedPlace.on == place.on) & (BookedPlace.turn == place.turn)
        others = same & (BookedPlace.meal == place.meal_id) & (BookedPlace.booking != place.booking_id)
        held |= dict(work.visible(BookedPlace).where(others).select(BookedPlace.spot, BookedPlace.booking).tuples())
    held |= _at_once(work, places)
    if held:
        known = _spots(work)
        hosts = hosts_of(work, list(held.values()))
        raise Taken([known[key].name for key in held if key in known], hosts.get(next(iter(held.values())), ""))


def _at_once(work: Work, places: Sequence[Any]) -> dict[UUID, UUID]:
    """Of these spots, those that another meal's booking has at the same time."""
    found: dict[UUID, UUID] = {}
    for key, on, meal in {(place.booking_id, place.on, place.meal_id) for place in places}:
        spots = [place.spot for place in places if (place.booking_id, place.on, place.meal_id) == (key, on, meal)]
        found |= booking_lists.at_once(work, on, meal, work.get(Booking, key).at, key, spots)
    return found


def _move(work: Work, row: Any, places: Sequence[Any], spots: Sequence[UUID]) -> None:
    for place in places:
        work.withdraw(place)
    _give_out(work, row, spots)


def hosts_of(work: Work, booking_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """Names of the hosts of bookings, as far as this person may see them."""
    query = work.visible(BookingClient).select(BookingClient.booking, Client.name).join(Client)
    query = query.where((BookingClient.part == Part.HOST.value) & BookingClient.booking.in_(list(booking_ids)))
    return dict(query.tuples())
