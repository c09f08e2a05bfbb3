"""At the desk three letters and Enter receive the expected; the host is told on whatever page he is (RE-1, RE-3)."""

from dataclasses import replace
from datetime import timedelta

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.i18n import translator
from desktop.rules.reception import Grade, Kind, State
from desktop.rules.rights import Right, Scope
from desktop.services import reception, reception_prints, refused_visitors, settings, visitors
from desktop.ui.kit.act_dialog import ActDialog
from desktop.ui.kit.messages import MessageBar
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.kit.times import today
from desktop.ui.reception.bell import Bell
from desktop.ui.reception.controller import DAY, EXPECTED, INSIDE
from desktop.ui.reception.dialogs import ArrivalDialog, PlanDialog
from desktop.ui.reception.page import ReceptionPage
from tests.archive.test_handing import text_of
from tests.reception.test_service import House
from tests.screens import Shelf


def opened(pages, house, me):
    return pages(lambda desk: ReceptionPage(desk, PrintDesk(Shelf())), me, ready=lambda page: page.lines is not None)


def test_the_expected_are_received_by_three_letters_and_enter(pages, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    key = house.plan("解思源", unit="光明公司")
    office.do(refused_visitors.refuse, "朱推", "", "", "强闯", me=house.desk)
    page = opened(pages, house, house.desk)
    assert page.first_focus() is page.door.line and not page.split.isVisible()

    def shown(kind):
        qtbot.waitUntil(lambda: isinstance(page.dialog, kind) and shiboken6.isValid(page.dialog)
                        and page.dialog.isVisible())  # fmt: skip
        return page.dialog

    def gone(dialog):
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    qtbot.keyClicks(page.door.line, "xsy")
    qtbot.keyClick(page.door.line, Qt.Key.Key_Return)
    dialog = shown(ArrivalDialog)
    assert dialog.focusWidget() is dialog.main and dialog.form.values()["badge"] == "1"
    qtbot.keyClick(dialog.main, Qt.Key.Key_Return)
    gone(dialog)
    qtbot.waitUntil(lambda: page.line is not None and page.pane.line is not None and page.table.total == 1)
    assert page.line.id == key and page.line.state is State.WAITING
    told = [piece.text() for piece in page.pane.findChildren(QLabel)]
    assert "Where: Reception area" in told and "Offered: Water" in told
    words, back = page.toasts[-1]
    assert "解思源" in words and back is not None
    # the same guest is not counted twice; another of that name may be said to be one
    page.receive(name="解思源")
    dialog = shown(ArrivalDialog)
    dialog.form.put({"purpose": "送资料", "host": house.bo.id})
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(dialog.form.error("name")))
    dialog.form.put({"apart": True})
    dialog.press_main()
    gone(dialog)
    qtbot.waitUntil(lambda: page.table.total == 2)
    # who is on the list is proposed as turned away while the name is typed, and another grade asks why
    page.receive(name="某某")
    dialog = shown(ArrivalDialog)
    assert dialog.grade is Grade.ORDINARY
    dialog.form.entries["kind"].set_value(Kind.SUPERIOR.value)
    dialog.form.edited.emit("kind")
    assert dialog.grade is Grade.HIGH and not dialog.form.entries["badge"].isVisible()
    dialog.form.entries["name"].setText("朱推")
    dialog.form.edited.emit("name")
    qtbot.waitUntil(lambda: dialog.grade is Grade.REFUSED)
    dialog.form.entries["grade"].set_value(Grade.ORDINARY.value)
    dialog.form.edited.emit("grade")
    dialog.form.put({"purpose": "道歉", "host": house.anna.id})
    dialog.press_main()
    qtbot.waitUntil(lambda: bool(dialog.form.error("grade_reason")))
    dialog.reject()
    gone(dialog)
    # out again by the badge: Enter does what comes next
    qtbot.keyClicks(page.door.line, "1")
    qtbot.keyClick(page.door.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.line is not None and page.line.id == key and page.focusWidget() is page.view)
    qtbot.waitUntil(lambda: any(one.name == "leave" for one in page.acts.offered()))
    page.acts.main()
    qtbot.waitUntil(lambda: page.table.total == 1)
    page.toasts[-1][1]()
    qtbot.waitUntil(lambda: page.table.total == 2)
    page.open(key)
    page.acts.stand_in()
    dialog = shown(ActDialog)
    dialog.form.put({"stand_in": house.bo.id})
    dialog.press_main()
    gone(dialog)
    qtbot.waitUntil(lambda: all(line.receiver_name == "卜凡" for line in page.lines))
    page._print()
    qtbot.waitUntil(lambda: page._sheet is not None)
    page._sheet.reject()
    page.tabs.setCurrentIndex(DAY)
    qtbot.waitUntil(lambda: page.table.total == 2 and page.day.isVisible())
    printed = office.office.carry(house.desk, reception_prints.day_sheet, page.day.on, translator("zh_CN"))
    assert "光明公司" in text_of(printed.pdf) and "来访登记表" in text_of(printed.pdf)


def test_a_host_announces_and_is_told_until_he_answers(pages, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    office.do(settings.change_setting, "reception_minutes", 5)
    page = opened(pages, house, house.anna)
    assert not page.door.isVisible()
    window = QWidget(page)
    window.notices, said = MessageBar(window), []
    window.toast = lambda words, _back: said.append(words)
    bell = Bell(page.desk, window)
    page.plan()
    qtbot.waitUntil(lambda: isinstance(page.dialog, PlanDialog) and page.dialog.isVisible())
    dialog = page.dialog
    assert dialog.form.values()["host"] == house.anna.id
    dialog.form.put({"name": "贺启年", "purpose": "谈合作", "time": "25:00"})
    dialog.press_main()
    assert dialog.form.error("time")
    dialog.form.put({"on": (today() + timedelta(days=1)).isoformat(), "time": "9:30"})
    dialog.press_main()
    qtbot.waitUntil(lambda: page.tabs.currentIndex() == EXPECTED and page.table.total == 1)
    assert {"change", "off", "stand_in"} <= {one.name for one in page.acts.offered()}
    key = house.receive(page.line.id)
    page.desk.publish(frozenset({"reception"}))
    qtbot.waitUntil(lambda: len(window.notices.messages) == 1)
    assert "贺启年" in window.notices.messages[0].text
    (line,) = office.ask(visitors.waiting_for_me, me=house.anna)
    bell._tell([replace(line, reminders=2)])
    (again,) = window.notices.messages
    assert "still waits" in again.text
    # who says that he comes is reminded no more, and the desk sees it
    window.notices.messages[0].act()
    qtbot.waitUntil(lambda: bool(said) and not window.notices.messages)
    assert office.ask(visitors.visitor, key, me=house.desk).answered_at is not None
    page.tabs.setCurrentIndex(INSIDE)
    qtbot.waitUntil(lambda: page.line is not None and page.line.id == key and page.pane.line is not None)
    page.acts.main()
    qtbot.waitUntil(lambda: office.ask(visitors.visitor, key, me=house.desk).state is State.MET)


def test_whoever_has_no_visitors_is_told_who_has(pages, sqlite_office):
    nobody = sqlite_office.hire("外人", {Right.SEE_CLIENTS: Scope.ALL})
    page = pages(lambda desk: ReceptionPage(desk, PrintDesk(Shelf())), nobody, ready=lambda page: page.empty)
    assert page.actions_offered() == ()
    assert reception.TOPIC in page.WATCHES
