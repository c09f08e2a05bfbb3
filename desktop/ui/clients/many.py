"""What is done to many clients of the list at once: changed, exported, written to, copied as text."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _, _n, language, translator
from desktop.rules.rights import Right
from desktop.services.client_lists import TOGETHER
from desktop.ui.clients.list_pane import ListPane, Preferences
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk

if TYPE_CHECKING:
    from desktop.services.bulk_edits import Outcome
    from desktop.services.exports import Offer
    from desktop.ui.kit.approval import Approvals

MOST_COPIED = 50
"""Clients copied as text at once: more is no message but a file."""


class Many(QObject):
    said = Signal(str, object)
    """For the toast: a sentence, and what takes that back or None."""
    warned = Signal(str)
    printed = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, pane: ListPane, way_back: Callable[[UUID], Any], preferences: Preferences,
                 page: QWidget) -> None:  # fmt: skip
        """`way_back` gives what takes an operation back."""
        super().__init__(page)
        self._desk, self._pane, self._way_back, self._page = desk, pane, way_back, page
        self._preferences = preferences
        self.dialog: Any = None
        self._approvals: Approvals | None = None

    # what each act needs is loaded with the first of its kind: a start goes without

    @property
    def approvals(self) -> "Approvals":
        if self._approvals is None:
            from desktop.ui.kit.approval import Approvals

            self._approvals = Approvals(self._desk, self._page)
            self._approvals.refused.connect(self.refused)
            self._approvals.said.connect(lambda text: self.said.emit(text, None))
        return self._approvals

    def actions_offered(self) -> list[Action]:
        may, desk, count = self._pane.controller.may, self._desk, self._pane.view.selected_count
        empty = "" if self._pane.count else _("There is nobody in the list.")
        none = "" if count else _("Select the clients first: Ctrl or Shift and click.")
        if self._pane.controller.only.withdrawn:
            empty = none = _(TOGETHER)
        offered = []
        if may(Right.EDIT_CLIENTS):
            offered.append(Action("bulk_edit", N_("Bulk edit…"), self.edit, "pencil", "Ctrl+Shift+E", empty))
        if may(Right.EXPORT_CLIENTS):
            offered.append(Action("export", N_("Export…"), self.export, "download", "Ctrl+Shift+S", empty))
        if may(Right.PRINT_CLIENTS):
            offered.append(Action("letters", N_("Letters from a template…"), self.write_letters, "mail", "", empty))
            offered.append(Action("mailings", N_("Envelopes and labels…"), self.write_to, "mail", "", empty))
        if desk.person.may(Right.SEE_CLIENTS):
            if count > 1 and not may(Right.EXPORT_CLIENTS):
                none = _("Several at once are for whoever holds “{right}”.").format(right=_(Right.EXPORT_CLIENTS.label))
            elif count > MOST_COPIED:
                none = _("Up to {n} clients can be copied at once; export more as a file.").format(n=MOST_COPIED)
            offered.append(Action("copy_text", N_("Copy as text"), self.copy, "copy", "Ctrl+Shift+C", none))
        return offered

    # changing

    def edit(self) -> None:
        from desktop.services import bulk_edits

        found = self._pane.candidates

        def show(fields: Sequence[Any]) -> None:
            from desktop.ui.clients.bulk_edit import BulkEditDialog

            self.dialog = BulkEditDialog(self._desk, found, fields, self._page)
            self.dialog.done_with.connect(self._edited)
            self.dialog.open()

        self._desk.ask("bulk.fields", bulk_edits.fields_for_many, done=show, failed=self.refused.emit, owner=self)

    def _edited(self, outcome: "Outcome") -> None:
        text = _n("{n} client changed.", "{n} clients changed.", outcome.changed).format(n=f"{outcome.changed:,}")
        self.said.emit(text, self._way_back(outcome.operation))
        if outcome.stale:
            names = "、".join(dict.fromkeys(line.name for line in outcome.stale[:8]))
            said = _n("{n} value was changed by colleagues meanwhile and stays as they made it: {names}",
                      "{n} values were changed by colleagues meanwhile and stay as they made them: {names}",
                      len(outcome.stale))  # fmt: skip
            self.warned.emit(said.format(n=len(outcome.stale), names=names))

    # letting out

    def export(self) -> None:
        from desktop.services import exports

        found, controller = self._pane.candidates, self._pane.controller

        def show(offer: "Offer") -> None:
            from desktop.ui.clients.export_dialog import ExportDialog, told

            name = controller.view.name if controller.view is not None else _("Clients")
            dialog = self.dialog = ExportDialog(self._desk, found, offer, controller.shown, name, self._preferences,
                                                self._page)  # fmt: skip
            dialog.exported.connect(lambda done: self.said.emit(told(done), None))
            dialog.said.connect(lambda text: self.said.emit(text, None))
            dialog.open()

        self._desk.ask("exports.offer", exports.offer, done=show, failed=self.refused.emit, owner=self)

    def write_to(self) -> None:
        from desktop.ui.clients.mailing_dialog import MailingDialog

        self.dialog = MailingDialog(self._desk, self._pane.candidates, self._preferences, self._page)
        self.dialog.printed.connect(self.printed)
        self.dialog.open()

    def write_letters(self) -> None:
        self._desk.open_requested.emit("write_letters", self._pane.candidates)

    def copy(self) -> None:
        self.copy_these([key for key in self._pane.selected if isinstance(key, UUID)])

    def copy_these(self, clients: Sequence[UUID]) -> None:
        from desktop.services import exports

        self._desk.do(
            exports.copy_text, list(clients), translator(language()),
            done=lambda text: self._copied(text, len(clients)),
            failed=lambda error: self.approvals.settle(error, lambda: self.copy_these(clients)), owner=self,
        )  # fmt: skip

    def _copied(self, text: str, count: int) -> None:
        QGuiApplication.clipboard().setText(text)
        said = _n("{n} client copied as text: paste it where you like.",
                  "{n} clients copied as text: paste them where you like.", count)  # fmt: skip
        self.said.emit(said.format(n=count), None)
