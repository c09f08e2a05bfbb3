"""Tells when nobody has touched keyboard or mouse for so many minutes."""

import time

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

PREFERENCE = "lock_minutes"  # of this workstation
CHOICES = (5, 10, 15, 30, 60, 0)  # minutes; 0 for never
USUAL = 10
TOUCHES = frozenset({QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
                     QEvent.Type.TouchBegin, QEvent.Type.TabletPress})  # fmt: skip


class Idle(QObject):
    """Listens at the windows that get the focus, not at the application, where every event of every widget passes."""

    reached = Signal()

    def __init__(self, app: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit = 0.0
        self._touch()
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self.look)
        app.focusWindowChanged.connect(self._listen)
        self._listen(app.focusWindow())

    def watch(self, minutes: float) -> None:
        """From now on `reached` comes after so many minutes without a touch, once; 0 stops it."""
        self._limit = minutes * 60
        self._touch()
        self._clock.stop()
        if self._limit:
            self._clock.start(int(self._limit * 1000))

    def look(self) -> None:
        """Says so if the time is over, else comes again when it will be."""
        if not self._limit:
            return
        if self._over():
            self.reached.emit()
        else:
            self._clock.start(int(self._rest() * 1000) + 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in TOUCHES:
            if self._over():
                # the touch that wakes a computer is the first of whoever opened it, not the last of who left
                self.reached.emit()
                return True
            self._touch()
        return False

    def _touch(self) -> None:
        self._touched, self._touched_at = time.monotonic(), time.time()

    def _over(self) -> bool:
        return bool(self._limit) and self._rest() <= 0

    def _rest(self) -> float:
        """Seconds left. The monotonic clock stands still while some systems sleep, the wall clock may be set back."""
        return self._limit - max(time.monotonic() - self._touched, time.time() - self._touched_at)

    def _listen(self, window: QWindow | None) -> None:
        if window is not None:
            # a window that is listened to already is not listened to twice
            window.installEventFilter(self)
            if not self._over():
                self._touch()
