"""Gifts and rewards: gifts are seen by all, discounts and rules by holders of the right alone, on every way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.rewards import RewardKind
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, past_files, rewards
from desktop.services.histories import history_of
from desktop.services.merging import comparison, merge
from desktop.services.rewards import RewardEntry
from desktop.services.undoing import by_serial, operations, undo
from desktop.services.unmerging import unmerge
from tests.offices import TestOffice, office_today

TODAY = office_today()
GIFT = RewardEntry(RewardKind.GIFT, "中秋礼盒", TODAY, 36_800)
SECRET = RewardEntry(RewardKind.DISCOUNT, "酒水九折", TODAY, None, TODAY + timedelta(days=90))
EDITOR = {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL}


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


@pytest.fixture
def editor(office: TestOffice):
    return office.hire("李娜", EDITOR)


def given(office: TestOffice, client, me=None):
    return [line.what for line in office.ask(rewards.rewards_of, client, me=me)]


def test_a_secret_leaves_no_trace_for_others(office: TestOffice, he, editor):
    office.do(rewards.add_reward, he, GIFT)
    secret = office.do(rewards.add_reward, he, SECRET)
    assert given(office, he) == ["酒水九折", "中秋礼盒"]
    assert given(office, he, editor) == ["中秋礼盒"]
    granted = office.ask(operations, client_id=he)[0]
    assert granted.action == "Discount or reward granted"
    office.do(undo, office.do(undo, granted.operation).operation)
    twin = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    expected = ["Gift entered", "File opened"]
    assert [line.action for line in office.ask(history_of, he, me=editor)] == expected
    assert [line.action for line in office.ask(operations, client_id=he, me=editor)] == expected
    with pytest.raises(NotFound):
        office.ask(by_serial, granted.serial, me=editor)
    assert [line.what for line in office.ask(past_files.client_as_of, he, office_today(), me=editor).rewards] == [
        "中秋礼盒"
    ]
    assert office.ask(comparison, he, twin, me=editor).left.hanging == {"reward": 1}
    assert office.ask(comparison, he, twin).left.hanging == {"reward": 2}
    for verb in ((rewards.correct_reward, secret, SECRET), (rewards.withdraw_reward, secret)):
        with pytest.raises(NotFound):
            office.do(*verb, me=editor)
    for verb in ((rewards.add_reward, he, SECRET), (undo, granted.operation)):
        with pytest.raises(NotAllowed):
            office.do(*verb, me=editor)


def test_gifts_are_entered_corrected_and_taken_out_by_editors(office: TestOffice, he, editor):
    gift = office.do(rewards.add_reward, he, GIFT, me=editor)
    office.do(rewards.correct_reward, gift, replace(GIFT, what="月饼"), GIFT, me=editor)
    assert given(office, he) == ["月饼"]
    with pytest.raises(BadEntry) as refusal:
        office.do(rewards.correct_reward, gift, SECRET)
    assert refusal.value.field == "kind"
    office.do(rewards.withdraw_reward, gift, me=editor)
    assert given(office, he) == []
    taken = office.ask(operations, client_id=he)[0]
    office.do(undo, taken.operation, me=editor)
    assert given(office, he) == ["月饼"]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(GIFT, what=" "), "what"),
        (replace(GIFT, amount=-1), "amount"),
        (replace(GIFT, on=TODAY + timedelta(days=2)), "on"),
        (replace(SECRET, until=TODAY - timedelta(days=1)), "until"),
    ],
)
def test_what_can_not_stand_is_refused(sqlite_office: TestOffice, entry, field):
    client = sqlite_office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    with pytest.raises(BadEntry) as refusal:
        sqlite_office.do(rewards.add_reward, client, entry)
    assert refusal.value.field == field


def test_what_was_given_follows_a_merge_by_whom_ever_and_comes_back(office: TestOffice, he, editor):
    other = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    office.do(rewards.add_reward, other, SECRET)
    merged = office.do(merge, he, other, me=editor)
    assert merged.moved == {}
    assert given(office, he) == ["酒水九折"]
    assert office.do(unmerge, merged.id, me=editor).moved_back == 0
    assert (given(office, he), given(office, other)) == ([], ["酒水九折"])


def test_rules_are_for_holders_of_the_right_alone(office: TestOffice, editor):
    rule = office.do(rewards.set_rule, "A", "全年满二十万，次年九折")
    office.do(rewards.set_rule, "", "生日赠长寿面")
    office.do(rewards.set_rule, "B", "全年满十万，次年九五折", rule)
    assert [(r.letter, r.text) for r in office.ask(rewards.reward_rules)] == [
        ("", "生日赠长寿面"), ("B", "全年满十万，次年九五折")]  # fmt: skip
    for verb in ((rewards.reward_rules,), (rewards.set_rule, "", "x"), (rewards.withdraw_rule, rule)):
        with pytest.raises(NotAllowed):
            office.do(*verb, me=editor)
    changed = office.ask(operations)[0]
    office.do(undo, changed.operation)
    assert [r.letter for r in office.ask(rewards.reward_rules)] == ["", "A"]
    office.do(rewards.withdraw_rule, rule)
    assert [r.letter for r in office.ask(rewards.reward_rules)] == [""]
