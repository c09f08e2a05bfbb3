"""Marked papers: sealed by level, shown as locked, read and handed out with a record, lowered by two (AC-5, AC-6)."""

import pytest

from desktop.models.blobs import Blob
from desktop.models.folders import Document, DocumentVersion
from desktop.models.records import Record
from desktop.rules.approvals import NeedsApproval
from desktop.rules.documents import Entry
from desktop.rules.errors import NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    clients,
    document_hand_outs,
    document_lists,
    document_rights,
    documents,
    filing,
    histories,
    marks,
    merging,
    rotation,
    unmerging,
)
from desktop.services.checking import check_office
from desktop.services.filing import Wish
from tests.offices import ADMIN, PASSWORD, TestOffice

CANARY = "并购意向zq81"
CONTENT = f"%PDF-1.7 {CANARY}".encode()
SEE = dict.fromkeys((Right.SEE_CLIENTS, Right.EDIT_CLIENTS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS,
                     Right.PRINT_DOCUMENTS, Right.REVISE_DOCUMENTS), Scope.ALL)  # fmt: skip


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


@pytest.fixture
def low(office: TestOffice):
    return office.hire("李娜", SEE, vaults=("identity",))


def rows(office: TestOffice, model) -> str:
    with office.beneath() as database, database.reading():
        return repr(list(model.select().dicts()))


def test_a_marked_paper_is_a_locked_row_to_whom_it_does_not_concern(office: TestOffice, he, low):
    wish = Wish(CONTENT, f"{CANARY}.pdf", he, entry=Entry(CANARY, "contract", tags=(CANARY,)), mark="secret")
    key = office.errand(filing.file_document, wish)
    for me in (low, None):
        (line,) = office.ask(document_lists.list_documents, me=me)
        assert line.locked is not None and CANARY not in repr(line) and line.kind.key == "contract"
        assert (line.size is None) == (me is low) == (not line.locked.may_open)
    assert CANARY not in rows(office, Document) + rows(office, DocumentVersion)
    for verb in (document_lists.marked_words, document_lists.versions_of):
        with pytest.raises(NotAllowed):
            office.do(verb, key, me=low)
    with pytest.raises(NotAllowed):
        office.errand(document_hand_outs.read, key, me=low)
    assert isinstance(office.ask(document_rights.why, key, me=low)[Right.FILE_DOCUMENTS], NotAllowed)
    assert office.do(document_lists.marked_words, key)["title"] == CANARY
    paper = office.errand(document_hand_outs.read, key)
    assert paper.content == CONTENT and paper.watermark.who == office.me.name
    with office.beneath() as database, database.reading():
        assert Record.select().where(Record.action == "read_marked").count() == 2
    assert CANARY not in repr(office.ask(histories.history_of, he))
    # nobody gives a mark that he could not read himself
    with pytest.raises(NotAllowed):
        office.errand(filing.file_document, Wish(b"x", "x.txt", he, mark="secret"), me=low)


def test_what_is_marked_is_printed_and_lowered_by_two(office: TestOffice, he, low):
    key = office.errand(filing.file_document, Wish(CONTENT, f"{CANARY}.pdf", he))
    office.errand(filing.file_document, Wish(CONTENT + b"2", f"{CANARY}.pdf", he, version_of=key))
    assert office.errand(document_hand_outs.hand_out, Right.PRINT_DOCUMENTS, key, me=low).watermark is None
    office.errand(documents.set_mark, key, "top_secret")
    assert CANARY not in rows(office, Document) + rows(office, DocumentVersion)
    with office.beneath() as database, database.reading():
        assert sorted(row.vault for row in Blob.select() if row.file_key) == ["accounts", "accounts"]
    assert office.errand(document_hand_outs.read, key, 1).content == CONTENT
    with pytest.raises(NeedsApproval) as wait:
        office.errand(document_hand_outs.hand_out, Right.PRINT_DOCUMENTS, key)
    assert CANARY not in repr(wait.value.need) and wait.value.need.level == 3
    office.do(approvals.go_alone, wait.value.need, "只有我")
    assert office.errand(document_hand_outs.hand_out, Right.PRINT_DOCUMENTS, key).content == CONTENT + b"2"
    with pytest.raises(NeedsApproval) as wait:
        office.errand(documents.set_mark, key, "")
    office.do(approvals.go_alone, wait.value.need, "已公开")
    office.errand(documents.set_mark, key, "")
    (line,) = office.ask(document_lists.list_documents, me=low)
    assert (line.title, line.locked) == (CANARY, None)
    assert office.errand(document_hand_outs.read, key, me=low).content == CONTENT + b"2"


def test_papers_follow_a_merge_and_come_back(office: TestOffice, he):
    other = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    for client, mark in ((he, ""), (other, ""), (other, "top_secret")):
        wish = Wish(CONTENT + str((client, mark)).encode(), f"{CANARY}{mark}.pdf", client, ("02 合同",), mark=mark)
        office.errand(filing.file_document, wish)
    # whoever merges need not see the papers, and none is lost
    blind = office.hire("周敏", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}, vaults=("identity",))
    merge = office.do(merging.merge, he, other, me=blind)
    (folder,) = {line.home for line in office.ask(document_lists.list_documents)}
    assert folder == ("02 合同",) and {line.client_id for line in office.ask(document_lists.list_documents)} == {he}
    kept = next(line for line in office.ask(document_lists.folders.tree, he) if line.path == folder)
    assert kept.documents == 3 == len(office.ask(document_lists.list_documents, kept.id))
    office.do(unmerging.unmerge, getattr(merge, "id", merge), me=blind)
    assert sorted(str(line.client_id) for line in office.ask(document_lists.list_documents)) == sorted(
        map(str, (he, other, other)))  # fmt: skip
    (secret,) = [line for line in office.ask(document_lists.list_documents) if line.mark]
    assert office.do(document_lists.marked_words, secret.id)["title"].startswith(CANARY)


def test_words_under_a_mark_take_the_new_key_and_the_office_stays_sound(office: TestOffice, he):
    made = [office.errand(filing.file_document, Wish(CONTENT + bytes([n]), f"{CANARY}.pdf", client, mark="secret"))
            for n, client in enumerate((he, None))]  # fmt: skip
    office.do(rotation.renew_keys, ["property"])
    me = office.office.sign_in(ADMIN, PASSWORD)
    office.errand(rotation.reseal, me=me)
    assert office.ask(rotation.behind, me=me) == {}
    assert {office.do(document_lists.marked_words, key, me=me)["title"] for key in made} == {CANARY}
    assert office.errand(check_office, me=me).sound
    with pytest.raises(NotFound):
        office.ask(document_lists.view, he)
    with office.work() as work:
        assert marks.KEPT in {row.title for row in work.visible(Document)}
