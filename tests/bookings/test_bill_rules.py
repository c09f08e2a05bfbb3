"""A till's sheet: how its rows are read, and which booking each of them finds, as plain values (SE-7, CL-10)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from desktop.rules.bill_matching import Fit, Party, fitting, shared, told_apart
from desktop.rules.bill_rows import BillRow, rows_of
from desktop.rules.bookings import MEALS, MealTime, exceeds_per_head
from desktop.rules.errors import BadEntry
from desktop.rules.grids import Column, Sheet, SheetRow

TODAY = date(2026, 11, 30)
LUNCH, DINNER = (replace(MEALS[key][1], name=name) for key, name in (("lunch", "午餐"), ("dinner", "晚餐")))
SUPPER = MealTime("夜宵", 21 * 60 + 30, 90, 22 * 60)
HEADS = ("营业日期", "包厢", "结账时间", "实收金额", "菜金", "酒水", "是否签单", "客人", "电话")


def read(*rows, heads=HEADS):
    columns = [Column(at, chr(65 + at), head) for at, head in enumerate(heads)]
    filled = [SheetRow(n, tuple(row) + ("",) * (len(heads) - len(row))) for n, row in enumerate(rows, 2)]
    return rows_of(Sheet(columns, 1, filled), TODAY)


def test_messy_cells_are_read_and_bad_ones_named_by_their_row():
    found, refused = read(
        ("2026-11-29", "牡丹厅", "13:40:05", "¥1,280.00", "", "280元", "√", "贺启年", "199 0000-0318"),
        (date(2026, 11, 29), "888", "", "1280元", "1,000", "", "否"),
        (datetime(2026, 11, 29, 19, 5), "竹影", "", "1.2万", "", "", "挂账"),
        ("2026-11-29", "竹影", "2130", "=1280+360"),
        ("2026-11-31", "竹影", "", "100"),
        ("2026-12-01", "竹影", "", "100"),
        ("2026-11-29", "竹影", "25:10", "100"),
        ("2026-11-29", "竹影", "", "100", "", "100.01"),
        ("2026-11-29", "竹影", "", "100", "", "", "大概"),
        ("2026-11-29", "竹影", "", "-20"),
        ("2026-11-29", "竹影", "", ""),
    )
    assert [(row.number, row.at, row.total, row.food, row.signed) for row in found] == [
        (2, 13 * 60 + 40, 1280_00, 1000_00, True), (3, None, 1280_00, 1000_00, False),
        (4, 19 * 60 + 5, 12000_00, None, True)]  # fmt: skip
    assert (found[0].phone, found[0].name, found[0].place) == ("19900000318", "贺启年", "牡丹厅")
    assert [(number, field) for number, field, _why in refused] == [
        (5, "total"),
        (6, "on"),
        (7, "on"),
        (8, "at"),
        (9, "drinks"),
        (10, "signed"),
        (11, "total"),
        (12, "total"),
    ]
    assert "1280+360" in str(refused[0][2])


def test_a_column_that_is_missing_is_named_and_what_was_paid_comes_before_what_was_due():
    for heads in (("包厢", "金额"), ("日期", "包厢"), ("日期", "金额")):
        with pytest.raises(BadEntry):
            read(heads=heads)
    found, _refused = read(("2026-11-29", "900", "880", "签单"), heads=("日期", "应收金额", "实收金额", "电话"))
    assert found[0].total == 880_00
    found, _refused = read(("2026-11-29", "1", "9", "微信"), heads=("日期", "台号", "金额（万元）", "付款方式"))
    assert (found[0].total, found[0].signed) == (90000_00, False)


def test_drinks_are_left_out_of_food_and_exactly_the_limit_is_not_more():
    found, _refused = read(("2026-11-29", "1", "", "3300", "", "300"), ("2026-11-29", "1", "", "3300.01", "", "300"))
    assert [exceeds_per_head(row.food, 10, 300) for row in found] == [False, True]


def party(key, place, at, meal=LUNCH, on=TODAY, **more):
    known = {name: frozenset(more.get(name, ())) for name in ("names", "phones", "codes")}
    key_of = "lunch" if meal is LUNCH else "dinner" if meal is DINNER else ""
    return Party(UUID(int=key), key, on, meal, key_of, at, (place,), **known)


def bill(place="", at=None, **more):
    plain = BillRow(2, TODAY, at, False, place, "", None, "", "", "", 100_00, None, None)
    return replace(plain, **more)


BOOK = (
    party(1, "牡丹厅", 11 * 60 + 30, names={"贺启年"}, phones={"19900000318"}),
    party(2, "牡丹厅", 13 * 60, names={"单雪"}),
    party(3, "牡丹厅", 18 * 60, DINNER, names={"贺启年"}, phones={"19900000318"}),
    party(4, "大厅 12", 12 * 60, names={"王建国"}, phones={"19900000001"}),
    party(5, "大厅 2", 12 * 60, names={"王建国"}, phones={"19900000002"}, codes={"K0007"}),
    party(6, "竹影", 22 * 60, SUPPER, TODAY - timedelta(days=1)),
    party(7, "竹影", 18 * 60 + 30, DINNER, TODAY - timedelta(days=1)),
)


@pytest.mark.parametrize(("row", "expected"), [
    (bill("牡丹", 12 * 60 + 40), [1]),  # the second turn had not come yet
    (bill("牡丹厅", 14 * 60 + 20), [1, 2]),
    (bill("牡丹厅", 14 * 60 + 20, name="单雪"), [2]),
    (bill("牡丹厅", 13 * 60 + 5, opened=True), [2]),
    (bill("牡丹厅", 15 * 60, phone="19900000318"), [1]),
    (bill("牡丹厅", 16 * 60 + 45), [1, 2]),  # before dinner is really on, lunch still pays
    (bill("牡丹厅", 17 * 60 + 45, opened=True), [3]),
    (bill("牡丹厅", 20 * 60), [3]),
    (bill("牡丹厅", meal="晚市"), [3]),
    (bill("牡丹厅"), [1, 2, 3]),
    (bill("牡丹厅", 17 * 60 + 30), []),  # of a party that was not booked
    (bill("芙蓉厅", 12 * 60 + 40), []),
    (bill("12号桌", 13 * 60), [4]),
    (bill("大厅2号桌", 13 * 60), [5]),
    (bill("大厅 12", 13 * 60, name="王建国", phone="19900000002"), [4, 5]),  # place and guest disagree
    (bill("", 13 * 60, name="王建国"), [4, 5]),
    (bill("", 13 * 60, name="王建国", phone="19900000002"), [5]),
    (bill("", 13 * 60, code="K0007"), [5]),
    (bill("竹影", 20), [6]),  # in the small hours, with the new day
    (bill("竹影", 20, on=TODAY - timedelta(days=1)), [6]),  # and with the day that was
    (bill("竹影", 22 * 60, on=TODAY - timedelta(days=1)), [6]),
    (bill("竹影", 21 * 60, on=TODAY - timedelta(days=1)), [7]),
    (bill("", booking=3), [3]),
])  # fmt: skip
def test_which_bookings_a_bill_may_be_of(row, expected):
    found = fitting(row, BOOK, (LUNCH, DINNER, SUPPER))
    assert sorted(key.int for key in found.bookings) == expected
    assert found.at_odds == (expected == [4, 5] and bool(row.place))


def test_what_another_row_alone_can_mean_is_ruled_out():
    a, b, c = (UUID(int=n) for n in (1, 2, 3))
    assert told_apart({2: Fit((a,)), 3: Fit((a, b)), 4: Fit((a, b, c))}) == {2: (a,), 3: (b,), 4: (c,)}
    # not where place and guest disagree, nor where two rows mean one booking
    assert told_apart({2: Fit((a,)), 3: Fit((a, b), at_odds=True)})[3] == (a, b)
    assert told_apart({2: Fit((a,)), 3: Fit((a,))}) == {2: (a,), 3: (a,)}
    assert shared({2: (a,), 3: (a,), 4: (b,), 5: ()}) == {2, 3}
