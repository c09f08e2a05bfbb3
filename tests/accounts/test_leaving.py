"""Somebody leaves or loses a workstation: what the one act does, what it leaves to others, and its protocol."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.i18n import translator
from desktop.rules.errors import BadEntry, Damaged, NotAllowed, SignInRefused
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, leaving, rotation
from desktop.services.checking import check_office
from desktop.services.leaving import Cause
from tests.offices import ADMIN, CHEAP, PASSWORD, TestOffice

LATER = "seven tall green ships"
ALL = ("identity", "property", "accounts")


@pytest.fixture
def manager(office: TestOffice):
    office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川银行", "income": "30 万"})
    return office.hire("陆文渊", {Right.SEE_CLIENTS: Scope.ALL}, level=3, vaults=ALL)


def again(office: TestOffice, name: str = ADMIN, password: str = PASSWORD):
    return office.office.sign_in(name, password)


def test_the_preview_says_what_will_be_done(office: TestOffice, manager):
    found = office.ask(leaving.outlook, manager.id, Cause.LEFT)
    assert (found.renewed, found.due, found.clients) == (ALL, (), 0)
    assert found.file == office.office.database.sqlite
    with pytest.raises(BadEntry):
        office.ask(leaving.outlook, office.me.id, Cause.LEFT)
    with pytest.raises(NotAllowed):
        office.ask(leaving.outlook, office.me.id, Cause.LEFT, me=manager)


def test_who_leaves_is_out_and_every_vault_has_a_new_key(office: TestOffice, manager):
    office.do(leaving.shut_out, manager.id, Cause.LEFT, office.office.secret)
    with pytest.raises(SignInRefused):
        again(office, "陆文渊")
    me = again(office)
    assert {vault: me.vaults.newest(vault) for vault in ALL} == dict.fromkeys(ALL, 2)
    assert office.errand(rotation.reseal, me=me) == 2
    with office.work(me, write=False) as work:
        client = work.visible(clients.Client).get()
    with pytest.raises(Damaged), office.work(write=False):
        manager.vaults.open("accounts", "client_accounts.bank", client.id, _bank(client.id))
    assert office.errand(check_office, me=me).sound


def _bank(client) -> bytes:
    from desktop.models.clients import ClientAccounts

    return bytes(ClientAccounts.get(ClientAccounts.client == client).bank)


def test_whose_workstation_was_stolen_goes_on_with_new_keys(office: TestOffice, manager):
    office.do(leaving.shut_out, manager.id, Cause.STOLEN, office.office.secret, LATER, CHEAP)
    with pytest.raises(SignInRefused):
        again(office, "陆文渊")
    back = again(office, "陆文渊", LATER)
    assert back.keys.public != manager.keys.public
    assert {vault: back.vaults.newest(vault) for vault in ALL} == dict.fromkeys(ALL, 2)
    assert office.errand(check_office, me=again(office)).sound


def test_what_the_admin_can_t_change_waits_for_who_can(office: TestOffice, manager):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL}, vaults=("identity",))
    done = office.do(leaving.shut_out, manager.id, Cause.LEFT, office.office.secret, me=admin)
    assert (done.outlook.renewed, done.outlook.due) == (("identity",), ("property", "accounts"))
    assert office.office.settings["keys_due"] == ["accounts", "property"]
    office.do(rotation.renew_keys, ["accounts", "property"], me=again(office))
    assert office.office.settings["keys_due"] == []


def test_who_was_suspended_before_is_shut_out_in_full_too(office: TestOffice, manager):
    from desktop.services import accounts

    office.do(accounts.suspend, manager.id)
    assert office.ask(leaving.outlook, manager.id, Cause.LEFT).renewed == ALL
    office.do(leaving.shut_out, manager.id, Cause.LEFT, office.office.secret)
    assert again(office).vaults.newest("accounts") == 2


def test_the_last_holder_is_not_shut_out(office: TestOffice):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    with pytest.raises(BadEntry, match="last who can open"):
        office.do(leaving.shut_out, office.me.id, Cause.LEFT, office.office.secret, me=admin)
    assert again(office).vaults.newest("accounts") == 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("cause", list(Cause))
def test_the_protocol_says_plainly_what_it_can_t_undo(office: TestOffice, manager, cause, language):
    done = office.do(leaving.shut_out, manager.id, cause, office.office.secret, LATER, CHEAP)
    printed = office.errand(leaving.protocol, done, 1, True, translator(language))
    text = PdfReader(BytesIO(printed.pdf)).pages[0].extract_text().replace("\n", "")
    assert "陆文渊" in text
    assert ("may have been copied" if language == "en" else "可能已被复制") in text
