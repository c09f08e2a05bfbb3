"""A lead from its coming to a client and back, who sees it, what is alike, and what Today asks for (CM-6)."""

from datetime import timedelta

import pytest

from desktop.rules.contacts import Channel, Direction
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.leads import EntryKind, LeadEntered, PlanKind, Source, State
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.today import Group, View
from desktop.rules.words import ClientForm
from desktop.services import (
    clients,
    closing,
    contacts,
    lead_conversion,
    lead_due,
    lead_lists,
    lead_undo,
    leads,
    on_file,
    reindexing,
    search,
    search_all,
    stand_ins,
    visits,
)
from desktop.services import settings as office_settings
from desktop.services.lead_lists import Standing, Wish
from desktop.services.visits import Wish as VisitWish

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STAFF = {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN}
WEB = LeadEntered("宋先生", Source.WEB, "装修贷款二十万", unit="云岭装饰", phone="138 0000 1234", stay_minutes=3,
                  needs="三年，等额本息", qualifications="有房，社保五年")  # fmt: skip


class House:
    """Two who look after their own leads, their head, and a lead of the first."""

    def __init__(self, office):
        self.office = office
        self.anna, self.bo = (office.hire(name, STAFF, department="市场部") for name in ("安然", "卜凡"))
        head = dict.fromkeys(STAFF, Scope.DEPARTMENT)
        self.head = office.hire("贺主任", head, department="市场部")
        self.day = office.ask(on_file.today)
        self.lead = self.do(leads.enter_lead, WEB)

    def do(self, verb, *args, me=None, **more):
        return self.office.do(verb, *args, me=me or self.anna, **more)

    def view(self, me=None):
        return self.office.ask(lead_lists.lead_view, self.lead, me=me or self.anna)

    def act(self, verb, *args, me=None, **more):
        def noted(work):
            verb(work, *args, **more)
            return work.operation

        return self.do(noted, me=me)

    def today(self, me):
        batches = self.office.ask(lead_due.due, View(me.id, None, self.day), me=me)
        return {(batch.group.value, row.key[0]) for batch in batches for row in batch.rows} - {("due", "lead_round")}


def test_a_lead_is_followed_up_by_plan_and_seen_by_scope(office):
    house = House(office)
    for wrong, field in ((LeadEntered(" ", Source.CALL, "x"), "name"), (LeadEntered("x", Source.CALL, ""), "wish"),
                         (LeadEntered("x", Source.WEB, "x", stay_minutes=-1), "stay_minutes")):  # fmt: skip
        with pytest.raises(BadEntry) as lacking:
            house.do(leads.enter_lead, wrong)
        assert lacking.value.field == field
    # who stayed over a minute is invited again, once
    assert house.view().may_invite
    house.do(leads.invite_again, house.lead)
    with pytest.raises(BadEntry):
        house.do(leads.invite_again, house.lead)
    # nobody reached, a message left, a plan; each waits for its result
    house.do(leads.note_contact, house.lead, Channel.PHONE, "无人接听", reached=False)
    assert house.view().line.state is State.TRIED
    message = house.do(leads.leave_message, house.lead, "请晚上打给我")
    with pytest.raises(BadEntry):
        house.do(leads.plan_step, house.lead, PlanKind.COLD_CALL, "再打", house.day - DAY)
    step = house.do(leads.plan_step, house.lead, PlanKind.COLD_CALL, "晚上再打", house.day)
    house.do(leads.plan_step, house.lead, PlanKind.VISIT, "上门看房产证", house.day + 3 * DAY)
    assert house.view().line.next_on == house.day
    assert house.today(house.anna) == {("waiting", "lead_message"), ("due", "lead_step"), ("next", "lead_step")}
    # the number beside Today counts what it does not list
    counted = office.ask(lead_due.due, View(house.anna.id, None, house.day, limit=0), me=house.anna)
    assert [batch.total for batch in counted if batch.group is Group.WAITING] == [1]
    with pytest.raises(BadEntry):
        house.do(leads.settle_entry, message, " ")
    house.do(leads.settle_entry, message, "已约晚上八点")
    settled = house.act(leads.settle_entry, step, "愿意见面")
    view = house.view()
    assert (view.line.state, view.line.next_on) == (State.IN_TOUCH, house.day + 3 * DAY)
    assert house.today(house.anna) == {("next", "lead_step")}
    with pytest.raises(BadEntry):
        house.do(leads.settle_entry, step, "又一次")
    house.do(lead_undo.undo, settled)
    assert house.view().line.next_on == house.day
    # others of the department do not see it; its head does and gives it on; who gave it can still tell of it
    for verb, *given in ((lead_lists.lead_view,), (leads.note, "x"), (lead_conversion.convert_lead,)):
        with pytest.raises(NotFound):
            house.do(verb, house.lead, *given, me=house.bo)
    assert office.ask(lead_lists.leads_listed, me=house.bo) == () and house.view(house.head).may_write
    house.do(leads.give_lead, house.lead, house.bo.id, me=house.anna)
    assert house.view(house.bo).line.mine and house.view().may_write and house.today(house.anna) == set()
    holds = {one.kind: one.count for one in office.ask(closing.holdings, house.bo.id)}
    assert holds == {"leads": 1}
    reader = office.hire("阅览", {Right.SEE_CLIENTS: Scope.ALL})
    assert not house.view(reader).may_write
    with pytest.raises(NotAllowed):
        house.do(leads.lose_lead, house.lead, "x", me=reader)
    lost = house.act(leads.lose_lead, house.lead, "利率谈不拢", me=house.bo)
    assert house.view().line.state is State.LOST and house.today(house.bo) == set()
    with pytest.raises(BadEntry):
        house.do(leads.note, house.lead, "x", me=house.bo)
    house.do(lead_undo.undo, lost, me=house.bo)
    assert house.view().line.state is State.IN_TOUCH or house.view().line.state is State.TRIED
    # who is beside a lead stays so, whoever gives it on; unless that one would not see it any more
    third = office.hire("单雪", STAFF, department="市场部")
    there = dict.fromkeys((Right.SEE_CLIENTS, Right.EDIT_CLIENTS), Scope.DEPARTMENT)
    head = office.hire("科长", STAFF | there, department="市场部")
    house.do(leads.give_lead, house.lead, third.id, me=head)
    assert house.view(third).line.mine and house.view().may_write
    wide = office.hire("齐远", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    house.do(leads.give_lead, house.lead, wide.id, me=third)
    assert house.view(third).may_write
    # who sees all leads gives one away and has no part in it then
    house.do(leads.give_lead, house.lead, house.bo.id, me=wide)
    assert house.view(house.bo).line.mine and house.view(third).may_write and not house.view(wide).may_write


def test_the_register_is_found_by_words_and_looked_through_daily(office):
    house = House(office)
    firm = LeadEntered("江城门窗有限公司", Source.REFERRAL, "设备贷款", form=ClientForm.ORGANISATION, phone="0411-8000")
    other = house.do(leads.enter_lead, firm, me=house.bo)

    def found(me, **more):
        wish = Wish(**{"standing": Standing.ALL} | more)
        listed = office.ask(lead_lists.leads_listed, wish, me=me)
        assert office.ask(lead_lists.count, wish, me=me) == len(listed)
        return {line.id for line in listed}

    both = {house.lead, other}
    assert found(house.head) == both and found(house.anna) == {house.lead}
    for words in ("songxiansheng", "宋", "1234", "装修", "社保"):
        assert found(house.head, words=words) == {house.lead}, words
    assert found(house.head, words="jcmc") == {other} and found(house.anna, words="jcmc") == set()
    assert found(house.head, source=Source.WEB) == {house.lead} == found(house.anna, mine=True)
    assert found(house.head, standing=Standing.UNPLANNED) == both and not found(house.head, standing=Standing.LOST)
    assert [hit.id for hit in office.ask(search_all.find_everything, "jcmc", me=house.head)] == [other]
    assert office.ask(search_all.find_everything, "jcmc", me=house.anna) == []
    # what one may not see is not told of either
    hidden = office.do(clients.open_client, ClientForm.PERSON, {"name": "宋先生", "phone": "13800001234"})
    typed = {"name": "宋先生", "phone": "13800001234", "form": "person"}
    alike = office.ask(lead_lists.alike, typed, me=office.me)
    assert {(one.id, one.lead) for one in alike} == {(hidden, False), (house.lead, True)}
    assert [one.id for one in office.ask(lead_lists.alike, typed, me=house.anna)] == [house.lead]
    assert office.ask(lead_lists.alike, typed, me=house.bo) == ()
    # the daily look
    assert office.ask(lead_lists.looked_through, me=house.head) == ()
    looked = house.act(leads.look_through)
    house.do(leads.look_through)
    ((name, _at),) = office.ask(lead_lists.looked_through, me=house.head)
    assert name == "安然"
    house.do(lead_undo.undo, looked)
    assert office.ask(lead_lists.looked_through, me=house.head) == ()
    office.do(leads.change_lead, house.lead, LeadEntered("宋先生", Source.CALL, "买车"), WEB)
    assert found(house.head, words="买车") == {house.lead} and found(house.head, words="装修") == set()


def test_a_lead_becomes_a_client_with_its_history_and_back_in_one_act(office):
    house = House(office)
    house.do(leads.note_contact, house.lead, Channel.PHONE, "讲了利率\n愿意考虑")
    house.do(leads.note, house.lead, "爱人也在贷款")
    house.do(leads.plan_step, house.lead, PlanKind.FOLLOW_UP, "发合同样本", house.day + DAY)
    house.do(leads.plan_step, house.lead, PlanKind.VISIT, "上门看房产证", house.day + 3 * DAY)
    house.do(leads.plan_step, house.lead, PlanKind.COLLECTION, "要流水", house.day + 2 * DAY)
    act = house.act(lead_conversion.convert_lead, house.lead)
    view = house.view()
    client = view.client
    assert view.line.state is State.CONVERTED and not view.may_write and house.today(house.anna) == set()
    file = office.ask(clients.client_file, client, me=house.anna)
    assert (file.values["name"], file.values["phone"], file.values["unit"]) == ("宋先生", "13800001234", "云岭装饰")
    assert "爱人也在贷款" in str(file.values["note"])
    newest, first = office.ask(contacts.contacts_of, client, me=house.anna)
    assert (first.channel, first.direction, first.subject) == (Channel.CHAT, Direction.IN, "装修贷款二十万")
    assert "社保五年" in first.content and first.waiting_since is None
    assert (newest.subject, newest.content) == ("讲了利率", "讲了利率\n愿意考虑")
    assert {(newest.next_step, newest.next_on), (first.next_step, first.next_on)} == {
        ("发合同样本", house.day + DAY), ("要流水", house.day + 2 * DAY)}  # fmt: skip
    (planned,) = office.ask(visits.visits, VisitWish(visits.Standing.ALL), me=house.anna)
    assert (planned.client, planned.purpose) == (client, "上门看房产证")
    with pytest.raises(BadEntry):
        house.do(lead_conversion.convert_lead, house.lead)
    house.do(lead_undo.undo, act)
    view = house.view()
    assert view.line.state is State.IN_TOUCH and view.client is None and view.line.next_on == house.day + DAY
    assert office.ask(search.find, "宋先生", me=house.anna) == []
    assert office.ask(visits.visits, VisitWish(visits.Standing.ALL), me=house.anna) == ()
    # once something was done with the client it stays one
    act = house.act(lead_conversion.convert_lead, house.lead)
    client = house.view().client
    house.do(contacts.log_contact, client, contacts.Report(Channel.PHONE, "催材料"))
    with pytest.raises(BadEntry):
        house.do(lead_undo.undo, act)
    assert len(house.view().entries) == 5 and house.view().entries[-1].kind is EntryKind.CONTACT


def test_what_is_undone_leaves_what_stands(office):
    house = House(office)
    first = house.act(leads.plan_step, house.lead, PlanKind.FOLLOW_UP, "先打", house.day + DAY)
    house.do(leads.plan_step, house.lead, PlanKind.FOLLOW_UP, "再打", house.day + 2 * DAY)
    house.do(lead_undo.undo, first)
    assert house.view().line.next_on == house.day + 2 * DAY
    talked, again = (house.act(leads.note_contact, house.lead, Channel.PHONE, said) for said in ("谈过", "又谈"))
    with pytest.raises(BadEntry):
        house.do(lead_undo.undo, talked)
    house.do(lead_undo.undo, again)
    assert house.view().line.state is State.IN_TOUCH
    house.do(lead_undo.undo, talked)
    assert house.view().line.state is State.NEW
    # a file is taken away by who may edit it
    clerk = office.hire("文员", {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL})
    lead = house.do(leads.enter_lead, WEB, me=clerk)
    act = house.act(lead_conversion.convert_lead, lead, me=clerk)
    with pytest.raises(NotAllowed):
        house.do(lead_undo.undo, act, me=clerk)


def test_an_office_without_its_index_finds_leads_again(office):
    house = House(office)
    office.do(reindexing.index_anew, lambda _done, _all: None)
    assert len(office.ask(lead_lists.leads_listed, Wish(words="装修"), me=house.anna)) == 1
    office.do(office_settings.change_setting, "lead_invite_minutes", 5)
    assert not house.view().may_invite


def test_a_server_that_keeps_people_apart_says_the_same(prepared_office):
    test_a_lead_is_followed_up_by_plan_and_seen_by_scope(prepared_office)


@pytest.mark.parametrize("where", ["sqlite_office", "prepared_office"])
def test_who_stands_in_follows_up_a_colleagues_leads(where, request):
    office = request.getfixturevalue(where)
    house = House(office)
    carl = office.hire("柯然", STAFF | {Right.SEE_CLIENTS: Scope.DEPARTMENT}, department="市场部")
    step = house.do(leads.plan_step, house.lead, PlanKind.FOLLOW_UP, "问条件", house.day)
    assert not house.view(carl).may_write and house.today(carl) == set()
    with pytest.raises(NotAllowed):
        house.do(leads.note, house.lead, "x", me=carl)
    absence = Absence(house.anna.id, carl.id, house.day, house.day, frozenset({StandInKind.VISITS}))
    house.do(stand_ins.name_stand_in, absence)
    assert house.view(carl).may_write and house.today(carl) == {("due", "lead_step")}
    assert [line.id for line in office.ask(lead_lists.leads_listed, Wish(mine=True), me=carl)] == [house.lead]
    house.do(leads.settle_entry, step, "愿意见面", me=carl)
    house.do(leads.note_contact, house.lead, Channel.PHONE, "约了周五", me=carl)
    assert house.view().line.state is State.IN_TOUCH and {one.by for one in house.view().entries} >= {"柯然"}
