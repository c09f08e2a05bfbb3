"""A short list in a dialog whose Enter and Del are about its row and press no button of the dialog."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.ui.kit import theme

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowsList(QListWidget):
    row_entered = Signal(int)
    row_removed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("rows", True)
        self.setAccessibleName(name)
        self.itemDoubleClicked.connect(lambda _item: self.row_entered.emit(self.currentRow()))

    def add(self, words: str, key: object = None) -> None:
        item = QListWidgetItem(words)
        item.setSizeHint(QSize(0, theme.current().control_height))
        item.setData(Qt.ItemDataRole.UserRole, key)
        self.addItem(item)

    def fit(self, most: int, least: int = 1) -> None:
        """As tall as its rows, up to so many."""
        self.setFixedHeight(min(most, max(least, self.count())) * theme.current().control_height + 10)

    @property
    def key(self) -> object:
        item = self.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item is not None else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and event.modifiers() in (Qt.KeyboardModifier.NoModifier,
                                                           Qt.KeyboardModifier.KeypadModifier):  # fmt: skip
            if self.currentRow() >= 0:
                self.row_entered.emit(self.currentRow())
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.currentRow() >= 0:
            self.row_removed.emit(self.currentRow())
        else:
            super().keyPressEvent(event)
