"""A dialog whose deed takes a while: it says how far it is, and closing it breaks the deed off first."""

from PySide6.QtWidgets import QWidget

from desktop.ui.kit.desk import Errand
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.progress import ErrandBar


class ErrandDialog(Dialog):
    """Subclasses give `progress` its place and `follow` what they have begun."""

    def __init__(self, heading: str, parent: QWidget | None = None, *, width: int = 480) -> None:
        super().__init__(heading, parent, width=width)
        # a child from the start: shown before it has its place it would be a window of its own
        self.progress = ErrandBar(self)

    def follow(self, errand: Errand) -> None:
        self.progress.follow(errand)
        errand.finished.connect(lambda: self.set_busy(False))

    def reject(self) -> None:
        # what is under way ends first; nothing half-done stays
        if not self.progress.isHidden():
            self.progress.cancel.click()
            return
        super().reject()
