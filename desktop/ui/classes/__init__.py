"""Screens of the classes: a quarter's proposal, its confirming, the runs that were."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """分级 Classes, for the place 客户 Clients; nothing for those who may not set classes."""
    if not desk.person.may(Right.CLASSIFY_CLIENTS):
        return ()
    return (Tab("classes", N_("Classes"), lambda: _page(desk, printing)),)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.classes.page import ClassesPage

    return ClassesPage(desk, printing)
