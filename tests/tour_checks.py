"""What holds on every page and in every dialog: names for screen readers, plain text only, and no word cut off."""

import re
from typing import Any, Self

from PySide6.QtCore import QLoggingCategory, QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QPushButton,
    QScrollArea,
    QTabBar,
    QWidget,
)

from desktop.ui.kit.text import Elided, IconLabel

# what `tooltip()` makes of any text: escaped, in one known tag
ESCAPED = re.compile(r"<span>[^<]*(<br>[^<]*)*</span>")

PLACELESS = (Qt.WindowType.Widget, Qt.WindowType.Window)


class Strays:
    """Hears of pieces that show themselves before they have a place: as windows of their own, for a moment.

    Qt says itself when it shows a window; a filter over all that happens would be asked a million times."""

    CATEGORY = "qt.widgets.showhide"
    # with all that comes before, of pieces inside windows
    SHOWN = " to true via QWidgetWindow::setNativeWindowVisibility"

    def __init__(self) -> None:
        self.found: list[str] = []
        self._others: Any = None

    def __enter__(self) -> Self:
        self._others = qInstallMessageHandler(self._heard)
        QLoggingCategory.setFilterRules(f"{self.CATEGORY}=true")
        # what another Qt says in other words would never be heard
        stray = QLabel("by itself")
        stray.show()
        stray.hide()
        stray.deleteLater()
        if not self.found:
            raise RuntimeError("Qt no longer says when it shows a window")
        self.found.clear()
        return self

    def __exit__(self, *_fault: object) -> None:
        QLoggingCategory.setFilterRules("")
        qInstallMessageHandler(self._others)

    def _heard(self, kind: QtMsgType, context: QMessageLogContext, said: str) -> None:
        if context.category != self.CATEGORY:
            if self._others is not None:
                self._others(kind, context, said)
        elif said.endswith(self.SHOWN):
            self.found += [f"shown as a window of its own: {_which(top)}" for top in QApplication.topLevelWidgets()
                           if top.isVisible() and not isinstance(top, QMainWindow)
                           and top.windowFlags() & Qt.WindowType.WindowType_Mask in PLACELESS]  # fmt: skip


def faults(shown: QWidget) -> list[str]:
    """Everything wrong with what is visible there, each named so that it can be found."""
    found = []
    for piece in shown.findChildren(QWidget):
        if not piece.isVisible():
            continue
        if piece.toolTip() and not ESCAPED.fullmatch(piece.toolTip()):
            found.append(f"tooltip that may be read as markup: {_which(piece)}")
        if _takes_keys(piece) and not _name(piece):
            found.append(f"no accessible name: {_which(piece)}")
        if isinstance(piece, QLabel):
            found += _label(piece)
        if isinstance(piece, QPushButton) and piece.sizeHint().width() > piece.width() + 1:
            found.append(f"button cut off: {_which(piece)}")
        if isinstance(piece, QTabBar):
            found += _tabs(piece)
    return found


def _tabs(bar: QTabBar) -> list[str]:
    """Words that have less room than they ask for; Qt makes tabs narrower before it tells anybody."""
    cut = [n for n in range(bar.count()) if bar.isTabVisible(n) and bar.tabRect(n).width() < bar.tabSizeHint(n).width()]
    return [f"tab cut off: {bar.tabText(n)} in {_which(bar)}" for n in cut if not bar.usesScrollButtons()]


def _label(piece: QLabel) -> list[str]:
    if piece.textFormat() != Qt.TextFormat.PlainText:
        return [f"label that may be read as markup: {_which(piece)}"]
    if isinstance(piece, Elided | IconLabel) or not piece.text():
        return []
    if piece.wordWrap():
        cut = piece.heightForWidth(piece.width()) > piece.height() + 1
    else:
        cut = piece.sizeHint().width() > piece.width() + 1
    return [f"words cut off: {_which(piece)}"] if cut else []


def _takes_keys(piece: QWidget) -> bool:
    """Reached by Tab, and not a part of Qt's own inside another widget."""
    inside = piece.parentWidget()
    own = isinstance(inside, QLineEdit | QTabBar | QMenu) or (isinstance(piece, QScrollArea) and not piece.widget())
    return bool(piece.focusPolicy().value & Qt.FocusPolicy.TabFocus.value) and piece.isEnabled() and not own


def _name(piece: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(piece)
    return interface.text(QAccessible.Text.Name).strip() if interface is not None else piece.accessibleName()


def _which(piece: QWidget) -> str:
    text = piece.text() if isinstance(piece, QLabel | QAbstractButton | QLineEdit) else ""
    above = type(piece.parentWidget()).__name__ if piece.parentWidget() else ""
    return f"{type(piece).__name__} “{text or piece.accessibleName()}” in {above}"
