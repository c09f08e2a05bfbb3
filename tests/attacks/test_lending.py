"""What was opened for somebody is believed only as whoever approved it has sealed it, for that very place."""

import base64

import pytest

from desktop.models.lent import Lent
from desktop.rules.errors import Damaged
from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import approvals, asking, clients, lending
from desktop.services.vault import OpenKeys, box_for
from tests.offices import TestOffice


def opened(office: TestOffice, client, me, block: Block = Block.PROPERTY):
    return office.do(clients.unlock, client, block, "来电", me=me)


def lent(office: TestOffice, me):
    """Property of one client, opened for somebody who asked; that client and another one."""
    he, other = (office.do(clients.open_client, ClientForm.PERSON, {"name": name, "property": f"{name}的铺面"})
                 for name in ("贺启年", "欧阳海"))  # fmt: skip
    asked = office.do(approvals.ask, asking.values_wanted(he, Block.PROPERTY), "抵押核对", me=me)
    office.do(approvals.approve, asked)
    assert opened(office, he, me)["property"] == "贺启年的铺面"
    return he, other


def test_values_sealed_by_somebody_else_for_who_asked_are_refused(sqlite_office: TestOffice):
    office = sqlite_office
    me = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    he, _other = lent(office, me)
    with office.office.database.reading():
        row = Lent.get()
    info = lending._info(row.approval_id, row.place, row.row, row.person_id)
    forged = box_for(me.keys.public[0], '{"property": "没有"}'.encode(), info)
    mine = base64.b64encode(OpenKeys.new().signing.sign(info + forged)).decode()
    for signature in (row.signature, mine):
        with office.office.database.writing():
            Lent.update(sealed=base64.b64encode(forged).decode(), signature=signature).execute()
        with pytest.raises(Damaged):
            opened(office, he, me)


def test_what_was_lent_of_one_file_does_not_pass_for_another_s(sqlite_office: TestOffice):
    office = sqlite_office
    me = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    _he, other = lent(office, me)
    with office.office.database.writing():
        Lent.update(client=other, row=other).execute()
    with pytest.raises(Damaged):
        opened(office, other, me)
