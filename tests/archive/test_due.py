"""Today of the archive: each sees the step, loan or deed that is his, and a head what is late (DO-4 to DO-6)."""

from datetime import timedelta

import pytest

from desktop.models.archive import ArchiveFile
from desktop.models.loans import Loan
from desktop.rules.borrowing import Form
from desktop.rules.deeds import DeedKind, DeedLine, Movement, Reason
from desktop.rules.rights import Right, Scope
from desktop.rules.today import Group
from desktop.services import archive_handing, deeds, loans, on_file, today
from desktop.services import settings as office_settings
from desktop.services.deeds import DeedEntry, Leaving
from tests.archive.test_handing import Company, company
from tests.archive.test_loans import BORROWS, archived, ruled

__all__ = ["company"]
HEAD = {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_DOCUMENTS: Scope.ALL, Right.APPROVE_CLIENTS: Scope.DEPARTMENT}
KEEPER = dict.fromkeys((Right.SEE_CLIENTS, Right.SEE_DOCUMENTS, Right.KEEP_DEEDS), Scope.ALL)


@pytest.fixture
def on(company: Company):
    """The archive is switched on, and only what it has for Today is looked at."""
    office = company.office
    office.do(office_settings.switch_feature, "archive", True)

    def on(me, *, pages=("archive", "loans", "deeds")):
        found = office.ask(today.look, me=me)
        return [(section.group, str(row.what), str(row.below)) for section in found.sections for row in section.rows
                if row.opens[0] in pages]  # fmt: skip

    return on


def test_a_step_is_on_the_today_of_who_takes_it_and_late_on_his_heads(company: Company, on):
    office = company.office
    head = office.hire("何岸", HEAD, department="业务部")
    other = office.hire("林悦", HEAD, department="客服部")
    lead = office.hire("穆然", {**HEAD, Right.FILE_DOCUMENTS: Scope.ALL}, department="业务部")
    company.a = lead
    key = company.open("甲")
    assert [(group, what) for group, what, _below in on(lead)] == [(Group.NEXT, "整理后移交 B 角：甲")]
    assert on(company.b) == on(head) == on(company.archivist) == []
    with office.beneath():
        row = ArchiveFile.get_by_id(key)
        ArchiveFile.update(ended_at=row.ended_at - timedelta(days=30)).execute()
    (late,) = on(lead)
    assert late[0] is Group.WRONG
    assert on(head) == [(Group.WRONG, late[1], "在穆然处")]
    assert on(other) == on(company.b) == []
    office.do(archive_handing.sign_on, key, me=lead)
    assert [group for group, *_ in on(company.b)] == [Group.NEXT] and on(lead) == []
    office.do(archive_handing.sign_on, key, me=company.b)
    assert [group for group, *_ in on(company.archivist)] == [Group.NEXT] and on(company.b) == []
    office.do(office_settings.switch_feature, "archive", False)
    assert on(company.archivist) == []


def test_a_loan_is_on_the_today_of_who_decides_hands_out_and_brings_back(company: Company, on):
    office, key, day = company.office, archived(company), company.office.ask(on_file.today)
    reader = office.hire("何岸", BORROWS, department="业务部")
    chief = office.hire("林悦", BORROWS, department="风控部")
    head = office.hire("穆然", HEAD, department="业务部")
    ruled(company, approver="test-林悦")
    loan = office.do(loans.borrow, key, Form.ORIGINAL, "核对条款", days=3, me=reader)
    assert [group for group, *_ in on(chief)] == [Group.WAITING]
    assert on(reader) == on(company.archivist) == []
    office.do(loans.decide, loan, True, me=chief)
    assert [group for group, *_ in on(company.archivist)] == [Group.WAITING] and on(chief) == []
    office.do(loans.hand_out, loan, me=company.archivist)
    seen = {}
    for days in (2, 1, 0, -1, -3):
        with office.beneath():
            Loan.update(due_on=day + timedelta(days=days)).execute()
        seen[days] = [[group for group, *_ in on(me)] for me in (reader, company.archivist, head)]
    assert seen == {
        2: [[], [], []], 1: [[Group.NEXT], [Group.NEXT], []], 0: [[Group.DUE], [Group.DUE], []],
        -1: [[Group.WRONG], [Group.WRONG], []], -3: [[Group.WRONG], [Group.WRONG], [Group.WRONG]],
    }  # fmt: skip
    assert on(chief) == []


def test_a_deed_is_on_the_today_of_who_has_to_vouch_and_of_who_keeps_it(company: Company, on):
    office, day = company.office, company.office.ask(on_file.today)
    keeper, second = office.hire("何岸", KEEPER), office.hire("林悦", KEEPER)
    entry = DeedEntry(DeedLine(DeedKind.PROPERTY, "不动产权证", "沪001"), "远岫", file=company.open("甲"))
    (key,) = office.do(deeds.list_deeds, company.client, [entry], me=company.a)
    moves = office.do(deeds.move, [key], Movement.TAKEN_IN, slot="A-1", me=keeper)
    for me, waits in ((keeper, 0), (second, 1), (company.a, 1), (company.b, 1), (company.archivist, 0)):
        assert len(on(me, pages=("deeds",))) == waits
    for me in (company.a, company.b):
        office.do(deeds.vouch, moves, me=me)
    assert on(second) == []
    leaving = Leaving(Reason.ERRAND, "交易中心", due_on=day - timedelta(days=1))
    moves = office.do(deeds.move, [key], Movement.LENT, leaving=leaving, me=keeper)
    office.do(deeds.vouch, moves, me=second)
    assert [group for group, *_ in on(keeper)] == [group for group, *_ in on(second)] == [Group.WRONG]
    assert on(company.a, pages=("deeds",)) == []
