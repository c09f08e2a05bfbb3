"""A review stays with the value that was looked at, whether files become one or two again."""

import pytest

from desktop.models.clients import Client
from desktop.rules.approvals import NeedsApproval
from desktop.rules.consents import Ground, Way
from desktop.rules.errors import NotAllowed
from desktop.rules.fields import Block
from desktop.rules.merging import Pick, Whose
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, ReviewState
from desktop.services import (
    approvals,
    blocks,
    clients,
    consents,
    merging,
    on_file,
    purposes,
    review_lists,
    reviews,
    unmerging,
)
from desktop.services.purposes import Agreed
from tests.offices import TestOffice

EDITS = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS), Scope.ALL)
VERIFIED, PROVISIONAL = ReviewState.VERIFIED, ReviewState.PROVISIONAL


@pytest.fixture
def server(office: TestOffice):
    return office.hire("李娜", EDITS)


@pytest.fixture
def judge(office: TestOffice):
    return office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})


def opened(office: TestOffice, me=None, **values):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "张伟", **values}, me=me)


def stands(office: TestOffice, client, field="allergies"):
    """The value, its state, who entered it and who confirmed it."""
    info = office.ask(reviews.reviews_of, client).get(field)
    value = office.ask(clients.client_file, client).values[field]
    return (value, info.state, info.entered_by, info.reviewed_by) if info else (value, None, "", "")


def waiting(office: TestOffice):
    return [(line.client_id, line.field) for line in office.ask(review_lists.waiting_reviews)]


def apart(office: TestOffice, merge, whose=None, name="allergies", **who):
    office.do(unmerging.unmerge, merge.id, {name: whose} if whose else {}, **who)


def test_what_is_refused_after_a_merge_is_the_value_of_before_and_stays_in_the_kept_file(office, server, judge):
    kept, other = opened(office), opened(office, me=server, allergies="花生")
    office.do(reviews.accept, other, "allergies", me=judge)
    office.do(clients.edit_client, other, {"allergies": "虾"}, me=server)
    merge = office.do(merging.merge, kept, other)
    assert [line.verified for line in office.ask(review_lists.waiting_reviews)] == ["花生"]
    office.do(reviews.refuse, kept, "allergies", "听错了", me=judge)
    assert stands(office, kept) == ("花生", VERIFIED, "李娜", "赵峰")
    apart(office, merge, Whose.KEPT)
    assert stands(office, kept) == ("花生", VERIFIED, "李娜", "赵峰")
    # as it stood there when the two became one
    assert stands(office, other) == ("虾", PROVISIONAL, "李娜", "")


def test_a_refused_sealed_value_is_opened_where_it_was_sealed(office):
    clerk = office.hire("钱明", EDITS, level=2, vaults=("property",))
    kept, other = opened(office), opened(office, me=clerk, income="三十万")
    office.do(reviews.accept, other, "income", "三十万")
    with pytest.raises(NeedsApproval) as asked:
        office.do(clients.edit_client, other, {"income": "五十万"}, me=clerk)
    office.do(approvals.approve, office.do(approvals.ask, asked.value.need, "涨了", me=clerk))
    office.do(clients.edit_client, other, {"income": "五十万"}, me=clerk)
    office.do(merging.merge, kept, other)
    office.do(reviews.refuse, kept, "income", "听错了", "五十万")
    assert office.do(clients.unlock, kept, Block.PROPERTY)["income"] == "三十万"
    assert office.ask(reviews.reviews_of, kept)["income"].verified


def test_what_was_confirmed_since_is_not_confirmed_in_the_file_that_comes_back(office, server, judge):
    kept, other = opened(office), opened(office, me=server, allergies="花生")
    merge = office.do(merging.merge, kept, other)
    office.do(clients.edit_client, kept, {"allergies": "虾"}, me=server)
    office.do(reviews.accept, kept, "allergies", me=judge)
    apart(office, merge, Whose.KEPT)
    assert stands(office, kept) == ("虾", VERIFIED, "李娜", "赵峰")
    assert stands(office, other) == ("花生", PROVISIONAL, "李娜", "")
    assert waiting(office) == [(other, "allergies")]


def test_a_refusal_since_leaves_the_other_value_to_be_reviewed(office, server, judge):
    kept, other = opened(office), opened(office, me=server, allergies="花生")
    merge = office.do(merging.merge, kept, other)
    office.do(reviews.refuse, kept, "allergies", "听错了", me=judge)
    apart(office, merge, Whose.KEPT)
    assert stands(office, kept)[:2] == ("", ReviewState.REFUSED)
    assert stands(office, other) == ("花生", PROVISIONAL, "李娜", "")


@pytest.mark.parametrize("pick", [Pick.RIGHT, Pick.BOTH])
@pytest.mark.parametrize("whose", [Whose.OTHER, Whose.BOTH, Whose.KEPT])
def test_what_goes_to_a_file_by_decision_waits_there_with_who_entered_it(office, server, judge, pick, whose):
    kept, other = opened(office, allergies="虾"), opened(office, allergies="花生")
    for client in (kept, other):
        office.do(reviews.accept, client, "allergies", me=judge)
    merge = office.do(merging.merge, kept, other, {"allergies": pick})
    office.do(clients.edit_client, kept, {"allergies": "蟹"}, me=server)
    apart(office, merge, whose)
    me = office.me.name
    assert stands(office, kept) == (
        ("虾", VERIFIED, me, "赵峰") if whose is Whose.OTHER else ("蟹", PROVISIONAL, "李娜", "")
    )
    assert stands(office, other) == (
        ("花生", VERIFIED, me, "赵峰") if whose is Whose.KEPT else ("蟹", PROVISIONAL, "李娜", "")
    )


def test_nobody_reviews_himself_by_taking_apart(office, judge):
    both = office.hire("钱明", {**EDITS, Right.REVIEW_CLIENTS: Scope.ALL})
    kept, other = opened(office, allergies="虾"), opened(office, allergies="花生")
    merge = office.do(merging.merge, kept, other)
    office.do(clients.edit_client, kept, {"allergies": "蟹"}, me=both)
    office.do(unmerging.unmerge, merge.id, {"allergies": Whose.BOTH})
    for client in (kept, other):
        with pytest.raises(NotAllowed):
            office.do(reviews.accept, client, "allergies", me=both)


def test_a_confirmation_since_goes_with_the_value_that_was_looked_at(office, server, judge):
    kept, other = opened(office, allergies="虾"), opened(office, me=server, allergies="花生", taboos="香菜")
    merge = office.do(merging.merge, kept, other, {"allergies": Pick.RIGHT})
    for name in ("allergies", "taboos"):
        office.do(reviews.accept, kept, name, me=judge)
    apart(office, merge)
    # what stood in the kept file before is back, and nobody has confirmed that
    assert stands(office, kept) == ("虾", PROVISIONAL, office.me.name, "")
    assert stands(office, other) == ("花生", VERIFIED, "李娜", "赵峰")
    assert stands(office, other, "taboos") == ("香菜", VERIFIED, "李娜", "赵峰")
    assert stands(office, kept, "taboos") == ("", None, "", "")


def test_what_was_put_together_and_confirmed_is_gone_with_its_confirmation(office, server, judge):
    kept, other = opened(office), opened(office, me=server, allergies="花生")
    office.do(clients.edit_client, kept, {"allergies": "虾"}, me=server)
    merge = office.do(merging.merge, kept, other, {"allergies": Pick.BOTH})
    office.do(reviews.accept, kept, "allergies", me=judge)
    apart(office, merge)
    assert stands(office, kept) == ("虾", PROVISIONAL, "李娜", "")
    assert stands(office, other) == ("花生", PROVISIONAL, "李娜", "")


def test_what_a_client_withdrew_is_neither_told_nor_given_back(office, server, judge):
    values = {"allergies": "花生", "income": "三十万"}
    kept, other = opened(office, **values), opened(office, allergies="虾", income="五十万")
    with office.work() as work:
        for purpose in ("health", "financial"):
            one = next(p for p in purposes.purposes(work) if p.key == purpose)
            work.add(purposes.row_of(work, kept, one, Agreed(Ground.CONSENT, Way.PAPER, on_file.today(work))))
        work.record("clients", "consent")
    merge = office.do(merging.merge, kept, other, {"allergies": Pick.BOTH, "block:property": Pick.RIGHT})
    for line in office.ask(consents.ledger, kept).lines:
        office.do(consents.end_consent, line.id, line.on)
    assert office.ask(unmerging.unmerge_plan, merge.id).clashes == ()
    office.do(unmerging.unmerge, merge.id, {"allergies": Whose.OTHER, "client_property.income": Whose.OTHER})
    with office.work() as work:
        for client in (kept, other):
            row = work.get(Client, client)
            assert (row.allergies, sorted(blocks.withheld(row))[0]) == ("", "allergies")
            assert blocks.unsealed(Block.PROPERTY, client, work.catalogue.of_block(Block.PROPERTY), work.me.vaults)[
                "income"] == ""  # fmt: skip
    for client in (kept, other):
        assert "allergies" not in office.ask(reviews.reviews_of, client)
