"""What the screen of spot checks asks of the office and does there."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.rules.rights import Right
from desktop.services import clients, spot_checks, spot_evaluation, spot_undo
from desktop.services.spot_checks import CheckLine, DrawLine
from desktop.services.work import Work
from desktop.ui.kit.doing import Doing, Done


class SpotController(Doing):
    loaded = Signal(object, object)
    """The draws that I may see, and the records of the one that was asked for, or those of mine."""
    UNDO = staticmethod(spot_undo.undo)
    TAKES_BACK = frozenset({spot_checks.draw, spot_checks.score, spot_checks.improve, spot_checks.look_again})

    def load(self, draw: UUID | None) -> None:
        self.ask("spot_checks", _all, draw, done=lambda found: self.loaded.emit(*found))

    def people(self, done: Done) -> None:
        self.ask("spot_checks.people", _people, done=done)

    def print_period(self, first: date, last: date) -> None:
        self.print_out(spot_evaluation.evaluation_sheet, first, last)


def _all(work: Work, draw: UUID | None) -> tuple[Sequence[DrawLine], Sequence[CheckLine]]:
    """The records of a draw; without one those of mine."""
    known = spot_checks.draws(work) if work.may(Right.SCORE_CONTACTS) else ()
    return known, spot_checks.checks(work, draw) if draw is not None else spot_checks.mine(work)


def _people(work: Work) -> Sequence[tuple[UUID, str]]:
    return [(one.id, one.name) for one in clients.staff(work)]
