"""Dealings and yearly results: entered, corrected, withdrawn, and confidential where a reason is given."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, histories
from desktop.services.dealings import (
    DealingEntry,
    YearLine,
    add_dealing,
    correct_dealing,
    dealings_of,
    file_report,
    reported,
    set_year_result,
    withdraw_dealing,
    year_results_of,
)
from tests.offices import TestOffice, office_today

MOVED = DealingEntry(date(2026, 3, 2), "迁址", "搬到新区\n二楼")
SECRET = DealingEntry(date(2026, 4, 2), "并购", confidential=True, reason="尚未公告")
YEAR = YearLine(2025, 120_000_000, -3_000_000, 800_000, "")


@pytest.fixture
def firm(office: TestOffice):
    return office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "云川木业"})


def titles(office: TestOffice, client, me=None):
    return [line.title for line in office.ask(dealings_of, client, me=me)]


def test_dealings_are_listed_newest_first(office: TestOffice, firm):
    office.do(add_dealing, firm, MOVED)
    office.do(add_dealing, firm, replace(SECRET, title=" 并购  洽谈 "))
    first, second = office.ask(dealings_of, firm)
    assert (first.title, first.reason, first.confidential) == ("并购 洽谈", "尚未公告", True)
    assert (second.content, second.entered_by, second.may_change) == ("搬到新区\n二楼", office.me.name, True)


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(MOVED, title="\u200b "), "title"),
        (replace(MOVED, title="x" * 201), "title"),
        (replace(MOVED, content="x" * 8001), "content"),
        (replace(SECRET, reason=""), "reason"),
        (replace(MOVED, on=office_today() + timedelta(days=2)), "on"),
        (replace(MOVED, on=date(1026, 3, 2)), "on"),
    ],
)
def test_what_can_not_stand_is_refused_with_its_field(sqlite_office: TestOffice, entry, field):
    firm = sqlite_office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "云川木业"})
    with pytest.raises(BadEntry) as refusal:
        sqlite_office.do(add_dealing, firm, entry)
    assert refusal.value.field == field
    assert titles(sqlite_office, firm) == []


def test_confidential_dealings_show_to_editors_and_to_who_entered_them(office: TestOffice, firm):
    reader = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    writer = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    editor = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    office.do(add_dealing, firm, MOVED)
    theirs = office.do(add_dealing, firm, SECRET)
    mine = office.do(add_dealing, firm, replace(SECRET, title="借款"), me=writer)
    assert titles(office, firm) == ["借款", "并购", "迁址"]
    assert titles(office, firm, reader) == ["迁址"]
    assert titles(office, firm, writer) == ["借款", "迁址"]
    assert titles(office, firm, editor) == ["迁址"]
    office.do(clients.set_people, firm, owner=editor.id, deputy=None, important=False)
    assert len(titles(office, firm, editor)) == 3
    for verb in ((correct_dealing, theirs, MOVED), (withdraw_dealing, theirs)):
        with pytest.raises(NotFound):
            office.do(*verb, me=writer)
    office.do(correct_dealing, mine, replace(MOVED, title="还款", reason="x"), me=writer)
    line = next(line for line in office.ask(dealings_of, firm, me=reader) if line.title == "还款")
    assert (line.confidential, line.reason, line.may_change) == (False, "", False)


def test_entering_and_changing_need_their_rights(office: TestOffice, firm):
    reader = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    writer = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    blind = office.hire("王芳", {Right.ENTER_CLIENTS: Scope.ALL})
    moved = office.do(add_dealing, firm, MOVED)
    with pytest.raises(NotAllowed):
        office.do(add_dealing, firm, MOVED, me=reader)
    with pytest.raises(NotAllowed):
        office.do(withdraw_dealing, moved, me=writer)
    with pytest.raises(NotAllowed):
        office.do(set_year_result, firm, YEAR, me=writer)
    for verb in ((add_dealing, firm, MOVED), (withdraw_dealing, moved), (set_year_result, firm, YEAR)):
        with pytest.raises(NotFound):
            office.do(*verb, me=blind)


def test_a_correction_meets_what_somebody_else_did(office: TestOffice, firm):
    moved = office.do(add_dealing, firm, MOVED)
    office.do(correct_dealing, moved, replace(MOVED, title="迁址至新区"), MOVED)
    with pytest.raises(Stale) as refusal:
        office.do(correct_dealing, moved, replace(MOVED, title="搬家"), MOVED)
    assert refusal.value.clashes == {"title": ("迁址", "搬家", "迁址至新区")}
    office.do(withdraw_dealing, moved)
    assert titles(office, firm) == []
    with pytest.raises(NotFound):
        office.do(withdraw_dealing, moved)


def test_results_accumulate_year_by_year(office: TestOffice, firm):
    office.do(set_year_result, firm, replace(YEAR, year=2024))
    office.do(set_year_result, firm, YEAR)
    office.do(set_year_result, firm, replace(YEAR, note="已审计"), YEAR)
    assert office.ask(year_results_of, firm) == (replace(YEAR, note="已审计"), replace(YEAR, year=2024))
    with pytest.raises(Stale):
        office.do(set_year_result, firm, replace(YEAR, note="未审计"), YEAR)
    office.do(set_year_result, firm, YearLine(2024, None, None, None, ""))
    assert [line.year for line in office.ask(year_results_of, firm)] == [2025]


@pytest.mark.parametrize(
    ("result", "field"),
    [
        (replace(YEAR, year=1875), "year"),
        (replace(YEAR, year=2999), "year"),
        (replace(YEAR, revenue=-1), "revenue"),
        (replace(YEAR, profit=10**16), "profit"),
        (replace(YEAR, note="x" * 2001), "note"),
    ],
)
def test_results_that_can_not_be_are_refused(sqlite_office: TestOffice, result, field):
    firm = sqlite_office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "云川木业"})
    with pytest.raises(BadEntry) as refusal:
        sqlite_office.do(set_year_result, firm, result)
    assert refusal.value.field == field
    assert sqlite_office.ask(year_results_of, firm) == ()


def test_what_is_not_confidential_is_reported_and_filed_once(office: TestOffice, firm):
    rights = {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL}
    clerk, other = office.hire("李娜", rights), office.hire("王强", rights)
    moved, _secret = (office.do(add_dealing, firm, entry) for entry in (MOVED, SECRET))

    def waiting(me=clerk, **kind):
        return [(line.dealing.title, line.dealing.filed_by) for line in office.ask(reported, me=me, **kind)]

    assert waiting() == [("迁址", "")]
    office.do(file_report, moved, me=clerk)
    assert (waiting(), waiting(me=other, filed=True)) == ([], [("迁址", "李娜")])
    assert [line.filed_by for line in office.ask(dealings_of, firm)] == ["", "李娜"]
    assert office.ask(histories.history_of, firm)[0].action == "Dealing filed"
    office.do(file_report, moved, me=other)
    with pytest.raises(BadEntry):
        office.do(file_report, moved, False, me=other)
    assert waiting(filed=True) == [("迁址", "李娜")]
    # what was corrected is read again, and what has become confidential is reported no more
    office.do(correct_dealing, moved, replace(MOVED, title="迁址两处"))
    assert waiting() == [("迁址两处", "")]
    office.do(file_report, moved, me=clerk)
    office.do(file_report, moved, False, me=clerk)
    assert waiting() == [("迁址两处", "")]
    office.do(correct_dealing, moved, replace(MOVED, confidential=True, reason="未公告"))
    assert waiting() == waiting(filed=True) == []
    with pytest.raises(NotFound):
        office.do(file_report, moved, me=clerk)


def test_reports_reach_as_far_as_the_review(office: TestOffice, firm):
    mine = office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "白石建材"})
    head = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.OWN})
    office.do(clients.set_people, mine, owner=head.id, deputy=None, important=False)
    far, near = (office.do(add_dealing, client, MOVED) for client in (firm, mine))
    assert [line.client_name for line in office.ask(reported, me=head)] == ["白石建材"]
    office.do(file_report, near, me=head)
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    for me, key in ((head, far), (reader, near)):
        with pytest.raises(NotAllowed):
            office.do(file_report, key, me=me)
    with pytest.raises(NotAllowed):
        office.ask(reported, me=reader)
