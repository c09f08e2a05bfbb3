"""The search box for everything: hits while typing, by keyboard, down to the open file."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from desktop.rules.events import EventKind
from desktop.rules.rights import Right, Scope
from desktop.services import competitors, events
from desktop.services.competitors import CompetitorEntry
from desktop.services.events import EventEntry


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


def test_a_note_opens_its_file_and_an_event_its_page_where_there_is_one(screens, qtbot):
    shown = screens()
    client, day = shown.client("贺启年"), date(2026, 5, 4)
    shown.office.do(competitors.add_note, client, CompetitorEntry("望江楼", day))
    for title in ("开业庆典", "中秋品鉴会"):
        event = shown.office.do(events.add_event, EventEntry(EventKind.CELEBRATION, title, day))
    box = shown.window.search
    box.take_focus()
    box.line.setText("望江楼")
    qtbot.waitUntil(lambda: [hit.title for hit in box.hits] == ["贺启年"])
    page = shown.page
    with qtbot.waitSignal(page.file.loaded):
        qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert page.in_file
    care = shown.window.go("clients", "care")
    qtbot.waitUntil(lambda: care.event is not None)
    for title in ("开业庆典", "中秋品鉴会"):
        box.take_focus()
        box.line.setText(title)
        qtbot.waitUntil(lambda title=title: [hit.title for hit in box.hits] == [title])
        qtbot.keyClick(box.line, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda title=title: care.heading.text() == title)
    assert care.event.id == event
    # who has no such page is not led there
    reader = screens(me=shown.office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL}))
    box = reader.window.search
    box.take_focus()
    box.line.setText("品鉴会")
    qtbot.waitUntil(lambda: box.popup is not None and box.popup.isVisible())
    assert not box.hits


def test_nothing_found_says_so(screens, qtbot):
    box = screens("张伟").window.search
    box.take_focus()
    box.line.setText("qqq")
    qtbot.waitUntil(lambda: box.popup is not None and box.popup.isVisible())
    assert box._note.text() == "Nothing matches."
