"""Paints the cells of all tables: one pass per cell, and no name ever ends in an ellipsis."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.ui.kit import theme
from desktop.ui.kit.badge import BADGE, paint_badge
from desktop.ui.kit.cells import Cell, Column, Fit
from desktop.ui.kit.icons import SMALL_ICON, paint_icon
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.tokens import Tone

SIDE = 11
"""Left and right padding in pixels, the same as the header's."""
BAR = 3
# plain integers: the two kinds of flags can't be mixed, and one look-up a cell is dear
_MIDDLE, _LINE = Qt.AlignmentFlag.AlignVCenter.value, Qt.TextFlag.TextSingleLine.value
FLAGS_LEFT = _MIDDLE | _LINE | Qt.AlignmentFlag.AlignLeft.value
FLAGS_RIGHT = _MIDDLE | _LINE | Qt.AlignmentFlag.AlignRight.value
_UNCLIPPED = Qt.TextFlag.TextDontClip.value
SELECTED = QStyle.StateFlag.State_Selected.value
ACTIVE = QStyle.StateFlag.State_Active.value
FOCUSED = QStyle.StateFlag.State_HasFocus.value
REMEMBERED = 4000

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Asks the model for the cell itself: going through data() once per role costs more than the painting."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._shortened: dict[tuple[str, int, bool], str] = {}
        self._broken: dict[tuple[str, int], tuple[str, str]] = {}
        self._theme = theme.current()
        self._theme.changed.connect(self.renew)
        self.renew()

    def renew(self) -> None:
        """Takes colours and sizes from the theme."""
        look = self._theme
        self._inks = {tone: look.colour(tone.value) for tone in Tone}
        self._line, self._accent = look.colour("line"), look.colour("accent")
        self._select, self._idle = look.colour("select"), look.colour("idle")
        self._outline = look.colours.outline
        self._fonts: dict[bool, QFont] = {bold: look.font(bold=bold) for bold in (False, True)}
        self._metrics = {bold: QFontMetrics(font) for bold, font in self._fonts.items()}
        self._small = look.font(look.scale.note)
        self._small_metrics = QFontMetrics(self._small)
        # no glyph of these faces is wider than an em and a bit, so short texts need no measuring
        self._em = look.scale.body * 1.08
        self._shortened.clear()
        self._broken.clear()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, LazyTable)
        rect: QRect = option.rect
        state: int = option.state.value
        chosen = state & SELECTED
        if chosen:
            painter.fillRect(rect, self._select if state & ACTIVE else self._idle)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._line)
        if chosen and self._view.columnViewportPosition(index.column()) <= 0:
            painter.fillRect(rect.x(), rect.y(), BAR, rect.height(), self._accent)
        row, column = model.row_at(index.row()), index.column()
        if row is not None and column < len(row.cells) and (cell := row.cells[column]):
            self._paint_cell(painter, rect.adjusted(SIDE, 0, -SIDE, -1), cell, model.columns[column])
        if state & FOCUSED:
            painter.setPen(QPen(self._accent, 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _paint_cell(self, painter: QPainter, room: QRect, cell: str | Cell, column: Column) -> None:
        if isinstance(cell, str):
            if column.badge:
                paint_badge(painter, QRect(room.x(), room.center().y() - BADGE // 2 + 1, BADGE, BADGE), cell)
                return
            painter.setPen(self._inks[Tone.PLAIN])
            self._text(painter, room, cell, column, False)
            return
        tone = Tone.NOTE if cell.locked else cell.tone
        name = "lock" if cell.locked else cell.icon
        if name:
            paint_icon(
                painter,
                QRect(room.x(), room.center().y() - SMALL_ICON // 2 + 1, SMALL_ICON, SMALL_ICON),
                name,
                self._inks[tone].name(),
            )
            room = room.adjusted(SMALL_ICON + 6, 0, 0, 0)
        if cell.mark:
            room = self._paint_mark(painter, room, cell)
        painter.setPen(self._inks[tone])
        if not cell.below:
            # who may open it is a name too
            self._text(painter, room, cell.text, column, cell.bold, cell.locked)
            return
        first = self._metrics[cell.bold].height()
        gap = (room.height() - first - self._small_metrics.height()) // 2
        top = QRect(room.x(), room.y() + gap, room.width(), first)
        self._text(painter, top, cell.text, column, cell.bold)
        painter.setPen(self._inks[Tone.NOTE])
        painter.setFont(self._small)
        bottom = QRect(room.x(), top.bottom() + 1, room.width(), self._small_metrics.height())
        shown = self._small_metrics.elidedText(cell.below, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(bottom, FLAGS_LEFT, shown)

    def _paint_mark(self, painter: QPainter, room: QRect, cell: Cell) -> QRect:
        """Returns what room it leaves."""
        ink, width = self._inks[cell.mark_tone], self._small_metrics.horizontalAdvance(cell.mark)
        painter.setPen(ink)
        painter.setFont(self._small)
        painter.drawText(room, FLAGS_RIGHT, cell.mark)
        if cell.mark_icon:
            width += SMALL_ICON + 4
            square = QRect(room.right() - width + 1, room.center().y() - SMALL_ICON // 2 + 1, SMALL_ICON, SMALL_ICON)
            paint_icon(painter, square, cell.mark_icon, ink.name())
        return room.adjusted(0, 0, -width - 6, 0)

    def _text(self, painter: QPainter, room: QRect, text: str, column: Column, bold: bool, whole: bool = False) -> None:
        width = room.width()
        flags = FLAGS_RIGHT if column.right else FLAGS_LEFT
        painter.setFont(self._fonts[bold])
        if len(text) * self._em <= width and "\n" not in text:
            painter.drawText(room, flags, text)
        elif whole or column.fit is Fit.WHOLE:
            self._whole(painter, room, text.replace("\n", " "), column, bold)
        else:
            painter.drawText(room, flags, self._short(text, width, bold))

    def _short(self, text: str, width: int, bold: bool) -> str:
        key = (text, width, bold)
        found = self._shortened.get(key)
        if found is None:
            if len(self._shortened) > REMEMBERED:
                self._shortened.clear()
            line = text.replace("\n", " ")
            found = self._metrics[bold].elidedText(line, Qt.TextElideMode.ElideRight, width)
            self._shortened[key] = found
        return found

    def _whole(self, painter: QPainter, room: QRect, text: str, column: Column, bold: bool) -> None:
        flags = FLAGS_RIGHT if column.right else FLAGS_LEFT
        if self._metrics[bold].horizontalAdvance(text) <= room.width():
            painter.drawText(room, flags, text)
            return
        font = QFont(self._small)
        font.setBold(bold)
        painter.setFont(font)
        if QFontMetrics(font).horizontalAdvance(text) <= room.width() or column.right:
            painter.drawText(room, flags, text)
            return
        first, second = self._lines(text, room.width(), QFontMetrics(font))
        # closer than the font asks for: two lines have to stand in one row, and none of the ink meets
        pitch = round(self._theme.scale.note * 1.2)
        top = room.y() + (room.height() - 2 * pitch) // 2
        painter.drawText(QRect(room.x(), top, room.width(), pitch), FLAGS_LEFT | _UNCLIPPED, first)
        if len(first) + len(second) >= len(text):
            painter.drawText(QRect(room.x(), top + pitch, room.width(), pitch), FLAGS_LEFT | _UNCLIPPED, second)
            return
        # even two small lines are too few: the ink runs out, and the tooltip has the whole
        fading = QLinearGradient(room.right() - 48, 0, room.right(), 0)
        ink = painter.pen().color()
        fading.setColorAt(0, ink)
        ink.setAlpha(0)
        fading.setColorAt(1, ink)
        painter.setPen(QPen(fading, 1))
        painter.drawText(QRect(room.x(), top + pitch, room.width(), pitch), FLAGS_LEFT | _UNCLIPPED, second)

    def _lines(self, text: str, width: int, metrics: QFontMetrics) -> tuple[str, str]:
        key = (text, width)
        found = self._broken.get(key)
        if found is None:
            first = _fitting(text, width, metrics)
            found = self._broken[key] = (first, _fitting(text[len(first) :], width, metrics))
        return found

    def cut(self, text: str, width: int, column: Column) -> bool:
        """Whether the cell can't show its text whole at that width, so that a tooltip is due."""
        room = width - 2 * SIDE
        advance = self._metrics[False].horizontalAdvance(text)
        if column.fit is Fit.WHOLE:
            advance = self._small_metrics.horizontalAdvance(text) // 2
        return advance > room

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._view.columnWidth(index.column()), self._view.verticalHeader().defaultSectionSize())


def _fitting(text: str, width: int, metrics: QFontMetrics) -> str:
    """The longest beginning that fits; halving, since measuring is dear and names of 200 characters exist."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.horizontalAdvance(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low]
