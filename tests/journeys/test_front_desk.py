"""A day at the front desk by keyboard alone: who is expected, who comes unannounced, who calls, who leaves (RE-1)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop.i18n import translator
from desktop.rules.contacts import Channel
from desktop.rules.reception import State
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, contact_lists, reception_prints, visitors
from desktop.services.contact_lists import Only
from desktop.ui.kit.times import today
from tests.archive.test_handing import text_of
from tests.journeys.test_keyboard import press
from tests.reception.test_service import DESK, House

CONTROL = Qt.KeyboardModifier.ControlModifier
CALLS = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL}


def test_a_day_at_the_front_desk_without_the_mouse(windows, sqlite_office, qtbot):
    office, house = sqlite_office, House(sqlite_office)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "解思源"}, owner=house.anna.id)
    clerk = office.hire("前台小周", DESK | CALLS)
    planned = house.plan("解思源", client=client)

    def inside():
        return {line.name: line for line in office.ask(visitors.inside, me=clerk)}

    def answered():
        """The dialog has done its work and gone."""
        asked = QApplication.activeModalWidget()
        press(qtbot, Qt.Key.Key_Return, CONTROL)
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not asked)
        windows.to(window)

    host = windows(house.anna)
    host.go("service", "reception")
    window = windows(clerk)
    page = window.go("service", "reception")
    page.first_focus().setFocus()
    # the expected: three letters, Enter, and Enter where the grade, the room and the badge are as proposed
    press(qtbot, "xsy")
    qtbot.waitUntil(lambda: len(page.door.hits) > 1)
    press(qtbot, Qt.Key.Key_Return)
    windows.dialog()
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "解思源" in inside() and QApplication.activeModalWidget() is None)
    windows.to(window)
    assert inside()["解思源"].id == planned
    # somebody new: only what is asked for is typed
    page.door.take_focus()
    press(qtbot, "Zhu Jianguo")
    qtbot.waitUntil(lambda: [hit.noun for hit in page.door.hits] == ["newcomer"])
    press(qtbot, Qt.Key.Key_Return)
    asked = windows.dialog()
    assert asked.form.values()["name"] == "Zhu Jianguo"
    while QApplication.focusWidget() is not asked.form.entries["purpose"]:
        press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, "Brings papers")
    while not asked.form.entries["host"].isAncestorOf(QApplication.focusWidget()):
        press(qtbot, Qt.Key.Key_Tab)
    while asked.form.values()["host"] != house.anna.id:
        press(qtbot, Qt.Key.Key_Down)
    answered()
    qtbot.waitUntil(lambda: "Zhu Jianguo" in inside())
    # a call meanwhile
    press(qtbot, Qt.Key.Key_N, CONTROL)
    asked = windows.dialog()
    press(qtbot, "xs")
    qtbot.waitUntil(lambda: len(asked.client.box.hits) == 1)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: asked.client.client is not None)
    press(qtbot, "Asks for the time table")
    answered()
    # the host is told on his own page, and comes
    windows.to(host)
    host.desk.publish(frozenset({"reception"}))
    qtbot.waitUntil(lambda: len(host.notices.messages) == 2)
    own = host.page
    qtbot.waitUntil(lambda: own.table.total == 2)
    own.view.setFocus()
    own.view.select_key(planned)
    qtbot.waitUntil(lambda: own.pane.line is not None and own.pane.line.id == planned)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: house.line(planned).state is State.MET)
    # out again by the number of the badge
    windows.to(window)
    page.door.take_focus()
    press(qtbot, house.line(planned).badge)
    qtbot.waitUntil(lambda: bool(page.door.hits))
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.hasFocus() and page.pane.line is not None and page.pane.line.id == planned)
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: list(inside()) == ["Zhu Jianguo"])
    # what the day has left: one visit and one call in the file, and a sheet of both visitors
    kept = office.ask(contact_lists.page, Only(client=client), me=clerk)
    assert sorted(found.line.channel for found in kept) == sorted((Channel.PHONE, Channel.VISIT))
    sheet = text_of(office.office.carry(clerk, reception_prints.day_sheet, today(), translator("en")).pdf)
    assert "解思源" in sheet and "ZhuJianguo" in sheet
