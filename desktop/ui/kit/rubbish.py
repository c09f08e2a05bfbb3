"""Lets cyclic garbage be searched for in the window's thread alone."""

import gc

from PySide6.QtCore import QObject, QTimer

from desktop.services import pauses

_EVERY = 1_000
"""Milliseconds. Whoever works for a minute makes some thousand objects in circles."""


class Rubbish(QTimer):
    """The interpreter searches in whichever thread makes one object too many. A piece of a screen that a lane lets go
    takes its connections apart there, while the window takes the same apart: both wait for each other for ever, or the
    process falls. So no thread searches by itself any more, and this one does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent, interval=_EVERY)
        gc.set_threshold(0)
        self.timeout.connect(pauses.search_here)
        self.start()
