"""The stops of the tour on surveys: what one found, a call, a paper form, the tablet, and a questionnaire made."""

from desktop.rules.surveys import SurveyState
from tests.tour_stops import _dialog


def _page(tour, window, state=SurveyState.RUNNING):
    page = window.go("service", "surveys")
    tour.settle()
    at = next(n for n, line in enumerate(page.lines) if line.state is state)
    page.view.selectRow(at)
    tour.settle()
    return page


def surveys_running(tour, window):
    _page(tour, window)


def surveys_results(tour, window):
    _page(tour, window, SurveyState.CLOSED)


def surveys_measures(tour, window):
    page = _page(tour, window, SurveyState.CLOSED)
    bar = page.pane.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    tour.settle()


def surveys_new(tour, window):
    page = _page(tour, window)
    page.acts.new()
    tour.settle()
    return _dialog()


def surveys_builder(tour, window):
    page = _page(tour, window)
    page.controller.questionnaires(lambda papers: page.acts.build(papers[0]))
    tour.settle()
    dialog = _dialog()
    dialog.list.setCurrentRow(4)
    tour.settle()
    return dialog


def surveys_measure(tour, window):
    page = _page(tour, window, SurveyState.CLOSED)
    page.acts.name_measure()
    tour.settle()
    return _dialog()


def surveys_call(tour, window):
    page = _page(tour, window)
    page.acts.call_next()
    tour.settle()
    return _dialog()


def surveys_form(tour, window):
    page = _page(tour, window)
    page.acts.enter_form(page.shown.waiting[0].id)
    tour.settle()
    return _dialog()


def surveys_code(tour, window):
    page = _page(tour, window)
    page.acts.ask_code()
    tour.settle()
    return _dialog()


def surveys_screen(tour, window):
    page = _page(tour, window)
    page.controller.asking(page.shown.waiting[0].id, page.acts.begin_screen)
    tour.settle()
    page.acts.screen.go_on()
    page.acts.screen.go_on()
    tour.settle()
    return page.acts.screen


STOPS = (surveys_running, surveys_results, surveys_measures, surveys_new, surveys_builder, surveys_measure)
ASKING = (surveys_call, surveys_form, surveys_code, surveys_screen)
