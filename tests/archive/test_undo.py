"""What was done in the archive is taken back as one act, as long as nothing came of it (DO-3, DO-6, DO-7, DO-9)."""

import pytest

from desktop.rules.archive import FileState, Item, Section
from desktop.rules.borrowing import Form, LoanState
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.inspections import InspectionKind
from desktop.rules.rights import Right, Scope
from desktop.services import (
    archive_files,
    archive_handing,
    archive_lists,
    archive_undo,
    inspections,
    loans,
    on_file,
    retention,
)
from desktop.services import settings as office_settings
from desktop.services.inspections import Found, Held
from desktop.services.retention import Subject
from tests.archive.test_handing import LIST, Company


def act(office, verb, *args, me=None):
    """What a verb gives, and the act by which it is taken back."""
    return office.do(lambda work: (verb(work, *args), work.operation), me=me)


def test_a_list_is_as_it_was_until_it_is_signed_on(office):
    company = Company(office)
    key = company.open(items=LIST[:2])
    titles = lambda: [line.item.title for line in company.view(key).items]  # noqa: E731
    _made, added = act(office, archive_lists.add_items, key, [Item(Section.CLIENT, "营业执照", 1)], me=company.a)
    first = company.view(key).items[0]
    _none, gone = act(office, archive_lists.withdraw_items, [first.id], me=company.a)
    assert titles() == ["借款合同", "营业执照"]
    with pytest.raises(NotAllowed):
        office.do(archive_undo.undo, gone, me=company.archivist)
    office.do(archive_undo.undo, gone, me=company.a)
    office.do(archive_undo.undo, added, me=company.a)
    assert titles() == ["审批表", "借款合同"]
    _none, moved = act(office, archive_lists.change_item, first.id, Item(Section.APPROVALS, "审批单", 3, signed=True),
                       me=company.a)  # fmt: skip
    _state, signed = act(office, archive_handing.sign_on, key, me=company.a)
    for operation in (moved, signed):
        # what was signed, or signed on since, stays
        with pytest.raises(BadEntry):
            office.do(archive_undo.undo, operation, me=company.a)
    assert titles()[0] == "审批单" and company.view(key).line.state is FileState.CHECKING
    _none, withdrawn = act(office, archive_files.withdraw_file, company.open("另一卷"), me=company.a)
    office.do(archive_undo.undo, withdrawn, me=company.a)
    assert len(office.ask(archive_files.files)) == 2


def test_requests_holds_and_findings_are_taken_back_by_who_made_them(office):
    company = Company(office)
    head, keeper = company.office.me, company.archivist
    reader = office.hire("何岸", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_DOCUMENTS: Scope.ALL,
                                Right.BORROW_DOCUMENTS: Scope.ALL})  # fmt: skip
    key = company.open(items=LIST[:1])
    for person in (company.a, company.b):
        office.do(archive_handing.sign_on, key, me=person)
    office.do(archive_handing.take_in, key, company.counts(key), "一柜", me=keeper)
    _none, placed = act(office, archive_handing.place_file, key, "二柜", me=keeper)
    office.do(archive_undo.undo, placed, me=keeper)
    assert company.view(key).line.place == "一柜"

    line = {"mark": "", "form": "original", "approvers": ["general_manager"], "days": 7}
    office.do(office_settings.change_setting, "borrowing_table", [line])
    loan, asked = act(office, loans.borrow, key, Form.ORIGINAL, "核对条款", me=reader)
    with pytest.raises(NotAllowed):
        office.do(archive_undo.undo, asked, me=company.a)
    office.do(archive_undo.undo, asked, me=reader)
    assert office.ask(loans.loans) == ()
    loan, asked = act(office, loans.borrow, key, Form.ORIGINAL, "核对条款", me=reader)
    office.do(loans.decide, loan, True)
    with pytest.raises(BadEntry):
        office.do(archive_undo.undo, asked, me=reader)
    office.do(loans.hand_out, loan, me=keeper)
    due = office.ask(loans.loans)[0].due_on
    _last, renewed = act(office, loans.renew, loan, me=reader)
    office.do(archive_undo.undo, renewed, me=reader)
    (out,) = office.ask(loans.loans)
    assert (out.due_on, out.renewals, out.state) == (due, 0, LoanState.OUT)

    hold, held = act(office, retention.hold, "案件未结", Subject(file=key), me=keeper)
    _none, lifted = act(office, retention.lift, hold, "已结案", me=keeper)
    office.do(archive_undo.undo, lifted, me=keeper)
    assert [each.reason for each in office.ask(retention.holds)] == ["案件未结"]
    with pytest.raises(NotAllowed):
        office.do(archive_undo.undo, held, me=reader)
    # what was lifted and held again is as if it had not been
    office.do(archive_undo.undo, held, me=keeper)
    assert office.ask(retention.holds) == ()

    day = office.ask(on_file.today)
    noted = Held(InspectionKind.INTERNAL, day, "柯简", "一柜")
    made, entered = act(office, inspections.note_inspection, noted, [Found("缺页", company.a.id, day)], me=keeper)
    found = office.ask(inspections.inspection, made).findings[0]
    _none, right = act(office, inspections.put_right, found.id, "已补齐", me=company.a)
    with pytest.raises(BadEntry):
        office.do(archive_undo.undo, entered, me=keeper)
    office.do(archive_undo.undo, right, me=company.a)
    assert office.ask(inspections.inspection, made).open == 1
    office.do(archive_undo.undo, entered, me=keeper)
    with pytest.raises(NotFound):
        office.ask(inspections.inspection, made, me=head)
