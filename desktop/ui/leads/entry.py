"""What stands behind Ctrl+Shift+P: a new lead over whatever page is open, with who is alike while one types."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import _
from desktop.services import lead_lists, lead_undo, leads
from desktop.services.lead_lists import Alike
from desktop.ui.kit.noting import Noted, noting
from desktop.ui.kit.over import OverDialog
from desktop.ui.leads import KEY
from desktop.ui.leads.controller import people
from desktop.ui.leads.dialogs import LeadDialog


class LeadEntry(OverDialog):
    NAME = "leads.entry"

    def prepare(self, argument: object) -> None:
        self.desk.ask("leads.entry", people, done=self._show, failed=self.window.page.refuse, owner=self)

    def _show(self, offered: Sequence[tuple[UUID, str]]) -> None:
        if self.dialog is not None:
            return
        dialog = LeadDialog(_("New lead"), offered, self.desk.person.id, _("Enter the lead"), self._alike, self._send,
                            self.window)  # fmt: skip
        dialog.opened.connect(self._open)
        self.show_dialog(dialog)
        draft = self.take_waiting()
        if draft is not None:
            dialog.restore(draft)
        dialog.open()

    def _alike(self, values: Mapping[str, object], done: Any) -> None:
        self.desk.ask("leads.alike", lead_lists.alike, values, done=done, owner=self.dialog)

    def _open(self, one: Alike) -> None:
        self.desk.open_requested.emit(KEY if one.lead else "clients", one.id)

    def _send(self, new: Any, done: Any, failed: Any) -> None:
        def saved(noted: Noted) -> None:
            done(noted.result)
            self.window.toast(_("The lead is entered."), lambda: self._undo(noted.operation))
            self.desk.open_requested.emit(KEY, noted.result)

        self.desk.do(noting(leads.enter_lead), new, done=saved, failed=failed, owner=self)

    def _undo(self, operation: UUID | None) -> None:
        self.desk.do(lead_undo.undo, operation, done=lambda _r: self.window.toast(_("Undone."), None),
                     failed=lambda error: self.window.page.refuse(error), owner=self)  # fmt: skip
