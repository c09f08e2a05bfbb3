"""Asks the office for this meal and does what is done with its cards and forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.booking_typing import next_meal
from desktop.rules.collecting import Post, Relay
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import card_undo, cards, meal_board, meals, rooms
from desktop.services.cards import Wanted
from desktop.services.meals import ThisMeal
from desktop.services.rooms import MealLine
from desktop.services.work import Work
from desktop.ui.bookings.meal_steps import all_back
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.noting import noting
from desktop.ui.kit.times import local, moment_of
from desktop.ui.kit.who_pick import colleagues

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """The meals of the office, the one shown if there is any, and what was learnt once its cards are back."""

    on: date
    meals: tuple[MealLine, ...]
    meal: ThisMeal | None
    learnt: int


def read_meal(work: Work, on: date, minute: int, meal_id: UUID | None) -> Shown:
    """The meal of this id, or the one that is on or comes next; after midnight still yesterday's late supper."""
    offered = rooms.meals(work)
    if not offered:
        return Shown(on, (), None, 0)
    chosen = next((meal for meal in offered if meal.id == meal_id), None)
    if chosen is None:
        night = [meal for meal in offered if meal.time.ends < meal.time.begins and minute <= meal.time.ends]
        chosen = night[0] if night else offered[next_meal([meal.time for meal in offered], minute) or 0]
    on = rooms.day_of(work, chosen.time)
    found = meals.this_meal(work, on, chosen.id)
    since = moment_of(on, chosen.time.begins)
    return Shown(on, offered, found, meal_board.learnt(work, found, since) if all_back(found) else 0)


def pass_on(work: Work, given_ids: Sequence[UUID], relay: Relay, name: str) -> None:
    for key in given_ids:
        cards.pass_on(work, key, relay, name)


class MealController(QObject):
    loaded = Signal(object)
    """A Shown."""
    refused = Signal(object)
    printed = Signal(object)
    """Cards, to be printed at once."""
    previewed = Signal(object)
    """Another sheet, to be looked at first."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    @property
    def may_act(self) -> bool:
        return self.desk.person.may(Right.TAKE_BOOKINGS)

    @property
    def may_print(self) -> bool:
        return self.desk.person.may(Right.PRINT_CLIENTS)

    def load(self, meal: UUID | None) -> None:
        here = local(datetime.now(UTC))
        self.desk.ask("bookings.meal", read_meal, here.date(), here.hour * 60 + here.minute, meal,
                      done=self.loaded.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def load_colleagues(self, done: Done) -> None:
        self.desk.ask("bookings.colleagues", colleagues, done=done, failed=self.refused.emit, owner=self)

    def load_board(self, on: date, meal: UUID, done: Done) -> None:
        self.desk.ask("bookings.board", meal_board.board, on, meal, done=done, failed=self.refused.emit, owner=self)

    def hand_out(self, wanted: Sequence[Wanted], leader: UUID, reason: str, done: Done, failed: Failed) -> None:
        self._do(cards.hand_out, tuple(wanted), leader, reason, done=done, failed=failed)

    def receive(self, given: Sequence[UUID], server: str, done: Done, failed: Failed) -> None:
        self._do(cards.receive, tuple(given), server, done=done, failed=failed)

    def understand(self, given: Sequence[UUID], done: Done) -> None:
        self._do(cards.understand, tuple(given), done=done, failed=self.refused.emit)

    def pass_on(self, given: Sequence[UUID], relay: Relay, name: str, done: Done, failed: Failed) -> None:
        self._do(pass_on, tuple(given), relay, name, done=done, failed=failed)

    def take_back(self, given: Sequence[UUID], done: Done, failed: Failed) -> None:
        self._do(cards.take_back, tuple(given), done=done, failed=failed)

    def undo(self, operation: UUID, done: Done) -> None:
        self.desk.do(card_undo.undo, operation, done=done, failed=self.refused.emit, owner=self)

    def _do(self, verb: Callable[..., Any], *args: object, done: Done, failed: Failed) -> None:
        """`done` is told what the act was too, so that it can be undone."""
        self.desk.do(noting(verb), *args, done=done, failed=failed, owner=self)

    def print_register(self, on: date, meal: UUID) -> None:
        from desktop.services import meal_sheets

        self.desk.errand(_("Preparing the register"), meal_sheets.register, on, meal, translator(language()),
                         done=self.previewed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_briefing(self, on: date, meal: UUID, post: Post) -> None:
        from desktop.services import meal_briefings

        self.desk.errand(_("Preparing the briefing"), meal_briefings.briefing, on, meal, post, translator(language()),
                         done=self.previewed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_slip(self, booking: UUID) -> None:
        from desktop.services import meal_slips

        self.desk.errand(_("Preparing the slip"), meal_slips.slip, booking, translator(language()),
                         done=self.previewed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def print_forms(self, given: Sequence[UUID]) -> None:
        from desktop.services import meal_sheets

        self.desk.errand(_("Preparing collection forms"), meal_sheets.collection_forms, tuple(given),
                         translator(language()), done=self.previewed.emit, failed=self.refused.emit,
                         owner=self)  # fmt: skip

    def print_cards(self, ids: Sequence[UUID]) -> None:
        # loaded with the first sheet
        from desktop.services import prints

        self.desk.errand(_("Preparing cards"), prints.client_cards, list(ids), translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip
