"""Screens of supply channels 供货渠道: a list, and one with what happened to it, for who may see suppliers (OR-2)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "supply"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """供货渠道 Supply, for the place 服务 Service; nobody else learns that there is one."""
    seen = desk.person.may(Right.KEEP_SUPPLY)
    return (Tab(KEY, N_("Supply"), lambda: _page(desk, printing), seldom=True),) if seen else ()


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.supply.page import SupplyPage

    return SupplyPage(desk, printing)
