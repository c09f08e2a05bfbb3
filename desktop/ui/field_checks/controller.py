"""What the screen of field checks asks of the office and does there."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal

from desktop.rules.field_checks import Verdict
from desktop.rules.rights import Right
from desktop.services import field_checks
from desktop.services.field_checks import CheckLine, DrawLine
from desktop.services.work import Work
from desktop.ui.kit.doing import Doing


class FieldController(Doing):
    loaded = Signal(object, object)
    """What waits to be checked by me, and the draws, the newest first."""
    UNDO = staticmethod(field_checks.undo)
    TAKES_BACK = frozenset({field_checks.check})

    def load(self) -> None:
        self.ask("field_checks", _all, done=lambda found: self.loaded.emit(*found))

    def check(self, key: UUID, verdict: Verdict, said: str) -> None:
        self.do(field_checks.check, key, verdict, said=said)


def _all(work: Work) -> tuple[Sequence[CheckLine], Sequence[DrawLine]]:
    draws = field_checks.draws(work) if work.may(Right.SEE_APPRAISALS) else ()
    return field_checks.waiting(work), draws
