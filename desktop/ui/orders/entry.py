"""What stands behind Ctrl+Shift+O: a new order over whatever page is open, of the client at hand there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from desktop.i18n import _
from desktop.services import order_undo, orders
from desktop.services.orders import NewOrder
from desktop.services.work import Work
from desktop.ui.kit.over import OverDialog
from desktop.ui.orders import KEY
from desktop.ui.orders.controller import at_hand, checks_of, staff
from desktop.ui.orders.order_dialog import NewOrderDialog

Ready = tuple[Sequence[tuple[UUID, str]], tuple[str, str, str] | None]


class OrderEntering(OverDialog):
    """Opens with the client it is handed, or the one at hand."""

    NAME = "orders"

    def prepare(self, argument: object) -> None:
        client = argument if isinstance(argument, UUID) else self.window.page.client_at_hand()
        self.desk.ask("orders.entry", _ready, client, done=lambda found: self._show(*found, client),
                      failed=self.window.page.refuse, owner=self)  # fmt: skip

    def _show(self, people: Sequence[tuple[UUID, str]], found: tuple[str, str, str] | None, client: object) -> None:
        if self.dialog is not None:
            return
        dialog = NewOrderDialog(people, self.desk.person.id, self.find, self._usual, self._send, self.window)
        dialog.picked.connect(self._look)
        dialog.again_wanted.connect(self._again)
        self.show_dialog(dialog)
        draft = self.take_waiting()
        if draft is not None:
            dialog.restore(draft)
        elif found is not None and isinstance(client, UUID):
            self._take(client, found)
        dialog.open()

    def _take(self, client: UUID, found: tuple[str, str, str]) -> None:
        dialog = self.dialog
        if dialog is not None:
            dialog.take(client, *found)
            self.desk.ask("orders.identity", checks_of, client, done=dialog.show_checks, failed=dialog.refuse,
                          owner=dialog)  # fmt: skip

    def _look(self, client: UUID) -> None:
        dialog = self.dialog
        if dialog is not None:
            self.desk.ask("orders.at_hand", at_hand, client, done=lambda found: self._take(client, found),
                          failed=dialog.refuse, owner=dialog)  # fmt: skip

    def _usual(self, text: str, done: Any) -> None:
        self.desk.ask("orders.usual", orders.usual, text, done=done, owner=self.dialog)

    def _again(self, client: UUID) -> None:
        dialog = self.dialog
        if dialog is not None:
            self.desk.ask("orders.again", orders.last_lines, client, done=dialog.lines.put, failed=dialog.refuse,
                          owner=dialog)  # fmt: skip

    def _send(self, new: Any, done: Any, failed: Any) -> None:
        def saved(told: tuple[UUID, UUID]) -> None:
            key, operation = told
            done(key)
            self.window.toast(_("The order is entered: somebody else checks it."), lambda: self._take_back(operation))
            self.desk.open_requested.emit(KEY, key)

        self.desk.do(_entered, new, done=saved, failed=failed, owner=self)

    def _take_back(self, operation: UUID) -> None:
        self.desk.do(order_undo.undo, operation, done=lambda _none: self.window.toast(_("Taken back."), None),
                     failed=self.window.page.refuse, owner=self)  # fmt: skip


def _ready(work: Work, client: UUID | None) -> Ready:
    return staff(work), at_hand(work, client) if client is not None else None


def _entered(work: Work, new: NewOrder) -> tuple[UUID, UUID]:
    return orders.enter_order(work, new), work.operation
