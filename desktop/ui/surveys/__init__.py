"""Screens of satisfaction surveys 满意度调查: made, asked and read in the place 服务 Service (SV-5)."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "surveys"
MEASURE = "survey_measure"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """调查 Surveys, for whoever makes them, asks, or sees what was answered."""
    may = desk.person.may
    seen = may(Right.RUN_SURVEYS) or may(Right.ASK_SURVEYS) or may(Right.SEE_SURVEY_RESULTS)
    return (Tab(KEY, N_("Surveys"), lambda: _page(desk, printing), seldom=True),) if seen else ()


def over(desk: Desk) -> Mapping[str, Callable[[Any], Any]]:
    """What opens over any page: whoever was named for a measure need not see surveys."""
    return {MEASURE: _measure}


def _measure(window: Any) -> Any:
    from desktop.ui.surveys.measure import MeasureOver

    return MeasureOver(window)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.surveys.page import SurveysPage

    return SurveysPage(desk, printing)
