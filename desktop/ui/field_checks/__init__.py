"""The screen of field checks 字段抽查, for the place 考核 Appraisal (AP-1)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab

KEY = "field_checks"


def tabs(desk: Desk) -> tuple[Tab, ...]:
    """字段抽查 Field checks, for whoever reviews what colleagues have entered."""
    seen = desk.person.may(Right.REVIEW_CLIENTS)
    return (Tab(KEY, N_("Field checks"), lambda: _page(desk), seldom=True),) if seen else ()


def _page(desk: Desk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.field_checks.page import FieldChecksPage

    return FieldChecksPage(desk)
