"""Approvals: asked for, decided by somebody else, countersigned here, or confirmed afterwards, and used once (AC-6)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.models.approvals import Approval
from desktop.models.records import Record
from desktop.rules.approvals import Act, ApprovalState, Need, NeedsApproval
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, SignInRefused
from desktop.rules.rights import Right, Scope
from desktop.services import approval_lists, approvals, checking, settings, today
from tests.offices import PASSWORD, TestOffice

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.ALL}
HEAD = {**STAFF, Right.APPROVE_CLIENTS: Scope.ALL}
NEED = Need(Act.EXPORT, 268, "名册，全部字段", exactly="all")


@pytest.fixture
def li(office: TestOffice):
    return office.hire("李娜", STAFF, department="前厅部")


@pytest.fixture
def zhao(office: TestOffice):
    return office.hire("赵峰", HEAD, department="营销部")


def export(work, need=NEED):
    """Stands for the verb that needs approval."""
    approvals.require(work, need)
    work.record("exports", "export", None, clients=need.size)


def state(office: TestOffice, key):
    with office.work(write=False) as work:
        return work.get(Approval, key).state


def test_up_to_the_offices_limit_nobody_is_asked(office: TestOffice, li):
    office.do(export, Need(Act.EXPORT, 200, "x"), me=li)
    with pytest.raises(NeedsApproval) as refusal:
        office.do(export, Need(Act.EXPORT, 201, "x"), me=li)
    assert refusal.value.need.size == 201
    office.do(settings.change_setting, "export_limit", 300)
    office.do(export, me=li)


def test_an_approval_is_asked_for_given_and_used_once(office: TestOffice, li, zhao):
    assert office.ask(approvals.ways, NEED, me=li).people == (office.me.name, "赵峰")
    with pytest.raises(BadEntry):
        office.do(approvals.ask, NEED, "  ", me=li)
    key = office.do(approvals.ask, NEED, "给会计事务所核对", me=li)
    with pytest.raises(NeedsApproval):
        office.do(export, me=li)
    assert office.ask(approvals.ways, NEED, me=li).waiting.id == key
    (line,) = office.ask(approval_lists.waiting, me=zhao)
    assert (line.what, line.size, line.reason, line.asked_by, line.may_decide) == (
        "名册，全部字段", 268, "给会计事务所核对", "李娜", True)  # fmt: skip
    office.do(approvals.approve, key, me=zhao)
    assert office.ask(approval_lists.count_waiting, me=zhao) == 0
    for other in (Need(Act.EXPORT, 269, "x", "all"), Need(Act.EXPORT, 268, "x", "more"),
                  Need(Act.EXPORT, 268, "x", "all", level=1, subject=li.id)):  # fmt: skip
        with pytest.raises(NeedsApproval):
            office.do(export, other, me=li)
    office.do(export, Need(Act.EXPORT, 260, "fewer", "all"), me=li)
    assert state(office, key) == "used"
    with pytest.raises(NeedsApproval):
        office.do(export, me=li)


def test_an_act_that_fails_does_not_use_the_approval_up(office: TestOffice, li, zhao):
    key = office.do(approvals.ask, NEED, "x", me=li)
    office.do(approvals.approve, key, me=zhao)
    with pytest.raises(ZeroDivisionError), office.work(li) as work:
        approvals.require(work, NEED)
        raise ZeroDivisionError
    assert state(office, key) == "approved"


def test_nobody_approves_what_he_asked_for_himself(office: TestOffice, zhao, li):
    key = office.do(approvals.ask, NEED, "x", me=zhao)
    for verb in (approvals.approve, approvals.confirm):
        with pytest.raises(NotAllowed):
            office.do(verb, key, me=zhao)
    with pytest.raises(NotAllowed):
        office.do(approvals.approve, key, me=li)
    assert office.ask(approval_lists.waiting, me=zhao) == ()
    assert office.ask(approval_lists.list_approvals, me=li) == ()


def test_a_right_to_approve_reaches_as_far_as_its_scope_and_level(office: TestOffice, li):
    near = office.hire("王芳", {**STAFF, Right.APPROVE_CLIENTS: Scope.DEPARTMENT}, department="前厅部", level=2)
    far = office.hire("韩磊", {**STAFF, Right.APPROVE_CLIENTS: Scope.DEPARTMENT}, department="后勤部", level=3)
    deep = office.hire("钱进", STAFF, department="前厅部", level=3)
    key = office.do(approvals.ask, NEED, "x", me=li)
    secret = office.do(approvals.ask, Need(Act.EXPORT, 300, "x", level=3), "x", me=deep)
    assert [line.id for line in office.ask(approval_lists.waiting, me=near)] == [key]
    assert office.ask(approval_lists.waiting, me=far) == ()
    for who, what in ((far, key), (near, secret)):
        with pytest.raises(NotAllowed):
            office.do(approvals.approve, what, me=who)
    with pytest.raises(NotAllowed):
        office.do(approvals.ask, Need(Act.EXPORT, 300, "x", level=3), "x", me=li)
    office.do(approvals.approve, key, me=near)


def test_no_needs_a_reason_and_is_noted_and_decisions_can_be_taken_back(office: TestOffice, li, zhao):
    key = office.do(approvals.ask, NEED, "x", me=li)
    with pytest.raises(BadEntry):
        office.do(approvals.refuse, key, " ", me=zhao)
    office.do(approvals.refuse, key, "人数太多", me=zhao)
    with pytest.raises(BadEntry):
        office.do(approvals.approve, key, me=zhao)
    with pytest.raises(NeedsApproval):
        office.do(export, me=li)
    (line,) = office.ask(approval_lists.mine, (ApprovalState.REFUSED,), me=li)
    assert (line.note, line.decided_by) == ("人数太多", "赵峰")
    with pytest.raises(NotAllowed):
        office.do(approvals.undo_decision, key, me=office.me)
    office.do(approvals.undo_decision, key, me=zhao)
    office.do(approvals.approve, key, me=zhao)
    office.do(approvals.take_back, key, me=li)
    with pytest.raises(NeedsApproval):
        office.do(export, me=li)
    office.do(approvals.ask_again, key, me=li)
    assert [line.id for line in office.ask(approval_lists.waiting, me=zhao)] == [key]
    with pytest.raises(NotFound):
        office.do(approvals.take_back, key, me=zhao)


def test_a_second_no_is_told_though_the_first_was_noted(office: TestOffice, li, zhao):
    key = office.do(approvals.ask, NEED, "x", me=li)
    for note in ("人数太多", "还是太多"):
        office.do(approvals.refuse, key, note, me=zhao)
        (section,) = office.ask(today.look, me=li).sections
        assert [note in str(row.below) for row in section.rows] == [True]
        office.do(approvals.note_no, key, me=li)
        assert office.ask(today.look, me=li).sections == ()
        office.do(approvals.undo_decision, key, me=zhao)


def test_an_approval_runs_out(office: TestOffice, li, zhao):
    key = office.do(approvals.ask, NEED, "x", me=li)
    office.do(approvals.approve, key, me=zhao)
    with office.work() as work:
        work.change(work.get(Approval, key), {"valid_until": work.now - timedelta(minutes=1)})
        work.record("approvals", "test")
    with pytest.raises(NeedsApproval):
        office.do(export, me=li)
    assert office.ask(approval_lists.mine, me=li)[0].state is ApprovalState.EXPIRED


def test_countersigned_here_stands_in_the_second_persons_records(office: TestOffice, li, zhao):
    def sign(name, password, me=li):
        return office.errand(approvals.countersign, office.office, NEED, "客户在等", name, password, me=me)

    with pytest.raises(SignInRefused):
        sign("赵峰", "wrong password")
    office.hire("钱进", STAFF)
    for name in ("钱进", "李娜"):
        with pytest.raises(NotAllowed):
            sign(name, PASSWORD)
    assert office.ask(approval_lists.mine, me=li) == ()
    key = sign("赵峰", PASSWORD)
    office.do(export, me=li)
    (line,) = office.ask(approval_lists.mine, me=li)
    assert (line.id, line.here, line.decided_by, line.state) == (key, True, "赵峰", ApprovalState.USED)
    with office.work(write=False) as work:
        acts = [(r.action, r.person) for r in work.visible(Record).where(Record.topic == "approvals")]
    assert acts == [("ask", li.id), ("countersign", zhao.id), ("use", li.id)]
    assert office.errand(checking.check_office).findings == []


def test_where_nobody_else_is_there_it_goes_through_and_is_confirmed_later(office: TestOffice):
    assert office.ask(approvals.ways, NEED).alone
    with pytest.raises(BadEntry):
        office.do(approvals.go_alone, NEED, "")
    key = office.do(approvals.go_alone, NEED, "税务局当天要")
    office.do(export)
    (line,) = office.ask(approval_lists.mine)
    assert (line.state, line.confirm_until - line.asked_at > timedelta(days=2)) == (ApprovalState.UNCONFIRMED, True)
    with pytest.raises(NotAllowed):
        office.do(approvals.confirm, key)
    zhao = office.hire("赵峰", HEAD)
    with pytest.raises(NotAllowed):
        office.do(approvals.go_alone, NEED, "again")
    assert [line.id for line in office.ask(approval_lists.waiting, me=zhao)] == [key]
    office.do(approvals.object_to, key, "不该给", me=zhao)
    office.do(approvals.undo_decision, key, me=zhao)
    office.do(approvals.confirm, key, me=zhao)
    assert state(office, key) == "confirmed"


def test_what_one_was_allowed_nobody_else_may(office: TestOffice, li, zhao):
    key = office.do(approvals.ask, NEED, "x", me=li)
    other = office.hire("钱进", STAFF)
    office.do(approvals.approve, key, me=zhao)
    with pytest.raises(NeedsApproval):
        office.do(export, me=other)
    with pytest.raises(NeedsApproval):
        office.do(export, replace(NEED, level=2), me=office.hire("韩磊", STAFF, level=2))
    with pytest.raises(NotFound):
        office.ask(approval_lists.one, key, me=other)
    office.do(approvals.undo_decision, key, me=zhao)
    office.do(approvals.refuse, key, "人数太多", me=zhao)
    with pytest.raises(NotFound):
        office.do(approvals.note_no, key, me=zhao)


def test_an_approval_reaches_the_level_it_was_given_for(office: TestOffice, zhao):
    deep = office.hire("韩磊", STAFF, level=3)
    office.do(approvals.approve, office.do(approvals.ask, NEED, "x", me=deep), me=zhao)
    with pytest.raises(NeedsApproval):
        office.do(export, replace(NEED, level=3), me=deep)


def test_confirming_and_using_have_days_of_their_own(office: TestOffice):
    office.do(settings.change_setting, "confirm_days", 20)
    office.do(approvals.go_alone, NEED, "税务局当天要")
    office.do(export)
    (line,) = office.ask(approval_lists.mine)
    assert line.valid_until + timedelta(days=10) < line.confirm_until
