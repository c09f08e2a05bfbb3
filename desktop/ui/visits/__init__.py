"""Screens of visits 拜访: a week or a list with one visit beside it, for the place 服务 Service (CM-5)."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "visits"
PLAN = "plan_visit"
"""What the window opens over any page; handed a client's id, or nothing."""
REPORT = "report_visit"
"""The same for the report of a visit, handed its id."""


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """拜访 Visits, for the place 服务 Service."""
    seen = desk.person.may(Right.SEE_CLIENTS)
    return (Tab(KEY, N_("Client visits"), lambda: _page(desk, printing)),) if seen else ()


def may_plan(desk: Desk) -> bool:
    may = desk.person.may
    return bool(may(Right.SEE_CLIENTS) and (may(Right.ENTER_CLIENTS) or may(Right.EDIT_CLIENTS)))


def new_actions(desk: Desk) -> tuple[Action, ...]:
    """What the window's button New offers of visits."""
    if not may_plan(desk):
        return ()
    act = lambda: desk.open_requested.emit(PLAN, None)  # noqa: E731
    return (Action("new_visit", N_("Visit to a client"), act, "map-pin", "Ctrl+Shift+G"),)


def over(desk: Desk) -> Mapping[str, Callable[[Any], Any]]:
    """What opens over any page: a visit is planned and reported wherever one is."""
    return {PLAN: _plan, REPORT: _report} if may_plan(desk) else {}


def of_file(desk: Desk) -> Callable[[], Any]:
    """What makes the card 拜访 Visits of a client's file."""
    return lambda: _card(desk)


def _card(desk: Desk) -> Any:
    from desktop.ui.visits.file_card import VisitsCard

    return VisitsCard(desk)


def _plan(window: Any) -> Any:
    from desktop.ui.visits.entry import PlanEntry

    return PlanEntry(window)


def _report(window: Any) -> Any:
    from desktop.ui.visits.entry import ReportEntry

    return ReportEntry(window)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.visits.page import VisitsPage

    return VisitsPage(desk, printing)
