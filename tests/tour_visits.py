"""The stops of the tour on visits and leads: the week, reports, whom to visit by class, the register."""

from desktop.services import class_plans, settings
from desktop.services.class_plans import PlanLine
from desktop.services.lead_lists import Standing as LeadStanding
from desktop.services.samples import ADMIN, PASSWORD
from desktop.services.visits import Standing
from desktop.ui.leads import NEW
from desktop.ui.leads.page import STANDINGS as LEAD_STANDINGS
from desktop.ui.visits import PLAN
from desktop.ui.visits.page import PROPOSALS, STANDINGS
from tests.tour_stops import _dialog

WHO = "张岚"


def enter(tour, sample):
    """The sample as an office that goes out to its clients."""
    office, admin = tour.program.sample.look_as(sample, ADMIN)
    office.run(admin, settings.switch_feature, "visits", True)
    office.run(tour.house.sign_in(office, WHO, PASSWORD), class_plans.set_plan, PlanLine("A", visit_days=14))
    return tour.program.sample.look_as(sample, WHO)


def _visits(tour, window, standing=Standing.WEEK):
    page = window.go("service", "visits")
    page.tabs.setCurrentIndex(STANDINGS.index(standing))
    tour.settle()
    return page


def _leads(tour, window, standing=LeadStanding.OPEN):
    page = window.go("service", "leads")
    page.tabs.setCurrentIndex(LEAD_STANDINGS.index(standing))
    tour.settle()
    return page


def visits_week(tour, window):
    _visits(tour, window).view.selectRow(0)


def visits_reported(tour, window):
    _visits(tour, window, Standing.REPORTED)


def visits_owed(tour, window):
    _visits(tour, window, Standing.TO_REPORT)


def visits_by_class(tour, window):
    page = _visits(tour, window)
    page.mine.set_value(False)
    page.tabs.setCurrentIndex(PROPOSALS)
    tour.settle()
    page.mine.set_value(True)


def visits_plan(tour, window):
    _visits(tour, window)
    window.open(PLAN, tour.find("贺启年"))
    tour.settle()
    return _dialog()


def visits_report(tour, window):
    page = _visits(tour, window, Standing.TO_REPORT)
    page.view.selectRow(0)
    tour.settle()
    page.report()
    tour.settle()
    return _dialog()


def visits_prepare(tour, window):
    page = _visits(tour, window, Standing.TO_COME)
    page.view.selectRow(0)
    tour.settle()
    page.prepare()
    tour.settle()
    return _dialog()


def visits_none(tour, window):
    page = _visits(tour, window, Standing.ALL)
    page.search.setText("没有这样的拜访")
    tour.settle()


def leads_open(tour, window):
    window.go("service", "visits").search.clear()
    page = _leads(tour, window)
    page.view.selectRow(1)


def leads_converted(tour, window):
    _leads(tour, window, LeadStanding.CONVERTED)


def leads_new(tour, window):
    _leads(tour, window)
    window.open(NEW, None)
    tour.settle()
    dialog = _dialog()
    dialog.form.put({"name": "宋先生", "source": "web"})
    dialog._edited("source")
    dialog._edited("name")
    tour.settle()
    return dialog


def leads_settle(tour, window):
    page = _leads(tour, window)
    page.view.selectRow(0)
    tour.settle()
    page._go_on()
    tour.settle()
    return _dialog()


def visits_today(tour, window):
    window.go("today")


STOPS = (
    visits_week,
    visits_reported,
    visits_owed,
    visits_by_class,
    visits_plan,
    visits_report,
    visits_prepare,
    visits_none,
    leads_open,
    leads_converted,
    leads_new,
    leads_settle,
    visits_today,
)
