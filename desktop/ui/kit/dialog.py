"""The base of all dialogs: main button first at the left, Esc leaves, Ctrl+Enter does it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.rules.errors import OfficeError
from desktop.ui.kit.text import button, label, title
from desktop.ui.kit.tokens import Tone

SIDE = 24
FRAME = 48
"""Pixels that the window's own frame takes of the screen."""


class Dialog(QDialog):
    """Window-modal. Fill `body`, then set_main() and add_button(); show it with open()."""

    def __init__(self, heading: str, parent: QWidget | None = None, *, width: int = 432) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.setWindowTitle(heading)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SIDE, 16, SIDE, 16)
        outer.setSpacing(12)
        # a strut, because a minimum set on the dialog would silence those of its contents
        outer.addStrut(width)
        self.heading = title(heading)
        self.heading.setWordWrap(True)
        outer.addWidget(self.heading)
        self._refusal = label(tone=Tone.BAD, wrap=True, select=True)
        self._refusal.hide()
        outer.addWidget(self._refusal)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.addStretch(1)
        outer.addSpacing(4)
        outer.addLayout(self._row)
        self.main: QPushButton | None = None
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.press_main)

    def exec(self) -> int:
        raise RuntimeError("dialogs open with open(): nothing may block")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Qt opens a dialog on two thirds of the screen at most; what does not fit there would lie over each other
        self._grow()

    def _grow(self) -> None:
        """To what its words need at this width, as far as the screen goes."""
        layout = self.layout()
        assert layout is not None
        needed = min(layout.totalHeightForWidth(self.width()), self.screen().availableGeometry().height() - FRAME)
        if needed > self.height():
            self.resize(self.width(), needed)

    def set_main(self, text: str, clicked: Callable[[], object], icon_name: str = "") -> QPushButton:
        """`text` names the act. Enter presses it from any one-line field."""
        made = button(text, clicked, main=True, icon_name=icon_name)
        made.setAutoDefault(True)
        made.setDefault(True)
        self.main = made
        self._row.insertWidget(0, made)
        return made

    def add_button(self, text: str, clicked: Callable[[], object], icon_name: str = "") -> QPushButton:
        made = button(text, clicked, icon_name=icon_name)
        self._row.insertWidget(self._row.count() - 1, made)
        return made

    def press_main(self) -> None:
        if self.main is not None and self.main.isEnabled():
            self.main.click()

    def refuse(self, error: OfficeError | str) -> None:
        """Shows a refusal above the fields until the next attempt; `failed=dialog.refuse` is the usual way."""
        self._refusal.setText("✕ " + str(error))
        self._refusal.setAccessibleName(str(error))
        self.keep_whole(self._refusal)
        self._refusal.show()
        self.set_busy(False)
        if self.isVisible() and (layout := self.layout()) is not None:
            layout.activate()
            self._grow()

    def keep_whole(self, words: QLabel) -> None:
        """A minimum, or the dialog would squeeze a sentence of two lines out of sight instead of growing."""
        room = self.width() - self.contentsMargins().left() - 2 * SIDE
        words.setMinimumHeight(words.heightForWidth(room))

    def shrink(self) -> None:
        """To what is left, once a part was hidden for good."""
        if (layout := self.layout()) is not None:
            layout.activate()
        self.adjustSize()

    def clear_refusal(self) -> None:
        self._refusal.hide()

    @property
    def refusal(self) -> str:
        return self._refusal.text() if not self._refusal.isHidden() else ""

    def set_busy(self, busy: bool) -> None:
        """While the office is at work the main button waits; the rest stays usable."""
        if self.main is not None:
            self.main.setEnabled(not busy)
