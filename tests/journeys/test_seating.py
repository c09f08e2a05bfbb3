"""A whole dinner seated without the mouse: laid, people entered, proposed, moved, cancelled, taken back and printed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from desktop.i18n import language, set_language
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.attending import Reply
from desktop.ui import bookings, seating
from desktop.ui.kit import theme, times
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.seating.page import SeatingPage
from desktop.ui.window import Window
from desktop.workstation import paths
from tests.screens import Shelf
from tests.seating.conftest import etiquette  # noqa: F401
from tests.seating.test_page import Booked

Key = Qt.Key
CTRL, ALT, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.NoModifier


def press(qtbot, keys, modifiers=NONE, times_=1):
    """To whatever gets the keys, as a keyboard does."""
    for _time in range(times_):
        widget = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert widget is not None
        if isinstance(keys, str):
            qtbot.keyClicks(widget, keys)
        else:
            qtbot.keyClick(widget, keys, modifiers)


@pytest.fixture
def dinner(sqlite_office, etiquette):  # noqa: F811
    return Booked(sqlite_office, etiquette)


@pytest.fixture
def window(dinner, qtbot, qapp):
    held = language()
    set_language("en")
    theme.install(qapp, paths.resource(), bundled_only=True)
    times.use_zone(str(dinner.office.office.settings["time_zone"]))
    desk, shelf, faults = Desk(dinner.office.office, dinner.desk), Shelf(), []
    printing = PrintDesk(shelf)
    place = bookings.place(desk, printing, seating.tabs(desk, printing))
    made = Window(desk, [place], shelf, new=bookings.new_actions(desk))
    desk.faulted.connect(faults.append)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.leave()
    assert desk.close(5) and faults == []
    set_language(held)
    times.use_zone("UTC")


def test_a_dinner_is_seated_without_the_mouse(window, dinner, qtbot):
    def wait(condition):
        qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)

    def reach(there):
        """From one to the next by Tab."""
        passed = []
        for _step in range(40):
            if there():
                return
            press(qtbot, Key.Key_Tab)
            QApplication.processEvents()
            focus = QApplication.focusWidget()
            passed.append(focus.accessibleName() or focus.objectName())
        pytest.fail(f"Tab does not come there, but to {passed}")

    def asked():
        """A dialog is open and has the keys."""
        dialog, focus = QApplication.activeModalWidget(), QApplication.focusWidget()
        return dialog is not None and focus is not None and dialog.isAncestorOf(focus)

    def back():
        """The window has the keys again; a screen without a window system gives them to nobody by itself."""
        if QApplication.activeModalWidget() is not None:
            return False
        window.activateWindow()
        return QApplication.focusWidget() is not None

    # from the booking in the book by its button
    book = window.go("bookings", "book")
    wait(lambda: book.book is not None and book.meal is not None)
    book.open(dinner.key)
    wait(lambda: book.grid.hasFocus() and any(piece.isVisible() for piece in book.details.findChildren(
        QPushButton, "seats")))  # fmt: skip
    reach(lambda: QApplication.focusWidget().objectName() == "seats")
    press(qtbot, Key.Key_Space)
    wait(lambda: isinstance(window.page, SeatingPage))
    page = window.page
    editor = page.editor
    wait(lambda: page.shown is not None and page.people.filter.hasFocus())
    # on to the one button in the middle
    reach(page._nothing.button.hasFocus)
    press(qtbot, Key.Key_Space)
    wait(asked)
    press(qtbot, Key.Key_Return, CTRL)
    wait(lambda: editor.plan.tables and back())
    # who comes
    press(qtbot, Key.Key_Insert)
    wait(asked)
    for name in ("Wei", "Lu", "Shen"):
        press(qtbot, name)
        press(qtbot, Key.Key_Return)
    press(qtbot, Key.Key_Return, CTRL)
    wait(lambda: len(editor.plan.people) == 5 and back())
    # a proposal
    press(qtbot, Key.Key_F9)
    wait(lambda: page.openers.dialog.main.isEnabled() and len(page.openers.dialog.columns) == 3)
    press(qtbot, Key.Key_Return, CTRL)
    wait(lambda: len(dinner.named()) == 5 and back())
    seated = dinner.named()
    assert (seated[0], seated[7]) == ("贺启年", "单雪")
    # somebody is found, picked up, and put down on a free seat of the list
    press(qtbot, Key.Key_2, ALT)
    press(qtbot, Key.Key_F, CTRL)
    press(qtbot, "shen")
    press(qtbot, Key.Key_Down)
    press(qtbot, Key.Key_Return)
    assert page.list.view.hasFocus() and editor.carried is not None
    free = next(seat for seat in page.list.seats() if seat not in editor.plan.seating)
    press(qtbot, Key.Key_Home, CTRL)
    press(qtbot, Key.Key_Down, times_=free.number)
    press(qtbot, Key.Key_Return)
    wait(lambda: dinner.named().get(free.number) == "Shen")
    # the guest of honour does not come: the next moves up, all is told, and taken back
    press(qtbot, Key.Key_Home, CTRL)
    press(qtbot, Key.Key_Down, times_=7)
    press(qtbot, Key.Key_Delete, CTRL)
    wait(lambda: asked() and "单雪" not in dinner.named().values())
    press(qtbot, Key.Key_Return)
    wait(back)
    assert dinner.named()[7] == "Wei"
    press(qtbot, Key.Key_Z, CTRL)
    wait(lambda: dinner.named().get(7) == "单雪")
    press(qtbot, Key.Key_Z, CTRL)
    wait(lambda: dinner.named() == seated)
    assert {guest.reply for guest in dinner.read().guests} == {Reply.OPEN}
    # to the list of the day and back to the booking
    press(qtbot, Key.Key_Left, ALT)
    wait(lambda: page.chooser.isVisible() and page.chooser.table.total == 1)
    press(qtbot, Key.Key_Return)
    wait(lambda: page.shown is not None and len(editor.plan.seating) == 5)
    # the chart on paper
    shown = []
    page.controller.printed.connect(lambda printed: shown.append(printed.kind))
    press(qtbot, Key.Key_P, CTRL)
    wait(lambda: QApplication.activePopupWidget() is not None)
    press(qtbot, Key.Key_Down)
    press(qtbot, Key.Key_Return)
    wait(lambda: shown == ["seating_chart"] and page.sheet is not None and page.sheet.isVisible())
    press(qtbot, Key.Key_Escape)
    wait(lambda: not page.sheet.isVisible())


def test_whoever_may_not_see_bookings_has_no_such_place(dinner, qapp):
    nobody = dinner.office.hire("林岚", {Right.SEE_CLIENTS: Scope.ALL})
    desk = Desk(dinner.office.office, nobody)
    assert seating.tabs(desk, PrintDesk(Shelf())) == ()
    assert desk.close(5)
