"""What is done to many clients of the list: bulk edit, export, envelopes and text, through their dialogs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from desktop.rules.bulk_edits import Manner
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, settings
from tests.clients.test_page import loaded

SEEING = {Right.SEE_CLIENTS: Scope.ALL}


@pytest.fixture
def page(screens, qtbot, sqlite_office):
    for name in ("安然", "白雪", "陈晨"):
        values = {"name": name, "address": "青年路3号" if name == "安然" else ""}
        sqlite_office.do(clients.open_client, ClientForm.PERSON, values)
    found = screens().page
    loaded(qtbot, found, 3)
    return found


def opened(qtbot, many, act):
    many.dialog = None
    act()
    qtbot.waitUntil(lambda: many.dialog is not None and many.dialog.isVisible())
    return many.dialog


def test_a_bulk_edit_is_looked_at_done_and_undone_from_its_toast(page, qtbot, sqlite_office):
    page.list.view.selectRow(1)
    dialog = opened(qtbot, page.many, page.many.edit)
    assert dialog.which.count == 1
    dialog.rows[0].choose("industry", Manner.SET, "")
    dialog.go_on()
    qtbot.waitUntil(lambda: bool(dialog.rows[0].value.error("industry")))
    dialog.which.choice.set_value("all")
    dialog.rows[0].choose("industry", Manner.SET, "餐饮")
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.main.text() == "Change 3 clients")
    # what was edited since has to be looked at again
    dialog.rows[0].choose("source", Manner.SET, "展会")
    assert dialog.main.text() == "Look at the changes"
    dialog.go_on()
    qtbot.waitUntil(lambda: dialog.main.text() == "Change 3 clients")
    with qtbot.waitSignal(page.toast_requested) as told:
        dialog.main.click()
    said, back = told.args
    assert said == "3 clients changed."
    key = page.list.table.held_row(0).key
    assert sqlite_office.ask(clients.client_file, key).values["source"] == "展会"
    back()
    qtbot.waitUntil(lambda: sqlite_office.ask(clients.client_file, key).values["source"] == "")


def test_an_export_beyond_the_limit_asks_for_a_second_person(page, qtbot, sqlite_office, tmp_path):
    sqlite_office.do(settings.change_setting, "export_limit", 2)
    path = tmp_path / "clients.csv"
    dialog = opened(qtbot, page.many, page.many.export)
    assert dialog.main.text() == "Export 3 clients…"
    dialog.form.put({"kind": "csv", "columns": "open"})
    dialog.export(path)
    qtbot.waitUntil(lambda: dialog.approvals.dialog is not None and dialog.approvals.dialog.isVisible())
    assert not path.exists()
    asked = dialog.approvals.dialog
    asked.form.put({"reason": "税务局当天要"})
    with qtbot.waitSignal(page.toast_requested) as told:
        asked.main.click()
    assert told.args[0] == "3 clients exported: clients.csv"
    assert path.read_text("utf-8-sig").count("\n") == 4


def test_who_lacks_an_address_is_named_before_envelopes_are_printed(page, qtbot):
    dialog = opened(qtbot, page.many, page.many.write_to)
    qtbot.waitUntil(lambda: dialog.main.text() == "Print 1 envelope")
    assert [row.cells[0].text for _n, row in dialog.table.held()] == ["白雪", "陈晨", "安然"]
    dialog.form.put({"paper": "labels:3x8"})
    dialog.beside.put({"start": "99"})
    dialog.form.edited.emit("paper")
    assert dialog.main.text() == "Print 1 label"
    dialog.main.click()
    qtbot.waitUntil(lambda: "24" in dialog.beside.error("start"))
    dialog.beside.put({"start": "24"})
    with qtbot.waitSignal(dialog.printed):
        dialog.main.click()
    qtbot.waitUntil(lambda: page._sheet is not None and page._sheet.isVisible())


def test_a_file_and_a_selection_are_copied_as_text_by_one_key(page, qtbot):
    key = (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    view = page.list.view
    view.setFocus()
    view.selectAll()
    with qtbot.waitSignal(page.toast_requested):
        qtbot.keyClick(view, *key)
    assert QGuiApplication.clipboard().text() == "安然\n地址：青年路3号\n\n白雪\n\n陈晨".replace("地址：", "Address: ")
    with qtbot.waitSignal(page.file.loaded):
        page.open(page.list.table.held_row(1).key)
    with qtbot.waitSignal(page.toast_requested):
        qtbot.keyClick(page.file.tabs, *key)
    assert QGuiApplication.clipboard().text() == "白雪"
    # Qt holds the modifiers of the last key for those of the next click
    qtbot.keyClick(page.file.tabs, Qt.Key.Key_F12)


def test_without_the_right_to_export_one_client_is_copied_and_no_more(screens, qtbot, sqlite_office):
    page = screens("安然", "白雪", me=sqlite_office.hire("李娜", SEEING)).page
    loaded(qtbot, page, 2)
    copy = lambda: next(a for a in page.actions_offered() if a.name == "copy_text").reason  # noqa: E731
    assert "Select" in copy()
    page.list.view.selectRow(0)
    assert copy() == ""
    page.list.view.selectAll()
    assert "Export clients" in copy()
