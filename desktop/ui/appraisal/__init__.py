"""Screens of appraisal 考核: my own figures, the dashboard, and periods, for the place 考核 (AP-1 to AP-5)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right, Scope
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

MINE, DASHBOARD, PERIODS = "appraisal", "dashboard", "appraisal_periods"


def leads(desk: Desk) -> bool:
    """Whether somebody sees others' appraisals, rates or runs them."""
    person = desk.person
    wide = person.mandate.scope(Right.SEE_APPRAISALS) >= Scope.DEPARTMENT
    return bool(wide or person.may(Right.RATE_STAFF) or person.may(Right.RUN_APPRAISALS))


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """我的 Mine for everybody; 看板 Dashboard and 考核期 Periods for who leads."""
    if not desk.person.may(Right.SEE_APPRAISALS):
        return ()
    mine = Tab(MINE, N_("Mine"), lambda: _mine(desk, printing))
    if not leads(desk):
        return (mine,)
    return (
        mine,
        Tab(DASHBOARD, N_("Dashboard"), lambda: _dashboard(desk, printing)),
        Tab(PERIODS, N_("Periods"), lambda: _periods(desk, printing)),
    )


def _mine(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.appraisal.mine_page import MinePage

    return MinePage(desk, printing)


def _dashboard(desk: Desk, printing: PrintDesk) -> Any:
    from desktop.ui.appraisal.dashboard_page import DashboardPage

    return DashboardPage(desk, printing)


def _periods(desk: Desk, printing: PrintDesk) -> Any:
    from desktop.ui.appraisal.periods_page import PeriodsPage

    return PeriodsPage(desk, printing)
