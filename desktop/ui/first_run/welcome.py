"""The three ways to begin: the sample office, a new office, or joining one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.first_run.frame import Frame
from desktop.ui.kit.icons import LARGE_ICON
from desktop.ui.kit.text import IconLabel, button, label, note
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE


class Welcome(Frame):
    sample_wished = Signal()
    new_wished = Signal()
    join_wished = Signal()

    def __init__(self, *, back: bool = False, parent: QWidget | None = None) -> None:
        """`back` offers the way back to the offices already joined."""
        super().__init__(_("Welcome to Clientele"), _("How would you like to begin?"), width=640, parent=parent)
        self.ways = [
            self._way("eye", _("Look around"), _("A sample restaurant with invented clients. Remove it in one click."),
                      _("Open the sample office"), self.sample_wished, main=True),
            self._way("building-2", _("Found an office"), _("You are its first admin and say where its data lies."),
                      _("New office…"), self.new_wished),
            self._way("link", _("Join an office"), _("You have an invitation file and its code."),
                      _("Join…"), self.join_wished),
        ]  # fmt: skip
        self._busy = note()
        self._busy.hide()
        self.body.addWidget(self._busy)
        if back:
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(self.way_back())
            self.body.addLayout(row)

    def set_busy(self, busy: bool, text: str = "") -> None:
        if busy:
            # or it would pass to the languages, and a second Enter would change them
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        for way in self.ways:
            way.setEnabled(not busy)
        self._busy.setText(text)
        self._busy.setVisible(busy and bool(text))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.ways[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _way(self, icon: str, heading: str, sentence: str, act: str, wish: Signal, *, main: bool = False) -> QWidget:
        frame = QFrame()
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, GAP, 0, GAP)
        row.setSpacing(WIDE)
        row.addWidget(IconLabel(icon, "accent", LARGE_ICON))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(heading, role="strong"))
        words.addWidget(note(sentence, wrap=True))
        row.addLayout(words, 1)
        row.addSpacing(MEDIUM)
        press = button(act, wish.emit, main=main)
        press.setAutoDefault(True)
        row.addWidget(press)
        self.body.addWidget(frame)
        return press
