"""Two days, from and to, that narrow a list; either may be empty."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.date_entry import DateEntry, read_date
from desktop.ui.kit.text import note, restyle
from desktop.ui.kit.tokens import GAP

DAY_WIDTH = 132


class DayRange(QWidget):
    changed = Signal(str, object)
    """Which end, `first` or `last`, and the day or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.last = DateEntry(), DateEntry()
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.setSpacing(GAP)
        for entry, name, words in ((self.first, "first", _("From")), (self.last, "last", _("To"))):
            entry.setFixedWidth(DAY_WIDTH)
            entry.line.setAccessibleName(words)
            entry.line.editingFinished.connect(lambda entry=entry, name=name: self._narrow(entry, name))
            self.line.addWidget(note(words))
            self.line.addWidget(entry)
        self.line.addStretch(1)

    def show_days(self, first: date | None, last: date | None) -> None:
        self.first.set_value(first)
        self.last.set_value(last)

    def _narrow(self, entry: DateEntry, name: str) -> None:
        text = entry.line.value()
        on = read_date(text)
        restyle(entry.line, "wrong", bool(text) and on is None)
        if on is not None or not text:
            self.changed.emit(name, on)
