"""The date field: typed in any usual shape, or picked from a calendar."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.i18n import _, language
from desktop.ui.kit.entries import NumberEntry, half_width
from desktop.ui.kit.icons import icon
from desktop.ui.kit.text import tooltip


class DateEntry(QWidget):
    """A date typed in any usual shape, or picked from a calendar (Alt+↓).

    Its value is ISO text when the entry is a whole date, otherwise what was typed: the rules say what is wrong.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None, *, read: Callable[[str], date | None] | None = None) -> None:
        super().__init__(parent)
        self._read = read or read_date
        self.line = NumberEntry()
        self.line.setPlaceholderText(_("yyyy-mm-dd"))
        self.line.edited.connect(self.edited)
        self.line.editingFinished.connect(self._tidy)
        self._pick = self.line.addAction(icon("calendar-days"), QLineEdit.ActionPosition.TrailingPosition)
        self._pick.setText(_("Choose from the calendar"))
        self._pick.setToolTip(tooltip(self._pick.text()))
        self._pick.triggered.connect(self.open_calendar)
        self._calendar: QFrame | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self.setFocusProxy(self.line)
        self.line.installEventFilter(self)

    def value(self) -> str:
        found = self._read(self.line.value())
        return found.isoformat() if found else self.line.value()

    def set_value(self, value: object) -> None:
        self.line.set_value(value.isoformat() if isinstance(value, date) else value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            if alt and event.key() == Qt.Key.Key_Down:
                self.open_calendar()
                return True
        return False

    def open_calendar(self) -> None:
        if self._calendar is None:
            self._calendar = self._build_calendar()
        found = self._read(self.line.value())
        if found:
            self._sheet.setSelectedDate(QDate(found.year, found.month, found.day))
        self._calendar.move(self.mapToGlobal(self.rect().bottomLeft()))
        self._calendar.show()
        self._sheet.setFocus()

    def _build_calendar(self) -> QFrame:
        # kept, not made anew: a popup that is deleted from inside its own click takes the program with it
        frame = QFrame(self, Qt.WindowType.Popup)
        frame.setProperty("popup", True)
        sheet = self._sheet = QCalendarWidget()
        sheet.setLocale(QLocale(language()))
        sheet.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        sheet.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        column = QVBoxLayout(frame)
        column.setContentsMargins(4, 4, 4, 4)
        column.addWidget(sheet)
        sheet.activated.connect(self._picked)
        sheet.clicked.connect(self._picked)
        return frame

    def _picked(self, day: QDate) -> None:
        self.line.setText(day.toString(Qt.DateFormat.ISODate))
        if self._calendar is not None:
            self._calendar.hide()
        self.edited.emit()

    def _tidy(self) -> None:
        found = self._read(self.line.value())
        if found and self.line.text() != found.isoformat():
            self.line.setText(found.isoformat())


def read_date(text: str) -> date | None:
    """`2026-7-12`, `2026/07/12`, `2026.7.12`, `2026年7月12日`, `20260712`; None when it is no whole date."""
    parts = half_width(text).strip()
    for mark in "年月/.":
        parts = parts.replace(mark, "-")
    pieces = [p.strip() for p in parts.replace("日", "").split("-")]
    if len(pieces) == 1 and len(pieces[0]) == 8:
        pieces = [pieces[0][:4], pieces[0][4:6], pieces[0][6:]]
    if len(pieces) != 3 or len(pieces[0]) != 4 or not all(p.isascii() and p.isdigit() for p in pieces):
        return None
    try:
        return date(*(int(p) for p in pieces))
    except ValueError:
        return None
