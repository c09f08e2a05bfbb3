"""Signed paper comes home: a scan that bears the code of our sheet is filed with the sheet's record (OF-15)."""

from datetime import timedelta

import pytest

from desktop.i18n import translator
from desktop.models.sheets import SignedCopy
from desktop.rules import sheet_codes
from desktop.rules.deeds import DeedKind, DeedLine
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right, Scope
from desktop.rules.sheet_codes import SheetKind
from desktop.rules.words import ClientForm
from desktop.services import (
    archive_prints,
    case_prints,
    cases,
    clients,
    coded_sheets,
    consent_forms,
    deed_prints,
    deeds,
    document_codes,
    document_lists,
    document_undo,
    documents,
    filing,
    meal_sheets,
    search_all,
    today,
)
from desktop.services.cases import NewCase
from desktop.services.deeds import DeedEntry
from desktop.services.document_process import Reader
from desktop.services.filing import Wish
from tests.archive.test_handing import PAPERS, Company
from tests.bookings.test_service import House, house
from tests.collecting.test_service import Evening
from tests.documents.papers import scanned
from tests.offices import TestOffice

__all__ = ["house"]
ZH = translator("zh_CN")


@pytest.fixture
def reader():
    made = Reader()
    yield made
    made.close()


def looked(office: TestOffice, reader: Reader, scan: bytes, me=None):
    (one,) = office.errand(document_codes.look, reader, [scan], None, ["扫描 001.jpg"], me=me)
    return one


def filed_home(office: TestOffice, scan: bytes, sheet, me=None):
    """Files a scan with the record of its sheet, as its screen does; returns the document and the act."""
    wish = Wish(scan, "扫描 001.jpg", sheet.client, sheet.folder, legible=True, sheet=sheet.code)
    operation, outcome = office.errand(lambda work: (work.operation, filing.file_document(work, wish)), me=me)
    return outcome, operation


@pytest.mark.parametrize(("typed", "code"), [
    ("a1b2c3d4e5\n", "A1B2C3D4E5"), ("Ａ１Ｂ２Ｃ３Ｄ４Ｅ５", "A1B2C3D4E5"), (" cf-12", "CF-12"), ("CF-", ""),
    ("A1B2C3D4E", ""), ("贺启年", ""), ("G1B2C3D4E5", "")])  # fmt: skip
def test_a_code_is_read_however_a_gun_typed_it(typed, code):
    assert sheet_codes.read(typed) == code


def test_the_signed_content_list_finds_its_file_whichever_way_it_was_scanned(office: TestOffice, reader):
    company = Company(office)
    key = company.open()
    printed = office.errand(archive_prints.content_list, key, ZH)
    for how in ({"turned": 2.5}, {"turned": 181}, {"turned": 90, "dpi": 300, "kind": "PDF"}):
        found = looked(office, reader, scanned(printed.pdf, **how))
        assert (found.sheet.kind, found.sheet.subjects, found.sheet.client, found.kind, found.title) == (
            SheetKind.CONTENT_LIST, (key,), company.client, "signed", "册内资料清单 流动资金贷款担保"), how  # fmt: skip
    scan = scanned(printed.pdf)
    document, operation = filed_home(office, scan, found.sheet)
    (line,) = office.ask(document_lists.list_documents)
    assert (line.id, line.home, line.client_id, line.legible) == (document, ("08 已签署件",), company.client, True)
    assert [(copy.document, copy.kind) for copy in office.ask(coded_sheets.copies_of, key)] == [
        (document, SheetKind.CONTENT_LIST)]  # fmt: skip
    # a gun on the same paper opens the record, and puts it before all that is found besides
    hit = office.ask(search_all.find_everything, f"{printed.code.lower()}\n")[0]
    assert (hit.kind, hit.id, hit.client) == ("content_list", key, company.client)
    # taken back it hangs on nothing any more, and done again it does
    office.do(document_undo.undo, operation)
    assert office.ask(coded_sheets.copies_of, key) == () and office.ask(document_lists.list_documents) == []
    with office.work() as work:
        again = work.operation
        documents.restore_documents(work, [document])
    office.do(document_undo.undo, again)
    # moved into another file, the copy is that one's
    other, _operation = filed_home(office, scan, found.sheet)
    office.do(documents.move_documents, [other], ("散件",))
    with office.work(write=False) as work:
        assert [row.client_id for row in work.visible(SignedCopy)] == [None]


def test_a_slip_of_several_deeds_hangs_on_each_of_them(office: TestOffice):
    company = Company(office)
    entries = [DeedEntry(DeedLine(DeedKind.PROPERTY, "不动产权证", f"沪00{n}")) for n in range(2)]
    ids = office.do(deeds.list_deeds, company.client, entries, me=company.a)
    printed = office.errand(deed_prints.transfer_slip, ids, ZH)
    sheet = office.ask(coded_sheets.find, printed.code)
    assert (sheet.subjects, sheet.said) == (tuple(ids), "不动产权证 沪000、不动产权证 沪001")
    document, _operation = filed_home(office, scanned(printed.pdf), sheet)
    assert [[copy.document for copy in office.ask(coded_sheets.copies_of, key)] for key in ids] == [[document]] * 2


def test_a_record_out_of_sight_is_as_if_its_code_were_of_no_sheet(office: TestOffice, reader):
    company = Company(office)
    key = company.open()
    printed = office.errand(archive_prints.content_list, key, ZH)
    stranger = office.hire("赵峰", {**PAPERS, Right.SEE_CLIENTS: Scope.OWN})
    blind = office.hire("何晴", {Right.SEE_CLIENTS: Scope.ALL})
    for me in (stranger, blind):
        assert office.ask(coded_sheets.find, printed.code, me=me) is None
        assert office.ask(search_all.find_everything, printed.code, me=me) == []
        assert office.ask(coded_sheets.copies_of, key, me=me) == ()
    found = looked(office, reader, scanned(printed.pdf), stranger)
    assert (found.sheet, found.several, found.kind) == (None, False, "picture")
    sheet = office.ask(coded_sheets.find, printed.code)
    said = []
    for code in (printed.code, "0000000000"):
        wish = Wish(b"\x89PNG\r\n\x1a\n one", "a.png", company.client, legible=True, sheet=code)
        with pytest.raises(BadEntry) as refused:
            # into the office's papers, as somebody would who guesses
            office.errand(filing.file_document, Wish(wish.source, "a.png", None, legible=True, sheet=code), me=stranger)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert sheet is not None and office.ask(document_lists.list_documents) == []


def test_a_form_that_was_scanned_is_waited_for_no_longer(house: House, reader):
    evening, office = Evening(house), house.office
    given = evening.issue()
    evening.due_in(-timedelta(hours=1))

    def missing():
        return any(row.key[0] == "form_missing" for section in office.ask(today.look).sections for row in section.rows)

    assert missing()
    printed = office.errand(meal_sheets.collection_forms, [given], ZH)
    sheet = looked(office, reader, scanned(printed.pdf)).sheet
    # by its own number, not by the code of the print, which may hold several
    assert (sheet.code, sheet.kind, sheet.subjects, sheet.client, sheet.page) == (
        "CF-1", SheetKind.FORM, (given,), evening.guest, "collecting")  # fmt: skip
    filed_home(office, scanned(printed.pdf), sheet)
    assert not missing()
    assert [copy.kind for copy in office.ask(coded_sheets.copies_of, given)] == [SheetKind.FORM]
    assert office.ask(coded_sheets.find, "cf-1", me=office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})) is None


def test_a_signed_consent_and_the_file_of_a_case_come_home_to_the_client(office: TestOffice, reader):
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    case = office.do(cases.record_case, NewCase("complaint", "等了四十分钟", client=client))
    consent = office.errand(consent_forms.consent_form, client, ZH)
    file = office.errand(case_prints.case_file, case, ZH)
    for printed, kind, subject in ((consent, SheetKind.CONSENT, client), (file, SheetKind.CASE_FILE, case)):
        found = looked(office, reader, scanned(printed.pdf))
        assert (found.sheet.kind, found.sheet.subjects, found.sheet.client) == (kind, (subject,), client)
        assert found.sheet.folder == ("08 已签署件",)
        document, _operation = filed_home(office, scanned(printed.pdf), found.sheet)
        (copy,) = office.ask(coded_sheets.copies_of, subject)
        assert (copy.document, copy.kind) == (document, kind)
    # who sees no documents prints without a code that leads anywhere
    anna = office.hire("安然", {Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.ALL})
    printed = office.errand(consent_forms.consent_form, client, ZH, me=anna)
    assert office.ask(coded_sheets.find, printed.code) is None
