"""Entered values wait for a second person: accepted, corrected, refused, and printed only when they may be."""

import pytest

from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.reviews import Printable, printable
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, Learnt, ReviewState
from desktop.services import clients, review_lists, reviews, settings
from tests.offices import TestOffice

STAFF = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}


@pytest.fixture
def server(office: TestOffice):
    return office.hire("李娜", STAFF)


@pytest.fixture
def he(office: TestOffice, server):
    values = {"name": "贺启年", "taboos": "香菜", "phone": "199 0000 1234"}
    return office.do(clients.open_client, ClientForm.PERSON, values, learnt=Learnt.ASKED, basis="上菜时", me=server)


def state(office: TestOffice, client, field="taboos"):
    return office.ask(reviews.reviews_of, client)[field]


def value(office: TestOffice, client, field="taboos"):
    return office.ask(clients.client_file, client).values[field]


def test_what_is_entered_is_provisional_and_says_how_it_was_learnt(office: TestOffice, he):
    assert set(office.ask(reviews.reviews_of, he)) == {"taboos"}
    info = state(office, he)
    assert (info.state, info.learnt, info.basis) == (ReviewState.PROVISIONAL, Learnt.ASKED, "上菜时")
    assert (info.entered_by, info.reviewed_by, info.mine) == ("李娜", "", False)


def test_a_second_person_accepts(office: TestOffice, he):
    office.do(reviews.accept, he, "taboos", "香菜")
    info = state(office, he)
    assert (info.verified, info.reviewed_by) == (True, office.me.name)
    assert info.reviewed_at is not None
    with pytest.raises(BadEntry):
        office.do(reviews.accept, he, "taboos")


def test_only_what_this_office_asks_for_is_counted(office: TestOffice, he, server):
    assert office.ask(review_lists.count_waiting) == 1
    assert office.ask(review_lists.count_entered, me=server) == 1
    office.do(settings.switch_feature, "dining", False)
    assert office.ask(review_lists.waiting_reviews) == ()
    assert office.ask(review_lists.count_waiting) == office.ask(review_lists.count_entered, me=server) == 0


def test_nobody_reviews_his_own_entry(office: TestOffice, server):
    own = office.do(clients.open_client, ClientForm.PERSON, {"name": "尉迟恭", "seat": "靠窗"})
    for verb in (reviews.accept, reviews.correct, reviews.refuse):
        with pytest.raises(NotAllowed) as refusal:
            office.do(verb, own, "seat", *() if verb is reviews.accept else ("x",))
        assert refusal.value.values["label"] == "Seat"
    with pytest.raises(NotAllowed):
        office.do(reviews.accept, own, "seat", me=server)


def test_review_reaches_as_far_as_its_scope(office: TestOffice, he):
    far = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.OWN})
    blind = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.OWN, Right.REVIEW_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(reviews.accept, he, "taboos", me=far)
    with pytest.raises(NotFound):
        office.do(reviews.accept, he, "taboos", me=blind)
    assert office.ask(review_lists.waiting_reviews, me=far) == ()
    assert office.ask(reviews.reviews_of, he, me=blind) == {}


def test_a_change_makes_a_verified_value_provisional_again(office: TestOffice, he, server):
    office.do(reviews.accept, he, "taboos")
    office.do(clients.edit_client, he, {"taboos": "香菜、花生"}, learnt=Learnt.OVERHEARD, me=server)
    info = state(office, he)
    assert (info.state, info.learnt, info.reviewed_by) == (ReviewState.PROVISIONAL, Learnt.OVERHEARD, "")


def test_a_refused_change_gives_way_to_what_was_verified(office: TestOffice, he, server):
    office.do(reviews.accept, he, "taboos")
    verified = state(office, he)
    office.do(clients.edit_client, he, {"taboos": "花生"}, learnt=Learnt.OVERHEARD, me=server)
    office.do(clients.edit_client, he, {"taboos": "花生、虾"}, learnt=Learnt.PHONE, basis="x", me=server)
    office.do(reviews.refuse, he, "taboos", "听错了")
    assert value(office, he) == "香菜"
    assert state(office, he) == verified


def test_a_refused_first_entry_leaves_nothing(office: TestOffice, he, server):
    with pytest.raises(BadEntry):
        office.do(reviews.refuse, he, "taboos", " ")
    office.do(reviews.refuse, he, "taboos", "不是他")
    assert (value(office, he), state(office, he).state) == ("", ReviewState.REFUSED)
    office.do(clients.edit_client, he, {"taboos": "羊肉"}, me=server)
    office.do(reviews.refuse, he, "taboos", "还是不对")
    assert (value(office, he), state(office, he).state) == ("", ReviewState.REFUSED)


def test_what_stood_there_unreviewed_waits_again_and_can_be_refused_too(office: TestOffice, he, server):
    with office.work() as work:
        client = work.get(clients.Client, he)
        work.change(client, {"dishes": "清蒸鱼"})
        work.record("imports", "import", client)
    office.do(clients.edit_client, he, {"dishes": "红烧肉"}, me=server)
    office.do(reviews.refuse, he, "dishes", "不对")
    assert (value(office, he, "dishes"), state(office, he, "dishes").provisional) == ("清蒸鱼", True)
    office.do(reviews.refuse, he, "dishes", "也不对")
    assert (value(office, he, "dishes"), state(office, he, "dishes").state) == ("", ReviewState.REFUSED)


def test_the_reviewer_corrects(office: TestOffice, he):
    with pytest.raises(BadEntry):
        office.do(reviews.correct, he, "taboos", "  ")
    office.do(reviews.correct, he, "taboos", " 香菜、 葱 ")
    assert (value(office, he), state(office, he).verified) == ("香菜、 葱", True)


def test_what_the_reviewer_saw_must_still_be_there(office: TestOffice, he, server):
    office.do(clients.edit_client, he, {"taboos": "葱"}, me=server)
    with pytest.raises(Stale) as refusal:
        office.do(reviews.accept, he, "taboos", "香菜")
    assert refusal.value.clashes == {"taboos": ("香菜", "香菜", "葱")}
    assert state(office, he).provisional


def test_only_reviewed_fields_are_reviewed(office: TestOffice, he):
    for field in ("phone", "nonsense"):
        with pytest.raises(BadEntry):
            office.do(reviews.accept, he, field)


def test_what_waits_is_listed_oldest_first(office: TestOffice, he, server):
    office.do(clients.edit_client, he, {"allergies": "花生"}, me=server)
    found = office.ask(review_lists.waiting_reviews)
    assert [(w.client_name, w.field, w.value, w.info.entered_by) for w in found] == [
        ("贺启年", "taboos", "香菜", "李娜"), ("贺启年", "allergies", "花生", "李娜")]  # fmt: skip
    assert len(office.ask(review_lists.waiting_reviews, 1)) == 1
    office.do(clients.withdraw_client, he, "重复")
    assert office.ask(review_lists.waiting_reviews) == ()


def test_only_verified_values_are_printed_but_allergies_always():
    fields = [clients.rules.CLIENTS[n] for n in ("unit", "allergies", "taboos", "dishes", "drinks")]
    values = {"unit": "云川木业", "allergies": "花生", "taboos": "香菜", "dishes": "鱼", "drinks": ""}
    states = {"taboos": ReviewState.PROVISIONAL, "dishes": ReviewState.VERIFIED}
    assert printable(fields, values, states) == {
        "unit": Printable("云川木业"),
        "allergies": Printable("花生", unverified=True),
        "dishes": Printable("鱼"),
    }
    assert "allergies" not in printable(fields, values, {"allergies": ReviewState.REFUSED})
    assert printable(fields, values, {"allergies": ReviewState.VERIFIED})["allergies"] == Printable("花生")


def test_a_waiting_value_brings_what_was_verified_and_who_else_can_review(office: TestOffice, he, server):
    head = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    office.hire("王强", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.OWN})
    office.do(reviews.accept, he, "taboos")
    office.do(clients.edit_client, he, {"taboos": "花生"}, me=server)
    office.do(clients.edit_client, he, {"seat": "靠窗"})
    found = {w.field: w for w in office.ask(review_lists.waiting_reviews)}
    assert (found["taboos"].value, found["taboos"].verified, found["taboos"].others) == ("花生", "香菜", ())
    assert (found["seat"].verified, found["seat"].others) == ("", ("赵峰",))
    assert [w.field for w in office.ask(review_lists.waiting_reviews, person_id=server.id)] == ["taboos"]
    assert office.ask(review_lists.waiting_reviews, client_id=office.do(clients.open_client, ClientForm.PERSON, {
        "name": "单雪"})) == ()  # fmt: skip
    assert [office.ask(review_lists.count_waiting, me=me) for me in (office.me, head, server)] == [1, 2, 0]
