"""Undo on screen: after a deed, from the history, with its question; and the file as of a past day."""

from PySide6.QtCore import Qt

from desktop.rules.rights import Right, Scope
from desktop.services import clients
from desktop.ui.clients.file_pane import HISTORY
from desktop.ui.clients.undoing import UndoDialog
from tests.clients.test_page_file import card, opened, value, words
from tests.clients.test_past_files import age, days_ago

__all__ = ["opened"]


def toast(shown):
    return shown.window._toast


def history(pane, qtbot, lines):
    pane.tabs.setCurrentIndex(HISTORY)
    qtbot.waitUntil(lambda: pane.history is not None and pane.history.table.total == lines)
    return pane.history


def ask_for(pane, qtbot, row):
    pane.history.view.selectRow(row)
    assert pane.history.undo_button.isEnabled()
    qtbot.keyClick(pane.history.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: pane.window().findChildren(UndoDialog) != [])
    return pane.window().findChildren(UndoDialog)[0]


def test_what_was_saved_is_undone_from_the_toast_and_done_again(opened, qtbot):
    shown, pane, client = opened()
    contact = card(pane, "contact")
    contact.edit("phone")
    contact.form.entries["phone"].setText("19900005678")
    contact.save_button.click()
    qtbot.waitUntil(lambda: toast(shown).isVisible())
    assert value(shown, client, "phone") == "19900005678"
    toast(shown)._undo_it()
    qtbot.waitUntil(lambda: "19900001234" in words(contact))
    qtbot.waitUntil(lambda: toast(shown).accessibleName() == "Undone.")
    toast(shown)._undo_it()
    qtbot.waitUntil(lambda: value(shown, client, "phone") == "19900005678")


def test_a_file_taken_out_of_use_comes_back_from_the_toast(opened, qtbot):
    shown, pane, client = opened()
    pane.dialogs.withdraw(pane.file)
    dialog = pane.dialogs.shown
    dialog.form.entries["reason"].setText("重复")
    dialog.press_main()
    qtbot.waitUntil(lambda: not shown.page.in_file and toast(shown).isVisible())
    toast(shown)._undo_it()
    qtbot.waitUntil(lambda: not shown.office.ask(clients.client_file, client).withdrawn)


def test_a_file_out_of_use_is_found_by_the_filter_and_brought_back_from_its_history(screens, qtbot):
    shown = screens("张伟", "贺启年")
    page = shown.page
    qtbot.waitUntil(lambda: page.list.count == 2 and page.list.table.held_row(0) is not None)
    gone = page.list.table.held_row(0).key
    shown.office.do(clients.withdraw_client, gone, "重复")
    page.list_controller.narrow(withdrawn=True)
    qtbot.waitUntil(lambda: page.list.count == 1 and page.list.table.held_row(0).key == gone)
    assert page.list.filter.words() == [("withdrawn:", "Out of use")]
    assert page.list.filter.line.placeholderText() == "Code or name of a file out of use…"
    qtbot.waitUntil(
        lambda: {a.name for a in page.actions_offered() if a.reason} >= {"print_list", "bulk_edit", "export"}
    )
    with qtbot.waitSignal(page.file.loaded):
        page.list._open_first()
    # until then there is nothing in it to edit
    basic = card(page.file, "basic")
    basic.edit()
    assert not basic.editing and not basic.edit_button.isVisible()
    assert "重复" in page.file.head.bar.text.text()
    assert not {"print_card", "copy_text"} & {a.name for a in page.actions_offered()}
    history(page.file, qtbot, 2)
    dialog = ask_for(page.file, qtbot, 0)
    dialog.form.entries["reason"].setText("误停")
    dialog.press_main()
    qtbot.waitUntil(lambda: not shown.office.ask(clients.client_file, gone).withdrawn)


def test_a_line_of_the_history_is_undone_with_a_reason(opened, qtbot):
    shown, pane, client = opened()
    shown.office.do(clients.edit_client, client, {"unit": "云岭木业"})
    found = history(pane, qtbot, 2)
    dialog = ask_for(pane, qtbot, 0)
    assert any("Unit" in text for text in words(dialog))
    dialog.form.entries["reason"].setText("看错行了")
    dialog.press_main()
    qtbot.waitUntil(lambda: value(shown, client, "unit") == "青石茶业")
    # the rows come after their number
    qtbot.waitUntil(lambda: found.table.total == 4 and found.table.row_at(2) is not None)
    found.view.selectRow(2)
    assert not found.undo_button.isEnabled()
    assert "already" in found.undo_button.accessibleDescription()


def test_an_undo_that_has_to_wait_says_so_and_can_be_stopped(opened, qtbot):
    shown, pane, client = opened()
    contact = card(pane, "contact")
    contact.edit("phone")
    contact.form.entries["phone"].setText("19900005678")
    contact.save_button.click()
    qtbot.waitUntil(lambda: toast(shown).isVisible())
    undoer = shown.page.undoer
    with shown.office.work():
        # somebody else is writing meanwhile
        toast(shown)._undo_it()
        qtbot.waitUntil(lambda: undoer.waiting.isVisible())
        assert "Undoing" in words(undoer.waiting)
        qtbot.keyClick(undoer.waiting, Qt.Key.Key_Escape)
        (errand,) = shown.desk.errands
    with qtbot.waitSignal(errand.finished):
        pass
    assert value(shown, client, "phone") == "19900005678"
    assert shown.refused == []


def test_the_question_is_stopped_in_its_dialog(opened, qtbot):
    shown, pane, client = opened()
    shown.office.do(clients.edit_client, client, {"unit": "云岭木业"})
    history(pane, qtbot, 2)
    dialog = ask_for(pane, qtbot, 0)
    with shown.office.work():
        dialog.press_main()
        qtbot.waitUntil(dialog.progress.isVisible)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        (errand,) = shown.desk.errands
    with qtbot.waitSignal(errand.finished):
        pass
    assert value(shown, client, "unit") == "云岭木业"
    # and asked again
    assert dialog.isVisible()
    dialog.press_main()
    qtbot.waitUntil(lambda: value(shown, client, "unit") == "青石茶业")
    qtbot.waitUntil(lambda: pane.window().findChildren(UndoDialog) == [])


def test_what_is_in_the_way_is_named_and_may_be_overwritten(opened, qtbot):
    shown, pane, client = opened()
    shown.office.do(clients.edit_client, client, {"unit": "云岭木业", "phone": "19900005678"})
    shown.office.do(clients.edit_client, client, {"unit": "柏溪集团"})
    history(pane, qtbot, 4)
    dialog = ask_for(pane, qtbot, 1)
    assert any("Unit: Changed since" in text and "柏溪集团" in text for text in words(dialog))
    assert dialog.main.text() == "Undo the rest"
    dialog.overwrite.click()
    qtbot.waitUntil(lambda: value(shown, client, "unit") == "青石茶业")
    assert value(shown, client, "phone") == "19900001234"


def test_who_may_not_edit_is_told_why_undo_is_off(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年")
    reader = shown.office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    looking = screens(me=reader)
    pane = looking.page.file
    with qtbot.waitSignals([pane.loaded]):
        looking.page.open(client)
    found = history(pane, qtbot, 1)
    found.view.selectRow(0)
    assert "may not" in found.undo_button.accessibleDescription()


def test_the_file_as_of_a_day_is_read_only_and_says_so(opened, qtbot):
    shown, pane, client = opened()
    age(shown.office, 5)
    shown.office.do(clients.edit_client, client, {"unit": "云岭木业"})
    found = history(pane, qtbot, 2)
    found.day.set_value(days_ago(shown.office, 2))
    found.look_button.click()
    qtbot.waitUntil(lambda: pane.controller.at is not None)
    assert pane.bar.isVisible()
    assert not pane.head.bar.isVisible()
    assert "青石茶业" in pane.head.about.text()
    assert [action.name for action in pane.actions_offered()] == ["today"]
    shown.news()
    pane.edit()
    assert pane.details.editing == []
    # what comes next is told of today alone
    assert not pane.overview.next.isVisible()
    pane.show_today()
    qtbot.waitUntil(lambda: "云岭木业" in pane.head.about.text())
    assert not pane.bar.isVisible()
    assert pane.overview.next.isVisible()


def test_a_day_before_the_file_is_refused_and_today_stays(opened, qtbot):
    shown, pane, _client = opened()
    found = history(pane, qtbot, 1)
    found.day.set_value("2001-01-01")
    found.look_button.click()
    qtbot.waitUntil(lambda: shown.page.bar.messages != ())
    assert "opened on" in shown.page.bar.messages[0].text
    assert pane.controller.at is None
