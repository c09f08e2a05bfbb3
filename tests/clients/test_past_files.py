"""The file as of a past day: what stood in it then and what hung on it, under today's rights."""

from datetime import date, timedelta

import pytest
from peewee import fn

from desktop.models.events import Event
from desktop.models.records import Record
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.events import Answer, EventKind
from desktop.rules.fields import FieldType, Locked
from desktop.rules.identities import ActingState, Document
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, DayCalendar, DayKind, LinkRole
from desktop.services import (
    affiliations,
    anniversaries,
    clients,
    dealings,
    events,
    identities,
    journals,
    on_file,
    own_fields,
    reviews,
    spending,
    undoing,
)
from desktop.services.dealings import DealingEntry, YearLine
from desktop.services.events import EventEntry
from desktop.services.identities import AgentEntry, CheckEntry
from desktop.services.own_fields import OwnFieldEntry
from desktop.services.past_files import client_as_of, of_code
from desktop.services.undoing import undo
from tests.offices import TestOffice
from tests.server.psql import address, ask

ALL = {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL}


def age(office: TestOffice, days: int):
    """Everything recorded so far happened that much earlier."""
    with office.beneath() as database, database.writing():
        Record.update(at=Record.at - days * 86_400_000).execute()


def days_ago(office: TestOffice, days: int) -> date:
    with office.work(write=False) as work:
        return on_file.today(work) - timedelta(days=days)


def last(office: TestOffice):
    with office.work(write=False):
        return Record.select().order_by(Record.serial.desc()).get().operation


@pytest.fixture
def he(office: TestOffice):
    office.do(own_fields.add_own_field, OwnFieldEntry("会员", FieldType.TEXT))
    values = {"name": "贺启年", "phone": "199 0000 1234", "taboos": "香菜", "own_hui_yuan": "银",
              "id_number": "11010519491231002X", "bank": "云川银行"}  # fmt: skip
    return office.do(clients.open_client, ClientForm.PERSON, values)


def test_values_reviews_and_owner_are_those_of_that_day(office: TestOffice, he):
    colleague = office.hire("赵峰", ALL)
    age(office, 10)
    office.do(clients.edit_client, he, {"phone": "199 0000 5678", "own_hui_yuan": "金", "id_number": ""})
    office.do(reviews.accept, he, "taboos", me=colleague)
    age(office, 10)
    office.do(clients.set_people, he, owner=colleague.id, deputy=None, important=True)
    office.do(clients.edit_client, he, {"taboos": "花生", "unit": "青石茶业", "seat": "靠窗"})
    now = office.ask(clients.client_file, he)
    then = office.ask(client_as_of, he, days_ago(office, 10)).file
    first = office.ask(client_as_of, he, days_ago(office, 20)).file
    assert [f.values["phone"] for f in (first, then, now)] == ["19900001234", "19900005678", "19900005678"]
    assert [f.values["own_hui_yuan"] for f in (first, then, now)] == ["银", "金", "金"]
    assert [f.values["id_number"] for f in (first, then, now)] == ["11010519491231002X", "", ""]
    assert [f.values["taboos"] for f in (first, then, now)] == ["香菜", "香菜", "花生"]
    assert [f.reviews["taboos"].verified for f in (first, then, now)] == [False, True, False]
    assert [set(f.reviews) for f in (first, now)] == [{"taboos", "bank"}, {"taboos", "bank", "seat"}]
    assert [f.owner.name for f in (then, now)] == [office.me.name, "赵峰"]
    assert [f.important for f in (then, now)] == [False, True]
    assert not then.may_edit
    today = office.ask(client_as_of, he, days_ago(office, 0)).file
    assert {k: v for k, v in today.values.items() if not isinstance(v, Locked)} == {
        k: v for k, v in now.values.items() if not isinstance(v, Locked)
    }


def test_sealed_values_stay_sealed_and_a_stranger_finds_nothing(office: TestOffice, he):
    age(office, 3)
    past = office.ask(client_as_of, he, days_ago(office, 1)).file.values["bank"]
    assert isinstance(past, Locked)
    assert not past.may_open
    with pytest.raises(NotFound):
        office.ask(client_as_of, he, days_ago(office, 1), me=office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN}))


def test_what_hung_on_the_file(office: TestOffice, he):
    shan = office.do(clients.open_client, ClientForm.PERSON, {"name": "单雪"})
    link = office.do(affiliations.add_link, he, shan, LinkRole.FRIEND, "旧识")
    day = office.do(anniversaries.add_anniversary, he, RememberedDay(DayKind.WEDDING, DayCalendar.SOLAR, 5, 20))
    deal = office.do(dealings.add_dealing, he, DealingEntry(date(2026, 4, 2), "并购", confidential=True, reason="未"))
    office.do(dealings.set_year_result, he, YearLine(2025, 100, None, None, ""))
    year = last(office)
    age(office, 10)
    office.do(affiliations.remove_link, link)
    office.do(anniversaries.remove_anniversary, day)
    office.do(dealings.correct_dealing, deal, DealingEntry(date(2026, 4, 3), "增资"))
    office.do(undo, year)
    office.do(affiliations.add_link, he, shan, LinkRole.FAMILY)
    past = office.ask(client_as_of, he, days_ago(office, 5))
    assert [(x.other_name, x.role, x.note) for x in past.links] == [("单雪", LinkRole.FRIEND, "旧识")]
    assert [(x.day.month, x.day.day) for x in past.days] == [(5, 20)]
    assert [(x.title, x.on.day, x.confidential) for x in past.dealings] == [("并购", 2, True)]
    assert [(x.year, x.revenue) for x in past.years] == [(2025, 100)]
    reader = office.hire("单雪", {Right.SEE_CLIENTS: Scope.ALL})
    assert office.ask(client_as_of, he, days_ago(office, 5), me=reader).dealings == ()
    now = office.ask(client_as_of, he, days_ago(office, 0))
    assert [x.role for x in now.links] == [LinkRole.FAMILY]
    assert (now.days, now.years) == ((), ())
    assert [x.title for x in now.dealings] == ["增资"]


def taken(office: TestOffice, tmp_path, *lines):
    path = tmp_path / "消费.csv"
    path.write_text("客户,日期,金额,次数\n" + "\n".join(lines) + "\n", "utf-8")
    return office.do(spending.take, office.errand(spending.prepare, path))


def test_bills_events_and_agents_are_those_of_that_day(office: TestOffice, he, tmp_path):
    shan = office.do(clients.open_client, ClientForm.PERSON, {"name": "单雪"})
    code = office.ask(clients.client_file, he).code
    on = days_ago(office, 30)
    bill = office.do(spending.enter_spend, he, on, 50_000, note="包间")
    sheet = taken(
        office, tmp_path, f"{code},{on.isoformat()},1280.5,2", f"{code},{days_ago(office, 12).isoformat()},8,1"
    )
    event = office.do(events.add_event, EventEntry(EventKind.CELEBRATION, "答谢晚宴", days_ago(office, 3)))
    office.do(events.invite, event, [he])
    paper = office.do(identities.authorise, he, shan, AgentEntry("领取票据", on, days_ago(office, 5)))
    office.do(identities.add_check, shan, CheckEntry(Document.ID_CARD, on))
    office.do(identities.add_check, he, CheckEntry(Document.ID_CARD, on))
    age(office, 10)
    office.do(spending.withdraw_spend, bill)
    office.do(spending.undo_import, sheet)
    office.do(events.change_event, event, EventEntry(EventKind.TRAINING, "品酒会", days_ago(office, 3)))
    (line,) = office.ask(events.invitations_of, he)
    office.do(events.note_answer, line.id, attended=True, guests=2)
    office.do(identities.withdraw_agent, paper)
    past = office.ask(client_as_of, he, days_ago(office, 6))
    assert [(b.amount, b.visits, b.note) for b in past.spend] == [(800, 1, ""), (128_050, 2, ""), (50_000, 1, "包间")]
    assert [(e.title, e.answer, e.attended) for e in past.invited] == [("答谢晚宴", Answer.OPEN, None)]
    assert [(a.other_name, a.forward, a.scope, a.state) for a in past.agents] == [
        ("单雪", True, "领取票据", ActingState.VALID)]  # fmt: skip
    assert [a.state for a in office.ask(client_as_of, he, days_ago(office, 4)).agents] == [ActingState.EXPIRED]
    assert [a.other_name for a in office.ask(client_as_of, shan, days_ago(office, 6)).agents] == ["贺启年"]
    now = office.ask(client_as_of, he, days_ago(office, 0))
    assert (now.spend, now.agents, [(e.title, e.guests) for e in now.invited]) == ((), (), [("品酒会", 2)])


def test_who_sees_own_files_alone_sees_no_more_and_no_earlier(office: TestOffice, he, tmp_path):
    """At a server that keeps people apart the acts about a sheet or an event are not told him."""
    shan = office.do(clients.open_client, ClientForm.PERSON, {"name": "单雪"})
    mine = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    office.do(clients.set_people, he, owner=mine.id, deputy=None, important=False)
    age(office, 10)
    code = office.ask(clients.client_file, he).code
    taken(office, tmp_path, f"{code},{days_ago(office, 30).isoformat()},1280.5,2")
    event = office.do(events.add_event, EventEntry(EventKind.CELEBRATION, "答谢晚宴", days_ago(office, 3)))
    office.do(events.invite, event, [he])
    office.do(identities.authorise, he, shan, AgentEntry("领取票据", days_ago(office, 30)))
    now, past = (office.ask(client_as_of, he, days_ago(office, days), me=mine) for days in (0, 5))
    assert ([b.amount for b in now.spend], len(now.invited), now.agents) == ([128_050], 1, ())
    assert (past.spend, past.invited, past.agents) == ((), (), ())


def test_a_day_before_the_file_and_one_to_come_are_refused(office: TestOffice, he):
    age(office, 3)
    for days in (5, -1):
        with pytest.raises(BadEntry) as refusal:
            office.ask(client_as_of, he, days_ago(office, days))
        assert refusal.value.field == "day"


def test_a_withdrawn_file_is_there_as_it_was(office: TestOffice, he):
    age(office, 3)
    office.do(clients.withdraw_client, he, "重复")
    assert not office.ask(client_as_of, he, days_ago(office, 1)).file.withdrawn
    assert office.ask(client_as_of, he, days_ago(office, 0)).file.withdrawn
    code = office.ask(client_as_of, he, days_ago(office, 0)).file.code
    assert office.ask(of_code, code, days_ago(office, 0)) == office.ask(clients.by_code, code, withdrawn=True) == he
    stranger = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    for find in (
        lambda work: of_code(work, code, date(2026, 1, 1)),
        lambda work: clients.by_code(work, code, withdrawn=True),
    ):
        with pytest.raises(NotFound):
            office.ask(find, me=stranger)


def test_of_an_act_on_many_files_only_what_left_this_one_is_read(sqlite_office: TestOffice):
    with sqlite_office.work(write=False) as work:
        key = new_id().hex
        asked = (key, 0, key, 0, key, key)
        plan = work.database.engine.execute_sql(f"EXPLAIN QUERY PLAN {journals._left(True)}", asked).fetchall()
    told = " ".join(row[-1] for row in plan)
    assert "USING INDEX journal_left (record_id=? AND <expr>=?)" in told
    assert "USING INDEX journal_left_end (record_id=?)" in told


def test_an_event_taken_out_of_use_since_was_there_for_who_sees_own_files_alone(office: TestOffice, he):
    mine = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    office.do(clients.set_people, he, owner=mine.id, deputy=None, important=False)
    kept, gone = (office.do(events.add_event, EventEntry(EventKind.CELEBRATION, title, days_ago(office, 3)))
                  for title in ("答谢晚宴", "品茶会"))  # fmt: skip
    for event in (kept, gone):
        office.do(events.invite, event, [he])
    with office.work(write=False):
        before = Record.select(fn.MAX(Record.serial)).scalar()
    office.do(events.change_event, kept, EventEntry(EventKind.TRAINING, "品酒会", days_ago(office, 3)))
    office.do(events.withdraw_event, gone)
    with office.beneath() as database, database.writing():
        # tomorrow
        Record.update(at=Record.at + 86_400_000).where(Record.serial > before).execute()
        Event.update(withdrawn_at=database.now() + timedelta(days=1)).where(Event.id == gone).execute()
    past = office.ask(client_as_of, he, days_ago(office, 0), me=mine)
    assert sorted(line.title for line in past.invited) == ["品茶会", "答谢晚宴"]
    assert [line.title for line in office.ask(events.invitations_of, he, me=mine)] == ["品酒会"]


def test_what_became_of_an_event_and_was_undone_is_told_alike_on_a_server(prepared_office: TestOffice):
    office = prepared_office
    office.ask_for_no_consent()
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    mine = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    office.do(clients.set_people, he, owner=mine.id, deputy=None, important=False)
    changed, gone = (office.do(events.add_event, EventEntry(EventKind.CELEBRATION, title, days_ago(office, 3)))
                     for title in ("答谢晚宴", "品茶会"))  # fmt: skip
    for event in (changed, gone):
        office.do(events.invite, event, [he])
    office.do(events.change_event, changed, EventEntry(EventKind.TRAINING, "品酒会", days_ago(office, 3)))
    office.do(events.withdraw_event, gone)
    acts = [line.operation for line in office.ask(undoing.operations, limit=2)]
    with office.beneath() as database, database.reading():
        before = Record.select(fn.MAX(Record.serial)).scalar()
    for operation in acts:
        office.do(undoing.undo, operation, reason="机密缘由")
    with office.beneath() as database, database.writing():
        # tomorrow
        Record.update(at=Record.at + 86_400_000).where(Record.serial > before).execute()
    past = office.ask(client_as_of, he, days_ago(office, 0), me=mine)
    assert [line.title for line in past.invited] == ["品酒会"]
    seen = ask(address(office, mine.login), "SELECT changes FROM journal")
    assert "机密缘由" not in " ".join(seen.rows)
