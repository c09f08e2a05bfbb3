"""Requests for accounts on the settings page: asked, approved, carried out; and an account closed."""

from desktop.rules.account_requests import RequestKind, RequestState
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import account_requests, accounts, clients, roles
from desktop.services.account_requests import Wish
from desktop.ui.kit.text import QPushButton
from desktop.ui.settings.closing_dialog import ClosingDialog
from desktop.ui.settings.people import PeoplePanel

HEAD = {Right.APPROVE_CLIENTS: Scope.DEPARTMENT, Right.SEE_CLIENTS: Scope.DEPARTMENT}


def buttons(panel):
    return {b.accessibleName(): b for b in panel.findChildren(QPushButton) if b.isVisibleTo(panel)}


def test_the_head_approves_and_the_admin_opens_what_was_asked_for(open_page, sqlite_office, qtbot):
    head = sqlite_office.hire("陆文渊", HEAD, department="前厅")
    staff = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN}, department="前厅")
    sqlite_office.do(account_requests.ask, Wish(RequestKind.OPEN, "午市缺人", name="孙倩", post="领班"), me=staff)
    panel = open_page(PeoplePanel, me=head).panel
    qtbot.waitUntil(lambda: "Approve: 孙倩" in buttons(panel))
    assert "Open the account: 孙倩" not in buttons(panel)
    buttons(panel)["Approve: 孙倩"].click()
    qtbot.waitUntil(lambda: len(sqlite_office.ask(account_requests.waiting)) == 1)
    panel = open_page(PeoplePanel).panel
    qtbot.waitUntil(lambda: "Open the account: 孙倩" in buttons(panel) and len(panel._lines) == 3)
    buttons(panel)["Open the account: 孙倩"].click()
    form = panel.dialog.form
    assert (form.values()["name"], form.values()["post"]) == ("孙倩", "领班")
    assert "reason" not in form.entries
    form.put({"password": "blue door quiet lamp", "again": "blue door quiet lamp"})
    panel.dialog.press_main()
    qtbot.waitUntil(lambda: sqlite_office.ask(account_requests.waiting) == ())
    (line,) = sqlite_office.ask(account_requests.mine, me=staff)
    assert line.state is RequestState.DONE


def test_the_tab_key_comes_to_a_request_where_it_is_seen(open_page, sqlite_office, qtbot):
    staff = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN}, department="前厅")
    sqlite_office.do(account_requests.ask, Wish(RequestKind.OPEN, "午市缺人", name="孙倩"), me=staff)
    panel = open_page(PeoplePanel).panel
    qtbot.waitUntil(lambda: "Approve: 孙倩" in buttons(panel) and len(panel._lines) == 2)
    shown = buttons(panel)

    def before_the_people():
        found, widget = set(), panel.ask
        while (widget := widget.nextInFocusChain()) not in (panel.add, panel.ask):
            found.add(widget.accessibleName())
        return found

    qtbot.waitUntil(lambda: {"Approve: 孙倩", "Refuse: 孙倩"} <= before_the_people())
    assert "Edit 李娜…" in shown and "Edit 李娜…" not in before_the_people()


def test_other_roles_are_asked_for_beginning_with_those_held(open_page, sqlite_office, qtbot):
    held = sqlite_office.ask(roles.list_roles)[0]
    staff = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN}, department="前厅")
    sqlite_office.do(accounts.set_roles, staff.id, (held.id,))
    panel = open_page(PeoplePanel, me=staff).panel
    qtbot.waitUntil(lambda: len(panel._lines) == 2 and bool(panel._roles))
    panel.ask.click()
    dialog = panel.request_dialog
    dialog.form.put({"kind": RequestKind.CHANGE.value, "why": "兼管前台"})
    dialog.form.edited.emit("kind")
    assert dialog.roles.ids() == (held.id,)
    dialog.press_main()
    qtbot.waitUntil(lambda: "he is to have" in dialog._refusal.text())
    more = next(role for role in panel._roles if role.key == "front_desk")
    dialog.roles.boxes[more.id].click()
    dialog.press_main()
    qtbot.waitUntil(lambda: len(sqlite_office.ask(account_requests.mine, me=staff)) == 1)
    (line,) = sqlite_office.ask(account_requests.mine, me=staff)
    assert (line.gets, line.gives_up) == ((more.name,), ())


def test_an_account_is_closed_once_material_is_back(open_page, sqlite_office, qtbot):
    leaver = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    panel = open_page(PeoplePanel).panel
    qtbot.waitUntil(lambda: len(panel._lines) == 2)
    panel._open_person(next(line for line in panel._lines if line.id == leaver.id))
    panel.dialog._ask_closing()
    closing = panel.dialog.closing
    qtbot.waitUntil(lambda: closing._free)
    assert not closing.main.isEnabled()
    closing.returned.click()
    closing.press_main()
    qtbot.waitUntil(lambda: len(sqlite_office.ask(accounts.list_people)) == 1)


def test_what_is_held_leads_to_where_it_is_handed_over(open_page, sqlite_office, qtbot):
    leaver = sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL})
    sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"}, me=leaver)
    panel = open_page(PeoplePanel).panel
    dialog = ClosingDialog(panel, leaver.id, "李娜")
    dialog.open()
    qtbot.waitUntil(lambda: any(b.text() == "Go there" for b in dialog.findChildren(QPushButton)))
    with qtbot.waitSignal(panel.desk.open_requested) as opened:
        next(b for b in dialog.findChildren(QPushButton) if b.text() == "Go there").click()
    assert opened.args == ["handovers", ("giver", leaver.id)]
