"""What stands behind Ctrl+Shift+T: a new case over whatever page is open, of the client at hand there."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import _
from desktop.rules.cases import CaseKind
from desktop.services import cases, clients
from desktop.services.work import Work
from desktop.ui.cases import KEY
from desktop.ui.cases.controller import at_hand
from desktop.ui.cases.dialogs import NewCaseDialog
from desktop.ui.kit.over import OverDialog

Ready = tuple[Sequence[CaseKind], Sequence[tuple[UUID, str]], tuple[str, str, str] | None]


class CaseEntry(OverDialog):
    """Opens with the client it is handed, alone or with a contact to make a case of; else with the one at hand."""

    NAME = "cases"

    def prepare(self, argument: object) -> None:
        given: Mapping[str, Any] = argument if isinstance(argument, Mapping) else {}
        client = given.get("client", argument if isinstance(argument, UUID) else self.window.page.client_at_hand())
        self.desk.ask("cases.entry", _ready, client, done=lambda found: self._show(*found, client, given),
                      failed=self.window.page.refuse, owner=self)  # fmt: skip

    def _show(self, kinds: Sequence[CaseKind], people: Sequence[tuple[UUID, str]], found: tuple[str, str, str] | None,
              client: object, given: Mapping[str, Any]) -> None:  # fmt: skip
        if self.dialog is not None:
            return
        dialog = NewCaseDialog(kinds, people, self.desk.person.id, self.find, self._send, self.window)
        dialog.picked.connect(self._look)
        self.show_dialog(dialog)
        # what a contact is made into comes before what was begun and waits
        draft = None if given else self.take_waiting()
        if draft is not None:
            dialog.restore(draft)
        if found is not None and isinstance(client, UUID) and (draft is None or draft["client"] is None):
            dialog.take(client, *found)
        dialog.contact = given.get("contact", dialog.contact)
        dialog.form.put({name: given[name] for name in ("subject", "kind") if given.get(name)})
        dialog.open()

    def _look(self, client: UUID) -> None:
        dialog = self.dialog
        if dialog is not None:
            self.desk.ask("cases.at_hand", at_hand, client, done=lambda found: dialog.take(client, *found),
                          failed=dialog.refuse, owner=dialog)  # fmt: skip

    def _send(self, new: Any, done: Any, failed: Any) -> None:
        def saved(key: UUID) -> None:
            done(key)
            self.window.toast(_("The case is recorded."), None)
            self.desk.open_requested.emit(KEY, key)

        self.desk.do(cases.record_case, new, done=saved, failed=failed, owner=self)


def _ready(work: Work, client: UUID | None) -> Ready:
    people = [(one.id, one.name) for one in clients.staff(work)]
    return cases.kinds(work), people, at_hand(work, client) if client is not None else None
