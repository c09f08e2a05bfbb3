"""What a booked meal came to: total, food part, signed on account; spend and visit follow from it (SE-7, CL-10)."""

from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import Booking, BookingClient
from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.rules import bookings as rules
from desktop.rules.bookings import BookingState, Part
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.spending import SpendSource
from desktop.services.work import Work

TOPIC = "bookings"


def enter_bill(work: Work, booking_id: UUID, total: int, food: int | None = None, *, signed: bool | None = None
               ) -> None:  # fmt: skip
    """Notes what a meal came to, in fen, `food` without drinks; the party has left with it. Entered again, it corrects.

    Spend and visit go to the host, or to the payer where that is another (decision 15), at most once per booking.
    Raises BadEntry for a meal that did not take place or amounts that can't be, NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    row = work.get(Booking, booking_id)
    state = BookingState.of(row.state)
    if state not in (BookingState.ARRIVED, BookingState.LEFT):
        raise BadEntry(N_("The bill of a meal is entered when the party has been here: note first that it arrived."),
                       "state")  # fmt: skip
    rules.check_bill(total, food)
    client = _who_spent(work, row)
    values: dict[str, object] = {"total": total, "food": food, "signed": signed, "state": BookingState.LEFT.value}
    if state is BookingState.ARRIVED:
        values["left_at"] = work.now
    if work.change(row, values):
        _follow(work, row, client, total)
        work.record(TOPIC, "enter_bill", row, number=row.number)


def _who_spent(work: Work, row: Any) -> Any:
    lines = {line.part: line.client_id for line in work.visible(BookingClient).where(BookingClient.booking == row.id)}
    key = lines.get(Part.PAYER.value) or lines.get(Part.HOST.value)
    if key is None:
        raise BadEntry(N_("Say first who hosted: spend and visit belong to the host, or to whoever pays."), "host")
    return work.get(Client, key)


def _follow(work: Work, row: Any, client: Any, total: int) -> None:
    """The client's spend that comes from this bill: never counted twice, and moved where another pays."""
    held = work.visible(Spend, withdrawn=True).where(Spend.origin == row.id).get_or_none()
    values = {"client": client.id, "on": row.on, "amount": total, "visits": 1, "withdrawn_at": None}
    if held is None:
        work.add(Spend(**values, source=SpendSource.BOOKING.value, origin=row.id, entered_by=work.me.id,
                       entered_at=work.now))  # fmt: skip
    else:
        work.change(held, values)
