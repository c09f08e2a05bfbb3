"""A complaint from the call to the call-back, by two people and by keyboard alone (SV-2)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox

from desktop.rules.cases import Step
from desktop.rules.words import ClientForm
from desktop.services import case_views, cases, clients
from desktop.services import settings as office_settings
from desktop.services.cases import Standing, Wish
from desktop.ui.cases import NEW
from tests.cases.test_service import STAFF
from tests.journeys.test_keyboard import press

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_complaint_goes_from_the_call_to_the_call_back_without_the_mouse(windows, sqlite_office, qtbot):
    office = sqlite_office
    office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    office.do(office_settings.change_setting, "case_callback_days", 0)
    anna, bo = (office.hire(name, STAFF, department="客服部") for name in ("安然", "卜凡"))

    def line():
        (found,) = office.ask(cases.cases, Wish(Standing.ALL))
        return found

    def does(page, step, *typed):
        """F8 does the step that is due; what is typed goes from field to field."""
        qtbot.waitUntil(lambda: page.pane.view is not None and page.pane.view.line.step is step)
        press(qtbot, Qt.Key.Key_F8)
        asked = windows.dialog()
        for number, text in enumerate(typed):
            if number:
                press(qtbot, Qt.Key.Key_Tab)
            if isinstance(QApplication.focusWidget(), QComboBox):
                # the first answer is yes
                press(qtbot, Qt.Key.Key_Down)
            else:
                press(qtbot, text)
        press(qtbot, Qt.Key.Key_Return, CONTROL)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not asked)
        windows.to(page.window())

    window = windows(anna)
    window.go("clients", "list")
    press(qtbot, Qt.Key.Key_T, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    asked = windows.dialog()
    press(qtbot, "hq")
    qtbot.waitUntil(lambda: len(asked.client.box.hits) == 1)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: asked.client.client is not None)
    press(qtbot, "Waited too long")
    press(qtbot, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    page = window.go("service", "cases")
    qtbot.waitUntil(lambda: page.line is not None)
    windows.to(window)
    qtbot.waitUntil(page.view.hasFocus)
    does(page, Step.PROMISE, "An answer by eight tonight")
    does(page, Step.CAUSE, "Roster", "One waiter short")
    does(page, Step.SOLUTION, "One more on Fridays")
    does(page, Step.ACCEPTANCE, "", "He is content")
    qtbot.waitUntil(lambda: line().step is Step.CALL_BACK)
    window = windows(bo)
    page = window.go("service", "cases")
    qtbot.waitUntil(lambda: page.line is not None and page.pane.view is not None)
    page.view.setFocus()
    does(page, Step.CALL_BACK, "", "Solved, he says")
    qtbot.waitUntil(lambda: line().closed_at is not None)
    view = office.ask(case_views.case_view, line().id)
    assert [(one.by, one.step) for one in view.entries if one.step] == [
        *(("安然", step) for step in (Step.PROMISE, Step.CAUSE, Step.SOLUTION, Step.ACCEPTANCE)),
        ("卜凡", Step.CALL_BACK),
    ]  # fmt: skip


def test_a_half_typed_case_waits_with_its_client_while_another_is_made_of_a_contact(windows, sqlite_office, qtbot):
    he, other = (
        sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("贺启年", "单雪")
    )
    window = windows(sqlite_office.me)

    def opened(window, argument, client):
        window.open(NEW, argument)
        over = window.over(NEW)
        qtbot.waitUntil(lambda: over.dialog is not None and over.dialog.client.client == client)
        return over.dialog

    opened(window, he, he).form.put({"subject": "菜凉了"})
    kept = window.drafts()
    window.leave()
    again = windows(sqlite_office.me)
    again.keep_drafts(kept)
    assert again.drafts() == kept, "who leaves again at once loses nothing either"
    dialog = opened(again, {"client": other, "kind": "feedback"}, other)
    assert dialog.form.values()["subject"] == ""
    dialog.reject()
    dialog = opened(again, None, he)
    assert dialog.form.values()["subject"] == "菜凉了"
    dialog.reject()
