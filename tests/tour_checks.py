"""What holds on every page and in every dialog: names for screen readers, plain text only, and no word cut off."""

import re

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
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


class Strays(QObject):
    """Hears of pieces that show themselves before they have a place: as windows of their own, for a moment."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # a million others come by, whose type would be asked for in vain
        if isinstance(event, QShowEvent) and isinstance(watched, QWidget) and watched.isWindow():
            kind = watched.windowFlags() & Qt.WindowType.WindowType_Mask
            if kind in (Qt.WindowType.Widget, Qt.WindowType.Window) and not isinstance(watched, QMainWindow):
                self.found.append(f"shown as a window of its own: {_which(watched)}")
        return False


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
    return found


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
