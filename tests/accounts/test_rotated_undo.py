"""After a vault has a new key what was sealed anew is the same value still: for undoing, imports and merges."""

import pytest

from desktop.models.clients import Client, ClientAccounts, ClientIdentity
from desktop.rules.errors import NotAllowed
from desktop.rules.fields import Block, FieldType
from desktop.rules.merging import Pick
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, duplicates, merging, own_fields, rotation, unmerging
from desktop.services.import_undo import undo_import
from desktop.services.undoing import InTheWay, undo
from tests.clients.test_undoing import last
from tests.importing.test_service import bring_in, sheet
from tests.offices import ADMIN, PASSWORD, TestOffice

NUMBER, OTHER = "11010519491231002X", "440524188001010014"
VAULTS = ["accounts", "identity", "property"]


def opened(office: TestOffice, **values):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", **values})


def renewed(office: TestOffice) -> None:
    """All vaults have new keys, and all is sealed with them."""
    office.do(rotation.renew_keys, VAULTS)
    office.me = office.office.sign_in(ADMIN, PASSWORD)
    office.errand(rotation.reseal)


def told(office: TestOffice, client) -> dict[str, str]:
    blocks = (Block.IDENTITY, Block.PROPERTY, Block.ACCOUNTS)
    with office.work() as work:
        row = work.get(Client, client)
        return {k: v for block in blocks for k, v in work.unlock(row, block, "x").items() if v}


def sound(office: TestOffice, client) -> None:
    """Nothing lies under a former key, and the number is found by the new one."""
    assert office.ask(rotation.behind) == {}
    with office.work(write=False):
        row = ClientIdentity.get_or_none(ClientIdentity.client == client)
        if row is not None and row.id_number is not None:
            number = told(office, client)["id_number"]
            index = office.me.vaults.blind_index("identity", "client_identity.id_number", number)
            assert bytes(row.id_number_index) == index


def test_an_edit_is_undone_and_done_again(office: TestOffice):
    office.do(own_fields.add_own_field, own_fields.OwnFieldEntry("马匹", FieldType.TEXT, block=Block.PROPERTY))
    office.do(own_fields.add_own_field, own_fields.OwnFieldEntry("车库", FieldType.TEXT, block=Block.PROPERTY))
    (horses, garage) = (f.name for f in _own(office))
    client = opened(office, id_number=NUMBER, bank="云川银行", **{horses: "两匹", garage: "三位"})
    before = told(office, client)
    office.do(clients.edit_client, client, {"id_number": OTHER, "bank": "海川银行", horses: "四匹"})
    edit, after = last(office), told(office, client)
    renewed(office)
    undone = office.do(undo, edit)
    assert (told(office, client), undone.kept) == (before, ())
    sound(office, client)
    assert [s.id for s in office.ask(duplicates.similar, {"name": "别人", "id_number": NUMBER})] == [client]
    again = office.do(undo, undone.operation)
    assert told(office, client) == after
    renewed(office)
    # another of the office's own fields lies in the same seal: it is left as it is
    office.do(clients.edit_client, client, {garage: "五位"})
    office.do(undo, again.operation)
    assert told(office, client) == {**before, garage: "五位"}
    sound(office, client)


def _own(office: TestOffice):
    with office.work(write=False) as work:
        return [field for field in work.catalogue.fields if field.own]


def test_who_can_t_open_it_is_told_and_what_was_changed_is_in_the_way(office: TestOffice):
    client = opened(office, bank="云川银行")
    office.do(clients.edit_client, client, {"bank": "海川银行"})
    edit = last(office)
    rights = {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}
    blind = office.hire("李娜", rights, level=3)
    renewed(office)
    with pytest.raises(NotAllowed):
        office.do(undo, edit, me=blind)
    office.do(clients.edit_client, client, {"bank": "山川银行"})
    with pytest.raises(InTheWay):
        office.do(undo, edit)


def test_an_import_is_taken_back(office: TestOffice, tmp_path):
    client = opened(office, phone="19900001111")
    head = "姓名,手机,身份证,开户行"
    result = bring_in(office, sheet(tmp_path, f"贺启年,19900001111,{NUMBER},云川银行", head=head))
    assert told(office, client) == {"id_number": NUMBER, "bank": "云川银行"}
    renewed(office)
    assert office.errand(undo_import, result.id).kept == ()
    assert told(office, client) == {}
    with office.work(write=False):
        assert ClientIdentity.get(ClientIdentity.client == client).id_number_index is None


def test_a_merge_is_taken_apart_unasked(office: TestOffice):
    kept = opened(office, id_number=NUMBER, income="十万")
    other = opened(office, id_number=OTHER, income="二十万", bank="云川银行")
    before = told(office, kept), told(office, other)
    picks = {"id_number": Pick.RIGHT, "block:property": Pick.RIGHT, "block:accounts": Pick.RIGHT}
    merge = office.do(merging.merge, kept, other, picks)
    renewed(office)
    assert office.ask(unmerging.unmerge_plan, merge.id).clashes == ()
    office.do(unmerging.unmerge, merge.id)
    assert (told(office, kept), told(office, other)) == before
    for client in (kept, other):
        sound(office, client)
    with office.work(write=False):
        assert ClientAccounts.get(ClientAccounts.client == kept).bank is None
