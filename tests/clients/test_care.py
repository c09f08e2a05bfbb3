"""The rest of the file: plans per class, competitor notes, value from bills, the circle of people."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.rules.class_plans import next_visit
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, NotAllowed, Stale
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, LinkRole
from desktop.services import (
    affiliations,
    class_plans,
    client_value,
    clients,
    competitors,
    contacts,
    on_file,
    past_files,
    relations,
    spending,
)
from desktop.services.class_plans import PlanLine
from desktop.services.competitors import CompetitorEntry
from desktop.services.histories import history_of
from desktop.services.undoing import operations, undo
from desktop.ui.clients.more import read_more
from tests.offices import TestOffice, office_today

TODAY = office_today()
PLAN = PlanLine("A", "登门拜访", "只由管理人联系", 30)
OFFER = CompetitorEntry("望江阁", TODAY, "免服务费", "九折", "席间提到")


def person(office: TestOffice, name: str):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": name})


@pytest.fixture
def he(office: TestOffice):
    return person(office, "贺启年")


def give_class(office: TestOffice, client, letter):
    with office.work() as work:
        work.change(work.get(clients.Client, client), {"client_class": letter})
        work.record("clients", "classify", None)


@pytest.mark.parametrize(
    ("days", "last", "due"),
    [(30, date(2026, 3, 1), date(2026, 3, 31)), (30, None, date(2026, 1, 31)), (None, date(2026, 3, 1), None)],
)
def test_the_next_visit_is_counted_from_the_last_contact(days, last, due):
    assert next_visit(days, last, date(2026, 1, 1)) == due


def test_a_plan_holds_for_every_client_of_its_class(office: TestOffice, he):
    office.do(class_plans.set_plan, PLAN)
    assert office.ask(class_plans.plan_of, he) is None
    give_class(office, he, "A")
    last = office_today() - timedelta(days=10)
    found = office.ask(class_plans.plan_of, he, last)
    assert (found.plan, found.next_visit) == (PLAN, office_today() + timedelta(days=20))
    office.do(class_plans.set_plan, replace(PLAN, visit_days=20), PLAN)
    with pytest.raises(Stale):
        office.do(class_plans.set_plan, replace(PLAN, visit_days=40), PLAN)
    office.do(undo, office.ask(operations)[0].operation)
    assert office.ask(class_plans.plans)[0] == PLAN
    # the first plan of a class is taken back to none
    office.do(class_plans.set_plan, replace(PLAN, letter="B"))
    office.do(undo, office.ask(operations)[0].operation)
    assert office.ask(class_plans.plans)[1].empty
    with pytest.raises(BadEntry) as refusal:
        office.do(class_plans.set_plan, replace(PLAN, visit_days=0))
    assert refusal.value.field == "visit_days"
    reader = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    assert office.ask(class_plans.plan_of, he, me=reader).plan == PLAN
    with pytest.raises(NotAllowed):
        office.do(class_plans.set_plan, PLAN, me=reader)


def test_the_next_visit_counts_from_the_last_contact_as_long_as_the_file_is_in_use(office: TestOffice, he):
    office.do(class_plans.set_plan, PLAN)
    give_class(office, he, "A")
    assert office.ask(read_more, he).plan.last_contact is None
    with office.work() as work:
        work.now -= timedelta(days=4)
        day = on_file.today(work)
        contacts.log_contact(work, he, Report(Channel.PHONE, "问候", next_step="回电", next_on=day))
        contacts.log_contact(work, he, Report(Channel.CHAT, "早先", at=work.now - timedelta(days=9)))
    plan = office.ask(read_more, he).plan
    assert (plan.last_contact, plan.next_visit) == (day, day + timedelta(days=PLAN.visit_days))
    assert [line.open_step for line in office.ask(contacts.contacts_of, he)] == [True, False]
    office.do(clients.withdraw_client, he, "停业")
    plan = office.ask(read_more, he).plan
    assert (plan.last_contact, plan.next_visit) == (day, None)
    assert not any(line.open_step for line in office.ask(contacts.contacts_of, he))


def test_competitor_notes_are_kept_corrected_reported_and_undone(office: TestOffice, he):
    writer = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    other = office.hire("周敏", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    note = office.do(competitors.add_note, he, OFFER, me=writer)
    with pytest.raises(NotAllowed):
        office.do(competitors.withdraw_note, note, me=other)
    office.do(competitors.correct_note, note, replace(OFFER, reported_to=office.me.id), OFFER, me=writer)
    (line,) = office.ask(competitors.notes_of, he)
    assert (line.competitor, line.rate, line.reported_to, line.entered_by) == ("望江阁", "九折", office.me.name, "李娜")
    (told,) = office.ask(history_of, he)[0].changes
    assert (told.label, told.after) == ("Reported to", office.me.name)
    office.do(competitors.withdraw_note, note, me=writer)
    assert office.ask(competitors.notes_of, he) == ()
    office.do(undo, office.ask(operations, client_id=he)[0].operation, me=writer)
    assert [line.competitor for line in office.ask(past_files.client_as_of, he, office_today()).competitors] == [
        "望江阁"
    ]
    for entry, field in ((replace(OFFER, competitor=""), "competitor"),
                         (replace(OFFER, on=office_today() + timedelta(days=2)), "on")):  # fmt: skip
        with pytest.raises(BadEntry) as refusal:
            office.do(competitors.add_note, he, entry)
        assert refusal.value.field == field


def test_value_is_added_up_from_the_bills_of_twelve_months(office: TestOffice, he):
    assert office.ask(client_value.value_of, he).every_days is None
    for days, fen, visits in ((400, 999_900, 9), (90, 100_000, 1), (60, 50_000, 2), (0, 30_001, 1), (5, -20_000, 0)):
        office.do(spending.enter_spend, he, office_today() - timedelta(days=days), fen, visits)
    found = office.ask(client_value.value_of, he)
    assert (found.spend, found.visits, found.last_on) == (160_001, 4, office_today())
    assert (found.every_days, found.per_visit) == (45, 40_000)


def test_the_circle_reaches_two_steps_and_through_nobody_unseen(office: TestOffice, he):
    names = ("欧阳海", "尉迟安", "区静宜", "查立群")
    first, second, third, hidden = (person(office, name) for name in names)
    for one, other in ((he, first), (first, second), (second, third), (he, hidden), (hidden, third)):
        office.do(affiliations.add_link, one, other, LinkRole.FRIEND)
    whole = office.ask(relations.circle_of, he)
    assert {m.name: m.distance for m in whole.members} == {
        "贺启年": 0, "欧阳海": 1, "查立群": 1, "尉迟安": 2, "区静宜": 2}  # fmt: skip
    assert len(whole.ties) == 5
    own = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    for client in (he, first, second, third):
        office.do(clients.set_people, client, owner=own.id, deputy=None, important=False)
    seen = office.ask(relations.circle_of, he, me=own)
    assert {m.name: m.distance for m in seen.members} == {"贺启年": 0, "欧阳海": 1, "尉迟安": 2}
    assert [{tie.first, tie.second} for tie in seen.ties] == [{he, first}, {first, second}]


def test_a_circle_too_large_to_read_says_so(sqlite_office: TestOffice, monkeypatch):
    monkeypatch.setattr(relations, "MOST", 3)
    middle = person(sqlite_office, "贺启年")
    for n in range(4):
        sqlite_office.do(affiliations.add_link, middle, person(sqlite_office, f"客人{n}"), LinkRole.GUEST)
    found = sqlite_office.ask(relations.circle_of, middle)
    assert (len(found.members), found.more) == (3, True)
