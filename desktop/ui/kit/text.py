"""The only place that makes labels, so that text from outside is never read as markup."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop.ui.kit.icons import SMALL_ICON, icon, pixmap
from desktop.ui.kit.tokens import Tone


def label(
    text: str = "", *, role: str = "", tone: Tone = Tone.PLAIN, wrap: bool = False, select: bool = False
) -> QLabel:
    """A plain text label. `role`: note, section, page, figure, strong or nothing for body text."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    made.setProperty("role", role)
    made.setProperty("tone", tone.value)
    if select:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


def note(text: str = "", *, tone: Tone = Tone.NOTE, wrap: bool = False) -> QLabel:
    return label(text, role="note", tone=tone, wrap=wrap)


def section(text: str = "") -> QLabel:
    return label(text, role="section")


def title(text: str = "") -> QLabel:
    return label(text, role="page")


def figure(text: str = "", *, tone: Tone = Tone.PLAIN) -> QLabel:
    return label(text, role="figure", tone=tone)


class Elided(QLabel):
    """One line that may be shortened: addresses, notes. Never names, allergies, amounts, deadlines."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.say(text)

    def say(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        set_tooltip(self, text)

    def minimumSizeHint(self) -> QSize:
        return QSize(48, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.contentsRect()
        shown = elide(self.text(), self.fontMetrics(), room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


def elide(text: str, metrics: QFontMetrics, width: int) -> str:
    return metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, width)


def set_tooltip(widget: QWidget, text: str) -> None:
    widget.setToolTip(tooltip(text))


def tooltip(text: str) -> str:
    """Tooltips guess whether they are markup; escaped inside one known tag there is nothing to guess."""
    # the library's html knows two thousand names of characters; a start does not need one
    marks = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    return f"<span>{marks.replace(chr(10), '<br>')}</span>" if text else ""


def plain_action_text(text: str) -> str:
    """For menus and buttons, where & marks a key."""
    return text.replace("&", "&&")


def set_tone(widget: QWidget, tone: Tone, name: str = "tone") -> None:
    restyle(widget, name, tone.value)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet looks at; without polishing anew nothing would be seen."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    # one that was never shown is polished when it is
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(
    text: str,
    clicked: Callable[[], object] | None = None,
    *,
    icon_name: str = "",
    main: bool = False,
    quiet: bool = False,
    link: bool = False,
) -> QPushButton:
    made = QPushButton(plain_action_text(text))
    made.setAccessibleName(text)
    # Enter belongs to the dialog's main button, which sets this itself
    made.setAutoDefault(False)
    for name, value in (("main", main), ("quiet", quiet), ("link", link)):
        made.setProperty(name, value)
    if icon_name:
        made.setIcon(icon(icon_name, "on_accent" if main else "ink2"))
        made.setIconSize(QSize(SMALL_ICON + 4, SMALL_ICON))
    _connect(made, clicked)
    return made


def icon_button(name: str, text: str, clicked: Callable[[], object] | None = None) -> QToolButton:
    """Without a word; only for search, close, print, undo, lock and ⋯. `text` is its accessible name and tooltip."""
    made = QToolButton()
    made.setIcon(icon(name))
    made.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
    made.setAccessibleName(text)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    set_tooltip(made, text)
    _connect(made, clicked)
    return made


class IconLabel(QLabel):
    """An icon that stands beside a word; it says nothing by itself to a screen reader."""

    def __init__(self, name: str, token: str = "ink2", size: int = SMALL_ICON) -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFixedSize(size, size)

    def show_icon(self, name: str, token: str) -> None:
        self._name, self._token = name, token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(
            0, (self.height() - self._size) // 2, pixmap(self._name, self._token, self._size, self.devicePixelRatioF())
        )


def rule() -> QFrame:
    line = QFrame()
    line.setProperty("rule", True)
    return line


def _connect(made: QAbstractButton, clicked: Callable[[], object] | None) -> None:
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
