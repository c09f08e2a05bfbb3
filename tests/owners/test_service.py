"""Owners, contact persons and transfers: rules and services, on both databases (CL-9)."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from desktop.i18n import translator
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.owners import HandoverLine
from desktop.rules.cases import Step
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.owners import staffing
from desktop.rules.rights import Right, Scope
from desktop.rules.today import Deed, View
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    acts,
    case_steps,
    case_views,
    cases,
    clients,
    contacts,
    handovers,
    histories,
    merging,
    on_file,
    owners,
    prints,
    roles,
    search,
    search_all,
    transfers,
    undoing,
    unmerging,
)
from desktop.services import settings as office_settings
from desktop.services.cases import NewCase
from desktop.services.checking import check_office
from desktop.services.client_lists import Filter, count_clients, list_clients
from desktop.services.transfers import Wish
from tests.offices import TestOffice
from tests.server.psql import address, ask

PERSON = ClientForm.PERSON
ALL = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS), Scope.ALL)
OWN = {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL}


@pytest.fixture
def sun(office: TestOffice):
    return office.hire("孙倩", ALL)


@pytest.fixture
def zhou(office: TestOffice):
    return office.hire("周敏", OWN)


@pytest.fixture
def files(office: TestOffice, sun):
    return [office.do(clients.open_client, PERSON, {"name": n}, owner=sun.id) for n in ("贺启年", "单雄飞", "欧阳海")]


def set_owners(office, client, **changes):
    file = office.ask(clients.client_file, client)
    held = {"owner": file.owner and file.owner.id, "deputy": file.deputy and file.deputy.id,
            "important": file.important, "promising": file.promising,
            "contacts": [p.id for p in file.contacts], "reason": "换人"}  # fmt: skip
    office.do(owners.set_owners, client, **(held | changes), base=held)


def short_ones(office, me=None):
    return [line.values[0] for line in office.ask(list_clients, ("name",), Filter(short=True), me=me)]


# contact persons


@pytest.mark.parametrize(
    ("owner", "deputy", "more", "owners_count", "missing"),
    [(1, None, (), True, 1), (1, 2, (), True, 0), (1, None, (3,), True, 0), (1, 2, (), False, 2),
     (1, 2, (1, 3), False, 0), (None, None, (), True, 2), (1, None, (1,), True, 1)],
)  # fmt: skip
def test_how_many_contact_persons_are_missing(owner, deputy, more, owners_count, missing):
    assert staffing(True, {owner, deputy}, set(more), 2, owners_count).missing == missing
    assert staffing(False, {owner, deputy}, set(more), 2, owners_count).missing == 0


def test_an_important_client_with_one_contact_person_is_named(office: TestOffice, files, sun):
    he, shan, _ou = files
    reader = office.hire("李娜", OWN)
    assert short_ones(office) == []
    set_owners(office, he, important=True)
    set_owners(office, shan, promising=True, deputy=reader.id)
    assert short_ones(office) == ["贺启年"]
    assert office.ask(clients.client_file, he).staffing.missing == 1
    set_owners(office, he, contacts=[reader.id])
    assert short_ones(office) == []
    assert [p.name for p in office.ask(clients.client_file, he).contacts] == ["李娜"]
    office.do(office_settings.change_setting, "owners_count", False)
    assert short_ones(office) == ["贺启年", "单雄飞"]
    # she is in contact with the one and the deputy of the other; who is neither hears of none
    assert short_ones(office, reader) == ["贺启年", "单雄飞"]
    assert short_ones(office, office.hire("赵峰", OWN)) == []
    office.do(office_settings.change_setting, "contact_persons", 1)
    assert short_ones(office) == ["单雄飞"]
    with office.work() as work:
        accounts.suspend(work, reader.id)
    assert short_ones(office) == ["贺启年", "单雄飞"]
    assert office.ask(count_clients, Filter(short=True)) == 2


def test_contact_persons_have_a_time_and_meet_a_colleagues_change(office: TestOffice, files, sun, zhou):
    he = files[0]
    set_owners(office, he, contacts=[zhou.id])
    seen = {"contacts": [], "owner": sun.id, "deputy": None, "important": False, "promising": False}
    office.do(owners.set_owners, he, owner=sun.id, deputy=None, important=False, promising=False,
              contacts=[office.me.id], base=seen)  # fmt: skip
    assert {p.name for p in office.ask(clients.client_file, he).contacts} == {"周敏", office.me.name}
    set_owners(office, he, contacts=[office.me.id])
    periods = office.ask(owners.contact_persons_of, he)
    assert [(p.name, p.until is None) for p in periods] == [(office.me.name, True), ("周敏", False)]
    set_owners(office, he, promising=True)
    with pytest.raises(Stale):
        office.do(owners.set_owners, he, owner=zhou.id, deputy=None, important=False, promising=False, contacts=[],
                  base=seen | {"owner": office.me.id})  # fmt: skip
    with pytest.raises(NotFound):
        office.do(owners.set_owners, he, owner=sun.id, deputy=None, important=False, promising=False, contacts=[],
                  me=zhou)  # fmt: skip
    acts = [line.action for line in office.ask(histories.history_of, he)]
    assert acts[:2] == ["Contact persons or marks changed"] * 2


def test_what_a_new_owner_in_the_file_brings_with_it_is_said_before(office: TestOffice, files, sun):
    he = files[0]
    blind = office.hire("赵峰", {})
    now = {"owner": sun.id, "deputy": None, "important": False, "promising": False, "contacts": []}

    def foreseen(**changes):
        return office.ask(owners.foresee, he, **(now | changes))

    assert foreseen() is foreseen(contacts=[blind.id]) is foreseen(owner=None) is None
    found = foreseen(owner=blind.id, important=True)
    assert found.due is not None
    assert [dict(warned.values) for warned in found.warnings] == [
        {"name": "赵峰", "right": Right.SEE_CLIENTS.label}, {"count": 1},
    ]  # fmt: skip
    assert [len(foreseen(owner=blind.id, important=True, contacts=[sun.id]).warnings)] == [1]
    assert foreseen(deputy=blind.id).due is None
    assert len(foreseen(deputy=blind.id).warnings) == 1
    with pytest.raises(BadEntry):
        foreseen(owner=blind.id, deputy=blind.id)
    assert office.ask(clients.client_file, he).owner.name == "孙倩"


def test_who_gives_a_file_out_of_reach_is_told_that_it_can_not_be_taken_back(office: TestOffice, files, sun, zhou):
    he, shan, _ou = files
    li = office.hire("李娜", OWN)
    set_owners(office, he, owner=zhou.id)
    given = {"owner": li.id, "deputy": None, "important": False, "promising": False, "contacts": [], "reason": "换人"}
    assert office.do(owners.set_owners, he, **given, me=zhou) is False
    assert office.do(owners.set_owners, shan, **given, me=sun) is True
    with pytest.raises(NotFound):
        office.ask(clients.client_file, he, me=zhou)


def test_an_owner_set_in_the_file_takes_it_over_as_by_a_transfer(office: TestOffice, files, sun, zhou):
    he = files[0]
    li = office.hire("李娜", ALL)
    step = Report(Channel.PHONE, "问包房", next_step="回电", next_on=date(2030, 3, 1))
    office.do(contacts.log_contact, he, step, me=sun)
    set_owners(office, he, contacts=[sun.id])
    with pytest.raises(BadEntry) as refusal:
        set_owners(office, he, owner=zhou.id, reason="")
    assert refusal.value.field == "reason"
    set_owners(office, he, owner=zhou.id, deputy=li.id, important=True)
    act = office.ask(undoing.operations, client_id=he)[0].operation
    line = office.ask(handovers.handover_of, he)
    assert (line.former, line.owner, line.deputy, line.reason) == ("孙倩", "周敏", "李娜", "换人")
    assert [one.client_id for one in office.ask(owners.first_contacts_due, me=zhou)] == [he]
    file = office.ask(clients.client_file, he)
    # who is still named stays in contact, and owes what was promised
    assert ([p.name for p in file.contacts], file.important) == (["孙倩"], True)
    assert office.ask(contacts.contacts_of, he)[0].next_for == "孙倩"
    set_owners(office, he, owner=li.id, deputy=None, contacts=[])
    assert office.ask(owners.first_contacts_due, me=zhou) == []
    office.do(undoing.undo, office.ask(undoing.operations, client_id=he)[0].operation)
    office.do(undoing.undo, act)
    assert office.ask(clients.client_file, he).owner.name == "孙倩"
    assert office.ask(handovers.handover_of, he) is None
    # whoever had none before has nothing to hand over
    set_owners(office, he, owner=None, contacts=[])
    set_owners(office, he, owner=zhou.id, reason="")
    assert office.ask(handovers.handover_of, he) is None


# transfer


def test_a_transfer_is_looked_at_made_and_undone_as_one(office: TestOffice, files, sun, zhou):
    he, shan, _ou = files
    deputy = office.hire("王芳", ALL)
    set_owners(office, shan, deputy=zhou.id)
    with office.work() as work:
        row = work.get(Person, zhou.id)
        assert row.department_id is None
    wish = Wish(owner=zhou.id, deputy=deputy.id, giver=sun.id, reason="孙倩离职")
    plan = office.ask(transfers.plan, files, wish)
    assert [x.name for x in plan.lines] == ["贺启年", "欧阳海", "单雄飞"]
    assert {(x.owner_before, x.owner, x.deputy) for x in plan.lines} == {("孙倩", "周敏", "王芳")}
    assert plan.warnings == () and plan.left_out == ()
    done = office.do(transfers.transfer, files, wish, plan.seen)
    assert (done.count, done.undoable) == (3, True)
    file = office.ask(clients.client_file, he)
    assert (file.owner.name, file.deputy.name) == ("周敏", "王芳")
    assert [hit.title for hit in office.ask(search.find, "贺启年", me=zhou)] == ["贺启年"]
    line = office.ask(histories.history_of, he)[0]
    assert (line.action, line.operation) == ("Handed over", done.operation)
    with pytest.raises(BadEntry):
        office.do(transfers.transfer, files, Wish(owner=sun.id, reason="x"), plan.seen)
    office.do(undoing.undo, done.operation)
    assert office.ask(clients.client_file, he).owner.name == "孙倩"
    assert office.ask(clients.client_file, shan).deputy.name == "周敏"
    assert office.ask(handovers.list_handovers) == []
    assert office.ask(search.find, "贺启年", me=zhou) == []
    assert office.errand(check_office).findings == []


def test_why_files_were_handed_over_is_told_to_who_takes_part_or_may_change_one(office: TestOffice, files, sun, zhou):
    """Of a colleague's leaving, whoever only sees a file reads that it has another owner, from whom and since when."""
    reader = office.hire("石岩", {Right.SEE_CLIENTS: Scope.ALL, Right.PRINT_CLIENTS: Scope.ALL})
    head = office.hire("何芳", ALL)
    done = office.do(transfers.transfer, files, Wish(owner=zhou.id, giver=sun.id, reason="孙倩病了"), me=head)
    for me in (head, sun, zhou, office.me, reader):
        reason = "孙倩病了" if me is not reader else ""
        views = office.ask(handovers.lines_of, done.handover, me=me)
        assert {(view.former, view.owner, view.reason) for view in views} == {("孙倩", "周敏", reason)}
        assert {line.reason for line in office.ask(acts.acts, me=me).lines if line.action == "Handed over"} == {reason}
        assert office.ask(handovers.handover_of, files[0], me=me).at.date() == views[0].at.date()
        if me.login is not None:
            assert ask(address(office, me.login), "SELECT reason FROM handover").rows == [reason] * bool(reason)
    (printed,) = PdfReader(BytesIO(office.errand(prints.handover_list, done.handover, translator("zh_CN"),
                                                 me=reader).pdf)).pages  # fmt: skip
    assert "孙倩" in printed.extract_text() and "病了" not in printed.extract_text()


def test_only_what_the_giver_holds_changes(office: TestOffice, files, sun, zhou):
    he, shan, ou = files
    wang = office.hire("王芳", ALL)
    set_owners(office, shan, owner=wang.id, deputy=sun.id)
    set_owners(office, ou, owner=wang.id)
    assert set(office.ask(transfers.held_by, sun.id)) == {he, shan}
    plan = office.ask(transfers.plan, files, Wish(owner=zhou.id, giver=sun.id))
    assert {x.name: (x.owner, x.deputy) for x in plan.lines} == {"贺启年": ("周敏", ""), "单雄飞": ("王芳", "")}
    assert [(x.name, x.why) for x in plan.left_out] == [("欧阳海", "Nothing changes for it.")]
    done = office.do(transfers.transfer, files, Wish(owner=zhou.id, giver=sun.id, reason="离职"))
    assert done.count == 2
    waiting = office.ask(handovers.list_handovers)
    assert [view.name for view in waiting if view.handover == done.handover] == ["贺启年"]
    assert len(office.ask(handovers.lines_of, done.handover)) == 2


def repeated_steps(work, question):
    """The steps of a question that are taken anew for each row, as those by an index that tells hardly any apart."""
    engine, said = work.database.engine, []
    run = engine.execute_sql
    engine.execute_sql = lambda sql, params=None: (said.append((sql, params)), run(sql, params))[1]
    try:
        question(work)
    finally:
        del engine.execute_sql
    steps = [row[3] for sql, params in said for row in engine.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params)]
    assert len(said) > 5
    return [step for step in steps if step.startswith("CORRELATED")]


def test_who_is_only_in_contact_or_owes_a_step_hands_that_on_too(office: TestOffice, files, sun, zhou):
    lin = office.hire("林岚", ALL)
    he, shan, _ou = files
    set_owners(office, shan, contacts=[zhou.id])
    step = Report(Channel.PHONE, "回访", next_step="寄资料", next_on=date(2030, 3, 1))
    office.do(contacts.log_contact, shan, step, me=zhou)
    set_owners(office, shan, contacts=[])
    set_owners(office, he, contacts=[zhou.id])
    told = [(one.name, one.count, len(office.ask(transfers.held_by, one.id))) for one in office.ask(transfers.holders)]
    assert told == [("孙倩", 3, 3), ("周敏", 2, 2)]
    with office.work(write=False) as work:
        if work.database.sqlite:
            assert repeated_steps(work, transfers.holders) == []
    wish = Wish(owner=lin.id, giver=zhou.id, reason="调走")
    plan = office.ask(transfers.plan_all, wish)
    assert {(line.name, line.owner, line.met) for line in plan.lines} == {
        ("贺启年", "孙倩", True),
        ("单雄飞", "孙倩", True),
    }
    assert (plan.next_steps, plan.due, plan.warnings) == (1, None, ())
    made = office.do(transfers.transfer, [line.client_id for line in plan.lines], wish, plan.seen)
    assert [p.name for p in office.ask(clients.client_file, he).contacts] == ["林岚"]
    assert office.ask(clients.client_file, he).deputy is None
    (report,) = office.ask(contacts.contacts_of, shan)
    assert report.next_for == "林岚"
    assert office.ask(transfers.held_by, zhou.id) == []
    office.do(undoing.undo, made.operation)
    assert [p.name for p in office.ask(clients.client_file, he).contacts] == ["周敏"]
    assert len(office.ask(transfers.held_by, zhou.id)) == 2


def test_clients_of_who_moved_stand_on_the_heads_today_until_they_follow(office: TestOffice):
    head = office.hire("石岚", {Right.SEE_CLIENTS: Scope.DEPARTMENT, Right.EDIT_CLIENTS: Scope.DEPARTMENT},
                       department="前厅")  # fmt: skip
    mover = office.hire("孙倩", OWN, department="前厅")
    client = office.do(clients.open_client, PERSON, {"name": "贺启年"}, me=mover)
    other = office.do(roles.add_department, "宴会")
    view = View(head.id, None, office.ask(on_file.today))
    rows = lambda me: [row for batch in office.ask(transfers.due, view, me=me) for row in batch.rows]  # noqa: E731
    assert rows(head) == []
    office.do(accounts.edit_person, mover.id, {"department": other})
    (row,) = rows(head)
    assert (row.whom, row.deed, row.opens) == ("孙倩", Deed.TAKE_ALONG, ("handovers", ("giver", mover.id)))
    assert rows(mover) == []
    with office.work(head, write=True) as work:
        assert transfers.take_along(work, *row.given) == 1
        operation = work.operation
    assert rows(head) == []
    with office.work() as work:
        assert work.visible(Client).where(Client.id == client).get().department_id == other
    office.do(undoing.undo, operation)
    assert len(rows(head)) == 1


def test_of_more_than_go_at_once_the_first_go_and_the_rest_is_named(office: TestOffice, files, sun, zhou, monkeypatch):
    monkeypatch.setattr(transfers, "MOST", 2)
    plan = office.ask(transfers.plan_all, Wish(owner=zhou.id, giver=sun.id, reason="离职"))
    assert len(plan.lines) == 2
    assert plan.warnings[0].values == {"most": 2, "count": 1}


def test_what_a_transfer_warns_of_and_refuses(office: TestOffice, files, sun, zhou):
    he = files[0]
    stranger = office.hire("李娜", {}, department="前厅部")
    set_owners(office, he, important=True)
    plan = office.ask(transfers.plan, files, Wish(owner=stranger.id))
    assert [w.values.get("department") or w.values.get("count") or w.values["name"] for w in plan.warnings] == [
        "李娜", "前厅部", 1]  # fmt: skip
    for wish, field in ((Wish(), "owner"), (Wish(owner=zhou.id, deputy=zhou.id), "deputy"),
                        (Wish(owner=sun.id, giver=sun.id), "owner"), (Wish(owner=zhou.id), "reason"),
                        (Wish(owner=sun.id, reason="x"), "owner")):  # fmt: skip
        with pytest.raises(BadEntry) as refusal:
            office.do(transfers.transfer, files, wish)
        assert refusal.value.field == field
    with office.work() as work:
        accounts.suspend(work, zhou.id)
    with pytest.raises(BadEntry) as refusal:
        office.ask(transfers.plan, files, Wish(owner=zhou.id))
    assert "suspended" in refusal.value.message
    half = office.hire("韩磊", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    set_owners(office, he, owner=half.id)
    seen = office.ask(transfers.plan, files, Wish(owner=sun.id, deputy=half.id), me=half)
    assert [x.name for x in seen.lines] == ["贺启年"]
    assert {x.why for x in seen.left_out} == {"Not yours to change."}
    with pytest.raises(NotAllowed):
        office.do(transfers.transfer, files, Wish(deputy=half.id, reason="x"), me=half)
    handed = office.do(transfers.transfer, [he], Wish(owner=sun.id, reason="调岗"), me=half)
    assert not handed.undoable


def test_who_left_looks_after_nobody_new_and_keeps_what_waits_to_be_handed_over(office: TestOffice, files, sun, zhou):
    he = files[0]
    set_owners(office, he, deputy=zhou.id)
    office.do(accounts.suspend, sun.id)
    office.do(accounts.suspend, zhou.id)
    for changes, field in (({"deputy": sun.id, "owner": office.me.id}, "deputy"), ({"owner": zhou.id, "deputy": None},
                                                                                    "owner")):  # fmt: skip
        with pytest.raises(BadEntry) as refusal:
            set_owners(office, he, **changes)
        assert refusal.value.field == field
    with pytest.raises(BadEntry) as refusal:
        office.do(clients.open_client, PERSON, {"name": "新客"}, owner=sun.id)
    assert refusal.value.field == "owner"
    set_owners(office, he, important=True)
    file = office.ask(clients.client_file, he)
    assert (file.owner.name, file.deputy.name, file.important) == ("孙倩", "周敏", True)


def test_whoever_sees_own_files_alone_hands_one_on(office: TestOffice, sun, zhou):
    he = office.do(clients.open_client, PERSON, {"name": "贺启年"}, me=zhou)
    wang = office.hire("王芳", ALL)
    held = {"owner": zhou.id, "deputy": None, "important": False, "promising": False, "contacts": [wang.id]}
    office.do(owners.set_owners, he, **held, me=zhou)
    mine = held | {"owner": sun.id, "promising": True, "contacts": [office.me.id], "reason": "调岗"}
    office.do(owners.set_owners, he, **mine, base=held, me=zhou)
    file = office.ask(clients.client_file, he)
    assert (file.owner.name, file.promising, [p.id for p in file.contacts]) == ("孙倩", True, [office.me.id])
    with pytest.raises(NotFound):
        office.ask(clients.client_file, he, me=zhou)


def test_a_deputy_who_owns_the_file_already_takes_nobodys_seat(office: TestOffice, files, sun, zhou):
    he, shan, _ou = files
    wang = office.hire("王芳", ALL)
    set_owners(office, he, owner=zhou.id, deputy=sun.id)
    plan = office.ask(transfers.plan, [he, shan], Wish(deputy=zhou.id))
    assert [(x.name, x.deputy) for x in plan.lines] == [("单雄飞", "周敏")]
    office.do(transfers.transfer, [he, shan], Wish(deputy=zhou.id, reason="调岗"))
    assert office.ask(clients.client_file, he).deputy.name == "孙倩"
    office.do(transfers.transfer, [he], Wish(owner=wang.id, deputy=zhou.id, reason="调岗"))
    file = office.ask(clients.client_file, he)
    assert (file.owner.name, file.deputy.name) == ("王芳", "周敏")


def test_the_first_contact_is_due_within_working_days_and_kept_by_a_report(office: TestOffice, files, sun, zhou):
    he = files[0]
    step = office.do(contacts.log_contact, he, Report(Channel.PHONE, "订婚宴", next_step="送菜单",
                                                      next_on=date(2030, 1, 2), staff=sun.id))  # fmt: skip
    with office.work() as work:
        work.now = datetime(2026, 7, 10, 3, tzinfo=UTC)  # a Friday
        transfers.transfer(work, [he], Wish(owner=zhou.id, reason="离职"))
    (due,) = office.ask(owners.first_contacts_due, me=zhou)
    assert (due.name, due.due) == ("贺启年", datetime(2026, 7, 15, 9, 30, tzinfo=UTC))
    assert office.ask(owners.first_contacts_due, zhou.id) == [due]
    assert office.ask(owners.first_contacts_due, until=datetime(2026, 7, 14, tzinfo=UTC), me=zhou) == []
    assert [(s.id, s.title) for s in office.ask(contacts.next_steps_due, me=zhou)] == [(step, "送菜单")]
    assert office.ask(contacts.next_steps_due, sun.id) == []
    office.do(contacts.log_contact, he, Report(Channel.PHONE, "前任回访"), me=sun)
    assert office.ask(owners.first_contacts_due, me=zhou) == [due]
    mine = office.do(contacts.log_contact, he, Report(Channel.VISIT, "初次拜访"), step, me=zhou)
    assert office.ask(owners.first_contacts_due, me=zhou) == []
    assert office.ask(contacts.next_steps_due, me=zhou) == []
    (view,) = office.ask(handovers.list_handovers)
    assert view.open and view.contacted_at is not None and view.late(view.contacted_at)
    assert office.do(handovers.note_told, [view.id], office.ask(_today), Channel.LETTER) == 1
    assert office.ask(handovers.list_handovers) == []
    (view,) = office.ask(handovers.list_handovers, done=True)
    assert (view.told_how, view.former, view.owner) == (Channel.LETTER, "孙倩", "周敏")
    # a report that turns out to be a colleague's does not count
    office.do(contacts.correct_contact, mine, Report(Channel.VISIT, "初次拜访", staff=sun.id))
    assert office.ask(owners.first_contacts_due, me=zhou) == [due]


def _today(work):
    return work.now.astimezone(UTC).date() + timedelta(days=0)


def test_a_client_handed_on_again_owes_the_first_contact_only_to_the_last(office: TestOffice, files, sun, zhou):
    he, wang = files[0], office.hire("王芳", ALL)
    office.do(transfers.transfer, [he], Wish(owner=zhou.id, reason="离职"))
    office.do(transfers.transfer, [he], Wish(deputy=sun.id, reason="补副手"))
    assert len(office.ask(owners.first_contacts_due, zhou.id)) == 1
    again = office.do(transfers.transfer, [he], Wish(owner=wang.id, reason="调岗"))
    assert office.ask(owners.first_contacts_due, zhou.id) == []
    assert [v.owner for v in office.ask(handovers.list_handovers)] == ["王芳"]
    office.do(undoing.undo, again.operation)
    assert [v.owner for v in office.ask(handovers.list_handovers)] == ["周敏"]
    assert office.ask(handovers.handover_of, he).owner == "周敏"
    office.do(clients.withdraw_client, he, "停业")
    assert office.ask(handovers.handover_of, he) is None
    assert office.ask(handovers.list_handovers) == []


def test_telling_asks_for_the_right_and_a_day_that_can_be(office: TestOffice, files, sun, zhou):
    office.do(transfers.transfer, files, Wish(owner=zhou.id, reason="离职"))
    views = office.ask(handovers.list_handovers)
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    today = office.ask(_today)
    with pytest.raises(NotAllowed):
        office.do(handovers.note_told, [views[0].id], today, Channel.PHONE, me=reader)
    half = office.hire("钱进", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    with pytest.raises(NotAllowed):
        office.do(handovers.note_told, [views[0].id], today, Channel.PHONE, me=half)
    for day in (today + timedelta(days=2), today - timedelta(days=2)):
        with pytest.raises(BadEntry):
            office.do(handovers.note_told, [views[0].id], day, Channel.PHONE)
    stranger = office.hire("韩磊", OWN)
    assert office.ask(handovers.list_handovers, me=stranger) == []
    with pytest.raises(NotFound):
        office.do(handovers.note_told, [views[0].id], today, Channel.PHONE, me=stranger)


def test_a_transfer_worked_on_since_is_not_undone_unasked(office: TestOffice, files, sun, zhou):
    done = office.do(transfers.transfer, files[:2], Wish(owner=zhou.id, reason="离职"))
    office.do(contacts.log_contact, files[0], Report(Channel.PHONE, "问候"), me=zhou)
    with pytest.raises(undoing.InTheWay) as refusal:
        office.do(undoing.undo, done.operation)
    assert [(h.name, h.label) for h in refusal.value.hindrances] == [("贺启年", "Transfer")]


def test_merging_carries_contacts_and_contact_persons_and_gives_them_back(office: TestOffice, files, sun, zhou):
    he, shan, _ou = files
    for client in (he, shan):
        set_owners(office, client, contacts=[zhou.id])
    set_owners(office, shan, promising=True)
    office.do(contacts.log_contact, shan, Report(Channel.PHONE, "青石茶叶"))
    office.do(transfers.transfer, [shan], Wish(owner=office.me.id, reason="离职"))
    merged = office.do(merging.merge, he, shan)
    assert merged.moved == {"contact": 1, "handover_line": 1}
    kept = office.ask(clients.client_file, he)
    assert kept.promising and [p.name for p in kept.contacts] == ["周敏"]
    assert [c.subject for c in office.ask(contacts.contacts_of, he)] == ["青石茶叶"]
    assert [(hit.kind, hit.client) for hit in office.ask(search_all.find_everything, "青石茶叶")] == [("contact", he)]
    office.do(unmerging.unmerge, merged.id)
    assert office.ask(contacts.contacts_of, he) == ()
    assert [(hit.kind, hit.client) for hit in office.ask(search_all.find_everything, "青石茶叶")] == [("contact", shan)]
    with office.work(write=False) as work:
        assert [x.client_id for x in work.visible(HandoverLine)] == [shan]


def test_open_cases_and_promised_call_backs_go_with_their_client(office: TestOffice, files, sun, zhou):
    he, shan = files[:2]
    bo = office.hire("卜凡", ALL)
    handled = office.do(cases.record_case, NewCase("complaint", "等位太久", client=he), me=sun)
    other = office.do(cases.record_case, NewCase("complaint", "发票", client=shan, handler=bo.id), me=sun)
    for step in (Step.PROMISE, Step.CAUSE, Step.SOLUTION, Step.ACCEPTANCE):
        office.do(case_steps.do_step, other, step, "好", cause="开票", me=bo)
    assert office.ask(case_views.case_view, other).calls_back == "孙倩"
    plan = office.ask(transfers.plan_all, Wish(owner=zhou.id, giver=sun.id, reason="离职"))
    assert plan.cases == 2
    made = office.do(transfers.transfer, list(plan.seen), Wish(owner=zhou.id, giver=sun.id, reason="离职"), plan.seen)
    view = office.ask(case_views.case_view, handled)
    assert (view.line.handler_name, view.entries[-1].said) == ("周敏", "离职")
    assert office.ask(case_views.case_view, other).calls_back == "周敏"
    office.do(undoing.undo, made.operation)
    assert office.ask(case_views.case_view, handled).line.handler_name == "孙倩"
    assert office.ask(case_views.case_view, other).calls_back == "孙倩"
