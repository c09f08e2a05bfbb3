"""The place 今日 Today: what is due, what waits, what went wrong, each with the button that does it."""

from datetime import datetime
from typing import Any

from desktop.i18n import N_
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Place, Tab

PLACE = "today"


def place(desk: Desk, since: datetime) -> Place:
    """`since` is when this person signed in: what colleagues did before that is told as news."""
    return Place(PLACE, N_("Today"), "sun", (Tab(PLACE, N_("Today"), lambda: _page(desk, since)),))


def _page(desk: Desk, since: datetime) -> Any:
    # loaded when it is shown: a start goes without
    from desktop.ui.today.page import TodayPage

    return TodayPage(desk, since)
