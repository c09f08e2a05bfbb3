"""Asks the office for the forms, what stands on one, and what waits for a review, and does what is done with them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.partners import Ending
from desktop.rules.review_meetings import Present
from desktop.rules.rights import Right
from desktop.services import cards, collecting, fading, findings, review_meetings, undoing
from desktop.services.cards import Wanted
from desktop.services.findings import Finding, Head
from desktop.services.purposes import Agreed
from desktop.services.review_meetings import Fact
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.noting import Noted, noting
from desktop.ui.kit.who_pick import colleagues

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class CollectController(QObject):
    forms_loaded = Signal(object)
    facts_loaded = Signal(object)
    week_loaded = Signal(object)
    refused = Signal(object)
    previewed = Signal(object)
    said = Signal(str, object)
    """A sentence about what was done, and what takes it back."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    @property
    def may_issue(self) -> bool:
        return self.desk.person.may(Right.TAKE_BOOKINGS)

    @property
    def may_enter(self) -> bool:
        return self.desk.person.may(Right.EDIT_CLIENTS)

    @property
    def may_print(self) -> bool:
        return self.desk.person.may(Right.PRINT_CLIENTS)

    @property
    def may_review(self) -> bool:
        return self.desk.person.may(Right.REVIEW_CLIENTS)

    # forms

    def load_forms(self, since: date, until: date) -> None:
        self._ask("collecting.forms", collecting.forms, since, until, done=self.forms_loaded.emit)

    def load_day(self, given: UUID, done: Done) -> None:
        self._ask("collecting.day", collecting.day_of, given, done=done)

    def load_colleagues(self, done: Done) -> None:
        self._ask("collecting.colleagues", colleagues, done=done)

    def issue(self, wanted: Sequence[Wanted], leader: UUID, reason: str, done: Done, failed: Failed) -> None:
        self.desk.do(noting(cards.hand_out), tuple(wanted), leader, reason, done=done, failed=failed, owner=self)

    def assign(self, given: Sequence[UUID], collector: str, done: Done, failed: Failed) -> None:
        self.desk.do(noting(cards.receive), tuple(given), collector, done=done, failed=failed, owner=self)

    def hand_in(self, given: Sequence[UUID], done: Done) -> None:
        self.desk.do(noting(cards.take_back), tuple(given), done=done, failed=self.refused.emit, owner=self)

    def call_in(self, given: UUID, ending: Ending, note: str, done: Done, failed: Failed) -> None:
        self.desk.do(noting(cards.take_back), (given,), ending=ending, note=note, done=done, failed=failed,
                     owner=self)  # fmt: skip

    def print_forms(self, given: Sequence[UUID]) -> None:
        # loaded with the first sheet
        from desktop.services import meal_sheets

        self.desk.errand(_("Preparing collection forms"), meal_sheets.collection_forms, tuple(given),
                         translator(language()), done=self.previewed.emit, failed=self.refused.emit,
                         owner=self)  # fmt: skip

    # what stands on one

    def load_sheet(self, given: UUID, done: Done, failed: Failed) -> None:
        self.desk.ask("collecting.sheet", collecting.typed, given, done=done, failed=failed, owner=self)

    def enter(self, given: UUID, found: Sequence[Finding], head: Head, base: dict[str, object], done: Done,
              failed: Failed, agreed: Agreed | None = None) -> None:  # fmt: skip
        self.desk.do(noting(findings.enter), given, tuple(found), head, base, agreed=agreed, done=done, failed=failed,
                     owner=self)  # fmt: skip

    # reviews

    def load_review(self) -> None:
        self._ask("collecting.facts", review_meetings.facts, done=self.facts_loaded.emit)
        self._ask("collecting.week", review_meetings.week, done=self.week_loaded.emit)

    def load_items(self, meeting: UUID, done: Done) -> None:
        self._ask("collecting.items", review_meetings.items, meeting, done=done)

    def begin(self, chair: UUID, present: Sequence[Present], done: Done, failed: Failed) -> None:
        self.desk.do(review_meetings.begin, chair, tuple(present), done=done, failed=failed, owner=self)

    def end(self, meeting: UUID, done: Done) -> None:
        self.desk.do(review_meetings.end, meeting, done=done, failed=self.refused.emit, owner=self)

    def accept(self, meeting: UUID, fact: Fact) -> None:
        self._decide(_("Confirmed."), review_meetings.accept, meeting, *fact.key, fact.waiting.seen)

    def correct(self, meeting: UUID, fact: Fact, value: object, done: Done, failed: Failed) -> None:
        self._decide(_("Corrected and confirmed."), review_meetings.correct, meeting, *fact.key, value,
                     fact.waiting.seen, done=done, failed=failed)  # fmt: skip

    def refuse(self, meeting: UUID, fact: Fact, reason: str, done: Done, failed: Failed) -> None:
        self._decide(_("Refused."), review_meetings.refuse, meeting, *fact.key, reason, fact.waiting.seen, done=done,
                     failed=failed)  # fmt: skip

    def ask_again(self, meeting: UUID, fact: Fact, note: str, done: Done, failed: Failed) -> None:
        self._decide(_("To be asked again."), review_meetings.ask_again, meeting, *fact.key, note, done=done,
                     failed=failed)  # fmt: skip

    def see_again(self, fact: Fact) -> None:
        client, field = fact.key
        self._decide(_("Noted as seen again."), fading.see_again, client, (field,), {field: fact.waiting.seen})

    def _decide(self, said: str, verb: Any, *args: object, done: Done | None = None,
                failed: Failed | None = None) -> None:  # fmt: skip
        def answer(noted: Noted) -> None:
            if done is not None:
                done(noted.result)
            self.said.emit(said, self.back(undoing.undo, noted.operation))

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self)

    def back(self, verb: Any, operation: UUID | None) -> Callable[[], None] | None:
        """What takes an act back, for the message that tells of it; None where nothing was changed."""
        if operation is None:
            return None
        return lambda: self.desk.do(verb, operation, done=lambda _done: self.said.emit(_("Undone."), None),
                                    failed=self.refused.emit, owner=self)  # fmt: skip

    def _ask(self, key: str, verb: Any, *args: object, done: Done) -> None:
        self.desk.ask(key, verb, *args, done=done, failed=self.refused.emit, owner=self)
