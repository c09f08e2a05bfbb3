"""The stops of the tour on appraisal: my figures, the dashboard, a period's steps, and the dialogs of both."""

from datetime import timedelta

from desktop.rules.appraisal import Answer, PeriodState, SheetState, Unit, spell_of
from desktop.rules.appraisal_marks import MarkEntry, Part
from desktop.services import appraisal, appraisal_locks, appraisal_sheets, appraisal_views, on_file
from desktop.services.samples import PASSWORD
from tests.tour_stops import _dialog

S = PeriodState
RUNS = "陆文渊"


class _Told:
    """Periods of the sample office, where it has none of its own yet: one locked, one being rated, one that runs."""

    def __init__(self, tour, sample):
        self.office, self.boss = tour.program.sample.look_as(sample, RUNS)
        self.tour = tour
        self.people = {}

    def who(self, name):
        if name not in self.people:
            self.people[name] = self.boss if name == self.boss.name else self.tour.house.sign_in(self.office, name,
                                                                                                  PASSWORD)  # fmt: skip
        return self.people[name]

    def tell(self):
        if self.office.ask(self.boss, appraisal_views.periods):
            return
        today = self.office.ask(self.boss, on_file.today)
        now = spell_of(Unit.QUARTER, today)
        last = spell_of(Unit.QUARTER, now.first - timedelta(days=1))
        before = spell_of(Unit.QUARTER, last.first - timedelta(days=1))
        self.until(before, S.LOCKED)
        self.until(last, S.SUPERIOR)
        self.until(now, S.COMPUTED)

    def until(self, spell, state):
        run = self.office.run
        period = run(self.boss, appraisal.open_period, spell)
        for sheet in self.sheets(period):
            if sheet.superior is None:
                run(self.boss, appraisal_sheets.note_days, sheet.id, 0)
        for to in (S.COMPUTED, S.SELF, S.SUPERIOR, S.CALIBRATED, S.PUBLISHED):
            run(self.boss, appraisal.step, period, to)
            if to is state:
                return
            if to is S.SELF:
                self.say(period, spell)
            elif to is S.SUPERIOR:
                self.rate(period, spell, all_=True)
        for sheet in self.sheets(period):
            if sheet.state is not SheetState.ABSENT:
                run(self.who(sheet.name), appraisal_sheets.answer, sheet.id, Answer.CONFIRMED)
        run(self.boss, appraisal_locks.sign, period)
        run(self.boss, appraisal_locks.lock, period)

    def sheets(self, period):
        return self.office.ask(self.boss, appraisal_views.sheets, period)

    def say(self, period, spell):
        for n, sheet in enumerate(self.sheets(period)):
            if sheet.state is not SheetState.ABSENT and n % 3:
                self.office.run(
                    self.who(sheet.name), appraisal_sheets.hand_in, sheet.id, _part(spell, n, "按计划完成。")
                )

    def rate(self, period, spell, *, all_):
        for n, sheet in enumerate(self.sheets(period)):
            if sheet.state is not SheetState.ABSENT and (all_ or n % 2):
                self.office.run(self.who(sheet.superior_name), appraisal_sheets.rate, sheet.id,
                                _part(spell, n, "工作踏实，记录可以再及时些。"))  # fmt: skip


def _part(spell, n, words):
    seen = "交接时当面核对，没有差错"
    return Part([MarkEntry(item, 2 + (n * 3 + item) % 4, seen, observed=spell.last) for item in range(1, 6)], words)


def enter(tour, sample, who=RUNS):
    _Told(tour, sample).tell()
    return tour.program.sample.look_as(sample, who)


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
    page.cards.people.view.selectRow(1)
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
    return _acted(tour, window, "rate")


def appraisal_scheme(tour, window):
    return _acted(tour, window, "scheme")


def appraisal_new(tour, window):
    return _acted(tour, window, "new")


def appraisal_back(tour, window):
    return _acted(tour, window, "back")


def appraisal_calibrate(tour, window):
    return _acted(tour, window, "calibrate", 2)


def appraisal_appeals(tour, window):
    return _acted(tour, window, "appeals", 2)


def appraisal_correct(tour, window):
    return _acted(tour, window, "correct", 2)


def appraisal_own_part(tour, window):
    page = _page(tour, window, "appraisal")
    from desktop.ui.appraisal.part_dialogs import SelfDialog

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
         appraisal_appeals, appraisal_correct)  # fmt: skip
MINE = (appraisal_mine, appraisal_mine_charts, appraisal_mine_past, appraisal_own_part, appraisal_answer,
        appraisal_appeal)  # fmt: skip
