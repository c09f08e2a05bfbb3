"""A day to look at: a day back, a date, a day on, and today."""

from datetime import date, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit import theme
from desktop.ui.kit.date_entry import DateEntry, read_date
from desktop.ui.kit.phrases import day
from desktop.ui.kit.text import button, label
from desktop.ui.kit.times import today
from desktop.ui.kit.tokens import GAP


class DayBar(QWidget):
    day_chosen = Signal(object)

    def __init__(self, on: date) -> None:
        super().__init__()
        self.on = on
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(button(_("Day before"), lambda: self.step(-1), icon_name="chevron-left"))
        self.entry = DateEntry()
        self.entry.line.setAccessibleName(_("Date"))
        self.entry.edited.connect(self._typed)
        row.addWidget(self.entry)
        after = button(_("Day after"), lambda: self.step(1), icon_name="chevron-right")
        # the arrow behind the word, pointing where it goes
        after.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        row.addWidget(after)
        self._today = button(_("Today"), lambda: self.go(today()))
        row.addWidget(self._today)
        self._said = label(role="strong")
        row.addWidget(self._said)
        theme.current().changed.connect(self._fit)
        self._fit()
        self._show()

    def step(self, days: int) -> None:
        """So many days on; 0 is today."""
        self.go(self.on + timedelta(days=days) if days else today())

    def go(self, on: date) -> None:
        if on != self.on:
            self.on = on
            self._show()
            self.day_chosen.emit(on)
        else:
            self._show()

    def _typed(self) -> None:
        found = read_date(self.entry.line.value())
        if found is not None and found != self.on:
            self.on = found
            self._say()
            self.day_chosen.emit(found)

    def _show(self) -> None:
        self.entry.set_value(self.on)
        self._say()

    def _say(self) -> None:
        said = day(self.on)
        self._said.setText(_("today, {day}").format(day=said) if self.on == today() else said)
        self._today.setEnabled(self.on != today())

    def _fit(self) -> None:
        self.entry.setFixedWidth(round(theme.current().scale.body * 10.5))
