"""Undoing in an office that asks for consents: they go and come with the values that were entered with them."""

import pytest

from desktop.models.consents import Consent
from desktop.rules.consents import Ground, NeedsConsent, Way
from desktop.rules.errors import BadEntry
from desktop.rules.words import ClientForm
from desktop.services import clients, consents, histories, on_file, settings
from desktop.services.purposes import Agreed
from desktop.services.undoing import Choice, InTheWay, undo
from tests.clients.test_undoing import last
from tests.offices import TestOffice


@pytest.fixture
def office(office: TestOffice) -> TestOffice:
    office.do(settings.change_setting, "consent_asked", True)
    return office


@pytest.fixture
def yes(office: TestOffice):
    return Agreed(Ground.CONSENT, Way.PAPER, office.ask(on_file.today))


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


def allergies(office: TestOffice, client):
    return office.ask(clients.client_file, client).values["allergies"]


def held(office: TestOffice, client):
    return [line.purpose for line in office.ask(consents.ledger, client).lines if line.ended_on is None]


def test_a_file_opened_with_a_consent_goes_and_comes_back(office: TestOffice, yes):
    values = {"name": "贺启年", "taboos": "香菜"}
    client = office.do(clients.open_client, ClientForm.PERSON, values, agreed=yes)
    undone = office.do(undo, last(office))
    assert office.ask(clients.client_file, client).withdrawn
    office.do(undo, undone.operation)
    assert not office.ask(clients.client_file, client).withdrawn
    assert held(office, client) == ["health"]


def test_a_consent_goes_and_comes_back_with_the_values_entered_with_it(office: TestOffice, he, yes):
    values = {"allergies": "花生", "income": "三十万", "phone": "19900001111"}
    office.do(clients.edit_client, he, values, agreed=yes)
    edit = last(office)
    assert sorted(held(office, he)) == ["financial", "health"]
    undone = office.do(undo, edit)
    assert (allergies(office, he), held(office, he)) == ("", [])
    with pytest.raises(NeedsConsent):
        office.do(clients.edit_client, he, {"allergies": "花生"})
    again = office.do(undo, undone.operation)
    assert (allergies(office, he), sorted(held(office, he))) == ("花生", ["financial", "health"])
    office.do(undo, again.operation)
    assert (allergies(office, he), held(office, he)) == ("", [])


def test_a_consent_that_other_values_rest_on_stays(office: TestOffice, he, yes):
    office.do(clients.edit_client, he, {"allergies": "花生"}, agreed=yes)
    edit = last(office)
    office.do(clients.edit_client, he, {"taboos": "香菜"})
    with pytest.raises(InTheWay) as found:
        office.do(undo, edit)
    assert [hindrance.label for hindrance in found.value.hindrances] == ["Consent"]
    done = office.do(undo, edit, Choice.OVERWRITE)
    assert [kept.label for kept in done.kept] == ["Consent"]
    assert (allergies(office, he), held(office, he)) == ("", ["health"])


def test_a_consent_stays_with_a_value_that_stays_and_goes_with_one_that_is_overwritten(office: TestOffice, he, yes):
    office.do(clients.edit_client, he, {"allergies": "花生", "phone": "19900001111"}, agreed=yes)
    edit = last(office)
    office.do(clients.edit_client, he, {"allergies": "虾"})
    done = office.do(undo, edit, Choice.REST)
    assert sorted(kept.label for kept in done.kept) == ["Allergies", "Consent"]
    assert (allergies(office, he), held(office, he)) == ("虾", ["health"])
    office.do(undo, done.operation)
    office.do(undo, edit, Choice.OVERWRITE)
    assert (allergies(office, he), held(office, he)) == ("", [])


def test_no_value_comes_back_without_the_consent_it_needs(office: TestOffice, he, yes):
    office.do(clients.edit_client, he, {"allergies": "花生"}, agreed=yes)
    first = last(office)
    office.do(clients.edit_client, he, {"taboos": "香菜"})
    second = last(office)
    undone = office.do(undo, second)
    office.do(undo, first)
    with pytest.raises(InTheWay):
        office.do(undo, undone.operation, Choice.OVERWRITE)
    assert office.ask(clients.client_file, he).values["taboos"] == ""


def test_what_was_withdrawn_by_the_client_is_not_brought_back(office: TestOffice, he, yes):
    office.do(clients.edit_client, he, {"allergies": "花生"}, agreed=yes)
    edit = last(office)
    (line,) = office.ask(consents.ledger, he).lines
    office.do(consents.end_consent, line.id, line.on)
    ended = last(office)
    with pytest.raises(InTheWay):
        office.do(undo, edit, Choice.OVERWRITE)
    with pytest.raises(BadEntry):
        office.do(undo, ended, Choice.OVERWRITE)
    with office.work(write=False) as work:
        row = work.visible(Consent).get()
        assert (row.ended_on, row.withdrawn_at) == (line.on, None)
    lines = office.ask(histories.history_of, he)
    assert [(bool(line.elsewhere), line.undoable) for line in lines][:2] == [(True, False), (False, True)]
