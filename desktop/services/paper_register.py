"""The paper register of a meal typed in: its lines in their order, at the hours written, all of them in one act (CO-9).

Servers have no workstation: what stands on paper counts as what is done here, and is marked as typed (CO-10).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import Booking, GivenOut, Meal, PassedOn
from desktop.models.clients import Client
from desktop.models.registers import RegisterLine
from desktop.rules import collecting as rules
from desktop.rules import paper_register as paper
from desktop.rules.bookings import BookingState, MealTime, moment, over_at, ready_at
from desktop.rules.collecting import Relay, Sheet
from desktop.rules.errors import BadEntry
from desktop.rules.paper_register import Written
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.zones import zone_of
from desktop.services import booking_clients, booking_lists, cards, on_file, registers, rooms
from desktop.services.booking_lists import BookLine
from desktop.services.cards import GivenLine
from desktop.services.registers import Out
from desktop.services.work import Work

TOPIC = "bookings"
_NAME = 60


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the paper 6.3. `given` is the line of the register that it completes; else `booking` and `client` say
    what went out. Hours stand as they are written, numbers as they are read; empty is nothing."""

    given: UUID | None = None
    booking: UUID | None = None
    client: UUID | None = None
    count_out: int = 1
    out: str = ""
    taken_by: str = ""
    count_back: int | None = None
    back: str = ""
    returned_by: str = ""


@dataclass(frozen=True, slots=True)
class PaperReading:
    """A line of the list on which servers note that they have a card, have read it and whom they told (CO-10)."""

    given: UUID
    server: str
    received: str
    read: str = ""
    told: tuple[tuple[Relay, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PaperMeal:
    """What the paper of a meal may be about: its parties with their known clients, and what is noted already."""

    on: date
    meal: UUID
    name: str
    lines: tuple[BookLine, ...]
    given: tuple[GivenLine, ...]


def paper_meal(work: Work, on: date, meal_id: UUID) -> PaperMeal:
    """What is offered while the paper of a meal is typed. Raises NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    meal = work.get(Meal, meal_id, withdrawn=True)
    lines = tuple(line for line in booking_lists.day_book(work, on).lines if line.meal == meal.id)
    return PaperMeal(on, meal.id, meal.name, lines, cards.given(work, [line.id for line in lines]))


def type_register(work: Work, on: date, meal_id: UUID, kind: Sheet, lines: Sequence[PaperLine]) -> int:
    """Types the lines of a meal's paper register in, all or none, and says how many.

    Raises BadEntry whose field is `LINE.COLUMN`, lines counted from 1, where it can't have been so; NotAllowed,
    NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    _check_number(lines)
    clients = {key: work.get(Client, key) for key in sorted({one.client for one in lines if one.client is not None})}
    booking_clients.refuse_resting(clients.values())
    work.alone()
    typing = _Typing(work, on, meal_id)
    for number, line in enumerate(lines, 1):
        if line.given is not None:
            typing.complete(number, line)
        else:
            typing.add(number, line, kind, clients)
    work.record(TOPIC, "type_register", None, sheets=len(lines), recorded_for=True)
    return len(lines)


def type_reading(work: Work, on: date, meal_id: UUID, lines: Sequence[PaperReading]) -> int:
    """Types in who had which card when, has read it and told whom, all or none; says how many lines.

    Raises as `type_register` does.
    """
    work.require(Right.TAKE_BOOKINGS)
    _check_number(lines)
    work.alone()
    typing = _Typing(work, on, meal_id)
    for number, line in enumerate(lines, 1):
        typing.read(number, line)
    work.record(TOPIC, "type_reading", None, sheets=len(lines), recorded_for=True)
    return len(lines)


# Parts of the verbs above


def _check_number(lines: Sequence[object]) -> None:
    if not lines:
        raise BadEntry(N_("Type at least one line."), "lines")
    if len(lines) > paper.MOST_LINES:
        raise BadEntry(N_("At most {limit} lines are typed in at once."), "lines", limit=paper.MOST_LINES)


class _Typing:
    """The paper of one meal, line by line, against what is noted of the meal."""

    def __init__(self, work: Work, on: date, meal_id: UUID) -> None:
        meal: Any = work.get(Meal, meal_id, withdrawn=True)
        self._work, self._on = work, on
        self._time: MealTime = rooms.time_of(meal)
        self._zone: tzinfo = zone_of(str(work.settings["time_zone"]))
        # reading the meal's own bookings: a line is of one of them
        query = work.visible(Booking).where((Booking.on == on) & (Booking.meal == meal.id))
        self._bookings = {line.id: line for line in booking_lists.told(work, list(query))}
        self._given = {line.id: line for line in cards.given(work, self._bookings)}
        self._out = {(line.booking, line.client_id, line.kind) for line in self._given.values() if line.back_at is None}
        self._people: dict[str, UUID | None] = {}

    def add(self, number: int, line: PaperLine, kind: Sheet, clients: dict[UUID, Any]) -> None:
        """Writes a line that is on the paper alone."""
        if line.booking is None or line.booking not in self._bookings:
            raise paper.lacking(number, "place", N_("the room or table"))
        booking, client = self._bookings[line.booking], line.client
        if client is None or client not in clients:
            raise paper.lacking(number, "client", N_("the client"))
        if client not in {known.id for known in booking.known}:
            raise BadEntry(N_("Line {line}: {name} is not of this booking: say first that this is a guest of it."),
                           f"{number}.client", line=number, name=clients[client].name)  # fmt: skip
        if booking.state is BookingState.WAITING:
            raise BadEntry(N_("Line {line}: this booking waits for a place: nothing is handed out for it."),
                           f"{number}.place", line=number)  # fmt: skip
        if (booking.id, client, kind) in self._out:
            raise BadEntry(N_("Line {line}: {what} of {name} is out already; type its return there."),
                           f"{number}.client", line=number, what=kind.label, name=clients[client].name)  # fmt: skip
        taken = check_length(tidy(line.taken_by), _NAME, f"{number}.taken_by")
        if not taken:
            raise paper.lacking(number, "taken_by", N_("who took it"))
        out_at = self._needed(number, "out", line.out, N_("when it was handed out"))
        written = Written(line.count_out, out_at, line.count_back, self._back(number, line, out_at))
        paper.check_written(number, written, self._work.now)
        self._write(number, line, kind, booking, taken, written)

    def _write(self, number: int, line: PaperLine, kind: Sheet, booking: BookLine, taken: str, told: Written) -> None:
        work = self._work
        holder = self._person(taken)
        assert line.client is not None
        row = registers.hand_out(work, kind.value, Out(
            kind.value, holder=holder, due=over_at(self._on, self._time, self._zone), clients=(line.client,),
        ), told.out_at)  # fmt: skip
        timing = rules.timing(told.out_at, ready_at(self._on, self._time, self._zone), booking.taken_at)
        # who is no colleague by name is the server who had it; why it went out late, the paper does not say
        kept = work.add(GivenOut(
            line=row.id, booking=booking.id, kind=kind.value, place=cards.place_of(booking), timing=timing.value,
            count_out=told.count_out, server="" if holder else taken, received_at=None if holder else told.out_at,
            typed_at=work.now,
        ))  # fmt: skip
        if told.count_back is not None:
            self._return(number, kept, row, line.returned_by, told)
        if told.count_back != told.count_out:
            self._out.add((booking.id, line.client, kind))

    def complete(self, number: int, line: PaperLine) -> None:
        """Adds to a line that is noted already how it came back."""
        given = self._given.get(line.given) if line.given is not None else None
        if given is None:
            raise BadEntry(N_("Line {line}: this is not of the meal."), f"{number}.place", line=number)
        if given.back_at is not None:
            raise BadEntry(N_("Line {line}: this is back already."), f"{number}.count_back", line=number)
        if line.count_back is None:
            raise paper.lacking(number, "count_back", N_("how many came back"))
        told = Written(given.count_out, given.out_at, line.count_back, self._back(number, line, given.out_at))
        paper.check_written(number, told, self._work.now)
        row = self._work.get(GivenOut, given.id)
        self._work.change(row, {"typed_at": self._work.now})
        self._return(number, row, self._work.get(RegisterLine, row.line_id), line.returned_by, told)
        if told.count_back == given.count_out:
            self._out.discard((given.booking, given.client_id, given.kind))

    def _return(self, number: int, row: Any, register_row: Any, by: str, told: Written) -> None:
        name = check_length(tidy(by), _NAME, f"{number}.returned_by")
        assert told.count_back is not None
        # paper knows no seconds: what came back in its own minute did so after it went out
        back_at = max(told.back_at, told.out_at) if told.back_at is not None else None
        cards.note_back(self._work, row, register_row, told.count_back, back_at, name)

    def read(self, number: int, line: PaperReading) -> None:
        work, given = self._work, self._given.get(line.given)
        if given is None or given.kind is not Sheet.CARD:
            raise BadEntry(N_("Line {line}: this is no card of the meal."), f"{number}.place", line=number)
        server = check_length(tidy(line.server), _NAME, f"{number}.server")
        if not server:
            raise paper.lacking(number, "server", N_("who serves"))
        received = self._needed(number, "received", line.received, N_("when the server had it"))
        read = self._hour(number, "read", line.read)
        paper.check_reading(number, given.out_at, received, read, work.now)
        row = work.get(GivenOut, given.id)
        received = _as_noted(max(received, given.out_at), row.received_at)
        noted: dict[str, object] = {"server": server, "received_at": received, "typed_at": work.now}
        if read is not None:
            # what is empty on the paper takes back nothing that was noted here
            noted |= {"understood_at": _as_noted(max(read, received), row.understood_at), "recorded_for": True}
        work.change(row, noted)
        for relay, name in self._fresh(number, given, line.told):
            work.add(PassedOn(given=row.id, relay=relay.value, name=name, at=read or received, noted_by=work.me.id))

    def _fresh(self, number: int, given: GivenLine, told: Iterable[tuple[Relay, str]]) -> list[tuple[Relay, str]]:
        """Whom the paper names and nobody has noted yet."""
        named = [(relay, check_length(tidy(name), _NAME, f"{number}.{relay.value}")) for relay, name in told]
        return [one for one in dict.fromkeys(named) if one[1] and one not in given.passed_on]

    def _needed(self, number: int, column: str, text: str, what: str) -> datetime:
        at = self._hour(number, column, text)
        if at is None:
            raise paper.lacking(number, column, what)
        return at

    def _back(self, number: int, line: PaperLine, out_at: datetime) -> datetime | None:
        if line.count_back is None and tidy(line.returned_by):
            raise paper.lacking(number, "count_back", N_("how many came back"))
        day, minute = self._read(number, "back", line.back)
        if minute is None:
            return None
        if day is not None:
            return moment(day, minute, self._zone)
        return paper.returned_at(self._on, minute, self._time, self._zone, out_at)

    def _hour(self, number: int, column: str, text: str) -> datetime | None:
        day, minute = self._read(number, column, text)
        if minute is None:
            return None
        if day is not None:
            return moment(day, minute, self._zone)
        return paper.moment_of(self._on, minute, self._time, self._zone)

    def _read(self, number: int, column: str, text: str) -> tuple[date | None, int | None]:
        """The day, where one stands there, and the minute of it."""
        try:
            day, hour = paper.day_in(text, self._on, self._work.now.astimezone(self._zone).date())
            return day, paper.minute_of(hour)
        except ValueError:
            raise paper.no_hour(number, column, text) from None

    def _person(self, name: str) -> UUID | None:
        if name not in self._people:
            found = on_file.named(self._work, name)
            self._people[name] = found[0] if len(found) == 1 else None
        return self._people[name]


def _as_noted(told: datetime, noted: datetime | None) -> datetime:
    """The moment that was noted here, where the paper has its minute."""
    return noted if noted is not None and paper.by_minute(noted) == paper.by_minute(told) else told
