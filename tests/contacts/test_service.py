"""Contact reports: logged, corrected, searched, undone; on both databases (CL-9, CM-1)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.rules import contacts as rules
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, contacts, histories, past_files, search, search_all, undoing
from tests.offices import TestOffice

NOW = datetime(2026, 7, 12, 4, tzinfo=UTC)
SEE = {Right.SEE_CLIENTS: Scope.ALL}
STAFF = SEE | {Right.ENTER_CLIENTS: Scope.ALL}
CALL = Report(Channel.PHONE, "问中秋包房", "要牡丹厅，八位", "已留房", "发菜单", date(2030, 1, 2))


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (Report(Channel.PHONE, " "), "subject"),
        (Report(Channel.PHONE, "问候", at=NOW + timedelta(minutes=1)), "at"),
        (Report(Channel.PHONE, "问候", at=datetime(1800, 1, 1, tzinfo=UTC)), "at"),
        (Report(Channel.PHONE, "问候", next_step="回电"), "next_on"),
        (Report(Channel.PHONE, "问候", next_on=date(2026, 7, 13)), "next_step"),
        (Report(Channel.PHONE, "问候", next_step="回电", next_on=date(2126, 7, 13)), "next_on"),
        (Report(Channel.PHONE, "长" * 201), "subject"),
    ],
)
def test_what_a_report_must_say(report, field):
    with pytest.raises(BadEntry) as refusal:
        rules.checked(report, NOW, NOW.date())
    assert refusal.value.field == field


def test_a_contact_is_logged_corrected_and_keeps_its_history(office: TestOffice, he):
    staff = office.hire("李娜", STAFF)
    made = office.do(contacts.log_contact, he, CALL, me=staff)
    (line,) = office.ask(contacts.contacts_of, he, me=staff)
    assert (line.staff, line.subject, line.next_for, line.direction) == ("李娜", "问中秋包房", "李娜", Direction.OUT)
    assert line.open_step and line.may_change
    seen = Report(line.channel, line.subject, line.content, line.result, line.next_step, line.next_on, line.direction,
                  line.at, line.staff_id)  # fmt: skip
    office.do(contacts.correct_contact, made, Report(Channel.CHAT, "问中秋包房", at=line.at, staff=staff.id), seen)
    (line,) = office.ask(contacts.contacts_of, he)
    assert (line.channel, line.content, line.next_step, line.open_step) == (Channel.CHAT, "", "", False)
    with pytest.raises(Stale) as refusal:
        office.do(contacts.correct_contact, made, Report(Channel.FAX, "问包房", at=line.at, staff=staff.id), seen)
    assert set(refusal.value.clashes) == {"channel"}
    told = office.ask(histories.history_of, he)
    assert [x.action for x in told[:2]] == ["Contact report corrected", "Contact logged"]
    assert told[0].about == "问中秋包房"
    assert ("Content", "要牡丹厅，八位", "") in [(c.label, c.before, c.after) for c in told[0].changes]


def test_who_may_log_correct_and_finish(office: TestOffice, he):
    reader, li, wang = office.hire("单雪", SEE), office.hire("李娜", STAFF), office.hire("王芳", STAFF)
    own = office.hire("韩磊", {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(contacts.log_contact, he, CALL, me=reader)
    with pytest.raises(NotFound):
        office.do(contacts.log_contact, he, CALL, me=own)
    made = office.do(contacts.log_contact, he, CALL, me=li)
    for verb, more in ((contacts.correct_contact, (CALL,)), (contacts.finish_step, ())):
        with pytest.raises(NotAllowed):
            office.do(verb, made, *more, me=wang)
    assert [s.title for s in office.ask(contacts.next_steps_due, me=li)] == ["发菜单"]
    assert office.ask(contacts.next_steps_due, until=date(2030, 1, 1), me=li) == []
    office.do(contacts.finish_step, made, me=li)
    assert office.ask(contacts.next_steps_due, me=li) == []
    other = office.do(clients.open_client, ClientForm.PERSON, {"name": "单雄飞"})
    with pytest.raises(BadEntry):
        office.do(contacts.log_contact, other, CALL, made)


def test_reports_are_found_under_the_scope_of_their_client(office: TestOffice, he):
    office.do(contacts.log_contact, he, CALL)
    (hit,) = office.ask(search_all.find_everything, "牡丹厅")
    assert (hit.kind, hit.client, hit.title, hit.detail) == (search.CONTACT, he, "贺启年", "问中秋包房")
    heir = office.hire("韩磊", {Right.SEE_CLIENTS: Scope.OWN})
    assert office.ask(search_all.find_everything, "牡丹厅", me=heir) == []
    # the list of clients is no list of contacts
    assert office.ask(search.matching, "牡丹厅") == []
    office.do(clients.set_people, he, owner=heir.id, deputy=None, important=False)
    assert [h.client for h in office.ask(search_all.find_everything, "牡丹", me=heir)] == [he]
    office.do(clients.withdraw_client, he, "重复")
    assert office.ask(search_all.find_everything, "牡丹厅") == []


def test_undoing_takes_a_report_out_and_a_correction_back(office: TestOffice, he):
    made = office.do(contacts.log_contact, he, CALL)
    logged = office.ask(undoing.operations, client_id=he)[0].operation
    office.do(contacts.correct_contact, made, Report(Channel.PHONE, "问中秋包房", "要兰花厅"))
    corrected = office.ask(undoing.operations, client_id=he)[0].operation
    assert office.ask(search_all.find_everything, "牡丹厅") == []
    with pytest.raises(undoing.InTheWay):
        office.do(undoing.undo, logged)
    office.do(undoing.undo, corrected)
    assert [h.client for h in office.ask(search_all.find_everything, "牡丹厅")] == [he]
    taken = office.do(undoing.undo, logged)
    assert office.ask(contacts.contacts_of, he) == () and office.ask(search_all.find_everything, "牡丹厅") == []
    office.do(undoing.undo, taken.operation)
    assert [c.subject for c in office.ask(contacts.contacts_of, he)] == ["问中秋包房"]


def test_the_file_as_of_a_past_day_shows_the_reports_of_then(office: TestOffice, he):
    with office.work() as work:
        work.now -= timedelta(days=3)
        client = clients.open_client(work, ClientForm.PERSON, {"name": "单雄飞"})
        made = contacts.log_contact(work, client, Report(Channel.PHONE, "问候"))
        then = work.now.date()
    office.do(contacts.correct_contact, made, Report(Channel.VISIT, "拜访"))
    office.do(contacts.log_contact, client, Report(Channel.CHAT, "今天"))
    past = office.ask(past_files.client_as_of, client, then + timedelta(days=1))
    assert [(c.channel, c.subject, c.may_change) for c in past.contacts] == [(Channel.PHONE, "问候", False)]
