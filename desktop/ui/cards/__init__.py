"""Screens of the cards: the register 6.3 across meals, its paper typed in, and cards that lack what was accepted."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "cards"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """客户卡 Cards, for the place 预订 Bookings."""
    return (Tab(KEY, N_("Cards"), lambda: _page(desk, printing)),) if desk.person.may(Right.SEE_BOOKINGS) else ()


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.cards.page import CardsPage

    return CardsPage(desk, printing)
