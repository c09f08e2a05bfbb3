"""The base of all pages: message bar on top, content or an empty state below, reloading when its topics change."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.errors import OfficeError, Unreachable
from desktop.ui.kit.actions import Action, make_qaction
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.messages import Message, MessageBar
from desktop.ui.kit.tokens import GAP, MEDIUM, WIDE, Tone

OUT_OF_REACH = "out of reach"
"""Key of the one message that the office does not answer, however many questions went without one."""


def scrolling(content: QWidget) -> QScrollArea:
    """For forms and files that may be taller than the window; they scroll instead of being squeezed."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    # Tab goes to what is in it, and what has the focus is scrolled into sight
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setProperty("through", True)
    content.setProperty("through", True)
    area.setWidget(content)
    held = content.layout().contentsMargins().right() if content.layout() is not None else 0
    area.verticalScrollBar().rangeChanged.connect(partial(leave_room, content, held))
    return area


def leave_room(content: QWidget, held: int, _low: int, high: int) -> None:
    """Between what scrolls and the scroll bar; without one the content ends where the page does."""
    layout = content.layout()
    if layout is not None:
        margins = layout.contentsMargins()
        margins.setRight(held + (GAP if high else 0))
        layout.setContentsMargins(margins)


class Page(QWidget):
    """Subclasses set TITLE, ICON, WATCHES, fill `content`, and override reload(), actions(), open() as needed."""

    TITLE = ""
    ICON = ""
    WATCHES: frozenset[str] = frozenset()
    OWN_HEAD = False
    """True while the page draws its own head (a client's file) instead of title, buttons and tabs."""

    head_changed = Signal()
    toast_requested = Signal(str, object)
    """A sentence about what was done, and a callable that undoes it or None."""
    moved = Signal(object)
    """Where in the page the user is now; history gives it back to open()."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.left = False
        self._stale = True
        self.bar = MessageBar()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(WIDE, MEDIUM, WIDE, MEDIUM)
        outer.setSpacing(MEDIUM)
        outer.addWidget(self.bar)
        self._stack = QStackedLayout()
        outer.addLayout(self._stack, 1)
        holder = QWidget()
        self.content = QVBoxLayout(holder)
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.setSpacing(MEDIUM)
        self._stack.addWidget(holder)
        self._empty: QWidget | None = None
        desk.changed.connect(self._on_changed)
        desk.returned.connect(self._on_returned)
        self.update_actions()

    # for subclasses

    def title(self) -> str:
        return _(self.TITLE)

    def actions_offered(self) -> Sequence[Action]:
        """At most two beside the main one get buttons, the rest goes under ⋯; what may never be done is left out."""
        return ()

    def reload(self) -> None:
        """Asks the desk for what the page shows; keeps focus, selection and scroll."""

    def open(self, argument: object) -> None:
        """Goes to something in this page, such as one client; None is the page's beginning."""

    def first_focus(self) -> QWidget | None:
        """Where keys go when the page is entered by keys; None is the first that takes them."""
        return None

    def client_at_hand(self) -> object | None:
        """The id of the client that the page is about now: what is begun from anywhere begins with it."""
        return None

    def draft(self) -> object | None:
        """What was typed and not saved, as plain values; None when there is nothing to keep."""
        return None

    def restore(self, draft: object) -> None:
        """Puts a draft back after the window was rebuilt."""

    def leave(self) -> None:
        """The page goes for good: answers still on their way are dropped."""
        self.left = True

    # shared behaviour

    def update_actions(self) -> None:
        """Call after anything that changes what is offered."""
        for old in self.actions():
            self.removeAction(old)
            old.deleteLater()
        for offered in self.actions_offered():
            if offered.keys:
                self.addAction(make_qaction(offered, self))
        self.head_changed.emit()

    def say(self, text: str, tone: Tone = Tone.BAD, key: str = "") -> None:
        self.bar.say(Message(text, tone, key=key))

    def refuse(self, error: OfficeError) -> None:
        self.say(str(error), key=OUT_OF_REACH if isinstance(error, Unreachable) else "")

    def show_empty(self, empty: QWidget) -> None:
        self.show_content()
        self._empty = empty
        self._stack.addWidget(empty)
        self._stack.setCurrentWidget(empty)

    def show_content(self) -> None:
        if self._empty is not None:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
        self._stack.setCurrentIndex(0)

    @property
    def empty(self) -> QWidget | None:
        return self._empty

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and not self.left:
            self._stale = False
            self.reload()

    def _on_returned(self) -> None:
        """The office answers again: what could not be asked meanwhile is asked now."""
        if any(message.key == OUT_OF_REACH for message in self.bar.messages):
            self.bar.settle(OUT_OF_REACH)
        self._renew()

    def _on_changed(self, topics: frozenset[str]) -> None:
        if self.WATCHES & topics:
            self._renew()

    def _renew(self) -> None:
        if self.left:
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True
