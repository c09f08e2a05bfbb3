"""What former meals say of those who come to a booking: their last seats and neighbours, and who sat at each seat."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from desktop.models.bookings import Booking
from desktop.models.rows import among
from desktop.models.seating import Attendance, AttendanceClient, SeatAssignment, SeatingPlan, SeatingTable
from desktop.rules.bookings import BookingState
from desktop.rules.seating.diagrams import RING, around
from desktop.rules.seating.facts import Before
from desktop.rules.seating.packs import DEFAULT, Etiquette
from desktop.rules.seating.plan import Seat
from desktop.rules.seating.remembering import Past, Sat
from desktop.rules.seating.shapes import Form, Shape, neighbours
from desktop.services import seating_diagrams, seating_plans
from desktop.services.seating_plans import Guest
from desktop.services.work import Work

DAYS = 366  # so far back neighbours are counted


class _Chair(NamedTuple):
    """Where a client sat."""

    booking: UUID
    on: Any
    client: UUID
    table: UUID
    seat: int


def past_of(work: Work, booking_id: UUID, guests: Sequence[Guest]) -> Past:
    """Of those who come and have a file, what their last meal within a year was like, among themselves; of files that
    this person does not see nothing is told. Raises NotAllowed, NotFound."""
    booking = work.get(Booking, booking_id)
    people = {guest.client: str(guest.id) for guest in guests if guest.client is not None}
    chairs = _chairs(work, booking, list(people))
    tables = _tables(work, {chair.table for chair in chairs})
    meals: dict[UUID, list[_Chair]] = {}
    for chair in chairs:
        meals.setdefault(chair.booking, []).append(chair)
    times: dict[UUID, dict[str, int]] = {}
    last: dict[UUID, Sat] = {}
    # from the latest meal on
    for held in meals.values():
        there = {Seat(str(chair.table), chair.seat): chair.client for chair in held}
        for chair in held:
            row = tables[chair.table]
            hands = neighbours(_form(row))[chair.seat]
            near = [there.get(Seat(str(chair.table), n)) for n in (hands.left, hands.right) if n is not None]
            beside = frozenset(people[client] for client in near if client is not None)
            counted = times.setdefault(chair.client, {})
            for other in beside:
                counted[other] = counted.get(other, 0) + 1
            if chair.client not in last:
                away = frozenset(people[c.client] for c in held if c.table != chair.table)
                code = row.roles[chair.seat] if chair.seat < len(row.roles) else ""
                last[chair.client] = Sat(chair.on, code, row.label, chair.seat, row.seats, beside, away, counted)
    for told in seating_diagrams.told_of(work, list(people)):
        known = last.get(told.client)
        if told.booking != booking.id and told.on <= booking.on and (known is None or known.on < told.on):
            hand = around(told.names, told.code)
            called = {name: str(g.id) for g in guests for name in (g.name, g.salutation) if name and not g.hidden}
            beside = frozenset(called[name] for name in (hand.right, hand.left) if name in called)
            last[told.client] = Sat(told.on, told.code, beside=beside - {people[told.client]},
                                    times=times.get(told.client, {}))  # fmt: skip
    return {people[client]: sat for client, sat in last.items()}


def _chairs(work: Work, booking: Any, clients: list[UUID]) -> list[_Chair]:
    query = (
        work.visible(AttendanceClient)
        .select(Booking.id, Booking.on, AttendanceClient.client, SeatAssignment.table, SeatAssignment.seat)
        .join(Attendance)
        .join(Booking)
        .switch(Attendance)
        .join(SeatAssignment, on=(SeatAssignment.attendance == Attendance.id) & SeatAssignment.withdrawn_at.is_null())
        .where(
            among(AttendanceClient.client, clients)
            & Attendance.withdrawn_at.is_null()
            & (Booking.state == BookingState.LEFT.value)
            & (Booking.id != booking.id)
            & Booking.on.between(booking.on - timedelta(days=DAYS), booking.on)
            & Booking.id.in_(work.visible(Booking).select(Booking.id))
        )
        .order_by(Booking.on.desc(), Booking.at.desc(), AttendanceClient.id)
    )
    return [_Chair(*row) for row in query.tuples()]


def _tables(work: Work, keys: Iterable[UUID]) -> Mapping[UUID, Any]:
    """Also those that were taken away since: who sat there did."""
    return {row.id: row for row in work.visible(SeatingTable, withdrawn=True).where(among(SeatingTable.id, keys))}


def _form(row: Any) -> Form:
    return Form(Shape.of(row.shape), row.seats, row.width, row.depth, row.ends, tuple(row.in_rows))


def before_of(work: Work, booking_id: UUID, etiquette: Etiquette) -> tuple[Mapping[str, Before], Mapping[Seat, Before]]:
    """Last time's seats: where each who comes sat, and who sat on each seat of the room's own tables when it was last
    used. Names as far as this person may see them. Raises NotAllowed, NotFound."""
    booking = work.get(Booking, booking_id)
    guests = seating_plans.guests_of(work, booking.id)
    people = {guest.client: str(guest.id) for guest in guests if guest.client is not None}
    latest: dict[UUID, _Chair] = {}
    for chair in _chairs(work, booking, list(people)):
        latest.setdefault(chair.client, chair)
    here = _last_here(work, booking)
    tables = _tables(work, {chair.table for chair in latest.values()})
    heads = {row.booking_id: row.pack for row in work.visible(SeatingPlan).where(
        among(SeatingPlan.booking, {chair.booking for chair in latest.values()}))}  # fmt: skip
    found = {}
    for client, chair in latest.items():
        row, pack = tables[chair.table], etiquette.packs.get(heads.get(chair.booking, ""))
        code = row.roles[chair.seat] if chair.seat < len(row.roles) else ""
        role = pack.role(code) if pack is not None and code and code[0] in pack.series else None
        found[people[client]] = Before(chair.on, role.title if role else None, chair.seat, row.label)
    for told in seating_diagrams.told_of(work, list(people)):
        one = found.get(people[told.client])
        if told.booking != booking.id and told.on <= booking.on and (one is None or one.on < told.on):
            title = etiquette.pack(DEFAULT).role(told.code).title
            found[people[told.client]] = Before(told.on, title, RING.index(told.code), "")
    return found, here


def _last_here(work: Work, booking: Any) -> Mapping[Seat, Before]:
    """By the seats of now: those of the same table of the room, as long as it has as many."""
    rows = [row for row in seating_plans.table_rows(work, booking.id) if row.origin_id is not None]
    query = (
        work.visible(SeatingTable)
        .select(SeatingTable.id, SeatingTable.origin, SeatingTable.seats, Booking.id, Booking.on)
        .join(Booking)
        .where(
            among(SeatingTable.origin, [row.origin_id for row in rows])
            & (Booking.state == BookingState.LEFT.value)
            & (Booking.id != booking.id)
            & (Booking.on <= booking.on)
            & (Booking.on >= booking.on - timedelta(days=DAYS))
            & Booking.id.in_(work.visible(Booking).select(Booking.id))
        )
        .order_by(Booking.on.desc(), Booking.at.desc())
    )
    last: dict[UUID, tuple[UUID, int, UUID, Any]] = {}
    for table, origin, seats, key, on in query.tuples():
        last.setdefault(origin, (table, seats, key, on))
    names = {guest.id: guest for key in {key for _t, _s, key, _on in last.values()}
             for guest in seating_plans.guests_of(work, key)}  # fmt: skip
    there = {(one.seating_table_id, one.seat): one.attendance_id
             for one in seating_plans.assignments(work, [table for table, *_rest in last.values()])}  # fmt: skip
    found = {}
    for row in rows:
        if row.origin_id not in last:
            continue
        table, seats, _key, on = last[row.origin_id]
        for number in range(row.seats if seats == row.seats else 0):
            sat = there.get((table, number))
            guest = names.get(sat) if sat is not None else None
            if guest is not None and not guest.hidden:
                found[Seat(str(row.id), number)] = Before(on, None, number, row.label, guest.name)
    return found
