"""Whether somebody is told in the notification area of the desktop, and whether it has one."""

from typing import Any, Protocol

from PySide6.QtWidgets import QSystemTrayIcon


class Mine(Protocol):
    """A person's own choices on this workstation."""

    def get(self, key: str, default: Any = None) -> Any: ...

    def set(self, key: str, value: Any) -> None: ...


def is_there() -> bool:
    return QSystemTrayIcon.isSystemTrayAvailable()


def wanted(mine: Mine) -> bool:
    """Yes, unless the person chose otherwise."""
    return bool(mine.get("notices", True))


def choose(mine: Mine, on: bool) -> None:
    mine.set("notices", on)
