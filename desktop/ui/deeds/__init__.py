"""Screens of title deeds 权证: the ledger of the safe, what waits to be vouched for, and counts of the safe (DO-5)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "deeds"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """权证 Title deeds, for the place 文件 Documents."""
    seen = desk.person.may(Right.SEE_DOCUMENTS)
    return (Tab(KEY, N_("Title deeds"), lambda: _page(desk, printing)),) if seen else ()


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.deeds.page import DeedsPage

    return DeedsPage(desk, printing)
