"""Who sat where and with whom, once a party has left: told of a client from the seats that were given (SE-5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from desktop.models.bookings import Booking
from desktop.models.clients import Client
from desktop.models.seating import Attendance, AttendanceClient, SeatAssignment, SeatingTable
from desktop.rules.bookings import BookingState
from desktop.rules.seating.attending import Reply
from desktop.rules.seating.diagrams import RING, around
from desktop.rules.seating.packs import DEFAULT, Etiquette, Party
from desktop.rules.seating.plan import Seat
from desktop.rules.seating.sentences import Title
from desktop.rules.seating.shapes import neighbours, opposite
from desktop.services import seating_diagrams, seating_plans
from desktop.services.seating_diagrams import Told
from desktop.services.seating_plans import Guest, Seating
from desktop.services.work import Work


@dataclass(frozen=True, slots=True)
class SatLine:
    """One meal of a client: his seat, as it really was, and who was around him, as far as one may know them. Left and
    right are those of who sits there."""

    booking: UUID
    number: int
    on: date
    table: str
    seat: int  # from 0
    role: Title | None
    party: Party
    host: Guest | None
    at_right: Guest | None
    at_left: Guest | None
    across: Guest | None


def sat_of(work: Work, client_id: UUID, etiquette: Etiquette, limit: int = 50) -> tuple[SatLine, ...]:
    """Where a client sat at the meals that are over, the latest first: by the plan, else by the diagram of the form
    about him. Raises NotAllowed, NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    # who may see no bookings learns nothing of them
    bookings = work.visible(Booking)
    query = (
        work.visible(AttendanceClient)
        .select(Booking.id, Booking.on, Attendance.id, SeatingTable.id, SeatAssignment.seat)
        .join(Attendance)
        .join(Booking)
        .switch(Attendance)
        .join(SeatAssignment, on=(SeatAssignment.attendance == Attendance.id) & SeatAssignment.withdrawn_at.is_null())
        .join(SeatingTable)
        .where(
            (AttendanceClient.client == client.id)
            & Attendance.withdrawn_at.is_null()
            & (Booking.state == BookingState.LEFT.value)
            & Booking.id.in_(bookings.select(Booking.id))
        )
        .order_by(Booking.on.desc(), Booking.at.desc())
        .limit(limit)
    )
    found = list(query.tuples())
    told = seating_diagrams.told_of(work, [client.id]) if client.withdrawn_at is None else ()
    held = {key: seating_plans.seating_of(work, key, etiquette) for key in dict.fromkeys(row[0] for row in found)}
    lines = [_line(held[booking], on, attendance, Seat(str(table), seat))
             for booking, on, attendance, table, seat in found]  # fmt: skip
    # a plan tells more than the diagram of a form about the same meal
    lines += [_written(one, etiquette) for one in told if one.booking not in held]
    return tuple(sorted(lines, key=lambda line: line.on, reverse=True)[:limit])


def _written(told: Told, etiquette: Etiquette) -> SatLine:
    """As the diagram of a form has it: names without files."""
    near, party = around(told.names, told.code), Party.HOST if told.code[0] == "h" else Party.GUEST

    def who(name: str) -> Guest | None:
        if not name:
            return None
        return Guest(told.sheet, None, "", name, "", "", Party.GUEST, None, 0, None, frozenset(), frozenset(),
                     Reply.YES, hidden=False)  # fmt: skip

    role = etiquette.pack(DEFAULT).role(told.code)
    return SatLine(told.booking, told.number, told.on, "", RING.index(told.code), role.title, party,
                   who(told.names["h1"]), who(near.right), who(near.left), who(near.across))  # fmt: skip


def _line(held: Seating, on: date, attendance: UUID, seat: Seat) -> SatLine:
    guests = {str(guest.id): guest for guest in held.guests}
    table = held.plan.table_of[seat.table]
    hands, facing = neighbours(table.form)[seat.number], opposite(table.form, seat.number)

    def who(number: int | None) -> Guest | None:
        return None if number is None else guests.get(held.plan.seating.get(Seat(seat.table, number), ""))

    role = table.role(seat.number)
    return SatLine(held.booking, held.number, on, table.label, seat.number, role.title if role else None,
                   guests[str(attendance)].party, _host(held, guests), who(hands.right), who(hands.left),
                   who(facing.seat if facing else None))  # fmt: skip


def _host(held: Seating, guests: Mapping[str, Guest]) -> Guest | None:
    """Who sat in the host's place of the head table."""
    for table in held.plan.tables:
        for number, role in enumerate(table.roles):
            if role is not None and role.code == "h1":
                return guests.get(held.plan.seating.get(Seat(table.id, number), ""))
    return None
