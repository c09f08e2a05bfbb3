"""A visit is one row from the plan to the end, told to whom it is meant for; badges, refusals, zones (RE-1 to RE-4)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from desktop.i18n import translator
from desktop.models.reception import RefusedVisitor, Visitor
from desktop.rules.approvals import NeedsApproval
from desktop.rules.contacts import Channel, Direction
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.partners import Ending
from desktop.rules.reception import Grade, Kind, Rank, State, Why, Zone
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.today import View
from desktop.rules.words import ClientForm
from desktop.services import (
    approval_lists,
    approvals,
    clients,
    contacts,
    merging,
    on_file,
    reception,
    reception_badges,
    reception_desk,
    reception_due,
    reception_prints,
    reception_undo,
    reception_zones,
    refused_visitors,
    registers,
    stand_ins,
    visitors,
)
from desktop.services import settings as office_settings
from desktop.services.reception import NewVisitor
from desktop.services.visitors import Source
from tests.archive.test_handing import text_of

MINUTE = timedelta(minutes=1)
STAFF = {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL, Right.SEE_VISITORS: Scope.OWN}
DESK = {Right.SEE_VISITORS: Scope.ALL, Right.RECEIVE_VISITORS: Scope.ALL}


class House:
    """An office with two hosts of one department, another colleague, and a desk that sees no client's file."""

    def __init__(self, office):
        self.office = office
        self.anna = office.hire("安然", STAFF, department="教务部")
        self.bo = office.hire("卜凡", STAFF, department="教务部")
        self.cai = office.hire("蔡敏", STAFF)
        self.desk = office.hire("前台小林", DESK)

    def plan(self, name="贺启年", minutes=30, me=None, **more) -> UUID:
        with self.office.work() as work:
            at = work.now + minutes * MINUTE
        new = NewVisitor(name, purpose=more.pop("purpose", "谈合作"), expected_at=at, **more)
        return self.office.do(reception.plan_visit, new, me=me or self.anna)

    def walk_in(self, name, me=None, badge="", **more) -> UUID:
        new = NewVisitor(name, purpose=more.pop("purpose", "送资料"), host=more.pop("host", self.anna.id), **more)
        return self.office.do(reception.check_in, new, badge, me=me or self.desk)

    def receive(self, key, badge="", **more) -> UUID:
        line = self.line(key)
        new = NewVisitor(line.name, line.unit, line.phone, line.heads, line.kind, line.rank, line.purpose, line.host,
                         line.client, line.expected_at, **more)  # fmt: skip
        return self.office.do(reception.check_in, new, badge, key, me=self.desk)

    def line(self, key, me=None):
        return self.office.ask(visitors.visitor, key, me=me or self.desk)

    def found(self, text, me=None):
        return [(one.source, one.id) for one in self.office.ask(visitors.find, text, me=me or self.desk)]

    def chased(self, me):
        """Visits whose badge is told on Today."""
        view = View(me.id, None, self.office.ask(on_file.today), limit=100)
        rows = [row for batch in self.office.ask(reception_due.due, view, me=me) for row in batch.rows]
        return {row.key[1] for row in rows if row.key[0] == "badge"}

    def today(self, me, whole=False):
        day = self.office.ask(on_file.today)
        department = self.office.ask(lambda work: work.me.mandate.department, me=me)
        batches = self.office.ask(reception_due.due, View(me.id, department, day, whole), me=me)
        assert all(batch.total == len(batch.rows) for batch in batches)
        return sorted((batch.group.value, row.key[0]) for batch in batches for row in batch.rows)

    def undo(self, verb, *given, me=None):
        who = me or self.desk
        with self.office.work(who) as work:
            verb(work, *given)
            operation = work.operation
        self.office.do(reception_undo.undo, operation, me=who)


def set_hour(office, hour):
    """The office moves to where it is that hour now."""
    east = (hour - datetime.now(UTC).hour + 11) % 24 - 11
    office.do(office_settings.change_setting, "time_zone", f"Etc/GMT{-east:+d}")


def test_towards_midnight_those_of_the_next_day_are_expected_at_the_door_too(sqlite_office):
    house = House(sqlite_office)
    set_hour(sqlite_office, 23)
    soon, late = house.plan(minutes=60), house.plan("钱多多", minutes=24 * 60 + 60)
    assert house.found("hqn") == [(Source.EXPECTED, soon)] and house.found("qdd") == []
    with pytest.raises(BadEntry):  # not a second time beside the one planned
        house.walk_in("贺启年")
    set_hour(sqlite_office, 12)
    assert house.found("hqn") == [(Source.EXPECTED, soon)] and house.found("qdd") == []
    assert house.line(late).state is State.EXPECTED


def test_an_expected_client_is_one_row_from_the_plan_to_the_end(office):
    house = House(office)
    set_hour(office, 12)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"}, me=house.anna)
    key = house.plan(kind=Kind.CLIENT, client=client, phone="13812345678", unit="光明公司")
    assert house.today(house.anna) == [("due", "visitor")] and house.today(house.bo) == house.today(house.desk) == []
    with pytest.raises(NotFound):
        house.line(key, house.bo)
    # three letters at the desk, which sees no file
    for typed in ("hqn", "贺启", "678"):
        assert house.found(typed) == [(Source.EXPECTED, key)]
    with pytest.raises(NotAllowed):
        house.found("hqn", house.anna)
    with pytest.raises(NotAllowed):
        office.do(reception.check_in, NewVisitor("某某"), me=house.anna)
    # the guest is not counted twice, and another of that name is not taken for him
    with pytest.raises(BadEntry) as twice:
        house.walk_in("贺启年")
    assert twice.value.field == "name"
    assert house.receive(key) == key
    line = house.line(key)
    assert (line.state, line.badge, line.badge_out, line.grade) == (State.WAITING, "1", True, Grade.ORDINARY)
    with pytest.raises(BadEntry):
        house.receive(key)
    with pytest.raises(BadEntry):
        house.walk_in("贺启年", unit="光明公司")
    assert [one.id for one in office.ask(visitors.waiting_for_me, me=house.anna)] == [key]
    assert house.today(house.anna) == [("waiting", "visitor")] and house.today(house.bo) == []
    # the desk could not write in the file: the host's word does, once
    assert office.ask(contacts.contacts_of, client) == ()
    office.do(reception.answer, key, me=house.anna)
    office.do(reception.meet, key, me=house.anna)
    (contact,) = office.ask(contacts.contacts_of, client, me=house.anna)
    assert (contact.channel, contact.direction, contact.subject) == (Channel.VISIT, Direction.IN, "谈合作")
    assert contact.staff_id == house.anna.id and contact.at == house.line(key).came_at and not contact.waits
    assert house.today(house.anna) == [] and office.ask(visitors.waiting_for_me, me=house.anna) == ()
    assert [one.id for one in office.ask(visitors.in_house, me=house.desk)] == [key]
    assert office.ask(visitors.in_house, me=house.bo) == ()
    assert house.found("1") == [(Source.INSIDE, key)]
    house.undo(reception.check_out, key)
    assert house.line(key).state is State.MET and house.line(key).badge_out
    office.do(reception.check_out, key, me=house.desk)
    assert house.line(key).state is State.LEFT and not house.line(key).badge_out
    assert [one.id for one in office.ask(visitors.of_day, me=house.desk)] == [key]
    assert len(office.ask(contacts.contacts_of, client, me=house.anna)) == 1
    with pytest.raises(BadEntry):
        office.do(reception.check_out, key, me=house.desk)


def test_who_enters_files_logs_a_visit_as_it_begins_and_undoing_takes_both_back(office):
    house = House(office)
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    office.do(clients.set_people, client, owner=None, deputy=None, important=True)
    new = NewVisitor("贺启年", kind=Kind.CLIENT, purpose="看样品", host=house.anna.id, client=client)
    house.undo(reception.check_in, new, me=office.me)
    assert office.ask(contacts.contacts_of, client) == () and office.ask(visitors.of_day) == ()
    key = office.do(reception.check_in, new)
    line = house.line(key)
    assert (line.grade, line.why, line.badge) == (Grade.VIP, Why.IMPORTANT, "")
    assert [one.subject for one in office.ask(contacts.contacts_of, client)] == ["看样品"]
    office.do(reception.meet, key, me=house.anna)
    office.do(reception.check_out, key)
    assert len(office.ask(contacts.contacts_of, client)) == 1


def test_an_announced_client_whose_files_were_merged_leaves_the_contact_in_the_one_that_was_kept(office):
    house = House(office)
    kept, other = (office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"}) for _n in range(2))
    key = house.plan(kind=Kind.CLIENT, client=other, me=office.me)
    office.do(merging.merge, kept, other)
    new = office.ask(reception_desk.at_door, key).base
    office.do(reception.check_in, new, "", key)
    assert [one.subject for one in office.ask(contacts.contacts_of, kept)] == ["谈合作"]


def test_a_host_who_cant_come_names_a_stand_in_who_is_told(office):
    house = House(office)
    key = house.plan(me=house.cai, host=house.anna.id)
    assert house.line(key, house.cai).planned_by == "蔡敏" and house.today(house.cai) == []
    with pytest.raises(NotAllowed):
        office.do(reception.name_stand_in, key, house.bo.id, me=house.cai)
    house.receive(key)
    assert house.today(house.anna, whole=True) == [("waiting", "visitor")]
    office.do(reception.answer, key, me=house.anna)
    office.do(reception.name_stand_in, key, house.bo.id, "开会走不开", me=house.anna)
    line = house.line(key, house.bo)
    assert (line.receiver_name, line.host_name, line.answered_at) == ("卜凡", "安然", None) and line.mine
    assert office.ask(visitors.waiting_for_me, me=house.anna) == () and house.today(house.bo) == [
        ("waiting", "visitor")
    ]
    note = office.ask(reception_desk.host_note, house.anna.id, me=house.desk)
    assert note.instead == () and office.ask(reception_desk.host_note, house.desk.id, me=house.desk).there
    day = office.ask(on_file.today)
    absence = Absence(house.anna.id, house.bo.id, day, day, frozenset({StandInKind.REVIEWS}))
    office.do(stand_ins.name_stand_in, absence, me=house.anna)
    assert office.ask(reception_desk.host_note, house.anna.id, me=house.desk).instead == ("卜凡",)
    # what has come about is the receiver's breach
    office.do(reception.note_breach, key, "在三楼走廊", me=house.desk)
    with pytest.raises(BadEntry):
        office.do(reception.note_breach, key, me=house.desk)
    assert house.line(key).breach
    office.do(reception.name_stand_in, key, house.anna.id, me=house.desk)
    assert house.line(key, house.anna).stand_in is None
    with pytest.raises(BadEntry):
        office.do(reception.name_stand_in, key, house.anna.id, me=house.desk)
    nobody = office.hire("外人", {})
    with pytest.raises(BadEntry) as blind:
        office.do(reception.name_stand_in, key, nobody.id, me=house.desk)
    assert blind.value.field == "stand_in"
    # reminded by the office's number, and by none as long as it set none
    assert house.line(key).reminders == 0
    office.do(office_settings.change_setting, "reception_minutes", 1)
    assert house.line(key).reminders == 0
    other = house.plan("钱多多", 40)
    office.do(reception.call_off, other, me=house.anna)
    assert house.found("qdd") == [] and house.today(house.anna) == [("waiting", "visitor")]
    with pytest.raises(NotFound):
        house.receive(other)
    for wrong in (NewVisitor("甲"), NewVisitor(" ", expected_at=line.came_at)):
        with pytest.raises(BadEntry):
            office.do(reception.plan_visit, wrong, me=house.anna)


def test_each_of_a_group_wears_a_badge_and_they_come_back_one_by_one(office):
    house = House(office)
    alone, group = house.walk_in("甲"), house.walk_in("乙", badge="7", heads=4)
    assert house.line(group).badges == ("7", "2", "3", "4") and house.line(alone).badges == ("1",)
    with pytest.raises(BadEntry) as many:
        house.walk_in("丙", badge="8、9", heads=1)
    assert many.value.field == "badge"
    assert [found.id for found in office.ask(visitors.find, "3", me=house.desk)] == [group]
    # three come back as the group leaves, one is asked after and given up for lost
    with pytest.raises(BadEntry):
        office.do(reception.check_out, group, badge_back=False, kept="1", me=house.desk)
    office.do(reception.check_out, group, badge_back=False, kept="2–3", me=house.desk)
    assert (house.line(group).badges, house.line(group).badge) == (("2", "3"), "2–3")
    assert group in house.chased(house.desk)
    office.do(reception.return_badge, group, Ending.LOST, "没找到", "3", me=house.desk)
    assert house.line(group).badges == ("2",)
    office.do(reception.return_badge, group, me=house.desk)
    assert not house.line(group).badge_out and group not in house.chased(house.desk)
    assert house.line(house.walk_in("丁", heads=2)).badges == ("2", "4")
    printed = office.office.carry(house.desk, reception_prints.badge_register, translator("zh_CN"))
    assert text_of(printed.pdf).count("乙") == 4


def test_badges_go_out_by_number_and_the_one_that_is_gone_is_chased(office):
    house = House(office)
    one, two = house.walk_in("甲"), house.walk_in("乙", badge="7")
    assert (house.line(one).badge, house.line(two).badge) == ("1", "7")
    with pytest.raises(BadEntry) as out:
        house.walk_in("丙", badge="7")
    assert out.value.field == "badge"
    for kind in (Kind.SUPERIOR, Kind.FIRST_INTERVIEW):
        assert house.line(house.walk_in(f"无牌{kind.value}", kind=kind)).badge == ""
    raised = house.walk_in("丁", grade=Grade.HIGH, grade_reason="院长请来的")
    assert (house.line(raised).proposed, house.line(raised).badge) == (Grade.ORDINARY, "")
    with pytest.raises(BadEntry):
        house.walk_in("戊", grade=Grade.HIGH)
    with pytest.raises(BadEntry):
        office.do(reception.note_breach, raised, me=house.desk)
    office.do(reception.check_out, two, badge_back=False, me=house.desk)
    # after closing those that are out with their visitors too
    assert two in house.chased(house.desk) <= {one, two} and house.chased(house.bo) == set()
    assert [line.id for line in office.ask(visitors.badges_out, me=house.desk)] == [one, two]
    office.do(reception.return_badge, two, Ending.LOST, "打过电话", me=house.desk)
    assert two not in house.chased(house.desk) and office.ask(reception_badges.taken, me=house.desk) == ("1", "7")
    office.do(reception.check_out, one, me=house.desk)
    assert house.line(house.walk_in("己")).badge == "1"
    # on paper with who wore them; whoever sees his own visitors alone prints no list of the house
    printed = office.office.carry(house.desk, reception_prints.badge_register, translator("zh_CN"))
    assert "打过电话" in text_of(printed.pdf)
    assert "丁" in text_of(office.office.carry(house.desk, reception_prints.house_list, translator("en")).pdf)
    with pytest.raises(NotAllowed):
        office.office.carry(house.anna, reception_prints.house_list, translator("en"))
    # the register is the desk's, which sees none of the others
    lines = office.ask(registers.lines, registers.BADGES, outstanding=False, me=house.desk)
    assert sorted((line.what, line.ending, line.whom) for line in lines) == [
        ("1", Ending.RETURNED, ""), ("7", Ending.LOST, "")]  # fmt: skip
    with pytest.raises(NotAllowed):
        office.ask(registers.lines, "card", me=house.desk)


def test_who_is_to_receive_after_all_is_told_and_nobody_overwrites_what_a_colleague_changed(office):
    house = House(office)
    key = house.plan(me=house.anna, host=house.bo.id)
    seen = office.ask(reception_desk.at_door, key, me=house.desk).base
    office.do(reception.name_stand_in, key, house.cai.id, "开会", me=house.bo)
    office.do(reception.change_visit, key, replace(seen, purpose="签合同"), seen)
    for verb, more in ((reception.change_visit, ()), (reception.check_in, ("", key))):
        given = (key, seen, seen) if verb is reception.change_visit else (seen, *more, seen)
        with pytest.raises(Stale) as stale:
            office.do(verb, *given, me=house.desk)
        assert set(stale.value.clashes) == {"purpose"} and stale.value.who == office.me.name
    seen = office.ask(reception_desk.at_door, key, me=house.desk).base
    office.do(reception.check_in, replace(seen, host=office.me.id), "", key, seen, me=house.desk)
    told = {who.name: [one.id for one in office.ask(visitors.waiting_for_me, me=who)]
            for who in (office.me, house.bo, house.cai)}  # fmt: skip
    assert told == {office.me.name: [key], "卜凡": [], "蔡敏": []}
    assert house.line(key).stand_in is None and house.line(key, house.anna).purpose == "签合同"
    with pytest.raises(NotFound):
        house.line(key, house.cai)
    # whoever has answered is reminded no more
    office.do(office_settings.change_setting, "reception_minutes", 5)
    office.do(reception.answer, key)
    with office.beneath() as database, database.writing():
        now = database.now()
        Visitor.update(came_at=now - 31 * MINUTE, answered_at=now - 20 * MINUTE).where(Visitor.id == key).execute()
    assert house.line(key).reminders == 2


def test_who_is_on_the_list_is_not_let_in_without_a_reason(office):
    house = House(office)
    with pytest.raises(BadEntry):
        office.do(refused_visitors.refuse, "朱推", "平安", "", " ", me=house.desk)
    listed = office.do(refused_visitors.refuse, "朱推", "", "13900001111", "三次强闯教学区", me=house.desk)
    with pytest.raises(NotAllowed):
        office.ask(refused_visitors.refused, me=house.anna)
    key = house.walk_in("朱先生", phone="139 0000 1111", purpose="")
    line = house.line(key)
    assert (line.state, line.why, line.badge) == (State.REFUSED, Why.LISTED, "")
    assert office.ask(visitors.in_house, me=house.desk) == () and house.today(house.anna) == []
    again = house.walk_in("朱推", grade=Grade.ORDINARY, grade_reason="校长请来道歉", phone="13900001111")
    assert house.line(again).state is State.WAITING
    office.do(refused_visitors.let_in_again, listed, me=house.desk)
    assert office.ask(refused_visitors.refused, me=house.desk) == ()
    with office.work(house.desk) as work:
        work.add_rows(RefusedVisitor, [RefusedVisitor(name=f"某{n}", reason="闹事", by=work.me.id, at=work.now)
                                       for n in range(refused_visitors.MOST)])  # fmt: skip
        work.record(reception.TOPIC, "list_refused")
    last = office.do(refused_visitors.refuse, "最后一个", "", "", "闹事", me=house.desk)
    for name, keys in (("最后一个", [last]), ("没有的人", [])):
        assert [one.id for one in office.ask(refused_visitors.matching, name, "", "", me=house.desk)] == keys
    seller = office.do(reception.check_in, NewVisitor("卖保险的", kind=Kind.SELLER), me=house.desk)
    assert house.line(seller).why is Why.DISTURBS
    lower = house.plan("小吴", rank=Rank.BELOW)
    assert house.line(lower).grade is Grade.LOW


def test_a_closed_zone_is_entered_by_leave_of_who_is_named_for_it(office):
    house = House(office)
    head = office.hire("校长", STAFF | {Right.APPROVE_CLIENTS: Scope.ALL})
    other = office.hire("副校长", STAFF | {Right.APPROVE_CLIENTS: Scope.ALL})
    with pytest.raises(BadEntry):
        office.do(reception_zones.set_zones, [Zone("机房", str(house.anna.id))])
    office.do(reception_zones.set_zones, [Zone("学术区域", str(head.id))])
    assert [zone.approver_name for zone in office.ask(reception_zones.zones, me=house.anna)] == ["校长"]
    key = house.walk_in("李师傅", kind=Kind.ON_DUTY, purpose="修空调")
    entry = (reception_zones.enter_zone, key, "学术区域", house.anna.id)
    with pytest.raises(NeedsApproval) as needed:
        office.do(*entry, me=house.desk)
    need = needed.value.need
    assert office.ask(approvals.ways, need, me=house.desk).people == ("校长",)
    with pytest.raises(NotAllowed):
        office.do(approvals.go_alone, need, "急", me=house.desk)
    asked = office.do(approvals.ask, need, "空调漏水", me=house.desk)
    assert office.ask(approval_lists.waiting, me=other) == ()
    with pytest.raises(NotAllowed):
        office.do(approvals.approve, asked, me=other)
    (waiting,) = office.ask(approval_lists.waiting, me=head)
    assert waiting.may_decide and "李师傅" in waiting.what
    office.do(approvals.approve, asked, me=head)
    inside = office.do(*entry, me=house.desk)
    (line,) = office.ask(reception_zones.entries, inside=True, me=house.desk)
    assert (line.zone, line.name, line.escort, line.approved_by) == ("学术区域", "李师傅", "安然", "校长")
    with pytest.raises(BadEntry):
        office.do(*entry, me=house.desk)
    house.undo(reception_zones.leave_zone, inside)
    assert house.line(key).in_zone and not house.line(key, house.anna).in_zone
    # whoever has gone is in there no more, until that is taken back
    with office.work(house.desk) as work:
        reception.check_out(work, key)
        gone = work.operation
    assert office.ask(reception_zones.entries, inside=True, me=house.desk) == () and not house.line(key).in_zone
    office.do(reception_undo.undo, gone, me=house.desk)
    assert house.line(key).in_zone
    office.do(reception_zones.leave_zone, inside, me=house.desk)
    assert office.ask(reception_zones.entries, inside=True, me=house.desk) == ()
    # each time anew
    with pytest.raises(NeedsApproval) as needed:
        office.do(*entry, me=house.desk)
    # the host keeps no register of entries: the desk closes it after he saw the visitor off
    office.do(approvals.approve, office.do(approvals.ask, needed.value.need, "又漏", me=house.desk), me=head)
    again = office.do(*entry, me=house.desk)
    office.do(reception.check_out, key, me=house.anna)
    assert house.line(key).state is State.LEFT and house.line(key).in_zone
    office.do(reception_zones.leave_zone, again, me=house.desk)
    assert not house.line(key).in_zone
