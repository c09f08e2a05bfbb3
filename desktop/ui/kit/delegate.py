"""Paints the cells of all tables: one pass per cell, and no name ever ends in an ellipsis."""

from collections.abc import Sequence
from itertools import count

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from desktop.ui.kit import theme
from desktop.ui.kit.badge import BADGE, badge_picture, paint_badge
from desktop.ui.kit.cells import Cell, Column, Fit
from desktop.ui.kit.icons import SMALL_ICON, paint_icon, ratio_of
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
# QStyle.StateFlag's; asked for them, QStyle brings seven hundred names, as many as all else that a start shows
SELECTED, ACTIVE, FOCUSED = 0x8000, 0x10000, 0x100
REMEMBERED = 4000

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Asks the model for the cell itself: going through data() once per role costs more than the painting."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._shortened: dict[tuple[str, int, bool], str] = {}
        self._broken: dict[tuple[str, int], tuple[str, str]] = {}
        self._advances: tuple[dict[str, int], dict[str, int]] = ({}, {})  # of plain and of bold texts
        self._badges: dict[tuple[str, float], QPixmap] = {}
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
        for advances in self._advances:
            advances.clear()
        self._badges.clear()

    def paint_rows(self, painter: QPainter, seen: QRect) -> None:
        """All rows within `seen` at once. Cell by cell, a view spends more time on asking than on painting."""
        view, table = self._view, self._view.model()
        assert isinstance(table, LazyTable)
        first, last = view.rowAt(seen.top()), view.rowAt(seen.bottom())
        if first < 0:
            return
        numbers = range(first, (last if last >= 0 else table.total - 1) + 1)
        rows = [table.row_at(number) for number in numbers]
        top, height = view.rowViewportPosition(first), view.rowHeight(first)
        columns = self._columns(seen)
        if not columns:
            return
        left, right = columns[0][1], columns[-1][1] + columns[-1][2]
        model = view.selectionModel()
        some, ground = model.hasSelection(), self._select if view.isActiveWindow() else self._idle
        # not filled: that knows gradients by two hundred names, which a start would load for a line
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._line)
        for y, number in zip(count(top, height), numbers, strict=False):
            chosen = some and model.isRowSelected(number)
            if chosen:
                painter.fillRect(left, y, right - left, height, ground)
            painter.drawRect(left, y + height - 1, right - left, 1)
            if chosen:
                self._mark_chosen(painter, QRect(left, y, right - left, height), first=left <= 0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number, x, width in columns:
            cells = [row.cells[number] if row is not None and number < len(row.cells) else "" for row in rows]
            self._paint_column(painter, QRect(x + SIDE, top, width - 2 * SIDE, height - 1), height, cells,
                               table.columns[number])  # fmt: skip
        self._paint_focus(painter, numbers)

    def _mark_chosen(self, painter: QPainter, row: QRect, *, first: bool) -> None:
        """A bar at its beginning; where there is no tint to see it by, lines above and below as well."""
        if first:
            painter.fillRect(row.x(), row.y(), BAR, row.height(), self._accent)
        if self._outline > 1:
            painter.fillRect(row.x(), row.y(), row.width(), self._outline, self._accent)
            painter.fillRect(row.x(), row.bottom() + 1 - BAR, row.width(), BAR, self._accent)

    def _columns(self, seen: QRect) -> list[tuple[int, int, int]]:
        """Number, left edge and width of the columns within `seen`, from left to right."""
        head = self._view.horizontalHeader()
        first, last = head.visualIndexAt(seen.left()), head.visualIndexAt(seen.right())
        found = []
        for visual in range(max(first, 0), (last if last >= 0 else head.count() - 1) + 1):
            number = head.logicalIndex(visual)
            if not head.isSectionHidden(number):
                found.append((number, head.sectionViewportPosition(number), head.sectionSize(number)))
        return found

    def _paint_column(self, painter: QPainter, room: QRect, pitch: int, cells: Sequence[str | Cell],
                      column: Column) -> None:  # fmt: skip
        """One cell under the other, the first in `room`: most are a plain text that fits and need no more."""
        x, y, width, height = room.x(), room.y(), room.width(), room.height()
        simple, badge = not column.right and not column.badge, column.badge
        base = {bold: (height - m.height()) // 2 + m.ascent() for bold, m in self._metrics.items()}
        ratio = ratio_of(painter)
        dressed: tuple[Tone, bool] | None = None
        for cell in cells:
            if cell:
                if isinstance(cell, str):
                    text, tone, bold, plain = cell, Tone.PLAIN, False, simple
                else:
                    text, tone, bold = cell.text, cell.tone, cell.bold
                    plain = simple and not (cell.icon or cell.below or cell.locked or cell.mark)
                if plain and self._fits(text, bold, width):
                    if dressed != (tone, bold):
                        dressed = tone, bold
                        painter.setPen(self._inks[tone])
                        painter.setFont(self._fonts[bold])
                    painter.drawText(x, y + base[bold], text)
                elif badge and isinstance(cell, str):
                    painter.drawPixmap(x, y + (height - 1) // 2 - BADGE // 2 + 1, self._badge(cell, ratio))
                else:
                    self._paint_cell(painter, QRect(x, y, width, height), cell, column)
                    dressed = None
            y += pitch

    def _fits(self, text: str, bold: bool, width: int) -> bool:
        if len(text) * self._em <= width:
            return "\n" not in text
        return self._advance(text, bold) <= width and "\n" not in text

    def _advance(self, text: str, bold: bool) -> int:
        known = self._advances[bold]
        found = known.get(text)
        if found is None:
            if len(known) > REMEMBERED:
                known.clear()
            found = known[text] = self._metrics[bold].horizontalAdvance(text)
        return found

    def _badge(self, letter: str, ratio: float) -> QPixmap:
        found = self._badges.get((letter, ratio))
        if found is None:
            found = self._badges[letter, ratio] = badge_picture(letter, BADGE, ratio)
        return found

    def _paint_focus(self, painter: QPainter, numbers: range) -> None:
        index = self._view.currentIndex()
        if index.row() in numbers and (self._view.hasFocus() or self._view.viewport().hasFocus()):
            painter.setPen(QPen(self._accent, 2))
            painter.drawRect(self._view.visualRect(index).adjusted(1, 1, -2, -2))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, LazyTable)
        rect: QRect = option.rect
        state: int = option.state.value
        chosen = state & SELECTED
        if chosen:
            painter.fillRect(rect, self._select if state & ACTIVE else self._idle)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, self._line)
        if chosen:
            self._mark_chosen(painter, rect, first=self._view.columnViewportPosition(index.column()) <= 0)
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
        if cell.below:
            self._paint_double(painter, room, cell, column, tone)
            return
        if cell.mark:
            room = self._paint_mark(painter, room, cell)
        painter.setPen(self._inks[tone])
        # who may open it is a name too
        self._text(painter, room, cell.text, column, cell.bold, cell.locked)

    def _paint_double(self, painter: QPainter, room: QRect, cell: Cell, column: Column, tone: Tone) -> None:
        """The mark stands in the second line, where letters are small. Too wide for both, it keeps its icon alone,
        beside the name: what tells two clients of one name apart is never cut off by it."""
        first, second = self._metrics[cell.bold].height(), self._small_metrics.height()
        gap = (room.height() - first - second) // 2
        top = QRect(room.x(), room.y() + gap, room.width(), first)
        bottom = QRect(room.x(), top.bottom() + 1, room.width(), second)
        if cell.mark:
            below = self._small_metrics.horizontalAdvance(cell.below)
            if below + self._mark_width(cell) + 6 <= room.width() or not cell.mark_icon:
                bottom = self._paint_mark(painter, bottom, cell)
            else:
                top = self._paint_mark(painter, top, cell, word=False)
        painter.setPen(self._inks[tone])
        self._text(painter, top, cell.text, column, cell.bold)
        painter.setPen(self._inks[Tone.NOTE])
        painter.setFont(self._small)
        shown = self._small_metrics.elidedText(cell.below, Qt.TextElideMode.ElideRight, bottom.width())
        painter.drawText(bottom, FLAGS_RIGHT if column.right else FLAGS_LEFT, shown)

    def _mark_width(self, cell: Cell) -> int:
        return self._small_metrics.horizontalAdvance(cell.mark) + (SMALL_ICON + 4 if cell.mark_icon else 0)

    def _paint_mark(self, painter: QPainter, room: QRect, cell: Cell, *, word: bool = True) -> QRect:
        """Returns what room it leaves."""
        ink, width = self._inks[cell.mark_tone], 0
        if word:
            width = self._small_metrics.horizontalAdvance(cell.mark)
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
        if self._advance(text, bold) <= room.width():
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
        from PySide6.QtGui import QLinearGradient

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
            first = _whole_words(text, _fitting(text, width, metrics))
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


def _whole_words(text: str, first: str) -> str:
    """Chinese breaks anywhere, an English word only where it fills the line alone."""
    rest = text[len(first) :]
    inside = first[-1:].isascii() and rest[:1].isascii() and first[-1:].isalnum() and rest[:1].isalnum()
    gap = first.rfind(" ")
    return first[: gap + 1] if inside and gap > 0 else first


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
