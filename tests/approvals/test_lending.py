"""What is locked is asked for, approved by who may open it, open for a time, and recorded (AC-10)."""

from datetime import timedelta

import pytest

from desktop.models.lent import Lent
from desktop.models.records import Record
from desktop.rules.approvals import ApprovalState
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.fields import Block
from desktop.rules.rights import VAULTS, Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    approval_lists,
    approvals,
    asking,
    client_lists,
    clients,
    search_all,
    settings,
    sign_ins,
    today,
)
from desktop.services.asking import values_wanted
from tests.offices import ADMIN, PASSWORD, TestOffice

SEE = {Right.SEE_CLIENTS: Scope.ALL}
OWN = {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN}
HEAD = {**SEE, Right.APPROVE_CLIENTS: Scope.ALL}
VALUE = "铺面两间zq71"


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "property": VALUE})


@pytest.fixture
def li(office: TestOffice):
    return office.hire("李娜", SEE)


@pytest.fixture
def zhao(office: TestOffice):
    return office.hire("赵峰", HEAD, level=3, vaults=VAULTS)


def lock(office: TestOffice, client, me):
    return office.ask(clients.client_file, client, me=me).values["property"]


def unlocked(office: TestOffice, client, me):
    return office.do(clients.unlock, client, Block.PROPERTY, me=me)["property"]


def pass_time(office: TestOffice):
    with office.beneath() as database, database.writing():
        Lent.update(until=database.now() - timedelta(seconds=1)).execute()


def asked(office: TestOffice, client, me):
    return office.do(approvals.ask, values_wanted(client, Block.PROPERTY), "抵押核对", me=me)


def test_values_are_asked_for_opened_for_a_time_and_the_reading_is_recorded(office: TestOffice, he, li, zhao):
    assert lock(office, he, li).asked_for is Block.PROPERTY
    assert office.ask(approvals.ways, values_wanted(he, Block.PROPERTY), me=li).people == (office.me.name, "赵峰")
    key = asked(office, he, li)
    with pytest.raises(NotAllowed):
        unlocked(office, he, li)
    office.do(approvals.approve, key, me=zhao)
    assert lock(office, he, li).may_open
    assert unlocked(office, he, li) == VALUE
    # for who asked alone, and only to be read
    other = office.hire("王芳", SEE)
    assert not lock(office, he, other).may_open
    with pytest.raises(NotAllowed):
        unlocked(office, he, other)
    with office.beneath() as database, database.reading():
        reading = Record.select().where(Record.action == "read").order_by(Record.serial.desc()).get()
        assert VALUE not in str(list(Lent.select().dicts()))
    assert (reading.person, reading.facts["block"], reading.facts["approval"]) == (li.id, "property", str(key))
    pass_time(office)
    assert not lock(office, he, li).may_open
    with pytest.raises(NotAllowed):
        unlocked(office, he, li)
    office.do(sign_ins.beat, me=other)
    with office.beneath() as database, database.reading():
        assert Lent.select().count() == 0


def test_whoever_approves_can_open_it_himself(office: TestOffice, he, li):
    keyless = office.hire("钱敏", HEAD, level=3)
    low = office.hire("吴刚", HEAD, vaults=("property",))
    assert office.ask(approvals.ways, values_wanted(he, Block.PROPERTY), me=li).people == (office.me.name,)
    key = asked(office, he, li)
    for who in (keyless, low):
        with pytest.raises(NotAllowed):
            office.do(approvals.approve, key, me=who)
    assert not lock(office, he, li).may_open
    with pytest.raises(NotAllowed):
        office.do(approvals.go_alone, values_wanted(he, Block.PROPERTY), "没有别人", me=li)


def test_nobody_opens_alone_though_nobody_else_is_there(office: TestOffice, he):
    head = office.hire("赵峰", HEAD)
    office.do(settings.change_setting, "lent_hours", 1)
    ways = office.ask(approvals.ways, values_wanted(he, Block.ACCOUNTS), me=head)
    assert ways.people == (office.me.name,)
    office.office.run(head, approvals.ask, values_wanted(he, Block.ACCOUNTS), "核对")
    office.errand(approvals.countersign, office.office, values_wanted(he, Block.PROPERTY), "核对", office.me.name,
                  PASSWORD, me=head)  # fmt: skip
    assert unlocked(office, he, head) == VALUE
    (until,) = {line.valid_until - line.decided_at for line in office.ask(approval_lists.mine, me=head)
                if line.valid_until}  # fmt: skip
    assert until == timedelta(hours=1)


def test_what_was_approved_is_taken_back_with_the_decision_or_the_request(office: TestOffice, he, li, zhao):
    key = asked(office, he, li)
    office.do(approvals.approve, key, me=zhao)
    office.do(approvals.undo_decision, key, me=zhao)
    assert not lock(office, he, li).may_open
    office.do(approvals.approve, key, me=zhao)
    (row,) = [row for group in office.ask(today.look, me=li).sections for row in group.rows if row.key[0] == "approval"]
    assert (row.what.message, row.below.message) == ("Open what is locked", "Approved; it is open until then: {why}")
    office.do(approvals.take_back, key, me=li)
    assert not lock(office, he, li).may_open
    assert office.ask(approval_lists.one, key, me=li).state is ApprovalState.TAKEN_BACK


def test_a_file_out_of_sight_is_asked_for_without_a_word_whether_it_is_there(office: TestOffice, he, zhao):
    me = office.hire("韩磊", OWN)
    code = office.ask(clients.client_file, he).code
    keys = {what: office.do(asking.ask_for_file, what, "客户来电", me=me) for what in (code, "C9999", "没有此人")}
    lines = {line.what: line for line in office.ask(approval_lists.mine, me=me)}
    assert {(line.state, line.client_id, line.level) for line in lines.values()} == {(ApprovalState.ASKED, None, 1)}
    for what in ("C9999", "没有此人"):
        with pytest.raises(BadEntry):
            office.do(approvals.approve, keys[what], me=zhao)
        office.do(approvals.refuse, keys[what], "不同意", me=zhao)
    with pytest.raises(NotFound):
        office.ask(clients.client_file, he, me=me)
    office.do(approvals.approve, keys[code], me=zhao)
    found = office.ask(clients.client_file, he, me=me)
    assert (found.name, found.may_edit) == ("贺启年", False)
    assert [hit.title for hit in office.ask(search_all.find_everything, "贺启年", me=me)] == ["贺启年"]
    assert office.ask(client_lists.count_clients, me=me) == 1
    pass_time(office)
    with pytest.raises(NotFound):
        office.ask(clients.client_file, he, me=me)
    assert office.ask(search_all.find_everything, "贺启年", me=me) == []
    with pytest.raises(BadEntry):
        office.do(asking.ask_for_file, code, "x", me=zhao)


def test_which_of_several_is_meant_whoever_approves_says(office: TestOffice, he, zhao):
    twin = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    me = office.hire("韩磊", OWN)
    key = office.do(asking.ask_for_file, "贺启年", "客户来电", me=me)
    with pytest.raises(BadEntry) as refusal:
        office.do(approvals.approve, key, me=zhao)
    assert refusal.value.field == "code"
    office.do(approvals.approve, key, "", office.ask(clients.client_file, twin).code, me=zhao)
    assert office.ask(clients.client_file, twin, me=me).id == twin
    with pytest.raises(NotFound):
        office.ask(clients.client_file, he, me=me)


def test_a_lock_names_who_can_do_something_about_it(office: TestOffice, he, zhao):
    office.hire("王芳", SEE, level=2, vaults=("property",))
    li = office.hire("李娜", SEE)
    assert lock(office, he, li).ask == ("赵峰", ADMIN), "who holds the key and may not approve opens it for nobody"
    assert not lock(office, he, zhao).ask
    keyless = office.hire("陆文渊", SEE, level=2)
    assert lock(office, he, keyless).ask == ("王芳", "赵峰", ADMIN), "any holder grants it"
    office.do(accounts.suspend, zhao.id)
    assert lock(office, he, li).ask == (ADMIN,)
    # without a pledge it is for whoever runs people to note one
    office.do(settings.change_setting, "pledge_months", 12)
    office.hire("吴刚", {Right.RUN_PEOPLE: Scope.ALL})
    unpledged = office.office.sign_in("陆文渊", PASSWORD)
    assert lock(office, he, unpledged).ask == ("吴刚", ADMIN)
