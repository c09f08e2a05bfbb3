"""What a file's pane has of documents: their tab, which another noun makes once it is opened, and its count."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QTabBar

from desktop.i18n import _
from desktop.services.clients import ClientFile
from desktop.ui.clients.file_controller import FileController
from desktop.ui.kit.file_tab import FileTab


class FilePapers(QObject):
    """`number` is the tab's place among `tabs`; who may not see this client's documents has no such tab."""

    said = Signal(str, object)
    """What was done, and what takes it back or None."""

    def __init__(self, controller: FileController, tabs: QTabBar, number: int, make: Callable[[], FileTab] | None,
                 parent: QObject) -> None:  # fmt: skip
        super().__init__(parent)
        self._controller, self._tabs, self._number, self._make = controller, tabs, number, make
        self.tab: FileTab | None = None
        self.begin()

    def begin(self) -> None:
        """Another file comes, or one as of a past day, of which nobody knows its documents."""
        if self.tab is not None:
            self.tab.forget()
        self._show_count(0)
        self._tabs.setTabVisible(self._number, False)

    def show_file(self, file: ClientFile) -> None:
        """That the file is there decides whether there is a tab, and brings an open one up to date."""
        seen = self._make is not None and file.sees_papers and self._controller.at is None
        if not seen and self._tabs.currentIndex() == self._number:
            self._tabs.setCurrentIndex(0)
        self._tabs.setTabVisible(self._number, seen)
        if seen and self.tab is not None and self._tabs.currentIndex() == self._number:
            may_file = file.may_file_papers and not file.withdrawn
            self.tab.show_client(file.id, f"{file.code} {file.name}", may_file=may_file)

    def make_tab(self) -> FileTab | None:
        if self._make is None:
            return None
        made = self.tab = self._make()
        made.counted.connect(self._show_count)
        made.said.connect(self.said)
        made.refused.connect(self._controller.refused)
        return made

    def _show_count(self, count: int) -> None:
        words = _("Documents")
        self._tabs.setTabText(self._number, f"{words} {count}" if count else words)
