"""Importing: every row judged, all or nothing written, nothing twice."""

from pathlib import Path
from uuid import UUID

import pytest

from desktop.models.clients import Anniversary, Client, ClientIdentity, ValueReview
from desktop.models.records import Record
from desktop.rules.dates import DateOrder
from desktop.rules.errors import BadEntry, Interrupted, NotAllowed
from desktop.rules.fields import Block
from desktop.rules.grids import BadFile
from desktop.rules.importing import NOTE_TOO, Verdict
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, histories, import_writing, importing, on_file, own_fields, search, settings
from desktop.services.importing import Plan
from tests.importing import messy
from tests.offices import TestOffice

HEAD = "姓名,称呼,单位,电话,备注"
IMPORTER = {Right.IMPORT_CLIENTS: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL}


def sheet(folder: Path, *lines: str, head: str = HEAD, name: str = "客户.csv") -> Path:
    path = folder / name
    path.write_text("\n".join((head, *lines)), "utf-8-sig")
    return path


def plan_of(office: TestOffice, path: Path, **options: object) -> Plan:
    return office.errand(importing.prepare, path, **options)


def bring_in(office: TestOffice, path: Path, **options: object) -> importing.ImportResult:
    return office.errand(importing.carry_out, plan_of(office, path, **options))


def verdicts(plan: Plan) -> dict[int, Verdict]:
    return {row.number: row.verdict for row in plan.rows}


def known_client(office: TestOffice, name: str = "张伟", phone: str = "19900001111", **values: str) -> UUID:
    return office.do(clients.open_client, ClientForm.PERSON, {"name": name, "phone": phone, **values})


def all_clients(office: TestOffice) -> list[Client]:
    with office.work(write=False) as work:
        return list(work.visible(Client).order_by(Client.code))


def test_a_messy_workbook_comes_in_once(office: TestOffice, tmp_path: Path):
    path = messy.xlsx(tmp_path / "messy.xlsx", messy.clients(120))
    plan = plan_of(office, path)
    assert plan.sheet.header_row == 3
    assert {c.column.heading for c in plan.columns if c.field is None} == {"序号", "客户级别"}
    assert not [row for row in plan.rows if row.problems]
    first = office.errand(importing.carry_out, plan)
    repeated = plan.counts()[Verdict.REPEATED]
    assert (first.created, first.updated, first.refused) == (120 - repeated, 0, ())
    assert repeated > 0
    again = bring_in(office, path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, first.created)
    rows = all_clients(office)
    assert len({row.code for row in rows}) == len(rows) == first.created
    assert all(row.phone.isdigit() and len(row.phone) == 11 for row in rows)
    assert not any("\u200b" in row.name or " " in row.name for row in rows)
    assert {row.note for row in rows} >= {"=SUM(A1:A3)"}


def test_what_many_are_found_by_is_packed_and_stays_with_each(office: TestOffice, tmp_path: Path, monkeypatch):
    monkeypatch.setattr(import_writing, "_BATCH", 2)
    names = ["张伟", "李娜", "单雪", "欧阳文远", "何俊"]
    plan = plan_of(office, sheet(tmp_path, *(f"{name},,青石茶业,1990000{n:04d}," for n, name in enumerate(names))))
    assert len({id(row.cells[2]) for row in plan.sheet.rows}) == 1
    assert office.errand(importing.carry_out, plan).created == len(names)
    with office.work(write=False) as work:
        codes = {row.name: row.code for row in work.visible(Client)}
        for name in names:
            assert [hit.code for hit in search.find(work, name)] == [codes[name]]
            assert [hit.title for hit in search.find(work, codes[name])] == [name]
        assert len(search.find(work, "青石茶业")) == len(names)
        if work.database.sqlite:
            run = work.database.engine.execute_sql
            # what an import takes to write the index is not left to whoever saves one file
            kept = [run(f"SELECT v FROM {index}_config WHERE k = 'hashsize'").fetchall() for index in search.OF_CLIENTS]
            assert kept == [[(search.USUAL,)]] * 2


def test_what_was_imported_is_found_and_waits_for_review(office: TestOffice, tmp_path: Path):
    head = "姓名,电话,身份证号,忌口,生日"
    number = messy._id_number(messy.random.Random(1), messy.date(1970, 3, 5))
    path = sheet(tmp_path, f"单雄信,19900001234,{number},不吃香菜,农历八月十五", head=head)
    bring_in(office, path)
    with office.work(write=False) as work:
        client = work.visible(Client).get()
        assert [hit.title for hit in search.find(work, "shanxx")] == []
        for text in ("雄信", "shanxiong", "1234", client.code):
            assert [hit.title for hit in search.find(work, text)] == ["单雄信"], text
        assert work.show(client)["id_number"] == number
        assert [r.field for r in work.visible(ValueReview)] == ["taboos"]
        assert [(d.month, d.day, d.calendar) for d in work.visible(Anniversary)] == [(8, 15, "lunar")]
    assert client.draft and client.reading == "Shàn"
    assert (
        bring_in(office, sheet(tmp_path, f"单雄信,19900001234,{number},不吃香菜,农历八月十五", head=head)).unchanged
        == 1
    )


def test_a_date_that_does_not_exist_is_no_lunar_day_unless_the_cell_says_so(office: TestOffice, tmp_path: Path):
    days = ("1990/13/40", "1990-2-30", "2月30日", "阴历2-30", "二月三十", "闰4-5")
    lines = [f"客人{n},1990000{n:04},{day}" for n, day in enumerate(days)]
    rows = plan_of(office, sheet(tmp_path, *lines, head="姓名,电话,生日")).rows
    assert [row.values.get("+lunar_birthday", "") for row in rows] == ["", "", "", "/2/30", "/2/30", "/闰4/5"]
    said = {str(row.problems["birthday"].message) for row in rows[:3]}
    assert "lunar" not in " ".join(said) and len(said) == 1


def test_the_history_of_an_imported_file_begins_with_the_import_and_its_sheet(office: TestOffice, tmp_path: Path):
    """What was recorded with it, that a sensitive value came in without consent, is told there and does not name it."""
    office.do(settings.change_setting, "consent_asked", True)
    bring_in(office, sheet(tmp_path, "贺启年,19900001111,花生", head="姓名,电话,过敏"))
    with office.work(write=False) as work:
        client = work.visible(Client).get().id
    low = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    for me, about in ((office.me, "客户.csv"), (low, "")):
        (line,) = office.ask(histories.history_of, client, me=me)
        assert (line.action, line.about) == ("Imported", about)
        assert {change.label for change in line.changes} >= {"Purpose", "Ground"}
    # in the office's language, whoever imports
    assert next(change.after for change in line.changes if change.label == "Reason") == "导入：客户.csv"


def test_a_known_client_gains_what_was_empty_and_nothing_else(office: TestOffice, tmp_path: Path):
    known = office.do(
        clients.open_client, ClientForm.PERSON, {"name": "張偉", "phone": "19900001111", "unit": "旧单位"}
    )
    result = bring_in(office, sheet(tmp_path, "张 伟,张总,新单位,+86 199-0000-1111,靠窗"))
    assert (result.created, result.updated) == (0, 1)
    with office.work(write=False) as work:
        row = work.get(Client, known)
    assert (row.name, row.unit, row.salutation, row.note) == ("張偉", "旧单位", "张总", "靠窗")
    assert not row.draft
    with office.work(write=False) as work:
        assert [hit.id for hit in search.find(work, "靠窗")] == [known]


def test_the_same_id_number_joins_too(office: TestOffice, tmp_path: Path):
    number = messy._id_number(messy.random.Random(1), messy.date(1970, 3, 5))
    office.do(clients.open_client, ClientForm.PERSON, {"name": "张伟", "id_number": number})
    path = sheet(tmp_path, f"张伟,{number.lower()},19900002222", f"李娜,{number},19900003333", head="姓名,身份证,手机")
    result = bring_in(office, path)
    assert (result.created, result.updated) == (1, 1)
    assert [(line.row, line.name, line.known, line.why) for line in result.similar] == [
        (3, "李娜", "张伟", "same ID number")
    ]
    with office.work(write=False):
        # one was sealed by hand, one in bulk
        assert len({bytes(row.id_number_index) for row in ClientIdentity.select()}) == 1


def test_merely_similar_ones_are_created_and_named(office: TestOffice, tmp_path: Path):
    known = office.do(
        clients.open_client, ClientForm.PERSON, {"name": "张伟", "phone": "19900001111", "plate": "云A12345"}
    )
    code = office.ask(clients.client_file, known).code
    lines = ("李娜,19900001111,", "张伟,,", "王强,,云A·12345", "张伟,19900009999,", "赵敏,19900008888,")
    result = bring_in(office, sheet(tmp_path, *lines, head="姓名,电话,车牌"))
    assert [(s.row, s.code, s.why) for s in result.similar] == [
        (2, code, "same phone"), (4, code, "same plate number")]  # fmt: skip
    # a name without anything of its own adds nothing; with a number of its own it is somebody else
    assert (result.created, result.unchanged) == (4, 1)


def test_rows_of_one_client_are_merged(office: TestOffice, tmp_path: Path):
    path = sheet(tmp_path, "张伟,,云岭,19900001111,", "李娜,,,,", "张伟,张总,另一家,199 0000 1111,靠窗", "李娜,,,,")
    plan = plan_of(office, path)
    # the row that repeats it has what the first lacks
    assert verdicts(plan) == {2: Verdict.NEW, 3: Verdict.DRAFT, 4: Verdict.REPEATED, 5: Verdict.REPEATED}
    assert office.errand(importing.carry_out, plan).created == 2
    zhang = next(row for row in all_clients(office) if row.name == "张伟")
    assert (zhang.unit, zhang.salutation, zhang.note) == ("云岭", "张总", "靠窗")


def test_two_with_one_phone_in_a_sheet_are_similar(office: TestOffice, tmp_path: Path):
    result = bring_in(office, sheet(tmp_path, "张伟,张总,云岭,19900001111,", "李娜,李总,云岭,19900001111,"))
    assert [(s.row, s.known, s.like_row) for s in result.similar] == [(3, "张伟", 2)]
    assert result.similar[0].code == all_clients(office)[0].code
    assert bring_in(office, tmp_path / "客户.csv").unchanged == 2


def test_refused_rows_say_field_and_reason(office: TestOffice, tmp_path: Path):
    lines = (",,,19900001111,", "张伟,,,1990000,", f"{'长' * 121},,,,", "李娜,,,无,")
    result = bring_in(office, sheet(tmp_path, *lines))
    assert [(line.row, line.field) for line in result.refused] == [(2, "name"), (3, "phone"), (4, "name")]
    assert result.refused[1].reason == "A mobile number has 11 digits: 4 missing."
    assert [row.name for row in all_clients(office)] == ["李娜"]


def test_a_cell_of_a_million_characters_refuses_its_row_alone(office: TestOffice, tmp_path: Path):
    result = bring_in(office, sheet(tmp_path, f"张伟,,,,{'甲' * 1_000_000}", "李娜,,,,"))
    assert [(line.row, line.field) for line in result.refused] == [(2, "note")]
    assert result.created == 1


def test_a_row_is_repaired_and_decided_in_place(office: TestOffice, tmp_path: Path):
    known = known_client(office)
    plan = plan_of(
        office, sheet(tmp_path, "张伟,张总,云岭,1990000,", "张炜,张总,云岭,19900001111,", "张伟,,,19900002222,")
    )
    assert verdicts(plan) == {2: Verdict.REFUSED, 3: Verdict.SIMILAR, 4: Verdict.DRAFT}
    assert plan.repair(2, "phone", "19900002222").verdict is Verdict.REPEATED
    assert plan.repair(2, "phone", "19900001111").verdict is Verdict.JOINS
    assert verdicts(plan)[4] is Verdict.DRAFT
    with pytest.raises(BadEntry):
        plan.decide(4, known)
    # two rows for one client: the later one fills what the first leaves empty
    assert plan.decide(3, known).verdict is Verdict.REPEATED
    assert plan.decide(3, None).verdict is Verdict.NEW
    plan.decide(3, known)
    result = office.errand(importing.carry_out, plan)
    assert (result.created, result.updated) == (1, 1)


def test_a_client_that_was_to_be_joined_and_is_gone_is_decided_anew(office: TestOffice, tmp_path: Path):
    known = known_client(office)
    plan = plan_of(office, sheet(tmp_path, "张炜,张总,云岭,19900001111,"))
    plan.decide(2, known)
    office.do(clients.withdraw_client, known, "重复")
    result = office.errand(importing.carry_out, plan)
    assert (result.created, result.updated, [(line.row, line.field) for line in result.refused]) == (
        0,
        0,
        [(2, "name")],
    )
    assert plan.decide(2, None).verdict is Verdict.NEW


def test_a_repaired_row_meets_clients_the_sheet_did_not_name(office: TestOffice, tmp_path: Path):
    office.do(clients.open_client, ClientForm.PERSON, {"name": "李娜", "phone": "19900005555"})
    plan = plan_of(office, sheet(tmp_path, "张伟,,,19900001111,"))
    plan.repair(2, "name", "李娜")
    plan.repair(2, "phone", "19900005555")
    result = office.errand(importing.carry_out, plan)
    assert (result.created, result.unchanged) == (0, 1)


def test_what_a_colleague_did_meanwhile_is_respected(office: TestOffice, tmp_path: Path):
    known = office.do(clients.open_client, ClientForm.PERSON, {"name": "李娜", "phone": "19900002222"})
    plan = plan_of(office, sheet(tmp_path, "张伟,张总,云岭,19900001111,靠窗", "李娜,李总,云岭,19900002222,"))
    office.do(clients.open_client, ClientForm.PERSON, {"name": "张伟", "phone": "19900001111", "note": "已有"})
    office.do(clients.edit_client, known, {"salutation": "李姐"})
    result = office.errand(importing.carry_out, plan)
    assert (result.created, result.updated) == (0, 2)
    assert {row.name: (row.salutation, row.note) for row in all_clients(office)} == {
        "张伟": ("张总", "已有"), "李娜": ("李姐", "")}  # fmt: skip


def test_persons_and_organisations_are_told_apart(office: TestOffice, tmp_path: Path):
    head = "客户名称,联系电话,信用代码"
    code = "91530100" + "123456789"
    from desktop.rules.formats import credit_check_character

    code += credit_check_character(code)
    bring_in(office, sheet(tmp_path, f"云岭贸易有限公司,0871-63123456,{code}", "张伟,19900001111,", head=head))
    assert {row.name: row.form for row in all_clients(office)} == {"云岭贸易有限公司": "organisation", "张伟": "person"}


def test_a_sheet_of_firms_with_contacts_is_one_of_people(office: TestOffice, tmp_path: Path):
    head = "公司名称,联系人,职务,手机"
    bring_in(office, sheet(tmp_path, "云岭贸易有限公司,张伟,经理,19900001111", "柏溪食品厂,,,", head=head))
    assert {(row.name, row.unit, row.form) for row in all_clients(office)} == {
        ("张伟", "云岭贸易有限公司", "person"), ("柏溪食品厂", "", "organisation")}  # fmt: skip


def test_columns_are_chosen_kept_and_remembered(office: TestOffice, tmp_path: Path):
    path = sheet(tmp_path, "张伟,19900001111,金卡,A", head="姓名,电话,卡种,级别")
    plan = plan_of(office, path)
    assert [c.field for c in plan.columns] == ["name", "phone", None, None]
    with pytest.raises(BadEntry, match="A and B"):
        office.errand(importing.remap, plan, {0: "name", 1: "name"})
    plan = office.errand(importing.remap, plan, {0: "name", 1: "phone", 2: NOTE_TOO, 3: None})
    office.errand(importing.carry_out, plan)
    assert all_clients(office)[0].note == "卡种：金卡"
    other = sheet(tmp_path, "李娜,19900002222,银卡,B", head="姓 名,电话,卡种,级别", name="later.csv")
    assert [c.field for c in plan_of(office, other).columns] == ["name", "phone", None, None]
    later = sheet(tmp_path, "李娜,19900002222,银卡,B", head="姓名,电话,卡种,级别", name="later.csv")
    assert [c.field for c in plan_of(office, later).columns] == ["name", "phone", NOTE_TOO, None]


def test_closed_levels_are_not_taken_and_said_so(office: TestOffice, tmp_path: Path):
    clerk = office.hire("小赵", IMPORTER)
    path = sheet(tmp_path, "张伟,19900001111,1000万,530102197003050016", head="姓名,电话,年收入,身份证号")
    plan = office.errand(importing.prepare, path, me=clerk)
    locked = {c.column.heading: str(c.locked) for c in plan.columns if c.locked}
    assert set(locked) == {"年收入", "身份证号"}
    assert office.errand(importing.carry_out, plan, me=clerk).created == 1


def test_the_right_is_asked_for(office: TestOffice, tmp_path: Path):
    reader = office.hire("小钱", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.errand(importing.prepare, sheet(tmp_path, "张伟,,,,"), me=reader)
    plan = plan_of(office, sheet(tmp_path, "张伟,,,,"))
    with pytest.raises(NotAllowed):
        office.errand(importing.carry_out, plan, me=reader)
    assert all_clients(office) == []


def test_a_file_that_may_not_be_changed_is_left_alone(office: TestOffice, tmp_path: Path):
    known_client(office)
    clerk = office.hire("小赵", IMPORTER)
    plan = office.errand(importing.prepare, sheet(tmp_path, "张伟,张总,云岭,19900001111,"), me=clerk)
    assert verdicts(plan) == {2: Verdict.REFUSED}


@pytest.mark.parametrize("stop", ["Reading the sheet", "Checking the rows", "Preparing the files", "Writing"])
def test_cancelled_at_any_moment_nothing_stays(office: TestOffice, tmp_path: Path, stop: str):
    path = messy.xlsx(tmp_path / "messy.xlsx", messy.clients(600))

    def progress(done: int, total: int, text: str) -> None:
        if text == stop:
            raise Interrupted("Stopped as you asked.")

    with pytest.raises(Interrupted):
        plan = office.errand(importing.prepare, path, progress=progress)
        office.errand(importing.carry_out, plan, progress=progress)
    assert all_clients(office) == []
    assert office.ask(importing.imports) == []
    office.do(clients.open_client, ClientForm.PERSON, {"name": "张伟"})
    assert all_clients(office)[0].code.endswith("-0001")


def test_one_record_counts_what_was_done(office: TestOffice, tmp_path: Path):
    result = bring_in(office, sheet(tmp_path, "张伟,,,,", "李娜,,云岭,1,"))
    with office.work(write=False) as work:
        record = work.visible(Record).where(Record.action == "import").get()
    assert record.subject == result.id
    counts = {"created": 1, "updated": 0, "unchanged": 0, "similar": 0, "repeated": 0, "refused": 1}
    assert record.facts == {**counts, "journalled": True}
    line = office.ask(importing.imports)[0]
    assert (line.file_name, line.created, line.refused, line.undone_at) == ("客户.csv", 1, 1, None)


@pytest.mark.parametrize("charset", ["gbk", "utf-16", "big5", "gb18030"])
def test_any_charset_of_an_office(sqlite_office: TestOffice, tmp_path: Path, charset: str):
    path = tmp_path / "客户.csv"
    text = (
        "姓名,電話,單位\n王大明,19900001111,香港貿易公司\n" if charset == "big5" else "姓名,电话\n王大明,19900001111\n"
    )
    path.write_bytes(text.encode(charset))
    assert bring_in(sqlite_office, path).created == 1
    assert all_clients(sqlite_office)[0].name == "王大明"


def test_evil_names_stay_what_they_are(office: TestOffice, tmp_path: Path):
    names = ["A<B 公司", "<img src=x>", "100%_确定", "=1+1", "𠮷野家", "张\u202e伟"]
    bring_in(office, sheet(tmp_path, *(f"{name},,,,{n}" for n, name in enumerate(names))))
    assert [row.name for row in all_clients(office)] == [*names[:5], "张伟"]
    with office.work(write=False) as work:
        assert [hit.title for hit in search.find(work, "𠮷野")] == ["𠮷野家"]


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"\x89PNG\r\n", b"", b"PK\x03\x04broken", "姓名,电话\n".encode()])
def test_what_is_no_sheet_is_refused(sqlite_office: TestOffice, tmp_path: Path, content: bytes):
    path = tmp_path / "客户.xlsx"
    path.write_bytes(content)
    with pytest.raises(BadFile):
        plan_of(sqlite_office, path)


def test_a_person_without_a_name_is_refused_and_the_unit_stays_a_field(office: TestOffice, tmp_path: Path):
    path = sheet(
        tmp_path, "张伟,云岭贸易,19900001111", ",柏溪食品厂,19900002222", "欧阳 婷,,19900003333", head="姓名,单位,电话"
    )
    result = bring_in(office, path)
    assert [(line.row, line.field) for line in result.refused] == [(3, "name")]
    assert {row.name for row in all_clients(office)} == {"张伟", "欧阳婷"}


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_a_file_is_opened_on_the_offices_own_day(sqlite_office: TestOffice, tmp_path: Path, zone: str):
    """26 hours lie between the two zones, so that at any hour one of them has another day than UTC."""
    sqlite_office.do(settings.change_setting, "time_zone", zone)
    bring_in(sqlite_office, sheet(tmp_path, "张伟,张总,云岭,19900001111,"))
    assert all_clients(sqlite_office)[0].opened_on == sqlite_office.ask(on_file.today)


def test_a_date_that_could_be_two_is_asked_once_for_its_column_and_remembered(office: TestOffice, tmp_path: Path):
    head, lines = "姓名,电话,生日", ("李娜,19900001111,05/06/1981", "王强,19900002222,07/08/1979")
    path = sheet(tmp_path, *lines, head=head)
    plan = plan_of(office, path)
    assert (plan.columns[2].unsure, plan.columns[2].order) == ("05/06/1981", None)
    assert set(verdicts(plan).values()) == {Verdict.REFUSED}
    fields = {c.column.index: c.field for c in plan.columns}
    plan = office.errand(importing.remap, plan, fields, {2: DateOrder.DAY_FIRST})
    assert [row.values["birthday"] for row in plan.rows] == ["1981-06-05", "1979-08-07"]
    # other columns afterwards leave the answer as it is
    plan = office.errand(importing.remap, plan, {**fields, 1: None})
    assert plan.columns[2].order is DateOrder.DAY_FIRST
    office.errand(importing.carry_out, office.errand(importing.remap, plan, fields))
    again = plan_of(office, sheet(tmp_path, "赵云,19900003333,01/02/1980", head=head, name="b.csv"))
    assert again.rows[0].values["birthday"] == "1980-02-01"
    # what the column itself tells counts more than what was remembered
    told = plan_of(
        office, sheet(tmp_path, "孙倩,1990000444,01/02/1980", "周敏,1990000555,12/31/1980", head=head, name="c.csv")
    )
    assert (told.columns[2].unsure, told.columns[2].order) == ("", DateOrder.MONTH_FIRST)
    assert told.rows[0].values["birthday"] == "1980-01-02"


def test_an_empty_sealed_own_field_is_filled_though_its_block_holds_another(office: TestOffice, tmp_path: Path):
    for label in ("车位", "门禁"):
        office.do(own_fields.add_own_field, own_fields.OwnFieldEntry(label, block=Block.IDENTITY))
    first, second = (line.name for line in office.ask(own_fields.own_fields))
    he = known_client(office, **{first: "B1-22"})
    result = bring_in(office, sheet(tmp_path, "张伟,19900001111,C9-99,7788", head="姓名,电话,车位,门禁"))
    assert (result.updated, result.refused) == (1, ())
    values = office.ask(clients.client_file, he).values
    assert (values[first], values[second]) == ("B1-22", "7788")
    # nothing is left to gain
    assert bring_in(office, sheet(tmp_path, "张伟,19900001111,C9-99,7788", head="姓名,电话,车位,门禁")).unchanged == 1
