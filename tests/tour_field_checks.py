"""The stop of the tour on field checks: what the month's draw gave a colleague to compare with its source."""

from tests.tour_stops import _dialog


def field_checks(tour, window):
    window.go("appraisal", "field_checks")
    tour.settle()


def field_checks_draw(tour, window):
    page = window.go("appraisal", "field_checks")
    tour.settle()
    page.draw()
    tour.settle()
    return _dialog()


STOPS = (field_checks, field_checks_draw)
