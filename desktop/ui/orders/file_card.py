"""The card 订单 Orders of a client's file: the newest ones with how they stand, and what all come to."""

from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.services import order_lists
from desktop.services.order_lists import OrderLineShown, Wish
from desktop.services.work import Work
from desktop.ui.kit.cards import Card, empty
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.file_tab import FileTab
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.values import amount, day
from desktop.ui.orders import KEY, NEW, may_enter

MOST = 4


class OrdersCard(FileTab):
    """Not there while the client has no order in sight and I enter none."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._client: UUID | None = None
        self._words = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.card = Card(_("Orders"))
        column.addWidget(self.card)
        desk.changed.connect(self._on_changed)
        self.hide()

    def show_client(self, client: UUID, words: str, *, may_file: bool) -> None:
        if client != self._client:
            self.hide()
        self._client, self._words = client, words
        self.desk.ask("orders.of_client", _of_client, client, done=lambda found: self._show(client, *found),
                      failed=self.refused.emit, owner=self)  # fmt: skip

    def forget(self) -> None:
        self._client = None
        self.hide()

    def _show(self, client: UUID, lines: tuple[OrderLineShown, ...], count: int, total: int) -> None:
        if client != self._client:
            return
        empty(self.card.body)
        for line in lines:
            there = button(f"{line.number} · {day(line.on)} · ¥{amount(line.total)}",
                           lambda line=line: self.desk.open_requested.emit(KEY, line.id), link=True)  # fmt: skip
            self.card.body.addWidget(there, 0, Qt.AlignmentFlag.AlignLeft)
            self.card.body.addWidget(label(listed(line.about), wrap=True))
            self.card.body.addWidget(note(_(line.state.label)))
        if count > len(lines):
            words = _n("{n} order, ¥ {amount}", "{n} orders, ¥ {amount}", count)
            said = words.format(n=count, amount=amount(total))
            everything = lambda: self.desk.open_requested.emit(KEY, ("client", client, self._words))  # noqa: E731
            self.card.body.addWidget(button(said, everything, link=True), 0, Qt.AlignmentFlag.AlignLeft)
        if may_enter(self.desk):
            new = lambda: self.desk.open_requested.emit(NEW, client)  # noqa: E731
            self.card.body.addWidget(button(_("New order…"), new, link=True), 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(lines) or may_enter(self.desk))
        self.counted.emit(count)

    def _on_changed(self, topics: Any) -> None:
        if "orders" in topics and self._client is not None:
            self.show_client(self._client, self._words, may_file=False)


def _of_client(work: Work, client: UUID) -> tuple[tuple[OrderLineShown, ...], int, int]:
    wish = Wish(client=client)
    return (order_lists.orders(work, wish, MOST), *order_lists.sum_of(work, wish))
