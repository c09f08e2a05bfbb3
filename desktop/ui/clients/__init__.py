"""Screens of the clients: the list, the file, a new client, the days to remember, and duplicates."""

from collections.abc import Callable
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
# Whoever runs events, plans or rewards has the page of care
_CARE = (Right.RUN_EVENTS, Right.CLASSIFY_CLIENTS, Right.SEE_TERMS)


def tabs(desk: Desk, preferences: Preferences, printing: PrintDesk, *, reviews: bool = False,
         papers: Callable[[], Any] | None = None, running: Callable[[], Any] | None = None
         ) -> tuple[Tab, ...]:  # fmt: skip
    """名册 List, 纪念日 Dates; 评审 Review, 关怀 Care, 上报 Reports, 移交 Handovers, 查重 Duplicates, 操作记录
    Activity, 信息请求 Data requests for who may use them.

    `reviews`: this person reviews for a colleague who is away, whatever the own rights say (AC-11); `papers`: makes
    the tab of a file that shows its documents, `running` the card of what is in progress."""
    may = desk.person.may
    found = [Tab("list", N_("List"), lambda: ClientsPage(desk, preferences, printing, papers, running))]
    if reviews or may(Right.REVIEW_CLIENTS):
        found.append(Tab("review", N_("Review"), lambda: _review(desk)))
    found.append(Tab("dates", N_("Dates"), lambda: _dates(desk)))
    if any(may(right) for right in _CARE):
        found.append(Tab("care", N_("Care"), lambda: _care(desk)))
    if may(Right.REVIEW_CLIENTS):
        found.append(Tab("reports", N_("Reports"), lambda: _reports(desk), seldom=True))
    if may(Right.EDIT_CLIENTS):
        found.append(Tab("handovers", N_("Handovers"), lambda: _handovers(desk, printing), seldom=True))
        found.append(Tab("duplicates", N_("Duplicates"), lambda: _duplicates(desk), seldom=True))
    if may(Right.SEE_CLIENTS):
        found.append(Tab("acts", N_("Activity"), lambda: _acts(desk), seldom=True))
    if may(Right.PROTECT_CLIENTS):
        found.append(Tab("data", N_("Data requests"), lambda: _data(desk, printing), seldom=True))
    return tuple(found)


# Loaded when they are first shown: a start goes without


def _dates(desk: Desk) -> Any:
    from desktop.ui.clients.dates_page import DatesPage

    return DatesPage(desk)


def _care(desk: Desk) -> Any:
    from desktop.ui.clients.care_page import CarePage

    return CarePage(desk)


def _review(desk: Desk) -> Any:
    from desktop.ui.clients.review_page import ReviewPage

    return ReviewPage(desk)


def _reports(desk: Desk) -> Any:
    from desktop.ui.clients.reports_page import ReportsPage

    return ReportsPage(desk)


def _duplicates(desk: Desk) -> Any:
    from desktop.ui.clients.duplicates import DuplicatesPage

    return DuplicatesPage(desk)


def _acts(desk: Desk) -> Any:
    from desktop.ui.clients.acts_page import ActsPage

    return ActsPage(desk)


def _data(desk: Desk, printing: PrintDesk) -> Any:
    from desktop.ui.clients.requests_page import DataPage

    return DataPage(desk, printing)


def _handovers(desk: Desk, printing: PrintDesk) -> Any:
    from desktop.ui.clients.handovers_page import HandoversPage

    return HandoversPage(desk, printing)


def place(desk: Desk, preferences: Preferences, printing: PrintDesk, more: tuple[Tab, ...] = (), *,
          reviews: bool = False, papers: Callable[[], Any] | None = None,
          running: Callable[[], Any] | None = None) -> Place:  # fmt: skip
    """The place 客户 Clients; `more` are the tabs that other nouns add to it, the rest is as in `tabs`."""
    offered = (*tabs(desk, preferences, printing, reviews=reviews, papers=papers, running=running), *more)
    return Place(PLACE, N_("Clients"), "users", sorted(offered, key=lambda tab: tab.seldom))


def new_actions(desk: Desk) -> tuple[Action, ...]:
    """What the window's button New offers of clients."""
    if not (desk.person.may(Right.SEE_CLIENTS) and desk.person.may(Right.ENTER_CLIENTS)):
        return ()
    act = lambda: desk.open_requested.emit(PLACE, NEW)  # noqa: E731
    return (Action("new_client", N_("Client"), act, "user-plus", "Ctrl+Shift+N"),)
