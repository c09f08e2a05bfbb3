"""Notices in the notification area: what is new while somebody is in another program, and nothing about whom."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.rules.contacts import Channel, Report
from desktop.services import contacts, on_file
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.notices import choose
from desktop.ui.today.tray import Tray
from tests.screens import Shelf
from tests.today.test_service import STAFF, opened


@pytest.fixture
def promised(sqlite_office, qtbot):
    """A tray of 李娜's, what it told, and a way to owe clients of hers a next step today."""
    li = sqlite_office.hire("李娜", STAFF)
    day = sqlite_office.ask(on_file.today)
    desk, mine = Desk(sqlite_office.office, li), Shelf()
    tray = Tray(desk, mine)
    tray.mine, tray.said = mine, []
    tray.told.connect(tray.said.append)

    def promise(name, on=day):
        key = opened(sqlite_office, name, li)
        sqlite_office.do(
            contacts.log_contact, key, Report(Channel.PHONE, "订婚宴", next_step="送贺家菜单", next_on=on), me=li
        )

    def answered():
        """Until what was asked before is answered."""
        heard = []
        desk.ask("test", on_file.today, done=heard.append)
        qtbot.waitUntil(lambda: bool(heard))

    tray.promise, tray.answered, tray.tomorrow = promise, answered, day + timedelta(days=1)
    yield tray
    assert desk.close(5)


def left(tray):
    tray._turned(Qt.ApplicationState.ApplicationInactive)
    tray.answered()


def test_what_is_new_meanwhile_is_told_once_and_without_names(promised):
    promised.promise("贺启年")
    left(promised)
    promised.show_due(1)
    promised.answered()
    assert promised.said == []
    promised.promise("单雪")
    promised.promise("王建国", promised.tomorrow)
    promised.show_due(2)
    promised.answered()
    promised.show_due(2)
    promised.answered()
    assert promised.said == ["下一步：…"]


def test_who_is_there_or_wants_none_is_told_nothing(promised, qtbot):
    choose(promised.mine, False)
    left(promised)
    promised.promise("贺启年")
    promised.show_due(1)
    promised.answered()
    choose(promised.mine, True)
    left(promised)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: not promised.away)
    promised.promise("单雪")
    promised.show_due(2)
    promised.answered()
    assert promised.said == []
