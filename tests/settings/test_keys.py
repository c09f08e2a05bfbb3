"""Keys and recovery on the screen: the sheet printed and tried, keys changed, and what another program changed."""

from types import SimpleNamespace

from PySide6.QtWidgets import QPushButton

from desktop.models.office import Role
from desktop.rules.recovery import groups_of
from desktop.rules.rights import Right, Scope
from desktop.rules.today import View
from desktop.rules.words import ClientForm
from desktop.services import accounts, clients, on_file, recovery, rotation
from desktop.services.leaving import Cause
from desktop.ui.settings.keys import KeysPanel
from desktop.ui.settings.leave_dialog import LeaveDialog
from desktop.ui.settings.people import PeoplePanel
from tests.offices import ADMIN, CHEAP, PASSWORD


class Paper:
    """Keeps what was to be shown instead of a window."""

    def __init__(self):
        self.shown = []

    def preview(self, printout, _parent=None):
        self.shown.append(printout)


def words(widget):
    from PySide6.QtWidgets import QLabel

    return " | ".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def test_the_sheet_is_printed_tried_and_counts(open_page, sqlite_office, qtbot):
    page = open_page(KeysPanel)
    panel, paper = page.panel, Paper()
    panel.host.printing = paper
    qtbot.waitUntil(lambda: hasattr(panel, "print"))
    panel.print.click()
    qtbot.waitUntil(lambda: bool(paper.shown))
    assert paper.shown[0].kind == "recovery_sheet" and paper.shown[0].pdf.startswith(b"%PDF")
    with sqlite_office.work(write=False) as work:
        groups = groups_of(recovery._seed(work))
    panel.try_it.click()
    dialog = panel.dialog
    first, second = dialog.numbers
    dialog.form.put({f"group_{first}": groups[first - 1], f"group_{second}": "0000"})
    dialog.main.click()
    qtbot.waitUntil(lambda: dialog.main.isEnabled())
    assert "not group" in words(dialog)
    dialog.form.put({f"group_{second}": groups[second - 1].lower()})
    dialog.main.click()
    qtbot.waitUntil(lambda: "Printed and tried" in words(panel))
    panel.use.click()
    panel.dialog.form.put({"sheet": " ".join(groups)})
    with qtbot.waitSignal(panel.said, timeout=5000) as heard:
        panel.dialog.main.click()
    assert heard.args[0].startswith("0 people")


def test_a_key_is_changed_and_what_is_sealed_follows(open_page, sqlite_office, qtbot):
    sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川银行"})
    page = open_page(KeysPanel)
    panel = page.panel
    qtbot.waitUntil(lambda: "Held by" in words(panel))
    panel._ask_change("accounts")
    with qtbot.waitSignal(panel.said, timeout=5000) as heard:
        panel.dialog.main.click()
    assert "1 file" in heard.args[0]
    assert sqlite_office.office.sign_in(sqlite_office.me.name, "right horse battery").vaults.newest("accounts") == 2


def test_what_another_program_changed_is_named_and_put_back(open_page, sqlite_office, qtbot):
    sqlite_office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    with sqlite_office.office.database.writing():
        Role.update(level=3).where(Role.key == "test-李娜").execute()
    page = open_page(KeysPanel)
    panel = page.panel
    qtbot.waitUntil(lambda: "李娜" in words(panel) and "Changed by another program" in words(panel))
    panel.put_back.click()
    qtbot.waitUntil(lambda: (panel.load(), "Changed by another program" not in words(panel))[1])


def test_who_does_not_run_people_sees_who_holds_what_and_changes_nothing(open_page, sqlite_office, qtbot):
    page = open_page(KeysPanel, me=sqlite_office.hire("赵峰", {Right.SEE_CLIENTS: Scope.OWN}))
    panel = page.panel
    qtbot.waitUntil(lambda: "Held by: 何俊" in words(panel))
    assert not hasattr(panel, "print") and not hasattr(panel, "rekey")


def test_a_holder_who_runs_no_people_grants_a_key_where_it_is_waited_for(open_page, sqlite_office, qtbot):
    sees = {Right.SEE_CLIENTS: Scope.ALL}
    holder = sqlite_office.hire("陆文渊", {**sees, Right.APPROVE_CLIENTS: Scope.ALL}, level=3, vaults=("accounts",))
    sqlite_office.hire("王芳", sees, level=3)
    panel = open_page(KeysPanel, me=holder).panel
    qtbot.waitUntil(lambda: "Waiting for it: 王芳" in words(panel))
    (grant,) = [b for b in panel.findChildren(QPushButton) if b.accessibleName().startswith("Grant 王芳")]
    assert grant.accessibleName().endswith("Bank accounts (level 3)")
    grant.click()
    qtbot.waitUntil(lambda: "Waiting for it" not in words(panel) and "何俊, 王芳, 陆文渊" in words(panel))
    assert sqlite_office.office.sign_in("王芳", PASSWORD).vaults.holds("accounts")


def test_who_leaves_is_shut_out_and_the_protocol_shown(open_page, sqlite_office, qtbot):
    sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川银行"})
    leaver = sqlite_office.hire("陆文渊", {Right.SEE_CLIENTS: Scope.ALL}, level=3, vaults=("accounts",))
    page = open_page(PeoplePanel)
    panel, paper = page.panel, Paper()
    panel.host.printing = paper
    panel.host.house = SimpleNamespace(change_file_key=lambda *_args: False)
    line = sqlite_office.ask(accounts.person_line, leaver.id)
    dialog = LeaveDialog(panel, line)
    dialog.open()
    qtbot.waitUntil(lambda: "New keys for: Bank accounts" in words(dialog))
    dialog.form.put({"cause": Cause.STOLEN})
    dialog.form.edited.emit("cause")
    qtbot.waitUntil(lambda: "start password" in words(dialog))
    dialog.main.click()
    qtbot.waitUntil(lambda: dialog.main.isEnabled() and "8 characters" in words(dialog))
    dialog.form.put({"cause": Cause.LEFT})
    dialog.form.edited.emit("cause")
    qtbot.waitUntil(lambda: "signs in nowhere" in words(dialog))
    dialog.main.click()
    qtbot.waitUntil(lambda: bool(paper.shown), timeout=10000)
    assert paper.shown[0].kind == "leaving"
    assert sqlite_office.ask(accounts.person_line, leaver.id).suspended


def test_an_admin_who_sees_no_clients_finishes_shutting_out(open_page, sqlite_office, qtbot):
    leaver = sqlite_office.hire("陆文渊", {Right.SEE_CLIENTS: Scope.ALL}, level=3, vaults=("accounts",))
    admin = sqlite_office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL, Right.RUN_OFFICE: Scope.ALL})
    page, paper = open_page(PeoplePanel, admin), Paper()
    panel, changed = page.panel, []
    panel.host.printing = paper
    panel.host.house = SimpleNamespace(change_file_key=lambda *_args: bool(changed.append("file")) or True)
    dialog = LeaveDialog(panel, sqlite_office.ask(accounts.person_line, leaver.id))
    dialog.open()
    qtbot.waitUntil(lambda: "You hold no key of" in words(dialog))
    dialog.main.click()
    qtbot.waitUntil(lambda: bool(paper.shown), timeout=10000)
    assert changed == ["file"]


def test_which_keys_are_due_stands_on_today_of_who_can_change_them(sqlite_office):
    leaver = sqlite_office.hire("陆文渊", {Right.SEE_CLIENTS: Scope.ALL}, level=3, vaults=("accounts",))
    admin = sqlite_office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    sqlite_office.do(accounts.suspend, leaver.id, me=admin)

    def keys(me):
        view = View(me.id, None, sqlite_office.ask(on_file.today))
        return [row.key[1] for batch in sqlite_office.ask(rotation.due, view, me=me) for row in batch.rows]

    assert keys(sqlite_office.me) == ["accounts", "file"]
    assert keys(admin) == ["file"]


def test_a_sheet_that_waited_for_somebody_whose_password_was_given_anew_is_made_anew(
    open_page, sqlite_office, qtbot
):  # fmt: skip
    office, everything = sqlite_office, ("identity", "property", "accounts")
    zhao = office.hire("赵峰", {Right.RUN_PEOPLE: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL}, level=3, vaults=everything)
    office.do(accounts.reset_password, office.me.id, "blue door quiet lamp", office.office.secret, CHEAP, me=zhao)
    me = office.first(ADMIN, "blue door quiet lamp", "green window loud river")
    panel = open_page(KeysPanel, me=me).panel
    qtbot.waitUntil(lambda: "Opens no more" in words(panel))
    panel.make.click()
    panel.dialog.main.click()
    qtbot.waitUntil(lambda: "Print it, then type" in words(panel))
    assert office.ask(recovery._seed, me=me)


def test_staff_are_not_sent_to_change_the_key_that_nearly_everybody_holds(sqlite_office):
    sees = {Right.SEE_CLIENTS: Scope.ALL}
    leaver, waiter = (sqlite_office.hire(name, sees, vaults=("identity",)) for name in ("陆文渊", "单雄飞"))
    head = sqlite_office.hire("张岚", {**sees, Right.APPROVE_CLIENTS: Scope.ALL}, vaults=("identity",))
    sqlite_office.do(accounts.suspend, leaver.id)
    view = View(waiter.id, None, sqlite_office.ask(on_file.today))
    assert sqlite_office.ask(rotation.due, view, me=waiter) == []
    assert [row.key[1] for batch in sqlite_office.ask(rotation.due, view, me=head) for row in batch.rows] == [
        "identity"
    ]
