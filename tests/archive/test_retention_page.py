"""The tab Destruction: held and lifted, listed, judged by keys, watched here, carried out, and proved by a file."""

import shiboken6
from PySide6.QtCore import Qt

from desktop.models.records import Record
from desktop.rules.retention import ListState, Verdict
from desktop.services import approvals, certificates, destruction
from desktop.ui.kit.approval import ApprovalDialog
from desktop.ui.kit.form_dialog import ReasonDialog
from desktop.ui.kit.printing import PrintDesk
from desktop.ui.retention.dialogs import CarryOutDialog, ListDialog, WatchHereDialog
from desktop.ui.retention.page import RetentionPage
from tests.archive.test_destruction import Old
from tests.archive.test_handing import Company
from tests.offices import PASSWORD
from tests.screens import Shelf


def offered(page):
    return {action.name: action.reason for action in page.actions_offered()}


def test_what_is_due_is_judged_watched_destroyed_and_proved_from_one_page(pages, sqlite_office, qtbot, tmp_path):
    office, old = sqlite_office, Old(Company(sqlite_office))
    page = pages(lambda desk: RetentionPage(desk, PrintDesk(Shelf())), old.head, ready=lambda page: page.due.lines)

    def opened(kind):
        qtbot.waitUntil(lambda: isinstance(page.dialog, kind) and shiboken6.isValid(page.dialog))
        return page.dialog

    def sent(dialog, **values):
        if values:
            dialog.form.put(values)
        dialog.press_main()
        qtbot.waitUntil(lambda: not shiboken6.isValid(dialog) or not dialog.isVisible())

    # what is held can't be listed, and says why; lifted it can
    page.due.view.selectRow(0)
    assert not offered(page)["list"]
    page.due.hold()
    sent(opened(ReasonDialog), reason="案件未结")
    qtbot.waitUntil(lambda: bool(page.due.lines[0].hindered))
    page.due.view.selectRow(0)
    assert "案件未结" in offered(page)["list"]
    page.show_pane(page.holds)
    qtbot.waitUntil(lambda: page.holds.lines is not None)
    page.holds.view.selectRow(0)
    assert page.holds.lines[0].title == "流动资金贷款担保"
    page.holds.lift()
    sent(opened(ReasonDialog), reason="已结案")
    qtbot.waitUntil(lambda: page.holds.lines == ())
    page.show_pane(page.due)
    qtbot.waitUntil(lambda: not page.due.lines[0].hindered)
    page.due.view.selectRow(0)
    page.due.make_list()
    sent(opened(ListDialog), note="到期")

    # judged by a key, and by another person
    lists = page.lists
    qtbot.waitUntil(lambda: len(lists.items) == 1)
    assert page.pane is lists and offered(page)["submit"]
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    lists.entries.setFocus()
    lists.entries.selectRow(0)
    qtbot.keyClick(lists.entries, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: lists.items[0].mine is Verdict.DESTROY)
    key = lists.line.id
    office.do(destruction.appraise, {lists.items[0].id: Verdict.DESTROY}, me=old.second)
    page.reload()
    qtbot.waitUntil(lambda: not offered(page).get("submit", "not there"))
    lists.controller.submit(key)
    qtbot.waitUntil(lambda: lists.line.state is ListState.OPINIONS)

    # approved by somebody else: asked for here, let through there, taken up here
    lists.approve()
    qtbot.waitUntil(lambda: isinstance(page.approvals.dialog, ApprovalDialog))
    page.approvals.dialog.reject()
    asked = office.do(approvals.ask, office.ask(destruction.need_of, key, me=old.head), "到期", me=old.head)
    office.do(approvals.approve, asked)
    lists.approve()
    qtbot.waitUntil(lambda: lists.line.state is ListState.APPROVED)
    old.cooled(key)

    # two watch, one of them at this desk, and it is gone
    office.do(destruction.watch, key, me=old.third)
    lists.watch_here()
    dialog = opened(WatchHereDialog)
    sent(dialog, name="林悦", password=PASSWORD)
    qtbot.waitUntil(lambda: set(lists.line.watched_by) == {"林悦", "穆然"})
    lists.carry_out()
    sent(opened(CarryOutDialog))
    qtbot.waitUntil(lambda: lists.line.state is ListState.CARRIED_OUT)
    qtbot.waitUntil(lambda: lists.items[0].destroyed_at is not None)
    assert {"certificate", "save", "print"} == set(offered(page))
    lists.save_to(key, tmp_path / "proof.json")
    qtbot.waitUntil((tmp_path / "proof.json").exists)
    with office.work() as work:
        assert Record.select().where(Record.action == "save_certificate").count() == 1 and work.me
    assert certificates.check(certificates.read((tmp_path / "proof.json").read_text("utf-8"))).sound
    lists.controller.print_certificate(key)
    qtbot.waitUntil(lambda: page._sheet is not None)
