"""The frame of the first screens: one card in the middle, a way back, a refusal above, languages below."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError
from desktop.ui.kit.form import Form
from desktop.ui.kit.languages import language_row
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import button, label, note, title
from desktop.ui.kit.tokens import GAP, HUGE, MEDIUM, Tone

KEYPAD = Qt.KeyboardModifier.KeypadModifier


class Frame(QWidget):
    """Subclasses fill `body` and call `end_with` for the main button."""

    back_wished = Signal()
    language_chosen = Signal(str)

    FIRST = ""
    """The field one begins with."""

    def __init__(self, heading: str, sentence: str = "", *, width: int = 432, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form: Form | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        inner = QWidget()
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(HUGE, HUGE, HUGE, HUGE)
        outer.addStretch(2)
        card = self._card = QFrame()
        card.setProperty("card", True)
        card.setFixedWidth(width)
        # an alignment would forget that wrapped text grows with a smaller width
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(card)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)
        whole.addWidget(scrolling(inner), 1)
        languages = language_row(self.language_chosen.emit)
        languages.setContentsMargins(0, 0, 0, MEDIUM)
        whole.addLayout(languages)
        column = QVBoxLayout(card)
        column.setContentsMargins(HUGE, 20, HUGE, 20)
        column.setSpacing(MEDIUM)
        self.heading = title(heading)
        self.heading.setWordWrap(True)
        column.addWidget(self.heading)
        if sentence:
            column.addWidget(note(sentence, wrap=True))
        self._refusal = label(tone=Tone.BAD, wrap=True, select=True)
        self._refusal.hide()
        column.addWidget(self._refusal)
        self.body = QVBoxLayout()
        self.body.setSpacing(GAP)
        column.addLayout(self.body)

    def end_with(self, text: str, act: Callable[[], object], *, back: bool = True) -> None:
        self._main_text = text
        row = QHBoxLayout()
        row.setSpacing(GAP)
        self.main = button(text, act, main=True)
        row.addWidget(self.main)
        row.addStretch(1)
        if back:
            row.addWidget(self.way_back())
        self._row = row
        self.body.addLayout(row)

    def way_back(self) -> QPushButton:
        """A button, and Esc as everywhere."""
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.back_wished)
        return button(_("Back"), self.back_wished.emit, quiet=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # only now: taking the place of another page takes the focus away
        if self.form is not None and self.FIRST:
            self.form.focus_on(self.FIRST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button it is on, and the main one from any field."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() & ~KEYPAD:
            super().keyPressEvent(event)
            return
        focus = self.focusWidget()
        inside = isinstance(focus, QPushButton) and self._card.isAncestorOf(focus)
        pressed = focus if inside else getattr(self, "main", None)
        if pressed is not None and pressed.isEnabled():
            pressed.click()

    def add_button(self, text: str, act: Callable[[], object]) -> QPushButton:
        made = button(text, act)
        self._row.insertWidget(1, made)
        return made

    def refuse(self, error: OfficeError) -> None:
        """Under its field where it belongs to one, else above the fields."""
        self.set_busy(False)
        if self.form is None or not self.form.show_refusal(error):
            self._refusal.setText(f"✕ {error}")
            self._refusal.setAccessibleName(str(error))
            self._refusal.show()

    def clear_refusal(self) -> None:
        self._refusal.hide()
        if self.form is not None:
            self.form.clear_errors()

    def set_busy(self, busy: bool, text: str = "") -> None:
        self.main.setEnabled(not busy)
        self.main.setText(text if busy and text else self._main_text)
