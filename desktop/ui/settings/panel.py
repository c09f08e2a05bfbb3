"""The base of the settings' panels: headings, cards and rows that look alike, and one way to say what happened."""

from collections.abc import Callable, Iterator
from functools import wraps
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import label, note, section
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
        stops = set(_stops(self))
        order = [widget for widget in _laid_out(self.column) if widget in stops]
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


def row_of(*pieces: QWidget | int) -> QHBoxLayout:
    """Widgets side by side; a number is a stretch."""
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for piece in pieces:
        if isinstance(piece, int):
            row.addStretch(piece)
        else:
            row.addWidget(piece)
    return row


def two_lines(text: str, detail: str, after: str = "") -> QVBoxLayout:
    """`after` stands behind the text, which is then the name of somebody."""
    lines = QVBoxLayout()
    lines.setSpacing(0)
    if after:
        first = row_of(label(text, role="strong"), label(after, wrap=True))
        first.setStretch(1, 1)
        lines.addLayout(first)
    else:
        lines.addWidget(label(text, wrap=True))
    if detail:
        lines.addWidget(note(detail, wrap=True))
    return lines


def empty_out(layout: QLayout) -> None:
    """Takes everything out of a layout that is filled anew."""
    while layout.count():
        item = layout.takeAt(0)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty_out(inner)


def keeping_focus(fill: Callable[..., None]) -> Callable[..., None]:
    """For a method of a panel that fills rows anew: the keyboard stays with the row's like, or else at its place."""

    @wraps(fill)
    def filling(panel: Panel, *args: Any) -> None:
        # of the window, also while a dialog stands before it
        held = panel.window().focusWidget()
        stops = _stops(panel)
        fill(panel, *args)
        if held is None or held not in stops or not _put_away(held):
            return
        there = _stops(panel)
        like = [one for one in there if _spoken(one) == _spoken(held)]
        if like or there:
            found = like[0] if like else there[min(stops.index(held), len(there) - 1)]
            # its turn to be shown comes later, and what is not shown takes no focus
            found.show()
            found.setFocus()

    return filling


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout, from above and from the left."""
    for number in range(layout.count()):
        item = layout.itemAt(number)
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            inner = widget.layout()
            yield widget
        if inner is not None:
            yield from _laid_out(inner)


def _stops(panel: QWidget) -> list[QWidget]:
    """Where the Tab key stops."""
    tabbed = Qt.FocusPolicy.TabFocus
    return [one for one in panel.findChildren(QWidget) if one.focusPolicy() & tabbed and not _put_away(one)]


def _put_away(widget: QWidget) -> bool:
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def _spoken(widget: QWidget) -> str:
    return widget.accessibleName() or str(widget.property("text") or "")


def shown_day(moment: Any) -> str:
    """A day of the record, as lists show it."""
    return day(local(moment).date()) if moment is not None else _("never")
