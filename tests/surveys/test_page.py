"""A survey is made and drawn on its page, asked by phone, on paper and on the tablet, which nobody leaves unlocked."""

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.rules.rights import Right, Scope
from desktop.rules.surveys import SurveyState
from desktop.services import surveys
from desktop.ui.kit.form_dialog import FormDialog
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.surveys.asking import CallDialog
from desktop.ui.surveys.builder import BuilderDialog
from desktop.ui.surveys.dialogs import SurveyDialog
from desktop.ui.surveys.entry import CodeDialog, FormEntry
from desktop.ui.surveys.page import SurveysPage
from desktop.ui.surveys.screen import ScreenMode
from tests.screens import Shelf
from tests.surveys.test_service import STAFF, House


def words_in(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_a_survey_goes_from_the_questionnaire_to_its_answers(pages, sqlite_office, qtbot, tmp_path):
    sqlite_office.ask_for_no_consent()
    house = House(sqlite_office)
    house.clients(5)
    house.do(surveys.withdraw_questionnaire, house.paper)

    def page_of(me):
        return pages(lambda desk: SurveysPage(desk, PrintDesk(Shelf())), me, ready=lambda page: page.lines is not None)

    def opened(page, kind):
        qtbot.waitUntil(lambda: isinstance(page.dialog, kind) and shiboken6.isValid(page.dialog))
        return page.dialog

    def sent(dialog):
        dialog.press_main()
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    page = page_of(house.boss)
    # without a questionnaire the first survey begins with one
    page.acts.new()
    builder = opened(page, BuilderDialog)
    builder.head.put({"name": "满意度"})
    builder.add()
    builder.form.put({"kind": "text", "zh": "还想说什么", "required": False})
    builder.form.edited.emit("zh")
    builder.move_by(-1)
    assert [one.zh for one in builder.questions] == ["还想说什么", "How satisfied are you on the whole?"]
    builder.move_by(1)
    sent(builder)
    page.acts.new()
    dialog = opened(page, SurveyDialog)
    dialog.form.put({"plan_A": "many"})
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(dialog.refusal) or "30, or 20%" in words_in(dialog.form))
    dialog.form.put({"plan_A": "4", "means_paper": True, "means_online": True, "means_screen": True})
    sent(dialog)
    qtbot.waitUntil(lambda: page.line is not None)
    page.acts.draw()
    confirm = opened(page, FormDialog)
    assert "A 4 of 5" in words_in(confirm)
    sent(confirm)
    qtbot.waitUntil(lambda: page.line.state is SurveyState.RUNNING)

    page = page_of(house.bo)
    qtbot.waitUntil(lambda: page.shown is not None)
    assert len(page.shown.waiting) == 4 and {"call", "enter", "screen"} <= {one.name for one in page.actions_offered()}
    assert not {"report", "close", "new"} & {one.name for one in page.actions_offered()}
    page.acts.call_next()
    call = opened(page, CallDialog)
    call.go_on()
    assert "waits for an answer" in call.refusal
    qtbot.keyClick(call.views[0], Qt.Key.Key_4)
    assert call.pages.currentIndex() == 1 and call.views[0].value() == 4
    sent(call)
    qtbot.waitUntil(lambda: len(page.shown.waiting) == 3)
    # codes for sending online are written where the user says
    sender = house.office.hire("发链接", STAFF | dict.fromkeys((Right.ASK_SURVEYS, Right.EXPORT_CLIENTS), Scope.ALL))
    sending = page_of(sender)
    qtbot.waitUntil(lambda: sending.shown is not None)
    sending.acts.send_codes(sending.line.id, tmp_path / "codes.csv")
    qtbot.waitUntil(lambda: (tmp_path / "codes.csv").exists())
    assert page.shown.waiting[0].form in (tmp_path / "codes.csv").read_text("utf-8-sig")
    # the code of a form opens it from the one search line
    first, second = page.shown.waiting[:2]
    page.open(first.id)
    form = opened(page, FormEntry)
    form.form.put({"q1": "7"})
    form.press_main()
    qtbot.waitUntil(lambda: "no answer" in words_in(form))
    form.form.put({"q1": "5", "q2": "挺好"})
    sent(form)
    code = opened(page, CodeDialog)
    code.form.put({"code": "0000000000"})
    code.press_main()
    qtbot.waitUntil(lambda: "No form of this code" in words_in(code))
    code.reject()

    found = []
    page.controller.asking(second.id, found.append)
    qtbot.waitUntil(lambda: bool(found))
    locked = []
    screen = ScreenMode(found[0], page.controller, 60, lambda: locked.append(screen.isVisible()))
    qtbot.addWidget(screen)
    screen.show()
    assert second.name not in words_in(screen)
    screen.go_on()
    screen.views[0].press(2)
    screen.views[0].buttons[2].setChecked(True)
    assert screen.rest.isActive()
    # nobody touches it: the next one sees nothing of it
    screen.rest.timeout.emit()
    assert screen.pages.currentIndex() == 0 and screen.views[0].value() is None
    screen.go_on()
    screen.go_on()
    assert screen.wrong.text() and screen.pages.currentIndex() == 1
    screen.views[0].buttons[4].setChecked(True)
    screen.go_on()
    screen.go_on()
    qtbot.waitUntil(lambda: screen.finished)
    # closing it is leaving it: the window is locked while it still covers everything
    screen.close()
    assert locked == [True]
    qtbot.waitUntil(lambda: len(page.shown.waiting) == 1)
