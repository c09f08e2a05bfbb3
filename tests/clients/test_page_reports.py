"""Reported dealings on screen: filed from the keyboard, taken back by the toast, and the way to the file."""

from datetime import date

from PySide6.QtCore import Qt

from desktop.rules.rights import Right, Scope
from desktop.services import dealings
from desktop.services.dealings import DealingEntry


def test_a_report_is_filed_and_taken_back(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年")
    for title in ("迁址新区", "换了法人"):
        shown.office.do(dealings.add_dealing, client, DealingEntry(date(2026, 3, 2), title))
    page = shown.window.go("clients", "reports")
    qtbot.waitUntil(lambda: page.table.total == 2 and page.count.text() == "2 dealings")
    assert {a.name: a.reason for a in page.actions_offered()}["file"] == "Choose a dealing."
    page.view.selectRow(0)
    told = []
    page.toast_requested.connect(lambda text, back: told.append((text, back)))
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.table.total == 1 and bool(told))
    page.kinds.setCurrentIndex(1)
    qtbot.waitUntil(lambda: page.table.total == 1 and page.lines[0].dealing.filed_by == shown.office.me.name)
    page.kinds.setCurrentIndex(0)
    told[0][1]()
    qtbot.waitUntil(lambda: page.table.total == 2)
    qtbot.waitUntil(lambda: page.table.held_row(1) is not None)
    page.view.setCurrentIndex(page.table.index(1, 0))
    with qtbot.waitSignal(page.desk.open_requested) as opened:
        qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert opened.args == ["clients", (client, "dealing")]


def test_who_reviews_nothing_has_no_such_page(screens, sqlite_office):
    shown = screens(me=sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL}))
    (view,) = shown.window.views.values()
    assert "reports" not in [tab.key for tab in view.place.tabs]
