"""From the form that is issued to the fact that a review has confirmed, and who may do which of it."""

from datetime import timedelta

import pytest

from desktop.models.clients import Client, ValueReview
from desktop.models.collecting import CollectedSheet, ReviewItem, ReviewMeeting
from desktop.models.registers import RegisterLine
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Sheet, Why
from desktop.rules.collection_forms import NEXT, Diagram, FormState, Severity, Step
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.partners import Ending
from desktop.rules.review_meetings import Attends, Decision, Pace, Present
from desktop.rules.rights import Right, Scope
from desktop.rules.today import Deed, Group
from desktop.rules.words import ClientForm, Learnt, ReviewState
from desktop.services import (
    bookings,
    cards,
    clients,
    collecting,
    findings,
    merging,
    review_meetings,
    reviews,
    today,
    undoing,
)
from desktop.services.cards import Wanted
from desktop.services.findings import Finding, Head
from tests.bookings.test_service import House, house
from tests.offices import office_today

__all__ = ["house"]
SEE = {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL}
MANAGER = {**SEE, Right.REVIEW_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}


class Evening:
    """A guest of class A at lunch, his form out to a leader, a marketing manager, and a server with an account."""

    def __init__(self, house: House) -> None:
        self.house, self.office = house, house.office
        self.office.ask_for_no_consent()
        values = {"name": "贺启年", "taboos": "香菜"}
        self.guest = self.office.do(clients.open_client, ClientForm.PERSON, values, me=house.desk)
        self.office.do(reviews.accept, self.guest, "taboos")
        with self.office.beneath():
            Client.update(client_class="A").where(Client.id == self.guest).execute()
        self.leader, self.server = (self.office.hire(name, SEE) for name in ("王芳", "李娜"))
        self.manager = self.office.hire("张岚", MANAGER)
        self.booking = house.take(self.guest)

    def forms(self, me=None):
        return self.office.ask(collecting.forms, office_today(), office_today(), me=me or self.house.desk).lines

    def issue(self):
        (given,) = self.house.do(cards.hand_out, [Wanted(self.booking, self.guest, Sheet.FORM)], self.leader.id,
                                 reason="来得晚")  # fmt: skip
        return given

    def due_in(self, time: timedelta) -> None:
        with self.office.work() as work:
            work.change(next(iter(work.visible(RegisterLine))), {"due": work.now + time})
            work.record("bookings", "hand_out_sheets", None)

    def enter(self, given, *found, me=None, head=None):
        return self.office.do(findings.enter, given, list(found), head or Head("李娜", self.server.id),
                              me=me or self.house.desk)  # fmt: skip

    def meet(self, me=None):
        there = [Present(Attends.COLLECTOR, "李娜", self.server.id), Present(Attends.OTHER, "赵峰")]
        me = me or self.manager
        return self.office.do(review_meetings.begin, me.id, there, me=me)

    def facts(self, me=None):
        return {fact.waiting.field: fact for fact in self.office.ask(review_meetings.facts, me=me or self.manager)}


@pytest.fixture
def evening(house: House):
    return Evening(house)


def test_a_form_is_issued_assigned_handed_in_and_typed_in(evening: Evening):
    (line,) = evening.forms()
    assert (line.state, NEXT[line.state], line.client, line.why) == (FormState.DUE, Step.ISSUE, "贺启年", (Why.CLASS,))
    given = evening.issue()
    evening.due_in(timedelta(hours=1))
    (line,) = evening.forms()
    assert (line.state, line.given.leader, line.meal) == (FormState.OUT, "王芳", "午餐")
    evening.house.do(cards.receive, [given], "李娜")
    (line,) = evening.forms()
    assert (line.state, line.collector, NEXT[line.state]) == (FormState.COLLECTING, "李娜", Step.HAND_IN)
    evening.due_in(-timedelta(hours=1))
    assert [line.state for line in evening.forms()] == [FormState.MISSING]
    evening.house.do(cards.take_back, [given])
    (line,) = evening.forms()
    assert (line.state, line.came_late, line.recorded_for) == (FormState.BACK, True, False)
    found = evening.enter(given, Finding("drinks", "黄酒", Learnt.OBSERVED, checked=True))
    assert found.new == ("drinks",)
    (line,) = evening.forms()
    assert (line.state, line.collector, line.entered_by, line.recorded_for) == (
        FormState.ENTERED, "李娜", "周敏", True)  # fmt: skip
    # who does not see the client learns neither his name nor that it was typed in
    narrow = evening.office.hire("孙力", {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN})
    (line,) = evening.forms(narrow)
    assert (line.client, line.client_id, line.state, line.entered_by) == ("", None, FormState.BACK, "")
    with pytest.raises(NotFound):
        evening.office.ask(collecting.typed, given, me=narrow)
    with pytest.raises(NotAllowed):
        evening.office.ask(collecting.typed, given, me=evening.server)


def test_void_and_lost_forms(evening: Evening):
    given = evening.issue()
    evening.house.do(bookings.set_state, evening.booking, BookingState.CANCELLED, "下雨")
    assert [line.state for line in evening.forms()] == [FormState.VOID]
    evening.house.do(cards.take_back, [given], ending=Ending.LOST, note="掉水里了")
    assert [line.state for line in evening.forms()] == [FormState.LOST]


def test_what_stands_on_the_paper_is_kept_with_its_head(evening: Evening):
    day = office_today()
    given = evening.issue()
    known = evening.office.ask(collecting.typed, given, me=evening.house.desk)
    assert (known.values["taboos"], known.reviews["taboos"].verified, known.collected_on) == (
        "香菜",
        True,
        day,
    )
    head = Head("", evening.server.id, day, Diagram("贺总", "单总", "", "欧阳主任"))
    evening.enter(given, Finding("allergies", "花生", Learnt.ASKED, True, Severity.DANGER),
                  Finding("work_news", "十月乔迁", Learnt.OVERHEARD),
                  Finding("people_around", "司机小周", Learnt.ASKED), head=head)  # fmt: skip
    # typed in later adds to it, and never a second head
    evening.enter(given, head=Head("李娜", evening.server.id, day, Diagram("贺总", "单总", "钱主任", "欧阳主任")))
    known = evening.office.ask(collecting.typed, given, me=evening.house.desk)
    assert (known.diagram.deputy_host, known.diagram.honour_guest) == ("钱主任", "欧阳主任")
    assert (known.collector, known.collected_by, known.entered_by) == ("李娜", evening.server.id, "周敏")
    info = known.reviews["allergies"]
    assert (info.severity, info.checked, info.given, info.basis) == ("danger", True, given, "CF-1 李娜")
    assert known.reviews["work_news"].state is ReviewState.PROVISIONAL
    for bad, field in ((Head("李娜", collected_on=day + timedelta(days=1)), "collected_on"), (Head(" "), "collector"),
                       (Head("李娜", diagram=Diagram("长" * 61)), "main_host")):  # fmt: skip
        with pytest.raises(BadEntry) as refused:
            evening.enter(given, Finding("drinks", "茶", Learnt.ASKED), head=bad)
        assert refused.value.field == field
    for found in (Finding("drinks", "茶", Learnt.ASKED, severity=Severity.NEVER), Finding("looks", "高", Learnt.ASKED)):
        with pytest.raises(BadEntry):
            evening.enter(given, found)
    # another entry by hand is another value: what the form said of the one before goes with it, but not the danger
    evening.office.do(clients.edit_client, evening.guest, {"allergies": "花生、虾"}, me=evening.house.desk)
    info = evening.office.ask(collecting.typed, given, me=evening.house.desk).reviews["allergies"]
    assert (info.severity, info.checked, info.given) == ("danger", False, None)


def test_a_review_decides_with_those_present_and_its_evidence(evening: Evening):
    given = evening.issue()
    evening.house.do(cards.receive, [given], "李娜")
    evening.enter(given, Finding("drinks", "黄酒", Learnt.OBSERVED), Finding("dishes", "鲈鱼", Learnt.ASKED, True),
                  Finding("taboos", "不忌口", Learnt.OVERHEARD), Finding("allergies", "虾", Learnt.ASKED))  # fmt: skip
    facts = evening.facts()
    # the dangerous first, each with where it is from; a contradiction beside what was confirmed
    assert next(iter(facts)) == "allergies"
    proof = facts["taboos"].evidence
    assert (proof.line.number, proof.collector, proof.meal, proof.entered_by) == (1, "李娜", "午餐", "周敏")
    assert (facts["taboos"].waiting.value, facts["taboos"].waiting.verified) == ("不忌口", "香菜")
    do, me, guest = evening.office.do, evening.manager, evening.guest
    with pytest.raises(BadEntry):
        do(review_meetings.begin, me.id, [], me=me)
    with pytest.raises(NotAllowed):
        evening.meet(evening.house.desk)
    meeting = evening.meet()
    with pytest.raises(BadEntry):
        evening.meet()
    do(review_meetings.accept, meeting, guest, "allergies", "虾", me=me)
    do(review_meetings.correct, meeting, guest, "dishes", "清蒸鲈鱼", "鲈鱼", me=me)
    do(review_meetings.refuse, meeting, guest, "taboos", "听错了", "不忌口", me=me)
    do(review_meetings.ask_again, meeting, guest, "drinks", "黄酒要温的吗", me=me)
    for note in ("", "问"):
        with pytest.raises(BadEntry):
            # nothing to say, or nothing that waits
            do(review_meetings.ask_again, meeting, guest, "drinks" if not note else "dishes", note, me=me)
    file = evening.office.ask(clients.client_file, guest)
    assert (file.values["dishes"], file.values["taboos"], file.values["drinks"]) == ("清蒸鲈鱼", "香菜", "黄酒")
    assert file.reviews["allergies"].verified and file.reviews["taboos"].verified and file.reviews["drinks"].provisional
    (left,) = evening.facts().values()
    assert (left.waiting.field, left.ask) == ("drinks", "黄酒要温的吗")
    decided = evening.office.ask(review_meetings.items, meeting, me=me)
    assert [(item.field, item.decision) for item in decided] == [
        ("Allergies", Decision.ACCEPTED), ("Favourite dishes", Decision.CORRECTED), ("Taboos", Decision.REFUSED),
        ("Drinks", Decision.ASK_AGAIN)]  # fmt: skip
    assert do(review_meetings.end, meeting, me=me) is True
    with pytest.raises(BadEntry):
        do(review_meetings.accept, meeting, guest, "drinks", me=me)
    week = evening.office.ask(review_meetings.week, me=me)
    (held,) = week.meetings
    assert (week.held, week.wanted, week.running) == (1, 2, None)
    assert (held.chair, [one.name for one in held.present], held.decided) == ("张岚", ["李娜", "赵峰"], 4)
    # one that decides nothing is none
    assert do(review_meetings.end, evening.meet(), me=me) is False
    assert evening.office.ask(review_meetings.week, me=me).held == 1
    # the same was asked again with another answer: it is another value
    evening.enter(given, Finding("drinks", "温黄酒", Learnt.ASKED))
    assert evening.facts()["drinks"].ask == ""


def test_nobody_reviews_what_he_entered_or_collected_himself(evening: Evening):
    given = evening.issue()
    # typed in at the booking desk for the manager, who collected it
    evening.enter(given, Finding("drinks", "黄酒", Learnt.OBSERVED), head=Head("张岚"))
    fact = evening.facts()["drinks"]
    assert fact.waiting.info.mine
    meeting = evening.meet()
    for verb in (review_meetings.accept, review_meetings.refuse, review_meetings.ask_again):
        with pytest.raises(NotAllowed):
            args = () if verb is review_meetings.accept else ("因为",)
            evening.office.do(verb, meeting, evening.guest, "drinks", *args, me=evening.manager)
    with pytest.raises(NotAllowed):
        evening.office.do(reviews.accept, evening.guest, "drinks", me=evening.manager)
    evening.office.do(reviews.accept, evening.guest, "drinks")


def test_a_decision_is_undone_with_its_line_in_the_minutes(evening: Evening):
    given = evening.issue()
    evening.enter(given, Finding("drinks", "黄酒", Learnt.OBSERVED, True))
    meeting = evening.meet()
    with evening.office.work(evening.manager) as work:
        review_meetings.accept(work, meeting, evening.guest, "drinks", "黄酒")
        operation = work.operation
    evening.office.do(undoing.undo, operation, me=evening.manager)
    fact = evening.facts()["drinks"]
    assert (fact.waiting.info.provisional, fact.waiting.info.checked, fact.evidence is not None) == (True, True, True)
    assert evening.office.ask(review_meetings.items, meeting, me=evening.manager) == ()
    # a refusal gives back what was known of the value before
    evening.office.do(reviews.accept, evening.guest, "drinks")
    evening.enter(given, Finding("drinks", "白酒", Learnt.OVERHEARD), head=Head("赵峰"))
    evening.office.do(review_meetings.refuse, meeting, evening.guest, "drinks", "听错了", me=evening.manager)
    info = evening.office.ask(reviews.reviews_of, evening.guest)["drinks"]
    assert (info.verified, info.checked, info.given, info.basis) == (True, True, given, "CF-1 李娜")


def test_what_hangs_on_a_file_follows_a_merge(evening: Evening):
    given = evening.issue()
    evening.enter(given, Finding("drinks", "黄酒", Learnt.OBSERVED, True))
    evening.office.do(review_meetings.accept, evening.meet(), evening.guest, "drinks", me=evening.manager)
    kept = evening.office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    evening.office.do(merging.merge, kept, evening.guest)
    with evening.office.work(write=False) as work:
        rows = [work.visible(table).get() for table in (CollectedSheet, ReviewItem)]
        assert {row.client_id for row in rows} == {kept}
        review = work.visible(ValueReview).where((ValueReview.client == kept) & (ValueReview.field == "drinks")).get()
        assert (review.given, review.checked) == (given, True)


def test_today_tells_of_missing_forms_and_of_reviews_the_week_lacks(evening: Evening):
    def rows(me):
        return {row.key[0]: (section.group, row) for section in evening.office.ask(today.look, me=me).sections
                for row in section.rows}  # fmt: skip

    given = evening.issue()
    evening.due_in(timedelta(hours=1))
    assert "form_missing" not in rows(evening.house.desk)
    evening.due_in(-timedelta(hours=1))
    group, row = rows(evening.house.desk)["form_missing"]
    assert (group, row.whom, row.deed, row.opens) == (Group.WRONG, "贺启年", Deed.OPEN, ("collecting", given))
    assert "CF-1" in str(row.what)
    # where the page looks for it, however long ago that was
    assert evening.office.ask(collecting.day_of, given, me=evening.house.desk) == office_today()
    # who only looks at the book is not told to act
    assert "form_missing" not in rows(evening.server)
    evening.house.do(cards.take_back, [given])
    assert rows(evening.house.desk)["form_enter"][0] is Group.WAITING
    evening.enter(given, Finding("drinks", "黄酒", Learnt.OBSERVED))
    assert "form_enter" not in rows(evening.house.desk)
    pace = evening.office.ask(review_meetings.week, me=evening.manager).pace
    assert ("reviews_a_week" in rows(evening.manager)) is (pace in (Pace.SLOW, Pace.SHORT))
    with evening.office.work(write=False) as work:
        assert work.visible(ReviewMeeting).count() == 0
