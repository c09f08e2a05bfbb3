"""Lists of calls taken in: read as systems write them, matched by number, shown first and undone as one (CM-1)."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from desktop.rules.call_lists import calls_of, extension_of, same_number
from desktop.rules.contacts import Direction
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.grids import Column, Sheet, SheetRow
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import call_imports, clients, contact_lists, contacts, settings, undoing
from desktop.services.contact_imports import Verdict
from desktop.services.contact_lists import Only
from tests.offices import TestOffice

ZONE, TODAY = ZoneInfo("Asia/Shanghai"), date(2026, 3, 9)
LIST = """主叫号码,被叫号码,呼叫时间,通话时长,状态
13912345678,8021,2026-03-05 11:00:21,00:03:12,已接
13912345678,8021,2026-03-05 09:00:00,0,未接
8022,057188886666,2026-03-05 12:10:00,65,已接
8021,8022,2026-03-05 12:20:00,10,已接
13700000001,8021,2026-03-05 13:00:00,0,未接
13700000001,8021,2026-03-05 13:00:00,0,未接
4008001234,8022,2026-03-05 15:30:00,0,未接
,8021,2026-03-05 14:00:00,5,已接
"""


def read(headings, *rows, extensions=()):
    sheet = Sheet([Column(n, "A", heading) for n, heading in enumerate(headings)], 1,
                  [SheetRow(n + 2, row) for n, row in enumerate(rows)])  # fmt: skip
    found, refused = calls_of(sheet, TODAY, ZONE, extensions)
    return [call for _n, call in found], refused


def test_lists_are_read_as_systems_write_them():
    calls, refused = read(
        ("号码", "方向", "日期", "时间", "时长（分）", "分机"),
        ("139-1234-5678", "呼入", "2026/3/5", "下午2:05", "1.5", "SIP/8021 张岚"),
        ("+86 13912345678", "外呼", date(2026, 3, 5), "14:05:09", "", "8021"),
        ("13912345678", "?", "2026/3/5", "14:05", "1", ""), ("", "呼入", "2026/3/5", "14:05", "1", ""),
        ("13912345678", "呼入", "2026/3/5", "25:00", "1", ""),
    )  # fmt: skip
    assert [(call.phone, call.direction, call.at, call.seconds, call.extension) for call in calls] == [
        ("13912345678", Direction.IN, datetime(2026, 3, 5, 6, 5, tzinfo=UTC), 90, "8021"),
        ("13912345678", Direction.OUT, datetime(2026, 3, 5, 6, 5, 9, tzinfo=UTC), 0, "8021"),
    ]
    assert [number for number, _why in refused] == [4, 5, 6]
    (call,), _refused = read(("Number", "Type", "Start time", "Duration"),
                             ("02112345678", "Missed call", datetime(2026, 3, 5, 9, 30), "2m 5s"))  # fmt: skip
    assert call.missed and call.seconds == 125 and call.at == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)
    # whichever side is ours says who rang
    (call,), _refused = read(("from", "to", "start"), ("80211", "80112", "2026-03-05 10:00"), extensions=["80112"])
    assert (call.phone, call.direction, call.extension) == ("80211", Direction.IN, "80112")
    with pytest.raises(BadEntry):
        read(("号码", "时间"), ("139", "2026-03-05 10:00"))
    assert extension_of("分机 8021") == "8021" and extension_of("13912345678") == ""
    assert same_number("88886666", "057188886666") and not same_number("6666", "057188886666")


def test_a_list_is_matched_taken_in_once_and_undone_as_one(office: TestOffice, tmp_path):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "139 1234 5678"})
    firm = office.do(clients.open_client, ClientForm.PERSON, {"name": "单雄飞", "other_phone": "0571-8888 6666"})
    lan = office.hire("张岚", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    reader = office.hire("单雪", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(BadEntry):
        office.do(settings.change_setting, "extensions", {str(lan.id): "8021", str(reader.id): "8021"})
    office.do(settings.change_setting, "extensions", {str(lan.id): "8021", str(reader.id): "8022"})
    file = tmp_path / "calls.csv"
    file.write_bytes(LIST.encode("gb18030"))
    with pytest.raises(NotAllowed):
        office.errand(call_imports.plan_calls, file, me=reader)

    plan = office.errand(call_imports.plan_calls, file)
    told = {line.number: (line.verdict, line.direction, [one.name for one in line.clients]) for line in plan.lines}
    assert told == {
        2: (Verdict.NEW, Direction.IN, ["贺启年"]), 3: (Verdict.NEW, Direction.IN, ["贺启年"]),
        4: (Verdict.NEW, Direction.OUT, ["单雄飞"]), 5: (Verdict.OURS, Direction.IN, []),
        6: (Verdict.NOBODY, Direction.IN, []), 7: (Verdict.KNOWN, Direction.IN, []),
        8: (Verdict.NOBODY, Direction.IN, []), 9: (Verdict.BROKEN, Direction.IN, []),
    }  # fmt: skip
    assert plan.brought({}) == 5
    taken = office.errand(call_imports.take_calls, plan, {}, True)
    assert (taken.count, taken.kept) == (3, 2)
    taking = office.ask(undoing.operations)[0].operation
    spoke, missed = office.ask(contacts.contacts_of, he)
    assert (spoke.subject, spoke.staff, spoke.content) == (
        "来电 · 3 分 12 秒", "张岚", "号码：13912345678\n分机：8021")  # fmt: skip
    assert missed.subject == "未接来电" and not missed.waits  # they spoke two hours later
    assert office.ask(contacts.contacts_of, firm)[0].staff == "单雪"
    assert [line.verdict for line in office.errand(call_imports.plan_calls, file).lines[:3]] == [Verdict.KNOWN] * 3
    with pytest.raises(BadEntry):
        office.errand(call_imports.take_calls, office.errand(call_imports.plan_calls, file), {})

    # the unknown caller turns out to be somebody
    assert [(one.phone, one.count) for one in office.ask(call_imports.unknown_numbers)] == [
        ("4008001234", 1), ("13700000001", 1)]  # fmt: skip
    office.do(call_imports.strike_calls, "4008001234")
    late = office.do(clients.open_client, ClientForm.PERSON, {"name": "林悦", "phone": "13700000001"})
    (left,) = office.ask(call_imports.unknown_numbers)
    assert [one.name for one in left.clients] == ["林悦"]
    assert office.do(call_imports.give_calls, left.phone, late) == 1
    giving = office.ask(undoing.operations)[0].operation
    assert [line.staff for line in office.ask(contacts.contacts_of, late)] == ["张岚"]
    assert office.ask(call_imports.unknown_numbers) == ()
    with pytest.raises(BadEntry):
        office.errand(call_imports.take_calls, office.errand(call_imports.plan_calls, file), {})
    office.do(undoing.undo, giving)
    assert len(office.ask(call_imports.unknown_numbers)) == 1
    office.do(undoing.undo, taking, undoing.Choice.OVERWRITE)
    assert office.ask(contact_lists.page, Only()) == [] and office.ask(call_imports.unknown_numbers) == ()


def test_two_who_give_the_calls_of_a_number_at_once_log_them_once(office: TestOffice, tmp_path):
    file = tmp_path / "calls.csv"
    file.write_text("号码,方向,时间\n13700000001,呼入,2026-03-05 09:00\n", "utf-8")
    office.errand(call_imports.take_calls, office.errand(call_imports.plan_calls, file), {})
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "林悦"})
    ready = threading.Barrier(2)

    def give(_n):
        ready.wait()
        try:
            return office.do(call_imports.give_calls, "13700000001", he)
        except NotFound:
            return 0
        finally:
            office.office.disconnect()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, range(2))) == [0, 1]
    assert len(office.ask(contacts.contacts_of, he)) == 1


def test_missed_calls_wait_to_be_returned(office: TestOffice, tmp_path):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "13912345678"})
    file = tmp_path / "calls.csv"
    file.write_text(
        "号码,方向,时间\n13912345678,呼出,2026-03-05 09:00\n13912345678,未接来电,2026-03-05 10:00\n", "utf-8"
    )
    plan = office.errand(call_imports.plan_calls, file)
    assert office.errand(call_imports.take_calls, plan, {}, True).count == 2
    missed, _sent = office.ask(contacts.contacts_of, he)
    assert missed.waits and missed.direction is Direction.IN


def test_a_list_at_two_workstations_is_taken_in_once(office: TestOffice, tmp_path):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "13912345678"})
    file = tmp_path / "calls.csv"
    file.write_bytes(LIST.encode("gb18030"))
    here, there = (office.errand(call_imports.plan_calls, file) for _each in range(2))
    office.errand(call_imports.take_calls, here, {})
    with pytest.raises(BadEntry, match="另一台电脑"):
        office.errand(call_imports.take_calls, there, {})
    assert len(office.ask(contacts.contacts_of, he)) == 2


def test_what_a_colleague_kept_of_my_client_becomes_my_clients(office: TestOffice, tmp_path):
    own = {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN}
    anna, bo = office.hire("安然", own), office.hire("卜凡", own)
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "13912345678"}, me=anna)
    file = tmp_path / "calls.csv"
    file.write_text("号码,方向,时间\n13912345678,呼入,2026-03-05 09:00\n13700000001,呼入,2026-03-05 10:00\n", "utf-8")
    plan = office.errand(call_imports.plan_calls, file, me=bo)
    assert office.errand(call_imports.take_calls, plan, {}, me=bo).kept == 2
    # whose client it may be, he alone does not say who took it in
    with pytest.raises(NotAllowed):
        office.do(call_imports.strike_calls, "13912345678", me=anna)
    plan = office.errand(call_imports.plan_calls, file, me=anna)
    assert [line.verdict for line in plan.lines] == [Verdict.NEW, Verdict.KNOWN]
    assert office.errand(call_imports.take_calls, plan, {}, me=anna).count == 1
    assert len(office.ask(contacts.contacts_of, he, me=anna)) == 1
    assert [one.phone for one in office.ask(call_imports.unknown_numbers)] == ["13700000001"]
    again = office.errand(call_imports.plan_calls, file, me=anna)
    assert [line.verdict for line in again.lines] == [Verdict.KNOWN, Verdict.KNOWN]
    assert office.do(call_imports.strike_calls, "13700000001", me=bo) == 1
