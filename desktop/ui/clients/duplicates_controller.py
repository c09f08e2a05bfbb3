"""Carries the wishes of the duplicates page to the office and its answers back."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.i18n import _
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import OfficeError
from desktop.rules.merging import Pick
from desktop.services import duplicates, merging
from desktop.services.merging import Comparison, Merged
from desktop.ui.kit.desk import Desk, Errand


class DuplicatesController(QObject):
    scanned = Signal(object)
    """A Scan."""
    compared = Signal(object)
    """A Comparison."""
    merged = Signal(object, object)
    """The Comparison that was decided, and the Merged."""
    dismissed = Signal(object, object)
    proposed = Signal(object, object)
    merges_loaded = Signal(object)
    refused = Signal(object)
    approval_needed = Signal(object, object)
    """The refusal, and what does the deed again."""
    began = Signal(object)
    """An Errand, to be followed."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._errand: Errand | None = None

    @property
    def busy(self) -> bool:
        return self._errand is not None

    def scan(self) -> None:
        if self._errand is None:
            title = _("Comparing all files")
            self._errand = self.desk.errand(title, _scan, done=self.scanned.emit, failed=self.refused.emit, owner=self)
            self._errand.finished.connect(self._ended)
            self.began.emit(self._errand)

    def _ended(self) -> None:
        self._errand = None

    def compare(self, kept: UUID, other: UUID) -> None:
        self.desk.ask("duplicates.compare", merging.comparison, kept, other, done=self.compared.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def merge(self, seen: Comparison, picks: Mapping[str, Pick]) -> None:
        def done(result: Merged) -> None:
            self.merged.emit(seen, result)

        versions = seen.left.version, seen.right.version
        self.desk.do(merging.merge, seen.left.id, seen.right.id, dict(picks), versions, done=done,
                     failed=lambda error: self._failed(error, lambda: self.merge(seen, picks)), owner=self)  # fmt: skip

    def dismiss(self, first: UUID, second: UUID) -> None:
        self.desk.do(duplicates.dismiss, first, second, done=lambda _none: self.dismissed.emit(first, second),
                     failed=self.refused.emit, owner=self)  # fmt: skip

    def propose_again(self, first: UUID, second: UUID) -> None:
        self.desk.do(duplicates.propose_again, first, second, done=lambda _none: self.proposed.emit(first, second),
                     failed=self.refused.emit, owner=self)  # fmt: skip

    def load_merges(self) -> None:
        self.desk.ask("duplicates.merges", merging.past_merges, done=self.merges_loaded.emit,
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def _failed(self, error: OfficeError, again: Callable[[], object]) -> None:
        if isinstance(error, NeedsApproval):
            self.approval_needed.emit(error, again)
        else:
            self.refused.emit(error)


def _scan(work: Any, *, progress: Any) -> duplicates.Scan:
    return duplicates.scan(work, progress=progress)
