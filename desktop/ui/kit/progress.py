"""Shows an errand: what it is, how far it is, and a way to stop it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.desk import Errand
from desktop.ui.kit.text import button, label, note


class ErrandBar(QFrame):
    """Stands on the page until the errand is over; `ended` comes then."""

    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self._errand: Errand | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 12)
        row.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(4)
        self._title, self._text = label(), note()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._text)
        column.addLayout(head)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        column.addWidget(self._bar)
        row.addLayout(column, 1)
        self.cancel = button(_("Cancel"), self._cancel)
        row.addWidget(self.cancel)
        self.hide()

    def follow(self, errand: Errand) -> None:
        self._errand = errand
        self._title.setText(errand.title)
        self._bar.setAccessibleName(errand.title)
        self._text.setText("")
        # no total yet: a bar that only says it is busy would move; it stands empty instead
        self._bar.setRange(0, 1)
        self._bar.setValue(0)
        self.cancel.setEnabled(True)
        errand.progressed.connect(self._progressed)
        errand.finished.connect(self._finished)
        self.show()

    def _progressed(self, done: int, total: int, text: str) -> None:
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        share = f"{done:,} / {total:,}" if total else ""
        self._text.setText(" · ".join(part for part in (text, share) if part))

    def _cancel(self) -> None:
        if self._errand is not None:
            self._errand.cancel()
        self.cancel.setEnabled(False)
        self._text.setText(_("Stopping; nothing half-done will stay."))

    def _finished(self) -> None:
        self._errand = None
        self.hide()
        self.ended.emit()
