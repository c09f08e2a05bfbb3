"""The grid of a meal: rooms and tables down, turns across, each booking a block whose state reads without colour."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.i18n import _, _n
from desktop.rules.bookings import Spot
from desktop.services.booking_lists import BookLine
from desktop.ui.bookings.block import paint_block
from desktop.ui.bookings.words import spoken, turn_word
from desktop.ui.kit import theme
from desktop.ui.kit.text import tooltip
from desktop.ui.kit.tokens import GAP

SIDE = 11
Index = QModelIndex | QPersistentModelIndex
HOVERED = 0x2000  # QStyle.StateFlag's, as a plain number
MOVE_ONLY = QItemSelectionModel.SelectionFlag.NoUpdate


class PlacesTable(QAbstractTableModel):
    """Rows are what is given out, columns the turns; a cell is a booking or free."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.spots: Sequence[Spot] = ()
        self.turns = 0
        self._held: dict[tuple[UUID, int], BookLine] = {}

    def show(self, spots: Sequence[Spot], turns: int, lines: Sequence[BookLine]) -> None:
        self.beginResetModel()
        self.spots, self.turns = tuple(spots), turns
        self._held = {(spot.key, line.turn): line for line in lines if line.state.takes_place for spot in line.places}
        self.endResetModel()

    def line_at(self, index: Index) -> BookLine | None:
        return self._held.get((self.spots[index.row()].key, index.column() + 1)) if index.isValid() else None

    def place_of(self, booking: UUID) -> tuple[int, int] | None:
        for row, spot in enumerate(self.spots):
            for turn in range(1, self.turns + 1):
                line = self._held.get((spot.key, turn))
                if line is not None and line.id == booking:
                    return row, turn - 1
        return None

    def free(self, turn: int) -> int:
        return sum((spot.key, turn) not in self._held for spot in self.spots)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.spots)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.turns

    def headerData(self, number: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if way == Qt.Orientation.Vertical:
            return self.spots[number].name
        free = self.free(number + 1)
        return f"{turn_word(number + 1)} · " + _n("{n} free", "{n} free", free).format(n=free)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line, spot = self.line_at(index), self.spots[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(spoken(line)) if line is not None else None
        said = spoken(line) if line is not None else _("free")
        return f"{spot.name}, {turn_word(index.column() + 1)}: {said}"


class _Blocks(QStyledItemDelegate):
    def __init__(self, view: "PlacesGrid") -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = theme.current(), option.rect
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.colour("line"))
        if index.column():
            painter.fillRect(rect.x(), rect.y(), 1, rect.height(), look.colour("line"))
        inner = rect.adjusted(GAP // 2 + 1, 4, -GAP // 2 - 1, -5)
        current = index == self._view.currentIndex()
        line = self._view.table.line_at(index)
        if line is not None:
            paint_block(painter, inner, line, chosen=line.id == self._view.chosen)
        elif current or option.state.value & HOVERED:
            self._paint_free(painter, inner, self._view.may_take)
        if current and self._view.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(2, 2, -3, -3), 6, 6)

    def _paint_free(self, painter: QPainter, room: QRect, may_take: bool) -> None:
        look = theme.current()
        painter.setFont(look.font())
        painter.setPen(look.colour("accent" if may_take else "ink2"))
        painter.drawText(room.adjusted(GAP, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter,
                         "+ " + _("Book") if may_take else _("free"))  # fmt: skip


class _Names(QHeaderView):
    """What is given out, and how many it seats; both are whole at any size of text."""

    def __init__(self, view: "PlacesGrid") -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view = view
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        look, spot = theme.current(), self._view.table.spots[number]
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.colour("line"))
        painter.fillRect(rect.right(), rect.y(), 1, rect.height(), look.colour("line"))
        room = rect.adjusted(SIDE, 0, -SIDE, -1)
        bold, small = look.font(bold=True), look.font(look.scale.note)
        seats = seats_word(spot)
        painter.setFont(small)
        painter.setPen(look.colour("ink2"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, seats)
        left = room.adjusted(0, 0, -QFontMetrics(small).horizontalAdvance(seats) - GAP, 0)
        if QFontMetrics(bold).horizontalAdvance(spot.name) > left.width():
            bold = look.font(look.scale.note, bold=True)
        painter.setFont(bold)
        painter.setPen(look.colour("ink"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(left, flags, spot.name)

    def width_needed(self) -> int:
        look = theme.current()
        bold, small = QFontMetrics(look.font(bold=True)), QFontMetrics(look.font(look.scale.note))
        widths = [bold.horizontalAdvance(spot.name) + small.horizontalAdvance(seats_word(spot))
                  for spot in self._view.table.spots]  # fmt: skip
        return min(max([*widths, 60]) + 2 * SIDE + GAP + 4, 15 * look.scale.body)


def seats_word(spot: Spot) -> str:
    return _n("{n} seat", "{n} seats", spot.seats).format(n=spot.seats)


class PlacesGrid(QTableView):
    """Arrows go from cell to cell, and from the edge to the day beside; Enter opens a booking or books what is free."""

    booking_chosen = Signal(object)
    """A booking's id; None where the current place is free."""
    booking_opened = Signal(object)
    booking_wished = Signal(object, int)
    """A spot and the turn, for a new booking."""
    day_wished = Signal(int)
    """So many days on; 0 for today."""
    may_take = False
    chosen: UUID | None = None

    def __init__(self) -> None:
        super().__init__()
        self.table = PlacesTable(self)
        self.setAccessibleName(_("Rooms and tables by turn"))
        self.setVerticalHeader(_Names(self))
        self.setModel(self.table)
        self.setItemDelegate(_Blocks(self))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setCornerButtonEnabled(False)
        # letters are keys here; an input method would take them for a name
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme.current().changed.connect(self._fit)
        self._fit()

    def fill(self, spots: Sequence[Spot], turns: int, lines: Sequence[BookLine], chosen: UUID | None) -> None:
        """The current cell stays where it is, or goes along with the booking that is chosen."""
        held, index = self.verticalScrollBar().value(), self.currentIndex()
        spot = self.table.spots[index.row()].key if index.isValid() else None
        column = index.column()
        # an empty model for a moment is no choice of the user's
        self.blockSignals(True)
        self.table.show(spots, turns, lines)
        place = self.table.place_of(chosen) if chosen is not None else None
        if place is None and spot is not None:
            row = next((n for n, one in enumerate(self.table.spots) if one.key == spot), None)
            place = (row, min(column, turns - 1)) if row is not None else None
        if place is None and self.table.spots:
            place = (0, 0)
        if place is not None:
            self.selectionModel().setCurrentIndex(self.table.index(*place), MOVE_ONLY)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(held)
        self._fit()
        if place is not None and place != (index.row(), column):
            # where a booking went that was moved, or taken where nobody looked
            self.scrollTo(self.table.index(*place))

    def point_at(self, booking: UUID | None) -> None:
        """Marks all blocks of it; the current cell stays."""
        self.chosen = booking
        self.viewport().update()

    def show_booking(self, booking: UUID) -> bool:
        """Goes to it; False where it has no place at this meal."""
        place = self.table.place_of(booking)
        if place is not None:
            self.setCurrentIndex(self.table.index(*place))
        return place is not None

    def current_spot(self) -> tuple[Spot, int] | None:
        """Where one is: the place and the turn."""
        index = self.currentIndex()
        return (self.table.spots[index.row()], index.column() + 1) if index.isValid() else None

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        line = self.table.line_at(current)
        self.booking_chosen.emit(line.id if line is not None else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        column = self.currentIndex().column()
        if plain and key == Qt.Key.Key_T:
            self.day_wished.emit(0)
        elif plain and key == Qt.Key.Key_Left and column <= 0:
            self.day_wished.emit(-1)
        elif plain and key == Qt.Key.Key_Right and column >= self.table.turns - 1:
            self.day_wished.emit(1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._open(self.indexAt(event.position().toPoint()))

    def _open(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        line = self.table.line_at(index)
        if line is not None:
            self.booking_opened.emit(line.id)
        elif self.may_take:
            self.booking_wished.emit(self.table.spots[index.row()], index.column() + 1)

    def _fit(self) -> None:
        look = theme.current()
        names = self.verticalHeader()
        names.setDefaultSectionSize(look.text_height() + look.text_height(look.scale.note) + 17)
        assert isinstance(names, _Names)
        names.setFixedWidth(names.width_needed())
