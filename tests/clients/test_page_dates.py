"""The days to remember on screen: how far ahead, whose they are, and the way to the file."""

from datetime import timedelta

from PySide6.QtCore import Qt

from desktop.services import clients
from tests.offices import office_today


def born(days_ahead, years_ago=50):
    on = office_today() + timedelta(days=days_ahead)
    return f"{on.year - years_ago}-{on.month:02}-{on.day:02}" if (on.month, on.day) != (2, 29) else "02-29"


def test_days_come_by_date_as_far_ahead_as_is_asked_and_open_the_file(screens, qtbot):
    shown = screens()
    near, far = (shown.client(name, birthday=born(days)) for name, days in (("贺启年", 3), ("单雪", 60)))
    dates = shown.window.go("clients", "dates")
    qtbot.waitUntil(lambda: dates.table.total == 1)
    assert dates.count.text() == "1 day to remember"
    dates.spans.setCurrentIndex(2)
    qtbot.waitUntil(lambda: dates.table.total == 2 and dates.table.held_row(1) is not None)
    assert [dates.table.held_row(n).cells[2].text for n in (0, 1)] == ["贺启年", "单雪"]
    # letters to those listed, or to the one chosen
    asked = []
    shown.desk.open_requested.connect(lambda *where: asked.append(where))
    dates.view.setCurrentIndex(dates.table.index(1, 0))
    dates.write_letters()
    ((noun, candidates),) = asked
    assert noun == "write_letters" and candidates.selected.ids == (far,) and candidates.all.ids == (near, far)
    entry = shown.window.over("write_letters")
    qtbot.waitUntil(lambda: entry.dialog is not None)
    assert "no letter template in use" in entry.dialog.refusal and not entry.dialog.main.isEnabled()
    entry.dialog.reject()
    qtbot.keyClick(dates.view, Qt.Key.Key_Return)
    page = shown.window.page
    qtbot.waitUntil(lambda: page.file.file is not None)
    assert page.file.file.id == far != near


def test_no_days_say_so_and_a_colleagues_entry_appears(screens, qtbot):
    shown = screens()
    client = shown.client("贺启年")
    dates = shown.window.go("clients", "dates")
    qtbot.waitUntil(lambda: "30 days" in dates._none.accessibleName())
    assert dates._none.isVisible()
    shown.office.do(clients.edit_client, client, {"birthday": born(1)})
    shown.news()
    qtbot.waitUntil(lambda: dates.table.total == 1 and dates.view.isVisible())
