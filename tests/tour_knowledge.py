"""The stops of the tour on uniform answers and the daily digest: lists, dialogs, the small search, a close."""

from datetime import timedelta

from desktop.rules.knowledge import Standing
from desktop.ui.kit.times import today
from desktop.ui.knowledge.page import STANDINGS
from tests.tour_stops import _dialog


def _page(tour, window, standing=Standing.APPROVED):
    page = window.go("service", "knowledge")
    page.tabs.setCurrentIndex(STANDINGS.index(standing))
    tour.settle()
    return page


def knowledge_answers(tour, window):
    page = _page(tour, window)
    page.view.selectRow(0)


def knowledge_overdue(tour, window):
    _page(tour, window, Standing.OVERDUE)


def knowledge_waiting(tour, window):
    _page(tour, window, Standing.WAITING)


def knowledge_new(tour, window):
    _page(tour, window).new()
    tour.settle()
    return _dialog()


def knowledge_correct(tour, window):
    page = _page(tour, window)
    page.view.selectRow(0)
    tour.settle()
    page.correct()
    tour.settle()
    return _dialog()


def knowledge_search(tour, window):
    from desktop.rules.knowledge import Place
    from desktop.ui.kit.answers import AnswerPicker

    page = _page(tour, window)
    picker = AnswerPicker(page.desk, Place.OTHER, None, "", page)
    picker.open()
    tour.settle()
    return picker


def knowledge_propose(tour, window):
    from desktop.rules.knowledge import Place
    from desktop.ui.kit.answers import AnswerPicker

    page = _page(tour, window)
    picker = AnswerPicker(page.desk, Place.OTHER, None, "王先生的生日蛋糕能寄存吗", page)
    picker.open()
    tour.settle()
    picker.propose.click()
    tour.settle()
    return picker


def digest_today(tour, window):
    page = window.go("service", "digests")
    page.bar.go(today())


def digest_closed(tour, window):
    page = window.go("service", "digests")
    page.bar.go(today() - timedelta(days=7))


def digest_close(tour, window):
    page = window.go("service", "digests")
    page.bar.go(today())
    tour.settle()
    page.close_day()
    tour.settle()
    return _dialog()


STOPS = (
    knowledge_answers,
    knowledge_overdue,
    knowledge_waiting,
    knowledge_new,
    knowledge_correct,
    knowledge_search,
    knowledge_propose,
    digest_today,
    digest_closed,
    digest_close,
)
