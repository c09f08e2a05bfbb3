"""What stands in a room besides its tables, read and kept as part of the seating of a booking (SE-2)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import BookedPlace, RoomTable
from desktop.models.rows import among
from desktop.models.seating import RoomElement
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right
from desktop.rules.seating.changes import Change
from desktop.rules.seating.elements import Element, ElementKind
from desktop.services.work import Work


def elements_of(work: Work, booking_id: UUID) -> tuple[Element, ...]:
    """What stands where a booking is: that of its room, and its own. Raises NotAllowed."""
    return drawn_for(work, booking_id)[1]


def drawn_for(work: Work, booking_id: UUID) -> tuple[UUID | None, tuple[Element, ...]]:
    """The room whose drawing a booking's is, and what stands in it. Raises NotAllowed."""
    room = room_of(work, booking_id)
    here = RoomElement.booking == booking_id
    rows = work.visible(RoomElement).where(here if room is None else here | (RoomElement.room == room))
    return room, tuple(
        Element(str(row.id), ElementKind.of(row.kind), row.x, row.y, row.width, row.depth, row.turned, row.label,
                row.room_id is not None)
        for row in rows.order_by(RoomElement.id)
    )  # fmt: skip


def room_of(work: Work, booking_id: UUID) -> UUID | None:
    """The room whose drawing a booking's is: it has the whole of it, or tables of which somebody has said where they
    stand. None where it has several rooms, for each has a corner of its own to measure from. Raises NotAllowed."""
    places = list(work.visible(BookedPlace).where(BookedPlace.booking == booking_id))
    rooms = {place.room_id for place in places}
    if len(rooms) != 1:
        return None
    tables = [place.room_table_id for place in places if place.room_table_id is not None]
    if len(tables) == len(places):
        placed = work.visible(RoomTable).where(among(RoomTable.id, tables))
        if not all(table.x or table.y for table in placed):
            return None
    return next(iter(rooms))


def keep(work: Work, booking: Any, change: Change) -> None:
    """Stores what a change did to the elements; part of a verb that records it. Raises BadEntry where something is to
    stand in the room for good and the booking has none, NotFound for what is no part of its drawing."""
    work.require(Right.TAKE_BOOKINGS)
    if not change.elements:
        return
    room = room_of(work, booking.id)
    for key, (before, after) in change.elements.items():
        row = work.visible(RoomElement, withdrawn=True).where(RoomElement.id == UUID(key)).get_or_none()
        if row is not None:
            here = row.booking_id == booking.id or (room is not None and row.room_id == room)
            if not here or (before is None) is (row.withdrawn_at is None):
                raise NotFound(key)
        if after is None:
            work.withdraw(row)
            continue
        if after.of_room and room is None:
            raise BadEntry(N_("This booking has no room of its own: what you put there stands at this booking alone."),
                           "of_room")  # fmt: skip
        values = {"room": room if after.of_room else None, "booking": None if after.of_room else booking.id,
                  "kind": after.kind.value, "label": after.label, "x": round(after.x), "y": round(after.y),
                  "width": after.width, "depth": after.depth, "turned": round(after.turn) % 360}  # fmt: skip
        if row is None:
            work.add(RoomElement(id=UUID(key), **values))
        else:
            work.change(row, {**values, "withdrawn_at": None})
