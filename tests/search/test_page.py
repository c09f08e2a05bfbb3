"""The search box for everything: hits while typing, by keyboard, down to the open file."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication


def test_hits_while_composing_and_enter_opens_the_file(screens, qtbot):
    shown = screens("贺启年", "张伟")
    box = shown.window.search
    qtbot.keyClick(shown.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert box.line.hasFocus()
    QApplication.sendEvent(box.line, QInputMethodEvent("he'q", []))
    qtbot.waitUntil(lambda: [hit.title for hit in box.hits] == ["贺启年"])
    QApplication.sendEvent(box.line, QInputMethodEvent("", []))
    box.line.setText("贺")
    qtbot.waitUntil(lambda: [hit.title for hit in box.hits] == ["贺启年"])
    page = shown.page
    with qtbot.waitSignal(page.file.loaded):
        qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert page.file.head.name.text() == "贺启年"
    assert box.line.text() == ""


def test_more_hits_than_fit_are_said(screens, qtbot):
    shown = screens(*(f"张{c}" for c in "一二三四五六七八九"))
    box = shown.window.search
    box.take_focus()
    box.line.setText("张")
    qtbot.waitUntil(lambda: len(box.hits) == 8)
    assert "more" in box._note.text()


def test_nothing_found_says_so(screens, qtbot):
    box = screens("张伟").window.search
    box.take_focus()
    box.line.setText("qqq")
    qtbot.waitUntil(lambda: box.popup is not None and box.popup.isVisible())
    assert box._note.text() == "Nothing matches."
