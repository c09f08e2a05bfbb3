"""A file goes from agent A to agent B to the archive, signed by three, coded once, and comes back for what it lacks."""

from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest

from desktop.i18n import translator
from desktop.models.archive import ArchiveItem, ArchiveSeries, ArchiveSignature
from desktop.rules.approvals import NeedsApproval
from desktop.rules.archive import FileState, Item, Lack, Section, Signer, Wanted
from desktop.rules.archive_numbers import Term
from desktop.rules.deeds import DeedKind, DeedLine
from desktop.rules.documents import SealedDocument
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    archive_files,
    archive_handing,
    archive_lists,
    archive_prints,
    clients,
    deeds,
    document_lists,
    documents,
    filing,
    merging,
    retention,
    unmerging,
)
from desktop.services import settings as office_settings
from desktop.services.archive_files import FileEntry
from desktop.services.deeds import DeedEntry
from desktop.services.filing import Wish
from desktop.services.retention import Subject
from tests.offices import TestOffice

ZH = translator("zh_CN")
PAPERS = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.FILE_DOCUMENTS), Scope.ALL)
LIST = (
    Item(Section.APPROVALS, "审批表", 2, needs_signature=True, signed=True),
    Item(Section.CONTRACTS, "借款合同", 12, 22, contract=True, needs_signature=True, signed=True),
    Item(Section.CONTRACTS, "客户未取走的合同", 5, contract=True, annex=True),
    Item(Section.INVESTIGATION, "调查报告", 20),
    Item(Section.CONTRACTS, "保证合同", 8, contract=True, needs_signature=True, signed=True),
)


def text_of(pdf):
    pages = pypdfium2.PdfDocument(pdf)
    return "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)


class Company:
    """A guarantee company with two agents, an archivist and a client whose loan was paid out."""

    def __init__(self, office: TestOffice) -> None:
        self.office = office
        self.client = office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "远岫贸易有限公司"})
        self.a, self.b = office.hire("季安", PAPERS), office.hire("舒白", PAPERS)
        self.archivist = office.hire("柯简", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_DOCUMENTS: Scope.ALL,
                                            Right.KEEP_ARCHIVE: Scope.ALL})  # fmt: skip

    def open(self, title="流动资金贷款担保", items=LIST, category="XD"):
        now = self.office.ask(lambda work: work.now)
        entry = FileEntry(title, self.a.id, self.b.id, now - timedelta(minutes=1), now.year, Term.THIRTY, category)
        key = self.office.do(archive_files.open_file, self.client, entry, me=self.a)
        if items:
            self.office.do(archive_lists.add_items, key, items, me=self.a)
        return key

    def view(self, key):
        return self.office.ask(archive_files.file_view, key)

    def counts(self, key, **other):
        return {line.id: line.item.sheets + other.get(line.item.title, 0)
                for line in self.view(key).items if not line.item.annex}  # fmt: skip


@pytest.fixture
def company(office: TestOffice):
    return Company(office)


def test_three_sign_one_list_and_the_file_lies_in_the_archive_with_numbers_and_sealed_papers(company: Company):
    office = company.office
    office.do(office_settings.change_setting, "archive_pattern", "J001-{category}·{year}-{term}-{number:3}")
    paper = office.errand(filing.file_document, Wish(b"%PDF-1.7 loan", "借款合同.pdf", company.client, legible=True))
    key = company.open(items=LIST[:1])
    (proposed,) = office.ask(archive_lists.items_of, [paper], Section.CONTRACTS)
    assert (proposed.title, proposed.contract, proposed.sheets) == ("借款合同", True, None)
    (contract, *_more) = office.do(archive_lists.add_items, key, [proposed, *LIST[2:]], [paper], me=company.a)
    with pytest.raises(BadEntry) as refused:
        office.do(archive_handing.sign_on, key, me=company.a)
    assert "借款合同" in str(refused.value)
    with pytest.raises(NotAllowed):
        office.do(archive_handing.sign_on, key, me=company.b)
    office.do(archive_lists.change_item, contract, LIST[1], me=company.a)
    assert office.do(archive_handing.sign_on, key, me=company.a) is FileState.CHECKING
    with pytest.raises(BadEntry):
        office.do(archive_lists.change_item, contract, LIST[1], me=company.a)
    with pytest.raises(NotAllowed):
        office.do(archive_handing.take_in, key, {}, "一柜", me=company.b)
    assert office.do(archive_handing.sign_on, key, me=company.b) is FileState.TAKING_IN
    view, year = company.view(key), company.view(key).line.year
    assert view.line.number == f"J001-XD·{year}-D30-001"
    assert [(line.item.title, line.listed.number, line.listed.first, line.number[-4:]) for line in view.items] == [
        ("审批表", 1, 1, ""), ("借款合同", 2, 3, "HT01"), ("保证合同", 3, 15, "HT02"), ("调查报告", 4, 23, ""),
        ("客户未取走的合同", None, None, ""),
    ]  # fmt: skip
    for counted, place in (({}, "一柜"), (company.counts(key, 保证合同=-1), "一柜"), (company.counts(key), " ")):
        with pytest.raises(BadEntry):
            office.do(archive_handing.take_in, key, counted, place, me=company.archivist)
    office.do(archive_handing.take_in, key, company.counts(key), "一柜二架", me=company.archivist)
    view = company.view(key)
    assert (view.line.state, view.line.place, view.line.due, view.line.late) == (
        FileState.ARCHIVED,
        "一柜二架",
        None,
        False,
    )
    assert [(one.role, one.name, one.holds) for one in view.signed] == [
        (Signer.A, "季安", True), (Signer.B, "舒白", True), (Signer.ARCHIVIST, "柯简", True)
    ]  # fmt: skip
    with pytest.raises(SealedDocument):
        office.do(documents.withdraw_documents, [paper])
    assert office.ask(document_lists.list_documents)[0].id == paper


def test_what_agent_b_misses_sends_the_list_back_and_voids_what_was_signed(company: Company):
    office = company.office
    office.do(
        office_settings.change_setting, "archive_lists", {"XD": {"approvals": ["审批表*"], "client": ["营业执照"]}}
    )
    key = company.open()
    office.do(archive_handing.sign_on, key, me=company.a)
    with pytest.raises(BadEntry) as refused:
        office.do(archive_handing.sign_on, key, me=company.b)
    assert "营业执照" in str(refused.value)
    assert [(one.lack, one.title) for one in company.view(key).lacking] == [(Lack.MISSING, "营业执照")]
    office.do(archive_handing.send_back, key, [Wanted(Section.CLIENT, "营业执照")], me=company.b)
    view = company.view(key)
    assert (view.line.state, view.signed) == (FileState.BACK, ())
    with pytest.raises(BadEntry) as refused:
        office.do(archive_handing.sign_on, key, me=company.a)
    assert "营业执照" in str(refused.value)
    (asked,) = [line for line in view.items if line.asked_at is not None]
    office.do(archive_lists.change_item, asked.id, Item(Section.CLIENT, "营业执照", 1), me=company.a)
    office.do(archive_handing.sign_on, key, me=company.a)
    office.do(archive_handing.sign_on, key, me=company.b)
    number = company.view(key).line.number
    # what the archivist sends back goes to B, and keeps its number
    with pytest.raises(BadEntry):
        office.do(archive_handing.send_back, key, [], me=company.archivist)
    office.do(archive_handing.send_back, key, [], "缺一页", me=company.archivist)
    assert [one.role for one in company.view(key).signed] == [Signer.A]
    office.do(archive_handing.sign_on, key, me=company.b)
    assert company.view(key).line.number == number


def test_numbers_of_a_series_have_no_gap_and_are_given_once(company: Company):
    office, numbers = company.office, []
    for title in ("甲", "乙", "丙"):
        key = company.open(title)
        office.do(archive_handing.sign_on, key, me=company.a)
        office.do(archive_handing.sign_on, key, me=company.b)
        numbers.append(company.view(key).line.number[-4:])
    assert numbers == ["0001", "0002", "0003"]
    with pytest.raises(BadEntry):
        office.do(archive_files.withdraw_file, key, me=company.a)
    waiting = company.open("丁")
    office.do(archive_files.withdraw_file, waiting, me=company.a)
    assert [line.title for line in office.ask(archive_files.files)] == ["甲", "乙", "丙"]
    with office.beneath():
        assert [row.last for row in ArchiveSeries.select()] == [3]


def test_a_signature_holds_for_no_other_list_and_no_other_person(company: Company):
    office, key = company.office, company.open()
    office.do(archive_handing.sign_on, key, me=company.a)
    assert [one.holds for one in company.view(key).signed] == [True]
    with office.beneath():
        ArchiveItem.update(sheets=13).where(ArchiveItem.title == "借款合同").execute()
    assert [one.holds for one in company.view(key).signed] == [False]
    with office.beneath():
        ArchiveItem.update(sheets=12).where(ArchiveItem.title == "借款合同").execute()
        ArchiveSignature.update(person=company.b.id).execute()
    assert [one.holds for one in company.view(key).signed] == [False]


def test_the_clocks_are_three_and_two_working_days_and_longer_only_with_approval(company: Company):
    office, key = company.office, company.open()
    line = company.view(key).line
    assert line.due < line.together and not line.late
    assert [one.id for one in office.ask(archive_files.files, states=[FileState.SORTING], me=company.a)] == [key]
    assert office.ask(archive_files.file_view, key, me=company.a).line.mine and not line.mine
    with pytest.raises(BadEntry):
        office.do(archive_handing.extend, key, 2, " ", me=company.a)
    with pytest.raises(NeedsApproval) as waits:
        office.do(archive_handing.extend, key, 2, "客户出差", me=company.a)
    asked = office.do(approvals.ask, waits.value.need, "客户出差", me=company.a)
    office.do(approvals.approve, asked)
    office.do(archive_handing.extend, key, 2, "客户出差", me=company.a)
    longer = company.view(key).line
    assert longer.due > line.due and longer.together > line.together


def test_the_one_who_puts_a_file_together_does_not_check_it(company: Company):
    office, now = company.office, company.office.ask(lambda work: work.now)
    for entry, field in (
        (FileEntry("一", company.a.id, company.a.id, now, now.year), "agent_b"),
        (FileEntry(" ", company.a.id, company.b.id, now, now.year), "title"),
        (FileEntry("一", company.a.id, company.b.id, now + timedelta(days=2), now.year), "ended_at"),
        (FileEntry("一", company.a.id, company.b.id, now - timedelta(days=1), now.year + 1), "year"),
    ):
        with pytest.raises(BadEntry) as refused:
            office.do(archive_files.open_file, company.client, entry, me=company.a)
        assert refused.value.field == field


def test_lists_registers_and_labels_are_printed_from_what_was_signed(company: Company):
    office, key = company.office, company.open()
    with pytest.raises(BadEntry):
        office.errand(archive_prints.labels, [key], ZH)
    office.do(archive_handing.sign_on, key, me=company.a)
    office.do(archive_handing.send_back, key, [Wanted(Section.CLIENT, "营业执照")], me=company.b)
    asked = text_of(office.errand(archive_prints.supplement_list, key, ZH).pdf)
    assert "补充资料清单" in asked and "营业执照" in asked and "借款合同" not in asked
    (line,) = [line for line in company.view(key).items if line.asked_at is not None]
    office.do(archive_lists.change_item, line.id, Item(Section.CLIENT, "营业执照", 1), me=company.a)
    for person in (company.a, company.b):
        office.do(archive_handing.sign_on, key, me=person)
    office.do(archive_handing.take_in, key, company.counts(key), "一柜二架", me=company.archivist)
    view = company.view(key)
    printed = text_of(office.errand(archive_prints.content_list, key, ZH).pdf)
    assert printed.count(view.digest) == 3 and printed.count("季安") >= 6 and "3–14" in printed
    assert view.line.number + "-HT01" in printed and "附件" in printed
    whole = text_of(office.errand(archive_prints.register, ZH).pdf)
    assert all(said in whole for said in (view.line.number, "柯简", "舒白", "一柜二架", "43"))
    assert "一柜二架" in text_of(office.errand(archive_prints.labels, [key], ZH).pdf)
    english = text_of(office.errand(archive_prints.content_list, key, translator("en")).pdf)
    assert "Contentlist" in english and "Annexes" in english


def test_another_agent_takes_a_file_over_and_its_number_stays(company: Company):
    office, key, heir = company.office, company.open(), company.office.hire("何岸", PAPERS)
    for person in (company.a, company.b):
        office.do(archive_handing.sign_on, key, me=person)
    view = company.view(key)
    with pytest.raises(BadEntry):
        office.do(archive_files.change_file, key, replace(view.entry, category="DB"), me=company.a)
    office.do(archive_files.change_file, key, replace(view.entry, agent_b=heir.id), me=company.a)
    office.do(archive_handing.send_back, key, [], "缺一页", me=company.archivist)
    assert company.view(key).line.number == view.line.number
    with pytest.raises(NotAllowed):
        office.do(archive_handing.sign_on, key, me=company.b)
    office.do(archive_handing.sign_on, key, me=heir)
    office.do(archive_handing.take_in, key, company.counts(key), "一柜", me=company.archivist)
    with pytest.raises(BadEntry):
        office.do(archive_files.change_file, key, view.entry, me=company.a)


def test_a_merge_takes_the_archive_along_and_gives_it_back(company: Company):
    office, key = company.office, company.open()
    kept = office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "远岫贸易"})
    office.do(archive_handing.sign_on, key, me=company.a)
    entry = DeedEntry(DeedLine(DeedKind.PROPERTY, "不动产权证", "沪001"), file=key)
    office.do(deeds.list_deeds, company.client, [entry], me=company.a)
    office.do(retention.hold, "诉讼", Subject(file=key), me=company.archivist)

    def whose():
        view = company.view(key)
        assert len(view.items) == len(LIST) and [one.holds for one in view.signed] == [True]
        found = {view.line.client, *(line.client for line in office.ask(deeds.ledger)),
                 *(line.client for line in office.ask(retention.holds))}  # fmt: skip
        with office.beneath():
            found |= {row.client_id for model in (ArchiveItem, ArchiveSignature) for row in model.select()}
        return found

    merge = office.do(merging.merge, kept, company.client)
    assert whose() == {kept}
    office.do(unmerging.unmerge, merge.id)
    assert whose() == {company.client}
