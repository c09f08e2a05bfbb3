"""Tells a host on whatever page he is that his visitor waits, and again every so many minutes (RE-3)."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.i18n import _
from desktop.services import reception, visitors
from desktop.services.visitors import VisitorLine
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.messages import Message
from desktop.ui.kit.tokens import Tone
from desktop.ui.reception import KEY
from desktop.ui.reception.words import at

AGAIN = 30_000
"""Milliseconds until it is asked anew whether it is time to remind of somebody who waits."""


class Bell(QObject):
    """Lives as long as its desk; the message stands over every page until the visitor is met, or somebody answered."""

    def __init__(self, desk: Desk, window: Any) -> None:
        super().__init__(desk)
        self.desk, self.window = desk, window
        self.told: dict[UUID, int] = {}
        """Whom I was told of, and how often since."""
        self._clock = QTimer(self, singleShot=True, interval=AGAIN)
        self._clock.timeout.connect(self.look)
        desk.changed.connect(self._changed)
        self.look()

    def look(self) -> None:
        self.desk.ask("reception.bell", visitors.waiting_for_me, done=self._tell, owner=self)

    def _changed(self, topics: frozenset[str]) -> None:
        if "reception" in topics:
            self.look()

    def _tell(self, lines: Sequence[VisitorLine]) -> None:
        waiting = {line.id: line for line in lines if line.answered_at is None}
        for key in self.told.keys() - waiting.keys():
            del self.told[key]
            self.window.notices.settle(_key(key))
        for key, line in waiting.items():
            if self.told.get(key) != line.reminders:
                self.told[key] = line.reminders
                self._ring(line)
        if waiting and int(self.desk.office.settings["reception_minutes"]):
            self._clock.start()

    def _ring(self, line: VisitorLine) -> None:
        who = f"{line.name} ({line.unit})" if line.unit else line.name
        came = at(line.came_at) if line.came_at is not None else ""
        said = _("{who} waits for you at reception since {time}: {purpose}").format(
            who=who, time=came, purpose=line.purpose
        )
        if line.reminders:
            said = _("{who} still waits for you at reception, since {time}: {purpose}").format(
                who=who, time=came, purpose=line.purpose
            )
        self.window.notices.say(
            Message(said, Tone.WARN, _("I am coming"), partial(self._answer, line.id), _key(line.id))
        )
        # in the task bar too, where the window is behind others
        QApplication.alert(self.window)

    def _answer(self, key: UUID) -> None:
        said = _("The desk sees that you are coming.")
        self.desk.do(reception.answer, key, done=lambda _made: self.window.toast(said, None),
                     failed=lambda _error: self.desk.open_requested.emit(KEY, key), owner=self)  # fmt: skip


def _key(visitor: UUID) -> str:
    return f"visitor/{visitor}"
