"""Screens of orders 订单: the desk's queue with one order beside it, for the place 服务 Service (OR-1)."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "orders"
NEW = "new_order"
"""What the window opens over any page; handed a client's id or nothing."""


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """订单 Orders, for the place 服务 Service."""
    seen = desk.person.may(Right.SEE_CLIENTS)
    return (Tab(KEY, N_("Orders"), lambda: _page(desk, printing)),) if seen else ()


def may_enter(desk: Desk) -> bool:
    return bool(desk.person.may(Right.SEE_CLIENTS) and desk.person.may(Right.ENTER_ORDERS))


def new_actions(desk: Desk) -> tuple[Action, ...]:
    """What the window's button New offers of orders."""
    if not may_enter(desk):
        return ()
    act = lambda: desk.open_requested.emit(NEW, None)  # noqa: E731
    return (Action("new_order", N_("Order"), act, "clipboard-list", "Ctrl+Shift+O"),)


def over(desk: Desk) -> Mapping[str, Callable[[Any], Any]]:
    """What opens over any page: an order is entered wherever one is."""
    return {NEW: _entry} if may_enter(desk) else {}


def of_file(desk: Desk) -> Callable[[], Any]:
    """What makes the card 订单 Orders of a client's file."""
    return lambda: _card(desk)


def _entry(window: Any) -> Any:
    from desktop.ui.orders.entry import OrderEntering

    return OrderEntering(window)


def _card(desk: Desk) -> Any:
    from desktop.ui.orders.file_card import OrdersCard

    return OrdersCard(desk)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.orders.page import OrdersPage

    return OrdersPage(desk, printing)
