"""What controllers of pages have in common: what one may do, deeds that can be taken back, and prints."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk, owner_of

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]
Said = str | Callable[[Any], str]


class Doing(QObject):
    """Every deed says what was done. One that can be taken back by its rule offers that in the toast: the subclass says
    by `UNDO` how, and by `TAKES_BACK` of which verbs, where it is not said with the deed."""

    done = Signal(str, object)
    """What was done, and what takes it back or None."""
    printed = Signal(object)
    refused = Signal(object)
    UNDO: Callable[[Work, UUID], object]
    TAKES_BACK: frozenset[Any] = frozenset()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def ask(self, key: str, verb: Any, *args: Any, done: Done, failed: Failed | None = None) -> None:
        # a dialog that asked may be gone before its page
        self.desk.ask(key, verb, *args, done=done, failed=failed or self.refused.emit, owner=owner_of(done) or self)

    def undo(self, operation: UUID) -> None:
        self.do(type(self).UNDO, operation, said=_("Taken back."))

    def do(self, verb: Any, *args: Any, said: Said = "", done: Done | None = None, failed: Failed | None = None,
           undo: bool = False, **named: Any) -> None:  # fmt: skip
        """`said`: in words, or told from what the verb returns; nothing is said where it is empty. `undo`: the act can
        be taken back."""

        def answer(told: tuple[Any, UUID]) -> None:
            result, operation = told
            if done is not None:
                done(result)
            if words := said if isinstance(said, str) else said(result):
                back = undo or verb in self.TAKES_BACK
                self.done.emit(words, (lambda: self.undo(operation)) if back else None)

        self.desk.do(_noting, verb, *args, done=answer, failed=failed or self.refused.emit, owner=self, **named)

    def print_out(self, verb: Any, *args: Any, done: Done | None = None) -> None:
        """The sheet in the language of the screen, to whoever waits for it, else to `printed`."""
        self.desk.errand(_("Preparing the print"), verb, *args, translator(language()), done=done or self.printed.emit,
                         failed=self.refused.emit, owner=self)  # fmt: skip


def _noting(work: Work, verb: Any, *args: Any, **named: Any) -> tuple[Any, UUID]:
    return verb(work, *args, **named), work.operation
