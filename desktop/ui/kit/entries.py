"""The single fields of forms: text, numbers, dates, choices, yes or no, long text, and the locked field."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from desktop.i18n import _
from desktop.ui.kit.text import Elided, IconLabel, button, set_tooltip
from desktop.ui.kit.tokens import Tone

HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {ord("。"): ".", 0x3000: " "}
"""Full-width forms as an input method leaves them, one for one."""


def half_width(text: str) -> str:
    """`１３８` → `138`; the length stays, so the cursor keeps its place."""
    return text.translate(HALF_WIDTH)


class TextEntry(QLineEdit):
    """One line of text."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.textEdited.connect(lambda _text: self.edited.emit())

    def value(self) -> str:
        return self.text()

    def set_value(self, value: object) -> None:
        self.setText("" if value is None else str(value))
        # a long value shows its beginning
        self.setCursorPosition(0)


class NumberEntry(TextEntry):
    """Digits as they come; full-width ones become plain, never while an input method is still composing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._changing = False
        super().__init__(parent)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferNumbers)
        self.textChanged.connect(self._narrow)

    def _narrow(self, text: str) -> None:
        narrow = half_width(text)
        if narrow != text:
            place = self.cursorPosition()
            self.setText(narrow)
            self.setCursorPosition(place)

    def value(self) -> str:
        return self.text().strip()


class LongEntry(QPlainTextEdit):
    """Several lines; Tab leaves the field."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None, lines: int = 3) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.textChanged.connect(self.edited)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 18)

    def value(self) -> str:
        return self.toPlainText()

    def set_value(self, value: object) -> None:
        self.blockSignals(True)
        self.setPlainText("" if value is None else str(value))
        self.blockSignals(False)


class Choice(QComboBox):
    """One of several. The wheel changes it only while it has the focus; letters jump by pinyin initials."""

    edited = Signal()

    def __init__(
        self,
        choices: Sequence[tuple[object, str]] = (),
        parent: QWidget | None = None,
        *,
        initials: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__(parent)
        self._initials = initials or str.lower
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMaxVisibleItems(14)
        self.offer(choices)
        self.activated.connect(lambda _number: self.edited.emit())

    def offer(self, choices: Sequence[tuple[object, str]]) -> None:
        held = self.value()
        self.clear()
        for value, text in choices:
            self.addItem(text, value)
        self.set_value(held)

    def value(self) -> object:
        return self.currentData()

    def set_value(self, value: object) -> None:
        for number in range(self.count()):
            if self.itemData(number) == value:
                self.setCurrentIndex(number)
                return
        # a value that is offered no longer must not turn into another one
        self.setCurrentIndex(-1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if len(typed) == 1 and typed.isalnum() and not event.modifiers():
            self._jump(typed.lower())
            return
        super().keyPressEvent(event)

    def _jump(self, letter: str) -> None:
        start = self.currentIndex()
        for step in range(1, self.count() + 1):
            number = (start + step) % self.count()
            if self._initials(self.itemText(number)).startswith(letter):
                self.setCurrentIndex(number)
                self.edited.emit()
                return


class YesNo(QCheckBox):
    """A box that is ticked or not; its label stands beside it."""

    edited = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.setAccessibleName(text)
        self.clicked.connect(lambda _on: self.edited.emit())

    def value(self) -> bool:
        return self.isChecked()

    def set_value(self, value: object) -> None:
        self.setChecked(bool(value))


class Spin(QSpinBox):
    """A whole number with bounds, for settings; arrows on the keyboard step it, the wheel only with the focus."""

    edited = Signal()

    def __init__(self, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setMinimumWidth(72)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # told to show no buttons, the styled box would leave its text one pixel; the sheet takes their width instead
        self.lineEdit().setTextMargins(8, 0, 8, 0)
        self.lineEdit().textEdited.connect(lambda _text: self.edited.emit())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def set_value(self, value: object) -> None:
        self.setValue(int(str(value)))


class LockedEntry(QFrame):
    """Stands where a hidden value would be: as wide as the field, and the same whether there is a value or not."""

    why_requested = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("locked", True)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 2, 0)
        row.setSpacing(6)
        row.addWidget(IconLabel("lock"))
        # who can help may have a long name; the tooltip has all of it
        said = Elided(text)
        said.setProperty("tone", Tone.NOTE.value)
        # as wide as its words where there is room
        said.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.addWidget(said, 1)
        self.why = button(_("Why"), self.why_requested.emit, link=True)
        self.why.setFlat(True)
        row.addWidget(self.why)
        self.setFocusProxy(self.why)
        self.setAccessibleName(text)
        set_tooltip(self, text)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.why.setFocus(event.reason())
