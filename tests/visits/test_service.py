"""A visit from plan to report, who sees and changes it, whom the class plans ask to visit, and a transfer (CM-5)."""

from datetime import timedelta

import pytest

from desktop.i18n import translator
from desktop.rules.class_plans import next_visit
from desktop.rules.contacts import Channel
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.expected import Span
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.today import Deed, View
from desktop.rules.visits import Plan, Preparation, State, VisitReport
from desktop.rules.words import ClientForm
from desktop.services import (
    class_plans,
    clients,
    closing,
    contacts,
    expected_contacts,
    handovers,
    on_file,
    stand_ins,
    transfers,
    undoing,
    visit_due,
    visit_prints,
    visit_proposals,
    visit_undo,
    visits,
)
from desktop.services import settings as office_settings
from desktop.services.class_plans import PlanLine
from desktop.services.closing import StillHolds
from desktop.services.transfers import Wish as Handing
from desktop.services.visits import Standing, Wish
from tests.archive.test_handing import text_of

HOUR = timedelta(hours=1)
STAFF = {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN}


class House:
    """Two who visit their own clients, and who sees all."""

    def __init__(self, office):
        self.office = office
        self.anna, self.bo = (office.hire(name, STAFF, department="市场部") for name in ("安然", "卜凡"))
        self.client = office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "云岭商贸"}, owner=self.anna.id)
        with office.work() as work:
            self.now = work.now

    def plan(self, hours, purpose="谈续约", me=None, **more):
        plan = Plan(self.now + hours * HOUR, purpose, **more)
        return self.office.do(visits.plan_visit, self.client, plan, me=me or self.anna)

    def line(self, key, me=None):
        return self.office.ask(visits.visit_view, key, me=me or self.anna).line

    def today(self, me):
        view = View(me.id, None, self.office.ask(on_file.today))
        batches = self.office.ask(visit_due.due, view, me=me)
        return sorted((batch.group.value, row.key[0], row.deed) for batch in batches for row in batch.rows)

    def operation(self, verb, *args, me=None):
        def noted(work):
            verb(work, *args)
            return work.operation

        return self.office.do(noted, me=me or self.anna)


def test_a_visit_is_planned_prepared_moved_and_reported_once(office):
    house = House(office)
    for wrong, field in ((Plan(house.now, "  "), "purpose"), (Plan(house.now + 20000 * HOUR, "x"), "starts_at")):
        with pytest.raises(BadEntry) as lacking:
            office.do(visits.plan_visit, house.client, wrong, me=house.anna)
        assert lacking.value.field == field
    with pytest.raises(BadEntry):  # a colleague who could not read what he is to visit for
        house.plan(1, visitor=house.bo.id)
    with pytest.raises(NotFound):
        house.plan(1, me=house.bo)
    key = house.plan(-30, preparation=Preparation("要年前供货", competitors="江城商贸"))
    view = office.ask(visits.visit_view, key, me=house.anna)
    assert view.preparation.needs == "要年前供货" and view.hours == 24 and view.line.may_change
    assert view.line.state is State.TO_REPORT and view.line.late
    assert house.today(house.anna) == [("wrong", "visit", Deed.REPORT)] and house.today(house.bo) == []
    # two who prepare at once meet; another time needs its reason
    seen = Plan(view.line.starts_at, view.line.purpose, preparation=view.preparation)
    changed = Plan(view.line.starts_at, "谈续约和账期", preparation=view.preparation)
    office.do(visits.change_visit, key, changed, seen, me=house.anna)
    with pytest.raises(Stale):
        office.do(visits.change_visit, key, Plan(view.line.starts_at, "收集需求"), seen, me=house.anna)
    with pytest.raises(BadEntry):
        office.do(visits.change_visit, key, Plan(house.now, "谈续约"), me=house.anna)
    with pytest.raises(BadEntry):
        office.do(visits.move_visit, key, house.now + 2 * HOUR, " ", me=house.anna)
    moved = house.operation(visits.move_visit, key, house.now + 200 * HOUR, "客户出差")
    assert house.line(key).state is State.PLANNED and house.line(key).moved_why == "客户出差"
    assert house.line(key).report_due == house.line(key).starts_at + 24 * HOUR and house.today(house.anna) == []
    office.do(visit_undo.undo, moved, me=house.anna)
    assert house.line(key).state is State.TO_REPORT and house.line(key).moved_why == ""
    # the report is a contact, made once
    with pytest.raises(BadEntry) as lacking:
        office.do(visits.report_visit, key, VisitReport(" "), me=house.anna)
    assert lacking.value.field == "feedback"
    report = VisitReport("嫌到货慢", "同意续约", "许经理", "送新报价", office.ask(on_file.today) + timedelta(days=3))
    act = house.operation(visits.report_visit, key, report)
    with pytest.raises(BadEntry):
        office.do(visits.report_visit, key, report, me=house.anna)
    (contact,) = office.ask(contacts.contacts_of, house.client, me=house.anna)
    assert (contact.channel, contact.subject, contact.content) == (Channel.VISIT, "谈续约和账期", "嫌到货慢")
    assert (contact.result, contact.persons, contact.next_step) == ("同意续约", "许经理", "送新报价")
    assert contact.at == house.line(key).starts_at and house.line(key).state is State.REPORTED
    assert office.ask(visits.visit_view, key, me=house.anna).report == contact or contact.may_change
    assert house.today(house.anna) == []
    office.do(visit_undo.undo, act, me=house.anna)
    assert office.ask(contacts.contacts_of, house.client, me=house.anna) == ()
    assert house.line(key).state is State.TO_REPORT
    sheet = office.errand(visit_prints.preparation_sheet, key, translator("zh_CN"))
    said = text_of(sheet.pdf)
    for words in ("云岭商贸", "谈续约和账期", "要年前供货", "不得私自签订合同、收取款项，必须经过公司授权"):
        assert words in said, words
    with pytest.raises(NotAllowed):
        office.errand(visit_prints.preparation_sheet, key, translator("zh_CN"), me=house.anna)
    # what nobody verified stays off paper, but for an allergy, since silence is the danger
    office.ask_for_no_consent()
    person = office.do(
        clients.open_client, ClientForm.PERSON, {"name": "贺启年", "allergies": "花生", "hobbies": "爱喝茶"}
    )
    other = office.do(visits.plan_visit, person, Plan(house.now, "拜年"))
    said = text_of(office.errand(visit_prints.preparation_sheet, other, translator("zh_CN")).pdf)
    assert "⚠" in said and "花生" in said and "爱喝茶" not in said
    office.do(visits.call_off, key, "客户取消", me=house.anna)
    assert house.line(key).state is State.CALLED_OFF and not house.line(key).may_change
    for verb, *given in ((visits.call_off, "又一次"), (visits.report_visit, report)):
        with pytest.raises(BadEntry):
            office.do(verb, key, *given, me=house.anna)


def test_visits_are_seen_with_their_client_and_lists_are_narrowed(office):
    house = House(office)
    soon, week = house.plan(2, "看样品", place="云岭库房"), house.plan(24 * 8, "回访")
    called = house.plan(3, "取消的")
    office.do(visits.call_off, called, "改电话", me=house.anna)

    def found(standing, me=None, **more):
        wish = Wish(standing, **more)
        listed = office.ask(visits.visits, wish, me=me or house.anna)
        assert office.ask(visits.count, wish, me=me or house.anna) == len(listed)
        return {line.id for line in listed}

    assert found(Standing.TO_COME) == {soon, week} and found(Standing.CALLED_OFF) == {called}
    assert found(Standing.ALL, words="库房") == {soon} and found(Standing.ALL, words="yunling") == {soon, week, called}
    day = office.ask(visits.visit_view, week, me=house.anna).line.starts_at.date()
    assert found(Standing.WEEK, week=day) == {week}
    assert found(Standing.ALL, me=house.bo, mine=False) == set()
    assert found(Standing.ALL, me=office.me, mine=False) == {soon, week, called} and not found(Standing.ALL, office.me)
    with pytest.raises(NotFound):
        office.ask(visits.visit_view, soon, me=house.bo)
    reader = office.hire("阅览", {Right.SEE_CLIENTS: Scope.ALL})
    assert not house.line(soon, reader).may_change
    with pytest.raises(NotAllowed):
        office.do(visits.call_off, soon, "x", me=reader)


def test_who_stands_in_makes_and_reports_a_colleagues_visits(office):
    house = House(office)
    reach = STAFF | {Right.SEE_CLIENTS: Scope.ALL}
    carl, dan = office.hire("柯然", reach), office.hire("戴安", reach)
    before, key, other = house.plan(-50), house.plan(-1), house.plan(3)
    day = office.ask(on_file.today)
    for me in (carl, dan):
        assert not house.line(key, me).may_change and house.today(me) == []
    # for approvals alone nobody makes visits
    for person, kind in ((carl, StandInKind.VISITS), (dan, StandInKind.REVIEWS)):
        absence = Absence(house.anna.id, person.id, day - timedelta(days=1), day, frozenset({kind}))
        office.do(stand_ins.name_stand_in, absence, me=house.anna)
    assert house.today(dan) == [] and not house.line(key, dan).mine
    assert {row[1] for row in house.today(carl)} == {"visit"} and house.line(key, carl).mine
    assert {line.id for line in office.ask(visits.visits, Wish(Standing.ALL), me=carl)} == {before, key, other}
    office.do(visits.move_visit, other, house.now + 4 * HOUR, "安然请假", me=carl)
    with pytest.raises(NotAllowed):
        office.do(visits.report_visit, key, VisitReport("嫌到货慢"), me=dan)
    # within these days he made it; what the colleague made before them stays hers
    for visit, staff in ((key, "柯然"), (before, "安然")):
        contact = office.do(visits.report_visit, visit, VisitReport("嫌到货慢"), me=carl)
        (told,) = [one for one in office.ask(contacts.contacts_of, house.client, me=carl) if one.id == contact]
        assert told.staff == staff
    assert house.line(key).made_by_name == "柯然" and house.line(before).made_by is None


def test_class_plans_ask_for_visits_and_a_transfer_takes_them_along(office):
    house = House(office)
    assert office.ask(visit_proposals.proposals, me=house.anna) == ()
    office.do(class_plans.set_plan, PlanLine("A", visit_days=7))
    with office.work() as work:
        # a file of last month, in class A
        row = work.get(clients.Client, house.client)
        work.change(row, {"client_class": "A", "opened_on": row.opened_on - timedelta(days=30)})
        work.record("clients", "edit", row)
    (proposed,) = office.ask(visit_proposals.proposals, me=house.anna)
    assert proposed.due == next_visit(7, None, proposed.due - timedelta(days=7)) and proposed.last_contact is None
    assert office.ask(visit_proposals.count, me=house.anna) == 1 and office.ask(visit_proposals.count, me=house.bo) == 0
    assert office.ask(visit_proposals.proposals, mine=False, me=house.bo) == ()
    assert house.today(house.anna) == [("waiting", "visits_due", Deed.OPEN)]
    key = house.plan(-1)
    assert office.ask(visit_proposals.proposals, me=house.anna) == ()
    # who leaves hands his visits over with the clients
    holds = {one.kind: one.count for one in office.ask(closing.holdings, house.anna.id)}
    assert holds["visits"] == 1
    with pytest.raises(StillHolds):
        office.do(closing.close, house.anna.id, returned=True)
    handing = Handing(owner=house.bo.id, giver=house.anna.id, reason="离职")
    done = office.do(transfers.transfer, [house.client], handing)
    assert house.line(key, house.bo).visitor == house.bo.id and house.today(house.anna) == []
    assert house.today(house.bo) == [("due", "visit", Deed.REPORT)]
    assert "visits" not in {one.kind for one in office.ask(closing.holdings, house.anna.id)}
    office.do(undoing.undo, done.operation)
    assert house.line(key).visitor == house.anna.id and house.line(key).made_by is None
    # the successor owes the report of a visit that was made already; who made it stays in it, and what it came to is
    # no first contact of his. What was still to be made he makes
    soon = house.plan(30)
    office.do(transfers.transfer, [house.client], handing)
    made, to_come = house.line(key, house.bo), house.line(soon, house.bo)
    assert (made.visitor_name, made.made_by_name, to_come.visitor_name, to_come.made_by) == (
        "卜凡", "安然", "卜凡", None)  # fmt: skip
    day = office.ask(on_file.today)
    span = Span(day, day, house.now - 2 * HOUR, house.now)
    owed = office.ask(lambda work: [*expected_contacts.visits(work, span, [house.anna.id, house.bo.id])])
    assert [(one.person, one.record) for one in owed] == [(house.anna.id, key)]
    report = VisitReport("嫌到货慢", next_step="送新报价", next_on=day + timedelta(days=3))
    contact = office.do(visits.report_visit, key, report, me=house.bo)
    (told,) = [one for one in office.ask(contacts.contacts_of, house.client, me=house.bo) if one.id == contact]
    assert (told.staff, told.next_for, told.entered_by) == ("安然", "卜凡", "卜凡")
    assert office.ask(handovers.handover_of, house.client, me=house.bo).contacted_at is None
    office.do(office_settings.change_setting, "visit_report_hours", 48)
    assert office.ask(visits.visit_view, house.plan(5, me=house.bo), me=house.bo).hours == 48
