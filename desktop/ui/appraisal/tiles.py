"""Tiles of what needs action: a figure with its word, each a button that opens the list behind it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from desktop.rules.values import dataclass
from desktop.ui.kit import theme
from desktop.ui.kit.icons import SMALL_ICON, pixmap
from desktop.ui.kit.text import set_tooltip
from desktop.ui.kit.tokens import GAP, MEDIUM, RADIUS, SMALL, Tone

_LEAST = 150
"""Pixels at text size 14 in which a tile's word still stands in two lines."""


@dataclass(frozen=True, slots=True)
class Tile:
    """All shown text. `figure` is read first; `below` says what the figure can't; no `act` is a tile to read."""

    name: str
    word: str
    figure: str
    below: str = ""
    tone: Tone = Tone.PLAIN
    icon: str = ""
    act: Callable[[], object] | None = None


class TileButton(QAbstractButton):
    def __init__(self, tile: Tile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(tile.name)
        self.lines, self.below = 2, 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(lambda _on=False: self.tile.act and self.tile.act())
        self.show_tile(tile)

    def show_tile(self, tile: Tile) -> None:
        self.tile = tile
        said = f"{tile.word}: {tile.figure}"
        self.setAccessibleName(said)
        self.setAccessibleDescription(tile.below)
        set_tooltip(self, tile.below)
        self.setEnabled(tile.act is not None)
        # what can't be opened is no stop for Tab
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tile.act else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor if tile.act else Qt.CursorShape.ArrowCursor)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        look = theme.current()
        note, figure = look.text_height(look.scale.note), look.text_height(look.scale.figure)
        lines = self.lines + self.below
        return QSize(round(_LEAST * look.scale.body / 14), 2 * MEDIUM + lines * note + figure + SMALL)

    def needed(self, width: int) -> int:
        """How many lines its word takes in a width."""
        metrics = QFontMetrics(theme.current().font(theme.current().scale.note))
        room = QRect(0, 0, width - 2 * MEDIUM, 1000)
        tall = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.tile.word).height()
        return min(2, max(1, round(tall / metrics.lineSpacing())))

    def minimumSizeHint(self) -> QSize:
        return QSize(96, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        look, tile = theme.current(), self.tile
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.hasFocus()
        over = self.isDown() or (self.underMouse() and tile.act is not None)
        wide = 2 if focused else look.colours.outline
        painter.setPen(QPen(look.colour("accent" if focused else "line"), wide))
        painter.setBrush(look.colour("hover" if over else "surface"))
        half = wide // 2
        painter.drawRoundedRect(self.rect().adjusted(half, half, -half - 1, -half - 1), RADIUS, RADIUS)
        note, figure = look.font(look.scale.note), look.font(look.scale.figure, bold=True)
        room = self.rect().adjusted(MEDIUM, MEDIUM, -MEDIUM, -MEDIUM)
        lines = self.lines * look.text_height(look.scale.note)
        painter.setFont(note)
        painter.setPen(look.colour("ink2"))
        wrap = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
        painter.drawText(QRect(room.x(), room.y(), room.width(), lines), wrap, tile.word)
        top = room.y() + lines + SMALL
        tall = look.text_height(look.scale.figure)
        left = room.x()
        if tile.icon:
            at = top + (tall - SMALL_ICON) // 2
            painter.drawPixmap(left, at, pixmap(tile.icon, tile.tone.value, SMALL_ICON, self.devicePixelRatioF()))
            left += SMALL_ICON + GAP
        painter.setFont(figure)
        painter.setPen(look.colour(tile.tone.value))
        painter.drawText(QRect(left, top, room.right() - left, tall), Qt.AlignmentFlag.AlignVCenter, tile.figure)
        painter.setFont(note)
        painter.setPen(look.colour("ink2"))
        said = QFontMetrics(note).elidedText(tile.below, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(QRect(room.x(), top + tall, room.width(), lines), Qt.AlignmentFlag.AlignTop, said)
        painter.end()


class Tiles(QWidget):
    """As many beside each other as there is room for; the focus stays on its tile while figures change."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons: list[TileButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._across = 0
        theme.current().changed.connect(self._arrange)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        if [one.name for one in tiles] == [made.tile.name for made in self.buttons]:
            for made, tile in zip(self.buttons, tiles, strict=True):
                made.show_tile(tile)
            self._arrange()
            return
        for old in self.buttons:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = [TileButton(tile, self) for tile in tiles]
        self._across = 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        count = len(self.buttons)
        if not count:
            return
        least = round(_LEAST * theme.current().scale.body / 14) + GAP
        fit = max(1, min(count, (self.width() + GAP) // least))
        # rows of equal length: six are 6, 3 + 3 or 2 + 2 + 2, never 5 + 1
        across = -(-count // -(-count // fit))
        width = (self.width() - (across - 1) * GAP) // across
        # no taller than the words of all need: what lies below them is what one came for
        lines = max(made.needed(width) for made in self.buttons)
        below = int(any(made.tile.below for made in self.buttons))
        for made in self.buttons:
            if (made.lines, made.below) != (lines, below):
                made.lines, made.below = lines, below
                made.updateGeometry()
        if across == self._across:
            return
        self._across = across
        for number in range(max(across, self._grid.columnCount())):
            self._grid.setColumnStretch(number, 1 if number < across else 0)
        for number, made in enumerate(self.buttons):
            self._grid.addWidget(made, number // across, number % across)
