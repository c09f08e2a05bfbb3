"""Saved views in the list: chosen, saved, followed, taken out and back, all from the keyboard's menu."""

import pytest
from PySide6.QtCore import Qt

from desktop.rules.words import ClientForm
from desktop.services import clients, own_fields, views
from desktop.services.client_lists import Filter, Sort
from desktop.services.own_fields import OwnFieldEntry
from desktop.services.views import Content
from desktop.ui.kit.cells import Row
from tests.clients.test_page import loaded, names

DRAFTS = Content(Filter(drafts=True), Sort("name", True), ("name", "code", "own_ji_fen"))


def act(page, name):
    """Presses an entry of the chooser's menu."""
    next(action for action in page.list.views.actions_offered() if action.name == name).act()


@pytest.fixture
def filled(sqlite_office):
    """Two drafts and a whole file, and a field of the office's own."""
    sqlite_office.do(own_fields.add_own_field, OwnFieldEntry("积分"))
    whole = {"salutation": "单总", "unit": "雪厂", "phone": "19900001234", "own_ji_fen": "8"}
    for values in ({"name": "张伟"}, {"name": "贺启年"}, {"name": "单雪", **whole}):
        sqlite_office.do(clients.open_client, ClientForm.PERSON, values)
    return sqlite_office


def test_a_view_is_saved_from_what_the_list_shows_and_chosen_again(filled, screens, qtbot):
    shown = screens()
    page = shown.page
    loaded(qtbot, page, 3)
    page.list_controller.narrow(drafts=True)
    loaded(qtbot, page, 2)
    qtbot.keyClick(shown.window, Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    menu = page.list.views.menu
    assert menu is not None and menu.isVisible()
    menu.close()
    page.list.views.save()
    dialog = page.list.views.dialog
    dialog.save()
    qtbot.waitUntil(lambda: bool(dialog.form.error("name")))
    dialog.form.entries["name"].setText("草稿")
    with qtbot.waitSignal(page.toast_requested) as told:
        dialog.main.click()
    qtbot.waitUntil(lambda: page.list.views.button.text() == "草稿" and bool(page.list_controller.shelf.views))
    page.list.views.chosen.emit(None)
    loaded(qtbot, page, 3)
    assert page.list.views.button.text() == "All clients"
    page.list.views.chosen.emit(page.list_controller.shelf.views[0])
    loaded(qtbot, page, 2)
    told.args[1]()
    qtbot.waitUntil(lambda: page.list_controller.shelf.views == () and page.list_controller.view is None)


def test_the_list_opens_with_its_view_and_shows_the_offices_own_columns(filled, screens, qtbot):
    filled.do(views.open_with, filled.do(views.save_view, "草稿", DRAFTS, shared=True))
    shown = screens()
    page = shown.page
    loaded(qtbot, page, 2)
    assert names(page) == ["张伟", "贺启年"]
    assert page.list.views.button.text() == "草稿"
    page.list_controller.narrow(drafts=False)
    loaded(qtbot, page, 3)
    assert page.list.views.button.text() == "草稿 · changed"
    columns = page.list.table.columns
    assert [c.key for c in columns if not c.hidden] == ["name", "code", "own_ji_fen"]
    (row,) = [row for _n, row in page.list.table.held() if row.cells[1].text == "单雪"]
    assert row.cells[[c.key for c in columns].index("own_ji_fen")] == "8"
    # columns and order of a view are not those of all clients
    assert "clients.columns" not in shown.shelf
    act(page, "keep_view")
    qtbot.waitUntil(lambda: page.list.views.button.text() == "草稿")
    view = page.list_controller.view.id
    shown.office.do(views.change_view, view, Content(Filter(text="贺")))
    shown.news()
    qtbot.waitUntil(lambda: names(page) == ["贺启年"] and page.list.filter.line.text() == "贺")
    act(page, "withdraw_view")
    qtbot.waitUntil(lambda: page.list_controller.view is None)


def test_a_selection_of_a_large_list_is_more_than_the_rows_that_are_here(filled, screens, qtbot):
    page = screens().page
    loaded(qtbot, page, 3)
    view = page.list.view
    view.table.start(5000, [Row(n, ()) for n in range(100)])
    view.selectAll()
    assert (view.selected_count, view.selected_stretches) == (5000, ((0, 5000),))
    view.clearSelection()
    view.selectRow(1)
    assert (view.selected_count, view.selected_stretches, len(view.selected_keys)) == (1, (), 1)
