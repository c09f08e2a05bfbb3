"""Closing a period 季末, for the place 考核 Appraisal (OF-14)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab

KEY = "period_end"


def tabs(desk: Desk) -> tuple[Tab, ...]:
    """季末 Closing, for whoever runs the appraisals."""
    return (Tab(KEY, N_("Closing a period"), lambda: _page(desk)),) if desk.person.may(Right.RUN_APPRAISALS) else ()


def _page(desk: Desk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.period_end.page import PeriodEndPage

    return PeriodEndPage(desk)
