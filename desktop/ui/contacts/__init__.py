"""Screens of contacts 往来: all of them in one list, for the place 服务 Service (CM-1)."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.i18n import N_
from desktop.rules.rights import Right
from desktop.ui.kit.actions import Action
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.place_view import Tab
from desktop.ui.kit.printing import PrintDesk

KEY = "contacts"
LOG = "log_contact"
"""What the window opens over any page; handed a client's id, ANSWER with that of a contact, or nothing."""
ANSWER = "answer"


def tabs(desk: Desk, printing: PrintDesk) -> tuple[Tab, ...]:
    """往来 Contacts, for the place 服务 Service."""
    return (Tab(KEY, N_("Contacts"), lambda: _page(desk, printing)),) if desk.person.may(Right.SEE_CLIENTS) else ()


def may_log(desk: Desk) -> bool:
    """Each department's contact must reach the file (CL-6): who may enter or edit."""
    may = desk.person.may
    return bool(may(Right.SEE_CLIENTS) and (may(Right.ENTER_CLIENTS) or may(Right.EDIT_CLIENTS)))


def new_actions(desk: Desk) -> tuple[Action, ...]:
    """What the window's button New offers of contacts."""
    if not may_log(desk):
        return ()
    act = lambda: desk.open_requested.emit(LOG, None)  # noqa: E731
    return (Action("new_contact", N_("Contact with a client"), act, "message-circle", "Ctrl+N"),)


def over(desk: Desk) -> Mapping[str, Callable[[Any], Any]]:
    """What opens over any page: a contact is logged wherever one is."""
    return {LOG: _entry} if may_log(desk) else {}


def _entry(window: Any) -> Any:
    from desktop.ui.contacts.entry import ContactEntry

    return ContactEntry(window)


def _page(desk: Desk, printing: PrintDesk) -> Any:
    # loaded when it is first shown: a start goes without
    from desktop.ui.contacts.page import ContactsPage

    return ContactsPage(desk, printing)
