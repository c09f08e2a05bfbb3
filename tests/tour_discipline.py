"""The stops of the tour on rewards and penalties: what is open, a decision, the rules, and what one is told."""

from desktop.rules import discipline as rules
from desktop.rules.discipline import State
from desktop.services.discipline import Standing
from tests.tour_stops import _dialog


def _page(tour, window, standing=Standing.OPEN):
    page = window.go("appraisal", "discipline")
    page.tabs.setCurrentIndex(page.standings.index(standing))
    tour.settle()
    return page


def _choose(tour, page, fits):
    page.view.selectRow(next(n for n, line in enumerate(page.lines) if fits(line)))
    tour.settle()
    return page


def discipline_open(tour, window):
    _choose(tour, _page(tour, window), lambda line: line.decidable)


def discipline_force(tour, window):
    _choose(tour, _page(tour, window, Standing.FORCE), lambda line: rules.Measure.ORAL in line.measures)


def discipline_propose(tour, window):
    _page(tour, window).acts.propose()
    tour.settle()
    return _dialog()


def discipline_decide(tour, window):
    _choose(tour, _page(tour, window), lambda line: line.decidable).acts.decide()
    tour.settle()
    return _dialog()


def discipline_rules(tour, window):
    _page(tour, window).show_rules()
    tour.settle()
    return _dialog()


def discipline_rule(tour, window):
    page = _page(tour, window)
    page.show_rules()
    tour.settle()
    dialog = page.dialog
    rule = next(one for one in dialog.catalogue if len(one.steps) == 3)
    dialog._open(rule)
    tour.settle()
    return _dialog()


def discipline_fines(tour, window):
    _page(tour, window).switch()
    tour.settle()
    return _dialog()


def discipline_register(tour, window):
    _page(tour, window).print_register()
    tour.settle()
    return _dialog()


def discipline_told(tour, window):
    _choose(tour, _page(tour, window), lambda line: line.state is State.NOTIFIED)


def discipline_reply(tour, window):
    _choose(tour, _page(tour, window), lambda line: line.state is State.NOTIFIED).acts.reply()
    tour.settle()
    return _dialog()


def discipline_empty(tour, window):
    _page(tour, window, Standing.FORCE)


STOPS = (discipline_open, discipline_force, discipline_propose, discipline_decide, discipline_rules, discipline_rule,
         discipline_fines, discipline_register)  # fmt: skip
CONCERNED = (discipline_told, discipline_reply, discipline_empty)
