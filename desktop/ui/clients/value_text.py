"""A value as text that can be selected, with a menu that leads to its history."""

from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QLabel

from desktop.i18n import N_
from desktop.ui.kit.actions import Action, make_menu
from desktop.ui.kit.tokens import Tone


class Value(QLabel):
    history_requested = Signal(str)
    review_requested = Signal(str)
    """What a reviewer does with it: accept, correct, refuse."""
    origin_requested = Signal(str, object)
    """The field whose value's origin is wanted, and where a tip is to show it; None where it was chosen in the menu."""

    def __init__(self, name: str, text: str, known: bool) -> None:
        super().__init__()
        self._name, self._known, self._review, self._origin = name, known, False, False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(True)
        self.setProperty("tone", (Tone.PLAIN if known else Tone.NOTE).value)
        flags = Qt.TextInteractionFlag
        if known:
            self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)

    def offer_review(self) -> None:
        """Whoever looks may review it; without a text it takes the focus too, so that the menu can be reached."""
        self._review = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer_origin(self) -> None:
        """Where it came from is told when it is pointed at, or asked for: by keys it is reached as any entry."""
        if self._known:
            self._origin = True
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def event(self, event: QEvent) -> bool:
        if self._origin and isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self.origin_requested.emit(self._name, event.globalPos())
            return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def open_menu(self, place: QPoint) -> None:
        actions: list[Action] = []
        if self._known:
            actions.append(Action("copy", N_("Copy"), self._copy, "copy"))
        if self._review:
            for verb, words, mark in (("accept", N_("Confirm"), "circle-check"), ("correct", N_("Correct…"), "pencil"),
                                      ("refuse", N_("Refuse…"), "ban")):  # fmt: skip
                actions.append(Action(verb, words, partial(self.review_requested.emit, verb), mark))
        if self._origin:
            ask = lambda: self.origin_requested.emit(self._name, None)  # noqa: E731
            actions.append(Action("origin", N_("Where is this from?"), ask, "info"))
        actions.append(Action("history", N_("History of this field"), self._ask_history, "history"))
        menu = make_menu(actions, self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.selectedText() or self.text())

    def _ask_history(self) -> None:
        self.history_requested.emit(self._name)
