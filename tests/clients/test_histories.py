"""The history of a file: every change in words, and nothing that its reader may not know."""

from dataclasses import replace
from datetime import date

import pytest

from desktop.rules.anniversaries import RememberedDay
from desktop.rules.errors import BadEntry, Label, NotFound
from desktop.rules.fields import Block, FieldType, Locked
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, DayCalendar, DayKind, Learnt, LinkRole
from desktop.services import affiliations, anniversaries, clients, dealings, own_fields, reviews, spending
from desktop.services.dealings import DealingEntry, YearLine
from desktop.services.histories import field_history, history_of
from desktop.services.own_fields import OwnFieldEntry
from tests.offices import TestOffice

PERSON, FIRM = ClientForm.PERSON, ClientForm.ORGANISATION
MERGER = DealingEntry(date(2026, 4, 2), "并购", confidential=True, reason="尚未公告")


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, PERSON, {"name": "贺启年", "phone": "199 0000 1234"})


@pytest.fixture
def firm(office: TestOffice):
    return office.do(clients.open_client, FIRM, {"name": "云川木业"})


@pytest.fixture
def reader(office: TestOffice):
    return office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})


def told(office: TestOffice, client, me=None, field=None):
    """Each line as action, about, and changes label → (before, after)."""
    lines = office.ask(history_of, client, field, me=me)
    return [(x.action, x.about, {c.label: (c.before, c.after) for c in x.changes}) for x in lines]


def test_values_are_told_by_their_type_and_what_follows_from_them_is_not(office: TestOffice, firm):
    own = OwnFieldEntry("签约", FieldType.YES_NO)
    office.do(own_fields.add_own_field, own)
    values = {"registered_capital": 128050, "kind": "supplier", "signs_on_account": False, "own_qian_yue": True}
    office.do(clients.edit_client, firm, values)
    office.do(clients.edit_client, firm, {"own_qian_yue": False, "registered_capital": None})
    later, edit, opened = office.ask(history_of, firm)
    changes = {c.field: (c.label, c.before, c.after) for c in edit.changes}
    assert changes == {
        "registered_capital": ("Registered capital", "", "1,280.50"),
        "kind": ("Kind", "Customer", "Supplier"),
        "signs_on_account": ("Signs on account", "", "No"),
        "own_qian_yue": ("签约", "", "Yes"),
    }
    assert isinstance(changes["kind"][2], Label)
    assert {c.field: c.after for c in later.changes} == {"own_qian_yue": "No", "registered_capital": ""}
    assert (opened.action, opened.who, opened.changes) == ("File opened", office.me.name, ())
    assert opened.serial < edit.serial


def test_owners_are_told_by_name(office: TestOffice, he, reader):
    office.do(clients.set_people, he, owner=reader.id, deputy=None, important=True)
    (line, _opened) = told(office, he)
    assert line[2]["Owner"] == (office.me.name, "赵峰")
    assert line[2]["Important"] == ("No", "Yes")


def test_sealed_values_are_marks_for_everybody(office: TestOffice, he, reader):
    office.do(clients.edit_client, he, {"bank": "云川银行", "income": "三十万", "id_number": "11010519491231002X"})
    for me in (office.me, reader):
        changes = told(office, he, me)[0][2]
        assert set(changes) == {"Bank", "Income", "ID number"}
        assert all(isinstance(value, Locked) for pair in changes.values() for value in pair)
        assert [changes[label][0].level for label in ("Bank", "Income", "ID number")] == [3, 2, 1]
        assert "云川" not in str(office.ask(history_of, he, me=me))
    assert len(told(office, he, field="bank")) == 1


def test_readings_of_sealed_values_are_for_the_audit_right(office: TestOffice, he, reader):
    office.do(clients.unlock, he, Block.ACCOUNTS, "核对付款")
    assert told(office, he)[0] == ("Sealed values read", "", {"Reason": ("", "核对付款")})
    assert [line[0] for line in told(office, he, reader)] == ["File opened"]


def test_the_history_of_one_field_goes_down_to_its_first_value(office: TestOffice, he):
    office.do(clients.edit_client, he, {"phone": "199 0000 5678", "note": "x"})
    office.do(clients.edit_client, he, {"note": "y"})
    office.do(clients.edit_client, he, {"phone": ""})
    lines = office.ask(field_history, he, "phone")
    assert [(c.before, c.after) for line in lines for c in line.changes] == [
        ("19900005678", ""), ("19900001234", "19900005678"), ("", "19900001234")]  # fmt: skip
    assert [line.action for line in lines] == ["Edited", "Edited", "File opened"]
    assert office.ask(field_history, he, "fax") == []


def test_what_hangs_on_the_file_is_told_with_its_first_values(office: TestOffice, he, firm):
    day = RememberedDay(DayKind.WEDDING, DayCalendar.SOLAR, 6, 1, 2006)
    key = office.do(anniversaries.add_anniversary, he, day)
    office.do(anniversaries.change_anniversary, key, replace(day, calendar=DayCalendar.LUNAR, year=None))
    office.do(anniversaries.remove_anniversary, key)
    office.do(dealings.set_year_result, firm, YearLine(2024, 100, None, None, ""))
    office.do(dealings.set_year_result, firm, YearLine(2024, 100, -5, None, ""))
    assert told(office, he)[:3] == [
        ("Day to remember removed", "Wedding day", {"Day": ("Wedding day", ""), "Date": ("农历六月初一", "")}),
        ("Day to remember changed", "Wedding day", {"Date": ("2006-06-01", "农历六月初一")}),
        ("Day to remember entered", "Wedding day", {"Day": ("", "Wedding day"), "Date": ("", "2006-06-01")}),
    ]
    assert told(office, firm)[:2] == [
        ("Results of a year", "2024", {"Profit": ("", "-0.05")}),
        ("Results of a year", "2024", {"Revenue": ("", "1.00")}),
    ]


def test_a_link_is_told_at_both_ends_but_not_to_who_may_not_see_the_other(office: TestOffice, he, firm):
    link = office.do(affiliations.add_link, he, firm, LinkRole.WORKS_FOR)
    office.do(affiliations.change_link, link, LinkRole.WORKS_FOR, "自三月")
    assert told(office, he)[1] == (
        "Linked", "云川木业", {"Linked with": ("", "云川木业"), "Link": ("", "Works for")})  # fmt: skip
    assert told(office, firm)[0] == ("Link changed", "贺启年", {"Note": ("", "自三月")})
    assert told(office, firm)[1][2]["Link"] == ("", "Employs")
    own = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    office.do(clients.set_people, he, owner=own.id, deputy=None, important=False)
    assert [line[0] for line in told(office, he, own)] == ["Owner or deputy changed", "File opened"]
    with pytest.raises(NotFound):
        office.ask(history_of, firm, me=own)


def test_bills_that_came_by_a_sheet_are_told_in_one_line(office: TestOffice, he, firm, tmp_path):
    codes = [office.ask(clients.client_file, key).code for key in (he, firm)]
    path = tmp_path / "消费.csv"
    bills = (f"{codes[0]},2026-05-01,1280.5", f"{codes[1]},2026-05-01,7", f"{codes[0]},2026-05-02,300")
    path.write_text("客户,日期,金额\n" + "\n".join(bills) + "\n", "utf-8")
    taken = office.do(spending.take, office.errand(spending.prepare, path))
    line, _opened = office.ask(history_of, he)
    assert (line.action, [c.after for c in line.changes]) == (
        "Sheet of bills taken in", ["2026-05-01 · 1,280.50", "2026-05-02 · 300.00"])  # fmt: skip
    office.do(spending.undo_import, taken)
    back = office.ask(history_of, he)[0]
    assert (back.action, back.changes[0].before, back.changes[0].after) == (
        "Sheet of bills taken back", "2026-05-01 · 1,280.50", "")  # fmt: skip


def test_confidential_dealings_leave_no_line_for_others(office: TestOffice, firm, reader):
    key = office.do(dealings.add_dealing, firm, MERGER)
    office.do(dealings.correct_dealing, key, replace(MERGER, content="与某厂"))
    assert [line[:2] for line in told(office, firm)[:2]] == [("Dealing corrected", "并购"), ("Dealing entered", "并购")]
    assert [line[0] for line in told(office, firm, reader)] == ["File opened"]
    office.do(dealings.correct_dealing, key, DealingEntry(MERGER.on, "更名"))
    seen = told(office, firm, reader)
    assert [line[0] for line in seen] == ["Dealing corrected", "File opened"]
    assert seen[0][2] == {"Date": ("", "2026-04-02"), "What happened": ("", "更名")}
    office.do(dealings.correct_dealing, key, MERGER)
    assert [line[0] for line in told(office, firm, reader)] == ["File opened"]


def test_where_reviewed_values_came_from_is_told_once_an_act(office: TestOffice, he, reader):
    office.do(
        clients.edit_client, he, {"taboos": "香菜", "drinks": "茶", "unit": "云岭"}, learnt=Learnt.ASKED, basis="上菜时"
    )
    office.do(clients.edit_client, he, {"taboos": "葱"}, learnt=Learnt.OVERHEARD)
    heard, asked = office.ask(history_of, he, me=reader)[:2]
    assert [(c.label, c.after) for c in heard.changes][1:] == [("How was it learnt?", Learnt.OVERHEARD.label)]
    source = [("How was it learnt?", Learnt.ASKED.label), ("From whom, on which occasion?", "上菜时")]
    assert [(c.label, c.after) for c in asked.changes][3:] == source
    assert [(c.label, c.after) for line in office.ask(field_history, he, "drinks") for c in line.changes][1:] == source
    # of what lies sealed above one's level not even that
    office.do(clients.edit_client, he, {"bank": "云川银行"}, learnt=Learnt.ASKED, basis="他妻子说")
    assert "他妻子说" in str(office.ask(history_of, he))
    assert "他妻子说" not in str(office.ask(history_of, he, me=reader))


def test_reviews_are_told_with_their_reason(office: TestOffice, he, reader):
    writer = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    office.do(clients.edit_client, he, {"taboos": "香菜"}, me=writer)
    office.do(reviews.accept, he, "taboos")
    office.do(clients.edit_client, he, {"taboos": "葱"}, me=writer)
    office.do(reviews.refuse, he, "taboos", "听错了")
    lines = told(office, he, reader)
    assert lines[:4] == [
        ("Entry refused", "Taboos", {"Taboos": ("葱", "香菜"), "Reason": ("", "听错了")}),
        ("Edited", "", {"Taboos": ("香菜", "葱")}),
        ("Entry confirmed", "Taboos", {"Review": ("Provisional", "Verified")}),
        ("Edited", "", {"Taboos": ("", "香菜")}),
    ]
    assert told(office, he, field="taboos") == lines[:4]
    assert told(office, he, field="dishes") == []


def test_an_erased_journal_says_that_but_not_what(office: TestOffice, he):
    office.do(clients.edit_client, he, {"note": "x"})
    with office.office.database.writing():
        office.office.database.engine.execute_sql("UPDATE journal SET changes = NULL, salt = NULL")
    assert [line[0] for line in told(office, he)] == ["Edited", "File opened"]
    assert told(office, he)[0][2] == {}


def test_the_history_is_read_in_parts(office: TestOffice, he):
    for n in range(4):
        office.do(clients.edit_client, he, {"note": str(n)})
    first = office.ask(history_of, he, limit=2)
    rest = office.ask(history_of, he, limit=1000, before=first[-1].serial)
    assert (len(first), len(rest)) == (2, 3)
    with pytest.raises(BadEntry):
        office.ask(history_of, he, limit=0)


def test_a_file_taken_out_of_use_keeps_its_history(office: TestOffice, he):
    office.do(clients.withdraw_client, he, "搬走了")
    assert told(office, he)[0] == ("Taken out of use", "", {"Reason": ("", "搬走了")})
