"""Looks 相貌特征: off by default, behind a right of their own, and never on paper (decision 7)."""

import pytest

from desktop.i18n import translator
from desktop.rules.collecting import CARD_FIELDS
from desktop.rules.collection_forms import COLLECTED
from desktop.rules.errors import NotAllowed
from desktop.rules.exports import ExportKind
from desktop.rules.fields import Block, Locked
from desktop.rules.rights import ROLES, Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import client_lists, clients, exports, importing, merging, past_files, settings
from desktop.services.client_lists import Chosen
from desktop.services.on_file import today
from tests.importing.test_service import sheet
from tests.offices import TestOffice

ALL = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.EDIT_CLIENTS, Right.IMPORT_CLIENTS), Scope.ALL)


@pytest.fixture
def artist(office: TestOffice):
    """Who holds the right, in an office that has switched the field on."""
    office.do(settings.switch_off_field, "looks", True)
    office.office.read_settings()
    return office.hire("张岚", {**ALL, Right.SEE_LOOKS: Scope.ALL}, vaults=("identity",))


def test_nobody_has_the_right_from_the_start(office: TestOffice):
    assert not [role.key for role in ROLES if Right.SEE_LOOKS in role.rights]
    assert not office.me.may(Right.SEE_LOOKS)


def test_without_the_right_looks_are_neither_seen_nor_entered(office: TestOffice, artist, tmp_path):
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "looks": "高个，戴眼镜"}, me=artist)
    assert office.ask(clients.client_file, he, me=artist).values["looks"] == "高个，戴眼镜"
    clerk = office.hire("周敏", ALL, vaults=("identity",))
    assert isinstance(office.ask(clients.client_file, he, me=clerk).values["looks"], Locked)
    with office.work(clerk, write=False) as work:
        past = past_files.client_as_of(work, he, today(work))
    assert isinstance(past.file.values["looks"], Locked)
    for verb, *args in ((clients.edit_client, he, {"looks": "x"}),
                        (clients.open_client, ClientForm.PERSON, {"name": "李四", "looks": "x"})):  # fmt: skip
        with pytest.raises(NotAllowed):
            office.do(verb, *args, me=clerk)
    # nothing else of the file is closed by it
    office.do(clients.edit_client, he, {"id_number": "11010519491231002X"}, me=clerk)
    assert office.ask(clients.client_file, he, me=clerk).values["id_number"] == "11010519491231002X"
    plan = office.errand(importing.prepare, sheet(tmp_path, "王强,胖", head="姓名,相貌特征"), me=clerk)
    assert isinstance(plan.columns[1].locked, NotAllowed)
    # two files become one without anybody seeing what is kept
    other = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"}, me=artist)
    assert "looks" not in [row.name for row in office.ask(merging.comparison, other, he, me=clerk).rows]
    office.do(merging.merge, other, he, me=clerk)
    assert office.ask(clients.client_file, other, me=artist).values["looks"] == "高个，戴眼镜"


def test_looks_never_stand_on_a_card_nor_are_typed_in_from_a_paper_nor_listed():
    assert "looks" not in CARD_FIELDS
    assert "looks" not in COLLECTED
    assert "looks" not in client_lists.BY_NAME


def test_whoever_holds_the_key_still_needs_the_right_to_take_looks_out(office: TestOffice, artist, tmp_path):
    values = {"name": "贺启年", "looks": "高个", "id_number": "11010519491231002X"}
    he = office.do(clients.open_client, ClientForm.PERSON, values, me=artist)
    clerk = office.hire("周敏", {**ALL, Right.EXPORT_CLIENTS: Scope.ALL}, vaults=("identity",))
    assert office.do(clients.unlock, he, Block.IDENTITY, me=clerk) == {"id_number": values["id_number"]}
    assert [field.name for field in office.ask(exports.offer, me=clerk).sealed] == ["id_number"]
    path = tmp_path / "out.csv"
    wish = exports.Wish(Chosen(), ExportKind.CSV, ("name", "id_number", "looks"))
    with pytest.raises(NotAllowed):
        office.errand(exports.export_clients, wish, path, translator("en"), me=clerk)
    assert not path.exists()
    boss = office.hire("韩磊", {**ALL, Right.EXPORT_CLIENTS: Scope.ALL, Right.SEE_LOOKS: Scope.ALL},
                       vaults=("identity",))  # fmt: skip
    office.errand(exports.export_clients, wish, path, translator("en"), me=boss)
    assert "高个" in path.read_text("utf-8")
