"""The stops of the tour on this meal: its cards on their way, the dialogs, the board, and the good evening."""

from desktop.rules.collecting import Relay, Sheet
from desktop.services import cards, clients
from desktop.services.cards import Wanted
from tests.tour_stops import _dialog

LEADER = "王芳"
# asked for where the hour of cards and forms has passed; said nowhere else
LATE = "来得晚"


def _page(tour, window):
    page = window.go("bookings", "meal")
    tour.settle()
    return page


def _due(page):
    return [one for row in page.rows for one in row.wanted]


def _chosen(tour, window, *numbers):
    page = _page(tour, window)
    page.view.setFocus()
    page.view.clearSelection()
    held = page.view.selectionModel()
    for number in numbers:
        held.select(page.table.index(number, 0), held.SelectionFlag.Select | held.SelectionFlag.Rows)
    tour.settle()
    return page


def _on_way(tour, window):
    """Some cards are on their way, each at another stage; made once."""
    page = _page(tour, window)
    desk, made = window.desk, []
    if not any(one.kind is Sheet.CARD for row in page.rows for one in row.given):
        leader = []
        desk.ask("tour.staff", clients.staff, done=leader.extend)
        tour.settle()
        key = next(one.id for one in leader if one.name == LEADER)
        wanted = [one for one in _due(page) if one.kind is Sheet.CARD][:4]
        wanted += [Wanted(one.booking, one.client, Sheet.FORM) for one in wanted[:3]]
        desk.do(cards.hand_out, [one for one in wanted if one in _due(page)], key, LATE, done=made.extend)
        tour.settle()
        desk.do(cards.receive, made[:3], "李娜")
        desk.do(cards.understand, made[:2])
        desk.do(cards.pass_on, made[0], Relay.KITCHEN, "赵师傅")
        desk.do(cards.take_back, made[:1])
        tour.settle()
        page = _page(tour, window)
    return page


def meal_due(tour, window):
    _chosen(tour, window, 0)


def meal_hand_out(tour, window):
    page = _chosen(tour, window, 0, 1, 2)
    page.acts.hand_out(page.chosen())
    tour.settle()
    return _dialog()


def meal_on_way(tour, window):
    _on_way(tour, window)
    _chosen(tour, window, 1)


def _first(page, name):
    """The first row with which this can be done."""
    for number, row in enumerate(page.rows):
        page.view.select_key(row.key)
        if any(act.name == name and not act.reason for act in page.acts.of(page.chosen())):
            return number
    raise AssertionError(name)


def _acted(name):
    def stop(tour, window):
        page = _on_way(tour, window)
        _first(page, name)
        page._do(name)
        tour.settle()
        return _dialog()

    stop.__name__ = f"meal_{name}"
    return stop


def meal_nothing_booked(tour, window):
    page = _page(tour, window)
    held = page.tabs.currentIndex()
    page.tabs.setCurrentIndex(1 - held)
    tour.settle()


def meal_board(tour, window):
    page = _on_way(tour, window)
    page.show_board()
    page.board.showNormal()
    page.board.resize(window.size())
    tour.settle()
    return page.board


def meal_good_evening(tour, window):
    page = _on_way(tour, window)
    desk = window.desk
    if due := _due(page):
        desk.do(cards.hand_out, due, desk.person.id, LATE)
        tour.settle()
    out = [line.id for row in _page(tour, window).rows for line in row.given if line.back_at is None]
    if out:
        desk.do(cards.take_back, out)
    tour.settle()
    _chosen(tour, window, 0)


STOPS = (
    meal_due, meal_hand_out, meal_on_way, _acted("receive"), _acted("pass_on"), _acted("take_back"), meal_board,
    meal_good_evening, meal_nothing_booked,
)  # fmt: skip
