"""The dialog for a second person: asks, lets somebody sign in my window, or lets an act through with a reason."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.i18n import language, set_language
from desktop.rules.approvals import ApprovalState
from desktop.services import approval_lists
from desktop.ui.kit import theme
from desktop.ui.kit.approval import HERE, Approvals
from desktop.ui.kit.desk import Desk
from desktop.workstation import paths
from tests.approvals.test_service import HEAD, NEED, STAFF, export
from tests.offices import PASSWORD


@pytest.fixture
def page(sqlite_office, qtbot, qapp):
    """A page with a deed that needs approval; `deed()` does it as the person who is signed in."""
    held = language()
    set_language("en")
    theme.install(qapp, paths.resource(), bundled_only=True)
    desks = []

    def build(me):
        found = QWidget()
        qtbot.addWidget(found)
        found.desk = Desk(sqlite_office.office, me)
        desks.append(found.desk)
        found.approvals = Approvals(found.desk, found)
        found.said, found.done = [], []
        found.approvals.said.connect(found.said.append)

        def deed():
            found.desk.do(export, NEED, done=found.done.append, owner=found,
                          failed=lambda error: found.approvals.settle(error, deed))  # fmt: skip

        found.deed = deed
        found.show()
        deed()
        qtbot.waitUntil(lambda: found.approvals.dialog is not None and found.approvals.dialog.isVisible())
        return found, found.approvals.dialog

    yield build
    set_language(held)
    for desk in desks:
        assert desk.close(5)


def test_asking_needs_a_reason_and_says_who_decides(page, sqlite_office, qtbot):
    li = sqlite_office.hire("李娜", STAFF)
    shown, dialog = page(li)
    dialog.press_main()
    qtbot.waitUntil(lambda: "why" in dialog.form.error("reason"))
    dialog.form.put({"reason": "给会计"})
    dialog.press_main()
    qtbot.waitUntil(lambda: shown.said == ["Asked for. It waits for 何俊."])
    assert [line.reason for line in sqlite_office.ask(approval_lists.waiting)] == ["给会计"]
    assert shown.done == []


def test_a_second_person_signs_here_and_the_deed_is_done(page, sqlite_office, qtbot):
    li = sqlite_office.hire("李娜", STAFF)
    sqlite_office.hire("赵峰", HEAD)
    shown, dialog = page(li)
    dialog.tabs.setCurrentIndex(HERE)
    dialog.form.put({"reason": "客户在等", "name": "赵峰", "password": "wrong password"})
    dialog.press_main()
    qtbot.waitUntil(lambda: "do not fit" in dialog.refusal)
    dialog.form.put({"password": PASSWORD})
    dialog.press_main()
    qtbot.waitUntil(lambda: shown.done == [None])
    (line,) = sqlite_office.ask(approval_lists.mine, me=li)
    assert (line.decided_by, line.here, line.state) == ("赵峰", True, ApprovalState.USED)


def test_with_nobody_there_the_reason_is_enough_and_a_second_person_confirms(page, sqlite_office, qtbot):
    shown, dialog = page(sqlite_office.me)
    assert dialog.tabs.isHidden()
    assert "within 3 working days" in dialog.said.text()
    dialog.form.put({"reason": "税务局当天要"})
    dialog.press_main()
    qtbot.waitUntil(lambda: shown.done == [None])
    assert sqlite_office.ask(approval_lists.mine)[0].state is ApprovalState.UNCONFIRMED
