"""The stops of the tour on cases: their list, one with its ribbon, a new one, the step that is due, and a file's."""

from desktop.services import cases
from desktop.services.cases import NewCase, Standing
from desktop.ui.cases import NEW
from desktop.ui.cases.page import STANDINGS
from tests.tour_stops import _dialog, _file


def _page(tour, window, standing=Standing.OPEN):
    page = window.go("service", "cases")
    page.tabs.setCurrentIndex(STANDINGS.index(standing))
    tour.settle()
    return page


def cases_open(tour, window):
    page = _page(tour, window)
    page.view.selectRow(0)


def cases_paused(tour, window):
    page = _page(tour, window)
    page.view.selectRow(1)


def cases_called_back(tour, window):
    _page(tour, window, Standing.CALL_BACK)


def cases_late(tour, window):
    _page(tour, window, Standing.LATE)


def cases_new(tour, window):
    _page(tour, window)
    window.open(NEW, tour.find("贺启年"))
    tour.settle()
    return _dialog()


def cases_step(tour, window):
    page = _page(tour, window)
    page.view.selectRow(0)
    tour.settle()
    page.acts.step()
    tour.settle()
    return _dialog()


def cases_pause(tour, window):
    page = _page(tour, window)
    page.view.selectRow(0)
    tour.settle()
    page.acts.pause()
    tour.settle()
    return _dialog()


def cases_of_client(tour, window):
    _file(tour, window)


def cases_kind(tour, window):
    page = _page(tour, window)
    page.office_kinds.add()
    tour.settle()
    return _dialog()


def cases_join(tour, window):
    page = _page(tour, window)
    if all(line.client is not None for line in page.lines):
        caller = NewCase("consultation", "晚上有没有停车位", caller="王女士", phone="19900000066")
        page.desk.do(cases.record_case, caller)
        tour.settle()
    page.view.selectRow(next(n for n, line in enumerate(page.lines) if line.client is None))
    tour.settle()
    page.acts.join()
    tour.settle()
    return _dialog()


def cases_month(tour, window):
    page = _page(tour, window)
    page.print_month()
    tour.settle()
    return _dialog()


STOPS = (
    cases_kind,
    cases_open,
    cases_paused,
    cases_called_back,
    cases_late,
    cases_new,
    cases_step,
    cases_pause,
    cases_of_client,
    cases_join,
    cases_month,
)
