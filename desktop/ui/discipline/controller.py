"""What the screen of rewards and penalties asks of the office and does there."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import (
    discipline,
    discipline_acts,
    discipline_prints,
    discipline_rules,
    discipline_undo,
    discipline_views,
)
from desktop.services.discipline import Breach, CaseLine, Wish
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.noting import Noted, noting

# What its toast takes back
_TAKEN_BACK = frozenset({
    discipline.propose, discipline_acts.add_evidence, discipline_acts.note, discipline_acts.notify,
    discipline_acts.reply, discipline_acts.decide, discipline_acts.drop, discipline_acts.appeal,
    discipline_acts.settle_appeal, discipline_acts.note_signed, discipline_rules.keep_rule,
})  # fmt: skip
Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class DisciplineController(QObject):
    loaded = Signal(object, object)
    """The cases that were asked for, and the visitors without a badge of whom nothing was proposed."""
    viewed = Signal(object)
    done = Signal(str, object)
    """What was done, and what takes it back, None where nothing does."""
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def load(self, wish: Wish) -> None:
        self.desk.ask("discipline", _all, wish, done=lambda found: self.loaded.emit(*found), failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def look(self, key: UUID) -> None:
        self.desk.ask("discipline.one", discipline_views.case_view, key, done=self.viewed.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def people(self, done: Done) -> None:
        self.desk.ask("discipline.people", discipline.people, done=done, failed=self.refused.emit, owner=self)

    def to_propose(self, done: Done) -> None:
        """Colleagues and rules, for a new proposal."""
        self.desk.ask("discipline.new", _to_propose, done=done, failed=self.refused.emit, owner=self)

    def catalogue(self, done: Done) -> None:
        self.desk.ask("discipline.rules", _whole_catalogue, done=done, failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def print_letter(self, key: UUID, *, decision: bool) -> None:
        verb = discipline_prints.decision if decision else discipline_prints.notice
        self._print(verb, key)

    def print_register(self, first: date, last: date) -> None:
        self._print(discipline_prints.register, first, last)

    def _print(self, verb: Any, *args: Any) -> None:
        self.desk.errand(_("Preparing the print"), verb, *args, translator(language()), done=self.printed.emit,
                         failed=self.refused.emit, owner=self)  # fmt: skip

    def do(self, verb: Any, *args: Any, said: str, done: Done | None = None, failed: Failed | None = None,
           **named: Any) -> None:  # fmt: skip
        def answer(noted: Noted) -> None:
            if done is not None:
                done(noted.result)
            undoes = verb in _TAKEN_BACK and noted.operation is not None
            self.done.emit(said, (lambda: self._undo(noted.operation)) if undoes else None)

        self.desk.do(noting(verb), *args, done=answer, failed=failed or self.refused.emit, owner=self, **named)

    def _undo(self, operation: UUID | None) -> None:
        self.desk.do(discipline_undo.undo, operation, done=lambda _r: self.done.emit(_("Undone."), None),
                     failed=self.refused.emit, owner=self)  # fmt: skip


def _all(work: Work, wish: Wish) -> tuple[tuple[CaseLine, ...], tuple[Breach, ...]]:
    return discipline.cases(work, wish), discipline.breaches(work)


def _whole_catalogue(work: Work) -> Sequence[Any]:
    return discipline_rules.catalogue(work, gone=True)


def _to_propose(work: Work) -> tuple[Sequence[tuple[UUID, str]], Sequence[Any]]:
    return discipline.people(work), discipline_rules.catalogue(work)
