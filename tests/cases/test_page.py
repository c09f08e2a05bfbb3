"""The page of cases: what is offered follows from the step that is due; the ribbon says its clock whole."""

from datetime import timedelta

import shiboken6
from PySide6.QtCore import Qt

from desktop.i18n import translator
from desktop.rules.cases import Step
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.deadlines import Clock, Segment, State, Stretch, clock_hours
from desktop.services import case_acts, case_prints, case_steps, cases, contacts, settings
from desktop.services.cases import NewCase, Standing
from desktop.ui.cases import NEW
from desktop.ui.cases.dialogs import StepDialog
from desktop.ui.cases.file_card import RunningCard
from desktop.ui.cases.page import STANDINGS, CasesPage
from desktop.ui.contacts.page import ContactsPage
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.ribbon import Ribbon, tone_of, whole
from tests.archive.test_handing import text_of
from tests.cases.test_service import House
from tests.screens import Shelf


def test_one_is_handled_passed_on_and_printed_from_the_page(pages, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    page = pages(lambda desk: CasesPage(desk, PrintDesk(Shelf())), house.head, ready=lambda page: page.lines == ())
    page.new()
    assert page.opens == [(NEW, None)]
    key = house.record(content="等了四十分钟")
    late = house.record(received_at=house.ago(60), subject="菜凉")
    page.desk.publish(frozenset({"cases"}))
    qtbot.waitUntil(lambda: page.pane.view is not None and page.table.total == 2)
    # the first due stands first
    assert page.line.id == late and page.pane.ribbon.accessibleName().count("over") == 1
    page.open(key)
    qtbot.waitUntil(lambda: page.pane.view.line.id == key)

    def names():
        return {action.name for action in page.actions_offered()}

    def filled(dialog_class, values):
        qtbot.waitUntil(lambda: isinstance(page.dialog, dialog_class) and shiboken6.isValid(page.dialog))
        page.dialog.form.put(values)
        page.dialog.press_main()
        return page.dialog

    def sent(dialog_class, **values):
        dialog = filled(dialog_class, values)
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    assert {"step", "pass", "pause", "instruct", "early"} <= names() and not {"resume", "reopen", "join"} & names()
    page.acts.step()
    sent(StepDialog, said="今晚八点前答复")
    qtbot.waitUntil(lambda: page.pane.view.line.step is Step.CAUSE)
    page.acts.suggestion()
    assert page.opens[-1] == (NEW, {"client": house.client, "kind": "feedback"})
    page.acts.pause()
    sent(ActDialog, reason="client", said="等客户回电")
    qtbot.waitUntil(lambda: page.pane.view.line.paused and "resume" in names())
    assert "the clock stands now" in page.pane.ribbon.accessibleName()
    page.acts.pass_on()
    sent(ActDialog, to=house.bo.id, reason="他当天值班")
    qtbot.waitUntil(lambda: page.pane.view.line.handler_name == "卜凡")
    page.acts.remedy()
    dialog = filled(ActDialog, {"kind": "refund", "amount": "1.234", "said": "退"})
    assert dialog.form.error("amount")
    dialog.reject()
    qtbot.waitUntil(lambda: not shiboken6.isValid(dialog))
    page.acts.close_early()
    sent(ActDialog, why="客户联系不上")
    # a second person is asked for
    qtbot.waitUntil(lambda: page.approvals.dialog is not None)
    page.approvals.dialog.reject()
    page.print_file()
    qtbot.waitUntil(lambda: page._sheet is not None)
    page.tabs.setCurrentIndex(STANDINGS.index(Standing.CLOSED))
    qtbot.waitUntil(lambda: page.table.total == 0 and not page.split.isVisible())
    page.open(("client", house.client, "贺启年"))
    qtbot.waitUntil(lambda: page.table.total == 2 and page.whose.isVisible())
    said = text_of(office.errand(case_prints.case_file, key, translator("zh_CN"), me=house.head).pdf)
    assert "等了四十分钟" in said and "48小时" in said and "他当天值班" in said and "卜凡" in said


def test_a_callers_case_is_joined_to_the_file_that_he_has_by_now(pages, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    key = house.record(client=None, caller="贺先生")
    page = pages(lambda desk: CasesPage(desk, PrintDesk(Shelf())), house.anna, ready=lambda page: page.pane.view)
    assert "贺先生" in page.pane.heading.text() and page.client_at_hand() is None
    page.acts.join()
    page.dialog.press_main()
    assert page.dialog.isVisible()
    page.dialog.client.picked.emit(house.client)
    qtbot.waitUntil(lambda: page.dialog.client.client == house.client)
    page.dialog.press_main()
    qtbot.waitUntil(lambda: page.pane.view.line.client == house.client and "贺启年" in page.pane.heading.text())
    assert office.ask(cases.cases)[0].id == key


def test_a_contact_is_made_a_case_with_one_key(pages, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    said = Report(Channel.PHONE, "菜凉了", at=house.ago(3), direction=Direction.IN)
    contact = office.do(contacts.log_contact, house.client, said, me=house.anna)
    page = pages(ContactsPage, house.anna, ready=lambda page: page.view.model() is not None and page.table.total == 1)
    page.view.selectRow(0)
    qtbot.waitUntil(lambda: page.listed is not None)
    qtbot.keyClick(page.view, Qt.Key.Key_F7)
    assert page.opens == [(NEW, {"client": house.client, "contact": contact, "subject": "菜凉了"})]
    office.do(settings.switch_feature, "cases", False)
    assert "make_case" not in {action.name for action in page.actions_offered()}


def test_the_ribbon_says_all_that_it_shows(pages, sqlite_office, qtbot):
    start = sqlite_office.ask(lambda work: work.now)
    hour = timedelta(hours=1)
    clock = Clock(
        clock_hours(4), start, start + 5 * hour, State.RUNNING, False, 3.5 * hour, 0.5 * hour, 0.875, hour,
        (Segment(start, start + hour, Stretch.COUNTED), Segment(start + hour, start + 2 * hour, Stretch.PAUSED),
         Segment(start + 2 * hour, start + 5 * hour, Stretch.COUNTED)), False,
    )  # fmt: skip
    assert tone_of(clock).value == "warn"
    said = whole(clock, "Complaint")
    assert said.startswith("Complaint: 4 hours, from ") and "1 h 0 min of pauses not counted" in said
    assert "3 h 30 min used, 30 min left" in said
    ribbon = Ribbon()
    qtbot.addWidget(ribbon)
    ribbon.show_clock("Complaint", clock, start + 4.5 * hour)
    due = whole(clock).partition("due ")[2].partition(";")[0]
    ribbon.resize(900, 36)
    assert ribbon._said(clock, due) == "Complaint · 4 hours · 3 h 30 min used, 30 min left"
    # where there is no room for all of it the deadline stays whole
    ribbon.resize(260, 36)
    assert ribbon._said(clock, due).endswith("30 min left") and not ribbon.grab().isNull()
    ribbon.show_clock("", None)
    assert not ribbon.isVisibleTo(None)


def test_a_files_card_shows_what_is_in_progress_and_leads_there(pages, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    key = house.record()
    done = office.do(cases.record_case, NewCase("consultation", "几点开门", client=house.client), me=house.anna)
    office.do(case_steps.do_step, done, Step.ANSWER, "九点", me=house.anna)
    office.do(case_acts.mark_adverse, key, "客人摔倒", me=house.anna)

    def card(desk):
        made = RunningCard(desk)
        made.toast_requested, made.leave = made.said, lambda: None
        return made

    shown = pages(card, ready=lambda _card: True)
    shown.show_client(house.client, "贺启年", may_file=False)
    qtbot.waitUntil(lambda: shown.card.body.count() == 5)
    shown.card.body.itemAt(0).widget().click()
    shown.card.body.itemAt(4).widget().click()
    assert shown.opens == [("cases", key), ("cases", ("client", house.client, "贺启年"))]
    shown.forget()
    assert not shown.isVisible()
