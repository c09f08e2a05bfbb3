"""Screens of contacts 往来: all of them in one list, for the place 服务 Service (CM-1)."""

from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab

KEY = "contacts"


def tabs(desk: Desk) -> tuple[Tab, ...]:
    """往来 Contacts, for the place 服务 Service."""
    return (Tab(KEY, N_("Contacts"), lambda: _page(desk)),) if desk.person.may(Right.SEE_CLIENTS) else ()


def _page(desk: Desk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.contacts.page import ContactsPage

    return ContactsPage(desk)
