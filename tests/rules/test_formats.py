"""Phones, ID numbers, plates, codes, e-mails, amounts and dates as people and spreadsheets write them."""

import random
from datetime import date, datetime
from decimal import Decimal

import pytest

from desktop.rules.amounts import amount_fen, grouped
from desktop.rules.dates import DateOrder, date_of, in_order, order_told
from desktop.rules.errors import BadEntry
from desktop.rules.formats import (
    born_on,
    credit_check_character,
    credit_code,
    email,
    id_check_digit,
    id_number,
    phone,
    phone_ok,
    phones,
    plate,
    yes_no,
)

TODAY = date(2026, 7, 12)
PERSON = "53010219900101001"
PERSON += id_check_digit(PERSON)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("19900001234", "19900001234"),
        (19900001234, "19900001234"),
        (19900001234.0, "19900001234"),
        ("19900001234.0", "19900001234"),
        ("１９９ ００００ １２３４", "19900001234"),
        ("+86 199-0000-1234", "19900001234"),
        ("0086 19900001234", "19900001234"),
        ("8619900001234", "19900001234"),
        ("'19900001234", "19900001234"),
        ("电话：199 0000 1234", "19900001234"),
        ("1.9900001234E+10", "19900001234"),
        ("0871-65120000", "087165120000"),
        ("(0871) 6512 0000", "087165120000"),
        ("+86-871-65120000", "87165120000"),
        ("0871-65120000转801", "087165120000转801"),
        ("0871-65120000-801", "087165120000转801"),
        ("65120000 ext. 12", "65120000转12"),
        ("400-000-1234", "4000001234"),
        ("95588", "95588"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("00441632960000", "+441632960000"),
    ],
)
def test_phone(raw, expected):
    assert phone(raw) == expected
    assert phone(expected) == expected


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("199000012", "2"),
        ("1990000123456", "2"),
        ("张伟", "张伟"),
        ("", ""),
        ("1.99E+10", "1.99E+10"),
        ("012", "3"),
        ("+123", "7"),
        ("1234567890123456789", "5"),
    ],
)
def test_phone_refused_in_words(raw, part):
    with pytest.raises(BadEntry) as refused:
        phone(raw, "phone")
    assert refused.value.field == "phone"
    assert part in str(refused.value)
    assert not phone_ok(raw)


def test_several_phones_in_one_cell():
    assert phones("19900001234/19900005678") == ("19900001234", "19900005678")
    assert phones("199 0000 1234、0871-65120000转801；19900001234") == ("19900001234", "087165120000转801")
    assert phones("19900001234 19900005678") == ("19900001234", "19900005678")
    assert phones("0871/65120000") == ("087165120000",)


def test_id_number():
    assert id_number(f" {PERSON[:6]} {PERSON[6:]}", today=TODAY) == PERSON
    assert born_on(PERSON) == date(1990, 1, 1)
    assert id_number("11010519491231002x", today=TODAY) == "11010519491231002X"  # the standard's own example
    assert id_number("530102900101001", today=TODAY) == PERSON


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (PERSON[:-2], "2"),
        (PERSON + "1", "1"),
        (PERSON[:-1] + ("1" if PERSON[-1] != "1" else "2"), "last character"),
        ("53010219901301001X", "19901301"),
        ("53010220990101001X", "20990101"),
        ("5.30102E+17", "5.30102E+17"),
        ("530102199001011000", "rounded"),
        ("abc", "17 digits"),
        ("X" * 18, "17 digits"),
        ("", "17 digits"),
    ],
)
def test_id_number_refused_in_words(raw, part, english):
    with pytest.raises(BadEntry) as refused:
        id_number(raw, "id_number", TODAY)
    assert part in str(refused.value)


def test_one_wrong_digit_or_a_swap_never_passes():
    chance = random.Random(3)
    for _ in range(200):
        at = chance.randrange(17)
        wrong = PERSON[:at] + str((int(PERSON[at]) + chance.randint(1, 9)) % 10) + PERSON[at + 1 :]
        with pytest.raises(BadEntry):
            id_number(wrong, today=TODAY)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("云A·12345", "云A12345"), ("云a 12345", "云A12345"), ("云AD12345", "云AD12345"), ("云A1234O", "云A12340"),
     ("粤Z1234港", "粤Z1234港"),
     ("云Ａ１２３４５", "云A12345"), ("WJ云12345", "WJ云12345"), ("使123456", "使123456")],
)  # fmt: skip
def test_plate(raw, expected):
    assert plate(raw) == expected == plate(expected)


@pytest.mark.parametrize("raw", ["12345", "云A123", "云A123456789", "张伟", ""])
def test_plate_refused(raw):
    with pytest.raises(BadEntry):
        plate(raw, "plate")


def test_credit_code():
    code = "91530102MA6K00000"
    code += credit_check_character(code)
    assert credit_code(f" {code[:9].lower()}-{code[9:]}") == code
    assert credit_code("91350100M000100Y43") == "91350100M000100Y43"  # the standard's own example
    for wrong in (code[:-1], code + "1", code.replace("M", "O"), "2" + code[1:]):
        with pytest.raises(BadEntry):
            credit_code(wrong)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [("zhang@Example.COM", "zhang@example.com"), ("mailto:a.b@c.cn", "a.b@c.cn"), ("张伟 <z@x.com>", "z@x.com"),
     ("ａ＠b.cn", "a@b.cn"),
     ("z@x。com", "z@x.com")],
)  # fmt: skip
def test_email(raw, expected):
    assert email(raw) == expected


@pytest.mark.parametrize("raw", ["a", "a@b", "@b.cn", "a@b..cn", "a b@", "a@b.c1", "a@@b.cn"])
def test_email_refused(raw):
    with pytest.raises(BadEntry):
        email(raw)


def test_yes_no():
    assert [yes_no(v) for v in ("是", "√", "Y", True, 1.0, "有")] == [True] * 6
    assert [yes_no(v) for v in ("否", "×", "N", False, 0, "无")] == [False] * 6
    with pytest.raises(BadEntry):
        yes_no("也许")


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        ("¥1,280.50", 128050),
        ("￥１，２８０．５０", 128050),
        (1280.5, 128050),
        (1280.4999999999998, 128050),
        (Decimal("0.015"), 2),
        ("1.2万", 1_200_000),
        ("3亿", 30_000_000_000),
        ("3亿5000万元", 35_000_000_000),
        ("1万2千", 1_200_000),
        ("500万元整", 500_000_000),
        ("人民币 100 元", 10_000),
        ("RMB 5k", 500_000),
        ("(1,280.50)", -128050),
        ("-3", -300),
        ("壹佰万元整", 100_000_000),
        ("壹万贰仟叁佰肆拾伍元陆角", 1_234_560),
        ("十五万", 15_000_000),
        ("0", 0),
    ],
)
def test_amount(raw, fen):
    assert amount_fen(raw) == fen


@pytest.mark.parametrize(
    "raw", ["$5", "100美元", "", "很多", "1,28,0", "1.2.3", "万", "5万3亿", "1e999", float("nan"), True, "9" * 39]
)
def test_amount_refused(raw):
    with pytest.raises(BadEntry):
        amount_fen(raw, "registered_capital")


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-7-12", "2026-07-12"),
        ("2026/7/12", "2026-07-12"),
        ("2026.7.12", "2026-07-12"),
        ("2026年7月12日", "2026-07-12"),
        ("２０２６年７月１２日", "2026-07-12"),
        ("二〇二六年七月十二日", "2026-07-12"),
        ("二〇二六年十二月三十一日", "2026-12-31"),
        ("20260712", "2026-07-12"),
        (20260712, "2026-07-12"),
        ("2026-07-12 14:30:00", "2026-07-12"),
        ("2026-07-12T14:30:00Z", "2026-07-12"),
        ("2026年7月12日 星期日", "2026-07-12"),
        ("12-Jul-2026", "2026-07-12"),
        ("July 12, 2026", "2026-07-12"),
        ("12 Jul", "07-12"),
        ("46215", "2026-07-12"),
        (46215.0, "2026-07-12"),
        (46215.6, "2026-07-12"),
        (1, "1900-01-01"),
        (61, "1900-03-01"),
        (datetime(2026, 7, 12, 9), "2026-07-12"),
        (date(2026, 7, 12), "2026-07-12"),
        ("31/12/2026", "2026-12-31"),
        ("12/31/2026", "2026-12-31"),
        ("85-7-12", "1985-07-12"),
        ("31-12-90", "1990-12-31"),
        ("05年7月12日", "2005-07-12"),
        ("7月12日", "07-12"),
        ("7-12", "07-12"),
        ("--0712", "07-12"),
        ("2月29日", "02-29"),
    ],
)
def test_date(raw, expected):
    assert date_of(raw, today=TODAY) == expected
    assert date_of(expected, today=TODAY) == expected


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ("2026-02-30", "no such day"),
        ("2025-2-29", "no such day"),
        ("7/12/2026", "either"),
        ("01-02-03", "either"),
        ("1985年7月", "day is missing"),
        (1985, "day is missing"),
        ("1985", "day is missing"),
        ("八月十五（农历）", "lunar"),
        ("腊月初八", "lunar"),
        ("1026-07-12", "year"),
        ("张伟", "not a date"),
        ("", "not a date"),
        ("12-Foo-2026", "not a date"),
        (-5, "not a date"),
        (10**9, "not a date"),
    ],
)
def test_date_refused_in_words(raw, part, english):
    with pytest.raises(BadEntry) as refused:
        date_of(raw, "birthday", TODAY)
    assert part in str(refused.value)
    assert refused.value.field == "birthday"


DAY, MONTH, YEAR = DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST, DateOrder.YEAR_FIRST


@pytest.mark.parametrize(
    ("column", "told"),
    [
        (["05/06/1981", "31/12/1990"], (DAY, "05/06/1981")),
        (["05/06/1981", "12/31/1990", "1985-07-12"], (MONTH, "05/06/1981")),
        (["05/06/1981", "06/06/1981", ""], (None, "05/06/1981")),
        (["05/06/1981", "31/12/1990", "12/31/1990"], (None, "")),
        (["1981-06-05", "7月12日", "张伟"], (None, "")),
        (["05-06-81", "31-12-90"], (DAY, "05-06-81")),
        (["01-02-03 08:00", "85-7-12"], (YEAR, "01-02-03 08:00")),
    ],
)
def test_a_column_tells_the_order_of_its_dates(column, told):
    assert order_told(column, TODAY) == told


@pytest.mark.parametrize(
    ("raw", "order", "expected"),
    [
        ("05/06/1981", DAY, "1981-06-05"),
        ("05/06/1981", MONTH, "1981-05-06"),
        ("05/06/1981", YEAR, "05/06/1981"),
        ("01-02-03", YEAR, "2001-02-03"),
        ("01-02-03", DAY, "2003-02-01"),
        ("31/12/1990", MONTH, "31/12/1990"),
        ("06/06/1981", DAY, "1981-06-06"),
        ("31-12-90", DAY, "1990-12-31"),
        (1981, DAY, 1981),
    ],
)
def test_an_order_settles_what_could_be_several_dates_only(raw, order, expected):
    assert in_order(raw, order, TODAY) == expected


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "0.00"), (5, "0.05"), (-128050, "-1,280.50"), (10**16 + 1, "100,000,000,000,000.01")]
)
def test_amounts_are_grouped_and_exact(fen, text):
    assert grouped(fen) == text
