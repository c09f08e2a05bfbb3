"""The base of the settings' panels: headings, cards and rows that look alike, and one way to say what happened."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.filling import laid_out, row_of, tab_stops
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import note, section
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE


class Panel(QWidget):
    """TITLE is a message id, WORDS are message ids that the search finds it by; FEATURE is what it goes with when that
    is switched off."""

    TITLE = ""
    ICON = ""
    WORDS: tuple[str, ...] = ()
    FEATURE = ""
    WATCHES: frozenset[str] = frozenset()

    refused = Signal(object)
    said = Signal(str)
    undoable = Signal(str, object)
    """What was done, and what takes it back."""

    def __init__(self, desk: Desk, host: Any) -> None:
        super().__init__()
        self.desk, self.host = desk, host
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, WIDE)
        self.column.setSpacing(MEDIUM)
        self.build()
        self.column.addStretch(1)

    def build(self) -> None:
        """Fills `column`; called once."""

    def load(self) -> None:
        """Asks for what the panel shows; called when it comes into sight and when its topics changed."""

    def point_at(self, what: object) -> None:
        """Shows, or begins to do, one thing of this section; what it does not know it leaves alone."""

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._tab_as_seen()
        return super().event(event)

    def _tab_as_seen(self) -> None:
        """Rows that were filled in later are not the last that the Tab key comes to, but stand where they are seen."""
        stops = set(tab_stops(self))
        order = [widget for widget in laid_out(self.column) if widget in stops]
        for before, after in pairwise(order):
            QWidget.setTabOrder(before, after)

    def card(self, heading: str = "", sentence: str = "", act: QWidget | None = None) -> QVBoxLayout:
        """`act` is a button at the right of the heading: where a long list would hide it below."""
        frame = QFrame()
        frame.setProperty("card", True)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(WIDE, MEDIUM, WIDE, MEDIUM)
        inside.setSpacing(GAP)
        if act is not None:
            inside.addLayout(row_of(section(heading), 1, act))
        elif heading:
            inside.addWidget(section(heading))
        if sentence:
            inside.addWidget(note(sentence, wrap=True))
        self.column.addWidget(frame)
        return inside

    def do(self, verb: Callable[..., Any], *args: Any, said: str = "", done: Callable[[Any], object] | None = None,
           failed: Callable[[OfficeError], object] | None = None, **kwargs: Any) -> None:  # fmt: skip
        """One deed; `said` (shown text) is told afterwards."""

        def finished(result: Any) -> None:
            if done is not None:
                done(result)
            if said:
                self.said.emit(said)

        self.desk.do(verb, *args, done=finished, failed=failed or self.refused.emit, owner=self, **kwargs)


def shown_day(moment: Any) -> str:
    """A day of the record, as lists show it."""
    return day(local(moment).date()) if moment is not None else _("never")
