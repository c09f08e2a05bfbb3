"""Sealed values on screen: opened and confirmed on the review desk and in the file; once verified, a change asks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.models.records import Record
from desktop.rules.fields import Block
from desktop.rules.merging import Pick
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ReviewState
from desktop.services import clients, reviews
from desktop.ui.clients.undoing import UndoDialog
from desktop.ui.kit.approval import HERE
from desktop.ui.kit.form_dialog import ReasonDialog
from tests.clients.test_page_file import words
from tests.offices import PASSWORD

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}
JUDGE = {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL}
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
    qtbot.waitUntil(lambda: pane.saving.approvals.dialog is not None)
    dialog = pane.saving.approvals.dialog
    dialog.tabs.setCurrentIndex(HERE)
    dialog.form.put({"reason": "客户来函", "name": "赵峰", "password": PASSWORD})
    dialog.press_main()
    qtbot.waitUntil(lambda: state(shown, client, "income") is ReviewState.PROVISIONAL)
    qtbot.waitUntil(lambda: not card.editing)


# What needs approval where it is undone or files are merged


@pytest.fixture
def verified(entered):
    """An income that somebody has confirmed, and a colleague who can approve that it changes."""
    shown, client = entered
    shown.office.hire("赵峰", HEAD, level=3)
    shown.office.do(reviews.accept, client, "income", "三十万")
    return shown, client


def approval_of(holder, qtbot):
    qtbot.waitUntil(lambda: holder.approvals is not None and holder.approvals.dialog is not None)
    dialog = holder.approvals.dialog
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def countersign(dialog):
    dialog.tabs.setCurrentIndex(HERE)
    dialog.form.put({"reason": "客户来函", "name": "赵峰", "password": PASSWORD})
    dialog.press_main()


def income(shown, client):
    return shown.office.do(clients.unlock, client, Block.PROPERTY, "核对")["income"]


def operation(shown, action):
    with shown.office.work(write=False):
        return Record.select().where(Record.action == action).order_by(Record.serial.desc()).get().operation


def told(page):
    found = []
    page.toast_requested.connect(lambda text, _undo: found.append(text))
    return found


def test_taking_a_confirmation_back_asks_and_is_done_once_it_is_countersigned(verified, qtbot):
    shown, client = verified
    page = shown.page
    said = told(page)
    page.undoer.undo(operation(shown, "accept"))
    countersign(approval_of(page.undoer, qtbot))
    qtbot.waitUntil(lambda: said == ["Undone."])
    assert state(shown, client, "income") is ReviewState.PROVISIONAL
    assert shown.refused == []


def test_the_question_of_undoing_waits_for_the_approval_and_goes_on_with_it(verified, qtbot):
    shown, client = verified
    page = shown.page
    said = told(page)
    page.undoer.ask(operation(shown, "edit"))
    qtbot.waitUntil(lambda: page.undoer.dialog is not None and page.undoer.dialog.isVisible())
    question = page.undoer.dialog
    assert any("Income" in text for text in words(question))
    question.overwrite.click()
    dialog = approval_of(page.undoer, qtbot)
    assert dialog.parent() is question
    # asked for only: nothing is done, and the question stays
    dialog.form.put({"reason": "录错了"})
    dialog.press_main()
    qtbot.waitUntil(lambda: len(said) == 1)
    assert said[0].startswith("Asked for.")
    assert question.isVisible() and question.overwrite.isEnabled()
    assert income(shown, client) == "三十万"
    page.undoer.approvals = None
    question.overwrite.click()
    countersign(approval_of(page.undoer, qtbot))
    qtbot.waitUntil(lambda: said[1:] == ["Undone."])
    assert income(shown, client) == ""
    qtbot.waitUntil(lambda: page.window().findChildren(UndoDialog) == [])


def test_a_merge_and_its_taking_apart_ask_too(verified, qtbot):
    shown, client = verified
    other = shown.client("贺启年", income="五十万", bank="云川银行")
    page = shown.window.go("clients", "duplicates")
    said = told(page)
    page.controller.compare(client, other)
    qtbot.waitUntil(lambda: page.comparing)
    page.merge_pane.picks["block:property"] = Pick.RIGHT
    page.merge()
    dialog = approval_of(page, qtbot)
    dialog.reject()
    assert income(shown, client) == "三十万"
    assert page.comparing
    page.approvals = None
    page.merge()
    countersign(approval_of(page, qtbot))
    qtbot.waitUntil(lambda: len(said) == 1 and not page.comparing)
    assert income(shown, client) == "五十万"
    judge = shown.office.hire("王芳", JUDGE, level=3, vaults=("property", "accounts"))
    shown.office.do(reviews.accept, client, "income", "五十万", me=judge)
    qtbot.waitUntil(lambda: len(page.merges) == 1)
    page.unmerger.take_apart(page.merges[0].id)
    countersign(approval_of(page.unmerger, qtbot))
    qtbot.waitUntil(lambda: len(said) == 2)
    assert "file of its own again" in said[1]


@pytest.mark.parametrize("audits", [True, False])
def test_one_click_asks_who_read_what_is_sealed(entered, qtbot, audits):
    shown, client = entered
    if not audits:
        shown.desk.person = shown.office.hire("王芳", JUDGE, level=3, vaults=("property", "accounts"))
    page = shown.page
    page.open(client)
    qtbot.waitUntil(lambda: page.file.file is not None)
    page.file.tabs.setCurrentIndex(1)
    details = page.file.details
    details.make_all()
    sealed = [card for card in details.cards.values() if card.block.level > 1]
    assert {card.readers_button.isHidden() for card in sealed} == {not audits}
    assert all(card.readers_button.isHidden() for card in details.cards.values() if card.block.level == 1)
    if audits:
        with qtbot.waitSignal(shown.desk.open_requested) as asked:
            sealed[0].readers_button.click()
        assert asked.args == ["audit", {"client": client, "name": "贺启年", "kinds": ("reads", "files")}]


def test_what_is_locked_is_asked_for_where_it_is_seen_and_opens_once_countersigned(screens, sqlite_office, qtbot):
    sqlite_office.hire("赵峰", HEAD, level=3, vaults=("identity", "property", "accounts"))
    shown = screens(me=sqlite_office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL}))
    client = shown.client("贺启年", income="三十万")
    pane = shown.page.file
    with qtbot.waitSignal(pane.loaded):
        shown.page.open(client)
    pane.tabs.setCurrentIndex(1)
    pane.details.make_all()
    card = pane.details.cards["property"]
    assert card.open_button.isHidden()
    pane.dialogs.why(card.locked())
    pane.dialogs.shown.press_main()
    qtbot.waitUntil(lambda: pane.dialogs.approvals is not None and pane.dialogs.approvals.dialog is not None)
    dialog = pane.dialogs.approvals.dialog
    dialog.tabs.setCurrentIndex(HERE)
    dialog.form.put({"reason": "核对抵押物", "name": "赵峰", "password": PASSWORD})
    dialog.press_main()
    qtbot.waitUntil(lambda: not card.open_button.isHidden())
    card.open_button.click()
    qtbot.waitUntil(lambda: card._opened.get("income") == "三十万")
    assert card.edit_button.isHidden()


def test_a_file_out_of_sight_is_asked_for_from_the_list(screens, sqlite_office, qtbot):
    shown = screens("贺启年", me=sqlite_office.hire("韩磊", {Right.SEE_CLIENTS: Scope.OWN}))
    qtbot.waitUntil(lambda: "ask_for_file" in [action.name for action in shown.page.actions_offered()])
    shown.page.ask_for_file()
    dialog = shown.page._asking
    dialog.form.put({"what": "贺启年"})
    dialog.press_main()
    qtbot.waitUntil(lambda: any("Say why" in text for text in words(dialog)))
    dialog.form.put({"reason": "客户来电"})
    said = told(shown.page)
    dialog.press_main()
    qtbot.waitUntil(lambda: said == ["Asked for. You see the answer on Today."])
