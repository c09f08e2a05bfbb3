"""Today on screen: rows done from the keyboard, opened, undone; requests decided; the quiet state."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from desktop.i18n import language, set_language
from desktop.rules.approvals import Act, ApprovalState, Need
from desktop.rules.contacts import Channel, Report
from desktop.rules.rights import Right, Scope
from desktop.rules.today import Group
from desktop.services import (
    approval_lists,
    approvals,
    archive_handing,
    clients,
    contacts,
    on_file,
    reviews,
    settings,
    transfers,
)
from desktop.services.transfers import Wish
from desktop.ui.kit import theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.times import use_zone
from desktop.ui.today.page import TodayPage
from desktop.workstation import paths
from tests.archive.test_handing import Company
from tests.today.test_service import STAFF, opened


@pytest.fixture
def show(sqlite_office, qtbot, qapp):
    """Today of one of the office's people, with what it asked the window for."""
    held = language()
    set_language("en")
    theme.install(qapp, paths.resource(), bundled_only=True)
    pages = []

    def build(me=None):
        desk = Desk(sqlite_office.office, me or sqlite_office.me)
        page = TodayPage(desk, datetime.now(UTC))
        pages.append(page)
        page.opens, page.toasts, page.faults = [], [], []
        desk.open_requested.connect(lambda *where: page.opens.append(where))
        page.toast_requested.connect(lambda text, back: page.toasts.append((text, back)))
        desk.faulted.connect(page.faults.append)
        qtbot.addWidget(page)
        page.resize(1080, 640)
        page.show()
        qtbot.waitUntil(lambda: page._found is not None)
        return page

    yield build
    set_language(held)
    for page in pages:
        page.leave()
        assert page.desk.close(5)
        assert page.faults == []


def whom(page):
    return [entry.row.whom for entry in page.board.entries]


def test_a_step_of_the_archive_is_there_as_soon_as_it_is_mine(show, sqlite_office, qtbot):
    sqlite_office.do(settings.switch_feature, "archive", True)
    company = Company(sqlite_office)
    key = company.open()
    page = show(company.b)
    assert whom(page) == []
    page.desk.changed.emit(sqlite_office.do(topics_of, archive_handing.sign_on, key, me=company.a))
    qtbot.waitUntil(lambda: whom(page) == ["远岫贸易有限公司"])
    qtbot.keyClick(page.board.entries[0], Qt.Key.Key_Return)
    assert page.opens == [("archive", key)]


def topics_of(work, verb, *args):
    """What a colleague's act is told by."""
    verb(work, *args)
    return frozenset(work.topics)


def test_space_does_it_enter_opens_it_and_the_toast_takes_it_back(show, sqlite_office, qtbot):
    for name in ("贺启年", "单雪"):
        key = opened(sqlite_office, name, sqlite_office.me, 31)
    page = show()
    assert whom(page) == ["贺启年", "单雪"]
    page.board.take_focus()
    qtbot.keyClick(page.board.entries[0], Qt.Key.Key_Down)
    qtbot.keyClick(page.board.entries[1], Qt.Key.Key_Return)
    assert page.opens == [("clients", key)]
    qtbot.keyClick(page.board.entries[0], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: whom(page) == ["单雪"])
    # the row in its place has the focus, so that Space goes on
    assert page.focusWidget() is page.board.entries[0]
    (said, back) = page.toasts[0]
    assert said == "Looked through."
    back()
    qtbot.waitUntil(lambda: len(whom(page)) == 2)


def test_a_promised_step_is_done_and_a_first_contact_is_logged_in_the_file(show, sqlite_office, qtbot):
    li, day = sqlite_office.hire("李娜", STAFF, vaults=("identity",)), sqlite_office.ask(on_file.today)
    key, other = (opened(sqlite_office, name, sqlite_office.me) for name in ("贺启年", "单雪"))
    sqlite_office.do(contacts.log_contact, key, Report(Channel.PHONE, "订婚宴", next_step="送菜单", next_on=day))
    sqlite_office.do(transfers.transfer, [other], Wish(owner=li.id, reason="调岗"))
    page = show()
    page.board.entries[0].button.click()
    qtbot.waitUntil(lambda: whom(page) == [])
    (said, back) = page.toasts[0]
    assert said == "Next step done."
    back()
    qtbot.waitUntil(lambda: whom(page) == ["贺启年"])
    heir = show(li)
    heir.board.entries[0].button.click()
    assert heir.opens == [("log_contact", other)]


def test_a_review_is_confirmed_where_it_stands(show, sqlite_office, qtbot):
    li = sqlite_office.hire("李娜", STAFF, vaults=("identity",))
    key = sqlite_office.do(clients.open_client, clients.ClientForm.PERSON, {"name": "贺启年", "taboos": "香菜"}, me=li)
    page = show()
    (entry,) = page.board.entries
    assert "香菜" in entry.accessibleName()
    entry.button.click()
    # and what was accepted is to be on the card
    qtbot.waitUntil(lambda: [one.row.key[0] for one in page.board.entries] == ["card"])
    assert sqlite_office.ask(reviews.reviews_of, key)["taboos"].verified


def test_a_request_is_opened_and_refused_with_a_reason(show, sqlite_office, qtbot):
    li = sqlite_office.hire("李娜", STAFF, vaults=("identity",))
    key = sqlite_office.do(approvals.ask, Need(Act.EXPORT, 300, "名册"), "对账", me=li)
    page = show()
    page.board.opened.emit(page.board.entries[0].row)
    qtbot.waitUntil(lambda: getattr(page, "dialog", None) is not None)
    refuse = next(b for b in page.dialog.findChildren(type(page.dialog.main)) if b.text() == "Do not approve")
    refuse.click()
    qtbot.waitUntil(lambda: "why" in page.dialog.form.error("note"))
    page.dialog.form.put({"note": "太多"})
    refuse.click()
    qtbot.waitUntil(lambda: whom(page) == [])
    assert sqlite_office.ask(approval_lists.one, key).state is ApprovalState.REFUSED


def test_all_of_a_group_and_fewer_again(show, sqlite_office, qtbot):
    for n in range(10):
        opened(sqlite_office, f"客户{n}", sqlite_office.me, 40 + n)
    page = show()
    assert len(page.board.entries) == 8
    page.board.unfold_requested.emit(Group.DUE)
    qtbot.waitUntil(lambda: len(page.board.entries) == 10)
    page.board.fold_requested.emit(Group.DUE)
    assert len(page.board.entries) == 8


def test_a_quiet_day_says_what_comes_next(show, sqlite_office):
    blind = sqlite_office.hire("外人", {})
    assert show(blind)._quiet() == "Nothing is due today."
    use_zone("Asia/Shanghai")
    opened(sqlite_office, "贺启年", sqlite_office.me, 27)
    page = show()
    assert page._quiet() == "Nothing is due today. Next: in 3 days, Look through the file: every 30 days, 贺启年."


def test_a_place_that_is_left_at_once_is_never_built(sqlite_office, qtbot):
    desk = Desk(sqlite_office.office, sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL}))
    page = TodayPage(desk, datetime.now(UTC))
    qtbot.addWidget(page)
    page.show()
    page.hide()
    qtbot.wait(1)
    assert page.board is None
    page.show()
    qtbot.waitUntil(lambda: page.board is not None)
    page.leave()
    assert desk.close(5)
