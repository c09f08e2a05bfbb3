"""The preview of roles: what their holder would see, and never more than who looks may see himself."""

import pytest

from desktop.models.records import Record
from desktop.rules.errors import NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, role_views, settings
from desktop.services.role_views import Sight
from tests.offices import TestOffice

CANARY, NUMBER = "6222020200012345", "11010519491231002X"
SEES = {Right.SEE_CLIENTS: Scope.ALL, Right.RUN_PEOPLE: Scope.ALL}


@pytest.fixture
def filled(office: TestOffice):
    values = {"name": "贺启年", "phone": "13900001234", "id_number": NUMBER, "bank_account": CANARY}
    office.do(clients.open_client, ClientForm.PERSON, values)
    return office


def fields(view):
    return {line.label: line for line in view.fields}


def reached(view):
    return {line.right: line.clients for line in view.rights}


def test_a_role_is_shown_by_its_rights_levels_and_files(filled: TestOffice):
    staff = filled.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL})
    filled.do(clients.open_client, ClientForm.PERSON, {"name": "阿力"}, me=staff)
    rights = {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN, Right.SEE_AUDIT: Scope.OWN}
    with filled.work(write=False) as work:
        before = work.visible(Record).count()
    view = filled.ask(role_views.preview, rights, 2, staff.id)
    assert reached(view) == {Right.SEE_CLIENTS: 2, Right.EDIT_CLIENTS: 1, Right.SEE_AUDIT: None}
    assert view.mandate.scope(Right.SEE_AUDIT) is Scope.ALL
    assert {line.level: line.sight for line in view.fields if line.level > 1} == {2: Sight.RECORDED, 3: Sight.LOCKED}
    # she holds no key yet; mine is given as soon as the role is
    assert view.waiting == ("identity", "property") and fields(view)["ID number"].sight is Sight.OPEN
    assert reached(filled.ask(role_views.preview, {Right.SEE_CLIENTS: Scope.OWN}, 1)) == {Right.SEE_CLIENTS: 0}
    with filled.work(write=False) as work:
        assert work.visible(Record).count() == before


def test_values_are_shown_up_to_level_one_and_no_sealed_block_is_opened(filled: TestOffice):
    view = filled.ask(role_views.preview, {Right.SEE_CLIENTS: Scope.ALL}, 3)
    assert view.example.startswith("贺启年")
    assert fields(view)["ID number"].value == NUMBER and fields(view)["Phone"].value == "13900001234"
    assert CANARY not in str(view) and fields(view)["Bank account"].sight is Sight.RECORDED


def test_who_looks_is_shown_no_more_than_he_sees(filled: TestOffice):
    blind = filled.hire("赵峰", {Right.RUN_PEOPLE: Scope.ALL})
    view = filled.ask(role_views.preview, {Right.SEE_CLIENTS: Scope.ALL}, 3, me=blind)
    assert (view.own, view.example, reached(view)) == (0, "", {Right.SEE_CLIENTS: None})
    assert not any(line.value for line in view.fields)
    keyless = filled.hire("周敏", SEES)
    view = filled.ask(role_views.preview, {Right.SEE_CLIENTS: Scope.ALL}, 3, me=keyless)
    number = fields(view)["ID number"]
    assert (number.sight, number.value, number.kept) == (Sight.OPEN, "", True) and NUMBER not in str(view)
    narrow = filled.hire("钱立", {**SEES, Right.SEE_CLIENTS: Scope.OWN})
    view = filled.ask(role_views.preview, {Right.SEE_CLIENTS: Scope.ALL}, 3, me=narrow)
    assert (view.own, view.example, reached(view)) == (0, "", {Right.SEE_CLIENTS: 0})


def test_without_a_pledge_a_person_is_shown_at_level_one(filled: TestOffice):
    staff = filled.hire("李娜", {})
    filled.do(settings.change_setting, "pledge_months", 12)
    view = filled.ask(role_views.preview, {Right.SEE_CLIENTS: Scope.ALL}, 3, staff.id)
    assert view.mandate.level == 1 and {line.sight for line in view.fields if line.level > 1} == {Sight.LOCKED}


def test_only_who_runs_people_may_look(filled: TestOffice):
    with pytest.raises(NotAllowed):
        filled.ask(role_views.preview, {}, 1, me=filled.hire("孙倩", {Right.SEE_CLIENTS: Scope.ALL}))
