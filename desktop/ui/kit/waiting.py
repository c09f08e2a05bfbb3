"""Says how far a deed is that is short as a rule, and offers to stop it, only if it takes longer than a moment."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.ui.kit.desk import Errand
from desktop.ui.kit.errand_dialog import ErrandDialog

PATIENCE = 700
"""Milliseconds before the dialog comes: most deeds are done by then and nothing flickers."""


class WaitDialog(ErrandDialog):
    """Comes over `page` by itself and goes with the errand; Esc stops it."""

    def __init__(self, errand: Errand, page: QWidget) -> None:
        super().__init__(errand.title, page)
        self.body.addWidget(self.progress)
        self.follow(errand)
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.open)
        self._timer.start()
        errand.finished.connect(self._finished)

    def _finished(self) -> None:
        self._timer.stop()
        self.hide()
        self.deleteLater()
