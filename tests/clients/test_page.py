"""The list of clients: what is in it, how it is narrowed, and how a file is opened from it."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel

from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients
from desktop.ui.kit.cells import Wanted
from tests.tour_checks import Strays

EVIL = "<img src=x onerror=1>"


def names(page):
    return [row.cells[1].text for _number, row in page.list.table.held()]


def loaded(qtbot, page, count):
    qtbot.waitUntil(lambda: page.list.count == count and len(names(page)) == min(count, 100))


def test_the_list_stands_in_the_order_of_readings_and_counts(screens, qtbot):
    shown = screens("张伟", "贺启年", "单雪")
    page = shown.page
    loaded(qtbot, page, 3)
    assert names(page) == ["贺启年", "单雪", "张伟"]
    assert page.list.count_words() == "3 clients"


def test_a_new_question_is_answered_whatever_of_the_one_before_is_under_way(screens, qtbot):
    """A colleague's news, and rows that come into sight, while the list is being narrowed or widened."""
    shown = screens("张伟", "贺启年", "单雪")
    page, controller = shown.page, shown.page.list_controller
    loaded(qtbot, page, 3)

    def while_the_office_is_slow(*meanwhile):
        ready = threading.Event()
        shown.desk.ask("tests.slow", lambda _work: ready.wait(10), done=str)
        for act in meanwhile:
            act()
        ready.set()

    def narrow():
        controller.narrow(text="单")

    def widen():
        controller.narrow(text="")

    while_the_office_is_slow(narrow, page.list.reload, widen)
    shown.client("顾言")
    shown.news()
    loaded(qtbot, page, 4)
    narrow()
    loaded(qtbot, page, 1)
    while_the_office_is_slow(page.list.reload, widen, lambda: controller.fetch(Wanted(page.list.table._question, 0, 1)))
    loaded(qtbot, page, 4)


def test_pinyin_that_is_still_being_composed_finds_and_enter_opens(screens, qtbot):
    shown = screens("张伟", "贺启年", "单雪")
    page = shown.page
    loaded(qtbot, page, 3)
    line = page.list.filter.line
    line.setFocus()
    QApplication.sendEvent(line, QInputMethodEvent("he'q", []))
    qtbot.waitUntil(lambda: names(page) == ["贺启年"])
    assert line.text() == ""
    QApplication.sendEvent(line, QInputMethodEvent("", []))
    line.setText("贺启年")
    qtbot.waitUntil(lambda: names(page) == ["贺启年"] and page.list.count == 1)
    with qtbot.waitSignal(page.file.loaded):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert page.in_file
    assert page.file.head.name.text() == "贺启年"


def test_letters_typed_in_the_list_jump_to_the_initials(screens, qtbot):
    shown = screens("张伟", "贺启年", "单雪")
    page = shown.page
    loaded(qtbot, page, 3)
    page.list.take_focus()
    for key in (Qt.Key.Key_Z, Qt.Key.Key_W):
        qtbot.keyClick(page.list.view, key)
    assert page.list.view.currentIndex().row() == 2


def test_nothing_found_names_the_filters_and_clears_them(screens, qtbot):
    shown = screens("张伟")
    page = shown.page
    loaded(qtbot, page, 1)
    page.list_controller.toggle("classes", "A", True)
    qtbot.waitUntil(lambda: page.list.empty is not None)
    words = " ".join(label.text() for label in page.list.empty.findChildren(QLabel))
    assert "A Major" in words
    assert page.list.filter.isVisible()
    page.list.empty.button.click()
    loaded(qtbot, page, 1)
    assert page.list.empty is None
    assert page.list.filter.chips == ()


def test_an_empty_office_offers_the_first_client_and_the_lists_there_are(screens, qtbot):
    page = screens().page
    qtbot.waitUntil(lambda: page.list.empty is not None)
    assert "Imports" in " ".join(label.text() for label in page.list.empty.findChildren(QLabel))
    page.list.empty.button.click()
    assert page._new.isVisible()


def test_who_may_not_see_clients_is_told_who_may(screens, sqlite_office):
    page = screens("张伟", me=sqlite_office.hire("赵峰", {})).page
    assert "See client files" in " ".join(label.text() for label in page.empty.findChildren(QLabel))
    assert page.actions_offered() == []


def test_columns_and_order_are_remembered(screens, qtbot):
    shown = screens("张伟", "贺启年")
    page = shown.page
    loaded(qtbot, page, 2)
    page.list.view.columns_changed.emit(["unit", "deputy"])
    page.list.view.sort_requested.emit("code", True)
    qtbot.waitUntil(lambda: names(page) == ["贺启年", "张伟"])
    assert "unit" not in shown.shelf["clients.columns"]
    assert "email" in shown.shelf["clients.columns"]
    assert shown.shelf["clients.sort"] == ["code", True]


def test_a_new_client_needs_only_a_name_and_similar_ones_are_pointed_out(screens, qtbot):
    shown = screens("张伟")
    page = shown.page
    loaded(qtbot, page, 1)
    qtbot.keyClick(shown.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = page._new
    qtbot.keyClicks(dialog.form.entries["phone"], "1990000")
    dialog.main.click()
    assert dialog.form.error("phone")
    dialog.form.entries["phone"].clear()
    dialog.form.entries["name"].setText("张伟")
    dialog.form.entries["name"].edited.emit()
    qtbot.waitUntil(lambda: dialog.similar_shown == 1)
    with qtbot.waitSignal(page.file.loaded):
        dialog.main.click()
    assert not dialog.isVisible()
    assert page.file.head.bar.text.text().startswith("Draft")


def test_an_evil_name_is_shown_as_it_is_written(screens, qtbot):
    shown = screens()
    evil = shown.client(EVIL, unit="A<B 公司", salutation="<b>总</b>", phone="19900001234")
    page = shown.page
    shown.news()
    loaded(qtbot, page, 1)
    assert names(page) == [EVIL]
    with qtbot.waitSignal(page.file.loaded):
        page.open(evil)
    assert page.file.head.name.text() == EVIL
    for label in page.file.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_what_a_colleague_saves_appears_without_moving_the_selection(screens, qtbot):
    shown = screens("张伟", "单雪")
    page = shown.page
    loaded(qtbot, page, 2)
    page.list.take_focus()
    page.list.view.setCurrentIndex(page.list.table.index(1, 0))
    chosen = page.list.selected
    shown.office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    shown.news()
    loaded(qtbot, page, 3)
    assert names(page) == ["贺启年", "单雪", "张伟"]
    assert page.list.selected == chosen
    assert page.list.view.currentIndex().row() == 2


def test_cards_are_printed_only_for_a_selection(screens, qtbot):
    page = screens("张伟").page
    loaded(qtbot, page, 1)
    offered = {action.name: action for action in page.actions_offered()}
    assert offered["print_cards"].reason
    page.list.view.selectRow(0)
    assert not {a.name: a for a in page.actions_offered()}["print_cards"].reason


def test_someone_without_the_right_gets_no_button_that_refuses(screens, qtbot, sqlite_office):
    page = screens("张伟", me=sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})).page
    loaded(qtbot, page, 1)
    assert [action.name for action in page.actions_offered()] == ["columns", "copy_text"]


def test_no_piece_of_a_page_shows_itself_as_a_window_before_it_has_a_place(screens, qtbot):
    with Strays() as strays:
        shown = screens("贺启年")
        for tab in shown.window.views["clients"].place.tabs:
            shown.window.go("clients", tab.key)
        page = shown.page
        loaded(qtbot, page, 1)
        page.file.open(next(row.key for _number, row in page.list.table.held()))
        qtbot.waitUntil(lambda: page.file.file is not None)
        for number in range(page.file.tabs.count()):
            page.file.tabs.setCurrentIndex(number)
    assert strays.found == []
