"""Exports: what leaves the office, for whom, whole or not at all, counted, and read back without a difference."""

import os
from pathlib import Path

import openpyxl
import pytest
import vobject

from desktop.i18n import _, translator
from desktop.models.records import Record
from desktop.rules.approvals import NeedsApproval
from desktop.rules.errors import BadEntry, Interrupted, NotAllowed, NotFound
from desktop.rules.exports import ExportKind, unmarked
from desktop.rules.fields import FieldType
from desktop.rules.importing import Verdict
from desktop.rules.rights import Right, Scope
from desktop.rules.risks import Sign
from desktop.rules.today import View
from desktop.rules.words import ClientForm, ClientKind
from desktop.services import (
    approval_lists,
    approvals,
    client_lists,
    clients,
    exports,
    importing,
    on_file,
    own_fields,
    reviews,
    risks,
    settings,
)
from desktop.services.client_lists import Chosen, Filter
from desktop.services.exports import Wish, copy_text, export_clients
from desktop.services.histories import history_of
from desktop.services.own_fields import OwnFieldEntry
from tests.offices import TestOffice, office_today

XLSX, CSV, VCARD = ExportKind
EVERYTHING = Chosen()
ENGLISH, CHINESE = translator("en"), translator("zh_CN")
HE = {
    "name": "贺启年", "salutation": "贺总", "unit": "=云川茶业,有限", "position": "+经理", "phone": "19900001234",
    "other_phone": "+85290000000", "email": "he@example.com", "address": "云川市溪口路1号", "postcode": "650000",
    "birthday": "1978-07-12", "plate": "云A12345", "taboos": "@不吃香菜", "spend_grade": "high",
    "signs_on_account": True, "near_us": False, "note": "'=第一行\n-第二行", "own_ji_fen": "12.50", "own_pi_ci": "乙",
}  # fmt: skip
FIRM = {"name": "白石建材有限公司", "short_name": "白石", "phone": "0871-65000000", "registered_capital": 5_000_000_00,
        "kind": "supplier", "business_scope": "建材\n五金"}  # fmt: skip


@pytest.fixture
def filled(office: TestOffice):
    office.do(own_fields.add_own_field, OwnFieldEntry("积分", FieldType.AMOUNT))
    office.do(own_fields.add_own_field, OwnFieldEntry("批次", FieldType.CHOICE, choices=("甲", "乙")))
    office.do(clients.open_client, ClientForm.PERSON, HE)
    office.do(clients.open_client, ClientForm.ORGANISATION, FIRM)
    return office


def out(office, folder: Path, kind=XLSX, columns=("name", "phone"), chosen=EVERYTHING, me=None, language=ENGLISH,
        **wish):  # fmt: skip
    folder = folder / "exports"
    folder.mkdir(exist_ok=True)
    path = folder / f"out.{kind.value}"
    done = office.errand(export_clients, Wish(chosen, kind, tuple(columns), **wish), path, language, me=me)
    return path, done


def facts(office, action="export"):
    with office.work(write=False):
        query = Record.select().where((Record.topic == "exports") & (Record.action == action)).order_by(Record.serial)
        return [record.facts for record in query]


def test_what_nobody_has_confirmed_says_so_and_is_read_back(filled: TestOffice, tmp_path):
    li = filled.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    shan = filled.do(clients.open_client, ClientForm.PERSON, {"name": "单雪", "allergies": "花生", "dishes": "鲈鱼"})
    filled.do(reviews.accept, shan, "dishes", "鲈鱼", me=li)
    columns = ("name", "allergies", "dishes", "taboos")
    for kind, language, mark in ((XLSX, ENGLISH, "⚠ unverified"), (CSV, CHINESE, "⚠ 未核实")):
        path, _done = out(filled, tmp_path, kind, columns, chosen=Chosen(ids=(shan,)), language=language)
        (row,) = filled.errand(importing.prepare, path).rows
        assert row.verdict is Verdict.UNCHANGED
        assert [str(cell) for cell in row.cells if cell] == ["单雪", f"花生  {mark}", "鲈鱼"]
        assert (row.values["allergies"], row.values["dishes"]) == ("花生", "鲈鱼")
    assert unmarked("小心 ⚠ 未核实的菜") == "小心 ⚠ 未核实的菜"


def test_a_day_in_an_export_is_the_offices(filled: TestOffice, tmp_path):
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):  # at no moment both have the day of Greenwich
        filled.do(settings.change_setting, "time_zone", zone)
        filled.do(clients.look_through, filled.ask(clients.by_code, next(iter(facts_codes(filled, tmp_path)))))
        path, _done = out(filled, tmp_path, CSV, ("looked_through_at",), chosen=Chosen(only=Filter("启年")))
        assert path.read_text("utf-8-sig").split() == ["Last", "looked", "through", str(filled.ask(on_file.today))]


@pytest.mark.parametrize("kind", [XLSX, CSV])
@pytest.mark.parametrize("language", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_an_import_of_our_own_export_finds_nothing_new(filled: TestOffice, tmp_path, kind, language):
    path, done = out(filled, tmp_path, kind, filled.ask(exports.all_open_columns), language=language)
    assert (done.clients, done.path) == (2, path)
    plan = filled.errand(importing.prepare, path)
    assert [(row.verdict, row.problems) for row in plan.rows] == [(Verdict.UNCHANGED, {})] * 2
    missed = {c.column.heading for c in plan.columns if c.field is None}
    assert missed == {language(words) for words in ("Code", "Class", "Owner", "Deputy", "Department", "Opened on",
                                                    "Last looked through")}  # fmt: skip


def test_address_cards_are_read_back_without_a_difference(filled: TestOffice, tmp_path):
    path, _done = out(filled, tmp_path, VCARD, ())
    he, firm = sorted(vobject.readComponents(path.read_text("utf-8")), key=lambda card: "org" not in card.contents)
    assert (he.fn.value, he.org.value, he.title.value, he.bday.value) == (
        "贺启年", ["=云川茶业,有限"], "+经理", "1978-07-12")  # fmt: skip
    assert he.version.value == "3.0"
    assert not hasattr(firm, "org")
    plan = filled.errand(importing.prepare, path)
    assert [row.verdict for row in plan.rows] == [Verdict.UNCHANGED] * 2


def test_no_text_becomes_a_formula(filled: TestOffice, tmp_path):
    path, _done = out(filled, tmp_path, columns=("unit", "position", "taboos", "other_phone", "own_ji_fen"))
    rows = {tuple(cell.value for cell in row): row for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2)}
    row = rows["=云川茶业,有限", "+经理", "@不吃香菜  ⚠ unverified", "+85290000000", 12.5]
    assert [cell.data_type for cell in row] == ["s", "s", "s", "s", "n"]
    assert all(cell.quotePrefix for cell in row[:4])
    text = out(filled, tmp_path, CSV, ("position", "note"))[0].read_bytes()
    assert text.startswith(b"\xef\xbb\xbfPosition,Note\r\n")
    assert "'+经理,\"''=第一行".encode() in text


def test_only_what_the_right_to_export_reaches_goes(filled: TestOffice, tmp_path):
    rights = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.OWN}
    li = filled.hire("李娜", rights)
    filled.do(clients.open_client, ClientForm.PERSON, {"name": "单雪"}, me=li)
    assert out(filled, tmp_path, me=li)[1].clients == 1
    with pytest.raises(BadEntry) as refusal:
        out(filled, tmp_path, chosen=Chosen(only=Filter("启年")), me=li)
    assert refusal.value.field == "clients"
    with pytest.raises(NotAllowed):
        out(filled, tmp_path, me=filled.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL}))


def test_an_export_is_recorded_without_where_it_went(filled: TestOffice, tmp_path):
    out(filled, tmp_path, CSV, ("name", "own_pi_ci"), chosen=Chosen(only=Filter("启年")))
    (fact,) = facts(filled)
    assert fact == {"kind": "csv", "clients": 1, "columns": ["name", "own_pi_ci"],
                    "codes": fact["codes"]}  # fmt: skip
    he = filled.ask(clients.by_code, fact["codes"][0])
    assert filled.ask(history_of, he)[0].action == "Exported"


def test_sealed_values_go_only_when_chosen_and_may_be_opened_and_are_read(filled: TestOffice, tmp_path):
    he = filled.ask(clients.by_code, next(iter(facts_codes(filled, tmp_path))))
    filled.do(clients.edit_client, he, {"bank_account": "6222000000000000", "id_number": "", "income": "三十万"})
    with pytest.raises(BadEntry) as refusal:
        out(filled, tmp_path, columns=("name", "bank_account"))
    assert refusal.value.field == "reason"
    path, _done = out(filled, tmp_path, columns=("name", "income", "bank_account"), reason="银行要求核对")
    mark = "  ⚠ unverified"
    assert ("贺启年", f"三十万{mark}", f"6222000000000000{mark}") in list(openpyxl.load_workbook(path).active.values)
    reads = [line for line in filled.ask(history_of, he) if line.action == "Sealed values read"]
    assert len(reads) == 2
    manager = filled.hire("张岚", {Right.SEE_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.ALL}, level=2)
    with pytest.raises(NotAllowed):
        out(filled, tmp_path, columns=("name", "income"), me=manager)
    assert [field.name for field in filled.ask(exports.offer, me=manager).sealed] == []


def facts_codes(office, folder):
    out(office, folder, CSV, chosen=Chosen(only=Filter("启年")))
    return facts(office)[-1]["codes"]


def test_many_small_exports_in_a_day_are_as_much_as_a_large_one(filled: TestOffice, tmp_path):
    filled.do(settings.change_setting, "export_limit", 3)
    li = filled.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.ALL})
    path, _done = out(filled, tmp_path, me=li)
    path.unlink()
    with pytest.raises(NeedsApproval) as refusal:
        out(filled, tmp_path, me=li)
    assert refusal.value.need.size == 4
    assert list(path.parent.iterdir()) == []
    filled.do(approvals.ask, refusal.value.need, "会计事务所", me=li)
    with pytest.raises(NeedsApproval):
        out(filled, tmp_path, me=li)
    filled.do(approvals.approve, filled.ask(approvals.ways, refusal.value.need, me=li).waiting.id)
    with pytest.raises(NeedsApproval):
        out(filled, tmp_path, columns=("name", "address"), me=li)
    assert out(filled, tmp_path, me=li)[1].clients == 2
    assert filled.ask(exports.exported_today, me=li) == 4
    with pytest.raises(NeedsApproval):
        out(filled, tmp_path, me=li)
    # another person's day is his own
    assert out(filled, tmp_path)[1].clients == 2
    with filled.office.database.writing():
        Record.update(at=Record.at - 86_400_000).where(Record.person == li.id).execute()
    assert filled.ask(exports.exported_today, me=li) == 0


def approved(office: TestOffice, folder, me, **wish):
    """Asks for just this export and has it approved."""
    with pytest.raises(NeedsApproval) as refusal:
        out(office, folder, me=me, **wish)
    office.do(approvals.approve, office.do(approvals.ask, refusal.value.need, "核对", me=me))


def test_who_approves_reads_whom_and_which_columns_it_is_about_and_no_clients_value(filled: TestOffice, tmp_path):
    filled.do(settings.change_setting, "export_limit", 1)
    li = filled.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.ALL})
    only = Filter(text="19900001234", kinds=frozenset({ClientKind.CUSTOMER}), classes=frozenset({"", "L"}),
                  owner=filled.me.id)  # fmt: skip
    columns = ("name", "phone", "own_pi_ci")
    assert out(filled, tmp_path, chosen=Chosen(only=only), me=li)[1].clients == 1
    for chosen in (Chosen(only=only), Chosen(ids=tuple(filled.ask(client_lists.chosen_ids, EVERYTHING))), EVERYTHING):
        with pytest.raises(NeedsApproval) as refusal:
            out(filled, tmp_path, columns=columns, chosen=chosen, me=li)
        filled.do(approvals.ask, refusal.value.need, "核对", me=li)
    filtered, picked, everything = (
        {detail.head: detail.said for detail in line.details} for line in filled.ask(approval_lists.waiting)
    )
    assert filtered == {
        "Search": (_("by a text that is not shown here"),), "Class": (_("Lost"), _("Without a class")),
        "Kind": (_("Customer"),), "Owner": ("何俊",), "Columns": (_("Name"), _("Phone"), "批次"),
    }  # fmt: skip
    assert (picked["Clients"], everything["Clients"]) == (
        (_("picked in the list"),), (_("all that may be exported"),))  # fmt: skip
    with filled.office.work(filled.me) as work:
        (waiting,) = [
            batch for batch in approval_lists.due(work, View(filled.me.id, None, office_today())) if batch.rows
        ]
    assert "批次" in str(waiting.rows[0].below)
    for table in filled.office.database.table_names():
        with filled.office.database.reading():
            kept = str(filled.office.database.engine.execute_sql(f'SELECT * FROM "{table}"').fetchall())
        assert "19900001234" not in kept or table not in ("approval", "record", "journal")


def test_an_approval_for_some_clients_is_none_for_others(filled: TestOffice, tmp_path):
    filled.do(settings.change_setting, "export_limit", 1)
    li = filled.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.ALL})
    for name in ("阿一", "阿二", "阿三", "阿四"):
        key = filled.do(clients.open_client, ClientForm.PERSON, {"name": name})
        if name in ("阿一", "阿二"):
            filled.do(risks.warn_of_fraud, key, Sign.TRANSFER, "退款到他人账户")
        else:
            filled.do(clients.set_people, key, owner=li.id, deputy=None, important=True)
    approved(filled, tmp_path, li, chosen=Chosen(only=Filter(risky=True)))
    for only in (Filter(short=True), Filter(mine=True)):
        with pytest.raises(NeedsApproval) as refusal:
            out(filled, tmp_path, chosen=Chosen(only=only), me=li)
        assert refusal.value.need.size == 2
    assert out(filled, tmp_path, chosen=Chosen(only=Filter(risky=True)), me=li)[1].clients == 2


def test_places_approved_in_a_list_are_the_clients_who_stood_there(filled: TestOffice, tmp_path):
    filled.do(settings.change_setting, "export_limit", 1)
    li = filled.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EXPORT_CLIENTS: Scope.ALL})
    first = Chosen(stretches=((0, 2),))
    approved(filled, tmp_path, li, chosen=first)
    before_all = filled.do(clients.open_client, ClientForm.PERSON, {"name": "阿一"})
    with pytest.raises(NeedsApproval):
        out(filled, tmp_path, chosen=first, me=li)
    filled.do(clients.withdraw_client, before_all, "重复")
    assert out(filled, tmp_path, chosen=first, me=li)[1].clients == 2


def test_a_name_that_is_no_text_is_refused_before_anything_leaves(filled: TestOffice, tmp_path):
    path = tmp_path / os.fsdecode(b"\xff.csv")
    with pytest.raises(BadEntry) as refusal:
        filled.errand(export_clients, Wish(EVERYTHING, CSV, ("name",)), path, ENGLISH)
    assert (refusal.value.field, list(tmp_path.glob("*.csv"))) == ("file", [])


def test_a_file_comes_whole_or_not_at_all(filled: TestOffice, tmp_path, monkeypatch):
    folder = tmp_path / "exports"
    folder.mkdir()
    for place, said in ((folder / "gone" / "out.csv", "no folder"), (folder, "no file that")):
        with pytest.raises(BadEntry) as refusal:
            filled.errand(export_clients, Wish(EVERYTHING, CSV, ("name",)), place, ENGLISH)
        assert (refusal.value.field, said in refusal.value.message) == ("file", True)
    kept = folder / "out.csv"
    kept.write_text("old")

    def stop(done, of):
        raise Interrupted("stop")

    with pytest.raises(Interrupted):
        filled.errand(export_clients, Wish(EVERYTHING, CSV, ("name",)), kept, ENGLISH, progress=stop)
    real = os.fsync
    full = iter((False, True))

    def sync(descriptor):
        if next(full):
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(BadEntry, match=r"out\.csv"):
        filled.errand(export_clients, Wish(EVERYTHING, CSV, ("name",)), kept, ENGLISH)
    assert ([found.name for found in folder.iterdir()], kept.read_text()) == (["out.csv"], "old")
    assert facts(filled) == []


def test_a_text_for_a_messenger_says_what_is_verified_and_warns_of_allergies(filled: TestOffice):
    manager = filled.hire("张岚", {Right.SEE_CLIENTS: Scope.ALL, Right.REVIEW_CLIENTS: Scope.ALL})
    whole = {"name": "单雪", "salutation": "单总", "unit": "雪厂", "phone": "19900005555", "allergies": "花生",
             "taboos": "不吃辣", "dishes": "豆花鱼", "bank_account": "6222"}  # fmt: skip
    shan = filled.do(clients.open_client, ClientForm.PERSON, whole)
    filled.do(reviews.accept, shan, "dishes", me=manager)
    text = filled.do(copy_text, [shan], CHINESE)
    assert text.splitlines() == ["单雪 单总", "雪厂", "电话：19900005555", "⚠ 过敏：花生  未核实",
                                 "喜欢菜品：豆花鱼"]  # fmt: skip
    assert filled.ask(history_of, shan)[0].action == "Copied as text"
    assert facts(filled, "copy") == [
        {"kind": "text", "clients": 1, "codes": [filled.ask(clients.client_file, shan).code]}
    ]


def test_several_texts_need_the_right_to_export_and_count(filled: TestOffice):
    seeing = filled.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    ids = [filled.do(clients.open_client, ClientForm.PERSON, {"name": name}) for name in ("安然", "白雪")]
    with pytest.raises(NotAllowed):
        filled.do(copy_text, ids, ENGLISH, me=seeing)
    with pytest.raises(NotFound):
        filled.do(copy_text, ids[:1], ENGLISH, me=filled.hire("赵峰", {Right.SEE_CLIENTS: Scope.OWN}))
    filled.do(settings.change_setting, "export_limit", 3)
    assert filled.do(copy_text, ids, ENGLISH) == "安然\n\n白雪"
    with pytest.raises(NeedsApproval):
        filled.do(copy_text, ids, ENGLISH)


def test_an_office_without_dining_copies_too(filled: TestOffice):
    shan = filled.do(clients.open_client, ClientForm.PERSON, {"name": "单雪", "taboos": "辣", "phone": "19900005555"})
    filled.do(settings.switch_feature, "dining", False)
    assert filled.do(copy_text, [shan], ENGLISH).splitlines() == ["单雪", "Phone: 19900005555"]
