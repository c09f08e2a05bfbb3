"""Screens of the settings: mine, this workstation, the office, its rule numbers, people and rights, the data."""

from collections.abc import Sequence
from typing import Any

from desktop.i18n import N_
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Place, Tab

PLACE = "settings"


def place(desk: Desk, host: Any, more: Sequence[Tab] = ()) -> Place:
    """设置 Settings. `host` is the running program: its house, and what changes the window as a whole."""
    mine = Tab("settings", N_("Settings"), lambda: _page(desk, host))
    return Place(PLACE, N_("Settings"), "settings", (mine, *more))


def _page(desk: Desk, host: Any) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.settings.page import SettingsPage

    return SettingsPage(desk, host)
