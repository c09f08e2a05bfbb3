"""A client at table: bookings to come and past, inviting and invited, his cards and forms (SE-5, CL-13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.models.bookings import Booking, BookingClient, GivenOut
from desktop.models.clients import Client
from desktop.models.rows import among
from desktop.models.seating import Attendance, AttendanceClient
from desktop.rules.bookings import BookingState, Part
from desktop.rules.seating.attending import Reply
from desktop.services import booking_lists, cards, on_file
from desktop.services.booking_lists import BookLine
from desktop.services.cards import GivenLine
from desktop.services.work import Work

MOST = 200  # meals of a file that are listed


@dataclass(frozen=True, slots=True)
class AtTable:
    """How many bookings a client has been named in, and the one that comes next."""

    count: int
    next: BookLine | None


@dataclass(frozen=True, slots=True)
class Dining:
    """`coming` the soonest first, `past` the latest first, `earlier` how many more there are. Of the meals that took
    place `hosted` are those to which he invited or which he paid, `invited` the others. `given` are his cards and
    forms by booking."""

    client: UUID
    coming: tuple[BookLine, ...]
    past: tuple[BookLine, ...]
    earlier: int
    hosted: int
    invited: int
    given: dict[UUID, tuple[GivenLine, ...]]

    @property
    def count(self) -> int:
        return len(self.coming) + len(self.past) + self.earlier


def part_of(line: BookLine, client: UUID) -> Part:
    """What a client is in a booking; who only has a seat in it is a guest."""
    for part, known in ((Part.HOST, line.host), (Part.PAYER, line.payer)):
        if known is not None and known.id == client:
            return part
    return Part.GUEST


def at_table(work: Work, client_id: UUID) -> AtTable:
    """For the file's overview. Raises NotAllowed, NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    mine = _bookings(work, client)
    coming = mine.where(_to_come(work)).order_by(Booking.on, Booking.at, Booking.number).limit(1)
    return AtTable(mine.count(), next(iter(booking_lists.told(work, list(coming))), None))


def dining_of(work: Work, client_id: UUID) -> Dining:
    """The meals of a client, as host, payer, known guest, or somebody who had a seat. Raises NotAllowed, NotFound."""
    client = work.get(Client, client_id, withdrawn=True)
    mine, ahead = _bookings(work, client), _to_come(work)
    coming = list(mine.where(ahead).order_by(Booking.on, Booking.at, Booking.number))
    before = mine.where(~ahead)
    past = list(before.order_by(Booking.on.desc(), Booking.at.desc(), Booking.number.desc()).limit(MOST))
    came = Booking.state == BookingState.LEFT.value
    hosts = work.visible(BookingClient).where(
        (BookingClient.client == client.id) & BookingClient.part.in_([Part.HOST.value, Part.PAYER.value])
    )
    # who has somebody else pay has invited all the same, and so has who pays for another host
    hosted = mine.where(came & Booking.id.in_(hosts.select(BookingClient.booking))).count()
    lines = booking_lists.told(work, [*coming, *past])
    return Dining(
        client.id, lines[: len(coming)], lines[len(coming) :], before.count() - len(past), hosted,
        mine.where(came).count() - hosted, _given(work, client.id, (line.id for line in lines)),
    )  # fmt: skip


def _bookings(work: Work, client: Any) -> Any:
    named = work.visible(BookingClient).select(BookingClient.booking).where(BookingClient.client == client.id)
    seated = work.visible(AttendanceClient).select(Attendance.booking).join(Attendance)
    seated = seated.where((AttendanceClient.client == client.id) & Attendance.withdrawn_at.is_null())
    # whoever declined was no guest; whose meal it is stays the host of it
    declined = seated.where(Attendance.reply == Reply.NO.value)
    hosts = named.where(BookingClient.part != Part.GUEST.value)
    guests = (Booking.id.in_(named) | Booking.id.in_(seated)) & Booking.id.not_in(declined)
    return work.visible(Booking).where(Booking.id.in_(hosts) | guests)


def _to_come(work: Work) -> Any:
    over = [state.value for state in BookingState if state.over]
    return (Booking.on >= on_file.today(work)) & Booking.state.not_in(over)


def _given(work: Work, client: UUID, bookings: Iterable[UUID]) -> dict[UUID, tuple[GivenLine, ...]]:
    out = work.visible(GivenOut).select(GivenOut.booking).where(among(GivenOut.booking, list(bookings)))
    found: dict[UUID, tuple[GivenLine, ...]] = {}
    for line in cards.given(work, {booking for (booking,) in out.tuples()}):
        if line.client_id == client:
            found[line.booking] = (*found.get(line.booking, ()), line)
    return found
