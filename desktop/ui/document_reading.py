"""Reads filed documents for their words in the background, so that they are found by them (DO-1)."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import page_reading
from desktop.services.document_process import Reader
from desktop.ui.kit.desk import Desk, Errand

FIRST = 8_000
"""Milliseconds after a start: first the person, then what waits."""
SOON = 2_000
"""Milliseconds after something was filed: several files in a row are read in one go."""
ANEW = 6 * 3_600_000
"""Milliseconds between two looks whether the index lags behind, as it does after a change of keys or a move."""
TOPIC = "document_texts"
"""Told where words of documents have become known: who shows how they stand asks again."""


class DocumentReading(QObject):
    """Lives as long as its desk, one errand at a time, in a process of low priority. What breaks off is gone on with at
    the next go, here or at another workstation."""

    def __init__(self, desk: Desk, reader: Reader | None = None) -> None:
        super().__init__(desk)
        self.desk, self.reader = desk, reader or Reader(gives_way=True)
        self._running: Errand | None = None
        self._again = False
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.read)
        self._anew = QTimer(self, interval=ANEW)
        self._anew.timeout.connect(self.catch_up)
        desk.changed.connect(self._changed)

    def start(self) -> None:
        QTimer.singleShot(FIRST, self, self.catch_up)
        self._anew.start()

    def read(self) -> None:
        """What waits to be read."""
        self._begin(_("Reading documents"), page_reading.read_waiting, self.reader)

    def catch_up(self) -> None:
        """The index first, then what waits."""
        self._again = True
        self._begin(_("Bringing the index of documents up to date"), page_reading.catch_up)

    def _changed(self, topics: frozenset[str]) -> None:
        if "documents" in topics:
            self._soon.start()

    def _begin(self, title: str, verb: Callable[..., Any], *given: Any) -> None:
        may = any(self.desk.person.may(right) for right in (Right.FILE_DOCUMENTS, Right.REVISE_DOCUMENTS))
        if not may or self.desk.office.settings["moved_to"]:
            return
        if self._running is not None:
            self._again = True
            return
        self._running = self.desk.errand(title, verb, *given, done=self._told, failed=_next_time, owner=self)
        self._running.finished.connect(self._finished)

    def _told(self, found: Any) -> None:
        if found if isinstance(found, int) else found.read + found.empty + found.failed:
            self.desk.publish(frozenset({TOPIC}))

    def _finished(self) -> None:
        self._running = None
        if self._again:
            self._again = False
            self._soon.start()


def _next_time(_refusal: OfficeError) -> None:
    """What can't be read now waits, and whether the office can be reached is said elsewhere."""
