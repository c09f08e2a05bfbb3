"""The window: places made when shown, keys, history, drafts kept when it is rebuilt."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from desktop.i18n import set_language
from desktop.rules.errors import BadEntry
from desktop.ui.kit.actions import Action
from desktop.ui.kit.page import Page
from desktop.ui.window import Hit, Place, Tab, Window


class NotePage(Page):
    TITLE = "Clients"
    WATCHES = frozenset({"clients"})

    def __init__(self, desk):
        super().__init__(desk)
        self.reloads, self.opened = 0, []
        self.line = QLineEdit()
        self.content.addWidget(self.line)

    def actions_offered(self):
        return [Action(f"a{n}", f"Act {n}", lambda: None, main=n == 3) for n in range(5)]

    def reload(self):
        self.reloads += 1

    def open(self, argument):
        self.opened.append(argument)
        if argument is not None:
            self.moved.emit(argument)

    def draft(self):
        return self.line.text() or None

    def restore(self, draft):
        self.line.setText(draft)


@pytest.fixture
def made():
    return []


@pytest.fixture
def window(qtbot, desk, shelf, made):
    def page():
        made.append(NotePage(desk))
        return made[-1]

    places = [
        Place("today", "Today", "sun", [Tab("today", "Today", page)]),
        Place("clients", "Clients", "users", [Tab("list", "List", page), Tab("dates", "Dates", page)]),
        Place("settings", "Settings", "settings", [Tab("settings", "Settings", page)]),
    ]
    result = Window(desk, places, shelf, new=[Action("n", "Client", lambda: None, keys="Ctrl+Shift+N")])
    qtbot.addWidget(result)
    with qtbot.waitActive(result):
        result.show()
        result.activateWindow()
    return result


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.ControlModifier):
    qtbot.keyClick(window, key, modifier)


def test_pages_are_made_when_first_shown(window, made):
    assert len(made) == 1 and made[0].reloads == 1
    window.go("clients")
    assert len(made) == 2
    window.go("today")
    window.go("clients", "list")
    assert len(made) == 2 and made[1].reloads == 1


@pytest.mark.parametrize("base", [14, 18])
def test_it_fits_the_smallest_laptop(window, look, base):
    look.set_base(base)
    assert (window.minimumWidth(), window.minimumHeight()) == (1280, 680)
    window.resize(1280, 680)
    assert window.centralWidget().minimumSizeHint().width() <= 1280
    assert window.centralWidget().minimumSizeHint().height() <= 680


@pytest.fixture
def many(qtbot, desk, shelf):
    """A window whose one place has more tabs than the eye takes in."""
    tabs = [Tab(f"t{n}", f"Tab {n}", lambda: NotePage(desk), seldom=n > 4) for n in range(7)]
    result = Window(desk, [Place("clients", "Clients", "users", tabs)], shelf)
    qtbot.addWidget(result)
    with qtbot.waitActive(result):
        result.show()
        result.activateWindow()
    return result


def tabs_seen(window):
    bar = window.current._tabs
    return [bar.tabText(n) for n in range(bar.count()) if bar.isTabVisible(n)]


def test_seldom_needed_tabs_wait_under_more(many, qtbot):
    assert tabs_seen(many) == [f"Tab {n}" for n in range(5)] and many.current.more.isVisible()
    many.current.more.setFocus()
    qtbot.keyClick(many.current.more, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert [(a.text(), a.isChecked()) for a in menu.actions()] == [("Tab 5", False), ("Tab 6", False)]
    menu.actions()[1].trigger()
    menu.close()
    assert many.current.current_key == "t6" and tabs_seen(many)[-1] == "Tab 6" and len(tabs_seen(many)) == 6
    many.go("clients", "t1")
    assert len(tabs_seen(many)) == 5
    many.back()
    assert many.current.current_key == "t6" and tabs_seen(many)[-1] == "Tab 6"


def test_arrows_go_on_from_the_tabs_to_those_under_more(many, qtbot):
    many.go("clients", "t4")
    bar = many.current._tabs
    bar.setFocus()
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert many.current.current_key == "t5" and tabs_seen(many)[-1] == "Tab 5"
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert many.current.current_key == "t4" and len(tabs_seen(many)) == 5


def test_few_tabs_need_no_menu(many):
    view = many.current
    view.take_place(Place("clients", "Clients", "users", [tab for tab in view.place.tabs if tab.key in ("t0", "t6")]))
    assert tabs_seen(many) == ["Tab 0", "Tab 6"] and not view.more.isVisible()


def test_a_place_chosen_by_a_key_has_the_focus(window, qtbot):
    window.status.switch.setFocus()
    press(qtbot, window, Qt.Key.Key_2)
    assert QApplication.focusWidget() is window.page.line


def test_places_by_number(window, qtbot):
    press(qtbot, window, Qt.Key.Key_2)
    assert window.current.place.key == "clients"
    press(qtbot, window, Qt.Key.Key_9)
    assert window.current.place.key == "clients"


def test_three_buttons_the_main_one_first_the_rest_below_dots(window):
    words = [b.text() for b in window.current.head.findChildren(QPushButton) if b.isVisible()]
    assert words == ["Act 3", "Act 0", "Act 1"]


def test_open_by_noun_and_back_again(window, qtbot, desk, made):
    desk.open_requested.emit("dates", None)
    desk.open_requested.emit("list", 42)
    assert (window.current.current_key, window.page.opened) == ("list", [42])
    press(qtbot, window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    press(qtbot, window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.current.current_key == "dates"
    window.forward()
    window.forward()
    assert window.page.opened[-1] == 42
    desk.open_requested.emit("not shown here", 1)
    assert window.page.opened[-1] == 42


def test_only_watched_topics_reload_and_hidden_pages_wait(window, desk, made):
    window.go("clients")
    today, clients = made
    desk.changed.emit(frozenset({"orders"}))
    assert clients.reloads == 1
    desk.changed.emit(frozenset({"clients"}))
    assert (clients.reloads, today.reloads) == (2, 1)
    window.go("today")
    assert today.reloads == 2


def test_refusals_stand_on_the_page_shown(window, desk, made):
    desk.refused.emit(BadEntry("no way"))
    assert [m.text for m in made[0].bar.messages] == ["no way"]


def test_another_language_keeps_place_and_drafts(window, made):
    window.go("clients", "dates").line.setText("贺启年")
    window.show_count("clients", 3)
    set_language("zh_CN")
    window.rebuild()
    assert window.current.current_key == "dates" and window.page.line.text() == "贺启年"
    assert window.page is made[-1] and made[1].left
    assert window.status.lock.text() == "锁定"
    assert window.sidebar.buttons["clients"].accessibleName().endswith("3 件待办")


def test_a_number_that_comes_while_another_place_is_shown_has_its_room(window, qtbot, desk):
    tabs = [Tab(key, key.title(), lambda: NotePage(desk), seldom=key == "merge")
            for key in ("list", "review", "merge", "dates", "care", "classes")]  # fmt: skip
    window.take_place(Place("clients", "Clients", "users", tabs))
    view = window.views["clients"]
    window.go("clients", "list")
    window.go("today")
    view.show_count("review", 60)
    # as when what stands under More goes there again
    view.show_tab("list")
    window.go("clients", "list")
    bar = view._tabs
    qtbot.waitUntil(lambda: bar.isVisible())
    assert not bar.isTabVisible(2)
    qtbot.waitUntil(lambda: bar.tabRect(1).width() >= bar.tabSizeHint(1).width(), timeout=2000)


def test_panes_in_turn(window, qtbot):
    window.page.line.setFocus()
    seen = []
    for _turn in range(4):
        press(qtbot, window, Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier)
        focus = QApplication.focusWidget()
        panes = (window.sidebar, window.search, window.current, window.status)
        seen.append(next(n for n, pane in enumerate(panes) if pane.isAncestorOf(focus)))
    assert seen == [3, 0, 1, 2]


def test_arrows_in_the_sidebar(window, qtbot):
    window.sidebar.take_focus()
    qtbot.keyClick(window.sidebar.buttons["today"], Qt.Key.Key_Down)
    qtbot.keyClick(window.sidebar.buttons["clients"], Qt.Key.Key_Return)
    assert window.current.place.key == "clients"


def test_search_from_anywhere(window, qtbot, desk):
    press(qtbot, window, Qt.Key.Key_K)
    assert window.search.line.hasFocus()
    with qtbot.waitSignal(window.searched) as caught:
        qtbot.keyClicks(window.search.line, "h")
    assert caught.args == ["h"]
    window.search.show_hits([Hit("list", 1, "贺启年"), Hit("list", 2, "<img src=x>", "note", "Client")])
    qtbot.keyClick(window.search.line, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.open_requested) as caught:
        qtbot.keyClick(window.search.line, Qt.Key.Key_Return)
    assert caught.args == ["list", 2] and window.search.line.text() == "" and not window.search.hits


def test_nothing_found_and_escape(window, qtbot):
    window.search.line.setText("zz")
    window.search.show_hits([])
    assert window.search.popup.isVisible()
    qtbot.keyClick(window.search.line, Qt.Key.Key_Escape)
    assert not window.search.popup.isVisible() and window.search.line.text() == "zz"


def test_lock_by_key(window, qtbot):
    with qtbot.waitSignal(window.lock_requested):
        press(qtbot, window, Qt.Key.Key_L)


def test_geometry_is_remembered(window, shelf):
    window.close()
    assert shelf.held["window.geometry"]


def test_a_page_gone_for_good_reloads_no_more(window, desk, made):
    window.leave()
    desk.changed.emit(frozenset({"clients"}))
    assert made[0].reloads == 1
