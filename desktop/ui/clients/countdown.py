"""Shows how long an opened level 3 section stays open, and says when its time is over."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desktop.i18n import _
from desktop.ui.kit.text import note

OPEN_SECONDS = 60


class Countdown(QWidget):
    ran_out = Signal()
    """Comes again every second until stop(): whoever is busy may wait."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seconds = 0
        self._words = note()
        self._track = QProgressBar()
        self._track.setTextVisible(False)
        self._track.setRange(0, OPEN_SECONDS)
        self._track.setFixedWidth(96)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addWidget(self._track)
        self._clock = QTimer(self)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self.pass_time)
        self.hide()

    def start(self) -> None:
        self.seconds = OPEN_SECONDS
        self._clock.start()
        self._show()

    def stop(self) -> None:
        self._clock.stop()
        self._show()

    def pass_time(self, seconds: int = 1) -> None:
        self.seconds = max(0, self.seconds - seconds)
        self._show()
        if not self.seconds:
            self.ran_out.emit()

    def _show(self) -> None:
        self.setVisible(self._clock.isActive())
        self._track.setValue(self.seconds)
        self._words.setText(_("Hidden again in {n} s").format(n=self.seconds))
        self._track.setAccessibleName(self._words.text())
