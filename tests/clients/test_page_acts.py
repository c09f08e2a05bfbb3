"""The acts across files on screen: read on, narrowed, opened, and undone with their question."""

from datetime import date

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QMenu

from desktop.rules.acts import ActKind
from desktop.services import acts, clients
from desktop.ui.clients import acts_page as acts_page_module
from desktop.ui.clients.file_pane import HISTORY
from desktop.ui.clients.origin_dialog import OriginDialog
from desktop.ui.clients.undoing import UndoDialog
from desktop.ui.clients.value_text import Value
from tests.clients.test_page_file import card, opened, words

__all__ = ["opened"]


def acts_page(shown, qtbot, count):
    page = shown.window.go("clients", "acts")
    qtbot.waitUntil(lambda: page.table.total == count)
    return page


def test_an_act_is_found_looked_at_and_undone_from_the_list(screens, qtbot):
    shown = screens("贺启年", "单雄飞")
    he = shown.client("欧阳海", note="门口")
    shown.office.do(clients.edit_client, he, {"note": "包间"})
    page = acts_page(shown, qtbot, 4)
    assert page.count.text() == "4 acts"
    page.kind.set_value(ActKind.EDITED)
    page.kind.edited.emit()
    qtbot.waitUntil(lambda: page.table.total == 1)
    shown.office.do(clients.edit_client, he, {"note": "靠窗"})
    shown.news()
    qtbot.waitUntil(lambda: page.table.held_row(1) is not None)
    page.view.selectRow(1)
    assert page.chosen is not None
    next(action for action in page.actions_offered() if action.name == "undo").act()
    qtbot.waitUntil(lambda: page.findChildren(UndoDialog) != [])
    (dialog,) = page.findChildren(UndoDialog)
    assert any("This was changed since" in text for text in words(dialog))
    dialog.overwrite.click()
    qtbot.waitUntil(lambda: shown.office.ask(clients.client_file, he).values["note"] == "门口")
    # both acts, and the undoing itself stands among other kinds
    qtbot.waitUntil(lambda: [line.undone for line in page.controller.lines] == [False, True])
    page.view.selectRow(0)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.page.in_file and shown.page.file_controller.client == he)


def test_what_no_act_answers_names_the_filters_and_more_are_read_on_the_way_down(screens, qtbot, monkeypatch):
    monkeypatch.setattr("desktop.ui.clients.acts_page.AT_ONCE", 3)
    shown = screens(*(f"客人{number}" for number in range(8)))
    page = shown.window.go("clients", "acts")
    qtbot.waitUntil(lambda: len(page.controller.lines) == 3 and page.controller.more)
    page.controller.read_on()
    qtbot.waitUntil(lambda: page.table.total > 3)
    # what is asked for twice comes once
    qtbot.waitUntil(lambda: page.controller.read_on() or page.table.total == 8)
    assert (page.controller.more, page.count.text()) == (False, "8 acts")
    page.first.set_value(date(2001, 1, 1))
    page.last.set_value(date(2001, 1, 2))
    for entry in (page.first, page.last):
        entry.line.editingFinished.emit()
    qtbot.waitUntil(lambda: page._none is not None and any("2001" in text for text in words(page._none)))
    page.clear()
    qtbot.waitUntil(lambda: page.table.total >= 3)


def test_where_a_plain_value_is_from_is_told_by_its_menu_and_by_pointing_at_it(opened, qtbot):
    shown, pane, client = opened()
    shown.office.do(clients.edit_client, client, {"address": "云川路 2 号"})
    shown.news()
    contact = card(pane, "contact")
    qtbot.waitUntil(lambda: "云川路 2 号" in words(contact))
    value = next(one for one in contact.findChildren(Value) if one.text() == "云川路 2 号")
    assert value.focusPolicy() is Qt.FocusPolicy.StrongFocus
    value.open_menu(value.mapToGlobal(value.rect().center()))
    next(act for act in value.findChild(QMenu).actions() if act.text() == "Where is this from?").trigger()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), OriginDialog))
    dialog = QApplication.activeModalWidget()
    assert any(f"{shown.office.me.name}\nEdited" in text for text in words(dialog))
    dialog.press_main()
    qtbot.waitUntil(lambda: pane.tabs.currentIndex() == HISTORY and pane.history.field == "address")
    with qtbot.waitSignal(value.origin_requested):
        where = value.rect().center()
        QApplication.sendEvent(value, QHelpEvent(QEvent.Type.ToolTip, where, value.mapToGlobal(where)))


def test_a_list_followed_down_far_is_whole_after_news(screens, qtbot, monkeypatch):
    monkeypatch.setattr(acts_page_module, "AT_ONCE", 2)
    monkeypatch.setattr(acts, "MOST", 4)
    shown = screens(*(f"客人{number}" for number in range(8)))
    page = shown.window.go("clients", "acts")
    qtbot.waitUntil(lambda: page.controller.read_on() or len(page.controller.lines) == 8)
    newest = shown.office.ask(acts.acts, limit=1).lines[0]
    shown.office.do(clients.edit_client, newest.client_id, {"note": "靠窗"})
    shown.news()
    qtbot.waitUntil(lambda: page.controller.lines[0].action == "Edited")
    assert len(page.controller.lines) == 9
