"""A card that another noun adds to a client's file: it stays away while it has nothing to say."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.cards import Card, empty
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.file_tab import FileTab
from desktop.ui.kit.text import button


class FileCard(FileTab):
    """Subclasses set TITLE, a message id, and TOPIC, name the question `asked`, and show its answer in `fill`."""

    TITLE = ""
    TOPIC = ""
    asked: ClassVar[Callable[..., Any]]
    """A question of the client's id, as `staticmethod`."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.client: UUID | None = None
        self.words = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.card = Card(_(self.TITLE))
        column.addWidget(self.card)
        desk.changed.connect(self._on_changed)
        self.hide()

    def fill(self, found: Any) -> int | None:
        """Shows what was found in the empty card and returns how many there are; None puts the card away."""
        raise NotImplementedError

    def add_link(self, text: str, noun: str, argument: object) -> None:
        """A line that opens a page of the window."""
        made = button(text, lambda: self.desk.open_requested.emit(noun, argument), link=True)
        self.card.body.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    def show_client(self, client: UUID, words: str, *, may_file: bool) -> None:
        if client != self.client:
            self.hide()
        self.client, self.words = client, words
        self.desk.ask(f"{self.TOPIC}.of_client", type(self).asked, client,
                      done=lambda found: self._show(client, found), failed=self.refused.emit, owner=self)  # fmt: skip

    def forget(self) -> None:
        self.client = None
        self.hide()

    def _show(self, client: UUID, found: Any) -> None:
        if client != self.client:
            return
        empty(self.card.body)
        count = self.fill(found)
        self.setVisible(count is not None)
        self.counted.emit(count or 0)

    def _on_changed(self, topics: Any) -> None:
        if self.TOPIC in topics and self.client is not None:
            self.show_client(self.client, self.words, may_file=False)
