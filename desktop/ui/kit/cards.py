"""The pieces a file or an overview is made of: cards, facts with their source, and rows that can be opened."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit import theme
from desktop.ui.kit.actions import Action, make_button, make_menu, open_below
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.page import leave_room
from desktop.ui.kit.text import IconLabel, button, icon_button, label, note, section
from desktop.ui.kit.tokens import MEDIUM, WIDE, Tone

OVERHANG = 12
# the quiet buttons of the heading reach into the padding, so that their words end where the values do
CARD_MARGINS = (WIDE, MEDIUM - 4, WIDE - OVERHANG, MEDIUM)


def card_head(heading: str) -> QHBoxLayout:
    """As tall without buttons as with them: headings stand level side by side, and don't move while editing."""
    head = QHBoxLayout()
    head.setSpacing(8)
    head.addStrut(theme.current().control_height)
    head.addWidget(section(heading))
    head.addStretch(1)
    return head


class Scroll(QScrollArea):
    """Scrolls its column up and down, never sideways."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.inner = QWidget()
        self.inner.setProperty("page", True)
        self.setWidget(self.inner)
        self.verticalScrollBar().rangeChanged.connect(partial(leave_room, self.inner, 0))


class Card(QFrame):
    """A titled card. `show_values` rebuilds the body only when what it shows has changed, so no focus is lost."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(heading)
        self._shown: object = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*CARD_MARGINS)
        outer.setSpacing(4)
        self._head = card_head(heading)
        outer.addLayout(self._head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, OVERHANG, 0)
        self.body.setSpacing(8)
        outer.addLayout(self.body)

    def add_button(self, text: str, act: Callable[[], object], icon_name: str = "plus") -> QWidget:
        made = button(text, act, quiet=True, icon_name=icon_name)
        self._head.addWidget(made)
        return made

    def changed(self, shown: object) -> bool:
        """Whether the body must be built anew; empties it if so."""
        if shown == self._shown:
            return False
        self._shown = shown
        empty(self.body)
        return True

    def say_nothing(self, text: str) -> None:
        self.body.addWidget(note(text, wrap=True))


class Hatched(QFrame):
    """Ground of what nobody has confirmed yet: hatched, so that it reads without colour too."""

    def paintEvent(self, event: QPaintEvent) -> None:
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("edge"), look.colours.outline, Qt.PenStyle.DashLine))
        painter.setBrush(look.colour("surface"))
        room = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(room, 6, 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(look.colour("line"), Qt.BrushStyle.BDiagPattern))
        # a margin of hatching at the left: behind the words it would make them hard to read
        painter.drawRoundedRect(QRectF(3, 3, 10, room.height() - 5), 3, 3)


HATCHED = 20
"""Left padding of a hatched ground; its value stands where those of others do."""


def fact(name: str, text: str, source: str = "", *, warn: bool = False, waiting: str = "",
         menu: Callable[[], Sequence[Action]] | None = None, act: Action | None = None) -> QWidget:  # fmt: skip
    """A named value with its source below. `waiting` is the word of a value that nobody has confirmed, or not again;
    `act` is what it asks for."""
    made = Hatched() if waiting else QFrame()
    row = QHBoxLayout(made)
    inset = HATCHED if waiting else 0
    row.setContentsMargins(inset, 5, 0, 5)
    row.setSpacing(8)
    lead = QWidget()
    lead.setFixedWidth(lead_width() - inset)
    words = QHBoxLayout(lead)
    words.setContentsMargins(0, 1, 0, 0)
    words.setSpacing(6)
    if warn:
        mark = IconLabel("triangle-alert", Tone.BAD.value)
        mark.setFixedHeight(theme.current().text_height(theme.current().scale.note))
        words.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    words.addWidget(note(name, tone=Tone.BAD if warn else Tone.NOTE, wrap=True), 1, Qt.AlignmentFlag.AlignTop)
    row.addWidget(lead, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(2)
    value = label(text, role="strong" if warn else "", wrap=True, select=True)
    value.setAccessibleName(f"{name}: {text}")
    column.addWidget(value)
    below = QHBoxLayout()
    below.setSpacing(8)
    if waiting:
        below.addWidget(Tag(waiting, Tone.WARN, "clock"), 0, Qt.AlignmentFlag.AlignTop)
    if source:
        below.addWidget(note(source, wrap=True), 1)
    column.addLayout(below)
    if act is not None:
        asks = make_button(act)
        asks.setAccessibleName(f"{asks.text()}: {name}")
        column.addWidget(asks, 0, Qt.AlignmentFlag.AlignLeft)
    row.addLayout(column, 1)
    if menu is not None:
        row.addWidget(menu_dots(name, menu), 0, Qt.AlignmentFlag.AlignVCenter)
    return made


def line(first: str, text: str, below: str = "", *, act: Callable[[], object] | None = None,
         menu: Callable[[], Sequence[Action]] | None = None, tag: QWidget | None = None) -> QWidget:  # fmt: skip
    """One row: a note at the left, the thing (a link if it opens something) and its tag, a note below, a menu at the
    right."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    lead = note(first, wrap=True)
    lead.setFixedWidth(lead_width())
    row.addWidget(lead, 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(0)
    if act is not None:
        made_link = button(text, act, link=True)
        made_link.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        made_link.setStyleSheet("QPushButton { padding: 0; text-align: left; min-height: 20px; }")
        thing: QWidget = made_link
    else:
        thing = label(text, wrap=True, select=True)
    if tag is None:
        column.addWidget(thing)
    else:
        words_wrap = bool(text) and act is None
        beside = QHBoxLayout()
        beside.setSpacing(8)
        if text:
            beside.addWidget(thing, 1 if words_wrap else 0)
        beside.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
        if not words_wrap:
            beside.addStretch(1)
        column.addLayout(beside)
    if below:
        column.addWidget(note(below, wrap=True))
    # beside a menu the row is taller than one line of text
    column.addStretch(1)
    row.addLayout(column, 1)
    if menu is not None:
        row.addWidget(menu_dots(text or first, menu), 0, Qt.AlignmentFlag.AlignTop)
    lead.setContentsMargins(0, 1, 0, 0)
    return made


def empty(layout: QLayout) -> None:
    """Takes everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
            inner.deleteLater()


def lead_width() -> int:
    return theme.current().scale.body * 8


def menu_dots(name: str, actions: Callable[[], Sequence[Action]]) -> QWidget:
    made = icon_button("ellipsis", name)
    made.clicked.connect(lambda _on=False: open_below(make_menu(actions(), made), made))
    return made
