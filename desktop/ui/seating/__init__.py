"""Screens of the seats: the plan of one booking with its list, people, rules, proposals and prints."""

from collections.abc import Sequence
from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

SEATING = "seating"
"""What desk.open_requested takes, with a booking's id."""


def tabs(desk: Desk, printing: PrintDesk) -> Sequence[Tab]:
    """排座 Seating, in the place of the bookings; none for who may not see them."""
    if not desk.person.may(Right.SEE_BOOKINGS):
        return ()
    return (Tab(SEATING, N_("Seating"), lambda: _page(desk, printing)),)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.seating.page import SeatingPage

    return SeatingPage(desk, printing)
