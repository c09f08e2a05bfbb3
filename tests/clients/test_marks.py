"""Secrecy marks on reports, dealings and competitor notes: sealed by level, shown as locked, each reading recorded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop.models.lent import Lent
from desktop.models.records import Record
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import NotAllowed, Stale
from desktop.rules.fields import Block
from desktop.rules.rights import Right, Scope
from desktop.rules.secrecy import Secrecy
from desktop.rules.words import ClientForm
from desktop.services import (
    approvals,
    asking,
    clients,
    competitors,
    contacts,
    dealings,
    histories,
    marked_notes,
    marks,
    on_file,
    past_files,
    rotation,
    search_all,
    settings,
    today,
    undoing,
)
from desktop.services.checking import check_office
from desktop.services.competitors import CompetitorEntry
from desktop.services.dealings import DealingEntry
from tests.offices import ADMIN, PASSWORD, TestOffice

SEE = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL}
CANARY = "并购意向zq81"
SECRET, TOP = Secrecy.SECRET.value, Secrecy.TOP_SECRET.value


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})


@pytest.fixture
def low(office: TestOffice):
    return office.hire("李娜", SEE, vaults=("identity",))


def report(office: TestOffice, mark=SECRET, **more) -> Report:
    return Report(Channel.VISIT, CANARY, f"{CANARY}内容", mark=mark, **more)


@pytest.fixture
def notes(office: TestOffice, he):
    """One marked note of each kind, by the table it lies in."""
    day = office.ask(on_file.today)
    return {
        "contact": office.do(contacts.log_contact, he,
                             report(office, next_step=CANARY, next_on=day + timedelta(days=2))),
        "competitor_note": office.do(competitors.add_note, he, CompetitorEntry(CANARY, day, CANARY, mark=SECRET)),
        "dealing": office.do(dealings.add_dealing, he, DealingEntry(day, CANARY, CANARY, mark=TOP)),
    }  # fmt: skip


def lines(office: TestOffice, he, me=None):
    return {
        "contact": office.ask(contacts.contacts_of, he, me=me)[0],
        "competitor_note": office.ask(competitors.notes_of, he, me=me)[0],
        "dealing": office.ask(dealings.dealings_of, he, me=me)[0],
    }


def test_marked_words_are_shown_as_locked_and_each_reading_is_recorded(office: TestOffice, he, notes, low):
    for me in (office.me, low):
        for place, line in lines(office, he, me).items():
            assert CANARY not in repr(line)
            assert line.locked.level == (3 if place == "dealing" else 2)
            assert (line.locked.may_open, line.may_change) == ((True, True) if me is office.me else (False, False))
    for place, key in notes.items():
        assert CANARY in office.do(marked_notes.read, place, key).values()
        with pytest.raises(NotAllowed):
            office.do(marked_notes.read, place, key, me=low)
    with office.beneath() as database, database.reading():
        read = [row.facts["mark"] for row in Record.select().where(Record.action == "read_marked")]
    assert sorted(read) == sorted([SECRET, SECRET, TOP])


def test_nothing_else_tells_of_marked_words(office: TestOffice, he, notes, low):
    for me in (office.me, low):
        told = [office.ask(search_all.find_everything, CANARY, me=me), office.ask(today.look, True, me=me),
                office.ask(histories.history_of, he, me=me), office.ask(undoing.operations, client_id=he, me=me),
                office.ask(past_files.client_as_of, he, office.ask(on_file.today), me=me)]  # fmt: skip
        assert CANARY not in repr(told)
    with office.work(write=False):
        engine = office.office.database.engine
        for table in engine.get_tables():
            assert CANARY not in repr(engine.execute_sql(f'SELECT * FROM "{table}"').fetchall()), table
    assert office.errand(check_office).sound


def test_the_next_step_is_owed_under_its_mark(office: TestOffice, he, notes):
    (row,) = [row for section in office.ask(today.look).sections for row in section.rows if row.key[0] == "step"]
    assert row.what.values["step"] == Secrecy.SECRET.label
    office.do(contacts.finish_step, notes["contact"])
    assert lines(office, he)["contact"].next_done_at is not None


def test_a_mark_is_given_by_who_can_read_what_bears_it(office: TestOffice, he, low):
    assert office.ask(lambda work: marks.offered(work.me, work.settings), me=low) == (Secrecy.CONFIDENTIAL,)
    with pytest.raises(NotAllowed) as refusal:
        office.do(contacts.log_contact, he, report(office), me=low)
    assert refusal.value.field == "mark"
    office.do(settings.change_setting, "mark_secret", 1)
    key = office.do(contacts.log_contact, he, report(office), me=low)
    assert office.do(marked_notes.read, "contact", key, me=low)["subject"] == CANARY


def test_corrections_meet_and_clash_as_elsewhere(office: TestOffice, he, notes, low):
    key = notes["contact"]
    line = lines(office, he)["contact"]
    words = office.do(marked_notes.read, "contact", key)
    seen = Report(Channel.VISIT, **words, at=line.at, mark=SECRET, staff=office.me.id, next_on=line.next_on)
    with pytest.raises(NotAllowed):
        office.do(contacts.correct_contact, key, replace(seen, content="x"), seen, me=low)
    office.do(contacts.correct_contact, key, replace(seen, content=f"{CANARY}甲"), seen)
    office.do(contacts.correct_contact, key, replace(seen, result=f"{CANARY}乙"), seen)
    words = office.do(marked_notes.read, "contact", key)
    assert (words["content"], words["result"]) == (f"{CANARY}甲", f"{CANARY}乙")
    with pytest.raises(Stale):
        office.do(contacts.correct_contact, key, replace(seen, content="丙"), seen)
    test_nothing_else_tells_of_marked_words(office, he, notes, low)


def test_what_is_marked_later_is_hidden_before_too_and_undoing_asks_for_the_key(office: TestOffice, he, low):
    plain = Report(Channel.PHONE, CANARY)
    key = office.do(contacts.log_contact, he, plain)
    assert [hit.kind for hit in office.ask(search_all.find_everything, CANARY, me=low)] == ["contact"]
    office.do(contacts.correct_contact, key, replace(plain, mark=SECRET), plain)
    assert office.ask(search_all.find_everything, CANARY, me=low) == []
    assert CANARY not in repr(office.ask(histories.history_of, he, me=low))
    operation = office.ask(undoing.operations, client_id=he)[0].operation
    with pytest.raises(NotAllowed):
        office.do(undoing.undo, operation, me=low)
    office.do(undoing.undo, operation)
    assert lines_of_contact(office, he, low).subject == CANARY


def test_words_are_sealed_anew_with_a_new_key(office: TestOffice, he, notes, low):
    before = office.ask(histories.history_of, he)
    office.do(rotation.renew_keys, [Block.PROPERTY.value])
    me = office.office.sign_in(ADMIN, PASSWORD)
    assert office.ask(rotation.behind, me=me) == {"property": 2}
    assert office.do(marked_notes.read, "contact", notes["contact"], me=me)["subject"] == CANARY
    office.errand(rotation.reseal, me=me)
    assert office.ask(rotation.behind, me=me) == {}
    assert office.do(marked_notes.read, "contact", notes["contact"], me=me)["subject"] == CANARY
    assert [line.changes for line in office.ask(histories.history_of, he, me=me) if line.changes] == [
        line.changes for line in before if line.changes]  # fmt: skip
    assert office.errand(check_office, me=me).sound


def lines_of_contact(office: TestOffice, he, me):
    return office.ask(contacts.contacts_of, he, me=me)[0]


def test_a_marked_note_is_asked_for_like_any_locked_value(office: TestOffice, he, notes, low):
    wanted = asking.note_wanted(he, "contact", notes["contact"], Secrecy.SECRET, 2)
    key = office.do(approvals.ask, wanted, "客户投诉", me=low)
    keyless = office.hire("钱敏", {**SEE, Right.APPROVE_CLIENTS: Scope.ALL}, level=3)
    with pytest.raises(NotAllowed):
        office.do(approvals.approve, key, me=keyless)
    office.do(approvals.approve, key)
    line = lines_of_contact(office, he, low)
    assert (line.locked.may_open, line.may_change) == (True, False)
    assert office.do(marked_notes.read, "contact", notes["contact"], me=low)["subject"] == CANARY
    with pytest.raises(NotAllowed):
        office.do(marked_notes.read, "dealing", notes["dealing"], me=low)
    with office.beneath() as database, database.writing():
        Lent.update(until=database.now() - timedelta(seconds=1)).execute()
    with pytest.raises(NotAllowed):
        office.do(marked_notes.read, "contact", notes["contact"], me=low)
