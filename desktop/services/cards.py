"""Cards and collection forms of a meal: handed out, received, read, passed on, and back (CO-3 to CO-10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import Booking, GivenOut, Meal, PassedOn
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.registers import RegisterClient, RegisterLine
from desktop.models.rows import among
from desktop.rules import collecting as rules
from desktop.rules.bookings import BookingState, next_end, over_at, ready_at
from desktop.rules.collecting import Relay, Sheet, Stage, Timing
from desktop.rules.errors import BadEntry, Label
from desktop.rules.partners import Ending
from desktop.rules.rights import Right
from desktop.rules.text import check_length, tidy
from desktop.rules.zones import zone_of
from desktop.services import booking_clients, booking_lists, on_file, registers, rooms
from desktop.services.booking_lists import BookLine
from desktop.services.work import Work

TOPIC = "bookings"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A sheet to be handed out for a client of a booking."""

    booking: UUID
    client: UUID
    kind: Sheet


@dataclass(frozen=True, slots=True)
class GivenLine:
    """A line of the register 6.3. Times in UTC; `client` is None where this person may not see him."""

    id: UUID
    number: int
    kind: Sheet
    booking: UUID
    client_id: UUID | None
    client: str
    place: str
    count_out: int
    out_at: datetime
    out_by: str
    leader: str
    timing: Timing
    reason: str
    server: str
    received_at: datetime | None
    read_by: datetime | None
    understood_at: datetime | None
    recorded_for: bool
    passed_on: tuple[tuple[Relay, str], ...]
    due: datetime | None
    count_back: int
    back_at: datetime | None
    ending: Ending | None
    note: str
    """What is said of one that did not come back; empty too where this person may not see the client."""
    returned_by: str = ""
    part_back_at: datetime | None = None
    """When those came back that did, while others are owed."""
    typed_at: datetime | None = None
    """When it was typed in from the paper register, if it was."""

    @property
    def lost(self) -> bool:
        """Lost, or written off: it is not looked for any more."""
        return self.ending not in (None, Ending.RETURNED)

    @property
    def fewer(self) -> bool:
        """Whether some of it came back and some is still owed."""
        return self.back_at is None and self.count_back > 0

    @property
    def returned_at(self) -> datetime | None:
        """When all of it came back, or of what is owed or lost the part that did."""
        return self.part_back_at if self.back_at is None or self.lost else self.back_at

    @property
    def whom(self) -> str:
        """Who has it: told when its booking is moved or called off."""
        return self.server or self.leader

    @property
    def stage(self) -> Stage:
        if self.back_at is not None:
            return Stage.LOST if self.lost else Stage.BACK
        if self.understood_at is not None:
            return Stage.UNDERSTOOD
        return Stage.OUT if self.received_at is None else Stage.RECEIVED

    def late_reading(self, now: datetime) -> bool:
        """Whether the minutes in which the server is to read it have run out (CO-10)."""
        return self.read_by is not None and (self.understood_at or now) > self.read_by

    def outstanding(self, now: datetime) -> bool:
        """Whether it should be back (CO-9): also where fewer came back than went out."""
        return self.back_at is None and self.due is not None and now > self.due


def hand_out(work: Work, wanted: Sequence[Wanted], leader_id: UUID, reason: str = "") -> tuple[UUID, ...]:
    """Hands out cards or forms in one batch to a department's leader, who signs once; each has its register number.

    They are due when the meal is over. What goes out after the hour of its meal is late with its reason, unless it was
    booked after it. A form goes out for a party that has left too: that its food was over the limit a head is known
    from the bill alone (CO-1), and once its meal is over it is due when those at work now go off duty (CO-5). Raises
    BadEntry for none, for one that is out already, for a client who is not of the booking, for a booking that waits or
    is over, and for a late one without a reason; Restricted, NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    asked = list(dict.fromkeys(wanted))
    if not asked:
        raise BadEntry(N_("Choose what is handed out."), "wanted")
    clients = {key: work.get(Client, key) for key in sorted({one.client for one in asked})}
    booking_clients.refuse_resting(clients.values())
    leader = work.hold(Person, leader_id)
    if leader.suspended_at is not None:
        raise BadEntry(N_("{name}'s account is suspended; choose somebody else."), "leader", name=leader.name)
    work.alone()
    held = {line.id: line for line in booking_lists.told(work, _bookings(work, {one.booking for one in asked}))}
    out = {(line.booking, line.client_id, line.kind) for line in given(work, held) if line.back_at is None}
    said = check_length(tidy(reason), 200, "reason")
    zone = zone_of(str(work.settings["time_zone"]))
    times = {meal.id: meal.time for meal in rooms.meals(work, withdrawn=True)}
    here = [meal.time for meal in rooms.meals(work)]
    made = []
    for one in asked:
        client, line = clients[one.client], held[one.booking]
        if (one.booking, one.client, one.kind) in out:
            raise BadEntry(N_("{what} of {name} is out already."), "wanted", what=one.kind.label, name=client.name)
        after = line.state is BookingState.LEFT and one.kind is Sheet.FORM
        if (line.state.over and not after) or line.state is BookingState.WAITING:
            raise BadEntry(N_("This booking is “{now}”: nothing is handed out for it."), "wanted", now=line.state.label)
        if one.client not in {known.id for known in line.known}:
            raise BadEntry(N_("{name} is not of this booking: say first that this is a guest of it."), "wanted",
                           name=client.name)  # fmt: skip
        time = times[line.meal]
        timing = rules.timing(work.now, ready_at(line.on, time, zone), line.taken_at)
        if after:
            timing = Timing.ON_SPOT  # nobody could know before the bill
        if timing is Timing.LATE and not said:
            raise BadEntry(N_("The hour for handing out has passed: say why it goes out late."), "reason")
        due = over_at(line.on, time, zone)
        if after and due <= work.now:
            due = next_end(work.now, here or [time], zone) or due
        row = registers.hand_out(work, one.kind.value, registers.Out(
            one.kind.value, holder=leader.id, due=due, clients=(client.id,),
        ))  # fmt: skip
        kept = work.add(GivenOut(
            line=row.id, booking=line.id, kind=one.kind.value, place=place_of(line), timing=timing.value, count_out=1,
            reason=said if timing is Timing.LATE else "",
        ))  # fmt: skip
        made.append(UUID(str(kept.id)))
    work.record(TOPIC, "hand_out_sheets", None, sheets=len(made))
    return tuple(made)


def receive(work: Work, given_ids: Sequence[UUID], server: str) -> None:
    """Notes that sheets reached the server of the table: from now on the minutes for reading run (CO-10).

    Raises BadEntry, NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    name = check_length(tidy(server), 60, "server")
    if not name:
        raise BadEntry(N_("Say who serves the table."), "server")
    for row in open_rows(work, given_ids):
        work.change(row, {"server": name, "received_at": work.now})
    work.record(TOPIC, "receive_sheets", None, sheets=len(given_ids))


def understand(work: Work, given_ids: Sequence[UUID], *, recorded_for: bool = True) -> None:
    """Notes that the server has read the cards. Servers have no workstation: what somebody else notes for them is
    marked as that and counts the same (CO-10). Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    for row in open_rows(work, given_ids):
        if row.received_at is None:
            raise BadEntry(N_("Note first which server has it."), "server")
        if row.understood_at is None:
            work.change(row, {"understood_at": work.now, "recorded_for": recorded_for})
    work.record(TOPIC, "understand_sheets", None, sheets=len(given_ids))


def pass_on(work: Work, given_id: UUID, relay: Relay, name: str) -> UUID:
    """Notes to whom the server passed on what the card says (CO-10). Raises BadEntry, NotAllowed, NotFound."""
    work.require(Right.TAKE_BOOKINGS)
    said = check_length(tidy(name), 60, "name")
    if not said:
        raise BadEntry(N_("Say to whom."), "name")
    (row,) = open_rows(work, [given_id])
    told = work.add(PassedOn(given=row.id, relay=relay.value, name=said, at=work.now, noted_by=work.me.id))
    work.record(TOPIC, "pass_on", row)
    return UUID(str(told.id))


def take_back(work: Work, given_ids: Sequence[UUID], count: int | None = None, *, ending: Ending = Ending.RETURNED,
              note: str = "", at: datetime | None = None, by: str = "") -> None:  # fmt: skip
    """Takes sheets back: all of each, or `count` of one. Fewer than went out leave the line open (CO-9).

    `at` is when they came back where that is noted later, in UTC, and `by` who brought them. With another `ending`,
    such as lost, what does not come back any more is closed, and a note says what became of it. Raises BadEntry,
    NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    rows = open_rows(work, given_ids)
    name = check_length(tidy(by), 60, "by")
    if count is not None and len(rows) != 1:
        raise BadEntry(N_("A number is given for one line at a time."), "count")
    gone = ending is not Ending.RETURNED
    if gone and not tidy(note):
        raise BadEntry(N_("Say what became of it."), "note")
    for row in rows:
        if gone:
            if count is not None:
                rules.check_count(count, row.count_out - 1)
                work.change(row, {"count_back": count})
            _give_up(work, work.get(RegisterLine, row.line_id), ending, note)
            continue
        back = row.count_out if count is None else count
        rules.check_count(back, row.count_out)
        line = work.get(RegisterLine, row.line_id)
        if at is not None:
            rules.check_back_at(at, line.out_at, work.now)
        note_back(work, row, line, back, at, name or row.returned_by)
    work.record(TOPIC, "take_back_sheets", None, sheets=len(rows))


def note_back(work: Work, row: Any, line: Any, count: int, at: datetime | None, by: str) -> None:
    """Notes how many of a line are back, since when (now, if not told) and through whom; with the last of them it is
    closed. Part of the verb that takes them back. Raises BadEntry, NotAllowed."""
    work.require(Right.TAKE_BOOKINGS)
    back: dict[str, Any] = {"count_back": count, "returned_by": by}
    whole = count == row.count_out
    if not whole:
        back["part_back_at"] = (at or work.now) if count else None
    work.change(row, back)
    if whole:
        registers.take_back(work, line, Ending.RETURNED, "", at)


def recall(work: Work, booking_id: UUID) -> int:
    """What is out for a booking that was called off is due now, unless it was before; returns how many. Part of
    calling it off (SE-8)."""
    work.require(Right.TAKE_BOOKINGS)
    out = [line for _row, line in _out(work, booking_id)]
    for line in out:
        if line.due is None or line.due > work.now:
            work.change(line, {"due": work.now})
    return len(out)


def unrecall(work: Work, booking: Any) -> None:
    """What was recalled with a booking is due when its meal is over, as before. Part of the verb that brings it back,
    before that forgets when it was called off (SE-8)."""
    work.require(Right.TAKE_BOOKINGS)
    for _row, line in _out(work, booking.id) if booking.called_off_at is not None else ():
        if line.due == booking.called_off_at:
            work.change(line, {"due": _due(work, booking)})


def follow(work: Work, booking: Any, *, due: bool = False) -> tuple[GivenLine, ...]:
    """Lets what is out for a booking go where that is now, and be `due` with its new meal; returns what moved. Part of
    moving it (SE-8)."""
    work.require(Right.TAKE_BOOKINGS)
    out = _out(work, booking.id)
    if not out:
        return ()
    (told,) = booking_lists.told(work, [booking])
    moved = []
    for row, line in out:
        changed = work.change(row, {"place": place_of(told)})
        if due:
            changed |= work.change(line, {"due": _due(work, booking)})
        if changed:
            moved.append(row.id)
    return lines_of(work, work.visible(GivenOut).where(among(GivenOut.id, moved)))


def given(work: Work, booking_ids: Iterable[UUID]) -> tuple[GivenLine, ...]:
    """The lines of the register for these bookings, by number. Raises NotAllowed."""
    return lines_of(work, work.visible(GivenOut).where(among(GivenOut.booking, booking_ids)))


def by_number(work: Work, kind: Sheet, number: int) -> UUID:
    """The line of this number in the register of cards or forms. Raises BadEntry where there is none, NotAllowed."""
    same = (RegisterLine.register == kind.value) & (RegisterLine.number == number)
    row = work.visible(GivenOut).join(RegisterLine).where(same).get_or_none()
    if row is None:
        raise BadEntry(N_("The register has no {what} number {n}."), "number", what=Label(kind.label), n=number)
    return UUID(str(row.id))


def outstanding(work: Work) -> tuple[GivenLine, ...]:
    """What should be back and is not, the longest first: carried into the next shift (CO-9). Raises NotAllowed."""
    owed = (RegisterLine.back_at.is_null()) & (RegisterLine.due < work.now)
    lines = lines_of(work, work.visible(GivenOut).join(RegisterLine).where(owed))
    return tuple(sorted(lines, key=lambda line: (line.due or line.out_at, line.number)))


# Parts of the verbs above


def _out(work: Work, booking_id: UUID) -> list[tuple[Any, Any]]:
    rows = list(work.visible(GivenOut).where(GivenOut.booking == booking_id).order_by(GivenOut.id))
    both = [(row, work.get(RegisterLine, row.line_id)) for row in rows]
    return [(row, line) for row, line in both if line.back_at is None]


def _give_up(work: Work, line: Any, ending: Ending, note: str) -> None:
    """What became of a sheet may tell of whom it was: it is said where that client is, for whoever may see him."""
    said = check_length(tidy(note), registers.NOTE_LIMIT, "note")
    about = list(work.visible(RegisterClient).where(RegisterClient.line == line.id))
    for row in about:
        work.change(row, {"note": said})
    registers.take_back(work, line, ending, "" if about else said)


def _due(work: Work, booking: Any) -> datetime:
    time = rooms.time_of(work.get(Meal, booking.meal_id, withdrawn=True))
    return over_at(booking.on, time, zone_of(str(work.settings["time_zone"])))


def place_of(line: BookLine) -> str:
    """A booking's places as the register names them."""
    return "、".join(spot.name for spot in line.places)[:80]


def _bookings(work: Work, keys: Iterable[UUID]) -> list[Any]:
    return [work.get(Booking, key) for key in sorted(keys)]


def open_rows(work: Work, given_ids: Sequence[UUID]) -> list[Any]:
    """The rows of lines that are still out. Raises BadEntry for none and for one that is back, NotFound."""
    if not given_ids:
        raise BadEntry(N_("Choose a line of the register."), "given")
    rows = [work.get(GivenOut, key) for key in sorted(dict.fromkeys(given_ids))]
    for row in rows:
        if work.get(RegisterLine, row.line_id).back_at is not None:
            raise BadEntry(N_("This is back already."), "given")
    return rows


def lines_of(work: Work, query: Any) -> tuple[GivenLine, ...]:
    """The lines of these rows, which the caller has got through `work`, by number. Raises NotAllowed."""
    rows = list(query)
    lines = {row.id: row for row in work.visible(RegisterLine).where(
        among(RegisterLine.id, [row.line_id for row in rows]))}  # fmt: skip
    people = on_file.names(work, (k for line in lines.values() for k in (line.out_by_id, line.holder_id)))
    named: dict[UUID, tuple[UUID, str]] = {}
    notes: dict[UUID, str] = {}
    seen = work.visible(RegisterClient).join(Client).where(among(RegisterClient.line, list(lines)))
    for line, key, name, said in seen.select(RegisterClient.line, Client.id, Client.name, RegisterClient.note).tuples():
        named[line], notes[line] = (key, name), said
    relays: dict[UUID, list[tuple[Relay, str]]] = {}
    for one in work.visible(PassedOn).where(among(PassedOn.given, [row.id for row in rows])).order_by(PassedOn.at):
        relays.setdefault(one.given_id, []).append((Relay.of(one.relay), one.name))
    minutes = int(str(work.settings["card_read_minutes"]))
    found = []
    for row in rows:
        line, client = lines[row.line_id], named.get(row.line_id)
        found.append(GivenLine(
            row.id, line.number, Sheet.of(row.kind), row.booking_id, client[0] if client else None,
            client[1] if client else "", row.place, row.count_out, line.out_at, people.get(line.out_by_id, ""),
            people.get(line.holder_id, ""), Timing.of(row.timing), row.reason, row.server, row.received_at,
            rules.read_by(row.received_at, minutes) if row.received_at is not None else None, row.understood_at,
            row.recorded_for, tuple(relays.get(row.id, ())), line.due, row.count_back, line.back_at,
            Ending.of(line.ending) if line.ending else None,
            # on the line itself it is said by whoever sees nobody there, and was said by everybody once
            notes.get(line.id) or (line.note if client or line.back_by_id == work.me.id else ""), row.returned_by,
            row.part_back_at, row.typed_at,
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda line: (line.kind.value, line.number)))
