"""Papers are destroyed when they are due, judged by two, approved, and watched; anybody can check it (DO-7)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.models.archive import ArchiveFile
from desktop.models.blobs import Blob
from desktop.models.document_pages import PageIndex
from desktop.models.folders import Document, DocumentVersion
from desktop.models.retention import DestructionList
from desktop.rules.approvals import NeedsApproval
from desktop.rules.archive import FileState, Item, Section
from desktop.rules.borrowing import Form
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.retention import Hindrance, ListState, Verdict
from desktop.rules.rights import Right, Scope
from desktop.services import (
    approvals,
    archive_files,
    archive_handing,
    archive_lists,
    certificates,
    destruction,
    document_hand_outs,
    filing,
    loans,
    on_file,
    retention,
    stops,
)
from desktop.services import settings as office_settings
from desktop.services.filing import Wish
from desktop.services.retention import Subject
from tests.archive.test_handing import Company, company

__all__ = ["company"]
SECRET = "销毁之后谁也读不到的内容".encode()
DESTROYS = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.DESTROY_DOCUMENTS), Scope.ALL)


class Old:
    """A file of long ago in the archive, with one scan."""

    def __init__(self, company: Company) -> None:
        self.company, self.office = company, company.office
        self.paper = self.office.errand(filing.file_document, Wish(SECRET, "旧合同.txt", company.client, legible=True))
        self.key = company.open(items=())
        item = Item(Section.CONTRACTS, "旧合同", 3, contract=True, needs_signature=True, signed=True)
        self.office.do(archive_lists.add_items, self.key, [item], [self.paper], me=company.a)
        for person in (company.a, company.b):
            self.office.do(archive_handing.sign_on, self.key, me=person)
        self.office.do(archive_handing.take_in, self.key, company.counts(self.key), "一柜", me=company.archivist)
        self.subject = Subject(file=self.key)
        self.head, self.second, self.third = (self.office.hire(name, DESTROYS) for name in ("何岸", "林悦", "穆然"))
        self.age(40)

    def age(self, years):
        with self.office.beneath():
            row = ArchiveFile.get_by_id(self.key)
            ArchiveFile.update(ended_at=row.ended_at - timedelta(days=366 * years)).execute()

    def listed(self):
        return self.office.do(destruction.make_list, [self.subject], me=self.head)

    def judged(self, *verdicts):
        key = self.listed()
        (item,) = self.office.ask(destruction.items, key)
        for person, verdict in zip((self.head, self.second), verdicts, strict=False):
            later = self.office.ask(on_file.today) + timedelta(days=400)
            self.office.do(destruction.appraise, {item.id: verdict}, later, me=person)
        return key

    def approved(self):
        key = self.judged(Verdict.DESTROY, Verdict.DESTROY)
        assert self.office.do(destruction.submit, key, me=self.head) == 1
        with pytest.raises(NeedsApproval) as waits:
            self.office.do(destruction.approve, key, me=self.head)
        asked = self.office.do(approvals.ask, waits.value.need, "到期", me=self.head)
        self.office.do(approvals.approve, asked)
        self.office.do(destruction.approve, key, me=self.head)
        return key

    def cooled(self, key):
        with self.office.beneath():
            DestructionList.update(not_before=None).where(DestructionList.id == key).execute()


@pytest.fixture
def old(company: Company):
    return Old(company)


def test_a_file_is_destroyed_before_two_and_anybody_can_check_it(old: Old):
    office, key = old.office, old.approved()
    with pytest.raises(BadEntry):
        office.errand(destruction.carry_out, key, me=old.head)
    old.cooled(key)
    with pytest.raises(BadEntry) as refused:
        office.errand(destruction.carry_out, key, me=old.head)
    assert refused.value.field == "supervisors"
    for person in (old.head, old.second):
        office.do(destruction.watch, key, me=person)
    # the one who carries it out watches nothing
    with pytest.raises(BadEntry):
        office.errand(destruction.carry_out, key, me=old.head)
    office.do(destruction.watch, key, me=old.third)
    with office.beneath():
        (blob,) = [row.blob_id for row in DocumentVersion.select()]
    proof = office.errand(destruction.carry_out, key, me=old.head)
    with office.beneath():
        assert not DocumentVersion.select().exists()
        assert not PageIndex.select().where(PageIndex.document == old.paper).exists()
        gone = Blob.get_by_id(blob)
        assert gone.file_key is None and gone.digest is None
        assert Document.get_by_id(old.paper).state == "destroyed"
    with pytest.raises(NotFound):
        office.errand(document_hand_outs.read, old.paper)
    assert office.ask(archive_files.file_view, old.key).line.state is FileState.DESTROYED
    (line,) = office.ask(destruction.lists)
    # whoever let it through, and not whoever asked for that
    assert line.approved_by == proof["body"]["approved_by"] == office.me.name
    assert line.state is ListState.CARRIED_OUT and set(line.watched_by) == {"何岸", "林悦", "穆然"}
    # with no office at hand
    checked = certificates.check(certificates.read(json.dumps(proof, ensure_ascii=False)))
    assert checked.sound and (checked.number, checked.items, checked.contents) == (line.number, 1, 1)
    assert office.ask(destruction.certificate, key) == proof
    assert not any(said in json.dumps(proof, ensure_ascii=False) for said in (SECRET.decode(), "旧合同", "远岫"))


def test_a_certificate_that_was_changed_anywhere_does_not_hold(old: Old):
    office, key = old.office, old.approved()
    old.cooled(key)
    for person in (old.second, old.third):
        office.do(destruction.watch, key, me=person)
    proof = office.errand(destruction.carry_out, key, me=old.head)
    assert certificates.check(proof).sound

    def changed(act):
        copy = json.loads(json.dumps(proof))
        act(copy)
        return certificates.check(copy).sound

    def forge(copy):
        copy["body"]["watched"][0] = {**copy["body"]["watched"][1], "name": "别人"}

    for act in (
        lambda c: c["body"].update(number="X2020-001"), lambda c: c["body"]["items"][0].update(sheets=99),
        lambda c: c["body"]["items"][0].update(contents=[]), lambda c: c["body"].update(carried_out_at="2020-01-01"),
        lambda c: c["body"]["watched"].pop(), forge, lambda c: c["signatures"][0].update(key="00" * 32),
    ):  # fmt: skip
        assert not changed(act)
    for text in ("{}", "[]", "no json", json.dumps({"body": {"format": "x"}, "signatures": []})):
        with pytest.raises(BadEntry):
            certificates.read(text)


def test_what_keeps_a_paper_is_said_where_it_keeps_it(old: Old, company: Company):
    office = old.office

    def hindered():
        return [each.kind for line in office.ask(retention.due, me=old.head) for each in line.hindered]

    assert hindered() == []
    held = office.do(retention.hold, "诉讼未结", old.subject, me=old.head)
    assert hindered() == [Hindrance.HELD]
    with pytest.raises(BadEntry) as refused:
        old.listed()
    assert "诉讼未结" in str(refused.value)
    with pytest.raises(NotAllowed):
        office.do(retention.lift, held, "已结案", me=company.a)
    office.do(retention.lift, held, "已结案", me=old.head)
    assert [line.lifting for line in office.ask(retention.holds, lifted=True)] == ["已结案"]
    stop = office.do(stops.hold, company.client, "税务检查")
    assert hindered() == [Hindrance.HELD]
    office.do(stops.lift, stop, "已完成")
    office.do(office_settings.change_setting, "borrowing_table",
              [{"mark": "", "form": "original", "approvers": [], "days": 7}])  # fmt: skip
    loan = office.do(loans.borrow, old.key, Form.ORIGINAL, "查阅")
    assert hindered() == [Hindrance.LENT]
    office.do(loans.take_back_request, loan)
    key = old.listed()
    assert hindered() == [Hindrance.LISTED]
    office.do(destruction.stop, key, "先不销毁", me=old.head)
    assert hindered() == []
    old.age(-40)
    assert office.ask(retention.due, me=old.head) == ()
    with pytest.raises(BadEntry) as refused:
        old.listed()
    assert "2" in str(refused.value)


def test_two_judge_and_what_either_keeps_is_kept(old: Old):
    office = old.office
    key = old.judged(Verdict.DESTROY)
    with pytest.raises(BadEntry):
        office.do(destruction.submit, key, me=old.head)
    office.do(destruction.stop, key, "重来", me=old.head)
    key = old.judged(Verdict.DESTROY, Verdict.EXTEND)
    assert office.do(destruction.submit, key, me=old.head) == 0
    assert {one.state for one in office.ask(destruction.lists)} == {ListState.STOPPED}
    # kept longer: it is due no more
    assert office.ask(retention.due, me=old.head) == ()


def test_papers_in_folders_run_out_by_their_kind_once_the_office_says_how_long_they_are_kept(old: Old):
    office = old.office
    loose = office.errand(filing.file_document, Wish(b"letter", "来信.txt", old.company.client, legible=True))
    with office.beneath():
        row = Document.get_by_id(loose)
        Document.update(entered_at=row.entered_at - timedelta(days=366 * 12)).where(Document.id == loose).execute()
    assert [line.subject for line in office.ask(retention.due, me=old.head)] == [old.subject]
    office.do(office_settings.change_setting, "document_terms", {row.kind: "D10"})
    assert {line.subject for line in office.ask(retention.due, me=old.head)} == {old.subject, Subject(document=loose)}
    assert replace(old.subject, file=None) == Subject()
