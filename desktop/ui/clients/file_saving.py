"""Saving a section of a file, and what may stand in its way: a clash, a missing consent, a needed approval."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.approvals import NeedsApproval
from desktop.rules.consents import AGREED, NeedsConsent
from desktop.rules.errors import BadEntry, OfficeError, Stale
from desktop.ui.clients.file_controller import FileController
from desktop.ui.clients.section import SectionCard
from desktop.ui.clients.section_clash import ask_clash

if TYPE_CHECKING:
    from desktop.services.purposes import Agreed
    from desktop.ui.clients.consents_openers import PrivacyDialogs
    from desktop.ui.kit.approval import Approvals


class SectionSaving(QObject):
    said = Signal(str)
    refused = Signal(object)

    def __init__(self, controller: FileController, privacy: "Callable[[], PrivacyDialogs]", parent: QWidget) -> None:
        super().__init__(parent)
        self._controller, self._privacy, self._widget = controller, privacy, parent
        self._approvals: Approvals | None = None

    def save(self, card: SectionCard, stay: bool) -> None:
        """`stay`: the section goes on being edited."""
        card.save_button.setEnabled(False)
        self._send(card, lambda _result: self._saved(card, stay), lambda error: self._refused(card, stay, error))

    def _send(self, card: SectionCard, done: Callable[[object], object], failed: Callable[[OfficeError], object],
              agreed: "Agreed | None" = None) -> None:  # fmt: skip
        learnt, basis = card.source()
        self._controller.save(card.changes(), card.base(), learnt, basis, done, failed, agreed)

    def _saved(self, card: SectionCard, stay: bool) -> None:
        self.said.emit(_("Saved."))
        card.saved(stay)

    def _refused(self, card: SectionCard, stay: bool, error: OfficeError) -> None:
        card.save_button.setEnabled(True)
        if isinstance(error, Stale) and error.clashes:
            ask_clash(card, error, self._widget, lambda: self.save(card, stay))
        elif isinstance(error, NeedsConsent):
            self._privacy().agree(
                error, lambda agreed, done, failed: self._save_agreed(card, stay, agreed, done, failed)
            )
        elif isinstance(error, NeedsApproval):
            self.approvals.settle(error, lambda: self.save(card, stay))
        else:
            card.refuse(error)

    def _save_agreed(self, card: SectionCard, stay: bool, agreed: "Agreed", done: Callable[[object], object],
                     failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
        """With the consent just typed: what is wrong with it is said in its dialog, all else as ever."""

        def told(error: OfficeError) -> None:
            if isinstance(error, BadEntry) and error.field in AGREED:
                failed(error)
                return
            done(None)
            self._refused(card, stay, error)

        def saved(_result: object) -> None:
            done(None)
            self._saved(card, stay)

        self._send(card, saved, told, agreed)

    @property
    def approvals(self) -> "Approvals":
        """Loaded with the first change that needs one: most never do."""
        if self._approvals is None:
            from desktop.ui.kit.approval import Approvals

            self._approvals = Approvals(self._controller.desk, self._widget)
            self._approvals.refused.connect(self.refused)
            self._approvals.said.connect(self.said)
        return self._approvals
