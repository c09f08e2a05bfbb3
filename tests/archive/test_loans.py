"""A file is borrowed as the office's table rules it, goes out by the register, and comes back counted (DO-6)."""

from datetime import timedelta

import pytest

from desktop.models.registers import RegisterLine
from desktop.rules.borrowing import Form, LoanState
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.services import alarms, archive_handing, loans, on_file, registers
from desktop.services import settings as office_settings
from tests.archive.test_handing import Company, company

__all__ = ["company"]
BORROWS = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.BORROW_DOCUMENTS), Scope.ALL)


def ruled(company: Company, approver="own-chief", days=7):
    table = [{"mark": "", "form": "original", "approvers": [approver] if approver else [], "days": days},
             {"mark": "", "form": "copy", "approvers": [], "days": 14}]  # fmt: skip
    company.office.do(office_settings.change_setting, "borrowing_table", table)


def archived(company: Company):
    key = company.open()
    for person in (company.a, company.b):
        company.office.do(archive_handing.sign_on, key, me=person)
    company.office.do(archive_handing.take_in, key, company.counts(key), "一柜", me=company.archivist)
    return key


def test_a_file_goes_out_as_the_table_rules_it_and_comes_back_counted(company: Company):
    office, key, today = company.office, archived(company), company.office.ask(on_file.today)
    reader = office.hire("何岸", BORROWS)
    with pytest.raises(BadEntry) as refused:
        office.do(loans.borrow, key, Form.ORIGINAL, "核对条款", me=reader)
    assert refused.value.field == "form"
    ruled(company, approver="")
    for purpose, days in ((" ", None), ("核对条款", 8)):
        with pytest.raises(BadEntry):
            office.do(loans.borrow, key, Form.ORIGINAL, purpose, days=days, me=reader)
    loan = office.do(loans.borrow, key, Form.ORIGINAL, "核对条款", days=3, me=reader)
    with pytest.raises(NotAllowed):
        office.do(loans.hand_out, loan, me=reader)
    assert office.do(loans.hand_out, loan, "完好", me=company.archivist) == 1
    (line,) = office.ask(loans.loans, states=[LoanState.OUT])
    assert (line.due_on, line.late, line.condition) == (today + timedelta(days=3), 0, "完好")
    (out,) = office.ask(registers.lines, "archive")
    assert (out.whom, out.what, out.clients) == ("何岸", company.view(key).line.number, ("远岫贸易有限公司",))
    # the paper is with somebody; a copy hinders nobody
    other = office.hire("林悦", BORROWS)
    with pytest.raises(BadEntry) as refused:
        office.do(loans.borrow, key, Form.ORIGINAL, "看一眼", me=other)
    assert "何岸" in str(refused.value)
    office.do(loans.borrow, key, Form.COPY, "看一眼", me=other)
    assert office.do(loans.renew, loan, me=reader) == today + timedelta(days=10)
    with pytest.raises(BadEntry):
        office.do(loans.renew, loan, me=reader)
    whole = company.counts(key)
    with pytest.raises(BadEntry):
        office.do(loans.take_back, loan, {}, me=company.archivist)
    assert office.do(loans.take_back, loan, whole, me=company.archivist) == ()
    assert office.ask(registers.lines, "archive") == () and office.ask(alarms.list_alarms) == ()
    with pytest.raises(BadEntry):
        office.do(loans.take_back, loan, whole, me=company.archivist)


def test_sheets_that_did_not_come_back_are_told(company: Company):
    office, key = company.office, archived(company)
    ruled(company, approver="")
    reader = office.hire("何岸", BORROWS)
    contract = next(line.id for line in company.view(key).items if line.item.title == "借款合同")
    loan = office.do(loans.borrow, key, Form.ORIGINAL, "核对条款", items=[contract], me=reader)
    office.do(loans.hand_out, loan, me=company.archivist)
    (wrong,) = office.do(loans.take_back, loan, {contract: 11}, "少一张", me=company.archivist)
    assert (wrong.title, wrong.expected, wrong.counted) == ("借款合同", 12, 11)
    (alarm,) = office.ask(alarms.list_alarms)
    assert alarm.facts == {"differing": 1}
    (line,) = office.ask(loans.loans, file_id=key)
    assert (line.state, line.differing) == (LoanState.BACK, 1)


def test_whom_the_table_names_approves_and_nobody_his_own(company: Company):
    office, key = company.office, archived(company)
    reader = office.hire("何岸", BORROWS)
    # the founder holds the role of the general manager
    ruled(company, approver="general_manager")
    loan = office.do(loans.borrow, key, Form.ORIGINAL, "核对条款", me=reader)
    for person in (reader, company.archivist):
        with pytest.raises(NotAllowed):
            office.do(loans.decide, loan, True, me=person)
    with pytest.raises(BadEntry):
        office.do(loans.hand_out, loan, me=company.archivist)
    assert office.ask(loans.loans)[0].may_decide and not office.ask(loans.loans, me=company.archivist)[0].may_decide
    with pytest.raises(BadEntry):
        office.do(loans.decide, loan, False)
    office.do(loans.decide, loan, True)
    office.do(loans.take_back_request, loan, me=reader)
    assert office.ask(loans.loans) == ()
    own = office.do(loans.borrow, key, Form.ORIGINAL, "自己看")
    with pytest.raises(NotAllowed):
        office.do(loans.decide, own, True)
    with office.beneath():
        assert not RegisterLine.select().exists()
