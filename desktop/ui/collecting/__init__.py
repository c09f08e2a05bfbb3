"""Screens of what is collected: the forms of the meals, what stands on each, and the reviews 收集与评审."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "collecting"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """收集与评审 Collect & review, for who sees the book and its clients."""
    may = desk.person.may
    if not (may(Right.SEE_BOOKINGS) and may(Right.SEE_CLIENTS)):
        return ()
    return (Tab(KEY, N_("Collect & review"), lambda: _page(desk, printing)),)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.collecting.page import CollectPage

    return CollectPage(desk, printing)
