"""Partners: nothing without a signed agreement, each hand-out registered until it is back (AC-8)."""

from datetime import timedelta

import pytest

from desktop.i18n import translator
from desktop.models.registers import RegisterLine
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.partners import Agreement, Ending, PartnerEntry
from desktop.rules.rights import Right, Scope
from desktop.rules.today import Group
from desktop.rules.words import ClientForm
from desktop.services import clients, dossiers, erasing, on_file, partners, today
from desktop.services.partners import GiveEntry
from tests.offices import TestOffice


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


def day(office: TestOffice, ahead: int = 0):
    return office.ask(on_file.today) + timedelta(days=ahead)


def partner(office: TestOffice, **more):
    signed = {"signed_on": day(office, -10), "place": "合同柜 3"} | more
    return office.do(partners.save_partner, PartnerEntry("云川印务", **signed))


def give(office: TestOffice, key, *clients_of, ahead=5, **more):
    entry = GiveEntry(key, "请柬地址 1 份", "印制请柬", day(office, ahead), tuple(clients_of))
    return office.do(partners.give, entry, **more)


def test_without_a_signed_agreement_nothing_is_given(office: TestOffice, he):
    for missing in ({"signed_on": None, "place": ""}, {"valid_until": day(office, -1)}):
        with pytest.raises(BadEntry) as refusal:
            give(office, partner(office, **missing), he)
        assert refusal.value.field == "partner"
    states = {line.agreement for line in office.ask(partners.list_partners)}
    assert states == {Agreement.NONE, Agreement.EXPIRED}
    with pytest.raises(BadEntry):
        partner(office, place="")
    give(office, partner(office), he)


def test_what_is_given_comes_back_on_a_day_that_lies_ahead(office: TestOffice, he):
    with pytest.raises(BadEntry) as refusal:
        give(office, partner(office), he, ahead=-1)
    assert refusal.value.field == "until"
    give(office, partner(office), he, ahead=0)


def test_each_hand_out_is_numbered_named_and_comes_back_once(office: TestOffice, he):
    key = partner(office)
    first, second = give(office, key, he), give(office, key)
    lines = office.ask(partners.given)
    assert [(line.number, line.whom, line.clients) for line in lines] == [
        (1, "云川印务", ("贺启年",)), (2, "云川印务", ())]  # fmt: skip
    with pytest.raises(BadEntry):
        office.do(partners.withdraw_partner, key)
    office.do(partners.take_back, first, Ending.DESTROYED, "碎纸，附照片")
    with pytest.raises(BadEntry):
        office.do(partners.take_back, first, Ending.RETURNED)
    office.do(partners.take_back, second, Ending.RETURNED)
    back = office.ask(partners.given, outstanding=False)
    assert {line.ending for line in back} == {Ending.DESTROYED, Ending.RETURNED} and office.ask(partners.given) == ()
    office.do(partners.withdraw_partner, key)


def test_what_is_overdue_stands_on_today_and_holds_an_erasure_up(office: TestOffice, he):
    line = give(office, partner(office), he)
    with office.work(write=False) as work:
        found = partners.due(work, today._view(work))
        assert [(batch.group, batch.total) for batch in found] == [(Group.DUE, 0), (Group.NEXT, 1)]
    with office.office.database.writing():
        RegisterLine.update(due=RegisterLine.out_at - 1).execute()
    sections = {section.group: section for section in office.ask(today.look).sections}
    (row,) = (row for row in sections[Group.DUE].rows if row.key[0] == "handout")
    assert row.whom == "云川印务" and row.urgent
    assert "请柬地址" in str(office.ask(erasing.prospect, he).hindrances[0])
    office.do(partners.take_back, line, Ending.RETURNED)
    assert office.ask(erasing.prospect, he).hindrances == ()


def test_the_dossier_names_the_partner(office: TestOffice, he):
    give(office, partner(office), he)
    made = office.errand(dossiers.dossier, he, dossiers.Wish(), translator("zh_CN"))
    assert "云川印务" in made.json and "印制请柬" in made.json


def test_who_may_not_export_gives_nothing(office: TestOffice, he):
    key = partner(office)
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.OWN})
    with pytest.raises(NotAllowed):
        give(office, key, he, me=clerk)
    looker = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL})
    for verb, *args in ((partners.list_partners,), (partners.given,)):
        with pytest.raises(NotAllowed):
            office.ask(verb, *args, me=looker)
    with pytest.raises(NotAllowed):
        office.do(partners.save_partner, PartnerEntry("云川"), me=looker)
