"""The stops of the tour at the end of a period: the quarter that is over, and the one that runs."""


def _page(tour, window):
    page = window.go("appraisal", "period_end")
    tour.settle()
    return page


def period_end(tour, window):
    _page(tour, window)


def period_end_running(tour, window):
    page = _page(tour, window)
    page.quarter.setCurrentIndex(0)
    page.quarter.edited.emit()


STOPS = (period_end, period_end_running)
