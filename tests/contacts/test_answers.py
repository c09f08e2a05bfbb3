"""First answers: what waits, by when it is owed, what answers it; on both databases (CM-2)."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.rules import contacts as rules
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.settings import DEFAULTS
from desktop.rules.today import Deed, Group
from desktop.rules.words import ClientForm
from desktop.services import clients, contact_answers, contact_lists, contacts, settings, today, undoing
from desktop.services.contact_lists import Only
from tests.offices import TestOffice

# a Thursday in the office, eleven o'clock
ASKED_AT = datetime(2026, 3, 5, 3, tzinfo=UTC)
MAIL = Report(Channel.EMAIL, "问报价", direction=Direction.IN, at=ASKED_AT, persons="小王")
HOUR = timedelta(hours=1)
STAFF = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS), Scope.ALL)


def test_the_stricter_of_channel_and_class_counts_and_nothing_is_set_at_first():
    assert rules.answer_minutes(Channel.EMAIL, "A", DEFAULTS) is None
    assert rules.answer_minutes(Channel.EMAIL, "A", {"answer_email": 240, "answer_class_A": 60}) == 60
    assert rules.answer_minutes(Channel.VISIT, "", {"answer_email": 240}) is None


def waiting(office: TestOffice):
    return [one.line for one in office.ask(contact_lists.page, Only(unanswered=True))]


def on_today(office: TestOffice, me):
    rows = [(section.group, row) for section in office.ask(today.look, me=me).sections for row in section.rows]
    return [(group, row.whom, row.deed) for group, row in rows if row.key[0] == "answer"]


def test_what_came_in_waits_until_one_of_ours_answers_it(office: TestOffice):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    li, wang = office.hire("李娜", STAFF), office.hire("王芳", STAFF)
    asked = office.do(contacts.log_contact, he, MAIL, me=li)
    # no limit is set: it waits all the same; a talk was answered as it was led
    office.do(contacts.log_contact, he, Report(Channel.PHONE, "来电", direction=Direction.IN), me=li)
    (line,) = waiting(office)
    assert (line.id, line.answer_due, line.persons) == (asked, None, "小王")
    assert on_today(office, li) == [(Group.WAITING, "贺启年", Deed.ANSWER)] and on_today(office, wang) == []
    assert [one.id for one in office.ask(contacts.at_hand_with, asked, me=wang).waiting] == [asked]

    # four working hours from eleven: one before noon, three from half past one
    office.do(settings.change_setting, "answer_email", 240)
    office.do(contacts.correct_contact, asked, MAIL, me=li)
    (line,) = waiting(office)
    assert line.answer_due == datetime(2026, 3, 5, 8, 30, tzinfo=UTC)
    assert on_today(office, li) == [(Group.DUE, "贺启年", Deed.ANSWER)]

    wrong = ((Report(Channel.PHONE, "报价", at=ASKED_AT - HOUR), "at"),
             (Report(Channel.PHONE, "报价", direction=Direction.IN), "direction"))  # fmt: skip
    for report, field in wrong:
        with pytest.raises(BadEntry) as refusal:
            office.do(contacts.log_contact, he, report, None, asked, me=wang)
        assert refusal.value.field == field
    first = office.do(contacts.log_contact, he, Report(Channel.PHONE, "报价", at=ASKED_AT + HOUR), None, asked, me=wang)
    assert waiting(office) == [] and on_today(office, li) == []
    told = {one.id: one for one in office.ask(contacts.contacts_of, he)}
    assert (told[asked].answered_at, told[first].answers) == (ASKED_AT + HOUR, asked)
    # it follows from the answer's report, whoever corrects it
    office.do(contacts.correct_contact, first, Report(Channel.PHONE, "报价", at=ASKED_AT + 2 * HOUR), me=wang)
    assert {one.id: one.answered_at for one in office.ask(contacts.contacts_of, he)}[asked] == ASKED_AT + 2 * HOUR
    done = [act.operation for act in office.ask(undoing.operations, client_id=he)][:2]
    for operation in done:
        office.do(undoing.undo, operation, me=wang)
    assert [one.id for one in waiting(office)] == [asked]

    with pytest.raises(NotAllowed):
        office.do(contact_answers.needs_no_answer, asked, me=wang)
    office.do(contact_answers.needs_no_answer, asked, me=li)
    assert waiting(office) == []
    with pytest.raises(BadEntry):
        office.do(contact_answers.needs_no_answer, asked, me=li)


def test_a_step_for_somebody_who_does_not_see_the_client_is_refused(office: TestOffice):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    own = office.hire("韩磊", {Right.SEE_CLIENTS: Scope.OWN})
    step = Report(Channel.PHONE, "问候", next_step="回电", next_on=ASKED_AT.date(), next_for=own.id)
    with pytest.raises(BadEntry) as refusal:
        office.do(contacts.log_contact, he, step)
    assert refusal.value.field == "next_for"
    office.do(clients.set_people, he, owner=own.id, deputy=None, important=False)
    office.do(contacts.log_contact, he, step)
    assert [one.title for one in office.ask(contacts.next_steps_due, me=own)] == ["回电"]
