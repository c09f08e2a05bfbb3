"""The imports page as a person uses it: a file, a look, a repair, a decision, the act, and back again."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from desktop.i18n import language, set_language
from desktop.models.clients import Client, ImportRun
from desktop.rules.importing import Verdict
from desktop.rules.rights import Right, Scope
from desktop.services import clients
from desktop.ui.imports import tabs
from desktop.ui.imports.page import ImportsPage
from desktop.ui.kit import theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.tokens import Look
from tests.importing import messy
from tests.importing.test_service import bring_in, known_client, sheet

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


@pytest.fixture
def open_page(qtbot, qapp, sqlite_office):
    before = language()
    set_language("en")
    theme.install(qapp, RESOURCES, Look.LIGHT, bundled_only=True)
    made = []

    def build(me=None):
        desk = Desk(sqlite_office.office, me or sqlite_office.me)
        faults = []
        desk.faulted.connect(faults.append)
        page = ImportsPage(desk)
        page.resize(1100, 600)
        qtbot.addWidget(page)
        page.show()
        qtbot.waitUntil(lambda: page.empty is not None or page.table.total > 0)
        made.append((desk, page, faults))
        return page

    yield build
    for desk, page, faults in made:
        page.leave()
        assert desk.close(5)
        assert faults == []
    set_language(before)


def planned(qtbot, page, path):
    page.read(path)
    qtbot.waitUntil(lambda: page.planning and not page.controller.busy)
    return page.plan_pane.plan


def names(office):
    with office.work(write=False) as work:
        return sorted(row.name for row in work.visible(Client))


def offered(page):
    return {action.name: action for action in page.actions_offered()}


def test_repair_decide_import_undo(qtbot, open_page, sqlite_office, tmp_path):
    known_client(sqlite_office)
    page = open_page()
    lines = ("李娜,李总,云岭,1990,", "张炜,张总,云岭,19900001111,", "王强,,,19900003333,")
    plan = planned(qtbot, page, sheet(tmp_path, *lines))
    assert offered(page)["carry_out"].text == "Import 2 clients"
    assert "1 row refused" in page.plan_pane.counts.text()
    grid = page.plan_pane.grid
    # the phone is the fourth column of the sheet
    grid.view.setCurrentIndex(grid.table.index(0, 3 + 3))
    qtbot.keyClick(grid.view, Qt.Key.Key_F2)
    grid.editor.setText("１９９００００２２２２")
    qtbot.keyClick(grid.editor, Qt.Key.Key_Return)
    assert plan.row(2).verdict is Verdict.NEW
    menu = grid.decisions(plan.row(3))
    assert [entry.text() for entry in menu.actions()] == ["A client of its own", "The client 2026-0001 张伟"]
    menu.actions()[1].trigger()
    assert plan.row(3).verdict is Verdict.JOINS
    told = []
    page.toast_requested.connect(lambda text, undo: told.append((text, undo)))
    assert offered(page)["carry_out"].text == "Import 3 clients"
    page.carry_out()
    qtbot.waitUntil(lambda: not page.planning and page.table.total == 1)
    assert told[0][0] == "2 clients imported · 1 known one completed"
    assert names(sqlite_office) == ["张伟", "李娜", "王强"]
    told[0][1]()
    qtbot.waitUntil(lambda: len(told) == 2)
    assert names(sqlite_office) == ["张伟"]


def test_undo_asks_when_files_were_worked_on(qtbot, open_page, sqlite_office, tmp_path):
    page = open_page()
    planned(qtbot, page, sheet(tmp_path, "李娜,李总,云岭,,", "王强,,,19900003333,"))
    page.carry_out()
    qtbot.waitUntil(lambda: not page.planning and page.table.total == 1)
    with sqlite_office.work(write=False) as work:
        worked_on = work.visible(Client).where(Client.name == "李娜").get()
    sqlite_office.do(clients.edit_client, worked_on.id, {"note": "x"})
    page.view.selectRow(0)
    assert offered(page)["undo_import"].reason == ""
    page.undo_chosen()
    qtbot.waitUntil(lambda: page.dialog is not None)
    dialog = page.dialog
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert f"{worked_on.code} 李娜 · Edited · {sqlite_office.me.name}" in said
    assert names(sqlite_office) == ["李娜", "王强"]
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    assert list(buttons) == ["Undo the rest", "Undo all of it", "Leave it"]
    buttons["Undo the rest"].click()
    qtbot.waitUntil(lambda: names(sqlite_office) == ["李娜"])


def test_an_import_older_than_the_list_is_opened_all_the_same(qtbot, open_page, sqlite_office, tmp_path):
    key = bring_in(sqlite_office, sheet(tmp_path, "贺启年")).id
    with sqlite_office.work() as work:
        newer = [ImportRun(file_name=f"{n}.csv", file_hash="x", at=work.now + timedelta(minutes=n), person=work.me.id,
                           operation=work.operation, counts={}) for n in range(1, 201)]  # fmt: skip
        work.add_rows(ImportRun, newer)
        work.record("clients", "import")
    page = open_page()
    page.open(key)
    qtbot.waitUntil(lambda: page.view.selected_keys == [key])
    assert page.table.total == 201 and offered(page)["undo_import"].reason == ""
    # a colleague's act does not take it out of the list again
    with qtbot.waitSignal(page.controller.imports_loaded):
        page.reload()
    assert page.table.total == 201


def test_columns_go_where_they_are_sent(qtbot, open_page, tmp_path):
    page = open_page()
    planned(qtbot, page, sheet(tmp_path, "李娜,19900001111,金卡", head="姓名,电话,卡种"))
    grid = page.plan_pane.grid
    assert [choice.value() for choice in grid.fields.choices] == ["name", "phone", None]
    grid.fields.chosen.emit(2, "phone")
    qtbot.waitUntil(lambda: page.plan_pane.plan.columns[2].field == "phone")
    assert page.plan_pane.plan.columns[1].field is None
    assert page.plan_pane.plan.row(2).verdict is Verdict.REFUSED


def test_another_charset_is_shown_at_once(qtbot, open_page, tmp_path):
    page = open_page()
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,电话\n李娜,19900001111\n".encode("gb18030"))
    planned(qtbot, page, path)
    pane = page.plan_pane
    assert pane.charset.value() == pane.plan.sheet.charset
    pane.charset.set_value("big5")
    pane.charset.edited.emit()
    qtbot.waitUntil(lambda: not page.controller.busy and (pane.plan.sheet.charset == "big5" or bool(page.bar.messages)))


def test_a_file_dropped_on_the_page_is_read(qtbot, open_page, tmp_path):
    page = open_page()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sheet(tmp_path, "李娜,,,,")))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    qtbot.waitUntil(lambda: page.planning)


def test_what_is_no_sheet_is_said_on_the_page(qtbot, open_page, tmp_path):
    page = open_page()
    path = tmp_path / "photo.xlsx"
    path.write_bytes(b"\x89PNG\r\n")
    page.read(path)
    qtbot.waitUntil(lambda: bool(page.bar.messages))
    assert page.bar.messages[0].text == "This is a picture and no sheet. Ask for the spreadsheet that it shows."
    assert page.empty is not None


def test_the_file_dialog_does_not_block(qtbot, open_page):
    page = open_page()
    page.choose_file()
    dialog = page.findChild(QFileDialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.reject()


def test_evil_cells_are_plain_text(qtbot, open_page, tmp_path):
    page = open_page()
    planned(qtbot, page, sheet(tmp_path, "<img src=x> A<B,,,,<b>x</b>"))
    cell = page.plan_pane.grid.table.index(0, 3)
    qtbot.waitUntil(lambda: page.plan_pane.grid.table.data(cell) == "<img src=x> A<B")
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in page.findChildren(QLabel))


def test_after_the_first_import_the_list_of_imports_has_the_keyboard(qtbot, open_page, tmp_path):
    page = open_page()
    planned(qtbot, page, sheet(tmp_path, "\u202e賀啟年,,,19900001111,", "\u200b张\u200b伟,,,19900002222,"))
    # what disguises a text is not drawn: the cell reads as it will be kept
    table = page.plan_pane.grid.table
    qtbot.waitUntil(lambda: all(table.held_row(n) is not None for n in range(2)))
    held = [table.held_row(n).cells for n in range(2)]
    texts = {cell if isinstance(cell, str) else cell.text for cells in held for cell in cells}
    assert {"賀啟年", "张伟"} <= texts
    with qtbot.waitSignal(page.controller.imports_loaded):
        page.carry_out()
    qtbot.waitUntil(lambda: page.table.total == 1 and not page.controller.busy)
    qtbot.waitUntil(page.view.hasFocus)


def test_a_large_plan_is_shown_lazily(qtbot, open_page, tmp_path):
    page = open_page()
    planned(qtbot, page, messy.xlsx(tmp_path / "m.xlsx", messy.clients(1200)))
    assert page.plan_pane.grid.table.total == 1200
    assert sum(1 for _row in page.plan_pane.grid.table.held()) < 1200
    page.discard()
    assert not page.planning


def test_the_tab_is_for_importers_only(sqlite_office):
    clerk = sqlite_office.hire("小钱", {Right.SEE_CLIENTS: Scope.ALL})
    desk = Desk(sqlite_office.office, clerk)
    assert tabs(desk) == ()
    desk.close()


def test_the_rows_to_show_keep_room_for_their_counts(qtbot, open_page, tmp_path):
    page = open_page()
    planned(qtbot, page, sheet(tmp_path, "张伟,19900001234", head="姓名,电话"))
    page.discard()
    rows = [f"客户{number},199{number:08d}" for number in range(12_000)]
    planned(qtbot, page, sheet(tmp_path, *rows, head="姓名,电话"))
    tabs_shown = page.plan_pane.tabs
    qtbot.waitUntil(tabs_shown.isVisible)
    shown = [at for at in range(tabs_shown.count()) if tabs_shown.isTabVisible(at)]
    assert [tabs_shown.tabRect(at).width() for at in shown] == [tabs_shown.tabSizeHint(at).width() for at in shown]


def test_the_verdict_stays_in_view_however_wide_the_sheet(qtbot, open_page, tmp_path):
    page = open_page()
    planned(qtbot, page, messy.xlsx(tmp_path / "m.xlsx", messy.clients(30)))
    grid = page.plan_pane.grid
    frozen, last = grid.view.frozen, grid.table.columnCount() - 1
    bar = grid.view.horizontalScrollBar()
    grid.view.setCurrentIndex(grid.table.index(4, last))
    assert bar.value() == bar.maximum() > 0
    assert frozen.isVisible()
    assert frozen.geometry().right() < grid.view.width()
    verdict = grid.table.index(4, 1)
    assert frozen.viewport().rect().contains(frozen.visualRect(verdict))
    assert frozen.visualRect(verdict).top() == grid.view.visualRect(verdict).top()
    # a column never hides under those that stand still, and its field's choice ends where they end
    grid.view.setCurrentIndex(grid.table.index(4, 4))
    assert grid.view.columnViewportPosition(4) >= frozen.width()
    assert grid.fields.choices[0].parentWidget().x() >= frozen.width()
    # a click on the verdict chooses its row without scrolling back
    bar.setValue(bar.maximum())
    place = frozen.visualRect(grid.table.index(2, 1)).center()
    qtbot.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (grid.view.currentIndex().row(), bar.value()) == (2, bar.maximum())
    assert grid.view.place_of(grid.view.currentIndex()).left() < frozen.width()


def test_the_order_of_dates_is_asked_once_for_a_column(qtbot, open_page, tmp_path):
    page = open_page()
    planned(qtbot, page, sheet(tmp_path, "李娜,05/06/1981", "王强,07/08/1979", head="姓名,生日"))
    pane = page.plan_pane
    choice = pane.date_choices[1]
    assert "05/06/1981" in choice.accessibleName()
    assert [choice.itemText(n)[:10] for n in range(choice.count())] == ["Choose…", "1981-06-05", "1981-05-06"]
    choice.setCurrentIndex(2)
    choice.edited.emit()
    qtbot.waitUntil(lambda: pane.plan.columns[1].order is not None and not page.controller.busy)
    assert [row.values["birthday"] for row in pane.plan.rows] == ["1981-05-06", "1979-07-08"]
    # it stays in view, so that it can be changed
    assert pane.date_choices[1].currentText().startswith("1981-05-06")
