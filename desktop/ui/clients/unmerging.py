"""Takes merges apart for a page: asks what is to be decided, gets an approval where one is needed, and does it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import OfficeError
from desktop.rules.merging import Whose
from desktop.services import unmerging
from desktop.services.unmerging import Unmerged, UnmergePlan
from desktop.ui.clients.unmerge_dialog import UnmergeDialog
from desktop.ui.kit.desk import Desk


class Unmerger(QObject):
    said = Signal(str)
    """For the toast."""
    refused = Signal(object)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self.dialog: UnmergeDialog | None = None
        self.approvals: Any = None

    def take_apart(self, merge: UUID) -> None:
        """At once; it is asked only where values were changed since."""

        def planned(plan: UnmergePlan) -> None:
            if plan.clashes:
                self.ask(plan)
            else:
                self._carry_out(merge, {})

        self._desk.ask("unmerging.plan", unmerging.unmerge_plan, merge, done=planned, failed=self.refused.emit,
                       owner=self)  # fmt: skip

    def ask(self, plan: UnmergePlan) -> None:
        """Says first what comes back."""
        self.dialog = UnmergeDialog(plan, lambda decided: self._carry_out(plan.merge, decided), self._page)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _carry_out(self, merge: UUID, decisions: Mapping[str, Whose]) -> None:
        def done(result: Unmerged) -> None:
            self.said.emit(_("{code} is a file of its own again.").format(code=result.other_code))

        def failed(error: OfficeError) -> None:
            if isinstance(error, NeedsApproval):
                self._approved(error, merge, decisions)
            else:
                self.refused.emit(error)

        self._desk.do(unmerging.unmerge, merge, dict(decisions), done=done, failed=failed, owner=self)

    def _approved(self, error: NeedsApproval, merge: UUID, decisions: Mapping[str, Whose]) -> None:
        from desktop.ui.kit.approval import Approvals

        approvals = self.approvals = Approvals(self._desk, self._page)
        approvals.refused.connect(self.refused)
        approvals.said.connect(self.said)
        approvals.settle(error, lambda: self._carry_out(merge, decisions))
