"""Spot checks by keys: drawn, scored, taken back, shown to the colleague, who improves what was asked for (CM-4)."""

import shiboken6
from PySide6.QtCore import Qt

from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, contacts, on_file, settings
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.spot_checks.page import SpotChecksPage
from tests.screens import Shelf

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}


def test_a_record_is_drawn_scored_and_improved_by_keys(pages, sqlite_office, qtbot):
    office = sqlite_office
    anna = office.hire("安然", STAFF)
    head, second = (office.hire(name, STAFF | {Right.SCORE_CONTACTS: Scope.ALL}) for name in ("贺主任", "孙主任"))
    day = office.ask(on_file.today).isoformat()
    file = office.do(clients.open_client, ClientForm.PERSON, {"name": "白露"}, me=anna)
    office.do(contacts.log_contact, file, Report(Channel.PHONE, "问营业时间", direction=Direction.IN), me=anna)
    for name, value in (("spot_size", 1), ("spot_scale", 5)):
        office.do(settings.change_setting, name, value)

    def opened(me):
        return pages(lambda desk: SpotChecksPage(desk, PrintDesk(Shelf())), me, ready=lambda page: page.shown)

    def press(page, key):
        # no window manager gives the keys back when a dialog is gone
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        qtbot.keyClick(page.view, key)

    def sent(page, key, **values):
        """What the key asks for, typed and sent."""
        if key is not None:
            press(page, key)
        qtbot.waitUntil(lambda: page.dialog is not None and shiboken6.isValid(page.dialog) and page.dialog.isVisible())
        dialog = page.dialog
        dialog.form.put(values)
        dialog.press_main()
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    page = opened(head)
    assert not page.split.isVisible() and [one.name for one in page.actions_offered()] == ["draw"]
    page.draw_period()
    sent(page, None, first=day, last=day)
    qtbot.waitUntil(lambda: page.table.total == 1)
    assert (page.line.staff, page.line.contact.subject) == ("安然", "问营业时间")
    # scored too quickly, and taken back from the toast
    sent(page, Qt.Key.Key_F8, manners=1, accuracy=1, completeness=1)
    qtbot.waitUntil(lambda: page.line is not None and page.line.marks is not None)
    said, back = page.toasts[-1]
    assert said == "Scored."
    back()
    qtbot.waitUntil(lambda: page.line is not None and page.line.marks is None)
    sent(page, Qt.Key.Key_F8, manners=4, accuracy=2, completeness=5, said="没核对日期")
    qtbot.waitUntil(lambda: page.line.marks is not None and page.line.marks.accuracy == 2)
    # shown to her: that stays shown
    press(page, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: page.line.released_at is not None)
    assert page.toasts[-1][1] is None
    sent(page, Qt.Key.Key_F9, what="复述日期", owner=anna.id, until=day)
    qtbot.waitUntil(lambda: page.line.improve == "复述日期")

    hers = opened(anna)
    qtbot.waitUntil(lambda: hers.table.total == 1)
    assert hers.line.marks.said == "没核对日期" and [one.name for one in hers.actions_offered()] == ["done"]
    sent(hers, Qt.Key.Key_F8, said="贴了提示条")
    qtbot.waitUntil(lambda: hers.line is not None and hers.line.done_at is not None)
    # another supervisor looks again
    other = opened(second)
    qtbot.waitUntil(lambda: other.line is not None and other.line.done == "贴了提示条")
    press(other, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: other.line.looked_by == "孙主任")
    assert [one.name for one in other.actions_offered()] == ["draw", "improve"]
