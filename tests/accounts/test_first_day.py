"""The first day: who was given a start password chooses his own, with keys that nobody else has had."""

from dataclasses import replace

import pytest

from desktop.models.office import Power, VaultKey
from desktop.rules.errors import BadEntry, NotAllowed, SignInRefused
from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.services import accounts, granting, powers, signing
from desktop.services.accounts import NewPerson
from desktop.services.checking import check_office
from desktop.services.powers import person_says
from tests.accounts.test_people import role
from tests.offices import CHEAP, FIRST, PASSWORD, TestOffice

OWN = "eight green ducks fly"


@pytest.fixture
def fang(office: TestOffice):
    plan = NewPerson("王芳", FIRST, (role(office, "general_manager").id,), reason="tests")
    return office.do(accounts.add_person, plan, office.office.secret, CHEAP)


def test_a_start_password_opens_nothing_but_the_choice(office: TestOffice, fang):
    start = office.office.sign_in("王芳", FIRST)
    assert start.start and not start.mandate.rights
    with pytest.raises(NotAllowed):
        office.do(accounts.suspend, office.me.id, me=start)
    for wrong in ("short", "12345678901", FIRST):
        with pytest.raises(BadEntry):
            office.do(accounts.choose_own, wrong, office.office.secret, CHEAP, me=start)
    me = office.first("王芳", FIRST, OWN)
    assert me.keys.public != start.keys.public
    assert me.vaults.keys == office.me.vaults.keys and me.mandate.level == 3
    with pytest.raises(SignInRefused):
        office.office.sign_in("王芳", FIRST)
    # whoever kept the pair of the start password opens nothing with it, and signs nothing
    with office.work(write=False) as work:
        now = signing.current(work)
        wraps = list(VaultKey.select().where(VaultKey.person == fang))
    assert not now.starts(fang)
    assert wraps and all(row.granted_by_id == fang for row in wraps)
    assert now.people[fang].signing == me.keys.public[1]
    with pytest.raises(NotAllowed):
        office.do(accounts.choose_own, "another of my own ducks", office.office.secret, CHEAP, me=me)
    assert office.errand(check_office).sound


def test_keys_of_a_start_password_say_nothing_else_in_the_chain(office: TestOffice, fang):
    start = office.office.sign_in("王芳", FIRST)
    with office.work(write=False) as work:
        now = signing.current(work)
        power = now.people[fang]
        fresh = replace(power, start=False, exchange=b"1" * 32, signing=b"2" * 32, name="王芳芳")
        row = powers.entry(now, work.now, fang, start.keys, [person_says(fang, fresh)])
        assert powers.extended(now, [row]).number == now.number
        assert Power.select().count() == now.number


def test_a_vault_is_granted_once_the_own_password_is_chosen(office: TestOffice):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    plan = NewPerson("王芳", FIRST, (role(office, "general_manager").id,), reason="tests")
    person = office.do(accounts.add_person, plan, office.office.secret, CHEAP, me=admin)
    with pytest.raises(NotAllowed):
        office.do(granting.grant_vault, person, "accounts")
    office.first("王芳", FIRST, OWN)
    office.do(granting.grant_vault, person, "accounts")
    assert office.office.sign_in("王芳", OWN).vaults.holds(Block.ACCOUNTS.value)


def test_level_3_and_administration_have_a_long_passphrase(office: TestOffice):
    with pytest.raises(BadEntry):
        office.do(accounts.change_password, PASSWORD, "ab12cd34", office.office.secret, CHEAP)
    plain = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    office.do(accounts.change_password, PASSWORD, "ab12cd34", office.office.secret, CHEAP, me=plain)
    assert office.office.sign_in("李娜", "ab12cd34").id == plain.id
