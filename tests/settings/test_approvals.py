"""Stand-ins and approvals in the settings: named, ended, taken back; requests listed and decided."""

from desktop.rules.approvals import Act, ApprovalState, Need
from desktop.rules.rights import Right, Scope
from desktop.services import approval_lists, approvals, stand_ins
from desktop.ui.settings.approvals import ApprovalsPanel

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.ALL}


def test_a_stand_in_is_named_and_ended(open_page, sqlite_office, qtbot):
    li = sqlite_office.hire("李娜", STAFF)
    page = open_page(ApprovalsPanel, me=li)
    panel = page.panel
    qtbot.waitUntil(lambda: len(panel._choices) == 2)
    panel.add.click()
    form = panel.dialog.form
    assert form.entries["absent"].count() == 1
    form.put({"first_on": "2020-01-01", "last_on": "2020-01-02"})
    panel.dialog.press_main()
    qtbot.waitUntil(lambda: "over already" in form.error("last_on"))
    panel.dialog.reject()
    panel.add.click()
    named = []
    panel.said.connect(named.append)
    panel.dialog.press_main()
    qtbot.waitUntil(lambda: named == ["Named."])
    (line,) = sqlite_office.ask(stand_ins.list_stand_ins)
    assert (line.absent, line.person, line.runs) == ("李娜", sqlite_office.me.name, True)
    said = []
    panel.undoable.connect(lambda _text, back: said.append(back))
    panel._end(line)
    qtbot.waitUntil(lambda: len(said) == 1)
    assert sqlite_office.ask(stand_ins.list_stand_ins) == ()
    said[0]()
    qtbot.waitUntil(lambda: len(sqlite_office.ask(stand_ins.list_stand_ins)) == 1)


def test_requests_are_listed_and_decided(open_page, sqlite_office, qtbot):
    li = sqlite_office.hire("李娜", STAFF)
    key = sqlite_office.do(approvals.ask, Need(Act.EXPORT, 300, "名册"), "对账", me=li)
    panel = open_page(ApprovalsPanel).panel
    qtbot.waitUntil(lambda: len(panel._shown) == 1)
    said = []
    panel.undoable.connect(lambda text, _back: said.append(text))
    panel._look(panel._shown[0])
    panel.dialog.press_main()
    qtbot.waitUntil(lambda: said == ["Approved."])
    assert sqlite_office.ask(approval_lists.one, key).state is ApprovalState.APPROVED
