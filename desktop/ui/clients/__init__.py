"""Screens of the clients: the list, the file, a new client, and the days to remember."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.clients.list_pane import Preferences
from desktop.ui.clients.page import NEW, ClientsPage
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Place, Tab
from desktop.ui.kit.printing import PrintDesk

PLACE = "clients"


def tabs(desk: Desk, preferences: Preferences, printing: PrintDesk) -> tuple[Tab, ...]:
    """名册 List and 纪念日 Dates."""
    return (
        Tab("list", N_("List"), lambda: ClientsPage(desk, preferences, printing)),
        Tab("dates", N_("Dates"), lambda: _dates(desk)),
    )


def _dates(desk: Desk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.clients.dates_page import DatesPage

    return DatesPage(desk)


def place(desk: Desk, preferences: Preferences, printing: PrintDesk, more: tuple[Tab, ...] = ()) -> Place:
    """The place 客户 Clients; `more` are the tabs that other nouns add to it."""
    return Place(PLACE, N_("Clients"), "users", (*tabs(desk, preferences, printing), *more))


def new_actions(desk: Desk) -> tuple[Action, ...]:
    """What the window's button New offers of clients."""
    if not desk.person.may(Right.ENTER_CLIENTS):
        return ()
    act = lambda: desk.open_requested.emit(PLACE, NEW)  # noqa: E731
    return (Action("new_client", N_("Client"), act, "user-plus", "Ctrl+Shift+N"),)
