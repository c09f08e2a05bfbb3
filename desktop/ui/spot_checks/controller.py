"""What the screen of spot checks asks of the office and does there."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _, language, translator
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import clients, spot_checks, spot_evaluation
from desktop.services.spot_checks import CheckLine, DrawLine
from desktop.services.work import Work
from desktop.ui.kit.desk import Desk

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]


class SpotController(QObject):
    loaded = Signal(object, object)
    """The draws that I may see, and the records of the one that was asked for, or those of mine."""
    done = Signal(str)
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def load(self, draw: UUID | None) -> None:
        self.desk.ask("spot_checks", _all, draw, done=lambda found: self.loaded.emit(*found), failed=self.refused.emit,
                      owner=self)  # fmt: skip

    def people(self, done: Done) -> None:
        self.desk.ask("spot_checks.people", _people, done=done, failed=self.refused.emit, owner=self)

    def print_period(self, first: date, last: date) -> None:
        verb, said = spot_evaluation.evaluation_sheet, translator(language())
        self.desk.errand(_("Preparing the print"), verb, first, last, said, done=self.printed.emit,
                         failed=self.refused.emit, owner=self)  # fmt: skip

    def do(self, verb: Any, *args: Any, said: str, done: Done | None = None, failed: Failed | None = None) -> None:
        def answer(result: Any) -> None:
            if done is not None:
                done(result)
            self.done.emit(said)

        self.desk.do(verb, *args, done=answer, failed=failed or self.refused.emit, owner=self)


def _all(work: Work, draw: UUID | None) -> tuple[Sequence[DrawLine], Sequence[CheckLine]]:
    """The records of a draw; without one those of mine."""
    known = spot_checks.draws(work) if work.may(Right.SCORE_CONTACTS) else ()
    return known, spot_checks.checks(work, draw) if draw is not None else spot_checks.mine(work)


def _people(work: Work) -> Sequence[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work)]
