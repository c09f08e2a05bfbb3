"""The window's status line: office, connection, backup, day, and the person with Switch person and Lock."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.text import Elided, IconLabel, button, note, set_tone, set_tooltip
from desktop.ui.kit.tokens import Tone


class StatusLine(QFrame):
    switch_requested = Signal()
    lock_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("status", True)
        self.setAccessibleName(_("Status"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(8)
        self._office = note(tone=Tone.PLAIN)
        self._connection_icon = IconLabel("database", "good")
        self._connection = note()
        self._backup = Elided()
        self._backup.setProperty("role", "note")
        self._reminder = Elided()
        self._reminder.setProperty("role", "note")
        self._day, self._person = note(), note(tone=Tone.PLAIN)
        for piece in (self._office, self._connection_icon, self._connection):
            row.addWidget(piece)
        row.addSpacing(8)
        row.addWidget(self._backup, 1)
        row.addWidget(self._reminder, 2)
        row.addWidget(self._day)
        row.addSpacing(8)
        row.addWidget(self._person)
        self.switch = button(_("Switch person"), self.switch_requested.emit, quiet=True)
        self.lock = button(_("Lock"), self.lock_requested.emit, quiet=True, icon_name="lock")
        set_tooltip(self.lock, _("Lock") + "  Ctrl+L")
        row.addWidget(self.switch)
        row.addWidget(self.lock)
        self.show_connection(True)

    def show_office(self, name: str) -> None:
        self._office.setText(name)

    def show_connection(self, connected: bool) -> None:
        self._connection.setText(_("Connected") if connected else _("Offline, draft kept"))
        self._connection_icon.show_icon("database" if connected else "cloud-off", "good" if connected else "bad")
        set_tone(self._connection, Tone.NOTE if connected else Tone.BAD)

    def show_reminder(self, text: str, tone: Tone = Tone.NOTE) -> None:
        """What the office should see to, such as who holds every vault."""
        self._reminder.say(text)
        set_tone(self._reminder, tone)

    def show_backup(self, text: str, tone: Tone = Tone.NOTE) -> None:
        """When a backup was proved last, or that it is time for one."""
        self._backup.say(text)
        set_tone(self._backup, tone)

    def show_day(self, text: str) -> None:
        self._day.setText(text)

    def show_person(self, name: str) -> None:
        self._person.setText(name)
