"""Stand-ins do approvals and reviews for who is away: no more than he could, never their own, and said so (AC-11)."""

from datetime import timedelta

import pytest

from desktop.models.records import Record
from desktop.rules.approvals import Act, ApprovalState, Need
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    approval_lists,
    approvals,
    clients,
    histories,
    on_file,
    review_lists,
    reviews,
    stand_ins,
    undoing,
)
from tests.offices import TestOffice

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL,
         Right.EXPORT_CLIENTS: Scope.ALL}  # fmt: skip
HEAD = {**STAFF, Right.APPROVE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.OWN}
BOTH = frozenset(StandInKind)


@pytest.fixture
def zhao(office: TestOffice):
    return office.hire("赵峰", HEAD, department="营销部")


@pytest.fixture
def li(office: TestOffice):
    return office.hire("李娜", STAFF, department="前厅部")


@pytest.fixture
def qian(office: TestOffice):
    return office.hire("钱进", STAFF, department="前厅部")


def absence(office: TestOffice, absent, person, first=0, last=3, kinds=BOTH):
    today = office.ask(on_file.today)
    return Absence(absent.id, person.id, today + timedelta(days=first), today + timedelta(days=last), kinds)


def test_everybody_names_his_own_and_an_admin_anybodys(office: TestOffice, zhao, li):
    with pytest.raises(NotAllowed):
        office.do(stand_ins.name_stand_in, absence(office, zhao, li), me=li)
    key = office.do(stand_ins.name_stand_in, absence(office, zhao, li, 1), me=zhao)
    with pytest.raises(BadEntry):
        office.do(stand_ins.name_stand_in, absence(office, zhao, office.me, 2))
    office.do(stand_ins.change_stand_in, key, absence(office, zhao, office.me, 0))
    (line,) = office.ask(stand_ins.list_stand_ins, me=li)
    assert (line.absent, line.person, line.runs, line.named_by) == ("赵峰", office.me.name, True, "赵峰")
    assert line.may_change is False
    office.do(stand_ins.end_stand_in, key)
    assert office.ask(stand_ins.list_stand_ins) == ()
    office.do(stand_ins.bring_back, key, me=zhao)
    assert [line.id for line in office.ask(stand_ins.list_stand_ins)] == [key]


def test_a_stand_in_approves_for_who_is_away_but_neither_his_own_nor_the_absents(office: TestOffice, zhao, li, qian):
    need = Need(Act.EXPORT, 300, "名册")
    asked = {who.id: office.do(approvals.ask, need, "x", me=who) for who in (zhao, li, qian)}
    assert office.ask(approval_lists.waiting, me=li) == ()
    office.do(stand_ins.name_stand_in, absence(office, zhao, li, 0), me=zhao)
    (line,) = office.ask(approval_lists.waiting, me=li)
    assert (line.id, line.instead_of) == (asked[qian.id], "赵峰")
    for own in (asked[li.id], asked[zhao.id]):
        with pytest.raises(NotAllowed):
            office.do(approvals.approve, own, me=li)
    office.do(approvals.approve, line.id, me=li)
    (done,) = office.ask(approval_lists.mine, (ApprovalState.APPROVED,), me=qian)
    assert (done.decided_by, done.decided_for) == ("李娜", "赵峰")


@pytest.mark.parametrize(("first", "kinds"), [(1, BOTH), (0, frozenset({StandInKind.REVIEWS}))])
def test_only_on_these_days_and_for_these_kinds(office: TestOffice, zhao, li, qian, first, kinds):
    key = office.do(approvals.ask, Need(Act.EXPORT, 300, "x"), "x", me=qian)
    office.do(stand_ins.name_stand_in, absence(office, zhao, li, first, kinds=kinds), me=zhao)
    with pytest.raises(NotAllowed):
        office.do(approvals.approve, key, me=li)


def test_who_is_away_does_not_keep_the_others_waiting(office: TestOffice, zhao, li, qian):
    need = Need(Act.EXPORT, 300, "x")
    office.do(stand_ins.name_stand_in, absence(office, office.me, li))
    assert office.ask(approvals.ways, need, me=qian).people == ("李娜", "赵峰")
    office.do(stand_ins.name_stand_in, absence(office, zhao, li))
    assert office.ask(approvals.ways, need, me=qian).people == ("李娜",)
    assert office.ask(approvals.ways, need, me=li).alone
    office.do(approvals.go_alone, need, "两位都不在", me=li)


def test_a_stand_in_reviews_what_the_absent_may_review(office: TestOffice, zhao, li, qian):
    mine = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "taboos": "香菜"}, owner=zhao.id,
                     me=qian)  # fmt: skip
    office.do(clients.edit_client, mine, {"seat": "靠窗"}, me=zhao)
    office.do(clients.open_client, ClientForm.PERSON, {"name": "单雪", "taboos": "葱"}, me=qian)
    office.do(stand_ins.name_stand_in, absence(office, zhao, li))
    assert office.ask(review_lists.count_waiting, me=li) == 1
    (line,) = office.ask(review_lists.waiting_reviews, me=li)
    assert (line.client_name, line.field, line.instead_of) == ("贺启年", "taboos", "赵峰")
    assert office.ask(clients.client_file, mine, me=li).may_review
    with pytest.raises(NotAllowed):
        office.do(reviews.accept, mine, "seat", me=li)
    office.do(reviews.accept, mine, "taboos", "香菜", me=li)
    (told, *_rest) = office.ask(histories.history_of, mine)
    assert (told.who, told.instead_of) == ("李娜", "赵峰")
    office.do(undoing.undo, told.operation, me=li)
    assert office.ask(review_lists.count_waiting, me=li) == 1
    with office.work(write=False) as work:
        facts = [r.facts for r in work.visible(Record).where(Record.action == "accept")]
    assert facts == [{"field": "taboos", "instead_of": str(zhao.id)}]


def test_who_stands_in_for_two_reviews_for_the_one_who_may(office: TestOffice, li):
    rights = {**STAFF, Right.REVIEW_CLIENTS: Scope.ALL}
    away = [office.hire(name, rights) for name in ("赵峰", "钱进")]
    for one in away:
        office.do(stand_ins.name_stand_in, absence(office, one, li), me=one)
    for one in away:
        file = office.do(clients.open_client, ClientForm.PERSON, {"name": one.name, "taboos": "葱"}, me=one)
        (line,) = office.ask(review_lists.waiting_reviews, client_id=file, me=li)
        (other,) = {held.name for held in away} - {one.name}
        assert line.instead_of == other
        office.do(reviews.accept, file, "taboos", "葱", me=li)
        with office.work(write=False):
            facts = Record.select().order_by(Record.serial.desc()).get().facts
        assert facts["instead_of"] == str(next(held.id for held in away if held.name == other))


def test_the_last_day_counts_and_who_was_suspended_lends_no_mandate(office: TestOffice, zhao, li, qian):
    key = office.do(approvals.ask, Need(Act.EXPORT, 300, "x"), "x", me=qian)
    office.do(stand_ins.name_stand_in, absence(office, zhao, li, -3, 0), me=zhao)
    assert office.ask(approval_lists.count_waiting, me=li) == 1
    office.do(accounts.suspend, zhao.id)
    assert office.ask(approval_lists.count_waiting, me=li) == 0
    with pytest.raises(NotAllowed):
        office.do(approvals.approve, key, me=li)
    for absent, person, field in ((li, zhao, "person"), (zhao, qian, "absent")):
        with pytest.raises(BadEntry) as refusal:
            office.do(stand_ins.name_stand_in, absence(office, absent, person, 1))
        assert refusal.value.field == field
