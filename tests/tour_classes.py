"""The stops of the tour at the classes of a quarter: proposed, confirmed, printed, taught, and those of before."""

from tests.tour_stops import _dialog


def _page(tour, window):
    page = window.go("clients", "classes")
    tour.settle()
    return page


def classes(tour, window):
    _page(tour, window)


def classes_of_a(tour, window):
    _page(tour, window).tabs.setCurrentIndex(1)


def classes_override(tour, window):
    page = _page(tour, window)
    page.view.selectRow(2)
    page.override()
    return _dialog()


def classes_running(tour, window):
    page = _page(tour, window)
    page.quarter.setCurrentIndex(0)
    page.quarter.edited.emit()
    tour.settle()
    page.tabs.setCurrentIndex(0)


def classes_confirm(tour, window):
    classes_running(tour, window)
    window.page.confirm()
    return _dialog()


def classes_past(tour, window):
    page = _page(tour, window)
    page.tabs.setCurrentIndex(page.tabs.count() - 1)
    page.past_view.selectRow(0)


def classes_teach(tour, window):
    classes_past(tour, window)
    window.page.teach()
    tour.settle()
    return _dialog()


def classes_print(tour, window):
    classes_past(tour, window)
    window.page.print_list()
    tour.settle()
    return _dialog()


def classes_print_saved(tour, window):
    classes_past(tour, window)
    window.page.print_list()
    tour.settle()
    dialog = _dialog()
    dialog.line.saved("/home/office/Documents/分级名单 2026Q3 柏溪楼 2026-11-29.pdf")
    return dialog


STOPS = (
    classes, classes_of_a, classes_override, classes_running, classes_confirm, classes_past, classes_teach,
    classes_print, classes_print_saved,
)  # fmt: skip
