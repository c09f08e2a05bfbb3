"""The bookings of a day, to choose whose people are to be seated."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.calendars import clock
from desktop.services.booking_lists import BookLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Wanted
from desktop.ui.kit.day_bar import DayBar
from desktop.ui.kit.empty import Empty
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.table import TableView
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import MEDIUM
from desktop.ui.seating.controller import Day


class Chooser(QWidget):
    day_wished = Signal(object)
    opened = Signal(object)
    """A booking's id."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(MEDIUM)
        self.days = DayBar(today())
        self.days.day_chosen.connect(self.day_wished)
        top = QHBoxLayout()
        top.addWidget(self.days)
        top.addStretch(1)
        column.addLayout(top)
        self.view = TableView(_("Bookings of the day"))
        columns = (
            Column("at", _("Time"), 70, Fit.WHOLE, sortable=False), Column("meal", _("Meal"), 80, sortable=False),
            Column("where", _("Place"), 160, Fit.WHOLE, sortable=False),
            Column("host", _("Host"), 200, Fit.WHOLE, sortable=False, fixed=True),
            Column("people", _("People"), 70, right=True, sortable=False),
            Column("given", _("Seated"), 80, right=True, sortable=False),
            Column("purpose", _("Party for"), 200, sortable=False), Column("state", _("State"), 100, sortable=False),
        )  # fmt: skip
        self.table = LazyTable(columns, self._fetch, self)
        self.view.show_table(self.table)
        self.view.opened.connect(self._opened)
        column.addWidget(self.view, 1)
        self.empty = Empty(_("No party is booked for this day."), icon_name="armchair")
        column.addWidget(self.empty, 1)
        self._rows: list[Row] = []

    def show_day(self, day: Day) -> None:
        if day.on != self.days.on:
            return
        lines = day.lines
        self._rows = [_row(line, day.given.get(line.id, 0)) for line in lines]
        self.table.start(len(self._rows), self._rows)
        self.view.setVisible(bool(lines))
        self.empty.setVisible(not lines)
        if lines and not self.view.currentIndex().isValid():
            self.view.setCurrentIndex(self.table.index(0, 0))

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, self._rows[wanted.offset : wanted.offset + wanted.count])

    def _opened(self, key: object) -> None:
        if isinstance(key, UUID):
            self.opened.emit(key)


def _row(line: BookLine, given: int) -> Row:
    host = line.host
    name = _("Host not shown") if host is None else host.name
    if host is not None and host.salutation not in ("", host.name):
        name = f"{name} · {host.salutation}"
    cells: Sequence[str | Cell] = (
        clock(line.at), line.meal_name, listed(spot.name for spot in line.places), Cell(name, bold=True),
        str(line.people), str(given or ""), line.purpose, _(line.state.label),
    )  # fmt: skip
    return Row(line.id, cells)
