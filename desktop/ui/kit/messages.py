"""What the program says: a bar on the page, a toast after a deed, and one dialog for our own faults."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QWidget

from desktop.i18n import _, _n
from desktop.rules.values import dataclass
from desktop.ui.kit import theme
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.text import IconLabel, button, icon_button, label, note, restyle, set_tooltip
from desktop.ui.kit.tokens import Tone

TONE_ICONS = {
    Tone.BAD: "circle-alert",
    Tone.WARN: "triangle-alert",
    Tone.GOOD: "circle-check",
    Tone.ACCENT: "info",
    Tone.NOTE: "info",
    Tone.PLAIN: "info",
}
TOAST_MILLISECONDS = 6000
LONGEST_LINE = 54
"""Of a toast, in widths of a Chinese character."""


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    tone: Tone = Tone.BAD
    action: str = ""
    act: Callable[[], object] | None = None
    key: str = ""
    """A later message under the same key replaces this one; without a key the text is the key."""


class MessageBar(QFrame):
    """Refusals and troubles until they are settled: one at a time; a link says how many more wait and shows the
    next."""

    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._messages: list[Message] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 4, 4)
        row.setSpacing(8)
        self._icon = IconLabel("circle-alert", "bad")
        self._text = label(wrap=True, select=True)
        self._more = button("", self.show_next, link=True)
        self._action = button("", self._act, link=True)
        self._close = icon_button("x", _("Close"), self.settle)
        row.addWidget(self._icon)
        row.addWidget(self._text, 1)
        for piece in (self._more, self._action, self._close):
            row.addWidget(piece)
        self.hide()

    def say(self, message: Message) -> None:
        key = message.key or message.text
        self._messages = [m for m in self._messages if (m.key or m.text) != key]
        self._messages.insert(0, message)
        self._show()

    def settle(self, key: str = "") -> None:
        """Takes away the message under `key`, or the one shown."""
        if key:
            self._messages = [m for m in self._messages if (m.key or m.text) != key]
        else:
            del self._messages[:1]
        self._show()
        if not self._messages:
            self.settled.emit()

    def show_next(self) -> None:
        """The one that waits longest, round and round; nothing is settled by it."""
        self._messages.append(self._messages.pop(0))
        self._show()

    def clear(self) -> None:
        self._messages.clear()
        self._show()

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(self._messages)

    def _show(self) -> None:
        self.setVisible(bool(self._messages))
        if not self._messages:
            return
        first, others = self._messages[0], len(self._messages) - 1
        restyle(self, "bar", first.tone.value)
        self._icon.show_icon(TONE_ICONS[first.tone], first.tone.value)
        self._text.setText(first.text)
        self.setAccessibleName(first.text)
        self._more.setText(_n("{n} more message", "{n} more messages", others).format(n=others))
        told = _n("{n} more message waits: show it", "{n} more messages wait: show the next", others)
        self._more.setAccessibleName(told.format(n=others))
        set_tooltip(self._more, self._more.accessibleName())
        self._more.setVisible(others > 0)
        self._action.setText(first.action)
        self._action.setAccessibleName(first.action)
        self._action.setVisible(bool(first.action))

    def _act(self) -> None:
        first = self._messages[0]
        self.settle()
        if first.act is not None:
            first.act()


class Toast(QFrame):
    """Says at the window's bottom that something was done, and offers to undo it; stays while pointed at."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("toast", True)
        self._undo: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        self._text = label()
        self._button = button(_("Undo"), self._undo_it)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        self.setMinimumHeight(48)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(TOAST_MILLISECONDS)
        self.timer.timeout.connect(self.hide)
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        # only while there is something to place: whoever listens is asked about every event of the window
        if (window := self.parentWidget()) is not None:
            window.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        if (window := self.parentWidget()) is not None:
            window.removeEventFilter(self)

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        self._undo = undo
        self._text.setText(text)
        self.setAccessibleName(text)
        self._button.setVisible(undo is not None)
        self.show()
        self.raise_()
        self._place()
        self.timer.start()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        self.timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self.timer.start()

    def _place(self) -> None:
        window = self.parentWidget()
        assert window is not None
        room = window.rect()
        self._text.setWordWrap(False)
        size = self.sizeHint()
        # a line that is read at a glance, and leaves the buttons of the page's sides free
        width = min(room.width() - 48, theme.current().scale.body * LONGEST_LINE)
        if size.width() > width:
            self._text.setWordWrap(True)
            size = QSize(width, max(self.heightForWidth(width), size.height()))
        self.resize(size)
        self.move((room.width() - size.width()) // 2, room.height() - size.height() - 48)

    def _undo_it(self) -> None:
        self.hide()
        self.timer.stop()
        if self._undo is not None:
            self._undo()


class FaultDialog(Dialog):
    """The one dialog for a mistake of ours; further faults are added to its text while it is open."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Something went wrong in the program"), parent)
        sentence = _("This is a mistake of the program, not yours. What was not saved yet is still on the screen.")
        self.body.addWidget(label(sentence, wrap=True))
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setAccessibleName(_("Text for support"))
        self._text.setTabChangesFocus(True)
        self._text.setMinimumSize(520, 180)
        self.body.addWidget(note(_("Text for support")))
        self.body.addWidget(self._text)
        self.set_main(_("Copy text"), self.copy)
        self.add_button(_("Close"), self.reject)

    def say(self, text: str) -> None:
        held = self._text.toPlainText()
        if not self.isVisible():
            self._text.setPlainText(text)
            self.open()
        elif text not in held:
            self._text.appendPlainText("\n" + text)

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())

    @property
    def text(self) -> str:
        return self._text.toPlainText()
