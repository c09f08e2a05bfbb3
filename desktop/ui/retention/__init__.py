"""Screens of retention 销毁: what is due, what is held, and lists of what is destroyed before witnesses (DO-7)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "destruction"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """销毁 Destruction, for the place 文件 Documents."""
    seen = desk.person.may(Right.SEE_DOCUMENTS)
    return (Tab(KEY, N_("Destruction"), lambda: _page(desk, printing)),) if seen else ()


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.retention.page import RetentionPage

    return RetentionPage(desk, printing)
