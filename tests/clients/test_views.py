"""Saved views: kept, shared, changed, taken out and brought back, and never a window on what one may not see."""

from dataclasses import fields, replace
from uuid import uuid4

import pytest

from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.fields import FieldType
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, ClientKind
from desktop.services import client_lists, clients, own_fields, views
from desktop.services.client_lists import Chosen, Filter, Sort
from desktop.services.own_fields import OwnFieldEntry
from desktop.services.views import Content
from tests.offices import TestOffice

SEEING = {Right.SEE_CLIENTS: Scope.OWN}
FULL = Content(
    Filter("贺", frozenset({ClientKind.CUSTOMER}), frozenset({ClientForm.PERSON}), frozenset({"A", ""}), drafts=True,
           risky=True, overdue=True, short=True, mine=True, withdrawn=True),
    Sort("code", True), ("name", "own_xue_xing", "phone"),
)  # fmt: skip


def names(office: TestOffice, me=None):
    return [view.name for view in office.ask(views.shelf, me=me).views]


def opened(office: TestOffice, name: str, me=None, **values):
    return office.do(clients.open_client, ClientForm.PERSON, {"name": name, **values}, me=me)


def test_a_view_comes_back_as_it_was_saved(office: TestOffice):
    office.do(own_fields.add_own_field, OwnFieldEntry("血型"))
    full = replace(FULL, only=replace(FULL.only, owner=office.me.id))
    view = office.do(views.save_view, " 重点 客户 ", full)
    (found,) = office.ask(views.shelf).views
    assert (found.id, found.name, found.content, found.shared) == (view, "重点 客户", full, False)
    assert office.ask(views.by_name, "重点 客户").id == view
    # a column whose field the office has withdrawn is left out, and comes back with it
    (field,) = office.ask(own_fields.own_fields)
    office.do(own_fields.withdraw_own_field, field.id)
    assert office.ask(views.by_name, "重点 客户").content.columns == ("name", "phone")
    office.do(own_fields.restore_own_field, field.id)
    assert office.ask(views.by_name, "重点 客户").content == full


def test_nothing_that_narrows_a_list_is_forgotten():
    """What is kept tells one list from another: also by it an approval knows for which clients it was given."""
    full = replace(FULL.only, owner=uuid4(), department=uuid4())
    narrowing = {field.name for field in fields(Filter)}
    assert {name for name in narrowing if getattr(full, name) == getattr(client_lists.ALL, name)} == set()
    assert views.kept_filter(full).keys() == narrowing


def test_a_private_view_is_not_there_for_anybody_else(office: TestOffice):
    view = office.do(views.save_view, "我的", Content())
    li = office.hire("李娜", SEEING)
    assert names(office, li) == []
    for verb, given in ((views.open_with, ()), (views.withdraw_view, ()), (views.change_view, (Content(),)),
                        (views.rename_view, ("他的",)), (views.share_view, (True,))):  # fmt: skip
        with pytest.raises(NotFound):
            office.do(verb, view, *given, me=li)
    office.do(views.share_view, view, True)
    assert names(office, li) == ["我的"]
    with pytest.raises(NotAllowed, match=office.me.name):
        office.do(views.rename_view, view, "她的", me=li)
    office.do(views.share_view, view, False)
    assert names(office, li) == []


def test_a_shared_view_shows_each_person_what_that_person_may_see(office: TestOffice):
    li = office.hire("李娜", {**SEEING, Right.ENTER_CLIENTS: Scope.ALL})
    opened(office, "贺启年")
    opened(office, "单雪", me=li)
    everything = office.do(views.save_view, "全部", Content(), shared=True)
    mine = office.do(views.save_view, "我的客户", Content(Filter(mine=True)), shared=True)
    assert office.ask(views.counts) == {everything: 2, mine: 1}
    assert office.ask(views.counts, me=li) == {everything: 1, mine: 1}
    assert office.ask(views.counts, -1.0) == {}


def test_who_runs_the_office_may_change_what_is_shared(office: TestOffice):
    li = office.hire("李娜", SEEING)
    view = office.do(views.save_view, "旧", Content(), shared=True, me=li)
    office.do(views.rename_view, view, "新")
    assert names(office, li) == ["新"]
    assert office.ask(views.shelf).views[0].may_change


def test_a_view_is_changed_only_from_what_was_seen(office: TestOffice):
    view = office.do(views.save_view, "某些", Content())
    other = Content(Filter(drafts=True))
    office.do(views.change_view, view, other, Content())
    with pytest.raises(Stale):
        office.do(views.change_view, view, Content(Filter(overdue=True)), Content())
    assert office.ask(views.by_name, "某些").content == other


def test_a_name_stands_once_among_ones_own_and_once_in_the_office(office: TestOffice):
    li = office.hire("李娜", SEEING)
    office.do(views.save_view, "本月", Content())
    for wrong in ("", " \u200b ", "x" * 61, "本月"):
        with pytest.raises(BadEntry) as refusal:
            office.do(views.save_view, wrong, Content())
        assert refusal.value.field == "name"
    theirs = office.do(views.save_view, "本月", Content(), me=li)
    office.do(views.share_view, theirs, True, me=li)
    with pytest.raises(BadEntry):
        office.do(views.share_view, office.ask(views.by_name, "本月").id, True)


def test_the_list_opens_with_the_view_of_ones_choice_while_it_is_there(office: TestOffice):
    view = office.do(views.save_view, "草稿", Content(Filter(drafts=True)))
    office.do(views.open_with, view)
    assert office.ask(views.shelf).first == view
    office.do(views.withdraw_view, view)
    assert (office.ask(views.shelf).first, names(office)) == (None, [])
    office.do(views.save_view, "草稿", Content())
    with pytest.raises(BadEntry):
        office.do(views.restore_view, view)
    office.do(views.rename_view, office.ask(views.by_name, "草稿").id, "别的")
    office.do(views.restore_view, view)
    assert office.ask(views.shelf).first == view
    office.do(views.open_with, None)
    assert office.ask(views.shelf).first is None


def test_the_offices_own_open_fields_are_columns(office: TestOffice):
    office.do(own_fields.add_own_field, OwnFieldEntry("积分", FieldType.AMOUNT))
    opened(office, "贺启年", own_ji_fen="12.5")
    opened(office, "单雪")
    last = office.ask(client_lists.columns_of)[-1]
    assert (last.name, last.label, last.sortable) == ("own_ji_fen", "积分", False)
    lines = office.ask(client_lists.list_clients, ("own_ji_fen", "name"))
    assert [line.values for line in lines] == [(1250, "贺启年"), (None, "单雪")]


def test_a_choice_in_the_list_is_by_id_by_place_or_all_of_it(office: TestOffice):
    ids = [opened(office, name) for name in ("安然", "白雪", "陈晨", "丁一")]
    chosen = lambda **how: office.ask(client_lists.chosen_ids, Chosen(**how))  # noqa: E731
    assert chosen() == ids
    assert chosen(ids=(ids[2], ids[0], ids[2])) == [ids[2], ids[0]]
    assert chosen(stretches=((1, 2),)) == ids[1:3]
    assert chosen(stretches=((0, 1), (3, 9)), sort=Sort("name", True)) == [ids[3], ids[0]]
    li = office.hire("李娜", SEEING)
    assert office.ask(client_lists.chosen_ids, Chosen(ids=tuple(ids)), me=li) == []
