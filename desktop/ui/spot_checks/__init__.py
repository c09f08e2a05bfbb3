"""The screen of spot checks 抽查 of contact records, for the place 服务 Service (CM-4)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "spot_checks"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """抽查 Spot checks: to draw and score, or what was released of one's own."""
    seen = desk.person.may(Right.SEE_CLIENTS)
    return (Tab(KEY, N_("Spot checks"), lambda: _page(desk, printing), seldom=True),) if seen else ()


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.spot_checks.page import SpotChecksPage

    return SpotChecksPage(desk, printing)
