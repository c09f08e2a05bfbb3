"""Two who run people at once: what the one took, the other's dialog from before does not give back."""

import pytest

from desktop.models.office import Role
from desktop.rules.errors import BadEntry, Stale
from desktop.rules.rights import Right, Scope
from desktop.services import accounts, roles, signing
from desktop.services.accounts import NewPerson
from desktop.services.powers import RolePower, role_says
from tests.accounts.test_people import START, WHY, role
from tests.offices import CHEAP, TestOffice


def add(office: TestOffice, *keys: str):
    plan = NewPerson("李娜", START, tuple(role(office, key).id for key in keys), reason=WHY)
    return office.do(accounts.add_person, plan, office.office.secret, CHEAP)


def test_roles_taken_meanwhile_stay_taken(office: TestOffice):
    person = add(office, "general_manager", "client_service")
    seen = office.ask(accounts.person_line, person)
    office.do(accounts.set_roles, person, [role(office, "client_service").id])
    wanted = {*seen.role_ids, role(office, "auditor").id}
    office.do(accounts.save_person, person, {"phone": "13900001111"}, {"phone": ""}, wanted, seen.role_ids)
    after = office.ask(accounts.person_line, person)
    assert set(after.role_ids) == {role(office, "client_service").id, role(office, "auditor").id}
    assert after.phone == "13900001111"


def test_a_role_narrowed_meanwhile_stays_narrow(office: TestOffice):
    seen = role(office, "supervisor")
    office.do(roles.change_role, seen.id, {**seen.rights, Right.EXPORT_CLIENTS: Scope.NONE}, 1)
    office.do(roles.save_role, seen.id, "领班组", {**seen.rights, Right.SEE_TERMS: Scope.ALL}, seen.level, seen)
    after = role(office, "supervisor")
    assert (after.name, after.level) == ("领班组", 1)
    assert Right.EXPORT_CLIENTS not in after.rights and after.rights[Right.SEE_TERMS] is Scope.ALL
    with pytest.raises(Stale) as clash:
        office.do(roles.save_role, seen.id, None, {**seen.rights, Right.EXPORT_CLIENTS: Scope.OWN}, seen.level, seen)
    assert clash.value.clashes.keys() == {"clients.export"}


def test_all_of_a_dialog_is_saved_or_nothing(office: TestOffice):
    person, seen = add(office), role(office, "supervisor")
    with pytest.raises(BadEntry):
        office.do(accounts.save_person, person, {"name": office.me.name}, {"name": "李娜"}, [seen.id], [])
    assert office.ask(accounts.person_line, person).role_ids == ()
    with pytest.raises(BadEntry):
        office.do(roles.save_role, seen.id, "Admin", {}, 1, seen)
    assert role(office, "supervisor").rights == seen.rights


def test_what_a_newer_program_gave_stays_in_a_role(office: TestOffice):
    seen = role(office, "supervisor")
    with office.work() as work:
        row = work.get(Role, seen.id)
        rights = {**row.rights, "payroll.see": 3}
        work.change(row, {"rights": rights})
        signing.sign(work, role_says(row.id, RolePower(rights, row.level)))
        work.record("accounts", "change_role", row)
    office.do(roles.change_role, seen.id, {Right.SEE_CLIENTS: Scope.OWN}, 1)
    with office.work(write=False) as work:
        assert signing.current(work).roles[seen.id].rights == {"clients.see": 1, "payroll.see": 3}
