"""Opening, changing, listing and withdrawing client files, on both databases."""

from datetime import timedelta

import pytest

from desktop.models.clients import Client
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, Stale
from desktop.rules.fields import Block, Locked
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, Learnt
from desktop.services import client_lists, clients, search
from desktop.services.client_lists import Filter, Sort
from tests.offices import TestOffice

PERSON, FIRM = ClientForm.PERSON, ClientForm.ORGANISATION
FULL = {"name": "单雄飞", "salutation": "单总", "unit": "云川木业", "phone": "１９９ 0000-1234"}


@pytest.fixture
def he(office: TestOffice):
    return office.do(clients.open_client, PERSON, FULL)


def test_a_new_file_has_code_owner_and_tidy_values(office: TestOffice, he):
    file = office.ask(clients.client_file, he)
    assert file.values["phone"] == "19900001234"
    assert file.owner.name == office.me.name
    assert file.code.endswith("-0001")
    assert (file.reading, file.missing) == ("Shàn", ())


def test_a_name_is_enough_for_a_draft(office: TestOffice):
    made = office.do(clients.open_client, PERSON, {"name": "贺启年"})
    assert office.ask(clients.client_file, made).missing == ("salutation", "unit", "phone")
    with pytest.raises(BadEntry):
        office.do(clients.open_client, PERSON, {"name": " \u200b "})
    assert office.ask(client_lists.count_clients) == 1


def test_a_wrong_value_names_its_field_and_changes_nothing(office: TestOffice, he):
    with pytest.raises(BadEntry) as refusal:
        office.do(clients.edit_client, he, {"unit": "新单位", "email": "no-mail"})
    assert refusal.value.field == "email"
    assert office.ask(clients.client_file, he).values["unit"] == "云川木业"


def test_codes_never_repeat_even_where_one_was_typed(office: TestOffice, he):
    with office.work() as work:
        client = work.get(Client, he)
        work.change(client, {"code": clients.rules.code_from("{year}-{number:4}", 2, work.now.date())})
        work.record("clients", "edit", client)
    second = office.do(clients.open_client, FIRM, {"name": "云川木业"})
    third = office.do(clients.open_client, FIRM, {"name": "尉迟木业"})
    codes = {office.ask(clients.client_file, i).code[-4:] for i in (he, second, third)}
    assert codes == {"0002", "0003", "0004"}


def test_own_scope_may_edit_only_own_files(office: TestOffice, he):
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    with pytest.raises(NotAllowed):
        office.do(clients.edit_client, he, {"unit": "x"}, me=staff)
    assert not office.ask(clients.client_file, he, me=staff).may_edit
    office.do(clients.set_people, he, owner=office.me.id, deputy=staff.id, important=True)
    office.do(clients.edit_client, he, {"unit": "新单位"}, me=staff)
    assert office.ask(clients.client_file, he).values["unit"] == "新单位"


def test_sealed_values_are_kept_sealed_and_opened_with_a_reason(office: TestOffice, he):
    office.do(clients.edit_client, he, {"bank_account": "6200 1234", "income": "若干"})
    assert isinstance(office.ask(clients.client_file, he).values["bank_account"], Locked)
    with pytest.raises(BadEntry):
        office.do(clients.unlock, he, Block.ACCOUNTS)
    assert office.do(clients.unlock, he, Block.ACCOUNTS, "汇款")["bank_account"] == "6200 1234"
    assert office.do(clients.unlock, he, Block.PROPERTY)["income"] == "若干"
    low = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(clients.edit_client, he, {"bank_account": "1"}, me=low)


def test_a_clash_in_a_sealed_or_own_field_is_asked_about(office: TestOffice, he):
    office.do(clients.edit_client, he, {"bank": "甲行"})
    with pytest.raises(Stale) as refusal:
        office.do(clients.edit_client, he, {"bank": "乙行"}, {"bank": ""})
    assert refusal.value.clashes == {"bank": ("", "乙行", "甲行")}


def test_owner_and_deputy_named_by_two_people_meet_or_are_asked(office: TestOffice, he):
    li, wang = (office.hire(name, {Right.SEE_CLIENTS: Scope.ALL}) for name in ("李娜", "王芳"))
    seen = {"owner": office.me.id, "deputy": None, "important": False}
    office.do(clients.set_people, he, owner=li.id, deputy=None, important=False, base=seen)
    office.do(clients.set_people, he, owner=office.me.id, deputy=wang.id, important=True, base=seen)
    file = office.ask(clients.client_file, he)
    assert (file.owner.name, file.deputy.name, file.important) == ("李娜", "王芳", True)
    with pytest.raises(Stale) as refusal:
        office.do(clients.set_people, he, owner=wang.id, deputy=None, important=False, base=seen)
    assert refusal.value.clashes == {"owner": (office.me.id, wang.id, li.id)}
    with pytest.raises(BadEntry):
        office.do(clients.set_people, he, owner=wang.id, deputy=wang.id, important=True)


def test_reviewed_values_are_provisional_at_first(office: TestOffice, he):
    office.do(clients.edit_client, he, {"taboos": "香菜"}, learnt=Learnt.ASKED)
    assert office.ask(clients.client_file, he).reviews["taboos"].state == "provisional"


def test_lists_page_sort_and_filter(office: TestOffice, he):
    for n, name in enumerate(("阿布", "曾山", "仇九", "朱一", "𠮷野家")):
        office.do(clients.open_client, PERSON, {"name": name, "phone": f"1990000{n:04d}"})
    office.do(clients.open_client, FIRM, {"name": "单县粮油"})
    names = [line.values[0] for line in office.ask(client_lists.list_clients, ("name",))]
    assert names[:4] == ["阿布", "仇九", "单县粮油", "单雄飞"] or names.index("仇九") < names.index("单雄飞")
    assert names.index("阿布") == 0
    pages = [office.ask(client_lists.list_clients, ("name", "owner"), offset=o, limit=3) for o in (0, 3, 6)]
    assert [line.values[0] for page in pages for line in page] == names
    backwards = office.ask(client_lists.list_clients, ("name",), sort=Sort("name", descending=True))
    assert [line.values[0] for line in backwards] == names[::-1]
    assert office.ask(client_lists.count_clients, Filter(forms=frozenset({FIRM}))) == 1
    assert office.ask(client_lists.count_clients, Filter(drafts=True)) == 6
    assert office.ask(client_lists.count_clients, Filter(text="单")) == 2


def test_a_file_not_looked_through_in_time_is_overdue(office: TestOffice, he):
    assert office.ask(client_lists.count_clients, Filter(overdue=True)) == 0
    with office.work() as work:
        client = work.get(Client, he)
        work.change(client, {"looked_through_at": work.now - timedelta(days=181)})
        work.record("clients", "edit", client)
    assert office.ask(client_lists.count_clients, Filter(overdue=True)) == 1
    office.do(clients.look_through, he)
    assert office.ask(client_lists.count_clients, Filter(overdue=True)) == 0


@pytest.mark.parametrize(
    "text", ["单", "雄飞", "shanxiongfei", "danxf", "sxf", "1234", "0001234", "木业", "单总", "云川 雄"]
)
def test_any_fragment_finds(office: TestOffice, he, text):
    office.do(clients.open_client, PERSON, {"name": "欧阳海", "phone": "19900005678"})
    expected = [] if text == "danxf" else [he]
    assert [hit.id for hit in office.ask(search.find, text)] == expected


def test_search_obeys_the_scope(office: TestOffice, he):
    staff = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL})
    mine = office.do(clients.open_client, PERSON, {"name": "单小满"}, me=staff)
    assert {hit.id for hit in office.ask(search.find, "单")} == {he, mine}
    assert [hit.id for hit in office.ask(search.find, "单", me=staff)] == [mine]
    assert office.ask(client_lists.count_clients, Filter(text="单"), me=staff) == 1
    assert office.ask(search.find, "单", me=office.hire("赵峰", {})) == []


def test_search_follows_changes(office: TestOffice, he):
    office.do(clients.edit_client, he, {"name": "解缙云", "phone": "19900009999"})
    assert office.ask(search.find, "雄飞") == []
    assert [hit.title for hit in office.ask(search.find, "xjy")] == ["解缙云"]
    assert office.ask(search.find, "9999")[0].id == he


def test_a_withdrawn_file_is_out_of_lists_and_search(office: TestOffice, he):
    with pytest.raises(BadEntry):
        office.do(clients.withdraw_client, he, " ")
    office.do(clients.withdraw_client, he, "重复")
    gone = office.ask(clients.client_file, he).out_of_use
    assert (gone.who, gone.why) == (office.me.name, "重复")
    assert office.ask(search.find, "雄飞") == []
    assert office.ask(client_lists.count_clients) == 0
    assert office.ask(clients.client_file, he).withdrawn
    with pytest.raises(NotFound):
        office.do(clients.edit_client, he, {"unit": "x"})


def test_outside_a_restaurant_a_person_stands_without_unit_and_form_of_address(office: TestOffice):
    office.office.settings["kind"] = "service"
    made = office.do(clients.open_client, PERSON, {"name": "贺启年", "phone": "19900001234"})
    assert office.ask(clients.client_file, made).missing == ()
    assert office.ask(client_lists.count_clients, Filter(drafts=True)) == 0
    bare = office.do(clients.open_client, PERSON, {"name": "欧阳海"})
    assert office.ask(clients.client_file, bare).missing == ("phone",)
