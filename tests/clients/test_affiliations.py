"""Links between files: both directions, one role once, and nothing of who may not be seen."""

import pytest

from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, LinkRole
from desktop.services import clients
from desktop.services.affiliations import add_link, change_link, links_of, remove_link
from tests.offices import TestOffice


@pytest.fixture
def pair(office: TestOffice):
    return [office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("贺启年", "尉迟恭")]


def shown(office: TestOffice, client, me=None):
    return [(line.other_name, line.role_label, line.forward) for line in office.ask(links_of, client, me=me)]


def test_a_link_is_seen_from_both_ends(office: TestOffice, pair):
    he, wei = pair
    office.do(add_link, he, wei, LinkRole.DRIVER, "  周一至周五 ")
    assert shown(office, he) == [("尉迟恭", "Driver", True)]
    assert shown(office, wei) == [("贺启年", "Driver of", False)]
    (line,) = office.ask(links_of, wei)
    assert (line.other_id, line.note, line.role) == (he, "周一至周五", LinkRole.DRIVER)
    assert line.other_code.endswith("0001")
    office.do(add_link, he, wei, LinkRole.WORKS_FOR, forward=False)
    assert shown(office, wei) == [("贺启年", "Driver of", False), ("贺启年", "Works for", True)]


def test_no_self_link_and_no_role_twice(office: TestOffice, pair):
    he, wei = pair
    with pytest.raises(BadEntry):
        office.do(add_link, he, he, LinkRole.FRIEND)
    office.do(add_link, he, wei, LinkRole.FRIEND)
    driver = office.do(add_link, he, wei, LinkRole.DRIVER)
    for one, other in ((he, wei), (wei, he)):
        with pytest.raises(BadEntry):
            office.do(add_link, one, other, LinkRole.FRIEND)
    with pytest.raises(BadEntry):
        office.do(change_link, driver, LinkRole.FRIEND, "")
    # that each drives the other is another fact
    office.do(add_link, wei, he, LinkRole.DRIVER)
    office.do(remove_link, driver)
    office.do(add_link, he, wei, LinkRole.DRIVER)
    assert len(shown(office, he)) == 3


def test_role_and_note_are_changed_with_a_look_at_what_others_did(office: TestOffice, pair):
    he, wei = pair
    link = office.do(add_link, he, wei, LinkRole.FRIEND)
    base = {"role": "friend", "note": ""}
    office.do(change_link, link, LinkRole.ASSISTANT, "", base)
    office.do(change_link, link, LinkRole.FRIEND, "老同学", {"role": "assistant", "note": ""})
    with pytest.raises(Stale):
        office.do(change_link, link, LinkRole.FRIEND, "同乡", base)
    with pytest.raises(BadEntry):
        office.do(change_link, link, LinkRole.FRIEND, "x" * 201)
    assert [line.note for line in office.ask(links_of, wei)] == ["老同学"]


def test_a_file_that_may_not_be_seen_is_not_there_at_either_end(office: TestOffice, pair):
    he, wei = pair
    own = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.ALL})
    office.do(clients.set_people, he, owner=own.id, deputy=None, important=False)
    links = [office.do(add_link, he, wei, LinkRole.DRIVER), office.do(add_link, wei, he, LinkRole.ASSISTANT)]
    assert len(shown(office, he)) == 2
    assert shown(office, he, me=own) == []
    for link in links:
        with pytest.raises(NotFound):
            office.do(remove_link, link, me=own)
    for refused in ((he, wei), (wei, he)):
        with pytest.raises(NotFound):
            office.do(add_link, *refused, LinkRole.FRIEND, me=own)


def test_a_withdrawn_file_leaves_the_lists(office: TestOffice, pair):
    he, wei = pair
    office.do(add_link, he, wei, LinkRole.DRIVER)
    office.do(clients.withdraw_client, wei, "重复")
    assert shown(office, he) == []


def test_editing_one_end_is_enough(office: TestOffice, pair):
    he, wei = pair
    half = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    office.do(clients.set_people, wei, owner=half.id, deputy=None, important=False)
    with pytest.raises(NotAllowed):
        office.do(add_link, he, wei, LinkRole.FRIEND, me=half)
    link = office.do(add_link, wei, he, LinkRole.FRIEND, me=half)
    office.do(add_link, he, wei, LinkRole.DRIVER)
    office.do(remove_link, link, me=half)
    office.do(clients.set_people, wei, owner=office.me.id, deputy=None, important=False)
    with pytest.raises(NotAllowed):
        office.do(remove_link, office.ask(links_of, he)[0].id, me=half)
