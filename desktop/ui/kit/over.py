"""A dialog that opens over whatever page is shown, with a draft that waits while somebody else has the window."""

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QObject

from desktop.services import search
from desktop.ui.kit.search_box import SHOWN


class OverDialog(QObject):
    """One at a time: whoever asks again comes back to the one that is open."""

    NAME: ClassVar[str]
    """Of its questions to the office."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self.window, self.desk = window, window.desk
        self.dialog: Any = None
        self.waiting: Mapping[str, Any] | None = None
        """What was typed and not sent, until a dialog takes it up."""

    def open(self, argument: object) -> None:
        if self.dialog is not None:
            self.dialog.activateWindow()
        else:
            self.prepare(argument)

    def prepare(self, argument: object) -> None:
        """Asks what the dialog needs and then shows it by `show_dialog`; what was asked twice is shown once."""
        raise NotImplementedError

    def show_dialog(self, dialog: Any) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)

    def take_waiting(self) -> Mapping[str, Any] | None:
        found, self.waiting = self.waiting, None
        return found

    def find(self, text: str, done: Any) -> None:
        """Clients by what is typed."""
        self.desk.ask(f"{self.NAME}.find", search.find, text, SHOWN, done=done, owner=self.dialog)

    # what the window asks

    def draft(self) -> object | None:
        return self.dialog.draft() if self.dialog is not None else self.waiting

    def restore(self, draft: object) -> None:
        self.waiting = draft if isinstance(draft, Mapping) else None

    def leave(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _closed(self, _result: int) -> None:
        self.dialog = None
