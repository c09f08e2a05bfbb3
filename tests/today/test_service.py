"""Today: what went wrong, waits, is due and comes next, for me or my department; and what happened meanwhile."""

from datetime import timedelta

import pytest

from desktop.models.clients import Client
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.approvals import Act, Need
from desktop.rules.calendars import zone_of
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Aspect, Consequence, RiskLevel, Sign
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.today import Deed, Group
from desktop.rules.words import ClientForm, DayCalendar, DayKind
from desktop.services import (
    anniversaries,
    approvals,
    client_lists,
    clients,
    contacts,
    days_kept,
    dealings,
    handovers,
    histories,
    on_file,
    rewards,
    risks,
    roles,
    settings,
    stand_ins,
    today,
    transfers,
    undoing,
    while_away,
)
from desktop.services.client_lists import Filter
from desktop.services.dealings import DealingEntry
from desktop.services.rewards import RewardEntry
from desktop.services.risks import AssessmentEntry
from desktop.services.transfers import Wish
from tests.offices import TestOffice

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN,
         Right.EXPORT_CLIENTS: Scope.ALL}  # fmt: skip


@pytest.fixture
def li(office: TestOffice):
    return office.hire("李娜", STAFF, vaults=("identity",), department="前厅部")


@pytest.fixture
def wang(office: TestOffice):
    return office.hire("王芳", STAFF, vaults=("identity",), department="前厅部")


def opened(office: TestOffice, name, owner, days_ago=0, letter="A", **values):
    """A file of `owner`, looked through so many days ago."""
    key = office.do(clients.open_client, ClientForm.PERSON, {"name": name, **values}, owner=owner.id)
    with office.work() as work:
        client = work.get(clients.Client, key)
        looked = work.now - timedelta(days=days_ago)
        work.change(client, {"client_class": letter, "looked_through_at": looked})
        work.record("clients", "test", client)
    return key


def rows(office: TestOffice, me, whole=False):
    found = office.ask(today.look, whole, me=me)
    return {section.group: [(row.whom, row.deed) for row in section.rows] for section in found.sections}


def test_files_are_due_by_the_rhythm_of_their_class(office: TestOffice, li, wang):
    for name, days, letter in (("过期", 31, "A"), ("今天", 30, "A"), ("快到", 56, "B"), ("还早", 31, "B"),
                               ("流失", 400, "L"), ("无级", 181, "")):  # fmt: skip
        opened(office, name, li, days, letter)
    opened(office, "别人的", wang, 99)
    assert rows(office, li) == {
        Group.DUE: [("过期", Deed.LOOK_THROUGH), ("无级", Deed.LOOK_THROUGH), ("今天", Deed.LOOK_THROUGH)],
        Group.NEXT: [("快到", Deed.LOOK_THROUGH)],
    }
    assert office.ask(today.count_due, me=li) == 3
    department = rows(office, li, whole=True)[Group.DUE]
    assert department[0] == ("别人的", Deed.OPEN)
    assert len(department) == 4


def test_a_department_has_a_rhythm_of_its_own(office: TestOffice, li, wang):
    kitchen = office.do(roles.add_department, "厨房")
    here, there = opened(office, "前厅的", li, 11, "B"), opened(office, "厨房的", li, 11, "B")
    with office.work() as work:
        work.change(work.get(Client, there), {"department": kitchen})
        work.record("clients", "test", None)
    office.do(roles.set_rhythm, kitchen, {"A": None, "B": 10})
    assert rows(office, li) == {Group.DUE: [("厨房的", Deed.LOOK_THROUGH)]}
    assert office.ask(client_lists.count_clients, Filter(overdue=True)) == 1
    due = {key: office.ask(clients.client_file, key).update_due for key in (here, there)}
    zone = zone_of("Asia/Shanghai")
    day = office.ask(on_file.today)
    assert [(due[key].astimezone(zone).date() - day).days for key in (here, there)] == [49, -1]
    assert f"{due[there].astimezone(zone):%H:%M:%S}" == "23:59:59"
    for wrong in ({"B": 0}, {"L": 10}, {"A": 3661}):
        with pytest.raises(BadEntry):
            office.do(roles.set_rhythm, kitchen, wrong)
    with pytest.raises(NotAllowed):
        office.do(roles.set_rhythm, kitchen, {}, me=li)
    office.do(roles.set_rhythm, kitchen, {"B": 3660})
    assert office.ask(clients.client_file, there).update_due is not None
    office.do(roles.set_rhythm, kitchen, {})
    assert rows(office, li) == {}
    assert [line.rhythm for line in office.ask(roles.list_departments) if line.id == kitchen] == [{}]


def test_doing_it_takes_it_off(office: TestOffice, li):
    key = opened(office, "过期", li, 31)
    office.do(clients.look_through, key, me=li)
    assert rows(office, li) == {}
    assert office.ask(today.look, me=li).quiet


def test_eight_rows_a_group_and_then_all(office: TestOffice, li):
    for n in range(10):
        opened(office, f"客户{n}", li, 40 + n)
    (section,) = office.ask(today.look, me=li).sections
    assert (len(section.rows), section.total, section.rows[0].whom) == (8, 10, "客户9")
    assert len(office.ask(today.all_of, Group.DUE, me=li).rows) == 10
    assert office.ask(today.all_of, Group.WAITING, me=li).total == 0
    with pytest.raises(BadEntry):
        office.ask(today.all_of, Group.DUE, False, 501, me=li)


def test_days_of_my_clients_are_kept_once(office: TestOffice, li, wang):
    day = office.ask(on_file.today)
    near = opened(office, "贺启年", li, birthday=f"1966-{day:%m-%d}")
    later = opened(office, "单雪", li)
    soon = day + timedelta(days=5)
    remembered = RememberedDay(DayKind.WEDDING, DayCalendar.SOLAR, soon.month, soon.day)
    office.do(anniversaries.add_anniversary, later, remembered)
    opened(office, "王建国", wang, birthday=f"1970-{day:%m-%d}")
    assert rows(office, li) == {Group.DUE: [("贺启年", Deed.KEEP_DAY)], Group.NEXT: [("单雪", Deed.KEEP_DAY)]}
    (section, _next) = office.ask(today.look, me=li).sections
    (row,) = section.rows
    with pytest.raises(NotAllowed):
        office.do(days_kept.keep_day, *row.given, me=wang)
    office.do(days_kept.keep_day, *row.given, me=li)
    with pytest.raises(BadEntry):
        office.do(days_kept.keep_day, *row.given, me=li)
    assert Group.DUE not in rows(office, li)
    told = office.ask(histories.history_of, near)[0]
    assert (told.action, told.changes[0].after) == ("Day kept", str(day))
    office.do(undoing.undo, told.operation, me=li)
    assert Group.DUE in rows(office, li)
    assert [d.client_name for d in office.ask(today.look, me=li).days] == ["贺启年", "单雪"]
    office.do(settings.switch_feature, "dates", False)
    office.office.read_settings()
    assert rows(office, li) == {}
    assert office.ask(today.look, me=li).days == ()


def withdrawn(office: TestOffice, key):
    office.do(clients.withdraw_client, key, "停业")


def test_promised_steps_are_due_and_done_where_they_stand(office: TestOffice, li, wang):
    day = office.ask(on_file.today)
    key = opened(office, "贺启年", li)
    steps = []
    for step, ahead in (("送菜单", 0), ("回电", 7), ("拜访", 8)):
        said = Report(Channel.PHONE, "订婚宴", next_step=step, next_on=day + timedelta(days=ahead))
        steps.append(office.do(contacts.log_contact, key, said, me=li))
    late = opened(office, "钱念慈", li, 99)
    # a client waits for it; a file doesn't
    assert rows(office, li)[Group.DUE] == [("贺启年", Deed.FINISH), ("钱念慈", Deed.LOOK_THROUGH)]
    withdrawn(office, late)
    gone = opened(office, "单雪", li)
    office.do(contacts.log_contact, gone, Report(Channel.PHONE, "问候", next_step="回访", next_on=day), me=li)
    withdrawn(office, gone)
    assert rows(office, li) == {Group.DUE: [("贺启年", Deed.FINISH)], Group.NEXT: [("贺启年", Deed.FINISH)]}
    assert office.ask(today.count_due, me=li) == 1
    assert rows(office, wang) == {}
    # a colleague of the department sees what is promised, and may not say that it was done
    assert rows(office, wang, whole=True)[Group.DUE] == [("贺启年", Deed.OPEN)]
    (row,) = office.ask(today.look, me=li).sections[0].rows
    assert (row.what.values["step"], row.on, row.given) == ("送菜单", day, (steps[0],))
    office.do(contacts.finish_step, *row.given, me=li)
    assert Group.DUE not in rows(office, li)
    assert office.ask(histories.history_of, key)[0].action == "Next step done"
    office.do(undoing.undo, office.ask(histories.history_of, key)[0].operation, me=li)
    assert Group.DUE in rows(office, li)


def test_a_successor_owes_the_first_contact_until_it_is_logged(office: TestOffice, li, wang):
    keys = [opened(office, name, li) for name in ("贺启年", "单雪", "欧阳海")]
    with office.work() as work:
        work.now -= timedelta(days=30)
        transfers.transfer(work, keys[:1], Wish(owner=wang.id, reason="离职"))
    office.do(transfers.transfer, keys[1:], Wish(owner=wang.id, reason="离职"))
    withdrawn(office, keys[2])
    # each transfer besides, until its clients have been told
    untold = ("", Deed.OPEN)
    due, soon = [("贺启年", Deed.LOG), untold], [("单雪", Deed.LOG), untold]
    assert {group: sorted(there, reverse=True) for group, there in rows(office, wang).items()} == {
        Group.DUE: sorted(due, reverse=True), Group.NEXT: sorted(soon, reverse=True)}  # fmt: skip
    assert rows(office, li) == {}
    line, _untold = office.ask(today.look, True, me=li).sections[0].rows
    assert (line.whom, line.below.values["owner"]) == ("贺启年", "王芳")
    assert line.given == ("log_contact", keys[0])
    office.do(contacts.log_contact, keys[0], Report(Channel.VISIT, "初次拜访"), me=wang)
    assert rows(office, wang)[Group.DUE] == [untold]
    lines = office.ask(handovers.list_handovers, me=wang)
    for line in lines:
        office.do(handovers.note_told, [line.id], office.ask(on_file.today), Channel.LETTER)
    assert rows(office, wang) == {Group.NEXT: [("单雪", Deed.LOG)]}


def test_risks_are_looked_at_again_and_warnings_wait_for_who_settles_them(office: TestOffice, li, wang):
    day = office.ask(on_file.today)
    judge = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.ASSESS_CLIENTS: Scope.ALL})
    keys = [opened(office, name, li) for name in ("贺启年", "单雪", "欧阳海")]

    def judged(key, ago, ahead, me=judge):
        with office.work(me) as work:
            work.now -= timedelta(days=ago)
            risks.assess(work, key, AssessmentEntry(Aspect.CREDIT, RiskLevel.HIGH, Consequence.RESTRICT, "三张账单未结",
                                                    day + timedelta(days=ahead)))  # fmt: skip

    for key, ahead in zip(keys, (-1, 7, 0), strict=True):
        judged(key, 9, ahead)
    withdrawn(office, keys[2])
    expected = {Group.DUE: [("贺启年", Deed.OPEN)], Group.NEXT: [("单雪", Deed.OPEN)]}
    assert rows(office, li) == rows(office, judge) == expected
    assert rows(office, wang) == {}
    (row,) = office.ask(today.look, me=li).sections[0].rows
    assert (row.opens, row.on) == (("clients", keys[0]), day - timedelta(days=1))
    assert (row.what.values["aspect"], row.below.values["mark"]) == (Aspect.CREDIT.label, "Trade restricted")
    # what was judged before holds no more
    judged(keys[0], 0, 8)
    assert rows(office, li) == {Group.NEXT: [("单雪", Deed.OPEN)]}
    warning = office.do(risks.warn_of_fraud, keys[0], Sign.ACCOUNT, "来电号码不符", me=wang)
    for me in (li, judge):
        assert rows(office, me)[Group.WAITING] == [("贺启年", Deed.OPEN)]
    assert rows(office, wang) == {}
    # the right to settle reaches as far as its scope
    far = office.hire("韩磊", {**STAFF, Right.ASSESS_CLIENTS: Scope.DEPARTMENT}, department="后勤部")
    assert rows(office, far) == {}
    (row,) = office.ask(today.look, me=judge).sections[0].rows
    assert (row.danger, row.what.values["sign"]) == (True, Sign.ACCOUNT.label)
    office.do(risks.settle_warning, warning, "本人来电确认", me=judge)
    assert Group.WAITING not in rows(office, li)


def test_reviews_wait_with_allergies_first_and_never_ones_own(office: TestOffice, li):
    key = opened(office, "贺启年", office.me)
    head = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL,
                               Right.REVIEW_CLIENTS: Scope.ALL}, vaults=("identity",))  # fmt: skip
    office.do(clients.edit_client, key, {"taboos": "香菜"})
    office.do(clients.edit_client, key, {"allergies": "花生"})
    office.do(clients.edit_client, key, {"seat": "靠窗"}, me=head)
    (section,) = office.ask(today.look, me=head).sections
    assert [(row.what.values["value"], row.danger) for row in section.rows] == [("花生", True), ("香菜", False)]
    # the card is to tell of the allergy within its hours, though nobody has confirmed it yet
    told = {Group.WAITING: [("贺启年", Deed.ACCEPT)], Group.NEXT: [("贺启年", Deed.OPEN)]}
    assert rows(office, office.me) == told
    assert rows(office, li) == {}
    figures = {f.label: f.value for f in office.ask(today.look, me=head).figures}
    assert figures["My entries waiting for review"] == 1


def test_approvals_wait_for_who_decides_and_a_no_for_who_asked(office: TestOffice, li):
    first = office.do(approvals.ask, Need(Act.EXPORT, 300, "名册"), "对账", me=li)
    second = office.do(approvals.ask, Need(Act.EXPORT, 400, "名册", "x"), "对账", me=li)
    assert rows(office, office.me) == {Group.WAITING: [("李娜", Deed.APPROVE)] * 2}
    office.do(approvals.refuse, first, "太多")
    office.do(approvals.approve, second)
    assert rows(office, li) == {
        Group.WRONG: [(office.me.name, Deed.NOTE)],
        Group.WAITING: [(office.me.name, Deed.OPEN)],
    }
    office.do(approvals.note_no, first, me=li)
    assert rows(office, li) == {Group.WAITING: [(office.me.name, Deed.OPEN)]}


def test_what_was_done_alone_waits_for_confirmation_and_goes_wrong_when_late(office: TestOffice):
    key = office.do(approvals.go_alone, Need(Act.EXPORT, 300, "名册"), "急")
    office.do(approvals.require, Need(Act.EXPORT, 300, "名册"))
    boss = office.hire("陆文渊", {Right.APPROVE_CLIENTS: Scope.ALL})
    assert rows(office, boss) == {Group.WAITING: [(office.me.name, Deed.CONFIRM)]}
    with office.work() as work:
        work.change(work.get(approvals.Approval, key), {"confirm_until": work.now - timedelta(hours=1)})
        work.record("approvals", "test")
    assert rows(office, boss) == {Group.WRONG: [(office.me.name, Deed.CONFIRM)]}


def test_a_stand_in_sees_what_waits_for_whom(office: TestOffice, li, wang):
    office.do(approvals.ask, Need(Act.EXPORT, 300, "名册"), "对账", me=wang)
    day = office.ask(on_file.today)
    office.do(stand_ins.name_stand_in, Absence(office.me.id, li.id, day, day, frozenset(StandInKind)))
    found = office.ask(today.look, me=li)
    assert found.instead == ((office.me.name, day),)
    assert [(row.whom, row.instead_of) for row in found.sections[0].rows] == [("王芳", office.me.name)]


def test_while_i_was_away_colleagues_worked_on_my_files(office: TestOffice, li, wang):
    mine = opened(office, "贺启年", li)
    opened(office, "别人的", wang)
    with office.work(write=False) as work:
        since = work.now
    office.do(clients.edit_client, mine, {"phone": "199 0000 1111"}, me=li)
    office.do(clients.edit_client, mine, {"phone": "199 0000 2222"})
    office.do(clients.edit_client, mine, {"plate": "云A12345"})
    day = office.ask(on_file.today)
    office.do(dealings.add_dealing, mine, DealingEntry(day, "秘密", "", True, "x"))
    with office.work(write=False) as work:
        now = work.now + timedelta(seconds=1)
    found = office.ask(while_away.changes, now, me=li)
    (change,) = found.changes
    assert (change.client_name, change.who, change.count) == ("贺启年", office.me.name, 3)
    assert change.actions == ("Dealing entered", "Edited")
    assert found.since >= since - timedelta(milliseconds=1)
    boss = office.hire("张岚", {**STAFF, Right.EDIT_CLIENTS: Scope.ALL, Right.SEE_TERMS: Scope.ALL})
    office.do(rewards.add_reward, mine, RewardEntry(RewardKind.TERMS, "月结", day), me=boss)
    (granted,) = (line.operation for line in office.ask(undoing.operations, person_id=boss.id, me=boss))
    office.do(undoing.undo, granted, me=boss)
    with office.work(write=False) as work:
        now = work.now + timedelta(seconds=1)
    # of trade secrets nothing is told, nor of what was taken back of them
    assert {change.who for change in office.ask(while_away.changes, now, me=li).changes} == {office.me.name}
    blind = office.hire("外人", {})
    assert office.ask(today.look, me=blind).sections == ()
    with pytest.raises(NotAllowed):
        office.ask(while_away.changes, now, me=blind)


def test_my_departments_today_holds_mine_of_other_departments_too(office: TestOffice, li, wang):
    far = office.hire("韩磊", STAFF, department="后勤部")
    other = opened(office, "远处的", far, days_ago=60)
    office.do(clients.set_people, other, owner=far.id, deputy=li.id, important=False)
    opened(office, "同事的", wang, days_ago=60)
    assert {whom for whom, _deed in rows(office, li, whole=True)[Group.DUE]} == {"远处的", "同事的"}
    assert {whom for whom, _deed in rows(office, li)[Group.DUE]} == {"远处的"}
