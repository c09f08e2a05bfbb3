"""New keys for vaults: who holds them, what is sealed with them, and that nothing is lost on the way."""

import pytest

from desktop.models.clients import Client, ClientIdentity
from desktop.models.office import VaultKey
from desktop.models.records import Record
from desktop.rules.errors import Damaged, NotAllowed
from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, duplicates, importing, recovery, rotation
from desktop.services import office as offices
from desktop.services.checking import check_office
from tests.offices import ADMIN, PASSWORD, TestOffice

NUMBER = "11010519491231002X"


@pytest.fixture
def sealed(office: TestOffice) -> TestOffice:
    """An office with a few sealed values of each vault, and a colleague who holds all of them."""
    for n, name in enumerate(("贺启年", "欧阳海", "尉迟安")):
        values = {"name": name, "id_number": NUMBER, "income": f"{n}0 万", "bank": "云川银行", "bank_account": f"62{n}"}
        office.do(clients.open_client, ClientForm.PERSON, values)
    office.hire("陆文渊", {Right.SEE_CLIENTS: Scope.ALL}, level=3, vaults=("identity", "property", "accounts"))
    return office


def signed_in(office: TestOffice, name: str = ADMIN):
    return office.office.sign_in(name, PASSWORD)


def values_of(office: TestOffice, me) -> list[dict[str, str]]:
    return office.do(_values, me=me)


def _values(work) -> list[dict[str, str]]:
    found = []
    for client in work.visible(Client).order_by(Client.code):
        found.append({k: v for block in (Block.IDENTITY, Block.PROPERTY, Block.ACCOUNTS)
                      for k, v in work.unlock(client, block, "x").items() if v})  # fmt: skip
    return found


def test_a_new_key_is_held_by_who_held_the_old_and_what_was_sealed_stays_readable(sealed: TestOffice):
    before = values_of(sealed, sealed.me)
    assert len(before) == 3 and before[0]["bank"] == "云川银行"
    sealed.do(rotation.renew_keys, ["accounts", "identity"])
    for name in (ADMIN, "陆文渊"):
        me = signed_in(sealed, name)
        assert me.vaults.newest("accounts") == 2 and me.vaults.newest("property") == 1 and not me.vaults.refused
        assert values_of(sealed, me) == before
    assert sealed.errand(check_office, me=signed_in(sealed)).sound


def test_what_is_sealed_follows_and_the_index_with_it(sealed: TestOffice):
    before = values_of(sealed, sealed.me)
    sealed.do(rotation.renew_keys, ["accounts", "identity"])
    me = signed_in(sealed)
    assert sealed.ask(rotation.behind, me=me) == {"identity": 3, "accounts": 3}
    told = []
    assert sealed.errand(rotation.reseal, lambda done, total: told.append((done, total)), me=me) == 6
    assert told[-1] == (6, 6)
    assert sealed.ask(rotation.behind, me=me) == {}
    assert values_of(sealed, me) == before
    assert len(sealed.ask(duplicates.similar, {"name": "别人", "id_number": NUMBER}, me=me)) == 3
    with sealed.work(write=False):
        row = ClientIdentity.select().first()
        assert bytes(row.id_number_index) == me.vaults.blind_index("identity", "client_identity.id_number", NUMBER)
    assert sealed.errand(rotation.reseal, me=me) == 0


def test_who_lost_the_vault_opens_nothing_that_was_sealed_since(sealed: TestOffice):
    leaver = signed_in(sealed, "陆文渊")
    with sealed.beneath() as database, database.writing():
        VaultKey.delete().where(VaultKey.person == leaver.id).execute()
    sealed.do(rotation.renew_keys, ["accounts"])
    sealed.errand(rotation.reseal, me=signed_in(sealed))
    with pytest.raises(Damaged):
        values_of(sealed, leaver)
    assert ("accounts", 2) not in signed_in(sealed, "陆文渊").vaults.keys


def test_an_equal_id_number_is_found_while_its_key_changes(sealed: TestOffice, tmp_path):
    sealed.do(rotation.renew_keys, ["identity"])
    me = signed_in(sealed)
    found = sealed.ask(duplicates.similar, {"name": "别人", "id_number": NUMBER}, me=me)
    assert len(found) == 3
    sheet = tmp_path / "rows.csv"
    sheet.write_text(f"姓名,身份证号\n贺启年,{NUMBER}\n", "utf-8")
    plan = sealed.errand(importing.prepare, sheet, me=me)
    assert plan.rows[0].known is not None and plan.rows[0].known.name == "贺启年"


def test_the_recovery_sheet_opens_the_new_key_too(sealed: TestOffice):
    with sealed.work(write=False) as work:
        pair = recovery.OpenKeys.of_seed(recovery._seed(work))
    sealed.do(rotation.renew_keys, ["property"])
    with sealed.work(write=False) as work:
        keys = recovery._opened(recovery.signing.current(work), pair)
    assert keys == signed_in(sealed).vaults.keys


def test_a_session_that_has_not_heard_of_the_new_key_says_so_and_takes_it_up(sealed: TestOffice):
    other = signed_in(sealed, "陆文渊")
    sealed.do(rotation.renew_keys, ["accounts"])
    sealed.errand(rotation.reseal, me=signed_in(sealed))
    with pytest.raises(Damaged, match="newer key"):
        values_of(sealed, other)
    assert values_of(sealed, sealed.ask(offices.renewed, me=other))


def test_only_who_holds_a_vault_renews_its_key(sealed: TestOffice):
    admin = sealed.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        sealed.do(rotation.renew_keys, ["accounts"], me=admin)
    holder = signed_in(sealed, "陆文渊")
    sealed.do(rotation.renew_keys, ["accounts"], me=holder)
    assert signed_in(sealed).vaults.newest("accounts") == 2


def test_two_who_renew_at_once_make_one_key(sealed: TestOffice):
    other = signed_in(sealed, "陆文渊")
    sealed.do(rotation.renew_keys, ["accounts"])
    with pytest.raises(NotAllowed, match="a moment ago"):
        sealed.do(rotation.renew_keys, ["accounts"], me=other)


def test_stopped_in_the_middle_it_goes_on_where_it_was(sealed: TestOffice, monkeypatch):
    monkeypatch.setattr(rotation, "BATCH", 1)
    before = values_of(sealed, sealed.me)
    sealed.do(rotation.renew_keys, ["accounts"])
    me = signed_in(sealed)

    class Enough(Exception):
        pass

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise Enough

    with pytest.raises(Enough):
        sealed.errand(rotation.reseal, stop, me=me)
    assert sealed.ask(rotation.behind, me=me) == {"accounts": 1}
    assert values_of(sealed, me) == before
    assert sealed.errand(rotation.reseal, me=me) == 1
    assert values_of(sealed, me) == before


def test_it_is_recorded_without_a_value(sealed: TestOffice):
    sealed.do(rotation.renew_keys, ["accounts"])
    sealed.errand(rotation.reseal, me=signed_in(sealed))
    with sealed.work(write=False) as work:
        acts = {r.action: r.facts for r in work.visible(Record).where(Record.topic == "accounts")}
    assert acts["renew_key"] == {"vault": "accounts", "epoch": 2}
    assert acts["reseal"]["vault"] == "accounts" and acts["reseal"]["values"] == 6
