"""Screens of inspections 检查: what the archive was looked over for, what was found, and how it was settled (DO-9)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "inspections"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """检查 Inspections, for the place 文件 Documents."""
    seen = desk.person.may(Right.SEE_DOCUMENTS)
    return (Tab(KEY, N_("Inspections"), lambda: _page(desk, printing)),) if seen else ()


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.inspections.page import InspectionsPage

    return InspectionsPage(desk, printing)
