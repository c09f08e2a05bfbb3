"""Consents: sensitive values wait for them, and what is withdrawn is withheld everywhere at once (AC-7)."""

import csv
import json
from contextlib import suppress
from datetime import timedelta

import pytest

from desktop.i18n import set_language, translator
from desktop.models.consents import Consent, Withheld
from desktop.rules.bulk_edits import BulkEdit, Manner
from desktop.rules.consents import Ground, NeedsConsent, PurposeValues, Way
from desktop.rules.errors import BadEntry, NotAllowed, NotFound, OfficeError
from desktop.rules.exports import ExportKind
from desktop.rules.fields import Block, FieldType, Locked
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    bulk_edits,
    client_lists,
    clients,
    consents,
    dossiers,
    exports,
    histories,
    importing,
    merging,
    on_file,
    past_files,
    prints,
    purposes,
    review_lists,
    reviews,
    search,
    settings,
    undoing,
)
from desktop.services.client_lists import Chosen, Filter
from desktop.services.own_fields import OwnFieldEntry, add_own_field
from desktop.services.purposes import Agreed
from tests.attacks.test_side_doors import doors, strings
from tests.clients.test_past_files import age, days_ago
from tests.erasing.pages import everything
from tests.offices import TestOffice

PERSON = ClientForm.PERSON
ZH = translator("zh_CN")


@pytest.fixture
def office(office: TestOffice) -> TestOffice:
    """With somebody signed in who may see looks too."""
    rights = dict.fromkeys(Right, Scope.ALL)
    office.me = office.hire("全知", rights, level=3, vaults=("identity", "property", "accounts"))
    return office


@pytest.fixture
def asking(office: TestOffice) -> TestOffice:
    office.do(settings.change_setting, "consent_asked", True)
    return office


def agreed(office: TestOffice, **more) -> Agreed:
    given = {"ground": Ground.CONSENT, "how": Way.PAPER, "on": office.ask(on_file.today)} | more
    return Agreed(**given)


def opened(office: TestOffice, **values):
    return office.do(clients.open_client, PERSON, {"name": "贺启年", **values})


def shown(office: TestOffice, client, name):
    return office.ask(clients.client_file, client).values[name]


def lines(office: TestOffice, client):
    return office.ask(consents.ledger, client).lines


def test_a_sensitive_value_waits_for_its_own_consent(asking: TestOffice):
    client = opened(asking, phone="19900001111")
    with pytest.raises(NeedsConsent) as refusal:
        asking.do(clients.edit_client, client, {"allergies": "花生", "note": "靠窗"})
    set_language("zh_CN")
    assert "过敏" in str(refusal.value)
    assert list(refusal.value.asked) == ["health"] and "饮食禁忌与健康" in str(refusal.value)
    assert shown(asking, client, "note") == "", "nothing half-done stays behind"
    asking.do(clients.edit_client, client, {"allergies": "花生"}, agreed=agreed(asking, evidence="收集表 3 号"))
    (line,) = lines(asking, client)
    assert (line.purpose, line.text, line.evidence, line.who) == ("health", 0, "收集表 3 号", asking.me.name)
    asking.do(clients.edit_client, client, {"taboos": "香菜"})
    assert len(lines(asking, client)) == 1


def test_it_goes_without_for_a_reason_alone(asking: TestOffice):
    client = opened(asking)
    without = agreed(asking, ground=Ground.EXCEPTION, how=Way.NONE)
    with pytest.raises(BadEntry):
        asking.do(clients.edit_client, client, {"allergies": "花生"}, agreed=without)
    told = agreed(asking, ground=Ground.EXCEPTION, how=Way.NONE, reason="当场发作，家属告知")
    asking.do(clients.edit_client, client, {"allergies": "花生"}, agreed=told)
    assert lines(asking, client)[0].ground is Ground.EXCEPTION


def test_new_files_levels_and_many_at_once_ask_too(asking: TestOffice):
    with pytest.raises(NeedsConsent):
        opened(asking, allergies="花生")
    assert asking.ask(client_lists.count_clients) == 0
    client = asking.do(clients.open_client, PERSON, {"name": "贺启年", "taboos": "葱"}, agreed=agreed(asking))
    with pytest.raises(NeedsConsent) as refusal:
        asking.do(clients.edit_client, client, {"bank_account": "6222 0000"})
    assert list(refusal.value.asked) == ["financial"]
    other = opened(asking)
    seen = asking.errand(bulk_edits.preview, Chosen(ids=(client, other)), [BulkEdit("taboos", Manner.SET, "香菜")])
    refused = {line.client: isinstance(line.refusal, NeedsConsent) for line in seen.lines}
    assert refused == {client: False, other: True}


def test_a_child_needs_its_guardian(asking: TestOffice):
    client = opened(asking)
    born = (asking.ask(on_file.today) - timedelta(days=365 * 9)).isoformat()
    with pytest.raises(NeedsConsent) as refusal:
        asking.do(clients.edit_client, client, {"birthday": born})
    assert list(refusal.value.asked) == ["minor"]
    with pytest.raises(BadEntry) as unnamed:
        asking.do(clients.edit_client, client, {"birthday": born}, agreed=agreed(asking))
    assert unnamed.value.field == "guardian"
    asking.do(clients.edit_client, client, {"birthday": born}, agreed=agreed(asking, guardian="贺父"))
    asking.do(clients.edit_client, opened(asking), {"birthday": "1980-01-01"})


CANARY = "canaryqz"


@pytest.fixture
def withdrawn(office: TestOffice):
    """A file whose values of two purposes were withdrawn, with a history of them."""
    office.do(settings.switch_off_field, "looks", True)
    client = opened(office, allergies=f"{CANARY} 花生", looks=f"{CANARY} 高个", phone="19900001111", drinks="茶")
    office.do(clients.edit_client, client, {"allergies": f"{CANARY} 花生油"})
    edit = office.ask(undoing.operations, client_id=client)[0].operation
    for purpose in ("health", "looks"):
        key = office.do(consents.record_consent, client, purpose, agreed(office))
        office.do(consents.end_consent, key, office.ask(on_file.today))
    return client, edit


def test_what_is_withdrawn_is_withheld_everywhere(office: TestOffice, withdrawn, tmp_path):
    client, edit = withdrawn
    today = office.ask(on_file.today)
    heard = [
        office.ask(clients.client_file, client),
        office.ask(past_files.client_as_of, client, today),
        office.ask(histories.history_of, client),
        office.ask(histories.field_history, client, "allergies"),
        office.ask(client_lists.list_clients, ("name", "note"), Filter()),
        office.ask(search.find, CANARY), office.ask(search.find, "贺启年"),
        office.ask(review_lists.waiting_reviews), office.do(exports.copy_text, [client], ZH),
        office.ask(undoing.prospect, edit).hindrances,
        office.errand(dossiers.dossier, client, dossiers.Wish(), ZH).json,
    ]  # fmt: skip
    assert CANARY not in repr(heard)
    for name in ("allergies", "looks"):
        locked = shown(office, client, name)
        assert isinstance(locked, Locked) and not locked.may_open and "withdrawn" in locked.why
    assert office.ask(client_lists.count_clients, Filter(text=CANARY)) == 0
    wish = exports.Wish(Chosen(ids=(client,)), ExportKind.CSV, ("name", "allergies", "looks"))
    office.errand(exports.export_clients, wish, tmp_path / "x.csv", ZH)
    rows = list(csv.reader((tmp_path / "x.csv").open(encoding="utf-8-sig")))
    assert rows[1] == ["贺启年", "", ""]
    card = office.errand(prints.client_cards, [client], ZH)
    listed = office.errand(prints.client_list, ZH, ("name", "phone"))
    from io import BytesIO

    from pypdf import PdfReader

    for printed in (card, listed):
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(printed.pdf)).pages)
        assert "贺启年" in text.replace(" ", "") and CANARY not in text


def test_a_day_before_the_withdrawal_tells_no_source_of_what_is_withheld(office: TestOffice):
    client = opened(office)
    office.do(clients.edit_client, client, {"allergies": "花生", "seat": "靠窗"}, basis=f"{CANARY} 聚会上说起")
    age(office, 3)
    key = office.do(consents.record_consent, client, "health", agreed(office))
    office.do(consents.end_consent, key, office.ask(on_file.today))
    past = office.ask(past_files.client_as_of, client, days_ago(office, 1)).file
    assert isinstance(past.values["allergies"], Locked)
    assert past.reviews.keys() == {"seat"}


def test_an_import_knows_what_is_withheld_and_fills_nothing_in(office: TestOffice, withdrawn, tmp_path):
    sheet = tmp_path / "客户.csv"
    sheet.write_text("姓名,电话,过敏,备注\n贺启年,19900001111,虾,熟客\n", "utf-8-sig")
    first, second = (office.errand(importing.carry_out, office.errand(importing.prepare, sheet)) for _n in range(2))
    assert (first.updated, first.unchanged) == (1, 0)
    assert (second.updated, second.unchanged) == (0, 1)


def test_no_door_leads_to_what_is_withdrawn(office: TestOffice, withdrawn, tmp_path):
    client, _edit = withdrawn
    twin = opened(office, phone="19900001111")
    came = 0
    for name, door in doors(office, office.me, client, twin, tmp_path):
        with suppress(OfficeError, KeyError, FileNotFoundError):
            assert CANARY not in strings(door()), name
            came += 1
    assert came > 40


def test_the_place_of_a_withheld_value_stays_shut(office: TestOffice, withdrawn):
    client, edit = withdrawn
    office.do(settings.change_setting, "consent_asked", False)
    for values in ({"allergies": "虾"}, {"looks": "戴眼镜"}):
        with pytest.raises(BadEntry) as refusal:
            office.do(clients.edit_client, client, values)
        assert refusal.value.field in values
    # a consent along with a new value is no way round: it would lie beside the one that was withheld
    for asked in (True, False):
        office.do(settings.change_setting, "consent_asked", asked)
        with pytest.raises(BadEntry) as refusal:
            office.do(clients.edit_client, client, {"allergies": "虾"}, agreed=agreed(office))
        assert "Record the new consent" in refusal.value.message
    office.do(consents.record_consent, client, "health", agreed(office))
    office.do(clients.edit_client, client, {"allergies": "虾"})
    assert shown(office, client, "allergies") == "虾"
    with office.work(write=False):
        assert {row.field for row in Withheld.select()} == {"looks"}
    key = next(line.id for line in lines(office, client) if line.purpose == "health" and line.ended_on is None)
    office.do(consents.end_consent, key, office.ask(on_file.today))
    with pytest.raises(undoing.InTheWay):
        office.errand(undoing.undo_staged, edit)
    other = opened(office, allergies="虾")
    with pytest.raises(BadEntry):
        office.do(merging.merge, client, other)


def test_a_new_consent_puts_it_back_to_be_reviewed(office: TestOffice, withdrawn):
    client, _edit = withdrawn
    for purpose in ("health", "looks"):
        office.do(consents.record_consent, client, purpose, agreed(office))
    assert shown(office, client, "allergies") == f"{CANARY} 花生油"
    assert shown(office, client, "looks") == f"{CANARY} 高个"
    assert office.ask(reviews.reviews_of, client)["allergies"].provisional
    assert [line.ended_on is None for line in lines(office, client)] == [True, True, False, False]


def test_what_the_law_needs_stays_and_says_why(office: TestOffice):
    client = opened(office, allergies="花生", taboos="葱")
    key = office.do(consents.record_consent, client, "health", agreed(office))
    today = office.ask(on_file.today)
    with pytest.raises(BadEntry):
        office.do(consents.end_consent, key, today, kept=("allergies",))
    office.do(consents.end_consent, key, today, kept=("allergies",), why="食品安全事故调查")
    assert shown(office, client, "allergies") == "花生" and isinstance(shown(office, client, "taboos"), Locked)
    (line,) = lines(office, client)
    assert (line.kept, line.kept_why) == (("allergies",), "食品安全事故调查")


def test_another_ground_keeps_the_values(office: TestOffice):
    client = opened(office, income="三十万")
    consent = office.do(consents.record_consent, client, "financial", agreed(office))
    office.do(consents.record_consent, client, "financial",
              agreed(office, ground=Ground.CONTRACT, reason="担保合同第 5 条"))  # fmt: skip
    office.do(consents.end_consent, consent, office.ask(on_file.today))
    assert office.do(clients.unlock, client, Block.PROPERTY)["income"] == "三十万"


def test_sealed_values_and_the_offices_own_are_withheld_and_come_back(office: TestOffice):
    office.do(add_own_field, OwnFieldEntry("信仰", FieldType.TEXT, block=Block.PROPERTY))
    faith = next(f.name for f in office.ask(lambda work: work.catalogue).fields if f.label == "信仰")
    health = next(one for one in office.ask(purposes.purposes) if one.key == "health")
    office.do(purposes.set_purpose, PurposeValues(
        "health", health.name, health.name_en, (*health.fields, faith, "id_number", "income"), True, False,
        health.texts))  # fmt: skip
    client = opened(office, income="三十万", id_number="11010519491231002X", **{faith: "清真"})
    key = office.do(consents.record_consent, client, "health", agreed(office))
    office.do(consents.end_consent, key, office.ask(on_file.today))
    opened_block = office.do(clients.unlock, client, Block.PROPERTY)
    assert (opened_block["income"], opened_block[faith]) == ("", "")
    assert isinstance(shown(office, client, "id_number"), Locked)
    office.do(consents.record_consent, client, "health", agreed(office))
    opened_block = office.do(clients.unlock, client, Block.PROPERTY)
    assert (opened_block["income"], opened_block[faith]) == ("三十万", "清真")
    assert shown(office, client, "id_number") == "11010519491231002X"


def test_a_changed_text_is_a_new_version_and_old_consents_keep_theirs(office: TestOffice):
    client = opened(office)
    office.do(consents.record_consent, client, "greetings", agreed(office))
    was = next(one for one in office.ask(purposes.purposes) if one.key == "greetings")
    office.do(purposes.set_purpose, PurposeValues(was.key, "问候", "Greetings", (), False, False,
                                                  {"zh_CN": "新文本", "en": "new text"}))  # fmt: skip
    office.do(consents.record_consent, client, "greetings", agreed(office))
    assert sorted(line.text for line in lines(office, client)) == [0, 1]
    assert office.ask(purposes.text_of, "greetings", 1)["zh_CN"] == "新文本"
    assert office.ask(purposes.text_of, "greetings", 0) == was.texts


def test_no_sensitive_field_is_left_without_a_purpose(office: TestOffice):
    with pytest.raises(BadEntry) as refusal:
        office.do(purposes.withdraw_purpose, "health")
    assert refusal.value.field == "fields"
    office.do(purposes.withdraw_purpose, "greetings")
    assert "greetings" not in {one.key for one in office.ask(purposes.purposes)}


def test_who_may_not_edit_records_no_consent(office: TestOffice):
    client = opened(office)
    clerk = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(consents.record_consent, client, "health", agreed(office), me=clerk)
    key = office.do(consents.record_consent, client, "health", agreed(office))
    with pytest.raises(NotAllowed):
        office.do(consents.end_consent, key, office.ask(on_file.today), me=clerk)
    with pytest.raises(NotAllowed):
        office.do(purposes.set_purpose, office.ask(purposes.purposes)[0], me=clerk)
    stranger = office.hire("王芳", {Right.SEE_CLIENTS: Scope.OWN})
    with pytest.raises(NotFound):
        office.ask(consents.ledger, client, me=stranger)


def test_a_line_entered_by_mistake_goes_unless_values_rest_on_it(office: TestOffice):
    client = opened(office, allergies="花生")
    key = office.do(consents.record_consent, client, "health", agreed(office))
    with pytest.raises(BadEntry):
        office.do(consents.withdraw_consent, key)
    key = office.do(consents.record_consent, client, "greetings", agreed(office))
    office.do(consents.withdraw_consent, key)
    assert [line.purpose for line in lines(office, client)] == ["health"]
    assert "greetings" in json.dumps(everything(office))
    with office.work(write=False):
        assert Consent.select().count() == 2
