"""Screens of the imports: past ones with their undo, and the preview of a sheet."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab


def tabs(desk: Desk) -> tuple[Tab, ...]:
    """导入 Imports, for the place 客户 Clients; nothing for those who may not import."""
    if not desk.person.may(Right.IMPORT_CLIENTS):
        return ()
    return (Tab("imports", N_("Imports"), lambda: _page(desk), seldom=True),)


def _page(desk: Desk) -> Any:
    # with all that reads sheets it is loaded when it is first shown: a start goes without
    from desktop.ui.imports.page import ImportsPage

    return ImportsPage(desk)
