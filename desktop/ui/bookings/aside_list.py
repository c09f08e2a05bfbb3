"""Bookings of a meal that stand nowhere in the grid: who waits for a place, and what was called off."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.i18n import _
from desktop.rules.bookings import BookingState
from desktop.rules.calendars import clock
from desktop.services.booking_lists import BookLine
from desktop.ui.bookings.words import STATE_LOOKS, called, people, state_word
from desktop.ui.kit import theme
from desktop.ui.kit.icons import SMALL_ICON, icon

MOST_ROWS = 4
_ORDER = (BookingState.WAITING, BookingState.CANCELLED, BookingState.NO_SHOW)


class AsideList(QListWidget):
    """Who waits first, in the order in which they came."""

    booking_chosen = Signal(object)
    booking_opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rows", True)
        self.setAccessibleName(_("Waiting list and called off"))
        self.setIconSize(QSize(SMALL_ICON, SMALL_ICON))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.currentItemChanged.connect(lambda item, _old: self._tell(item))
        self.itemClicked.connect(self._tell)
        self.itemDoubleClicked.connect(lambda item: self.booking_opened.emit(_key(item)))
        theme.current().changed.connect(self._fit)

    def fill(self, lines: Sequence[BookLine], chosen: UUID | None) -> None:
        self.blockSignals(True)
        self.clear()
        for line in sorted((line for line in lines if line.state in _ORDER),
                           key=lambda line: (_ORDER.index(line.state), line.number)):  # fmt: skip
            icon_name, tone = STATE_LOOKS[line.state]
            words = (state_word(line), clock(line.at), called(line.host), people(line.people), line.reason, line.wishes)
            item = QListWidgetItem(icon(icon_name, tone.value), " · ".join(part for part in words if part))
            item.setData(Qt.ItemDataRole.UserRole, line.id.hex)
            self.addItem(item)
        self.blockSignals(False)
        self.point_at(chosen)
        self.setVisible(self.count() > 0)
        self._fit()

    def point_at(self, booking: UUID | None) -> None:
        """Marks it, or nothing where the chosen one stands elsewhere."""
        self.blockSignals(True)
        rows = [number for number in range(self.count()) if _key(self.item(number)) == booking]
        self.setCurrentRow(rows[0] if rows else -1)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.booking_opened.emit(_key(self.currentItem()))
            return
        super().keyPressEvent(event)

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.booking_chosen.emit(_key(item))

    def _fit(self) -> None:
        height = theme.current().control_height
        for number in range(self.count()):
            self.item(number).setSizeHint(QSize(0, height))
        self.setFixedHeight(min(MOST_ROWS, max(1, self.count())) * height + 10)


def _key(item: QListWidgetItem) -> UUID:
    return UUID(str(item.data(Qt.ItemDataRole.UserRole)))
