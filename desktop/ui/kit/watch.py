"""Watches the office for what other workstations do, whether it can be reached, and what day it is there."""

from datetime import datetime

from PySide6.QtCore import QLocale, QObject, QTimer, Signal

from desktop.i18n import language
from desktop.rules.errors import OfficeError, Suspended, Unreachable
from desktop.services.news import News, read_news
from desktop.ui.kit.desk import Desk

MILLISECONDS = 3000


class Watch(QObject):
    """Lives as long as its desk. What it hears goes out by the desk, so that pages reload as after my own deeds."""

    connected = Signal(bool)
    suspended = Signal()
    """My account was suspended elsewhere."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.desk = desk
        self._news = News()
        self._lost = False
        self._timer = QTimer(self)
        self._timer.setInterval(MILLISECONDS)
        self._timer.timeout.connect(self.look)

    @property
    def lost(self) -> bool:
        """Whether the office could not be reached when it was asked last."""
        return self._lost

    def start(self) -> None:
        self.look()
        self._timer.start()

    def look(self) -> None:
        self.desk.ask("kit.news", read_news, self._news, done=self._hear, failed=self._deaf)

    def _hear(self, news: News) -> None:
        self._news = news
        self.connected.emit(True)
        if self._lost:
            self._lost = False
            self.desk.returned.emit()
        self.desk.publish(news.topics)

    def _deaf(self, refusal: OfficeError) -> None:
        # busy or overtaken is no news; the next look comes soon
        if isinstance(refusal, Unreachable):
            self._lost = True
            self.connected.emit(False)
        elif isinstance(refusal, Suspended):
            self._timer.stop()
            self.suspended.emit()


def day_text(time_zone: str) -> str:
    """Weekday and lunar day in the office's time zone, for the status line."""
    from desktop.rules.zones import zone_of
    from desktop.services import calendars

    day = datetime.now(zone_of(time_zone)).date()
    names = QLocale("zh_CN" if language() == "zh_CN" else "en_GB")
    return f"{names.dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)} · {calendars.lunar_day_text(day)}"
