"""What may befall a paper leaves it as it was: every act on it, and whoever may only read (issue of documents)."""

import hashlib
import os
import signal
import threading

import pytest

from desktop.models.blobs import Blob
from desktop.models.folders import Document, DocumentVersion, Folder, FolderEntry
from desktop.rules.approvals import NeedsApproval
from desktop.rules.archive import Item, Section
from desktop.rules.document_reading import CRASHED, Unreadable
from desktop.rules.documents import Entry, SealedDocument
from desktop.rules.errors import NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    archive_handing,
    archive_lists,
    blobs,
    clients,
    document_hand_outs,
    document_search,
    document_undo,
    documents,
    filing,
    folders,
    merging,
    page_reading,
    rotation,
    scrubbing,
)
from desktop.services.document_process import Reader
from desktop.services.filing import Wish
from tests.archive.test_handing import Company
from tests.documents import papers
from tests.offices import ADMIN, PASSWORD, TestOffice

PAPER = papers.pdf("借款合同", "第二页")
NEXT = papers.pdf("借款合同 修订")


def lying(office: TestOffice) -> dict[object, str]:
    """What the sealed bytes are, by content, as they lie in the store."""
    with office.beneath() as database, database.reading():
        here = [row.id for row in Blob.select().where(Blob.state == "here")]
    with office.work() as work:
        store = blobs.store_of(work)
        return {key: hashlib.sha256(b"".join(store.read(key))).hexdigest() for key in here}


def test_the_original_is_the_same_byte_for_byte_after_every_act(office: TestOffice, tmp_path):
    company = Company(office)
    other = office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "远岫贸易"})
    key = office.errand(filing.file_document, Wish(PAPER, "借款合同.pdf", company.client, legible=True))
    office.errand(filing.file_document, Wish(NEXT, "借款合同.pdf", company.client, version_of=key))
    before = lying(office)
    reader = Reader()

    def marked(mark: str) -> None:
        try:
            office.errand(documents.set_mark, key, mark)
        except NeedsApproval as wait:
            office.do(approvals.go_alone, wait.need, "只有我")
            office.errand(documents.set_mark, key, mark)

    def sealed_anew() -> None:
        office.do(rotation.renew_keys, ["identity"])
        office.me = office.office.sign_in(ADMIN, PASSWORD)
        assert office.errand(rotation.reseal) > 0

    def undone() -> None:
        with office.work() as work:
            operation = work.operation
            documents.withdraw_documents(work, [key])
        office.do(document_undo.undo, operation)

    def archived() -> None:
        file = company.open(items=())
        item = Item(Section.CONTRACTS, "借款合同", 2, contract=True, needs_signature=True, signed=True)
        office.do(archive_lists.add_items, file, [item], [key], me=company.a)
        for person in (company.a, company.b):
            office.do(archive_handing.sign_on, file, me=person)
        office.do(archive_handing.take_in, file, company.counts(file), "一柜", me=company.archivist)
        wish = Wish(b"x", "x.txt", company.client, version_of=key)
        for verb, *given in ((documents.change_document, key, Entry("x")), (filing.file_document, wish)):
            with pytest.raises(SealedDocument):
                office.errand(verb, *given)

    acts = {
        "described": lambda: office.do(documents.change_document, key, Entry("借款合同（正本）", "contract")),
        "read for its words": lambda: office.errand(page_reading.read_waiting, reader),
        "shown": lambda: office.errand(document_hand_outs.read, key),
        "saved": lambda: office.errand(document_hand_outs.fetch, key, tmp_path / "out.pdf"),
        "printed": lambda: office.errand(document_hand_outs.hand_out, Right.PRINT_DOCUMENTS, key),
        "sent": lambda: office.errand(document_hand_outs.hand_out, Right.SEND_DOCUMENTS, key, whom="律师"),
        "moved": lambda: office.do(documents.move_documents, [key], ("04 项目",), other),
        "merged": lambda: office.do(merging.merge, company.client, other),
        "back at a version": lambda: office.do(filing.go_back, key, 1),
        "withdrawn and back": undone,
        "marked": lambda: marked("secret"),
        "no longer marked": lambda: marked(""),
        "under another key": sealed_anew,
        "looked after": lambda: office.errand(scrubbing.scrub, None, whole=True),
        "in the archive": archived,
    }
    for name, act in acts.items():
        act()
        now = lying(office)
        assert {where: now[where] for where in before if where in now} == {
            where: told for where, told in before.items() if where in now
        }, name
        assert [office.errand(document_hand_outs.read, key, number).content for number in (1, 2)] == [
            PAPER, NEXT], name  # fmt: skip
        before = now
    reader.close()
    assert (tmp_path / "out.pdf").read_bytes() == NEXT


def test_who_may_only_read_reaches_nothing_that_writes(office: TestOffice):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    key = office.errand(filing.file_document, Wish(PAPER, "合同.pdf", he))
    office.errand(filing.file_document, Wish(NEXT, "合同.pdf", he, version_of=key))
    place = next(line.id for line in office.ask(folders.tree, he) if line.documents)
    reads = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS), Scope.ALL)
    reader, process = office.hire("李娜", reads, vaults=("identity",)), Reader()

    def rows() -> list[list[dict[str, object]]]:
        with office.beneath() as database, database.reading():
            models = (Document, DocumentVersion, FolderEntry, Folder, Blob)
            return [list(model.select().order_by(model.id).dicts()) for model in models]

    before = rows()
    for verb, *given in (
        (filing.file_document, Wish(b"x", "x.txt", he)), (filing.file_document, Wish(b"x", "x", he, version_of=key)),
        (filing.file_document, Wish(b"x", "x.txt")), (filing.go_back, key, 1),
        (documents.change_document, key, Entry("x")), (documents.confirm_legible, key),
        (documents.move_documents, [key], ("x",)), (documents.put_into, [key], place),
        (documents.take_out, key, place), (documents.withdraw_documents, [key]), (documents.set_mark, key, "secret"),
        (documents.restore_documents, [key]), (folders.add_folder, he, ("x",)), (folders.add_folder, None, ("x",)),
        (folders.rename_folder, place, "x"), (folders.move_folder, place, None), (folders.withdraw_folder, place),
        (page_reading.read_scan, process, key),
        *((document_hand_outs.hand_out, right, key, None, "x") for right in (
            Right.DOWNLOAD_DOCUMENTS, Right.PRINT_DOCUMENTS, Right.SEND_DOCUMENTS)),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            office.errand(verb, *given, me=reader)
    assert office.errand(page_reading.read_waiting, process, me=reader).read == 0
    assert process.running is None, "nothing was opened for who may not keep what is read"
    assert rows() == before
    assert set(lying(office)) == {row["id"] for row in before[-1]}


def lame():
    """Reads its first page and never comes back from the second."""
    said = iter(("体检报告第一页",))
    return lambda _image: next(said, None) or threading.Event().wait()


def test_an_ocr_killed_in_mid_page_has_kept_the_pages_before_and_goes_on_there(sqlite_office: TestOffice):
    office, reader = sqlite_office, Reader(engine="tests.documents.test_trouble:lame")
    key = office.errand(filing.file_document, Wish(papers.scan(2), "体检.pdf"))
    office.errand(page_reading.read_waiting, reader)
    asked: list[int] = []

    def kill_in_second(done: int, total: int) -> None:
        asked.append(done)
        # told once before the page is begun, and then while it is read
        if asked.count(1) == 2:
            assert reader.running is not None
            os.kill(reader.running, signal.SIGKILL)

    with pytest.raises(Unreadable) as told:
        office.errand(page_reading.read_scan, reader, key, progress=kill_in_second)
    assert (told.value.message, reader.running) == (CRASHED, None)
    assert [hit.page for hit in office.ask(document_search.find, "体检报告").hits] == [1]
    assert office.errand(document_hand_outs.read, key).content == papers.scan(2)
    assert office.errand(page_reading.read_scan, reader, key) == 1
    reader.close()
