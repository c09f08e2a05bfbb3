"""Indicators count from the office's own records, for whoever may see them, and no trick raises one (AP-1 to AP-3)."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.appraisal import Excuse
from desktop.models.surveys import SurveyReply
from desktop.rules.approvals import NeedsApproval
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.indicators import BY_KEY, SHIPPED, UNTOLD, Span
from desktop.rules.rights import Right, Scope
from desktop.rules.scoring import Count
from desktop.rules.visits import Plan
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    case_steps,
    cases,
    clients,
    contact_answers,
    contacts,
    indicators,
    visits,
)
from desktop.services import settings as office_settings
from desktop.services.calendars import year_days
from desktop.services.cases import NewCase
from tests.appraisal import plainly
from tests.appraisal.some_office import DAY, SomeOffice
from tests.drawn import drawn

SEES = {Right.SEE_APPRAISALS: Scope.ALL, Right.RUN_APPRAISALS: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL}
SINCE, UNTIL = (datetime(2026, month, 30, 16, tzinfo=UTC) for month in (6, 9))
NOW = datetime(2026, 9, 14, 3, 30, tzinfo=UTC)
SPAN = Span(SINCE, UNTIL, NOW)
KEYS = tuple(indicators.ARMS)


def closed_and_open() -> tuple[frozenset[date], frozenset[date]]:
    years = [year_days(year) for year in (2026, 2027)]
    return (frozenset(day for year in years for day in year.holidays), frozenset().union(*(y.make_up for y in years)))


@drawn(3)
@given(chance=st.integers(0, 10**9), over=st.booleans())
def test_each_indicator_is_what_plain_python_reckons(office, chance, over):
    me = getattr(office, "_judge", None) or office.hire("评价", SEES)
    office._judge = me
    span = Span(SINCE, UNTIL, UNTIL + timedelta(days=2)) if over else SPAN
    some = SomeOffice(Random(chance), span)
    with office.beneath() as database, database.writing():
        some.write()
    keys = (*KEYS, some.own)
    found = office.ask(indicators.counts, span, keys, some.people, me=me)
    assert found == plainly.counts(some, *closed_and_open())
    # a period that was opened before it begins has nothing to count yet
    ahead = Span(SINCE, UNTIL, SINCE - timedelta(hours=9))
    assert office.ask(indicators.counts, ahead, keys, some.people, me=me) == {}
    assert office.ask(_listed, ahead, keys, me=me) == []
    # what is behind the figures adds up to them, and stands in an order that does not depend on the database
    rows = [row for row in office.ask(_listed, span, keys, me=me) if row.person in set(some.people)]
    assert rows == sorted(rows, key=lambda row: (row.person.hex, row.key, row.due, row.row.hex))
    for (person, key), count in found.items():
        own = [row for row in rows if (row.person, row.key) == (person, key)]
        assert (len(own), sum(row.weight * row.outcome for row in own)) == (count.cases, count.good)


def _listed(work, span, keys=KEYS):
    return list(indicators.all_cases(work, span, keys))


STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL,
         Right.SEE_APPRAISALS: Scope.OWN}  # fmt: skip


def test_no_trick_raises_a_figure(sqlite_office):
    office = sqlite_office
    office.do(office_settings.change_setting, "answer_email", 30)
    anna, bo = (office.hire(name, STAFF, department="客服部") for name in ("安然", "卜凡"))
    head = office.hire("贺主任", {**STAFF, Right.APPROVE_CLIENTS: Scope.ALL, Right.SEE_APPRAISALS: Scope.DEPARTMENT,
                                Right.SCORE_CONTACTS: Scope.ALL}, department="客服部")  # fmt: skip
    file = office.do(clients.open_client, ClientForm.PERSON, {"name": "白露"}, me=anna)
    now = office.ask(lambda work: work.now)
    past, span = now - 20 * DAY, Span(now - 90 * DAY, now + DAY, now + timedelta(minutes=1))

    def mail(at, direction=Direction.IN, **more):
        return Report(Channel.EMAIL, "报价", "请报价", at=at, direction=direction, **more)

    def figure(key, me=anna):
        found = office.ask(indicators.counts, span, [key], [me.id], me=me)
        return (count.cases, count.good // 10**9) if (count := found.get((me.id, key))) else (0, 0)

    asked = [office.do(contacts.log_contact, file, mail(past), me=anna) for _ in range(4)]
    assert figure("B1") == (4, 0)
    # back-dating: what one enters oneself counts from its entry; what a colleague reports is believed
    soon = past + timedelta(minutes=1)
    office.do(contacts.log_contact, file, mail(soon, Direction.OUT), None, asked[0], me=anna)
    assert figure("B1") == (4, 0)
    office.do(contacts.log_contact, file, mail(soon, Direction.OUT, staff=anna.id), None, asked[1], me=bo)
    assert figure("B1") == (4, 1)
    # nor is a late one taken out of what counts, by saying that it needs no answer or was no question
    office.do(contact_answers.needs_no_answer, asked[2], me=anna)
    for changed in (mail(past, Direction.OUT), mail(past, waits=False), mail(now)):
        office.do(contacts.correct_contact, asked[3], changed, me=anna)
    assert figure("B1") == (4, 1)
    # starving the log: what is expected comes from the plan, however much or little is logged
    visit = office.do(visits.plan_visit, file, Plan(now - 5 * DAY, "回访"), me=anna)
    for _ in range(2):
        office.do(contacts.log_contact, file, mail(now - 5 * DAY, Direction.OUT), me=anna)
    assert (figure("B3"), figure("A3")) == ((1, 0), (1, 0))
    office.do(visits.call_off, visit, "没空", me=anna)
    assert (figure("B3"), figure("A3")) == ((1, 0), (1, 0))
    # closing early, though it was approved, settles nothing
    case = office.do(cases.record_case, NewCase("complaint", "上错菜", client=file, received_at=now - 9 * DAY), me=anna)
    assert figure("C2") == (1, 0)
    with pytest.raises(NeedsApproval) as wanted:
        office.do(case_steps.close_early, case, "算了", me=anna)
    office.do(approvals.approve, office.do(approvals.ask, wanted.value.need, "客户不追究", me=anna), me=head)
    office.do(case_steps.close_early, case, "算了", me=anna)
    assert figure("C2") == (1, 0)
    (row,) = office.ask(indicators.cases, span, "C2", anna.id, me=anna)
    assert (row.reason, row.code != "", row.whom) == ("early", True, "白露")
    # by an approved excuse a case is told and not counted, nowhere but where it was excused
    with office.work() as work:
        for key, source, excused in (("B1", "contact", asked[2]), ("B2", "contact", asked[3])):
            work.add(Excuse(owner=anna.id, key=key, source=source, row=excused, due=past, reason="client",
                            asked_at=now))  # fmt: skip
        work.record("appraisal", "excuse", None)
    (count,) = office.ask(indicators.counts, span, ["B1"], me=anna).values()
    assert count == Count(3, 3000, 3_000_000, 10**9, 1)
    assert [row.excused for row in office.ask(_listed, span) if row.key == "B1"].count(True) == 1
    # it was excused for its own period: the same row in another one counts
    later = Span(span.since - 90 * DAY, past - 30 * DAY, span.now)
    with office.beneath() as database, database.writing():
        Excuse.update(due=later.since).where(Excuse.key == "B1").execute()
    (count,) = office.ask(indicators.counts, span, ["B1"], me=anna).values()
    assert (count.cases, count.excused) == (4, 0)
    # of others nobody reads, but the head of their department
    with pytest.raises(NotAllowed):
        office.ask(indicators.counts, span, ["B1"], [anna.id], me=bo)
    with pytest.raises(NotAllowed):
        office.ask(indicators.all_cases, span, ["B1"], me=head)
    with pytest.raises(BadEntry):
        office.ask(indicators.counts, span, ["Z9"], me=bo)
    assert {person for person, _key in office.ask(indicators.counts, span, ["B1"], me=head)} == {anna.id}
    # whoever sees the figure and not the file is told nothing of the client
    blind = office.hire("孙评", {Right.SEE_APPRAISALS: Scope.ALL})
    rows = office.ask(indicators.cases, span, "B1", anna.id, me=blind)
    assert {(row.client, row.code, row.whom) for row in rows} == {(None, "", "")} and len(rows) == 4
    assert len(office.ask(indicators.cases, span, "B1", anna.id, first=1, limit=2, me=blind)) == 2


def test_of_a_rating_nobody_is_told_whose_it_is(sqlite_office):
    office = sqlite_office
    me = office.hire("评价", SEES)
    some = SomeOffice(Random(3), SPAN, size=60)
    with office.beneath() as database, database.writing():
        some.write()
    rows = [row for who in some.people for row in office.ask(indicators.cases, SPAN, "C1", who, me=me)]
    assert rows and {(row.row, row.due, row.done, row.client) for row in rows} == {(UNTOLD, UNTIL, None, None)}
    assert all(row.row != UNTOLD for row in office.ask(_listed, SPAN, me=me))
    with office.beneath() as database, database.writing():
        SurveyReply.update(voided_at=SPAN.since, voided_why="打错了").execute()
    assert not any(office.ask(indicators.cases, SPAN, "C1", who, me=me) for who in some.people)


def test_each_indicator_is_declared_once_and_whole():
    assert sum(one.weight for one in SHIPPED) == 100 and [one.key for one in SHIPPED] == sorted(BY_KEY)
    assert {one.dimension: sum(o.weight for o in SHIPPED if o.dimension == one.dimension) for one in SHIPPED} == {
        "A": 35, "B": 30, "C": 35}  # fmt: skip
    for one in SHIPPED:
        assert one.floor < one.passing < one.target and one.partner in {"", *BY_KEY} and one.formula and one.source
