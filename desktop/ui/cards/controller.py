"""Asks the office for the register of cards and forms, and does what is done with its lines."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.collecting import Sheet, Which
from desktop.rules.errors import OfficeError
from desktop.rules.partners import Ending
from desktop.rules.rights import Right
from desktop.services import (
    card_clock,
    card_facts,
    card_register,
    card_undo,
    cards,
    fading,
    findings,
    paper_register,
    rooms,
    undoing,
)
from desktop.services.card_clock import StaleCard
from desktop.services.card_register import Register
from desktop.services.fading import FadedFact
from desktop.services.findings import Finding, Head
from desktop.services.paper_register import PaperLine, PaperReading
from desktop.services.purposes import Agreed
from desktop.services.rooms import MealLine
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.noting import Noted, noting

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]
MOST_FADED = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """The lines asked for, the cards that lack something, and the meals of the office."""

    register: Register
    stale: tuple[StaleCard, ...]
    faded: tuple[FadedFact, ...]
    meals: tuple[MealLine, ...]
    now: datetime


def read(work: Work, which: Which, kind: Sheet | None) -> Shown:
    stale = card_clock.stale_cards(work) if work.may(Right.PRINT_CLIENTS) else ()
    faded = fading.faded_facts(work, MOST_FADED) if work.may(Right.SEE_CLIENTS) else ()
    return Shown(card_register.register(work, which, kind), stale, faded, rooms.meals(work), datetime.now(UTC))


def see_all_again(work: Work, told: Sequence[tuple[UUID, str, str]]) -> None:
    for client, field, seen in told:
        fading.see_again(work, client, (field,), {field: seen})


class CardsController(QObject):
    loaded = Signal(object)
    """A Shown."""
    refused = Signal(object)
    done = Signal(str, object)
    """What was done, and what takes it back."""
    printed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    @property
    def may_act(self) -> bool:
        return self.desk.person.may(Right.TAKE_BOOKINGS)

    @property
    def may_note(self) -> bool:
        """Whether what was found at the table may be noted in the file."""
        return self.desk.person.may(Right.EDIT_CLIENTS)

    @property
    def may_print(self) -> bool:
        return self.desk.person.may(Right.PRINT_CLIENTS)

    def load(self, which: Which, kind: Sheet | None) -> None:
        self.desk.ask("cards.register", read, which, kind, done=self.loaded.emit, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def load_history(self, given: UUID, done: Done) -> None:
        self.desk.ask("cards.history", card_register.history, given, done=done, failed=self.refused.emit, owner=self)

    def load_paper(self, on: date, meal: UUID, done: Done) -> None:
        self.desk.ask("cards.paper", paper_register.paper_meal, on, meal, done=done, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def load_card(self, given: UUID, done: Done) -> None:
        self.desk.ask("cards.facts", card_facts.card_facts, given, done=done, failed=self.refused.emit, owner=self)

    def enter_findings(self, given: UUID, found: Sequence[Finding], head: Head, base: Mapping[str, object],
                       agreed: Agreed | None, done: Done, failed: Failed) -> None:  # fmt: skip
        from desktop.ui.cards.findings import entered_words

        def answer(noted: Noted) -> None:
            done(noted.result)
            operation = noted.operation
            back = (lambda: self._undo(undoing.undo, operation)) if operation is not None else None
            self.done.emit(entered_words(noted.result), back)

        self.desk.do(noting(findings.enter), given, tuple(found), head, dict(base), agreed=agreed, done=answer,
                     failed=failed, owner=self)  # fmt: skip

    def see_again(self, facts: Sequence[FadedFact]) -> None:
        """One act, whatever files they are of."""
        told = [(fact.client_id, fact.field, fact.seen) for fact in facts]

        def answer(noted: Noted) -> None:
            operation = noted.operation
            back = (lambda: self._undo(undoing.undo, operation)) if operation is not None else None
            self.done.emit(_("Noted as seen again."), back)

        self.desk.do(noting(see_all_again), told, done=answer, failed=self.refused.emit, owner=self)

    def take_back(self, given: Sequence[UUID], said: str) -> None:
        self._do(said, cards.take_back, tuple(given))

    def take_back_at(self, given: Sequence[UUID], count: int | None, at: datetime, by: str, said: str, done: Done,
                     failed: Failed) -> None:  # fmt: skip
        self._do(said, cards.take_back, tuple(given), count, at=at, by=by, done=done, failed=failed)

    def give_up(self, given: Sequence[UUID], ending: Ending, note: str, said: str, done: Done, failed: Failed) -> None:
        self._do(said, cards.take_back, tuple(given), ending=ending, note=note, done=done, failed=failed)

    def call_back(self, given: Sequence[UUID], said: str) -> None:
        self._do(said, card_register.call_back, tuple(given))

    def type_register(self, on: date, meal: UUID, kind: Sheet, lines: Sequence[PaperLine], said: str, done: Done,
                      failed: Failed) -> None:  # fmt: skip
        self._do(said, paper_register.type_register, on, meal, kind, tuple(lines), done=done, failed=failed)

    def type_reading(self, on: date, meal: UUID, lines: Sequence[PaperReading], said: str, done: Done,
                     failed: Failed) -> None:  # fmt: skip
        self._do(said, paper_register.type_reading, on, meal, tuple(lines), done=done, failed=failed)

    def print_cards(self, ids: Sequence[UUID]) -> None:
        # loaded with the first sheet
        from desktop.services import prints

        self.desk.errand(_("Preparing cards"), prints.client_cards, list(ids), translator(language()),
                         done=self.printed.emit, failed=self.refused.emit, owner=self)  # fmt: skip

    def _do(self, said: str, verb: Callable[..., Any], *args: object, done: Done | None = None,
            failed: Failed | None = None, **more: object) -> None:  # fmt: skip
        def answer(noted: Noted) -> None:
            if done is not None:
                done(noted.result)
            operation = noted.operation
            back = (lambda: self._undo(card_undo.undo, operation)) if operation is not None else None
            self.done.emit(said, back)

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self, **more)

    def _undo(self, verb: Callable[..., Any], operation: UUID) -> None:
        self.desk.do(verb, operation, done=lambda _none: self.done.emit(_("Undone."), None),
                     failed=self.refused.emit, owner=self)  # fmt: skip
