"""The list of all contacts: narrowed, found by any word, and by nobody who may not see the client (CM-1)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, contact_lists, contacts
from desktop.services.contact_lists import Only
from tests.offices import TestOffice

BEGIN = datetime(2026, 3, 1, 4, tzinfo=UTC)
IN = Direction.IN


def asked(office: TestOffice, me=None, **only):
    return [listed.line.subject for listed in office.ask(contact_lists.page, Only(**only), me=me)]


def test_contacts_are_listed_narrowed_and_found_only_by_who_sees_the_client(office: TestOffice):
    he, shan = (office.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("贺启年", "单雄飞"))
    li = office.hire("李娜", dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS), Scope.OWN))
    office.do(clients.set_people, shan, owner=li.id, deputy=None, important=False)
    told = ((he, Report(Channel.PHONE, "问包房", "要牡丹厅", direction=IN), None),
            (shan, Report(Channel.EMAIL, "报价", "牡丹厅全天"), li),
            (he, Report(Channel.PHONE, "回电", next_step="发菜单", next_on=date(2060, 1, 2)), None))  # fmt: skip
    keys = [office.do(contacts.log_contact, client, replace(report, at=BEGIN + timedelta(days=day)), me=me)
            for day, (client, report, me) in enumerate(told)]  # fmt: skip

    assert asked(office) == ["回电", "报价", "问包房"]
    assert asked(office, text="牡丹厅") == ["报价", "问包房"]
    # a client's name finds what was said with that client
    assert asked(office, text="贺启年") == ["回电", "问包房"]
    assert asked(office, channels=frozenset({Channel.EMAIL})) == asked(office, staff=li.id) == ["报价"]
    assert asked(office, direction=IN) == asked(office, last=BEGIN.date()) == ["问包房"]
    assert asked(office, open_steps=True) == asked(office, first=BEGIN.date() + timedelta(days=2)) == ["回电"]
    assert asked(office, client=he, mine=True) == ["回电", "问包房"]

    assert asked(office, li) == asked(office, li, text="牡丹厅") == ["报价"]
    assert [office.ask(contact_lists.count, me=who) for who in (None, li)] == [3, 1]
    with pytest.raises(NotAllowed):
        office.ask(contact_lists.page, me=office.hire("单雪", {}))

    # what is marked from now on is told under its mark and found by none of its words
    office.do(contacts.correct_contact, keys[1], replace(told[1][1], mark="secret", at=BEGIN + timedelta(days=1)))
    assert asked(office, text="牡丹厅") == ["问包房"]
    (hidden,) = office.ask(contact_lists.page, Only(channels=frozenset({Channel.EMAIL})))
    assert (hidden.name, hidden.line.content, hidden.line.locked is not None) == ("单雄飞", "", True)
    office.do(clients.withdraw_client, he, "搬走")
    assert asked(office) == [hidden.line.subject]


def test_pages_of_the_list_meet_without_gap_or_overlap(office: TestOffice):
    client = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    for number in range(5):
        # two at one moment
        report = Report(Channel.PHONE, f"第{number}次", at=BEGIN + timedelta(hours=number // 2))
        office.do(contacts.log_contact, client, report)
    whole = office.ask(contact_lists.page)
    assert office.ask(contact_lists.page, Only(), 2, 2) == whole[2:4]
    assert office.ask(contact_lists.page, Only(), 2, 2, whole[1].id) == whole[2:4]
    assert office.ask(contact_lists.page, Only(), 1, 2, None, whole[3].id) == whole[1:3]
