"""Carries the wishes of the booking book to the office and its answers back, one line per verb."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules import read_back
from desktop.rules.bookings import BookingState, Spot, fitting
from desktop.rules.rights import Right
from desktop.rules.seating.packs import Etiquette, read_folder
from desktop.services import (
    bill_imports,
    bills,
    booking_hosts,
    booking_lists,
    booking_undo,
    bookings,
    calendars,
    rooms,
    search,
    seating_plans,
    seating_prints,
)
from desktop.services.bill_imports import BillSheet
from desktop.services.booking_lists import BookLine
from desktop.services.bookings import BookingEntry, Change
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk, Errand
from desktop.workstation.paths import resource

Done = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Free:
    """What is free at each turn of a meal, what fits the party best first."""

    on: date
    meal: UUID
    turns: Mapping[int, Sequence[Spot]]


def read_free(work: Work, on: date, meal: UUID, turns: int, people: int, at: int | None, but: BookLine | None) -> Free:
    """`but`: a booking that is to be moved; where it stands now is free for it, in use or not."""
    found: dict[int, Sequence[Spot]] = {}
    for turn in range(1, turns + 1):
        spots = booking_lists.free_spots(work, on, meal, turn, people, at=at, but=but.id if but is not None else None)
        if but is not None and (but.on, but.meal, but.turn) == (on, meal, turn):
            spots = tuple(fitting({spot.key: spot for spot in (*spots, *but.places)}.values(), people))
        found[turn] = spots
    return Free(on, meal, found)


def read_said(work: Work, key: UUID, speech: str) -> tuple[BookLine, str]:
    """A booking with the sentence by which it is read back, in the screen's language."""
    line = booking_lists.booking_of(work, key)
    table = calendars.lunar_table(line.on.year - 1, line.on.year + 1)
    places = [spot.name for spot in line.places]
    meal = next((meal.time for meal in rooms.meals(work, withdrawn=True) if meal.id == line.meal), None)
    said = read_back.sentence(line.on, line.at, line.people, places, line.wishes, translator(speech), table, meal)
    return line, said


def read_seats(work: Work, keys: Sequence[UUID]) -> tuple[int, tuple[str, ...], bool]:
    """How many at these bookings have no seat, which of their tables do not stand where they are, and whether the
    kitchen is to have a slip of any."""
    from desktop.services import meal_slips

    found = [seating_plans.seats_of(work, key) for key in keys]
    due = any(meal_slips.is_due(work, key) for key in keys)
    return sum(count for count, _tables in found), tuple(table for _count, tables in found for table in tables), due


class BookingsController(QObject):
    """`owner` is the dialog that asks: once it has gone, the answer is nobody's."""

    day_loaded = Signal(object)
    """A DayBook."""
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    @property
    def etiquette(self) -> Etiquette:
        return read_folder(resource("etiquette"))

    @property
    def may_take(self) -> bool:
        return self.desk.person.may(Right.TAKE_BOOKINGS)

    @property
    def may_enter(self) -> bool:
        return self.desk.person.may(Right.ENTER_CLIENTS)

    @property
    def per_head(self) -> int:
        """From more than how many yuan a head for food a party is collected about (CO-1)."""
        return int(str(self.desk.office.settings["collect_per_head"]))

    # asking

    def load(self, on: date) -> None:
        self.desk.ask("bookings.day", booking_lists.day_book, on, done=self.day_loaded.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def load_waiting(self, on: date, meal: UUID, done: Done) -> None:
        self.desk.ask("bookings.waiting", booking_lists.waiting_for, on, meal, done=done, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def load_free(self, on: date, meal: UUID, turns: int, people: int, at: int | None, but: BookLine | None,
                  done: Done, owner: QObject) -> None:  # fmt: skip
        self.desk.ask("bookings.free", read_free, on, meal, turns, people, at, but, done=done,
                      failed=self.refused.emit, owner=owner)  # fmt: skip

    def find(self, text: str, count: int, done: Done, owner: QObject) -> None:
        self.desk.ask("bookings.find", search.find, text, count, done=done, owner=owner)

    def find_named(self, whence: str, names: Sequence[str], done: Done, failed: Done, owner: QObject) -> None:
        """`whence` tells questions apart of which neither overtakes the other."""
        self.desk.ask(f"bookings.named {whence}", booking_hosts.called_so, tuple(names), done=done, failed=failed,
                      owner=owner)  # fmt: skip

    def load_host(self, key: UUID, done: Done, failed: Done, owner: QObject) -> None:
        self.desk.ask(f"bookings.host {key}", booking_hosts.known_host, key, done=done, failed=failed, owner=owner)

    def load_booking(self, key: UUID, done: Done) -> None:
        self.desk.ask("bookings.one", booking_lists.booking_of, key, done=done, failed=self.refused.emit, owner=self)

    def load_book(self, on: date, done: Done, owner: QObject) -> None:
        self.desk.ask("bookings.of_day", booking_lists.day_book, on, done=done, failed=self.refused.emit, owner=owner)

    def load_open_bills(self, done: Done) -> None:
        self.desk.ask("bookings.open_bills", bill_imports.open_bills, done=done, failed=self.refused.emit, owner=self)

    def load_bill_sheets(self, done: Done) -> None:
        self.desk.ask("bookings.bill_sheets", bill_imports.imports, done=done, failed=self.refused.emit, owner=self)

    def load_void(self, key: UUID, done: Done) -> None:
        self.desk.ask("bookings.void", seating_prints.void_of, key, done=done, failed=self.refused.emit, owner=self)

    def load_said(self, key: UUID, done: Callable[[BookLine, str], object]) -> None:
        self.desk.ask("bookings.said", read_said, key, language(), done=lambda found: done(*found),
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def load_seats(self, keys: Sequence[UUID], done: Callable[[int, Sequence[str], bool], object]) -> None:
        self.desk.ask("bookings.seats", read_seats, tuple(keys), done=lambda found: done(*found),
                      failed=self.refused.emit, owner=self)  # fmt: skip

    # doing

    def take(self, entry: BookingEntry, done: Done, failed: Done, owner: QObject) -> None:
        self.desk.do(bookings.take, entry, done=done, failed=failed, owner=owner)

    def change(self, key: UUID, wanted: Change, done: Done, failed: Done, owner: QObject) -> None:
        self.desk.do(bookings.change, key, wanted, self.etiquette, done=done, failed=failed, owner=owner)

    def set_state(self, key: UUID, state: BookingState, reason: str, done: Done, failed: Done) -> None:
        self.desk.do(bookings.set_state, key, state, reason, done=done, failed=failed, owner=self)

    def give_back(self, key: UUID, done: Done) -> None:
        self.desk.do(bookings.give_back, key, done=done, failed=self.refused.emit, owner=self)

    def undo(self, key: UUID, done: Done) -> None:
        self.desk.do(booking_undo.undo_last, key, done=done, failed=self.refused.emit, owner=self)

    def swap(self, key: UUID, other: UUID, done: Done, failed: Done) -> None:
        self.desk.do(bookings.swap_places, key, other, self.etiquette, done=done, failed=failed, owner=self)

    def set_clients(self, key: UUID, host: UUID, payer: UUID | None, guests: Sequence[UUID], done: Done,
                    failed: Done, owner: QObject) -> None:  # fmt: skip
        self.desk.do(bookings.set_clients, key, host, payer, tuple(guests), done=done, failed=failed, owner=owner)

    def enter_bill(
        self, key: UUID, total: int, food: int | None, signed: bool, done: Done, failed: Done, owner: QObject
    ) -> None:
        self.desk.do(bills.enter_bill, key, total, food, signed=signed, done=done, failed=failed, owner=owner)

    def match_bill(self, bill: UUID, key: UUID, done: Done, failed: Done, owner: QObject) -> None:
        self.desk.do(bill_imports.match_bill, bill, key, done=done, failed=failed, owner=owner)

    def strike_bill(self, bill: UUID, done: Done, failed: Done, owner: QObject) -> None:
        self.desk.do(bill_imports.strike_bill, bill, done=done, failed=failed, owner=owner)

    def read_bills(self, path: Path, done: Done, failed: Done) -> Errand:
        return self.desk.errand(_("Reading {file}").format(file=path.name), bill_imports.prepare, path, done=done,
                                failed=failed, owner=self)  # fmt: skip

    def take_bills(self, sheet: BillSheet, decided: Mapping[int, UUID | None], done: Done, failed: Done) -> Errand:
        return self.desk.errand(_("Entering the bills"), bill_imports.take, sheet, dict(decided), done=done,
                                failed=failed, owner=self, staged=False)  # fmt: skip

    def undo_bills(self, key: UUID, done: Done, failed: Done) -> Errand:
        return self.desk.errand(_("Taking the bills back"), bill_imports.undo_bills, key, done=done, failed=failed,
                                owner=self, staged=False)  # fmt: skip

    def add_usual_meals(self) -> None:
        self.desk.do(rooms.add_usual_meals, failed=self.refused.emit, owner=self)
