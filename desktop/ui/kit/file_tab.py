"""A tab that another noun adds to a client's file: the window hands it in, and the file shows it when it is opened."""

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


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
