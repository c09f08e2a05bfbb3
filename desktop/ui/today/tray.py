"""The notification area of the desktop: tells of what is new on Today while somebody works in another program (OF-10).

What stands there the system keeps and shows to whoever looks at the screen: only what it is, never about whom.
"""

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

from desktop.i18n import _, _n
from desktop.services import today
from desktop.services.today import Glance
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.notices import Mine, is_there, wanted

NAMED = 3
"""Kinds that one notice names; of more it says how many there are."""


class Tray(QObject):
    """Lives as long as its desk."""

    told = Signal(str)
    opened = Signal()

    def __init__(self, desk: Desk, mine: Mine) -> None:
        super().__init__(desk)
        self.desk, self._mine = desk, mine
        self._known: frozenset[tuple[object, ...]] | None = None
        application: Any = QGuiApplication.instance()
        application.applicationStateChanged.connect(self._turned)
        self.icon: QSystemTrayIcon | None = None
        if is_there():
            self.icon = QSystemTrayIcon(QApplication.windowIcon(), self)
            self.icon.activated.connect(lambda _how: self.opened.emit())
            self.icon.messageClicked.connect(self.opened)
            self._menu = QMenu()
            self._menu.addAction(_("Open"), self.opened.emit)
            self.icon.setContextMenu(self._menu)
            self.icon.show()

    @property
    def away(self) -> bool:
        return QApplication.activeWindow() is None

    def show_due(self, count: int) -> None:
        """Something may have changed: `count` is what stands on Today by now."""
        if self.icon is not None:
            said = _n("{n} thing is due or waits for you", "{n} things are due or wait for you", count)
            self.icon.setToolTip("Clientele\n" + said.format(n=count) if count else "Clientele")
        if self.away and wanted(self._mine):
            self._look()

    def _turned(self, state: Qt.ApplicationState) -> None:
        """Whoever leaves for another program has seen what stood there; whoever comes back sees it by himself."""
        self._known = None
        if state != Qt.ApplicationState.ApplicationActive and wanted(self._mine):
            self._look()

    def _look(self) -> None:
        self.desk.ask("tray", today.glance, done=self._compare, owner=self)

    def _compare(self, found: Glance) -> None:
        before, self._known = self._known, frozenset(found.rows)
        if before is None:
            return
        new = [found.rows[key] for key in found.rows if key not in before]
        if new and self.away:
            self._tell([said.bare() for said in new])

    def _tell(self, kinds: list[str]) -> None:
        named = list(dict.fromkeys(kinds))
        lines = named[:NAMED]
        if more := len(named) - len(lines):
            lines.append(_("and {n} more").format(n=more))
        text = "\n".join(lines)
        self.told.emit(text)
        if self.icon is not None:
            self.icon.showMessage("Clientele", text, QApplication.windowIcon())
