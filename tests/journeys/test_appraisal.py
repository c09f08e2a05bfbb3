"""A period from its opening to the signed print, by those who take part and by keyboard alone (AP-4, AP-5)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.rules.appraisal import PeriodState, SheetState
from desktop.services import appraisal, appraisal_prints, appraisal_sheets, appraisal_views
from desktop.ui.appraisal import MINE, PERIODS
from tests.appraisal.test_periods import House
from tests.journeys.test_keyboard import press

CONTROL = Qt.KeyboardModifier.ControlModifier
S = PeriodState


def test_a_period_goes_from_its_opening_to_the_signed_print_without_the_mouse(windows, sqlite_office, qtbot):
    house = House(sqlite_office)

    def states(period):
        return {sheet.state for sheet in house.ask(appraisal_views.sheets, period)}

    def page_of(me, tab, ready):
        window = windows(me)
        page = window.go("appraisal", tab)
        qtbot.waitUntil(lambda: page.shown is not None and bool(ready(page)))
        windows.to(window)
        page.first_focus().setFocus()
        return page

    def again(page):
        windows.to(page.window())
        page.desk.publish(frozenset({"appraisal"}))
        page.first_focus().setFocus()

    def done(dialog):
        press(qtbot, Qt.Key.Key_Return, CONTROL)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not dialog)

    def step(page, state, *, asked=False):
        """F9 is the step that follows."""
        windows.to(page.window())
        qtbot.waitUntil(lambda: any(one.keys == "F9" for one in page.actions_offered()))
        page.view.setFocus()
        press(qtbot, Qt.Key.Key_F9)
        if asked:
            done(windows.dialog())
        qtbot.waitUntil(lambda: page.period.state is state)

    runs = page_of(house.boss, PERIODS, lambda page: page.shown.periods == ())
    press(qtbot, Qt.Key.Key_Insert)
    asked = windows.dialog()
    for text in ("2026X", house.spell.first.isoformat(), house.spell.last.isoformat()):
        press(qtbot, Qt.Key.Key_A, CONTROL)
        press(qtbot, text)
        press(qtbot, Qt.Key.Key_Tab)
    done(asked)
    qtbot.waitUntil(lambda: runs.period is not None)
    period = runs.period.id
    for sheet in house.ask(appraisal_views.sheets, period):
        if sheet.person == house.boss.id:
            house.do(appraisal_sheets.note_days, sheet.id, 0, me=house.other)
        elif sheet.person not in (house.anna.id, house.head.id):
            house.do(appraisal.leave_out, sheet.id)
    step(runs, S.COMPUTED)
    step(runs, S.SELF)

    mine = page_of(house.anna, MINE, lambda page: page.shown.sheet is not None)
    qtbot.waitUntil(lambda: "self" in {one.name for one in mine.actions_offered()})
    press(qtbot, Qt.Key.Key_F8)
    own = windows.dialog()
    for _sentence in range(5):
        press(qtbot, "4")
        press(qtbot, Qt.Key.Key_Tab)
        press(qtbot, Qt.Key.Key_Tab)
    done(own)
    step(runs, S.SUPERIOR)

    def rates(page):
        """Each sentence a digit, then what was seen and when where that is asked for."""
        again(page)
        qtbot.waitUntil(lambda: any(one.name == "rate" for one in page.actions_offered()))
        press(qtbot, Qt.Key.Key_F8)
        asked = windows.dialog()
        for number in range(1, 6):
            press(qtbot, "3")
            press(qtbot, Qt.Key.Key_Tab)
            if number in (1, 2, 5):
                press(qtbot, "Seen at the desk")
                press(qtbot, Qt.Key.Key_Tab)
                press(qtbot, house.spell.last.isoformat())
                press(qtbot, Qt.Key.Key_Tab)
            press(qtbot, Qt.Key.Key_Tab)
        done(asked)

    rates(page_of(house.head, PERIODS, lambda page: page.shown.sheets))
    again(runs)
    qtbot.waitUntil(lambda: any(sheet.state is SheetState.RATED for sheet in runs.shown.sheets))
    rates(runs)
    qtbot.waitUntil(lambda: states(period) == {SheetState.RATED, SheetState.ABSENT})
    again(runs)
    qtbot.waitUntil(lambda: not any(one.name == "rate" and one.main for one in runs.actions_offered()))
    step(runs, S.CALIBRATED)
    step(runs, S.PUBLISHED, asked=True)
    for page in (mine, page_of(house.head, MINE, lambda page: page.shown.sheet is not None)):
        again(page)
        qtbot.waitUntil(lambda page=page: "answer" in {one.name for one in page.actions_offered()})
        press(qtbot, Qt.Key.Key_F9)
        done(windows.dialog())
    qtbot.waitUntil(lambda: states(period) == {SheetState.CONFIRMED, SheetState.ABSENT})
    again(runs)
    step(runs, S.SIGNED, asked=True)
    step(runs, S.LOCKED, asked=True)
    # on paper, whose signed copy comes back
    again(runs)
    press(qtbot, Qt.Key.Key_P, CONTROL)
    done(windows.dialog())
    qtbot.waitUntil(lambda: runs._sheet is not None)
    runs._sheet.close()
    again(runs)
    press(qtbot, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    papers = windows.dialog()
    qtbot.waitUntil(lambda: papers.line is not None and papers.buttons.itemAt(1).widget().isVisible())
    papers.view.setFocus()
    for _button in ("Handed over to be signed", "Signed and back"):
        press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: papers.line.back)
    assert house.ask(appraisal_prints.handed_out, period)[0].back
