"""Columns find their fields by heading and by what stands in them."""

from dataclasses import dataclass
from datetime import date

import pytest

from desktop.rules.clients import CLIENTS
from desktop.rules.columns import kind_of, match, propose
from desktop.rules.formats import credit_check_character, id_check_digit
from desktop.rules.grids import Column, letter_of

ID = "53010219900101001"
ID += id_check_digit(ID)
CODE = "91530102MA6K00000"
CODE += credit_check_character(CODE)


@dataclass(frozen=True)
class Field:
    name: str
    label: str = ""
    type: str = "text"
    synonyms: tuple[str, ...] = ()


FIELDS = (
    Field("name", "Name", synonyms=("姓名", "客户名称", "名称")),
    Field("unit", "Unit", synonyms=("单位", "公司")),
    Field("phone", "Phone", "phone", ("电话", "手机", "联系方式")),
    Field("other_phone", "Other phone", "phone", ("其他电话", "办公电话")),
    Field("email", "E-mail", "email", ("邮箱",)),
    Field("birthday", "Birthday", "date", ("生日",)),
    Field("plate", "Plate", "plate", ("车牌号",)),
    Field("id_number", "ID number", "id_number", ("身份证号",)),
    Field("credit_code", "Credit code", "credit_code", ("信用代码",)),
    Field("registered_capital", "Registered capital", "amount", ("注册资本",)),
    Field("note", "Note", "long", ("备注",)),
)


def columns(*headings):
    return [Column(at, letter_of(at), heading) for at, heading in enumerate(headings)]


def matched(headings, rows=(), fields=FIELDS):
    return list(match(columns(*headings), rows, fields).values())


def test_headings_in_many_writings():
    said = ["※姓 名", "单位：", "手机*", "電話（办公）", "E-MAIL", "ＮＯＴＥ", "注册资本（万元）", "车牌号码", "怪东西"]
    assert matched(said) == ["name", "unit", "phone", None, "email", "note", "registered_capital", "plate", None]


def test_values_tell_where_headings_are_missing_or_strange():
    rows = [
        ["张伟", "19900001234", "0871-65120000", ID, CODE, "云A12345", "z@x.com", "云南某某贸易公司", date(1990, 1, 1)]
    ] * 3
    expected = ["name", "phone", "other_phone", "id_number", "credit_code", "plate", "email", "unit", "birthday"]
    assert matched([""] * 9, rows) == expected
    assert matched(["甲", "乙乙", "", "丁丁"], [[r[0], r[1], r[2], r[3]] for r in rows]) == [
        None,
        "phone",
        "other_phone",
        "id_number",
    ]


def test_two_phone_columns_become_phone_and_other_phone():
    rows = [["19900001234", "19900005678"]] * 3
    assert matched(["手机", "联系电话2"], rows) == ["phone", "other_phone"]
    assert matched(["联系方式 手机", "联系方式 办公电话"]) == ["phone", "other_phone"]


def test_each_field_at_most_once_and_the_better_wins():
    assert matched(["客户", "姓名", "名称"]) == [None, "name", None]
    assert matched(["联系人姓名", "姓名"]) == [None, "name"]


def test_numbers_of_rows_are_no_codes_and_values_that_contradict_a_loose_heading_are_believed():
    assert matched(["序号"], [["19900001234"]] * 3) == [None]
    assert matched(["办公电话及邮箱地址"], [["z@x.com"]] * 3) == ["email"]


def test_proposals_say_why():
    found = propose(columns("手机", ""), [["19900001234", "云A12345"]] * 2, FIELDS)
    assert (found[0].field, found[0].by, found[0].score) == ("phone", "heading", 100)
    assert (found[1].field, found[1].by) == ("plate", "content") and found[1].score < 60


@pytest.mark.parametrize(
    ("values", "kind"),
    [([], ""), (["", ""], ""), (["1", "2"], ""), (["云A12345", "", "张", "云A54321"], "plate"),
     (["19900001234/19900005678"], "mobile"), (["2026-07-12", "1990年1月1日"], "date"), (["46215"], ""),
     (["很好"], "person"), (["一间公司"], "firm")],
)  # fmt: skip
def test_kinds_of_values(values, kind):
    assert kind_of(values) == kind


ARCHIVE = """
单位 unit|姓名 name|职位 position|称呼 salutation|订餐电话 phone|其他电话 other_phone|工作地址 address
家庭住址 home_address|车牌号 plate|车型号 car_model
消费卡号 card_number|喜欢菜品 dishes|酒水 drinks|忌口 taboos|香烟 cigarettes
房间要求 room_wishes|点菜习惯 ordering_habits|就餐习惯 dining_habits|停车信息 parking|习惯接待人 usual_receptionist
就餐档次 spend_grade|消费频次 visit_habit|角色 table_role
是否签单 signs_on_account|消费原因 coming_reason|备注 note
"""


def test_the_offices_own_archive_form_is_matched_whole():
    pairs = [pair.split(" ") for pair in ARCHIVE.replace("\n", "|").strip("|").split("|")]
    assert matched([heading for heading, _field in pairs], fields=CLIENTS.fields) == [
        field for _heading, field in pairs
    ]
