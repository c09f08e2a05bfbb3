"""What two sheets say of one guest: both are before the review, and whichever it refuses, the other is not lost."""

import pytest

from desktop.rules.collecting import Sheet
from desktop.rules.errors import NotAllowed
from desktop.rules.today import Deed
from desktop.rules.words import Learnt
from desktop.services import cards, clients, review_lists, review_meetings, reviews, today, undoing
from desktop.services.cards import Wanted
from desktop.services.findings import Finding, Head
from desktop.ui.collecting.review_rows import evidence, row_of
from desktop.ui.kit.noting import noting
from tests.bookings.test_service import House, house
from tests.collecting.test_service import MANAGER, Evening

__all__ = ["house"]


@pytest.fixture
def evening(house: House):
    return Evening(house)


def second_form(evening: Evening):
    """Of the same guest, from another table of the same meal."""
    other = evening.house.take(evening.guest, "竹影")
    (given,) = evening.house.do(cards.hand_out, [Wanted(other, evening.guest, Sheet.FORM)], evening.leader.id, "晚")
    return given


def value(evening: Evening, field: str):
    file = evening.office.ask(clients.client_file, evening.guest)
    return file.values[field], file.reviews[field].verified


def told(evening: Evening, field: str):
    """What the file has, what was confirmed before, and what else was told, the newest first."""
    (line,) = (one.waiting for one in evening.facts().values() if one.waiting.field == field)
    return line.value, line.verified, [(one.value, one.basis, one.learnt) for one in line.info.rivals]


def test_two_forms_about_one_guest_both_reach_the_review(evening: Evening):
    do, me, guest = evening.office.do, evening.manager, evening.guest
    first, second = evening.issue(), second_form(evening)
    evening.enter(first, Finding("taboos", "不忌口", Learnt.OVERHEARD), Finding("drinks", "黄酒", Learnt.OBSERVED))
    entered = evening.enter(second, Finding("taboos", "羊肉", Learnt.ASKED), Finding("drinks", "黄酒", Learnt.ASKED),
                            head=Head("赵峰"))  # fmt: skip
    # against another sheet is against something, and who types it in is told so
    assert (entered.new, entered.contradicted) == ((), ("taboos",))
    assert told(evening, "taboos") == ("羊肉", "香菜", [("不忌口", "CF-1 李娜", Learnt.OVERHEARD)])
    assert told(evening, "drinks")[2] == []
    # side by side on the desk: in the row, and with its source in the evidence
    fact = evening.facts()["taboos"]
    assert "不忌口" in row_of(fact).cells[3].below and row_of(fact).cells[3].text == "香菜"
    assert any("不忌口" in said and "CF-1 李娜" in said for _words, said, _tone in evidence(fact))
    # typed in again it is the same sheet's, corrected; told as another has it, it stands beside nothing
    evening.enter(second, Finding("taboos", "牛羊肉", Learnt.ASKED), head=Head("赵峰"))
    assert told(evening, "taboos") == ("牛羊肉", "香菜", [("不忌口", "CF-1 李娜", Learnt.OVERHEARD)])
    # nobody confirms it from Today, where one sees a single value
    rows = {row.key[-1]: row for section in evening.office.ask(today.look, me=me).sections for row in section.rows}
    assert rows["taboos"].deed is Deed.OPEN and rows["drinks"].deed is Deed.ACCEPT
    # who had a hand in either reviews neither
    hand = evening.office.hire("钱进", MANAGER)
    evening.enter(first, Finding("dishes", "鲈鱼", Learnt.ASKED), head=Head("钱进", hand.id))
    evening.enter(second, Finding("dishes", "鳜鱼", Learnt.ASKED), head=Head("赵峰"))
    with pytest.raises(NotAllowed):
        do(reviews.accept, guest, "dishes", me=hand)
    # refused, the other waits again with its own evidence; refused too, what was confirmed holds
    meeting = evening.meet()
    noted = do(noting(review_meetings.refuse), meeting, guest, "taboos", "另一桌听错了", "牛羊肉", me=me)
    assert told(evening, "taboos") == ("不忌口", "香菜", [])
    assert evening.facts()["taboos"].evidence.line.number == 1
    do(undoing.undo, noted.operation, me=me)
    assert told(evening, "taboos")[2] == [("不忌口", "CF-1 李娜", Learnt.OVERHEARD)]
    for seen in ("牛羊肉", "不忌口"):
        do(review_meetings.refuse, meeting, guest, "taboos", "都不对", seen, me=me)
    assert value(evening, "taboos") == ("香菜", True)
    # once the review has decided, what lost is past
    do(review_meetings.accept, meeting, guest, "dishes", "鳜鱼", me=me)
    evening.enter(first, Finding("dishes", "鲥鱼", Learnt.ASKED))
    assert told(evening, "dishes") == ("鲥鱼", "鳜鱼", [])
    waiting = evening.office.ask(review_lists.waiting_reviews, client_id=guest, me=me)
    assert {line.field: line.info.rivals for line in waiting}["dishes"] == ()


def test_a_decision_taken_back_brings_all_back_that_was_before_it(evening: Evening):
    do, me, guest = evening.office.do, evening.manager, evening.guest
    first, second = evening.issue(), second_form(evening)
    evening.enter(first, Finding("taboos", "不忌口", Learnt.OVERHEARD))
    noted = evening.house.do(noting(clients.edit_client), guest, {"taboos": "羊肉"}, {}, learnt=Learnt.PHONE)
    assert told(evening, "taboos") == ("羊肉", "香菜", [("不忌口", "CF-1 李娜", Learnt.OVERHEARD)])
    do(undoing.undo, noted.operation, me=evening.house.desk)
    assert told(evening, "taboos") == ("不忌口", "香菜", [])
    evening.enter(second, Finding("taboos", "不吃香菜和葱", Learnt.ASKED), head=Head("赵峰"))
    before = told(evening, "taboos")
    assert before == ("不吃香菜和葱", "香菜", [("不忌口", "CF-1 李娜", Learnt.OVERHEARD)])
    noted = do(noting(reviews.accept), guest, "taboos", me=me)
    do(undoing.undo, noted.operation, me=me)
    assert told(evening, "taboos") == before
    # what is refused then gives back what was confirmed, not nothing
    do(reviews.refuse, guest, "taboos", "没听清", me=me)
    do(reviews.refuse, guest, "taboos", "没听清", me=me)
    assert value(evening, "taboos") == ("香菜", True)
