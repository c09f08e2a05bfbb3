"""Screens of reception 接待: one line that finds who is at the door, who is in the house, expected, of a day (RE-1)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "reception"
PLAN = "plan"
"""What the page is handed to announce somebody."""


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """接待 Reception, for the place 服务 Service."""
    seen = desk.person.may(Right.SEE_VISITORS)
    return (Tab(KEY, N_("Reception"), lambda: _page(desk, printing)),) if seen else ()


def new_actions(desk: Desk) -> tuple[Action, ...]:
    """What the window's button New offers of reception."""
    if not desk.person.may(Right.SEE_VISITORS):
        return ()
    return (Action("new_visitor", N_("Visitor"), lambda: desk.open_requested.emit(KEY, PLAN), "calendar-plus"),)


def tells(desk: Desk, window: Any) -> Any:
    """What tells a host that his visitor waits, whatever page is open; None for who has no visitors."""
    if not desk.person.may(Right.SEE_VISITORS):
        return None
    from desktop.ui.reception.bell import Bell

    return Bell(desk, window)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.reception.page import ReceptionPage

    return ReceptionPage(desk, printing)
