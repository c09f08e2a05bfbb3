"""The review desk on screen: one value after the other from the keyboard, and never one's own."""

import pytest
from PySide6.QtCore import Qt

from desktop.rules.rights import Right, Scope
from desktop.rules.words import Learnt, ReviewState
from desktop.services import clients, reviews
from desktop.ui.kit.form_dialog import FormDialog
from tests.clients.test_page_file import words

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}


@pytest.fixture
def desk(screens, qtbot):
    """The review desk over two values of a colleague and one of one's own."""
    shown = screens()
    server = shown.office.hire("李娜", STAFF)
    client = shown.client("贺启年")
    values = {"taboos": "香菜", "allergies": "花生"}
    for field, text in values.items():
        shown.office.do(clients.edit_client, client, {field: text}, learnt=Learnt.ASKED, basis="上菜时", me=server)
    shown.office.do(clients.edit_client, client, {"seat": "靠窗"})
    page = shown.window.go("clients", "review")
    qtbot.waitUntil(lambda: page.table.total == 3 and page.chosen is not None)
    page.view.setFocus()
    return shown, page, client


def state(shown, client, field):
    return shown.office.ask(reviews.reviews_of, client)[field].state


def test_space_confirms_and_goes_on_to_the_next(desk, qtbot):
    shown, page, client = desk
    assert page.count.text() == "2 values wait for you"
    assert page.table.held_row(0).cells[4] == "Asked · 上菜时"
    assert page.chosen.field == "taboos"
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.table.total == 2)
    assert state(shown, client, "taboos") is ReviewState.VERIFIED
    assert page.chosen.field == "allergies"
    shown.window._toast._undo_it()
    qtbot.waitUntil(lambda: page.table.total == 3)
    assert state(shown, client, "taboos") is ReviewState.PROVISIONAL


def test_c_corrects_and_r_refuses_with_a_reason(desk, qtbot):
    shown, page, client = desk
    qtbot.keyClick(page.view, Qt.Key.Key_C)
    (dialog,) = page.findChildren(FormDialog)
    dialog.form.put({"taboos": "葱"})
    dialog.press_main()
    qtbot.waitUntil(lambda: page.table.total == 2)
    assert shown.office.ask(clients.client_file, client).values["taboos"] == "葱"
    qtbot.waitUntil(lambda: page.chosen is not None and page.chosen.field == "allergies")
    qtbot.waitUntil(lambda: page.findChildren(FormDialog) == [])
    qtbot.keyClick(page.view, Qt.Key.Key_R)
    (dialog,) = page.findChildren(FormDialog)
    dialog.form.put({"reason": "听错"})
    dialog.press_main()
    qtbot.waitUntil(lambda: page.table.total == 1)
    assert shown.office.ask(clients.client_file, client).values["allergies"] == ""


def test_nobody_reviews_himself_and_is_told_who_can(desk, qtbot):
    shown, page, client = desk
    shown.office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    page.reload()
    qtbot.waitUntil(lambda: "赵峰" in page.table.held_row(2).cells[5].below)
    page.view.selectRow(2)
    assert all("赵峰" in action.reason for action in page.actions_offered())
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert "赵峰" in page.bar.messages[0].text
    assert state(shown, client, "seat") is ReviewState.PROVISIONAL


def test_by_client_and_by_collector(desk, qtbot):
    shown, page, _client = desk
    other = shown.client("单雪", hobbies="钓鱼")
    page.reload()
    qtbot.waitUntil(lambda: page.table.total == 4)
    page.client.set_value(other)
    page.client.edited.emit()
    assert page.table.total == 1
    page.client.set_value(None)
    page.collector.set_value("李娜")
    page.collector.edited.emit()
    assert page.table.total == 2
    assert words(page)[0] == "Client"
