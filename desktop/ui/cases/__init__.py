"""Screens of cases 咨询投诉: a list with the clock of each, one case beside it, for the place 服务 Service (SV-1)."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "cases"
NEW = "new_case"
"""What the window opens over any page; handed a client's id, a mapping with a contact to make a case of, or nothing."""


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """咨询投诉 Cases, for the place 服务 Service."""
    seen = desk.person.may(Right.SEE_CLIENTS)
    return (Tab(KEY, N_("Cases"), lambda: _page(desk, printing)),) if seen else ()


def may_record(desk: Desk) -> bool:
    may = desk.person.may
    return bool(may(Right.SEE_CLIENTS) and (may(Right.ENTER_CLIENTS) or may(Right.EDIT_CLIENTS)))


def new_actions(desk: Desk) -> tuple[Action, ...]:
    """What the window's button New offers of cases."""
    if not may_record(desk):
        return ()
    act = lambda: desk.open_requested.emit(NEW, None)  # noqa: E731
    return (Action("new_case", N_("Case"), act, "clipboard-list", "Ctrl+Shift+T"),)


def over(desk: Desk) -> Mapping[str, Callable[[Any], Any]]:
    """What opens over any page: a case is recorded wherever one is."""
    return {NEW: _entry} if may_record(desk) else {}


def running(desk: Desk) -> Callable[[], Any]:
    """What makes the card 正在办 In progress of a client's file."""
    return lambda: _card(desk)


def _entry(window: Any) -> Any:
    from desktop.ui.cases.entry import CaseEntry

    return CaseEntry(window)


def _card(desk: Desk) -> Any:
    from desktop.ui.cases.file_card import RunningCard

    return RunningCard(desk)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.cases.page import CasesPage

    return CasesPage(desk, printing)
