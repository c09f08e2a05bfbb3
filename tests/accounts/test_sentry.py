"""What a session is told while it goes on: lost records, and the account in use elsewhere."""

import shutil
from pathlib import Path

import pytest

from desktop.house_records import Records
from desktop.models.audit import Alarm
from desktop.rules.audit import Way
from desktop.services import settings
from desktop.ui.sentry import Sentry
from desktop.workstation.witness import Witness
from tests.accounts.test_sign_ins import elsewhere
from tests.offices import ADMIN, PASSWORD
from tests.screens import screens  # noqa: F401


@pytest.fixture
def watched(screens, sqlite_office, tmp_path):  # noqa: F811
    sqlite_office.me = sqlite_office.office.sign_in(ADMIN, PASSWORD, Way.WINDOW)
    found = screens()
    witness = Witness(tmp_path / "witness", "x", b"secret")
    return found, Sentry(found.desk, found.window, Records(witness).look_back, True)


def said(found):
    return [message.text for message in found.window.notices.messages]


def test_an_older_file_put_back_is_told_and_kept_for_the_auditor(watched, sqlite_office, tmp_path, qtbot):
    found, sentry = watched
    path = Path(sqlite_office.office.database.engine.database)
    sqlite_office.office.disconnect()
    shutil.copyfile(path, tmp_path / "older")
    sqlite_office.do(settings.change_setting, "reminder_days", 9)
    sentry.look()
    qtbot.waitUntil(lambda: bool(list((tmp_path / "witness").glob("*.json"))))
    sqlite_office.office.disconnect()
    shutil.copyfile(tmp_path / "older", path)
    sentry.look()
    qtbot.waitUntil(lambda: bool(said(found)))
    assert "gone from 1 chain" in said(found)[0]

    def raised():
        with sqlite_office.work(write=False) as work:
            return work.visible(Alarm).count() == 1

    qtbot.waitUntil(raised)
    found.window.rebuild()
    assert "gone from 1 chain" in said(found)[0]


def test_a_memory_that_was_changed_is_told(watched, tmp_path, qtbot):
    found, sentry = watched
    sentry.look()
    qtbot.waitUntil(lambda: bool(list((tmp_path / "witness").glob("*.json"))))
    (path,) = (tmp_path / "witness").glob("*.json")
    path.write_text(path.read_text("utf-8").replace("1", "2"), "utf-8")
    sentry.look()
    qtbot.waitUntil(lambda: bool(said(found)))
    assert said(found) == ["What this workstation remembers of the chains was changed or can't be read."]


def test_the_account_in_use_elsewhere_is_told_while_it_is(watched, sqlite_office, qtbot):
    found, sentry = watched
    sentry.beat()
    there = elsewhere(sqlite_office).sign_in(ADMIN, PASSWORD, Way.WINDOW)
    found.desk.publish(frozenset({"sign_ins"}))
    qtbot.waitUntil(lambda: bool(said(found)))
    assert "前台" in said(found)[0]
    with qtbot.waitSignal(sentry.anomaly_wished):
        found.window.notices._action.click()
    from desktop.services import sign_ins

    sqlite_office.do(sign_ins.note_exit, me=there)
    sentry.beat()
    qtbot.waitUntil(lambda: not said(found))
