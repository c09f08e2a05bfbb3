"""How the office stands, on one page: each thing shows once it is so, and goes once it is put right."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPushButton

from desktop.models.backups import Backup
from desktop.models.office import Person, PersonKeys, Workstation
from desktop.models.sign_ins import Presence
from desktop.rules.backups import BackupState
from desktop.rules.health import State
from desktop.rules.ids import new_id
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.services import health, leaving, powers, proofs, recovery, roles, settings, sign_ins, signing
from desktop.services.granting import VAULT_LABELS
from desktop.services.leaving import Cause
from desktop.services.powers import Anchor
from desktop.services.vault import OpenKeys
from desktop.ui.settings.backups import BackupsPanel
from desktop.ui.settings.health import HealthPanel
from tests.offices import ADMIN, TestOffice

RUNS = {Right.RUN_PEOPLE: Scope.ALL}


def seen(office: TestOffice, *key, me=None):
    """The checks whose key begins so, as state and sentence."""
    found = office.ask(health.look, me=me)
    return [(check.state, str(check.what)) for check in found if check.key[: len(key)] == key]


@pytest.fixture
def now(office: TestOffice):
    with office.work(write=False) as work:
        return work.now


def test_a_new_office_is_told_to_print_its_sheet_and_to_make_a_backup(office: TestOffice, now):
    assert seen(office, "sheet") == [(State.BAD, "The recovery sheet was never printed and tried")]
    assert seen(office, "backup") == [(State.WARN, "No backup was proved yet")]
    # one person can't share what he holds
    assert seen(office, "lone") == [] and seen(office, "witnesses")[0][0] is State.GOOD
    with office.beneath():
        Backup.create(archive=new_id(), state=BackupState.PROVED.value, made_at=now, made_by=office.me.id,
                      workstation=office.office.workstation, folder="/backups", file="a", proved_at=now)  # fmt: skip
    with office.work() as work:
        signing.put_setting(work, "recovery_sheet", True)
        work.record("accounts", "try_sheet", None)
    assert {state for key in ("sheet", "backup") for state, _what in seen(office, key)} == {State.GOOD}
    assert "In /backups" in "".join(str(c.below) for c in office.ask(health.look))


def test_a_sheet_that_restores_nothing_alone_is_to_be_printed_anew(office: TestOffice):
    with office.work() as work:
        signed, root = signing.current(work), OpenKeys.new()
        # as sheets were replaced before they signed their own place
        proved = proofs.anchor_proofs(signed, Anchor(*root.public), work.me.vaults.keys)
        signing.sign(work, powers.anchor_says(root, proved))
        signing.put_setting(work, "recovery_key", root.public[0].hex())
        signing.put_setting(work, "recovery_sheet", True)
        work.record("accounts", "new_sheet", None)
    told = "With the recovery sheet alone no backup could be restored: print a new one"
    assert seen(office, "sheet") == [(State.BAD, told)]
    assert not office.ask(recovery.sheet_state).restores
    office.do(recovery.new_sheet)
    with office.work() as work:
        signing.put_setting(work, "recovery_sheet", True)
        work.record("accounts", "try_sheet", None)
    assert seen(office, "sheet")[0][0] is State.GOOD


def test_short_passwords_count_where_they_guard_much(office: TestOffice):
    admin, staff = office.hire("李娜", RUNS), office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    assert seen(office, "passwords")[0][0] is State.GOOD
    with office.beneath():
        PersonKeys.update(long=False).where(PersonKeys.person.in_([admin.id, staff.id])).execute()
    assert seen(office, "passwords") == [(State.BAD, "Short passwords that guard much: 李娜")]


def test_what_one_person_alone_can_do_is_pointed_out(office: TestOffice):
    office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    assert seen(office, "rights") == [(State.WARN, f"Only {ADMIN} runs people and rights: nobody else could help")]
    assert seen(office, "lone") == [(State.WARN, f"{ADMIN} alone holds the keys of all that is sealed")]
    office.hire("李娜", {**RUNS, Right.SEE_CLIENTS: Scope.ALL}, level=2, vaults=("identity", "property"))
    assert seen(office, "rights")[0][0] is State.GOOD
    assert seen(office, "lone") == [(State.WARN, f"{ADMIN} alone holds the key of: {VAULT_LABELS['accounts']}")]


def test_computers_and_accounts_that_nobody_uses_are_pointed_out(office: TestOffice, now):
    idle = office.hire("赵峰", {})
    long_ago = now - timedelta(days=100)
    with office.beneath():
        Person.update(created_at=long_ago).where(Person.id == idle.id).execute()
        Presence.update(seen_at=long_ago).where(Presence.person == idle.id).execute()
        gone = Workstation.create(name="旧前台", last_seen_at=long_ago, created_at=long_ago)
    assert seen(office, "unused") == [(State.WARN, "The account of 赵峰 was not used for long")]
    assert seen(office, "station") == [(State.WARN, "旧前台 was not seen for long")]
    assert seen(office, "witnesses")[0][0] is State.WARN
    office.do(settings.change_setting, "unused_days", 120)
    office.do(sign_ins.retire_station, gone.id)
    assert seen(office, "station") == [] and seen(office, "unused")[0][0] is State.GOOD


def test_what_a_leaver_knew_is_to_be_changed(office: TestOffice):
    leaver = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL}, level=3, vaults=VAULTS)
    assert seen(office, "due") == [(State.GOOD, "No key waits to be changed")]
    office.do(leaving.shut_out, leaver.id, Cause.LEFT, office.office.secret)
    what = [said for _state, said in seen(office, "due")]
    if office.office.database.sqlite:
        assert what == ["To be changed since somebody left: the key of the office's file"]
    elif office.office.kept_apart:
        assert what == ["To be changed since somebody left: the door of the office's server"]


def test_an_office_from_before_the_booking_book_is_told_to_give_its_rights(office: TestOffice):
    assert seen(office, "book") == []
    for line in office.ask(roles.list_roles):
        kept = {right: scope for right, scope in line.rights.items() if right is not Right.TAKE_BOOKINGS}
        office.do(roles.change_role, line.id, kept, line.level)
    assert seen(office, "book") == [(State.WARN, "Nobody may take bookings yet")]
    office.do(settings.switch_feature, "bookings", False)
    assert seen(office, "book") == []


def test_everybody_is_told_what_he_looks_after_and_no_more(office: TestOffice):
    assert office.ask(health.look, me=office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})) == ()
    auditor = office.hire("钱立", {Right.SEE_AUDIT: Scope.ALL})
    assert {check.key for check in office.ask(health.look, me=auditor)} == {("scan",)}


def test_the_page_names_what_is_to_be_done_and_goes_there(open_page, qtbot):
    page = open_page(HealthPanel)
    panel, asked = page.panel, []
    page.desk.open_requested.connect(lambda *where: asked.append(where))
    qtbot.waitUntil(lambda: {("sheet",), ("keyring",)} <= {check.key for check in panel.checks})
    assert panel.checks[0].state is State.BAD and "to see to" in panel._head.text()
    backup = next(check for check in panel.checks if check.key == ("backup",))
    pressed = [one for one in panel.findChildren(QPushButton) if one.accessibleName().endswith(str(backup.what))]
    pressed[-1].click()
    assert asked == [("settings", ("backups", "make"))]
    page.open(asked[0][1])
    assert type(page.panel) is BackupsPanel
    page.open(("people", page.desk.person.id))
    people = page.panel
    qtbot.waitUntil(lambda: hasattr(people, "dialog") and people.dialog.isVisible())
    assert people.dialog.line.id == page.desk.person.id
    people.dialog.reject()
    page.open(("keys", "property"))
    assert page.panel.dialog.isVisible()
