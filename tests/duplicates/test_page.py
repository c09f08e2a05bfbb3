"""The duplicates page as a person uses it: look, compare by keyboard, merge, take apart, decide that they are two."""

from PySide6.QtCore import Qt

from desktop.i18n import set_language
from desktop.rules.merging import Pick, Whose
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, merging
from desktop.services.merge_children import MOVED
from desktop.services.merging import MergeSide
from desktop.ui.clients.file_pane import HISTORY
from desktop.ui.clients.merge_pane import _HANGING, hanging_words
from tests.duplicates.test_merging import code, file

PHONE = "19900001111"
Key = Qt.Key


def open_page(shown, qtbot):
    page = shown.window.go("clients", "duplicates")
    qtbot.waitUntil(lambda: page.empty is not None)
    return page


def offered(page):
    return {action.name: action for action in page.actions_offered()}


def scanned(shown, qtbot, page, count):
    page.scan()
    qtbot.waitUntil(lambda: page.pairs is not None and len(page.pairs) == count and not page.controller.busy)


def chosen(page, qtbot):
    page.view.selectRow(0)
    qtbot.keyClick(page.view, Key.Key_Return)
    qtbot.waitUntil(lambda: page.comparing)
    return page.merge_pane


def cells(pane, name):
    row = next(row for _at, row in pane.table.held() if row.key == name)
    return [getattr(cell, "text", cell) for cell in row.cells]


def test_what_comes_along_is_told_before_a_merge():
    # of what no longer hangs on a file nobody would be told
    assert _HANGING.keys() <= {hanging.table._meta.table_name for hanging in MOVED}
    set_language("en")
    assert hanging_words(MergeSide(None, "1", "贺启年", 1, {"contact": 2, "document": 1})) == (
        "Comes along: 2 contacts, 1 document")  # fmt: skip


def test_compare_merge_and_take_apart(screens, qtbot):
    shown = screens()
    kept = shown.client("张伟", phone=PHONE, note="甲")
    other = shown.client("张偉", phone=PHONE, plate="云A12345", note="乙")
    page = open_page(shown, qtbot)
    assert offered(page)["scan"].main
    scanned(shown, qtbot, page, 1)
    assert offered(page)["compare"].reason
    pane = chosen(page, qtbot)
    assert [pane.picks.get(n) for n in ("name", "plate", "note", "phone")] == [
        Pick.LEFT, Pick.RIGHT, Pick.BOTH, None]  # fmt: skip
    assert cells(pane, "note") == ["Note", "甲", "乙", "甲\n乙"]
    assert cells(pane, "phone") == ["Phone", PHONE, PHONE, PHONE]
    assert pane.view.current_key == "name"
    qtbot.keyClick(pane.view, Key.Key_Right)
    assert pane.picks["name"] is Pick.RIGHT
    qtbot.keyClick(pane.view, Key.Key_B)
    assert pane.picks["name"] is Pick.RIGHT
    qtbot.keyClick(pane.view, Key.Key_Space)
    assert pane.picks["name"] is Pick.LEFT
    pane.view.select_key("note")
    qtbot.keyClick(pane.view, Key.Key_Left)
    qtbot.waitUntil(lambda: cells(pane, "note")[-1] == "甲")
    told = []
    page.toast_requested.connect(lambda text, undo: told.append((text, undo)))
    qtbot.keyClick(pane.view, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.past.total == 1 and page.pairs == [])
    values = file(shown.office, kept).values
    assert (values["name"], values["plate"], values["note"]) == ("张伟", "云A12345", "甲")
    assert told[0][0] == f"{code(shown.office, other)} was merged into {code(shown.office, kept)}."
    told[0][1]()
    qtbot.waitUntil(lambda: len(told) == 2 and bool(page.merges[0].undone_at))
    assert not file(shown.office, other).withdrawn


def test_the_other_one_can_be_kept(screens, qtbot):
    shown = screens()
    first, second = shown.client("张伟", phone=PHONE), shown.client("张偉", phone=PHONE)
    page = open_page(shown, qtbot)
    scanned(shown, qtbot, page, 1)
    pane = chosen(page, qtbot)
    assert pane.seen.left.id == first
    page.swap()
    qtbot.waitUntil(lambda: pane.seen.left.id == second)
    qtbot.keyClick(pane.view, Key.Key_Escape)
    assert not page.comparing


def test_two_clients_are_not_proposed_again(screens, qtbot):
    shown = screens()
    shown.client("张伟", phone=PHONE)
    shown.client("张偉", phone=PHONE)
    page = open_page(shown, qtbot)
    scanned(shown, qtbot, page, 1)
    page.view.selectRow(0)
    told = []
    page.toast_requested.connect(lambda _text, undo: told.append(undo))
    page.dismiss()
    qtbot.waitUntil(lambda: bool(told) and page.pairs == [])
    scanned(shown, qtbot, page, 0)
    told[0]()
    qtbot.waitUntil(lambda: len(page.pairs) == 1)


def test_a_clash_is_asked_before_a_merge_is_taken_apart(screens, qtbot):
    shown = screens()
    kept, other = shown.client("张伟", phone=PHONE), shown.client("张偉", phone=PHONE, plate="云A12345")
    page = open_page(shown, qtbot)
    scanned(shown, qtbot, page, 1)
    chosen(page, qtbot)
    page.merge()
    qtbot.waitUntil(lambda: page.past.total == 1)
    shown.office.do(clients.edit_client, kept, {"plate": "云B54321"})
    page.kinds.setCurrentIndex(1)
    page.past_view.selectRow(0)
    assert offered(page)["unmerge"].reason == ""
    page.unmerge()
    qtbot.waitUntil(lambda: page.unmerger.dialog is not None and page.unmerger.dialog.isVisible())
    page.unmerger.dialog.choices["plate"].set_value(Whose.OTHER)
    page.unmerger.dialog.main.click()
    qtbot.waitUntil(lambda: bool(page.merges[0].undone_at))
    assert file(shown.office, other).values["plate"] == "云B54321"
    assert file(shown.office, kept).values["plate"] == ""
    assert offered(page)["unmerge"].reason
    with qtbot.waitSignal(page.desk.open_requested) as opened:
        offered(page)["open_merged"].act()
    assert opened.args == ["clients", other]


def test_a_merge_is_taken_apart_from_the_history_with_its_question(screens, qtbot):
    shown = screens()
    kept, other = shown.client("张伟", phone=PHONE), shown.client("张偉", phone=PHONE, plate="云A12345")
    shown.office.do(merging.merge, kept, other)
    shown.office.do(clients.edit_client, kept, {"plate": "云B54321"})
    page = shown.page
    with qtbot.waitSignals([page.file.loaded]):
        page.open(kept)
    page.file.tabs.setCurrentIndex(HISTORY)
    history = page.file.history
    qtbot.waitUntil(lambda: history.table.total > 0)
    line = next(at for at in range(history.table.total) if "Merged" in str(history.table.row_at(at).cells[2]))
    history.view.selectRow(line)
    assert history.undo_button.isEnabled()
    history.undo_button.click()
    qtbot.waitUntil(lambda: page.undoer.unmerger.dialog is not None and page.undoer.unmerger.dialog.isVisible())
    dialog = page.undoer.unmerger.dialog
    dialog.choices["plate"].set_value(Whose.OTHER)
    dialog.main.click()
    qtbot.waitUntil(lambda: not file(shown.office, other).withdrawn)
    assert file(shown.office, other).values["plate"] == "云B54321"
    assert file(shown.office, kept).values["plate"] == ""


def test_what_was_changed_meanwhile_is_said(screens, qtbot):
    shown = screens()
    kept = shown.client("张伟", phone=PHONE)
    shown.client("张偉", phone=PHONE)
    page = open_page(shown, qtbot)
    scanned(shown, qtbot, page, 1)
    chosen(page, qtbot)
    shown.office.do(clients.edit_client, kept, {"note": "x"})
    page.merge()
    qtbot.waitUntil(lambda: bool(page.bar.messages))
    assert "changed at this moment" in page.bar.messages[0].text


def test_who_may_not_edit_has_no_such_tab(screens, sqlite_office):
    me = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    shown = screens(me=me)
    (view,) = shown.window.views.values()
    assert "duplicates" not in [tab.key for tab in view.place.tabs]


def test_a_new_client_is_compared_while_typing(screens, qtbot):
    shown = screens()
    shown.client("昆明云岭商贸有限公司", ClientForm.ORGANISATION)
    page = shown.page
    qtbot.keyClick(shown.window, Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = page._new
    dialog.choice.button(1).click()
    dialog.form.entries["name"].setText("昆明云嶺商贸")
    dialog.form.entries["name"].edited.emit()
    qtbot.waitUntil(lambda: dialog.similar_shown == 1)
