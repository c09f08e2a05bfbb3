"""Class badges and status tags, readable in black and white: letter, outline and word carry the meaning."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from desktop.i18n import N_, _
from desktop.rules.words import ClientClass
from desktop.ui.kit import theme
from desktop.ui.kit.icons import ratio_of
from desktop.ui.kit.text import IconLabel, note, set_tooltip
from desktop.ui.kit.tokens import Tone

BADGE = 22
WORDS = {"A": N_("Major"), "B": N_("Regular"), "C": N_("Valued"), "D": N_("Potential"), "lost": N_("Lost")}


def badge_letter(client_class: object) -> str:
    """What the badge of a class is painted by; empty without one."""
    return "lost" if client_class == ClientClass.LOST.value else str(client_class or "")


def class_word(letter: str) -> str:
    """`A Major`; an office's own class shows its letter alone."""
    word = WORDS.get(letter)
    if word is None:
        return letter
    return _(word) if letter == "lost" else f"{letter} {_(word)}"


def paint_badge(painter: QPainter, rect: QRect, letter: str) -> None:
    painter.drawPixmap(rect.topLeft(), badge_picture(letter, rect.width(), ratio_of(painter)))


def badge_picture(letter: str, side: int, ratio: float) -> QPixmap:
    """A picture kept of each, since a list paints some dozens of them in every frame."""
    look = theme.current()
    colours = look.colours
    lost = _("L")
    key = f"badge {letter} {lost} {side} {ratio} {look.scale.body} {colours.accent}{colours.ink}{colours.edge}"
    picture = QPixmap()
    if not QPixmapCache.find(key, picture):
        picture = QPixmap(QSize(side, side) * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        inner = QPainter(picture)
        _draw_badge(inner, QRect(0, 0, side, side), letter)
        inner.end()
        QPixmapCache.insert(key, picture)
    return picture


def _draw_badge(painter: QPainter, rect: QRect, letter: str) -> None:
    """A filled; B tint with accent outline; C outline; D dashed; lost grey; others like C."""
    look = theme.current()
    colours = look.colours
    ink, ground, edge, style = colours.ink, colours.surface, colours.edge, Qt.PenStyle.SolidLine
    if letter == "A":
        ink, ground, edge = colours.on_accent, colours.accent, colours.accent
    elif letter == "B":
        ink, ground, edge = colours.accent, colours.tint, colours.accent
    elif letter == "D":
        ink, edge, style = colours.ink2, colours.ink2, Qt.PenStyle.DashLine
    elif letter == "lost":
        ink, ground, edge = colours.ink2, colours.lock, colours.lock
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(edge), colours.outline, style)
    if style == Qt.PenStyle.DashLine:
        pen.setDashPattern([3, 2])
    painter.setPen(pen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(QColor(ink))
    painter.setFont(look.font(13, bold=True))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _("L") if letter == "lost" else letter)
    painter.restore()


class ClassBadge(QWidget):
    def __init__(self, letter: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._letter = ""
        self.show_class(letter)

    def show_class(self, letter: str) -> None:
        self._letter = letter
        self.setVisible(bool(letter) or self.parent() is None)
        self.setAccessibleName(class_word(letter))
        set_tooltip(self, class_word(letter))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(BADGE, BADGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._letter:
            paint_badge(QPainter(self), QRect(0, 0, BADGE, BADGE), self._letter)


class Tag(QFrame):
    """A word with its icon on a ground, such as `Provisional`; the word says it, the colour only helps."""

    def __init__(self, text: str, tone: Tone = Tone.NOTE, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("bar", tone.value)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 8, 1)
        row.setSpacing(4)
        if icon_name:
            row.addWidget(IconLabel(icon_name, tone.value))
        row.addWidget(note(text, tone=tone))
        self.setAccessibleName(text)
