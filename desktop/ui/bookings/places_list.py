"""The free rooms and tables a booking may have, what fits best chosen already; Space adds another."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from desktop.i18n import _, _n
from desktop.rules.bookings import Spot
from desktop.ui.kit import theme


class PlacesList(QListWidget):
    """Arrows choose one; Space adds the current one or takes it out, Ctrl+arrows go on without choosing."""

    changed = Signal()
    picked = Signal()
    """Chosen by the user, so that nothing better takes its place."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("rows", True)
        self.setAccessibleName(_("Free rooms and tables"))
        self.setAccessibleDescription(_("Space adds one more."))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._people = 0
        self.itemSelectionChanged.connect(self._was_picked)
        theme.current().changed.connect(self._space_out)

    def fill(self, spots: Sequence[Spot], people: int, chosen: Sequence[UUID]) -> None:
        """Keeps those of `chosen` that are there; the rest can't be had any more."""
        self._people = people
        self.blockSignals(True)
        self.clear()
        for spot in spots:
            item = QListWidgetItem(spot_words(spot, people))
            item.setData(Qt.ItemDataRole.UserRole, spot)
            self.addItem(item)
        self._space_out()
        self.blockSignals(False)
        self.choose(chosen)

    def choose(self, chosen: Sequence[UUID]) -> None:
        self.blockSignals(True)
        self.clearSelection()
        first = True
        for number in range(self.count()):
            item = self.item(number)
            if item.data(Qt.ItemDataRole.UserRole).key in chosen:
                if first:
                    self.setCurrentItem(item, QItemSelectionModel.SelectionFlag.NoUpdate)
                    first = False
                item.setSelected(True)
        self.blockSignals(False)
        self.changed.emit()

    def all(self) -> tuple[Spot, ...]:
        """Those that are free, chosen or not."""
        return tuple(self.item(number).data(Qt.ItemDataRole.UserRole) for number in range(self.count()))

    def spots(self) -> tuple[Spot, ...]:
        return tuple(item.data(Qt.ItemDataRole.UserRole) for item in self.selectedItems())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            item.setSelected(not item.isSelected())
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # the dialog's main button
            event.ignore()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(220, 5 * theme.current().control_height + 10)

    def _was_picked(self) -> None:
        self.picked.emit()
        self.changed.emit()

    def _space_out(self) -> None:
        for number in range(self.count()):
            self.item(number).setSizeHint(QSize(0, theme.current().control_height))


def spot_words(spot: Spot, people: int) -> str:
    """`竹影 · 8座`, and whether that is too few."""
    seats = _n("{n} seat", "{n} seats", spot.seats).format(n=spot.seats)
    # tables are put together, rooms are not
    small = _("too small") if people > spot.seats and spot.table is None else ""
    return " · ".join(part for part in (spot.name, seats, small) if part)
