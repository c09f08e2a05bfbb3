"""An answer from its draft over the second person's check to its use, its correction and its end (SV-4, CM-3)."""

from datetime import timedelta

import pytest

from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.knowledge import AnswerEntry, Draft, Order, Place, Standing, State
from desktop.rules.rights import Right, Scope
from desktop.rules.today import View
from desktop.services import cases, closing, knowledge, knowledge_due, knowledge_lists, on_file, reindexing, search_all
from desktop.services.cases import NewCase
from desktop.services.knowledge_lists import Wish

STAFF = {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN}
DAY = timedelta(days=1)


class House:
    """Two who answer, and one who approves and answers too."""

    def __init__(self, office):
        self.office = office
        self.anna, self.bo = (office.hire(name, STAFF, department="客服部") for name in ("安然", "卜凡"))
        self.chief = office.hire("冯主任", {**STAFF, Right.APPROVE_ANSWERS: Scope.ALL}, department="客服部")
        self.day = office.ask(on_file.today)

    def do(self, verb, *args, me=None, **more):
        return self.office.do(verb, *args, me=me or self.anna, **more)

    def ask(self, verb, *args, me=None):
        return self.office.ask(verb, *args, me=me or self.anna)

    def entry(self, words="可以，持原件到前台办理。", **more):
        return AnswerEntry("发票可以重开吗？", words, "发票", review_on=self.day + 30 * DAY, **more)

    def today(self, me, day=None):
        found = self.ask(knowledge_due.due, View(me.id, None, day or self.day), me=me)
        return {(batch.group.value, row.key[0]) for batch in found for row in batch.rows}


def test_an_answer_is_drafted_checked_used_and_corrected(office):
    house = House(office)
    for wrong, field in ((AnswerEntry(" ", "x", review_on=house.day), "question"), (AnswerEntry("x", "x"), "review_on"),
                         (AnswerEntry("x", " ", review_on=house.day), "words")):  # fmt: skip
        with pytest.raises(BadEntry) as lacking:
            house.do(knowledge.draft_answer, wrong)
        assert lacking.value.field == field
    key = house.do(knowledge.draft_answer, house.entry())
    # a draft is given to nobody, found among the approved by nobody, and approved by nobody who wrote it
    with pytest.raises(BadEntry):
        house.do(knowledge.use_answer, key, Place.OTHER)
    assert house.ask(knowledge_lists.find, "发票") == () and house.ask(search_all.find_everything, "发票") == []
    with pytest.raises(NotAllowed):
        house.do(knowledge.approve_answer, key, 1)
    assert house.today(house.chief) == {("waiting", "answer_waits")} and house.today(house.anna) == set()
    house.do(knowledge.send_back, key, 1, "少了期限", me=house.chief)
    house.do(knowledge.correct_answer, key, house.entry("可以，一个月内持原件到前台办理。"), me=house.chief)
    with pytest.raises(NotAllowed):
        house.do(knowledge.approve_answer, key, 2, me=house.chief)
    house.do(knowledge.correct_answer, key, house.entry("可以，三十天内持原件到前台办理。"))
    # judged is what was read: words that came since are read first
    for verb, more in ((knowledge.approve_answer, ()), (knowledge.send_back, ("不对",))):
        with pytest.raises(BadEntry) as overtaken:
            house.do(verb, key, 2, *more, me=house.chief)
        assert "安然" in str(overtaken.value)
    house.do(knowledge.approve_answer, key, 3, me=house.chief)
    (line,) = house.ask(knowledge_lists.find, "重开")
    assert (line.words, line.uses, line.overdue) == ("可以，三十天内持原件到前台办理。", 0, False)
    # by pinyin as every search, in the one search of everything too, after the index was made anew as well
    assert house.ask(knowledge_lists.find, "fapiao") == (line,)
    office.do(reindexing.index_anew, lambda _done, _total: None)
    assert [hit.id for hit in house.ask(search_all.find_everything, "发票")] == [key]
    # what was used where is known without the client
    case = house.do(cases.record_case, NewCase("consultation", "发票丢了", caller="周先生"))
    with pytest.raises(NotFound):
        house.do(knowledge.use_answer, key, Place.CASE, house.chief.id)
    assert house.do(knowledge.use_answer, key, Place.CASE, case, me=house.bo) == line.words
    (used,) = house.ask(knowledge_lists.uses_in, case)
    assert (used.id, used.uses) == (key, 1) and used.last_used is not None
    # a correction says why, and the approved words stand until the second person has read it
    with pytest.raises(BadEntry) as lacking:
        house.do(knowledge.correct_answer, key, house.entry("改成六十天"))
    assert lacking.value.field == "reason"
    house.do(knowledge.correct_answer, key, house.entry("六十天内可以。", reason="新规定"), me=house.bo)
    assert house.do(knowledge.use_answer, key, Place.CONTACT) == line.words
    # whoever writes the words gives the answer to nobody
    with pytest.raises(NotAllowed):
        taken = house.entry("六十天内可以。", reason="新规定", owner=house.bo.id)
        house.do(knowledge.correct_answer, key, taken, me=house.bo)
    offered = house.ask(knowledge_lists.answer_view, key, me=house.bo)
    assert offered.line.owner == "安然" and offered.may_write and not offered.may_give
    kept = house.entry("六十天内可以。", reason="新规定", owner=house.anna.id)
    house.do(knowledge.correct_answer, key, kept, me=house.bo)
    assert house.ask(knowledge_lists.answer_view, key, me=house.chief).may_judge
    house.do(knowledge.approve_answer, key, 5, me=house.chief)
    view = house.ask(knowledge_lists.answer_view, key)
    assert [one.state for one in view.versions] == [
        Draft.APPROVED, Draft.REPLACED, Draft.APPROVED, Draft.REPLACED, Draft.REFUSED]  # fmt: skip
    assert view.line.words == "六十天内可以。" and view.versions[2].words == line.words
    assert (view.approved_by, view.versions[0].reason, view.waits) == ("冯主任", "新规定", None)


def test_past_its_day_an_answer_says_so_and_a_question_without_one_waits(office):
    house = House(office)
    key = house.do(knowledge.draft_answer, house.entry())
    house.do(knowledge.approve_answer, key, 1, me=house.chief)
    later = house.day + 31 * DAY
    assert house.today(house.anna, later) == {("wrong", "answer_late")} and house.today(house.bo, later) == set()
    assert house.today(house.anna, house.day + 25 * DAY) == {("next", "answer_soon")}
    with pytest.raises(NotAllowed):
        house.do(knowledge.review_answer, key, later + 30 * DAY, me=house.bo)
    house.do(knowledge.review_answer, key, later + 30 * DAY)
    assert house.today(house.anna, later) == set()
    # no answer: asked from the case, once, and answered by whoever knows
    case = house.do(cases.record_case, NewCase("consultation", "能开专票吗", caller="周先生"))
    with pytest.raises(NotFound):
        house.do(knowledge.propose_question, "能开专票吗", house.chief.id)
    asked = house.do(knowledge.propose_question, "能开专票吗", case)
    with pytest.raises(BadEntry):
        house.do(knowledge.propose_question, "能开专票吗", case)
    assert house.today(house.chief) == {("waiting", "answer_asked")}
    said = AnswerEntry("能开专票吗", "能，要税号。", "发票", review_on=house.day + DAY)
    house.do(knowledge.correct_answer, asked, said, me=house.bo)
    house.do(knowledge.approve_answer, asked, 1, me=house.chief)
    house.do(knowledge.use_answer, asked, Place.OTHER)
    by_use = house.ask(knowledge_lists.answers, Wish(order=Order.MOST))
    assert [line.uses for line in by_use] == [1, 0] and house.ask(knowledge_lists.topics) == ("发票",)
    assert [line.id for line in house.ask(knowledge_lists.answers, Wish(order=Order.LEAST))] == [key, asked]
    # retired it is found no more, but kept; whoever leaves gives his answers on
    with pytest.raises(BadEntry):
        house.do(knowledge.retire_answer, asked, " ", me=house.chief)
    house.do(knowledge.retire_answer, asked, "政策取消", me=house.chief)
    assert [one.state for one in house.ask(knowledge_lists.answers, Wish(standing=Standing.RETIRED))] == [State.RETIRED]
    assert [hit.id for hit in house.ask(search_all.find_everything, "发票")] == [key]
    assert {one.kind: one.count for one in office.ask(closing.holdings, house.anna.id)}["answers"] == 1
    house.do(knowledge.give_answer, key, house.bo.id)
    assert house.ask(knowledge_lists.answer_view, key).line.owner == "卜凡"
    # without the right to see clients there is no knowledge base
    with pytest.raises(NotAllowed):
        house.ask(knowledge_lists.answers, me=office.hire("人事", {}))
