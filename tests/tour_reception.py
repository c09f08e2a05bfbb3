"""The stops of the tour at reception: lists, who is found, somebody at the door, an announcement, and what is asked."""

from desktop.services import settings
from desktop.services.samples import ADMIN
from desktop.ui.reception.controller import DAY, EXPECTED, INSIDE
from tests.tour_stops import _dialog

DESK, HOST = "邓丽华", "张岚"


def enter(tour, sample, who=DESK):
    """The sample as an office that receives visitors."""
    office, admin = tour.program.sample.look_as(sample, ADMIN)
    office.run(admin, settings.switch_feature, "reception", True)
    return tour.program.sample.look_as(sample, who)


def _page(tour, window, which=INSIDE, row=0):
    page = window.go("service", "reception")
    page.tabs.setCurrentIndex(which)
    tour.settle()
    if row < page.table.total:
        page.view.selectRow(row)
        tour.settle()
    return page


def _acted(tour, window, act, which=INSIDE, row=0):
    page = _page(tour, window, which, row)
    getattr(page.acts, act, getattr(page.office_acts, act, None))()
    tour.settle()
    return _dialog()


def reception_house(tour, window):
    _page(tour, window)


def reception_waits(tour, window):
    _page(tour, window, row=1)


def reception_expected(tour, window):
    _page(tour, window, EXPECTED)


def reception_day(tour, window):
    page = _page(tour, window, DAY)
    page.day.step(-1)
    tour.settle()
    page.view.selectRow(2)


def reception_nobody_came(tour, window):
    page = _page(tour, window, DAY)
    page.day.step(-400)


def reception_found(tour, window):
    page = _page(tour, window)
    page.door.line.setFocus()
    page.door.line.setText("xsy")


def reception_arrival(tour, window):
    page = _page(tour, window, EXPECTED)
    page.receive(visitor=page.lines[0].id)
    tour.settle()
    return _dialog()


def reception_newcomer(tour, window):
    page = _page(tour, window)
    page.receive(name="朱先生")
    tour.settle()
    return _dialog()


def reception_plan(tour, window):
    page = _page(tour, window, EXPECTED)
    page.plan()
    tour.settle()
    return _dialog()


def reception_stand_in(tour, window):
    return _acted(tour, window, "stand_in")


def reception_breach(tour, window):
    return _acted(tour, window, "breach", row=1)


def reception_refuse(tour, window):
    return _acted(tour, window, "refuse")


def reception_refused(tour, window):
    return _acted(tour, window, "refused")


def reception_zone(tour, window):
    return _acted(tour, window, "add_zone")


def reception_manners(tour, window):
    return _acted(tour, window, "manners")


def reception_told(tour, window):
    """The host, whatever page is open."""
    window.go("today")
    tour.settle()


def reception_mine(tour, window):
    _page(tour, window)


STOPS = (
    reception_house,
    reception_waits,
    reception_expected,
    reception_day,
    reception_nobody_came,
    reception_found,
    reception_arrival,
    reception_newcomer,
    reception_plan,
    reception_stand_in,
    reception_breach,
    reception_refuse,
    reception_refused,
)
OFFICE = (reception_zone, reception_manners)
TOLD = (reception_told, reception_mine)
