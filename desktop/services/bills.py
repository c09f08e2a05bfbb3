"""What a booked meal came to: total, food part, signed on account; spend and visit follow from it (SE-7, CL-10)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desktop.i18n import N_
from desktop.models.bookings import Booking
from desktop.models.classes import Spend
from desktop.rules import bookings as rules
from desktop.rules.bookings import BookingState, Part
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right
from desktop.rules.spending import SpendSource
from desktop.services.booking_clients import parties, refuse_resting, standing
from desktop.services.work import Work

TOPIC = "bookings"


@dataclass(frozen=True, slots=True)
class Billed:
    """What is to be said when a bill was entered. `elsewhere` is what stands with the client for that day already, in
    fen, entered by hand or from a sheet: with the bill it may count twice. Not `counted` is one whose spend somebody
    took out by hand."""

    elsewhere: int
    counted: bool


def enter_bill(work: Work, booking_id: UUID, total: int, food: int | None = None, *, signed: bool | None = None
               ) -> Billed:  # fmt: skip
    """Notes what a meal came to, in fen, `food` without drinks; the party has left with it. Entered again, it corrects.

    Spend and visit go to the host, or to the payer where that is another (decision 15), at most once per booking.
    An entry that somebody took out by hand stays out. Raises BadEntry for a meal that did not take place, amounts that
    can't be, or where whoever pays is out of sight; Restricted, NotAllowed, NotFound.
    """
    work.require(Right.TAKE_BOOKINGS)
    row = work.get(Booking, booking_id)
    if enter(work, row, total, food, signed):
        work.record(TOPIC, "enter_bill", row, number=row.number)
    return _billed(work, row)


def enter(work: Work, row: Any, total: int, food: int | None, signed: bool | None, *, came: bool = False) -> bool:
    """Notes a bill and brings spend and visit in step; returns whether anything changed. Where `came`, the bill proves
    that a party was here whose arrival nobody noted. Part of the verb that enters it, and raises as that does."""
    work.require(Right.TAKE_BOOKINGS)
    state = BookingState.of(row.state)
    values: dict[str, object] = {"total": total, "food": food, "signed": signed, "state": BookingState.LEFT.value}
    if came and state in (BookingState.HELD, BookingState.CONFIRMED):
        values["arrived_at"] = work.now
    elif state not in (BookingState.ARRIVED, BookingState.LEFT):
        raise BadEntry(N_("The bill of a meal is entered when the party has been here: note first that it arrived."),
                       "state")  # fmt: skip
    rules.check_bill(total, food)
    first = row.total is None
    if state is not BookingState.LEFT:
        values["left_at"] = work.now
    changed = work.change(row, values)
    return bool(follow(work, row, again=first) or changed)


def follow(work: Work, row: Any, *, again: bool = False) -> bool:
    """Brings the spend that comes from a bill in step with it and with who pays; returns whether anything changed.

    Never counted twice. Taken out of use by hand it stays that, unless it is entered `again`. Part of the verb that
    changes either. Raises BadEntry where nobody hosts or whoever pays is out of sight, Restricted, NotAllowed.
    """
    work.require(Right.TAKE_BOOKINGS)
    found = parties(work, row.id)
    key = found.get(Part.PAYER.value) or found.get(Part.HOST.value)
    if key is None:
        raise BadEntry(N_("Say first who hosted: spend and visit belong to the host, or to whoever pays."), "host")
    client = standing(work, key)
    refuse_resting([client])
    values = {"client": client.id, "on": row.on, "amount": row.total, "visits": 1}
    held = work.visible(Spend, withdrawn=True).where(Spend.origin == row.id).get_or_none()
    if held is not None:
        return bool(work.change(held, values | ({"withdrawn_at": None} if again else {})))
    work.add(Spend(**values, source=SpendSource.BOOKING.value, origin=row.id, entered_by=work.me.id,
                   entered_at=work.now))  # fmt: skip
    return True


def _billed(work: Work, row: Any) -> Billed:
    mine = work.visible(Spend, withdrawn=True).where(Spend.origin == row.id).get_or_none()
    if mine is None:
        return Billed(0, counted=True)
    other = work.visible(Spend).where((Spend.client == mine.client_id) & (Spend.on == row.on) & Spend.origin.is_null())
    return Billed(sum(amount for (amount,) in other.select(Spend.amount).tuples()), mine.withdrawn_at is None)
