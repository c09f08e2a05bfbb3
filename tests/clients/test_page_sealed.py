"""Sealed values on screen: opened and confirmed on the review desk and in the file; once verified, a change asks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.rules.rights import Right, Scope
from desktop.rules.words import ReviewState
from desktop.services import clients, reviews
from desktop.ui.clients.dialogs import ReasonDialog
from desktop.ui.kit.approval import HERE
from tests.offices import PASSWORD

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}
HEAD = {Right.SEE_CLIENTS: Scope.ALL, Right.APPROVE_CLIENTS: Scope.ALL}


@pytest.fixture
def entered(screens):
    shown = screens()
    server = shown.office.hire("李娜", STAFF, level=3, vaults=("property", "accounts"))
    client = shown.client("贺启年")
    for field, text in (("bank_account", "6222000011112222"), ("income", "三十万")):
        shown.office.do(clients.edit_client, client, {field: text}, me=server)
    return shown, client


def state(shown, client, field):
    return shown.office.ask(reviews.reviews_of, client)[field].state


def test_the_desk_opens_first_and_confirms_then(entered, qtbot):
    shown, client = entered
    page = shown.window.go("clients", "review")
    qtbot.waitUntil(lambda: page.table.total == 2 and page.chosen is not None)
    page.view.setFocus()
    cells = lambda: str([cell for row in range(page.table.total) for cell in page.table.held_row(row).cells])  # noqa: E731
    assert "6222" not in cells() and [action.name for action in page.actions_offered()] == ["open_value"]
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    (dialog,) = page.findChildren(ReasonDialog)
    dialog.form.put({"reason": "核对"})
    dialog.press_main()
    qtbot.waitUntil(lambda: "6222000011112222" in cells())
    assert "三十万" not in cells()
    page.hide_accounts()
    assert "6222" not in cells()
    assert state(shown, client, "bank_account") is ReviewState.PROVISIONAL
    page.view.select_key((client, "income"))
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "三十万" in cells())
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.table.total == 1)
    assert state(shown, client, "income") is ReviewState.VERIFIED


def test_the_file_confirms_what_is_opened_and_a_change_asks_for_approval(entered, qtbot):
    shown, client = entered
    shown.office.hire("赵峰", HEAD, level=3)
    pane = shown.page.file
    with qtbot.waitSignal(pane.loaded):
        shown.page.open(client)
    pane.head.review_requested.emit()
    assert pane.tabs.currentIndex() == 1
    pane.details.make_all()
    card = pane.details.cards["property"]
    card.open_button.click()
    qtbot.waitUntil(lambda: card._opened.get("income") == "三十万")
    (confirm,) = [b for b in card.findChildren(QPushButton) if b.accessibleName() == "Confirm: Income"]
    confirm.click()
    qtbot.waitUntil(lambda: state(shown, client, "income") is ReviewState.VERIFIED)
    qtbot.waitUntil(lambda: not pane.file.reviews["income"].provisional)
    card.edit()
    card.form.put({"income": "五十万"})
    card.save_button.click()
    qtbot.waitUntil(lambda: pane.approvals.dialog is not None)
    dialog = pane.approvals.dialog
    dialog.tabs.setCurrentIndex(HERE)
    dialog.form.put({"reason": "客户来函", "name": "赵峰", "password": PASSWORD})
    dialog.press_main()
    qtbot.waitUntil(lambda: state(shown, client, "income") is ReviewState.PROVISIONAL)
    qtbot.waitUntil(lambda: not card.editing)
