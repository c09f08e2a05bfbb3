"""An ID number typed into the search or the list finds its file: for holders of the vault, within their scope."""

import pytest

from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import client_lists, clients, rotation, search_all
from desktop.services.client_lists import Filter, Sort
from tests.offices import TestOffice

NUMBER = "11010519491231002X"
WRITTEN = (
    NUMBER,
    NUMBER.lower(),
    "110105 1949 1231 002x",
    " 110105-19491231-002X ",
    "１１０１０５１９４９１２３１００２ｘ",
)


@pytest.fixture
def he(office: TestOffice):
    office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启明", "phone": "13800000002"})
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "id_number": NUMBER})


def found(office: TestOffice, text: str, me=None) -> list[str]:
    """Through every door at once: they must not differ."""
    hits = [hit.title for hit in office.ask(search_all.find_everything, text, me=me)]
    only = Filter(text=text)
    lines, count = office.ask(client_lists.first_page, ("name",), only, me=me)
    listed = [line.values[0] for line in lines]
    assert count == len(listed) == office.ask(client_lists.count_clients, only, me=me)
    narrowed = office.ask(client_lists.list_clients, ("name",), Filter(text=text, forms=frozenset({ClientForm.PERSON})),
                          Sort(), me=me)  # fmt: skip
    assert hits == listed == [line.values[0] for line in narrowed]
    return hits


def test_an_exact_number_finds_the_file_however_it_is_written(office: TestOffice, he):
    for text in WRITTEN:
        assert found(office, text) == ["贺启年"], text
    for part in (NUMBER[:-1], NUMBER[6:], NUMBER[:6], "110105194912310038"):
        assert found(office, part) == []


def test_only_holders_of_the_vault_find_it_and_only_in_their_scope(office: TestOffice, he):
    everything = {Right.SEE_CLIENTS: Scope.ALL}
    assert found(office, NUMBER, office.hire("李娜", everything)) == []
    assert found(office, NUMBER, office.hire("赵峰", everything, vaults=("identity",))) == ["贺启年"]
    assert found(office, NUMBER, office.hire("韩磊", {Right.SEE_CLIENTS: Scope.OWN}, vaults=("identity",))) == []


def test_it_finds_what_was_sealed_before_the_key_was_changed_and_not_what_is_out_of_use(office: TestOffice, he):
    office.do(rotation.renew_keys, [Block.IDENTITY.value])
    me = office.office.sign_in("何俊", "right horse battery")
    assert found(office, NUMBER, me) == ["贺启年"]
    office.errand(rotation.reseal, me=me)
    assert found(office, NUMBER, me) == ["贺启年"]
    office.do(clients.withdraw_client, he, "重复", me=me)
    assert found(office, NUMBER, me) == []
