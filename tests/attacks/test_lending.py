"""What was opened for somebody is believed only as whoever approved it has sealed it, for that very place."""

import base64

import pytest

from desktop.models.folders import DocumentVersion
from desktop.models.lent import Lent
from desktop.rules.audit import Memory
from desktop.rules.errors import Damaged
from desktop.rules.fields import Block
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    asking,
    clients,
    document_hand_outs,
    document_lists,
    document_rights,
    filing,
    lending,
    verifying,
)
from desktop.services.filing import Wish
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


def test_a_grant_planted_by_hand_opens_no_other_document_and_verifying_names_it(sqlite_office: TestOffice):
    office = sqlite_office
    office.ask_for_no_consent()
    me = office.hire("李娜", {Right.SEE_DOCUMENTS: Scope.ALL}, vaults=("identity",))
    mine, other = (office.errand(filing.file_document, Wish(f"%PDF-{n}".encode(), "密.pdf", mark="secret"))
                   for n in range(2))  # fmt: skip
    need = office.ask(document_rights.need_to_see, mine, me=me).for_days(1, 9)
    office.do(approvals.approve, office.do(approvals.ask, need, "核对", me=me))
    assert office.errand(document_hand_outs.read, mine, me=me).content == b"%PDF-0"
    assert office.errand(verifying.verify, Memory()).report.findings == []
    # the same seals under the other document's name, and under one's own signature
    with office.office.database.writing():
        version = DocumentVersion.get(DocumentVersion.document == other)
        for row, there in zip(Lent.select().order_by(Lent.place), (other, version.id), strict=True):
            values = {**row.__data__, "row": there}
            box = base64.b64decode(row.sealed)
            text = lending._info(row.approval_id, row.place, there, me.id) + box
            for signature in (row.signature, base64.b64encode(me.keys.signing.sign(text)).decode()):
                Lent.create(**{**values, "id": new_id(), "signature": signature}, force_insert=True)
    for verb in (document_hand_outs.read, document_lists.marked_words):
        with pytest.raises(Damaged):
            office.errand(verb, other, me=me)
    findings = office.errand(verifying.verify, Memory()).report.findings
    assert len(findings) == 4 and {finding.values["table"] for finding in findings} == {"lent"}
    assert office.errand(document_hand_outs.read, mine, me=me).content == b"%PDF-0"
