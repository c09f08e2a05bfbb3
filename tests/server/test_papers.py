"""Papers at a server that keeps people apart: whoever has psql and his own login finds what the program shows him."""

from contextlib import suppress

import psycopg
import pytest

from desktop.models.archive import ArchiveFile, ArchiveItem, ArchiveSignature
from desktop.models.blobs import Blob, BlobChunk
from desktop.models.clients import Client
from desktop.models.deeds import Deed, DeedMove, DeedVouch
from desktop.models.folders import Document, DocumentVersion
from desktop.models.lent import Lent
from desktop.models.loans import Loan
from desktop.models.retention import DestructionItem, DestructionList, DestructionWitness, Hold
from desktop.models.sheets import PrintedSheet, SignedCopy
from desktop.rules.approvals import NeedsApproval
from desktop.rules.documents import Entry
from desktop.rules.rights import Right, Scope
from desktop.services import (
    approvals,
    clients,
    document_hand_outs,
    document_lists,
    document_rights,
    document_undo,
    documents,
    filing,
    on_file,
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


def test_who_was_lent_a_marked_paper_sees_its_version_and_nothing_else(prepared_office: TestOffice):
    office = prepared_office
    sees = {Right.SEE_CLIENTS: ALL, Right.SEE_DOCUMENTS: ALL}
    reader = office.hire("李娜", sees, vaults=("identity",))
    head = office.hire("赵峰", {**sees, Right.APPROVE_CLIENTS: ALL}, level=2, vaults=("identity", "property"))
    client = office.do(clients.open_client, PERSON, {"name": "贺启年"})
    key, other = (office.errand(filing.file_document, Wish(f"%PDF-{n}".encode(), "密约.pdf", client, mark="secret"))
                  for n in range(2))  # fmt: skip
    own = office.errand(filing.file_document, Wish(b"%PDF-9", "章程.pdf", mark="secret"))
    with office.beneath() as database, database.reading():
        versions = {row.document_id: row.id for row in DocumentVersion.select()}
    tables = ("document_version", "blob", "blob_chunk", "page_index", "document_page", "lent")
    seen = lambda: [counted(office, reader, table) for table in tables]  # noqa: E731
    assert seen() == [0] * 6
    needs = [office.ask(document_rights.need_to_see, each, me=reader).for_days(2, 9) for each in (key, own)]
    asked, of_own = (office.do(approvals.ask, need, "核对", me=reader) for need in needs)

    def attempt(by, of, row, place="document", whose=client, days=1, whom=reader) -> str:
        owner = f"'{whose}'" if whose else "NULL"
        return ask(address(office, by.login), f"""INSERT INTO lent (id, version, approval_id, client_id, place, row_id,
            person_id, lent_by_id, sealed, signature, until_at) SELECT gen_random_uuid(), 1, '{of}', {owner}, '{place}',
            '{row}', '{whom.id}', '{by.id}', '', '', (extract(epoch FROM now()) * 1000 + {days} * 86400000)::bigint
            """).refusal  # fmt: skip

    for refused in (
        attempt(reader, asked, key), attempt(head, asked, other), attempt(head, asked, key, days=3),
        attempt(head, asked, versions[other], "document_version"), attempt(head, asked, key, "client"),
        attempt(head, asked, key, whose=None), attempt(head, of_own, own), attempt(head, asked, key, whom=head),
    ):  # fmt: skip
        assert "row-level security" in refused
    for request in (asked, of_own):
        office.do(approvals.approve, request, me=head)
    assert {office.errand(document_hand_outs.read, each, me=reader).content for each in (key, own)} == {
        b"%PDF-0",
        b"%PDF-9",
    }
    # the versions that were opened and their sealed bytes, and no word of the index
    assert seen() == [2, 2, 2, 0, 0, 4]
    ids = ask(address(office, reader.login), "SELECT id FROM document_version").rows
    assert set(ids) == {str(versions[key]), str(versions[own])}
    with psycopg.connect(address(office, reader.login)) as connection:
        for statement in ("UPDATE lent SET until_at = until_at + 1", "UPDATE document_version SET level = 1",
                          "UPDATE blob SET vault = 'identity'"):  # fmt: skip
            with suppress(psycopg.errors.InsufficientPrivilege):
                assert connection.execute(statement).rowcount == 0
            connection.rollback()
    with office.beneath() as database, database.writing():
        Lent.update(until=database.now()).execute()
    assert seen() == [0] * 6


KEEPER = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS, Right.KEEP_ARCHIVE,
                        Right.KEEP_DEEDS, Right.BORROW_DOCUMENTS, Right.DESTROY_DOCUMENTS), ALL)  # fmt: skip


def test_of_another_clients_archive_a_colleague_of_own_scope_sees_no_row(prepared_office: TestOffice):
    office = prepared_office
    clerk = office.hire("李娜", {**CLERK, Right.BORROW_DOCUMENTS: OWN}, vaults=("identity",))
    keeper = office.hire("周敏", KEEPER)
    mine = office.do(clients.open_client, PERSON, {"name": "林悦"}, me=clerk)
    foreign = office.do(clients.open_client, PERSON, {"name": "贺启年"})
    for whose in (mine, foreign):
        hung(office, whose, keeper)
    for model in (ArchiveFile, ArchiveItem, ArchiveSignature, Loan, Deed, DeedMove, DeedVouch, Hold, DestructionList,
                  DestructionItem, DestructionWitness, PrintedSheet, SignedCopy):  # fmt: skip
        table = model._meta.table_name
        assert (table, counted(office, keeper, table), counted(office, clerk, table)) == (table, 2, 1)
    told = "SELECT count(*) FROM journal WHERE table_name IN ('archive_file', 'loan', 'deed', 'hold')"
    assert (counted(office, keeper, told), counted(office, clerk, told)) == (8, 4)
    # whoever keeps no deeds and destroys nothing moves, lifts and approves nothing there
    with psycopg.connect(address(office, clerk.login)) as connection:
        for statement in ("UPDATE deed_move SET note = 'x'", "UPDATE hold SET lifting = 'x'",
                          "UPDATE destruction_list SET state = 'approved'",
                          "DELETE FROM archive_signature"):  # fmt: skip
            with suppress(psycopg.errors.InsufficientPrivilege):
                assert connection.execute(statement).rowcount == 0
            connection.rollback()


def hung(office: TestOffice, client, keeper) -> None:
    """A row of each kind that the archive has of a client."""
    with office.work(keeper) as work:
        now, me, today = work.now, keeper.id, on_file.today(work)
        file = ArchiveFile(client=client, title="担保", year=today.year, term="D10", agent_a=me, agent_b=office.me.id,
                           ended_at=now, entered_by=me, entered_at=now)  # fmt: skip
        deed = Deed(client=client, file=file.id, kind="property", name="房产证", number="1", entered_by=me,
                    entered_at=now)  # fmt: skip
        move = DeedMove(deed=deed.id, client=client, movement="taken_in", count=1, custodian=me, at=now)
        paper = Document(client=client, title="清单", kind="signed", entered_by=me, entered_at=now)
        listed = DestructionList(client=client, number=f"X-{client.hex[-6:]}", made_by=me, made_at=now)
        for row in (
            file, ArchiveItem(file=file.id, client=client, section="client", title="执照"),
            ArchiveSignature(file=file.id, client=client, role="a", person=me, at=now, digest="0" * 64, signature="00"),
            Loan(file=file.id, client=client, form="copy", purpose="核对", days=1, asked_by=me, asked_at=now),
            deed, move, DeedVouch(move=move.id, client=client, person=me, at=now, signature="00"),
            Hold(client=client, file=file.id, reason="诉讼", by=me, at=now), listed,
            DestructionItem(list=listed.id, client=client, file=file.id, title="担保", term="D10"),
            DestructionWitness(list=listed.id, client=client, person=me, at=now, digest="0" * 64, signature="00"),
            paper,
            PrintedSheet(code=client.hex[-10:], kind="content_list", subject=file.id, client=client, by=me, at=now),
            SignedCopy(document=paper.id, client=client, kind="content_list", subject=file.id, code=client.hex[-10:]),
        ):  # fmt: skip
            work.add(row)
        work.record("archive", "open_file", work.get(Client, client))
