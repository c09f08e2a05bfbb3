"""Screens of leads 潜在客户: the register with one lead beside it, for the place 服务 Service (CM-6)."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab

KEY = "leads"
NEW = "new_lead"
"""What the window opens over any page."""


def tabs(desk: Desk) -> tuple[Tab, ...]:
    """线索 Leads, for the place 服务 Service."""
    return (Tab(KEY, N_("Leads"), lambda: _page(desk)),) if desk.person.may(Right.SEE_CLIENTS) else ()


def may_enter(desk: Desk) -> bool:
    may = desk.person.may
    return bool(may(Right.SEE_CLIENTS) and may(Right.ENTER_CLIENTS))


def new_actions(desk: Desk) -> tuple[Action, ...]:
    """What the window's button New offers of leads."""
    if not may_enter(desk):
        return ()
    act = lambda: desk.open_requested.emit(NEW, None)  # noqa: E731
    return (Action("new_lead", N_("Lead"), act, "user-plus", "Ctrl+Shift+P"),)


def over(desk: Desk) -> Mapping[str, Callable[[Any], Any]]:
    """What opens over any page: a lead is entered while it is on the phone."""
    return {NEW: _entry} if may_enter(desk) else {}


def _entry(window: Any) -> Any:
    from desktop.ui.leads.entry import LeadEntry

    return LeadEntry(window)


def _page(desk: Desk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.leads.page import LeadsPage

    return LeadsPage(desk)
