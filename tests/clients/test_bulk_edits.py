"""Many files changed at once: what is foreseen, what is refused and why, one step there and one step back."""

import pytest

from desktop.models.clients import Client
from desktop.models.office import Department
from desktop.models.records import Record
from desktop.rules.bulk_edits import BulkEdit, Manner, checked_edit, manners, outcome
from desktop.rules.clients import CLIENTS
from desktop.rules.contacts import Channel, Report
from desktop.rules.errors import BadEntry, Interrupted, NotAllowed, NotFound
from desktop.rules.fields import FieldType
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, Learnt, ReviewState
from desktop.services import bulk_edits, clients, contacts, own_fields, reviews, search, search_all, transfers
from desktop.services.checking import check_office
from desktop.services.client_lists import Chosen, Filter
from desktop.services.histories import history_of
from desktop.services.own_fields import OwnFieldEntry
from desktop.services.transfers import Wish
from desktop.services.undoing import Choice, InTheWay, operations, undo
from tests.clients.test_undoing import dump
from tests.offices import ADMIN, TestOffice

SET, ADD, CLEAR = Manner.SET, Manner.ADD, Manner.CLEAR
EVERYTHING = Chosen()


def opened(office, name, form=ClientForm.PERSON, me=None, **values):
    return office.do(clients.open_client, form, {"name": name, **values}, me=me)


def foreseen(office, *edits, chosen=EVERYTHING, me=None):
    return office.errand(bulk_edits.preview, chosen, edits, me=me)


def done(office, *edits, chosen=EVERYTHING, me=None, **kwargs):
    return office.errand(bulk_edits.carry_out, foreseen(office, *edits, chosen=chosen, me=me), me=me, **kwargs)


def values(office, *keys, field="industry"):
    return [office.ask(clients.client_file, key).values[field] for key in keys]


@pytest.mark.parametrize(
    ("field", "manner", "typed", "before", "after"),
    [
        ("industry", SET, " 餐饮 ", "制造", "餐饮"),
        ("industry", ADD, "餐饮", "", "餐饮"),
        ("industry", ADD, "餐饮", "制造", "制造，餐饮"),
        ("industry", ADD, "Trade", "Food", "Food, Trade"),
        ("taboos", ADD, "不吃辣", "不吃香菜，不吃辣", "不吃香菜，不吃辣"),
        ("note", ADD, "年会名单", "开车来", "开车来\n年会名单"),
        ("industry", CLEAR, "", "制造", ""),
        ("signs_on_account", SET, "是", None, True),
        ("signs_on_account", CLEAR, "", True, None),
        ("spend_grade", SET, "high", "", "high"),
    ],
)
def test_what_a_field_then_holds(field, manner, typed, before, after):
    of, value = checked_edit(CLIENTS.fields, BulkEdit(field, manner, typed))
    assert outcome(of, manner, value, before) == after


@pytest.mark.parametrize(
    ("field", "manner", "typed"),
    [("bank", SET, "x"), ("spend_grade", SET, "enormous"), ("industry", SET, " "), ("spend_grade", ADD, "high"),
     ("industry", SET, "行" * 81), ("unit", CLEAR, ""), ("kind", CLEAR, ""), ("nothing", SET, "x")],
)  # fmt: skip
def test_what_can_not_stand_is_said_before_anybody_looks(field, manner, typed):
    with pytest.raises(BadEntry) as refusal:
        checked_edit([f for f in CLIENTS.fields if not f.sealed], BulkEdit(field, manner, typed))
    assert refusal.value.field == field


def test_one_clients_own_values_and_sealed_ones_are_not_offered(office: TestOffice):
    names = {field.name for field in office.ask(bulk_edits.fields_for_many)}
    assert {"kind", "important", "department", "industry", "source", "note"} <= names
    assert not {"name", "phone", "birthday", "id_number", "bank", "client_class", "owner", "deputy"} & names
    assert all(SET in manners(field) for field in office.ask(bulk_edits.fields_for_many))


def test_many_files_are_changed_in_one_step_and_taken_back_in_one(office: TestOffice):
    he, shan = opened(office, "贺启年", industry="制造"), opened(office, "单雪")
    firm = opened(office, "雪厂", ClientForm.ORGANISATION, industry="餐饮")
    seen = foreseen(office, BulkEdit("industry", SET, "餐饮"), BulkEdit("important", SET, True))
    assert (seen.clients, seen.changing, seen.refused, seen.unchanged) == (3, 3, 0, 1)
    assert [(line.name, line.before, line.after) for line in seen.lines if line.field.name == "industry"] == [
        ("贺启年", "制造", "餐饮"), ("单雪", "", "餐饮")]  # fmt: skip
    result = office.errand(bulk_edits.carry_out, seen)
    assert (result.changed, result.stale) == (3, ())
    assert values(office, he, shan, firm) == ["餐饮"] * 3
    (line, *_rest) = office.ask(history_of, he)
    assert line.action == "Edited together with others"
    assert {(c.field, str(c.before), str(c.after)) for c in line.changes} == {
        ("industry", "制造", "餐饮"), ("important", "No", "Yes")}  # fmt: skip
    assert office.ask(operations, client_id=he)[0].action == line.action
    office.do(undo, result.operation)
    assert values(office, he, shan, firm) == ["制造", "", "餐饮"]
    assert office.ask(history_of, he)[1].undone
    assert office.errand(check_office).sound


def test_files_that_resist_are_named_with_their_reason(office: TestOffice):
    rights = {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL}
    li = office.hire("李娜", rights)
    he = opened(office, "贺启年")
    shan = opened(office, "单雪", me=li)
    opened(office, "雪厂", ClientForm.ORGANISATION, me=li)
    seen = foreseen(office, BulkEdit("parking", SET, "东门"), me=li)
    assert {line.name: line.refusal and line.refusal.message for line in seen.lines} == {
        "贺启年": "You may not edit this file.",
        "单雪": None,
        "雪厂": "An organisation has no such field.",
    }
    assert office.errand(bulk_edits.carry_out, seen, me=li).changed == 1
    assert values(office, he, shan, field="parking") == ["", "东门"]
    # who may see but not edit has no such act; who sees only his own meets only them
    with pytest.raises(NotAllowed):
        foreseen(office, BulkEdit("parking", SET, "东门"), me=office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL}))
    own = office.hire("王芳", {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.ALL})
    assert foreseen(office, BulkEdit("parking", SET, "东门"), me=own, chosen=Chosen(ids=(he,))).clients == 0


def test_what_a_colleague_changed_meanwhile_stays(office: TestOffice):
    he, shan, zhang, li = (opened(office, name) for name in ("贺启年", "单雪", "张伟", "李立"))
    seen = foreseen(office, BulkEdit("industry", SET, "餐饮"))
    office.do(clients.edit_client, he, {"industry": "文化"})
    office.do(clients.edit_client, shan, {"position": "厂长"})
    office.do(clients.edit_client, zhang, {"industry": "餐饮"})
    office.do(clients.withdraw_client, li, "重复")
    result = office.errand(bulk_edits.carry_out, seen)
    assert result.changed == 1
    assert {(line.name, type(line.refusal)) for line in result.stale} == {("贺启年", type(None)), ("李立", NotFound)}
    assert values(office, he, shan, zhang) == ["文化", "餐饮", "餐饮"]
    assert values(office, shan, field="position") == ["厂长"]


def test_entries_that_need_a_second_person_become_provisional_and_go_back_to_verified(office: TestOffice):
    manager = office.hire("张岚", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    he, shan = opened(office, "贺启年", taboos="不吃辣"), opened(office, "单雪")
    office.do(reviews.accept, he, "taboos", me=manager)
    result = done(office, BulkEdit("taboos", ADD, "不吃香菜"), learnt=Learnt.ASKED, basis="年会")
    for key in (he, shan):
        info = office.ask(reviews.reviews_of, key)["taboos"]
        assert (info.state, info.learnt, info.basis) == (ReviewState.PROVISIONAL, Learnt.ASKED, "年会")
    office.do(undo, result.operation)
    assert office.ask(reviews.reviews_of, he)["taboos"].verified
    assert "taboos" not in office.ask(reviews.reviews_of, shan)
    assert values(office, he, shan, field="taboos") == ["不吃辣", ""]


def test_drafts_search_and_own_fields_follow(office: TestOffice):
    office.do(own_fields.add_own_field, OwnFieldEntry("批次", FieldType.TEXT))
    he = opened(office, "贺启年", salutation="贺总", phone="19900001234")
    done(office, BulkEdit("unit", SET, "雪厂"), BulkEdit("own_pi_ci", SET, "甲组"))
    assert office.ask(clients.client_file, he).missing == ()
    assert [[hit.id for hit in office.ask(search.find, text)] for text in ("雪厂", "甲组")] == [[he], [he]]
    done(office, BulkEdit("own_pi_ci", CLEAR))
    assert office.ask(search.find, "甲组") == []


def test_a_department_is_given_to_files_without_an_owner(office: TestOffice):
    with office.work() as work:
        place = work.add(Department(name="前厅"))
        work.record("accounts", "department", place)
    he, shan = opened(office, "贺启年"), opened(office, "单雪")
    office.do(clients.set_people, he, owner=None, deputy=None, important=False)
    seen = foreseen(office, BulkEdit("department", SET, "前厅"))
    assert [(line.name, line.refusal is None) for line in seen.lines] == [("贺启年", True), ("单雪", False)]
    result = office.errand(bulk_edits.carry_out, seen)
    assert office.ask(clients.client_file, he).department.name == "前厅"
    assert office.ask(clients.client_file, shan).department.name != "前厅"
    office.do(undo, result.operation)
    assert office.ask(clients.client_file, he).department.name != "前厅"


def test_a_cancelled_edit_leaves_nothing(office: TestOffice):
    he = opened(office, "贺启年")
    seen = foreseen(office, BulkEdit("industry", SET, "餐饮"))

    def stop(at, of):
        if at == of:
            raise Interrupted("stop")

    with pytest.raises(Interrupted):
        office.errand(bulk_edits.carry_out, seen, progress=stop)
    assert values(office, he) == [""]
    with office.work(write=False):
        assert Record.select().where(Record.action == "bulk_edit").count() == 0


MANY = 60  # rows from which they are read and written together


@pytest.fixture
def many(office: TestOffice):
    """Files opened as one act, each with a value that somebody has confirmed and a contact report."""
    with office.work() as work:
        keys = [
            clients.open_client(work, ClientForm.PERSON, {"name": f"客户{n}", "taboos": "不吃辣"}) for n in range(MANY)
        ]
        for key in keys:
            contacts.log_contact(work, key, Report(Channel.PHONE, "问包房"))
    manager = office.hire("张岚", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    for key in keys[::2]:
        office.do(reviews.accept, key, "taboos", me=manager)
    return keys


def test_many_are_undone_done_again_and_undone_to_what_they_were(office: TestOffice, many):
    before = dump(office)
    result = done(office, BulkEdit("taboos", ADD, "不吃香菜"), BulkEdit("dishes", SET, "清蒸鲈鱼"),
                  BulkEdit("note", SET, "青石"), learnt=Learnt.ASKED)  # fmt: skip
    after = dump(office)
    assert result.changed == MANY
    assert after != before
    for restored in (before, after, before):
        result = office.do(undo, result.operation)
        assert (result.undone, result.kept) == (3 * MANY, ())
        assert dump(office) == restored
    assert office.errand(check_office).sound


def test_a_value_entered_anew_since_is_not_entered_twice_by_doing_it_again(office: TestOffice, many):
    result = office.do(undo, done(office, BulkEdit("dishes", SET, "清蒸鲈鱼")).operation)
    office.do(clients.edit_client, many[0], {"dishes": "红烧肉"})
    with pytest.raises(InTheWay) as way:
        office.do(undo, result.operation)
    (found,) = way.value.hindrances
    assert (found.name, found.why, found.who) == ("客户0", "Entered anew since", ADMIN)
    assert office.do(undo, result.operation, Choice.REST).undone == MANY - 1
    assert values(office, *many[:2], field="dishes") == ["红烧肉", "清蒸鲈鱼"]


def test_a_transfer_of_many_is_undone_with_what_it_passed_on(office: TestOffice, many):
    before = dump(office)
    heir = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.OWN})
    made = office.do(transfers.transfer, many, Wish(giver=office.me.id, owner=heir.id, reason="调岗"))
    assert len(office.ask(search_all.find_everything, "包房", me=heir)) == 50
    office.do(undo, made.operation)
    assert office.ask(search_all.find_everything, "包房", me=heir) == []
    assert dump(office) == before


def test_who_sees_only_some_of_the_files_undoes_none(office: TestOffice, many):
    result = done(office, BulkEdit("source", SET, "展会"))
    me = office.hire("王芳", {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.ALL})
    with pytest.raises(NotFound):
        office.do(undo, result.operation, me=me)
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    with pytest.raises(NotAllowed):
        office.do(undo, result.operation, me=reader)
    assert values(office, many[0], field="source") == ["展会"]


def test_a_stopped_undo_leaves_nothing_wherever_it_is_stopped(office: TestOffice, many):
    result = done(office, BulkEdit("taboos", ADD, "不吃香菜"), BulkEdit("source", SET, "展会"))
    before, last = dump(office), 0
    for place in range(1, 100):
        told = []

        def stop(at, of, told=told, place=place):
            told.append((at, of))
            if len(told) == place:
                raise Interrupted("stop")

        try:
            office.do(undo, result.operation, progress=stop)
        except Interrupted:
            assert dump(office) == before
            last = place
        else:
            break
    assert last >= 5
    assert all(at <= of for at, of in told)
    assert told[-1][0] == told[-1][1]
    assert dump(office) != before


def test_what_hangs_on_files_that_move_to_a_department_is_found_there(office: TestOffice, many):
    with office.work() as work:
        place = work.add(Department(name="前厅"))
        work.record("accounts", "department", place)
    for key in many:
        office.do(clients.set_people, key, owner=None, deputy=None, important=False)
    waiter = office.hire("周凯", {Right.SEE_CLIENTS: Scope.DEPARTMENT}, department="前厅")
    assert office.ask(search_all.find_everything, "包房", me=waiter) == []
    done(office, BulkEdit("department", SET, "前厅"))
    assert {hit.kind for hit in office.ask(search_all.find_everything, "包房", me=waiter)} == {search.CONTACT}


def test_undoing_many_names_what_was_changed_since(office: TestOffice):
    with office.work() as work:
        for n in range(60):
            clients.open_client(work, ClientForm.PERSON, {"name": f"客户{n}"})
    result = done(office, BulkEdit("source", SET, "展会"), chosen=Chosen(only=Filter(drafts=True)))
    assert result.changed == 60
    with office.work(write=False):
        late, quiet = (row.id for row in Client.select().order_by(Client.code).limit(2))
    office.do(clients.edit_client, late, {"source": "介绍"})
    with pytest.raises(InTheWay) as way:
        office.do(undo, result.operation)
    assert [hindrance.name for hindrance in way.value.hindrances] == ["客户0"]
    assert office.do(undo, result.operation, Choice.REST).undone == 59
    assert values(office, late, quiet, field="source") == ["介绍", ""]
