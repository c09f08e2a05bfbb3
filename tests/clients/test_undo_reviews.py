"""Nobody confirms his own entry by undoing, and no confirmation goes to another value."""

import pytest

from desktop.rules.errors import NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.stand_ins import Absence, StandInKind
from desktop.rules.words import ClientForm
from desktop.services import clients, on_file, reviews, stand_ins
from desktop.services.undoing import Choice, InTheWay, undo
from tests.clients.test_undoing import ALL, last, values
from tests.offices import TestOffice


@pytest.fixture
def zhao(office: TestOffice):
    return office.hire("赵峰", ALL)


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "taboos": "香菜"})


def taboos(office: TestOffice, client):
    info = office.ask(reviews.reviews_of, client)["taboos"]
    return values(office, client)["taboos"], info.verified, info.entered_by


def test_the_confirmation_of_a_value_that_is_gone_is_not_taken_back(office: TestOffice, he, zhao):
    office.do(reviews.accept, he, "taboos", me=zhao)
    accepted = last(office)
    office.do(clients.edit_client, he, {"taboos": "花生"}, me=zhao)
    for choice in Choice:
        with pytest.raises(InTheWay) as found:
            office.do(undo, accepted, choice, me=zhao)
        assert found.value.hindrances[0].final
    assert taboos(office, he) == ("花生", False, "赵峰")
    with pytest.raises(NotAllowed):
        office.do(reviews.accept, he, "taboos", me=zhao)


def test_a_confirmation_done_again_does_not_go_to_a_newer_value(office: TestOffice, he, zhao):
    third = office.hire("钱明", ALL)
    office.do(reviews.accept, he, "taboos", me=zhao)
    undone = office.do(undo, last(office), me=zhao)
    office.do(reviews.correct, he, "taboos", "花生", me=third)
    with pytest.raises(InTheWay):
        office.do(undo, undone.operation, Choice.OVERWRITE, me=third)
    info = office.ask(reviews.reviews_of, he)["taboos"]
    assert (info.verified, info.reviewed_by) == (True, "钱明")
    # nor does a correction of what one has entered oneself come back by one's own hand
    again = office.do(undo, last(office), me=third)
    office.do(clients.edit_client, he, {"taboos": "虾"}, me=zhao)
    with pytest.raises(NotAllowed):
        office.do(undo, again.operation, Choice.OVERWRITE)


def test_a_stand_in_confirms_nothing_of_whom_he_stands_in_for(office: TestOffice, he, zhao):
    seeing = office.hire("钱明", {Right.SEE_CLIENTS: Scope.ALL})
    day = office.ask(on_file.today)
    office.do(stand_ins.name_stand_in, Absence(office.me.id, seeing.id, day, day, frozenset(StandInKind)))
    office.do(reviews.accept, he, "taboos", me=zhao)
    undone = office.do(undo, last(office), me=zhao)
    with pytest.raises(NotAllowed):
        office.do(undo, undone.operation, me=seeing)


def test_nobody_confirms_by_undoing_what_he_can_t_open(office: TestOffice, zhao):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "income": "三十万"})
    rights = {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL}
    judge = office.hire("钱明", rights, level=3, vaults=("property",))
    office.do(reviews.accept, he, "income", "三十万", me=judge)
    undone = office.do(undo, last(office), me=judge)
    with pytest.raises(NotAllowed):
        office.do(undo, undone.operation, me=zhao)
    assert office.ask(reviews.reviews_of, he)["income"].provisional
    office.do(undo, undone.operation, me=judge)
    assert office.ask(reviews.reviews_of, he)["income"].verified
