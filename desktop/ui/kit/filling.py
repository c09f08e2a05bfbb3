"""Rows laid out by hand and filled anew: side by side, in two lines, emptied, and without losing the keyboard."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import GAP


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
    """For a method of a widget that fills rows anew: the keyboard stays with the row's like, or else at its place."""

    @wraps(fill)
    def filling(panel: Any, *args: Any) -> None:
        # of the window, also while a dialog stands before it
        held = panel.window().focusWidget()
        stops = tab_stops(panel)
        fill(panel, *args)
        if held is None or held not in stops or not _put_away(held):
            return
        there = tab_stops(panel)
        like = [one for one in there if _spoken(one) == _spoken(held)]
        if like or there:
            found = like[0] if like else there[min(stops.index(held), len(there) - 1)]
            # its turn to be shown comes later, and what is not shown takes no focus
            found.show()
            found.setFocus()

    return filling


def laid_out(layout: QLayout) -> Iterator[QWidget]:
    """The widgets of a layout, from above and from the left."""
    for number in range(layout.count()):
        item = layout.itemAt(number)
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            inner = widget.layout()
            yield widget
        if inner is not None:
            yield from laid_out(inner)


def tab_stops(panel: QWidget) -> list[QWidget]:
    """Where the Tab key stops."""
    tabbed = Qt.FocusPolicy.TabFocus
    return [one for one in panel.findChildren(QWidget) if one.focusPolicy() & tabbed and not _put_away(one)]


def _put_away(widget: QWidget) -> bool:
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def _spoken(widget: QWidget) -> str:
    return widget.accessibleName() or str(widget.property("text") or "")
