"""The rows of this meal and what of their cards and forms can be handed out, received, read, passed on, taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Sheet, Stage, Timing, timing
from desktop.services.booking_lists import BookLine
from desktop.services.cards import GivenLine, Wanted
from desktop.services.meals import Recognised, ThisMeal

Key = tuple[UUID, UUID | None]
_LAST = (BookingState.CANCELLED, BookingState.NO_SHOW)


@dataclass(frozen=True, slots=True)
class MealRow:
    """A recognised client of a booking, or a booking without one. `again` where the booking's row stands above."""

    line: BookLine
    one: Recognised | None
    again: bool

    @property
    def key(self) -> Key:
        return self.line.id, self.one.client.id if self.one is not None else None

    def newest(self, kind: Sheet) -> GivenLine | None:
        """What counts for the stage: what came back may go out again."""
        mine = [given for given in self.given if given.kind is kind]
        return mine[-1] if mine else None

    @property
    def given(self) -> tuple[GivenLine, ...]:
        return self.one.given if self.one is not None else ()

    @property
    def called_off(self) -> bool:
        return self.line.state in _LAST

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What is to be handed out for it now."""
        if self.one is None:
            return ()
        stages = ((Sheet.CARD, self.one.card), (Sheet.FORM, self.one.form))
        return tuple(Wanted(self.line.id, self.one.client.id, kind) for kind, stage in stages if stage is Stage.DUE)


def rows_of(meal: ThisMeal) -> list[MealRow]:
    """In the order of the book; what was called off comes last."""
    found = []
    for booking in sorted(meal.bookings, key=lambda booking: booking.line.state in _LAST):
        if not booking.recognised:
            found.append(MealRow(booking.line, None, again=False))
        for number, one in enumerate(booking.recognised):
            found.append(MealRow(booking.line, one, again=number > 0))
    return found


def out(given: Iterable[GivenLine]) -> list[GivenLine]:
    return [line for line in given if line.back_at is None]


def to_receive(given: Iterable[GivenLine]) -> list[GivenLine]:
    return [line for line in out(given) if line.received_at is None]


def to_understand(given: Iterable[GivenLine]) -> list[GivenLine]:
    """Cards alone: a form has nothing to read."""
    return [line for line in out(given)
            if line.kind is Sheet.CARD and line.received_at is not None and line.understood_at is None]  # fmt: skip


def to_pass_on(given: Iterable[GivenLine]) -> list[GivenLine]:
    return [line for line in out(given) if line.kind is Sheet.CARD and line.received_at is not None]


def late(rows: Sequence[MealRow], ready_by: datetime, now: datetime) -> bool:
    """Whether handing out now asks for a reason for any of them."""
    return any(timing(now, ready_by, row.line.taken_at) is Timing.LATE
               for row in rows if row.wanted and row.line.state is not BookingState.LEFT)  # fmt: skip


def all_back(meal: ThisMeal) -> bool:
    """Whether every card of the meal went out and came back, and no form is on its way."""
    cards, forms = meal.counts(Sheet.CARD), meal.counts(Sheet.FORM)
    on_way = (Stage.OUT, Stage.RECEIVED, Stage.UNDERSTOOD)
    return bool(cards[Stage.BACK]) and not cards[Stage.DUE] and not any(c[s] for c in (cards, forms) for s in on_way)
