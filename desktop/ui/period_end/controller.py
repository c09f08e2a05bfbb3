"""What the page of a period's end asks the office."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.rules.health import Check
from desktop.rules.rights import Right
from desktop.services import period_end
from desktop.services.period_end import Span
from desktop.ui.kit.desk import Desk


class PeriodEndController(QObject):
    loaded = Signal(object, object)
    """The days, and the steps at their end."""
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk

    def may(self, right: Right) -> bool:
        return bool(self.desk.person.may(right))

    def load(self, span: Span) -> None:
        def told(found: Sequence[Check]) -> None:
            self.loaded.emit(span, found)

        self.desk.ask("period_end", period_end.steps, span, done=told, failed=self.refused.emit, owner=self)
