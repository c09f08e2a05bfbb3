"""Who is to be in contact with a client and report it sees the file, as long as that lasts (CL-9, AC-4)."""

from datetime import date

import pytest

from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    clients,
    competitors,
    contacts,
    histories,
    owners,
    search,
    search_all,
)
from desktop.services.client_lists import Filter, count_clients, list_clients
from desktop.services.competitors import CompetitorEntry
from tests.offices import TestOffice

OWN = {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL}
CALL = Report(Channel.PHONE, "问起牡丹厅", next_step="回电", next_on=date(2030, 1, 2))


@pytest.fixture(params=[Scope.OWN, Scope.DEPARTMENT])
def zhou(request, office: TestOffice):
    return office.hire("周敏", OWN | {Right.SEE_CLIENTS: request.param}, department="前厅")


@pytest.fixture
def he(office: TestOffice, zhou):
    key, _other = (office.do(clients.open_client, ClientForm.PERSON, {"name": n}) for n in ("贺启年", "单雄飞"))
    office.do(competitors.add_note, key, CompetitorEntry("望江楼", date(2026, 5, 4)))
    office.do(contacts.log_contact, key, CALL)
    name_contacts(office, key, zhou)
    return key


def name_contacts(office: TestOffice, client, *people):
    file = office.ask(clients.client_file, client)
    held = {"owner": file.owner.id, "deputy": None, "important": False, "promising": False,
            "contacts": [person.id for person in file.contacts]}  # fmt: skip
    office.do(owners.set_owners, client, **(held | {"contacts": [person.id for person in people]}), base=held)


def seen(office: TestOffice, me):
    """By every way that leads to a file."""
    names = {hit.title for hit in office.ask(search.find, "贺", me=me)}
    names |= {line.values[0] for line in office.ask(list_clients, ("name",), me=me)}
    return names, office.ask(count_clients, Filter(), me=me), len(office.ask(search.matching, "贺启年", me=me))


def test_the_file_is_seen_and_reported_on_but_not_changed(office: TestOffice, he, zhou):
    assert seen(office, zhou) == ({"贺启年"}, 1, 1)
    file = office.ask(clients.client_file, he, me=zhou)
    assert (file.name, file.may_edit) == ("贺启年", False)
    for text, kind in (("牡丹厅", search.CONTACT), ("望江楼", search.COMPETITOR)):
        assert [hit.kind for hit in office.ask(search_all.find_everything, text, me=zhou)] == [kind]
    made = office.do(contacts.log_contact, he, Report(Channel.VISIT, "送了菜单"), me=zhou)
    assert next(line.id for line in office.ask(contacts.contacts_of, he, me=zhou)) == made
    assert office.ask(histories.history_of, he, me=zhou)
    with pytest.raises(NotAllowed):
        office.do(clients.edit_client, he, {"unit": "青石茶业"}, me=zhou)
    with pytest.raises(NotAllowed):
        office.do(clients.withdraw_client, he, "重复", me=zhou)


def test_it_ends_with_being_the_contact_person(office: TestOffice, he, zhou):
    name_contacts(office, he)
    assert seen(office, zhou) == (set(), 0, 0)
    with pytest.raises(NotFound):
        office.ask(clients.client_file, he, me=zhou)
    with pytest.raises(NotFound):
        office.do(contacts.log_contact, he, CALL, me=zhou)
    for text in ("牡丹厅", "望江楼"):
        assert office.ask(search_all.find_everything, text, me=zhou) == []


def test_without_the_right_to_see_clients_nothing_is_seen(office: TestOffice, he):
    blind = office.hire("赵峰", {Right.ENTER_CLIENTS: Scope.ALL})
    name_contacts(office, he, blind)
    assert office.ask(search_all.find_everything, "牡丹厅", me=blind) == []
    with pytest.raises(NotFound):
        office.ask(clients.client_file, he, me=blind)
