"""Accounts, roles and vaults: what each change does, and what it refuses."""

import pytest

from desktop.i18n import translator
from desktop.models.office import PersonKeys
from desktop.models.records import Record
from desktop.rules.accounts import Enforced, Strength, strength, vaults_for
from desktop.rules.errors import BadEntry, NotAllowed, SignInRefused
from desktop.rules.rights import ROLES, VAULTS, Right, Scope
from desktop.rules.today import Group
from desktop.services import accounts, granting, roles, today
from desktop.services import office as offices
from desktop.services.accounts import NewPerson
from tests.offices import CHEAP, FIRST, PASSWORD, TestOffice

START, LATER = "blue door quiet lamp", "seven tall green ships"
WHY = "opens on Monday"


def role(office: TestOffice, key: str):
    return next(r for r in office.ask(roles.list_roles) if r.key == key)


def add(office: TestOffice, name: str, *keys: str, me=None):
    """Opened, and the first day over: with a password of one's own."""
    plan = NewPerson(name, FIRST, tuple(role(office, key).id for key in keys), reason=WHY)
    person = office.do(accounts.add_person, plan, office.office.secret, CHEAP, me=me)
    office.first(name, FIRST, START)
    return person


def test_a_new_person_signs_in_and_holds_what_the_roles_reach(office: TestOffice):
    add(office, "李 娜", "department_head")
    person = office.office.sign_in(" 李  娜 ", START)
    assert person.mandate.level == 2
    assert {vault for vault, _epoch in person.vaults.keys} == {"identity", "property"}


def test_names_are_unique_however_they_are_typed(office: TestOffice):
    add(office, "Anna Li")
    with pytest.raises(BadEntry) as refusal:
        add(office, "ＡＮＮＡ　li")
    assert refusal.value.field == "name"


@pytest.mark.parametrize(("name", "password", "field"), [("  ", START, "name"), ("王芳", "short", "password")])
def test_what_cannot_stand_is_refused_and_nothing_is_left(office: TestOffice, name, password, field):
    before = office.ask(accounts.list_people)
    with pytest.raises(BadEntry) as refusal:
        office.do(accounts.add_person, NewPerson(name, password, reason=WHY), office.office.secret, CHEAP)
    assert refusal.value.field == field
    assert office.ask(accounts.list_people) == before


def test_without_the_right_nobody_is_added_or_changed(office: TestOffice):
    plain = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        add(office, "孙倩", me=plain)
    with pytest.raises(NotAllowed):
        office.do(accounts.suspend, office.me.id, me=plain)
    with pytest.raises(NotAllowed):
        office.do(roles.add_role, "自定", {Right.RUN_PEOPLE: Scope.ALL}, me=plain)


def test_an_admin_without_the_vault_gives_a_role_but_no_key(office: TestOffice):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    add(office, "陆文渊", "general_manager", me=admin)
    person = office.office.sign_in("陆文渊", START)
    assert person.mandate.level == 3
    assert not person.vaults.keys
    office.do(granting.grant_vault, person.id, "accounts")
    assert office.office.sign_in("陆文渊", START).vaults.holds("accounts")
    with pytest.raises(NotAllowed):
        office.do(granting.grant_vault, person.id, "property", me=admin)


def test_a_holder_who_runs_no_people_is_told_who_waits_and_grants(office: TestOffice):
    sees = {Right.SEE_CLIENTS: Scope.ALL}
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    holder = office.hire("陆文渊", {**sees, Right.APPROVE_CLIENTS: Scope.ALL}, level=3, vaults=tuple(VAULTS))
    waiter = office.hire("单雄飞", sees, vaults=("identity",))
    person = add(office, "王芳", "department_head", me=admin)

    def waits(me):
        return {one.vault for one in office.ask(granting.lacking, me=me) if one.person == person}

    def on_today(me):
        rows = office.ask(today.all_of, Group.WAITING, me=me).rows
        return [row.whom for row in rows if row.key == ("grant", person)]

    assert (waits(admin), waits(waiter), waits(holder)) == (set(), {"identity"}, {"identity", "property"})
    assert (on_today(admin), on_today(waiter), on_today(holder)) == ([], [], ["王芳"])
    for vault in sorted(waits(holder)):
        office.do(granting.grant_vault, person, vault, me=holder)
    assert waits(holder) == set() == waits(waiter) and on_today(holder) == []
    assert {vault for vault, _epoch in office.office.sign_in("王芳", START).vaults.keys} == {"identity", "property"}
    # until a password of one's own is chosen, nobody is told to give what the admin could open
    office.do(accounts.reset_password, person, FIRST, office.office.secret, CHEAP, me=admin)
    assert waits(holder) == set()
    office.first("王芳", FIRST, START)
    assert waits(holder) == {"identity", "property"}


def test_a_lower_role_takes_the_keys_back(office: TestOffice):
    person = add(office, "张岚", "general_manager")
    settled = office.do(accounts.set_roles, person, [role(office, "client_service").id])
    assert settled.withdrawn == {"property", "accounts"}
    assert {v for v, _e in office.office.sign_in("张岚", START).vaults.keys} == {"identity"}


def test_the_last_admin_and_the_last_holder_stay(office: TestOffice):
    office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    with pytest.raises(BadEntry, match="last who can open"):
        office.do(accounts.set_roles, office.me.id, [role(office, "admin").id])
    add(office, "陆文渊", "general_manager")
    assert office.do(accounts.set_roles, office.me.id, [role(office, "admin").id]).withdrawn


def test_somebody_must_be_able_to_run_people(office: TestOffice):
    add(office, "陆文渊", "general_manager")
    everything_else = [r.id for r in office.ask(roles.list_roles) if r.key != "admin"]
    with pytest.raises(BadEntry, match="Nobody could run people"):
        office.do(accounts.set_roles, office.me.id, everything_else)
    admin = role(office, "admin")
    with pytest.raises(BadEntry, match="Nobody could run people"):
        office.do(roles.change_role, admin.id, {Right.SEE_AUDIT: Scope.ALL}, 1)
    assert Right.RUN_PEOPLE in role(office, "admin").rights


def test_suspended_people_are_out_at_once_and_come_back_with_their_keys(office: TestOffice):
    person = add(office, "张岚", "department_head")
    office.do(accounts.suspend, person)
    with pytest.raises(SignInRefused):
        office.office.sign_in("张岚", START)
    assert office.ask(lambda work: granting.held_by_person(work).get(person)) is None
    office.do(accounts.reopen, person)
    assert office.office.sign_in("张岚", START).vaults.holds("property")
    with pytest.raises(BadEntry):
        office.do(accounts.suspend, office.me.id)


def test_a_changed_password_opens_the_same_keys(office: TestOffice):
    with pytest.raises(BadEntry) as refusal:
        office.do(accounts.change_password, "not my password", LATER, office.office.secret, CHEAP)
    assert refusal.value.field == "old"
    office.do(accounts.change_password, PASSWORD, LATER, office.office.secret, CHEAP)
    again = office.office.sign_in(office.me.name, LATER)
    assert again.vaults.keys == office.me.vaults.keys
    with pytest.raises(SignInRefused):
        office.office.sign_in(office.me.name, PASSWORD)


def test_a_reset_makes_new_keys_and_keeps_what_was_granted_by_the_person(office: TestOffice):
    head = add(office, "陆文渊", "general_manager")
    by_head = office.office.sign_in("陆文渊", START)
    other = add(office, "张岚", "client_service")
    office.do(granting.grant_vault, other, "identity", me=by_head)
    office.do(accounts.set_roles, other, [])
    office.do(accounts.set_roles, other, [role(office, "client_service").id])
    with office.work(write=False):
        before = bytes(PersonKeys.get_by_id(head).signing)
    settled = office.do(accounts.reset_password, head, LATER, office.office.secret, CHEAP)
    assert settled.missing == frozenset()
    assert office.first("陆文渊", LATER, PASSWORD).vaults.keys == office.me.vaults.keys
    assert office.office.sign_in("张岚", START).vaults.holds("identity")
    with pytest.raises(SignInRefused):
        office.office.sign_in("陆文渊", START)
    with office.work(write=False):
        assert bytes(PersonKeys.get_by_id(head).signing) != before


def test_who_holds_no_vault_cannot_reset_who_gave_it_to_others(office: TestOffice):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    add(office, "张岚", "department_head")
    with pytest.raises((NotAllowed, BadEntry)):
        office.do(accounts.reset_password, office.me.id, LATER, office.office.secret, CHEAP, me=admin)
    assert office.office.sign_in(office.me.name, PASSWORD).vaults.keys


def test_a_reset_by_an_admin_without_keys_says_which_vaults_are_missing(office: TestOffice):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    person = add(office, "张岚", "department_head")
    settled = office.do(accounts.reset_password, person, LATER, office.office.secret, CHEAP, me=admin)
    assert settled.missing == {"identity", "property"}
    assert not office.office.sign_in("张岚", LATER).vaults.keys


def test_editing_a_person_changes_the_name_that_signs_in(office: TestOffice):
    person = add(office, "张岚")
    place = office.do(roles.add_department, "营销部")
    office.do(accounts.edit_person, person, {"name": "章岚", "department": place}, {"name": "张岚", "department": None})
    office.office.sign_in("章岚", START)
    line = office.ask(accounts.person_line, person)
    assert (line.name, line.department) == ("章岚", "营销部")
    with pytest.raises(BadEntry):
        office.do(accounts.edit_person, person, {"name": office.me.name})


def test_roles_of_the_office_s_own(office: TestOffice):
    own = office.do(roles.add_role, "夜班", {Right.SEE_CLIENTS: Scope.DEPARTMENT, Right.RUN_OFFICE: Scope.OWN}, 1)
    line = next(r for r in office.ask(roles.list_roles) if r.id == own)
    assert line.own
    assert line.rights == {Right.SEE_CLIENTS: Scope.DEPARTMENT, Right.RUN_OFFICE: Scope.ALL}
    with pytest.raises(BadEntry):
        office.do(roles.rename_role, own, "ADMIN")
    office.do(roles.rename_role, own, "夜班组")
    person = add(office, "张岚", line.key)
    with pytest.raises(BadEntry):
        office.do(roles.withdraw_role, own)
    office.do(roles.change_role, own, {Right.SEE_CLIENTS: Scope.ALL}, 2)
    assert office.office.sign_in("张岚", START).vaults.holds("property")
    office.do(accounts.set_roles, person, [])
    office.do(roles.withdraw_role, own)
    assert own not in {r.id for r in office.ask(roles.list_roles)}


def test_departments(office: TestOffice):
    place = office.do(roles.add_department, "前厅")
    with pytest.raises(BadEntry):
        office.do(roles.add_department, " 前厅 ")
    office.do(roles.rename_department, place, "前厅部")
    assert "前厅部" in {d.name for d in office.ask(roles.list_departments)}


def test_everything_is_recorded_without_names_or_passwords(office: TestOffice):
    person = add(office, "张岚", "client_service")
    office.do(accounts.set_roles, person, [])
    office.do(accounts.suspend, person)
    with office.work(write=False) as work:
        records = list(work.visible(Record).order_by(Record.serial))
    assert [r.action for r in records] == ["add_person", "choose_own", "set_roles", "suspend"]
    assert all(r.topic == "accounts" and r.subject == person for r in records)
    assert "张岚" not in str([r.facts for r in records])
    assert START not in str([r.facts for r in records])


@pytest.mark.parametrize(
    ("password", "expected"),
    [("horse", Strength.SHORT), ("11111111", Strength.WEAK), ("12345678", Strength.WEAK),
     ("right horse battery", Strength.GOOD), ("清晨的河边有三只鹤", Strength.GOOD)],
)  # fmt: skip
def test_the_hint_about_a_password(password, expected):
    assert strength(password) is expected


def test_vaults_follow_the_level_and_need_client_files():
    assert vaults_for({Right.RUN_PEOPLE: Scope.ALL}, 3) == frozenset()
    assert vaults_for({Right.SEE_CLIENTS: Scope.OWN}, 1) == {"identity"}
    assert vaults_for({Right.SEE_CLIENTS: Scope.OWN}, 3) == {"identity", "property", "accounts"}


def test_an_open_session_takes_up_the_rights_of_this_moment(office: TestOffice):
    key = add(office, "张岚", "client_service")
    me = office.office.sign_in("张岚", START)
    assert office.ask(offices.renewed, me=me) is None
    office.do(accounts.set_roles, key, [role(office, "general_manager").id])
    now = office.ask(offices.renewed, me=me)
    assert (me.mandate.level, now.mandate.level) == (1, 3)
    assert now.may(Right.CLASSIFY_CLIENTS) and now.vaults.holds("accounts") and not me.vaults.holds("accounts")
    assert office.ask(offices.renewed, me=now) is None
    # a role that was narrowed counts as well, and what it no longer reaches is closed
    office.do(accounts.set_roles, key, [role(office, "client_service").id])
    again = office.ask(offices.renewed, me=now)
    assert again.mandate == me.mandate and not again.vaults.holds("accounts")


def test_whose_password_was_reset_elsewhere_holds_no_vault_until_signing_in(office: TestOffice):
    key = add(office, "张岚", "general_manager")
    me = office.office.sign_in("张岚", START)
    office.do(accounts.reset_password, key, LATER, office.office.secret, CHEAP)
    now = office.ask(offices.renewed, me=me)
    assert (now.vaults.keys, now.mandate.rights) == ({}, {})


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_what_enforces_a_right_is_called_like_no_role(language):
    say = translator(language)
    assert not {say(kind.label) for kind in Enforced} & {say(role.label) for role in ROLES}
