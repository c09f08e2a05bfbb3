"""What a value keeps while nobody has confirmed it: everybody's hand in it, how grave it is, and what stood before."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.models.clients import Client, ValueReview
from desktop.models.collecting import ReviewMeeting
from desktop.models.office import Person
from desktop.models.records import Record
from desktop.rules.collecting import Relay, Sheet
from desktop.rules.collection_forms import Severity
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.words import Learnt, ReviewState
from desktop.services import (
    card_undo,
    cards,
    clients,
    collecting,
    meal_board,
    review_lists,
    review_meetings,
    reviews,
    undoing,
)
from desktop.services.cards import Wanted
from desktop.services.findings import Finding, Head
from desktop.ui.kit.noting import noting
from tests.bookings.test_service import House, house
from tests.collecting.test_service import MANAGER, Evening
from tests.offices import office_today

__all__ = ["house"]


@pytest.fixture
def evening(house: House):
    return Evening(house)


def allergies(evening: Evening) -> tuple[str, str]:
    with evening.office.work(write=False) as work:
        rows = work.visible(ValueReview).where(ValueReview.field == "allergies")
        return work.get(Client, evening.guest).allergies, rows.get().state


def test_who_refuses_an_added_allergy_leaves_those_before_it(evening: Evening):
    do, me, guest = evening.office.do, evening.manager, evening.guest
    given, wait, done = evening.issue(), ReviewState.PROVISIONAL.value, ReviewState.VERIFIED.value
    do(clients.edit_client, guest, {"allergies": "花生"}, {}, learnt=Learnt.OBSERVED, me=evening.house.desk)
    evening.enter(given, Finding("allergies", "芒果", Learnt.OBSERVED, severity=Severity.NEVER))
    meeting = evening.meet()
    noted = do(noting(review_meetings.refuse), meeting, guest, "allergies", "芒果听错了", "花生；芒果", me=me)
    assert allergies(evening) == ("花生", wait)
    info = evening.office.ask(reviews.reviews_of, guest)["allergies"]
    assert (info.given, info.severity, info.basis) == (None, "", "")
    (line,) = evening.office.ask(
        meal_board.board, office_today(), evening.house.meals["lunch"], me=evening.house.desk
    ).lines
    assert "花生" in str(line)
    # a refusal that was undone is none; refused again, and then the first is refused too
    do(undoing.undo, noted.operation, me=me)
    assert allergies(evening) == ("花生；芒果", wait)
    do(reviews.refuse, guest, "allergies", "芒果听错了", me=me)
    do(reviews.refuse, guest, "allergies", "也不对", me=me)
    assert allergies(evening) == ("", ReviewState.REFUSED.value)
    # two additions to what was confirmed go one by one
    do(clients.edit_client, guest, {"allergies": "虾"}, {}, learnt=Learnt.ASKED, me=evening.house.desk)
    do(reviews.accept, guest, "allergies", me=me)
    for told in ("花生", "芒果"):
        evening.enter(given, Finding("allergies", told, Learnt.OBSERVED))
    do(reviews.refuse, guest, "allergies", "没有", me=me)
    assert allergies(evening) == ("虾；花生", wait)
    do(reviews.refuse, guest, "allergies", "也没有", me=me)
    assert allergies(evening) == ("虾", done)


def test_nobody_confirms_what_he_had_a_hand_in_since_it_was_confirmed(evening: Evening):
    do, guest, given = evening.office.do, evening.guest, evening.issue()
    first, second, namesake = (evening.office.hire(name, MANAGER) for name in ("甲", "乙", "丙"))
    with evening.office.beneath():
        Person.update(name="李娜").where(Person.id == namesake.id).execute()
    enter = lambda field, value, head: evening.enter(given, Finding(field, value, Learnt.OBSERVED), head=head)  # noqa: E731

    def refused(field, me):
        with pytest.raises(NotAllowed):
            do(reviews.accept, guest, field, me=me)
        assert evening.facts(me)[field].waiting.info.mine
        assert field not in {one.field for one in evening.office.ask(review_lists.waiting_reviews, but_own=True, me=me)}

    # two colleagues of one name: which of them it was, nobody knows
    enter("dishes", "鲈鱼", Head("李娜"))
    known = evening.office.ask(collecting.typed, given, me=evening.house.desk)
    assert (known.collector, known.collected_by) == ("李娜", None)
    refused("dishes", namesake)
    # what another adds, or mends by hand, leaves the first hand in it
    enter("allergies", "花生", Head("甲", first.id))
    enter("allergies", "芒果", Head("乙", second.id))
    enter("drinks", "黃酒", Head("甲", first.id))
    do(clients.edit_client, guest, {"drinks": "黄酒"}, {}, learnt=Learnt.OBSERVED, me=evening.house.desk)
    for field, me in (("allergies", first), ("allergies", second), ("drinks", first)):
        refused(field, me)
    # once confirmed, it is told anew
    for field in ("allergies", "drinks"):
        do(reviews.accept, guest, field, me=evening.manager)
        enter(field, "茶", Head("乙", second.id))
        refused(field, second)
        do(reviews.accept, guest, field, me=first)


def test_danger_to_life_is_never_told_away(evening: Evening):
    given = evening.issue()

    def told(field, *found):
        for one in found:
            evening.enter(given, Finding(field, *one))
        info = evening.office.ask(reviews.reviews_of, evening.guest)[field]
        return info.severity, info.checked, info.state

    seen, wait = Learnt.OBSERVED, ReviewState.PROVISIONAL
    assert told("allergies", ("花生", seen, False, Severity.NEVER), ("花生", seen, True, Severity.DANGER)) == (
        "danger", True, wait)  # fmt: skip
    assert told("allergies", ("芒果", seen), ("花生；芒果", seen, True, Severity.RATHER_NOT))[0] == "danger"
    # of a confirmed value too, which stays confirmed; another taboo has a grade of its own
    assert told("taboos", ("香菜", seen, True, Severity.DANGER)) == ("danger", True, ReviewState.VERIFIED)
    assert told("taboos", ("羊肉", seen, False, Severity.RATHER_NOT)) == ("mild", False, wait)
    edit = {"allergies": "花生、芒果、虾"}
    evening.office.do(clients.edit_client, evening.guest, edit, {}, learnt=Learnt.ASKED, me=evening.house.desk)
    assert evening.office.ask(reviews.reviews_of, evening.guest)["allergies"].severity == "danger"


def test_what_is_told_again_counts_where_it_was_confirmed_and_all_of_it_was_told(evening: Evening):
    given, seen = evening.issue(), Learnt.OBSERVED
    assert evening.enter(given, Finding("dishes", "鲈鱼", seen)).new == ("dishes",)
    assert evening.enter(given, Finding("dishes", "鲈鱼", seen)).seen == ()
    with evening.office.beneath():
        assert Record.select().where(Record.action == "seen_again").count() == 0
    evening.enter(given, Finding("allergies", "花生；虾", seen))
    for field in ("dishes", "allergies"):
        evening.office.do(reviews.accept, evening.guest, field, me=evening.manager)
    assert evening.enter(given, Finding("dishes", "鲈鱼", seen)).seen == ("dishes",)
    assert evening.enter(given, Finding("allergies", "虾", seen)).seen == ()
    assert evening.enter(given, Finding("allergies", "虾、花生", seen)).seen == ("allergies",)


def test_a_review_goes_on_until_it_is_ended_and_counts_while_a_decision_of_it_stands(evening: Evening):
    do, me = evening.office.do, evening.manager
    evening.enter(evening.issue(), Finding("dishes", "鲈鱼", Learnt.OBSERVED))
    meeting = evening.meet()
    with evening.office.beneath():
        ReviewMeeting.update(begun_at=datetime.now(UTC) - timedelta(weeks=6)).execute()
    assert evening.office.ask(review_meetings.week, me=me).running.id == meeting
    do(review_meetings.end, meeting, me=me)
    meeting = evening.meet()
    noted = do(noting(review_meetings.accept), meeting, evening.guest, "dishes", "鲈鱼", me=me)
    do(review_meetings.end, meeting, me=me)
    # whoever may not see the client counts the same
    narrow = evening.office.hire("窄", {**MANAGER, Right.SEE_CLIENTS: Scope.OWN, Right.REVIEW_CLIENTS: Scope.OWN})
    assert [evening.office.ask(review_meetings.week, me=one).held for one in (me, narrow)] == [1, 1]
    do(undoing.undo, noted.operation, me=me)
    assert evening.office.ask(review_meetings.week, me=me).held == 0


def test_a_sheet_that_something_hangs_on_is_not_taken_back(evening: Evening):
    wanted = [Wanted(evening.booking, evening.guest, Sheet.FORM)]
    handed = evening.house.do(noting(cards.hand_out), wanted, evening.leader.id, "晚")
    noted = evening.house.do(noting(cards.pass_on), handed.result[0], Relay.KITCHEN, "老刘")
    with pytest.raises(BadEntry):
        evening.house.do(card_undo.undo, handed.operation)
    evening.house.do(card_undo.undo, noted.operation)
    evening.enter(handed.result[0], Finding("dishes", "鲈鱼", Learnt.OBSERVED))
    with pytest.raises(BadEntry):
        evening.house.do(card_undo.undo, handed.operation)
    assert evening.facts()["dishes"].evidence is not None
