"""A tab that another noun adds to a client's file: the window hands it in, and the file shows it when it is opened."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.tokens import MEDIUM


class FileTab(QWidget):
    """Shows what its noun keeps for one client after the other."""

    counted = Signal(int)
    """How many there are for who looks."""
    said = Signal(str, object)
    """What was done, and what takes it back or None."""
    refused = Signal(object)

    def show_client(self, client: UUID, words: str, *, may_file: bool) -> None:
        """Asks for what is kept for this client; again for the same one, it is brought up to date."""

    def forget(self) -> None:
        """Another file comes: nothing of this one stays."""


class FileCards(FileTab):
    """What several nouns add to the same place of a client's file, one below the other."""

    def __init__(self, cards: Sequence[FileTab], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = tuple(cards)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        for card in self.cards:
            card.said.connect(self.said)
            card.refused.connect(self.refused)
            column.addWidget(card)

    def show_client(self, client: UUID, words: str, *, may_file: bool) -> None:
        for card in self.cards:
            card.show_client(client, words, may_file=may_file)

    def forget(self) -> None:
        for card in self.cards:
            card.forget()
