"""The stops of the tour on spot checks: the records of a draw, one to be scored, and what is to be improved."""

from tests.tour_stops import _dialog


def _page(tour, window):
    page = window.go("service", "spot_checks")
    tour.settle()
    return page


def spot_checks_drawn(tour, window):
    page = _page(tour, window)
    page.view.selectRow(next(n for n, line in enumerate(page.lines) if line.marks is not None))


def spot_checks_score(tour, window):
    page = _page(tour, window)
    page.view.selectRow(next(n for n, line in enumerate(page.lines) if line.at is None))
    tour.settle()
    page.score()
    tour.settle()
    return _dialog()


def spot_checks_improve(tour, window):
    page = _page(tour, window)
    page.view.selectRow(next(n for n, line in enumerate(page.lines) if line.at is not None and not line.improve))
    tour.settle()
    page.improve()
    tour.settle()
    return _dialog()


def spot_checks_draw(tour, window):
    _page(tour, window).draw_period()
    tour.settle()
    return _dialog()


STOPS = (spot_checks_drawn, spot_checks_score, spot_checks_improve, spot_checks_draw)
