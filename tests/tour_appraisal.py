"""The stops of the tour on appraisal: my figures, the dashboard, a period's steps, and the dialogs of both."""

from desktop.ui.appraisal.decide_dialogs import CalibrateDialog
from desktop.ui.appraisal.part_dialogs import RateDialog, SelfDialog
from tests.tour_stops import _dialog

RUNS, STAFF = "陆文渊", "李娜"


def _page(tour, window, tab, period=0):
    page = window.go("appraisal", tab)
    tour.settle()
    if period and page.shown.periods:
        page.open(page.shown.periods[min(period, len(page.shown.periods) - 1)].id)
        tour.settle()
    return page


def appraisal_mine(tour, window):
    page = _page(tour, window, "appraisal")
    page.sheet.figures.view.select_key("B1")
    page._open("B1", lost=False)
    tour.settle()


def appraisal_mine_charts(tour, window):
    page = _page(tour, window, "appraisal")
    bar = page.split.widget(0).verticalScrollBar()
    bar.setValue(bar.maximum() * 2 // 3)
    tour.settle()


def appraisal_mine_past(tour, window):
    page = _page(tour, window, "appraisal")
    page._go_to(page.shown.names[-1])
    tour.settle()


def appraisal_board(tour, window):
    _page(tour, window, "dashboard", 1)


def appraisal_board_charts(tour, window):
    page = _page(tour, window, "dashboard", 2)
    bar = page.split.widget(0).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    tour.settle()


def appraisal_board_person(tour, window):
    page = _page(tour, window, "dashboard", 2)
    page.cards.people.view.selectRow(4)
    tour.settle()
    page._open_person(page.cards.sheet)
    tour.settle()


def appraisal_board_table(tour, window):
    page = _page(tour, window, "dashboard", 2)
    page.show_all()
    page.cards.waterfall.switch()
    bar = page.split.widget(0).verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    tour.settle()


def appraisal_what_if(tour, window):
    page = _page(tour, window, "dashboard", 2)
    page.acts.what_if()
    tour.settle()
    dialog = _dialog()
    dialog.sliders["A"].setValue(60)
    dialog.reckon()
    return dialog


def appraisal_periods(tour, window):
    page = _page(tour, window, "appraisal_periods", 1)
    page.people.view.selectRow(1)
    tour.settle()


def _acted(tour, window, act, period=1):
    page = _page(tour, window, "appraisal_periods", period)
    getattr(page.acts, act)()
    tour.settle()
    return _dialog()


def appraisal_rate(tour, window):
    """As it stands where superiors are asked: no period of the sample is just there."""
    page = _page(tour, window, "appraisal_periods", 1)
    page.open_dialog(RateDialog(page.shown.sheets, 1, lambda _sheet, done: done(()), lambda *_: None, page))
    tour.settle()
    return _dialog()


def appraisal_scheme(tour, window):
    return _acted(tour, window, "scheme")


def appraisal_new(tour, window):
    return _acted(tour, window, "new")


def appraisal_back(tour, window):
    return _acted(tour, window, "back")


def appraisal_calibrate(tour, window):
    page = _page(tour, window, "appraisal_periods", 1)
    page.open_dialog(CalibrateDialog(page.shown.sheets, lambda *_: None, page))
    tour.settle()
    return _dialog()


def appraisal_print(tour, window):
    return _acted(tour, window, "print_reports", 2)


def appraisal_papers(tour, window):
    return _acted(tour, window, "papers", 2)


def appraisal_verify(tour, window):
    return _acted(tour, window, "verify", 2)


def appraisal_owns(tour, window):
    return _acted(tour, window, "owns")


def appraisal_own(tour, window):
    _acted(tour, window, "owns").new()
    tour.settle()
    return _dialog()


def appraisal_appeals(tour, window):
    return _acted(tour, window, "appeals", 2)


def appraisal_correct(tour, window):
    return _acted(tour, window, "correct", 2)


def appraisal_own_part(tour, window):
    page = _page(tour, window, "appraisal")
    page.open_dialog(SelfDialog(page.acts.sheet, lambda *_: None, page))
    tour.settle()
    return _dialog()


def appraisal_answer(tour, window):
    page = _page(tour, window, "appraisal")
    page.acts.answer(False)
    tour.settle()
    return _dialog()


def appraisal_appeal(tour, window):
    page = _page(tour, window, "appraisal")
    page.acts.choose_appeal(page.acts.sheet)
    tour.settle()
    return _dialog()


STOPS = (appraisal_board, appraisal_board_charts, appraisal_board_person, appraisal_board_table, appraisal_what_if,
         appraisal_periods, appraisal_rate, appraisal_scheme, appraisal_new, appraisal_back, appraisal_calibrate,
         appraisal_appeals, appraisal_correct, appraisal_print, appraisal_papers,
         appraisal_verify, appraisal_owns, appraisal_own)  # fmt: skip
MINE = (appraisal_mine, appraisal_mine_charts, appraisal_mine_past, appraisal_own_part, appraisal_answer,
        appraisal_appeal)  # fmt: skip
