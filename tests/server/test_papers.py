"""Papers at a server that keeps people apart: whoever has psql and his own login finds what the program shows him."""

from contextlib import suppress

import psycopg
import pytest

from desktop.models.blobs import Blob, BlobChunk
from desktop.rules.approvals import NeedsApproval
from desktop.rules.documents import Entry
from desktop.rules.rights import Right, Scope
from desktop.services import (
    approvals,
    clients,
    document_hand_outs,
    document_lists,
    document_undo,
    documents,
    filing,
)
from desktop.services.filing import Wish
from tests.erasing.lives import PERSON
from tests.offices import TestOffice
from tests.server.psql import address, ask

ALL, OWN = Scope.ALL, Scope.OWN
CLERK = {Right.SEE_CLIENTS: OWN, Right.SEE_DOCUMENTS: OWN, Right.FILE_DOCUMENTS: OWN, Right.REVISE_DOCUMENTS: OWN,
         Right.ENTER_CLIENTS: ALL}  # fmt: skip
TOLD = "SELECT count(*) FROM journal WHERE table_name IN ('document', 'document_version', 'folder')"


def counted(office: TestOffice, me, table: str) -> int:
    return int(ask(address(office, me.login), table if " " in table else f"SELECT count(*) FROM {table}").rows[0])


def test_papers_are_filed_seen_and_let_go_by_their_own_login(prepared_office: TestOffice):
    office = prepared_office
    clerk = office.hire("李娜", CLERK, vaults=("identity",))
    reader = office.hire("周敏", {Right.SEE_CLIENTS: ALL}, vaults=("identity",))
    mine = office.do(clients.open_client, PERSON, {"name": "林悦"}, me=clerk)
    foreign = office.do(clients.open_client, PERSON, {"name": "贺启年"})
    key = office.errand(filing.file_document, Wish(b"%PDF-1", "合同.pdf", mine), me=clerk)
    other = office.errand(filing.file_document, Wish(b"%PDF-2", "密约.pdf", foreign))
    office.errand(filing.file_document, Wish(b"%PDF-3", "规章.pdf"))
    office.do(documents.change_document, other, Entry("密约二"))
    # one's own clients' and the office's: by the program, and by psql, in every table
    assert len(office.ask(document_lists.list_documents, me=clerk)) == 2
    for table, seen in (("document", 2), ("document_version", 2), ("folder_entry", 2), ("blob", 2), ("blob_chunk", 2)):
        assert (table, counted(office, clerk, table), counted(office, reader, table)) == (table, seen, 0)
    assert counted(office, reader, TOLD) == 0 < counted(office, clerk, TOLD)
    assert office.errand(document_hand_outs.read, key, me=clerk).content == b"%PDF-1"
    with psycopg.connect(address(office, clerk.login)) as connection:
        for statement in (f"UPDATE document SET title = 'x' WHERE id = '{other}'",
                          "UPDATE document_version SET size = 1", "DELETE FROM document"):  # fmt: skip
            with suppress(psycopg.errors.InsufficientPrivilege):
                assert connection.execute(statement).rowcount == 0
            connection.rollback()
    # a mark seals it for a level that the clerk does not reach: what the version is goes out of sight with its bytes
    office.errand(documents.set_mark, key, "secret")
    (line,) = [line for line in office.ask(document_lists.list_documents, me=clerk) if line.mark]
    assert line.locked is not None and line.size is None
    assert counted(office, clerk, "document_version") == counted(office, clerk, "blob_chunk") == 1
    with office.beneath() as database, database.reading():
        gone = [row.id for row in Blob.select() if row.file_key is None]
        assert len(gone) == 1 and not BlobChunk.select().where(BlobChunk.blob == gone[0]).exists()
    with pytest.raises(NeedsApproval) as wait:
        office.errand(documents.set_mark, key, "")
    office.do(approvals.go_alone, wait.value.need, "已公开")
    office.errand(documents.set_mark, key, "")
    assert office.errand(document_hand_outs.read, key, me=clerk).content == b"%PDF-1"


def test_an_act_of_a_colleague_on_the_offices_papers_is_taken_back(prepared_office: TestOffice):
    office = prepared_office
    clerk = office.hire("李娜", CLERK, vaults=("identity",))
    operation, key = office.errand(
        lambda work: (work.operation, filing.file_document(work, Wish(b"%PDF-1", "规章.pdf")))
    )
    office.do(document_undo.undo, operation, me=clerk)
    assert office.ask(document_lists.view, key, me=clerk).line.in_use is False
