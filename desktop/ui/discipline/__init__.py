"""Screens of rewards and penalties 奖惩, for the place 考核 Appraisal (RP-1, RP-2)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "discipline"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """奖惩 Rewards & penalties: everybody sees what concerns himself."""
    seen = desk.person.may(Right.SEE_DISCIPLINE)
    return (Tab(KEY, N_("Rewards & penalties"), lambda: _page(desk, printing)),) if seen else ()


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.discipline.page import DisciplinePage

    return DisciplinePage(desk, printing)
