"""The sample office's booking book: its meals, rooms and tables, yesterday's bills, the next meal, the week to come."""

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

from desktop.models.bookings import BookedPlace, Booking, BookingClient
from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.rules.bookings import DINNER, LUNCH, BookingState, MealTime, Part, moment
from desktop.rules.calendars import zone_of
from desktop.rules.rights import Right
from desktop.services import (
    bills,
    bookings,
    card_clock,
    review_lists,
    reviews,
    rooms,
    sample_seating,
    stamps,
)
from desktop.services.bookings import BookingEntry, NewHost
from desktop.services.rooms import RoomEntry
from desktop.services.work import Work

DESK, REVIEWER = "周敏", "张岚"
OPENED = 339  # days since the house wrote down its rooms
_FEN = 100
_STAY = 105  # minutes from the first guest to the bill

Line = Mapping[str, Any]


def tell(story: Any) -> None:
    """Furnishes the house long ago; the book is kept by the booking desk in the days before today."""
    words = story.words["book"]
    story.as_one(story.admin, OPENED, furnish, words)
    zone = zone_of(str(story.office.settings["time_zone"]))
    here = story.now.astimezone(zone)
    today = here.date()
    with story.office.work(story.me) as work:
        book = _Book(work, words, story.inventor)
    meal = next_meal([(key, time) for key, (_id, time) in book.meals.items()], here.hour * 60 + here.minute)
    past = [dict(line, on=today - timedelta(days=1), meal=key, confirmed=True)
            for key, lines in words["yesterday"].items() for line in lines]  # fmt: skip
    coming = [dict(line, on=today + timedelta(days=line["in"])) for line in words["coming"]]
    now = [dict(line, on=today, meal=meal) for line in words["next_meal"]]
    past_ids = story.as_one(DESK, 4, book.take, past)
    coming_ids = story.as_one(DESK, 3, book.take, coming)
    story.bookings += [*past_ids, *coming_ids]
    parties = list(zip(coming_ids, coming, strict=True))
    for days in sorted({line["days"] for line in now}, reverse=True):
        # those of today rang within the last hour
        some = [line for line in now if line["days"] == days]
        taken = story.as_one(DESK, days, book.take, some, minutes=0 if days else -50)
        story.bookings += taken
        parties += zip(taken, some, strict=True)
    story.as_one(DESK, 1, serve, list(zip(past_ids, past, strict=True)), book.meals, zone)
    for key, line in zip(coming_ids, coming, strict=True):
        if "off" in line:
            story.as_one(DESK, 1, bookings.set_state, key, BookingState.CANCELLED, line["off"])
    seated = [(key, line["party"]) for key, line in parties if "party" in line]
    story.as_one(DESK, 1, sample_seating.seat, seated, story.etiquette)
    story.as_one(DESK, 2, print_cards)
    story.as_one(REVIEWER, 1, accept_some, minutes=240)
    with story.office.work(story.me) as work:
        story.made += _drafts(work, story.bookings)


def next_meal(meals: Sequence[tuple[str, MealTime]], minute: int) -> str:
    """The meal of today that is on or comes next at this minute; late at night the last one."""
    return next((key for key, time in meals if minute <= time.ends), meals[-1][0])


def billed(words: Mapping[str, Any]) -> frozenset[str]:
    """Names of those whose bill of yesterday comes from their booking, and so from no sheet of the till."""
    return frozenset(str(line["host"]) for lines in words["book"]["yesterday"].values() for line in lines)


def furnish(work: Work, words: Mapping[str, Any]) -> None:
    work.require(Right.RUN_OFFICE)
    rooms.add_usual_meals(work)
    for name, floor, seats, said in words["rooms"]:
        rooms.add_room(work, RoomEntry(name, seats, floor, note=said))
    name, floor, tables, seats = words["hall"]
    rooms.add_room(work, RoomEntry(name, 0, floor, hall=True), (tables, seats))


class _Book:
    """What the lines of the story name, by id."""

    def __init__(self, work: Work, words: Mapping[str, Any], inventor: Any) -> None:
        self._inventor = inventor
        self.meals = {meal.key: (meal.id, meal.time) for meal in rooms.meals(work) if meal.key in (LUNCH, DINNER)}
        self._spots = {spot.name: spot.key for room in rooms.rooms(work) for spot in room.spots}
        lines = [*words["next_meal"], *words["coming"], *(x for some in words["yesterday"].values() for x in some)]
        named = {name for line in lines for name in (line["host"], *line.get("guests", ())) if isinstance(name, str)}
        found = work.visible(Client).where(Client.name.in_(sorted(named))).order_by(Client.code.desc())
        self._clients = {client.name: client.id for client in found}
        for payer in {line["payer"] for line in lines if "payer" in line}:
            firms = work.visible(Client).where((Client.form == "organisation") & Client.name.startswith(payer))
            self._clients[payer] = firms.order_by(Client.code).get().id

    def take(self, work: Work, lines: Sequence[Line]) -> list[UUID]:
        """Books them one after the other, some minutes apart."""
        work.require(Right.TAKE_BOOKINGS)
        made = []
        for line in lines:
            made.append(bookings.take(work, self._entry(line)))
            work.now += timedelta(minutes=6)
        return made

    def _entry(self, line: Line) -> BookingEntry:
        host, (meal, time) = line["host"], self.meals[line["meal"]]
        return BookingEntry(
            self._clients[host] if isinstance(host, str) else NewHost(host[0], self._inventor.next_phone(), host[1]),
            line["on"], meal, time.begins + line["minutes"], line["people"],
            tuple(self._spots[name] for name in line["at"]), line.get("turn", 1),
            self._clients[line["payer"]] if "payer" in line else None,
            tuple(self._clients[name] for name in line.get("guests", ())), line.get("purpose", ""),
            line.get("deposit", 0) * _FEN, line.get("wishes", ""), line.get("confirmed", False),
        )  # fmt: skip


def serve(work: Work, taken: Sequence[tuple[UUID, Line]], meals: Mapping[str, tuple[UUID, MealTime]], zone: Any
          ) -> None:  # fmt: skip
    """Parties that came, ate and paid, each at its hour."""
    work.require(Right.TAKE_BOOKINGS)
    for key, line in taken:
        at = meals[line["meal"]][1].begins + line["minutes"]
        work.now = moment(line["on"], at, zone).astimezone(UTC)
        bookings.set_state(work, key, BookingState.ARRIVED)
        work.now += timedelta(minutes=_STAY)
        total, food = line["bill"]
        bills.enter_bill(work, key, total * _FEN, food * _FEN, signed=line.get("signed", False))


def accept_some(work: Work) -> None:
    """A review late yesterday: what it accepted is on the cards by tonight."""
    work.require(Right.REVIEW_CLIENTS)
    waiting = [line for line in review_lists.waiting_reviews(work, but_own=True) if line.field in ("dishes", "drinks")]
    for line in waiting[:3]:
        reviews.accept(work, line.client_id, line.field, line.seen)


def print_cards(work: Work) -> None:
    """The cards of all of whom something was confirmed, as the desk prints them: sheets of ten, which nobody keeps."""
    work.require(Right.PRINT_CLIENTS)
    lacking = {card.client_id: card.code for card in card_clock.stale_cards(work)}
    code = stamps.stamp_of(work).code
    work.record("prints", "print", None, sheet="card", code=code, clients=sorted(lacking.values()))
    card_clock.note_printed(work, list(lacking), work.now, code)


def _drafts(work: Work, made: Sequence[UUID]) -> list[UUID]:
    """The files that opened themselves for hosts of whom there was none."""
    hosts = work.visible(BookingClient).select(BookingClient.client).where(
        BookingClient.booking.in_(list(made)) & (BookingClient.part == Part.HOST.value))  # fmt: skip
    drafts = work.visible(Client).where(Client.id.in_(hosts) & Client.draft).order_by(Client.code)
    return [client.id for client in drafts]


def remove(work: Work, made: Sequence[UUID]) -> None:
    """Takes the invented bookings out of use, and what was spent by them; meals and rooms are the office's settings."""
    work.require(Right.TAKE_BOOKINGS)
    sample_seating.remove(work, made)
    for model, column in ((BookedPlace, BookedPlace.booking), (BookingClient, BookingClient.booking),
                          (Spend, Spend.origin), (Booking, Booking.id)):  # fmt: skip
        rows = list(work.visible(model).where(column.in_(list(made))))
        work.change_many(model, [(row, {"withdrawn_at": work.now}) for row in rows], "withdraw")
    work.record(bookings.TOPIC, "remove_sample", None, bookings=len(made))
