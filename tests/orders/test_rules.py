"""What an order comes to, to the fen; how a sheet's rows are read; that a sample can be drawn again (OR-1)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from desktop.rules import order_rows
from desktop.rules import orders as rules
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.grids import Column, Sheet, SheetRow
from desktop.rules.orders import LineKind, OrderLine, OrderState

NOW = datetime(2026, 11, 23, 6, 20, tzinfo=UTC)


def test_amounts_are_exact_to_the_fen():
    assert rules.quantity_of("1.25") == 1250 and rules.quantity_of("") == 1000 and rules.quantity_of("1,000") == 10**6
    for wrong in ("0", "-1", "1.2345", "两", "1e3", "1.", ".5.1"):
        with pytest.raises(BadEntry):
            rules.quantity_of(wrong)
    assert [rules.shown_quantity(n) for n in (1000, 1250, 500, 3001)] == ["1", "1.25", "0.5", "3.001"]
    # 0.333 × 0.05 = 0.01665, half a fen goes away from zero
    assert rules.amount_of(333, 5) == 2 and rules.amount_of(500, 1) == 1 and rules.amount_of(500, -1) == -1
    assert rules.amount_of(3 * 1000, 3333) == 9999
    lines, total = rules.checked_lines([OrderLine(" 岩茶 ", 1500, 120_00, "斤"), OrderLine("优惠", price=-20_00)])
    assert lines[0].what == "岩茶" and total == 160_00
    for wrong in ([], [OrderLine(" ")], [OrderLine("茶", 0)], [OrderLine("优惠", price=-1)],
                  [OrderLine("茶", price=1)] * 201, [OrderLine("字" * 201, price=1)]):  # fmt: skip
        with pytest.raises(BadEntry) as refused:
            rules.checked_lines(wrong)
        assert refused.value.field == "lines"


def test_numbers_of_the_office_are_off_until_set():
    assert not rules.reaches(10**9, 0) and rules.reaches(500_00, 500) and not rules.reaches(499_99, 500)
    hour = timedelta(hours=1)
    assert not rules.is_late(NOW, NOW + 99 * hour, 0)
    assert rules.is_late(NOW, NOW + 2 * hour + timedelta(seconds=1), 2) and not rules.is_late(NOW, NOW + 2 * hour, 2)
    with pytest.raises(BadEntry):
        rules.check_taken(NOW + hour, NOW)
    me = uuid4()
    with pytest.raises(NotAllowed):
        rules.check_checker(me, {me})
    with pytest.raises(BadEntry):
        rules.check_turn(OrderState.IN_ORDER, {OrderState.WAITING})


def test_a_sample_is_drawn_again_from_its_seed():
    pool = [UUID(int=n) for n in range(100)]
    first = rules.drawn(pool, 10, 7)
    assert len(set(first)) == 10 and first == rules.drawn(reversed(pool), 10, 7) != rules.drawn(pool, 10, 8)
    assert rules.drawn(pool[:3], 10, 7) == tuple(pool[:3])


def _sheet(headings, *rows):
    columns = [Column(n, chr(65 + n), text) for n, text in enumerate(headings)]
    return Sheet(columns, 1, [SheetRow(number, tuple(cells)) for number, cells in enumerate(rows, 2)])


def test_a_sheet_says_price_and_amount_alike_or_is_refused():
    today = date(2026, 11, 23)
    headings = ("订单号", "客户", "下单时间", "品名", "数量", "单位", "单价", "金额", "类别")
    read, refused = order_rows.rows_of(_sheet(
        headings,
        ("A1", "贺启年", datetime(2026, 11, 20, 18, 5), "岩茶", "1.5", "斤", "120", "180.00", ""),
        ("A1", "贺启年", date(2026, 11, 20), "送货", "", "", "", "20", "服务"),
        ("A2", "单雪", "2026-11-21", "茶杯", "3", "只", "", "100", ""),
        ("A3", "单雪", "2026-11-21", "茶杯", "3", "只", "10", "31", ""),
        ("A4", "", "2026-11-21", "茶杯", "1", "只", "10", "10", ""),
        ("A5", "单雪", "2026-11-24", "茶杯", "1", "只", "10", "10", ""),
        ("A6", "单雪", "2026-11-21", "", "1", "只", "10", "10", ""),
        ("A7", "单雪", "2026-11-21", "茶杯", "1", "只", "", "", ""),
    ), today)  # fmt: skip
    assert [(row.minute, row.line) for row in read] == [
        (18 * 60 + 5, OrderLine("岩茶", 1500, 120_00, "斤")),
        (12 * 60, OrderLine("送货", 1000, 20_00, "", LineKind.SERVICE)),
        # 100 yuan for three can't be divided: kept as a whole
        (12 * 60, OrderLine("茶杯 × 3只", 1000, 100_00, "只")),
    ]
    assert [(number, field) for number, field, _why in refused] == [
        (5, "amount"), (6, "client"), (7, "on"), (8, "what"), (9, "amount")]  # fmt: skip
    for lacking in (("客户", "品名", "金额"), ("客户", "日期", "金额"), ("客户", "日期", "品名"),
                    ("日期", "品名", "金额")):  # fmt: skip
        with pytest.raises(BadEntry):
            order_rows.rows_of(_sheet(lacking), today)
