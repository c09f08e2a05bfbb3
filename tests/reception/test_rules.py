"""Which grade a visitor is given and why, what it says, and who may be one person (RE-2)."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.rules import reception as rules
from desktop.rules.errors import BadEntry
from desktop.rules.reception import Grade, Kind, Manner, Proposal, Rank, State, Treatment, Why
from desktop.rules.tokens import query_of, tokens_of
from desktop.services.readings import readings

NOW = datetime(2026, 11, 23, 6, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def grade(kind=Kind.BUSINESS, rank=Rank.EQUAL, **more):
    found = rules.proposed(kind, rank, **more)
    return found.grade, found.why


def test_the_grade_follows_who_comes_the_rank_and_the_client():
    assert grade(Kind.SUPERIOR) == grade(Kind.MEDIA, Rank.BELOW) == (Grade.HIGH, Why.KIND)
    assert grade(Kind.SUPPLIER, Rank.ABOVE) == (Grade.HIGH, Why.OUTRANKS)
    assert grade(Kind.CLIENT, Rank.BELOW, important=True) == (Grade.VIP, Why.IMPORTANT)
    assert grade(Kind.PARENT, Rank.BELOW, planned=True) == (Grade.ORDINARY, Why.KIND)
    assert grade(Kind.FIRST_INTERVIEW, Rank.BELOW, planned=True) == (Grade.ORDINARY, Why.KIND)
    assert grade(rank=Rank.BELOW, planned=True) == (Grade.LOW, Why.RANKS_BELOW)
    assert grade(rank=Rank.BELOW) == (Grade.ORDINARY, Why.UNANNOUNCED)
    assert grade(planned=True) == (Grade.ORDINARY, Why.APPOINTMENT)
    assert grade(Kind.SELLER, Rank.ABOVE) == (Grade.REFUSED, Why.DISTURBS)
    # who is kept out is so whoever he is; a client under a mere warning comes in
    assert grade(Kind.SUPERIOR, important=True, listed=True) == (Grade.REFUSED, Why.LISTED)
    assert grade(important=True, risk="refuse") == (Grade.REFUSED, Why.NO_BUSINESS)
    assert grade(important=True, risk="suspend")[0] is Grade.VIP
    given = Proposal(Grade.ORDINARY, Why.KIND)
    assert rules.check_grade(Grade.ORDINARY, given, "无") == "" and rules.check_grade(Grade.HIGH, given, " 院长的客人 ")
    with pytest.raises(BadEntry):
        rules.check_grade(Grade.HIGH, given, " ")


def test_a_grade_says_where_what_and_with_whom_and_an_office_says_it_otherwise():
    said = rules.treatment(Kind.BUSINESS, Grade.ORDINARY, {})
    assert (said.place, said.drink) == ("Reception area", "Water")
    assert rules.treatment(Kind.FIRST_INTERVIEW, Grade.ORDINARY, {}).company == "HR"
    assert rules.treatment(Kind.SELLER, Grade.REFUSED, {}) == Treatment() and not rules.TREATMENTS[Manner.LOW].drink
    own = rules.read_table({"low": {"place": " 大厅 ", "drink": "水", "company": ""}, "high": {
        "place": rules.TREATMENTS[Manner.HIGH].place, "drink": rules.TREATMENTS[Manner.HIGH].drink,
        "company": rules.TREATMENTS[Manner.HIGH].company}})  # fmt: skip
    assert own == {"low": {"place": "大厅", "drink": "水", "company": ""}}
    assert rules.treatment(Kind.BUSINESS, Grade.LOW, own) == Treatment("大厅", "水", "")
    wearing = [g for g in Grade if rules.wears_badge(Kind.BUSINESS, g)]
    assert wearing == [Grade.ORDINARY, Grade.LOW] and not rules.wears_badge(Kind.SECOND_INTERVIEW, Grade.ORDINARY)
    for wrong in ([], {"low": "大厅"}):
        with pytest.raises(BadEntry):
            rules.read_table(wrong)
    for wrong in ([{"name": " "}], [{"name": "机房"}], [{"name": "机房", "approver": "1"}] * 2, {}):
        with pytest.raises(BadEntry):
            rules.read_zones(wrong)


def test_who_may_be_one_person_is_told_by_number_or_name():
    same = rules.same_person
    assert same("王红", "", "138 1234-5678", "王女士", "", "+86 13812345678")
    assert same("王红", "", "", "王红", "光明公司", "") and same("王红", "光明公司", "", "王红", "光明公司", "1")
    assert not same("王红", "晨星", "", "王红", "光明公司", "") and not same("王红", "", "", "", "", "")
    made = tokens_of(("单晓梅",), ("光明公司", "13812345678"), (readings("单晓梅"),))
    tokens = [*made.name, *made.other]
    for typed in ("单晓", "sxm", "shanxiao", "678", "5678", "光明", "晓梅"):
        assert rules.finds(query_of(typed), tokens), typed
    for typed in ("赵", "zxm", "1390", "明光"):
        assert not rules.finds(query_of(typed), tokens), typed
    assert rules.badges_typed("7， 3-5", 4) == ("7", "3", "4", "5") and rules.badges_typed(" ", 1) == ()
    assert rules.badge_numbers(("1", "2", "3", "红", "8")) == "1–3, 红, 8" and rules.badge_numbers(()) == ""
    for wrong in ("1 2", "1-3", "5,5"):
        with pytest.raises(BadEntry):
            rules.badges_typed(wrong, 1)
    assert rules.next_badge(()) == "1" and rules.next_badge(("1", "2", "红", "4")) == "3"


def test_how_a_visit_stands_and_how_often_the_host_was_reminded():
    def state(grade="ordinary", **times):
        return rules.state_of(grade, *(times.get(name) for name in ("came", "met", "left", "off")))

    assert state() is State.EXPECTED and state(off=NOW) is State.CALLED_OFF
    assert state(came=NOW) is State.WAITING and state(came=NOW, met=NOW) is State.MET
    assert state(came=NOW, left=NOW) is State.LEFT and state("refused", came=NOW, left=NOW) is State.REFUSED
    assert [rules.reminders(NOW, NOW + n * MINUTE, 5) for n in (0, 4, 5, 11)] == [0, 0, 1, 2]
    assert rules.reminders(NOW, NOW + 90 * MINUTE, 0) == 0
