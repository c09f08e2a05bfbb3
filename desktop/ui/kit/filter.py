"""The search line that hears what an input method is still composing, and the filters in force beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop.i18n import _
from desktop.ui.kit import theme
from desktop.ui.kit.icons import icon
from desktop.ui.kit.text import button, note, plain_action_text, set_tooltip


class SearchLine(QLineEdit):
    """`searched` comes at every keystroke, with the text as it would read if the composition ended now."""

    searched = Signal(str)
    down_pressed = Signal()
    submitted = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preedit = ""
        self._last = ""
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.textChanged.connect(lambda _text: self._say())

    @property
    def composing(self) -> bool:
        return bool(self._preedit)

    def query(self) -> str:
        """Committed text with the composition at the cursor; its marks between syllables (`he'q`) left out."""
        text, place = self.text(), self.cursorPosition()
        composed = self._preedit.replace("'", "").replace(" ", "").replace("\u2019", "")
        return text[:place] + composed + text[place:]

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # while composing these keys are the input method's; some platforms pass them on all the same
        if not self.composing:
            if event.key() == Qt.Key.Key_Down:
                self.down_pressed.emit()
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.submitted.emit()
                return
            if event.key() == Qt.Key.Key_Escape and self.text():
                self.clear()
                return
        super().keyPressEvent(event)

    def _say(self) -> None:
        # its picture is looked for on disk, and there is nothing to clear before
        if not self.isClearButtonEnabled():
            self.setClearButtonEnabled(True)
        query = self.query()
        if query != self._last:
            self._last = query
            self.searched.emit(query)


class Chip(QPushButton):
    """A filter in force; pressing it ends it."""

    removed = Signal(str)

    def __init__(self, key: str, text: str) -> None:
        super().__init__(plain_action_text(text))
        self.key = key
        self.setProperty("chip", True)
        self.setAutoDefault(False)
        self.setIcon(icon("x"))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.setAccessibleName(_("Without {filter}").format(filter=text))
        set_tooltip(self, self.accessibleName())
        self.clicked.connect(lambda _on=False: self.removed.emit(key))


class FilterBar(QWidget):
    """Search line, chips, Clear, and at the right how many there are."""

    searched = Signal(str)
    removed = Signal(str)
    cleared = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = SearchLine(hint)
        # where chips need the room the line gives way, but it never is too short for a name
        self.line.setMinimumWidth(theme.current().scale.body * 11)
        self.line.setMaximumWidth(theme.current().scale.body * 20)
        self.line.searched.connect(self.searched)
        self._chips: list[Chip] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.line, 100)
        self._clear = button(_("Clear"), self._clear_all, quiet=True)
        self._clear.hide()
        self._row.addWidget(self._clear)
        self._row.addStretch(1)
        self._count = note()
        self._row.addWidget(self._count)

    def show_filters(self, filters: Sequence[tuple[str, str]]) -> None:
        """(key, shown text) of each filter in force."""
        for chip in self._chips:
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [Chip(key, text) for key, text in filters]
        for chip in self._chips:
            chip.removed.connect(self.removed)
            self._row.insertWidget(self._row.indexOf(self._clear), chip)
        self._clear.setVisible(bool(self._chips))

    def add_widget(self, widget: QWidget) -> None:
        """A filter menu or a switch, right after the search line."""
        self._row.insertWidget(self._row.indexOf(self.line) + 1, widget)

    def lead_with(self, widget: QWidget) -> None:
        """Before the search line: what the search is narrowed from."""
        self._row.insertWidget(0, widget)

    def show_count(self, text: str) -> None:
        self._count.setText(text)

    @property
    def chips(self) -> tuple[Chip, ...]:
        return tuple(self._chips)

    def _clear_all(self) -> None:
        self.line.clear()
        self.cleared.emit()
