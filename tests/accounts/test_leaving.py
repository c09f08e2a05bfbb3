"""Somebody leaves or loses a workstation: what the one act does, what it leaves to others, and its protocol."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.i18n import translator
from desktop.models.office import Person, VaultKey
from desktop.rules.errors import BadEntry, Damaged, NotAllowed, SignInRefused
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import accounts, clients, closing, leaving, owners, recovery, rotation, signing
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
    back = office.first("陆文渊", LATER, PASSWORD)
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
    office.do(accounts.suspend, manager.id)
    assert office.ask(leaving.outlook, manager.id, Cause.LEFT).renewed == ALL
    office.do(leaving.shut_out, manager.id, Cause.LEFT, office.office.secret)
    assert again(office).vaults.newest("accounts") == 2


def test_the_last_holder_is_suspended_at_once_and_the_vault_stays_openable(office: TestOffice):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    # the sheet that nobody has tried yet is held too
    with pytest.raises(BadEntry, match="hand it over first"):
        office.do(closing.close, office.me.id, returned=True, me=admin)
    office.do(leaving.shut_out, office.me.id, Cause.LEFT, office.office.secret, me=admin)
    with pytest.raises(SignInRefused):
        again(office)
    # nothing but the last key of each opens it any more
    assert kept(office, office.me) == set(ALL)
    assert set(office.office.settings["keys_due"]) == set(ALL)
    office.do(accounts.reopen, office.me.id, me=admin)
    assert again(office).vaults.newest("accounts") == 1


def test_where_the_sheet_was_tried_the_last_holder_keeps_nothing(office: TestOffice):
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL}, level=3)
    with office.work() as work:
        groups = recovery.groups_of(recovery._seed(work))
    office.do(recovery.try_sheet, {1: groups[0], 2: groups[1]})
    office.do(accounts.suspend, office.me.id, me=admin)
    assert kept(office, office.me) == set()
    office.do(recovery.use_sheet, " ".join(groups), me=admin)
    assert again(office, "吴刚").vaults.newest("accounts") == 1


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("cause", list(Cause))
def test_the_protocol_says_plainly_what_it_can_t_undo(office: TestOffice, manager, cause, language):
    done = office.do(leaving.shut_out, manager.id, cause, office.office.secret, LATER, CHEAP)
    printed = office.errand(leaving.protocol, done, 1, True, translator(language))
    text = PdfReader(BytesIO(printed.pdf)).pages[0].extract_text().replace("\n", "")
    assert "陆文渊" in text
    assert ("may have been copied" if language == "en" else "可能已被复制") in text


def kept(office: TestOffice, person) -> set[str]:
    with office.beneath():
        return {vault for (vault,) in VaultKey.select(VaultKey.vault).where(VaultKey.person == person.id).tuples()}


def test_who_reported_an_anomaly_is_locked_and_nothing_was_tampered_with(office: TestOffice, manager):
    office.do(accounts.report_anomaly, "昨晚有人用我的账号登录", me=manager)
    assert office.ask(signing.differences) == []
    assert office.do(signing.report) == 0
    assert office.errand(check_office).sound
    office.do(signing.put_back)
    with pytest.raises(SignInRefused, match="suspended"):
        again(office, "陆文渊")


def test_put_back_leaves_a_reported_account_locked(office: TestOffice, manager):
    office.do(accounts.report_anomaly, "昨晚有人用我的账号登录", me=manager)
    with office.beneath() as database, database.writing():
        Person.update(name="陆大渊").where(Person.id == manager.id).execute()
    assert office.do(signing.put_back) == 1
    with pytest.raises(SignInRefused):
        again(office, "陆文渊")
    office.do(accounts.reopen, manager.id)
    assert again(office, "陆文渊").vaults.newest("accounts") == 1


@pytest.mark.parametrize("how", ["suspend", "shut_out", "close"])
def test_who_reported_an_anomaly_and_leaves_is_out_in_full(office: TestOffice, manager, how):
    office.do(accounts.report_anomaly, "昨晚有人用我的账号登录", me=manager)
    if how == "suspend":
        office.do(accounts.suspend, manager.id)
    elif how == "close":
        office.do(closing.close, manager.id, returned=True)
    else:
        office.do(leaving.shut_out, manager.id, Cause.LEFT, office.office.secret)
    assert kept(office, manager) == set()
    with office.work() as work:
        assert signing.current(work).people[manager.id].suspended
    assert set(office.office.settings["keys_due"]) == (set() if how == "shut_out" else set(ALL))
    assert office.office.settings["file_key_due"] == office.office.database.sqlite
    assert office.errand(check_office, me=again(office)).sound


def test_who_is_suspended_or_lowered_leaves_keys_to_be_changed(office: TestOffice, manager):
    lower = office.hire("孙倩", {Right.SEE_CLIENTS: Scope.ALL}, level=2, vaults=("identity", "property"))
    office.do(accounts.set_roles, lower.id, ())
    assert office.office.settings["keys_due"] == ["identity", "property"]
    office.do(rotation.renew_keys, ["identity"])
    assert office.office.settings["keys_due"] == ["property"]
    office.do(accounts.suspend, manager.id)
    assert office.office.settings["keys_due"] == sorted(ALL)
    with office.work(write=True) as work:
        leaving.note_file_key(work)
    assert office.office.settings["file_key_due"] is False


def test_a_key_that_was_changed_while_somebody_was_out_is_given_when_he_comes_back(office: TestOffice, manager):
    office.do(accounts.suspend, manager.id)
    office.do(rotation.renew_keys, list(ALL))
    office.do(accounts.reopen, manager.id, me=again(office))
    assert again(office, "陆文渊").vaults.newest("accounts") == 2


def test_an_admin_without_clients_shuts_out_and_counts_what_waits(office: TestOffice, manager):
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "许清和"})
    office.do(owners.set_owners, client, owner=office.me.id, deputy=manager.id, important=False, promising=False,
              contacts=())  # fmt: skip
    admin = office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    assert office.ask(leaving.outlook, manager.id, Cause.LEFT, me=admin).clients == 1
    done = office.do(leaving.shut_out, manager.id, Cause.LEFT, office.office.secret, me=admin)
    assert done.outlook.due == ALL
