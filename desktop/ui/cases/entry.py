"""What stands behind Ctrl+Shift+T: a new case over whatever page is open, of the client at hand there."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject

from desktop.i18n import _
from desktop.rules.cases import CaseKind
from desktop.services import cases, clients, search
from desktop.services.work import Work
from desktop.ui.cases import KEY
from desktop.ui.cases.controller import at_hand
from desktop.ui.cases.dialogs import NewCaseDialog
from desktop.ui.kit.search_box import SHOWN

Ready = tuple[Sequence[CaseKind], Sequence[tuple[UUID, str]], tuple[str, str, str] | None]


class CaseEntry(QObject):
    """Opens with the client it is handed, alone or with a contact to make a case of; else with the one at hand."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self.window, self.desk = window, window.desk
        self.dialog: NewCaseDialog | None = None
        self._draft: Mapping[str, Any] | None = None

    def open(self, argument: object) -> None:
        if self.dialog is not None:
            self.dialog.activateWindow()
            return
        given: Mapping[str, Any] = argument if isinstance(argument, Mapping) else {}
        client = given.get("client", argument if isinstance(argument, UUID) else self.window.page.client_at_hand())
        self.desk.ask("cases.entry", _ready, client, done=lambda found: self._show(*found, client, given),
                      failed=self.window.page.refuse, owner=self)  # fmt: skip

    def draft(self) -> object | None:
        return self.dialog.draft() if self.dialog is not None else self._draft

    def restore(self, draft: object) -> None:
        self._draft = draft if isinstance(draft, Mapping) else None

    def leave(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _show(self, kinds: Sequence[CaseKind], people: Sequence[tuple[UUID, str]], found: tuple[str, str, str] | None,
              client: object, given: Mapping[str, Any]) -> None:  # fmt: skip
        if self.dialog is not None:
            return
        dialog = self.dialog = NewCaseDialog(kinds, people, self.desk.person.id, self._find, self._send, self.window)
        dialog.picked.connect(self._look)
        dialog.finished.connect(self._closed)
        draft, self._draft = self._draft, None
        if draft is not None and not given:
            dialog.restore(draft)
        if found is not None and isinstance(client, UUID):
            dialog.take(client, *found)
        dialog.contact = given.get("contact")
        dialog.form.put({name: given[name] for name in ("subject", "kind") if given.get(name)})
        dialog.open()

    def _closed(self, _result: int) -> None:
        self.dialog = None

    def _find(self, text: str, done: Any) -> None:
        self.desk.ask("cases.find", search.find, text, SHOWN, done=done, owner=self.dialog)

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
