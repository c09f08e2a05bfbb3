"""The office's own fields: added, renamed, ordered, taken out and brought back without losing a value."""

from dataclasses import replace

import pytest

from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.fields import Block, FieldType
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, own_fields
from desktop.services.own_fields import OwnFieldEntry, add_own_field, change_own_field
from tests.offices import TestOffice

BLOOD = OwnFieldEntry("血型", FieldType.CHOICE, forms=frozenset({ClientForm.PERSON}), choices=("A", "B", " O "))
GOLF = OwnFieldEntry("高尔夫差点", FieldType.NUMBER)


def labels(office: TestOffice, **kwargs):
    return [field.label for field in office.ask(own_fields.own_fields, **kwargs)]


def test_a_field_gets_a_name_for_good_and_takes_values(office: TestOffice):
    office.do(add_own_field, BLOOD)
    office.do(add_own_field, replace(BLOOD, label="血形"))
    (first, second) = office.ask(own_fields.own_fields)
    assert (first.name, second.name) == ("own_xue_xing", "own_xue_xing_2")
    assert (first.entry.choices, first.type_label, first.level) == (("A", "B", "O"), "Choice", 1)
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "own_xue_xing": "o"})
    assert office.ask(clients.client_file, he).values["own_xue_xing"] == "O"
    with pytest.raises(BadEntry):
        office.do(clients.edit_client, he, {"own_xue_xing": "AB"})


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(GOLF, label=" \u200b"), "label"),
        (replace(GOLF, label="x" * 61), "label"),
        (replace(GOLF, label="name"), "label"),
        (replace(GOLF, label="ＰＨＯＮＥ"), "label"),
        (replace(GOLF, forms=frozenset()), "forms"),
        (replace(GOLF, type=FieldType.PERSON), "type"),
        (replace(GOLF, block=Block.PROPERTY), "type"),
        (replace(BLOOD, choices=("A",)), "choices"),
        (replace(BLOOD, choices=("A", "ａ")), "choices"),
        (replace(BLOOD, choices=("A", "x" * 61)), "choices"),
    ],
)
def test_what_can_not_stand_is_refused_with_its_field(sqlite_office: TestOffice, entry, field):
    with pytest.raises(BadEntry) as refusal:
        sqlite_office.do(add_own_field, entry)
    assert refusal.value.field == field
    assert labels(sqlite_office) == []


def test_a_field_of_level_two_or_three_lies_sealed(office: TestOffice):
    office.do(add_own_field, OwnFieldEntry("游艇", block=Block.PROPERTY))
    assert office.ask(own_fields.own_fields)[0].level == 2
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "own_you_ting": "两艘"})
    assert not isinstance(office.ask(clients.client_file, he).values["own_you_ting"], str)
    assert office.do(clients.unlock, he, Block.PROPERTY)["own_you_ting"] == "两艘"


def test_a_required_field_is_missed_unless_it_lies_sealed(office: TestOffice):
    office.do(add_own_field, replace(GOLF, required=True))
    office.do(add_own_field, OwnFieldEntry("游艇", block=Block.PROPERTY, required=True))
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "phone": "19900001234"})
    assert office.ask(clients.client_file, he).missing == ("salutation", "unit", "own_gao_er_fu_cha_dian")


def test_a_field_is_renamed_and_keeps_its_values_type_and_level(office: TestOffice):
    key = office.do(add_own_field, GOLF)
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "own_gao_er_fu_cha_dian": "12"})
    office.do(change_own_field, key, replace(GOLF, label="差点", required=True), GOLF)
    (field,) = office.ask(own_fields.own_fields)
    assert (field.label, field.entry.required) == ("差点", True)
    assert office.ask(clients.client_file, he).values[field.name] == "12"
    for other in (replace(GOLF, type=FieldType.TEXT), replace(GOLF, block=Block.ACCOUNTS)):
        with pytest.raises(BadEntry):
            office.do(change_own_field, key, other)
    with pytest.raises(Stale):
        office.do(change_own_field, key, replace(GOLF, label="杆数"), GOLF)
    office.do(change_own_field, key, replace(GOLF, label="差点"))


def test_fields_stand_in_the_order_they_are_put(office: TestOffice):
    one, _two, three = (office.do(add_own_field, replace(GOLF, label=label)) for label in ("甲", "乙", "丙"))
    office.do(own_fields.order_own_fields, [three, one])
    assert labels(office) == ["丙", "甲", "乙"]
    office.do(add_own_field, replace(GOLF, label="丁"))
    assert labels(office) == ["丙", "甲", "乙", "丁"]


def test_a_withdrawn_field_comes_back_with_its_values(office: TestOffice):
    key = office.do(add_own_field, GOLF)
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "own_gao_er_fu_cha_dian": "12"})
    office.do(own_fields.withdraw_own_field, key)
    assert labels(office) == []
    assert labels(office, withdrawn=True) == ["高尔夫差点"]
    assert "own_gao_er_fu_cha_dian" not in office.ask(clients.client_file, he).values
    office.do(clients.edit_client, he, {"note": "x"})
    second = office.do(add_own_field, replace(GOLF, type=FieldType.TEXT))
    with pytest.raises(BadEntry):
        office.do(own_fields.restore_own_field, key)
    office.do(own_fields.withdraw_own_field, second)
    office.do(own_fields.restore_own_field, key)
    assert office.ask(clients.client_file, he).values["own_gao_er_fu_cha_dian"] == "12"


def test_who_runs_the_office_needs_not_see_clients_and_others_only_read(office: TestOffice):
    runner = office.hire("钱进", {Right.RUN_OFFICE: Scope.ALL})
    key = office.do(add_own_field, GOLF, me=runner)
    reader = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    assert [field.id for field in office.ask(own_fields.own_fields, me=reader)] == [key]
    refused = [(add_own_field, BLOOD), (change_own_field, key, GOLF), (own_fields.order_own_fields, [key]),
               (own_fields.withdraw_own_field, key), (own_fields.restore_own_field, key)]  # fmt: skip
    for verb in refused:
        with pytest.raises(NotAllowed):
            office.do(*verb, me=reader)
    office.do(own_fields.withdraw_own_field, key, me=runner)
    with pytest.raises(NotFound):
        office.do(own_fields.withdraw_own_field, key)
