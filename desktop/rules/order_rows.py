"""How a sheet of orders is read: number, client, day and hour, what, how much, price and amount (OR-1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from desktop.i18n import N_
from desktop.rules import entries
from desktop.rules import orders as rules
from desktop.rules.amounts import amount_fen, grouped
from desktop.rules.bill_rows import minute_of
from desktop.rules.dates import DateOrder, order_told
from desktop.rules.errors import BadEntry, Label, OfficeError
from desktop.rules.grids import Cell, Sheet, SheetRow
from desktop.rules.headings import heading_unit, plain_heading
from desktop.rules.orders import LineKind, OrderLine
from desktop.rules.spending import day_of
from desktop.rules.text import fold, tidy

MIDDAY = 12 * 60
"""The hour of an order whose sheet tells none."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A row of a sheet as read: one line of an order. Rows of one `outside` number are one order."""

    number: int
    outside: str
    code: str
    name: str
    phone: str
    on: date
    minute: int
    line: OrderLine
    taker: str
    note: str


# Headings as `plain_heading` has them, what counts most first
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "outside": ("订单号", "订单编号", "单号", "流水号", "销售单号", "orderno", "ordernumber", "order", "orderid"),
    "code": ("客户编码", "客户编号", "客户代码", "会员编号", "编码", "clientcode", "code"),
    "name": ("客户", "客户名称", "客户姓名", "购货单位", "姓名", "客人", "收货人", "付款人", "名称", "client",
             "clientname", "customer", "customername", "name"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "电话号码", "phone", "mobile", "tel", "telephone"),
    "on": ("订单日期", "下单日期", "日期", "销售日期", "交易日期", "下单时间", "订单时间", "交易时间", "date", "day",
           "orderdate"),
    "at": ("下单时间", "订单时间", "交易时间", "时间", "time"),
    "what": ("商品", "商品名称", "品名", "产品", "产品名称", "货品", "项目", "服务", "服务项目", "内容", "商品服务",
             "goods", "item", "product", "service", "what", "goodsorservice"),
    "quantity": ("数量", "件数", "份数", "quantity", "qty"),
    "unit": ("单位", "计量单位", "unit"),
    "price": ("单价", "价格", "price", "unitprice"),
    "amount": ("金额", "小计", "订单金额", "交易金额", "实收", "实收金额", "合计", "总额", "amount", "total", "sum"),
    "kind": ("类别", "种类", "类型", "kind", "type"),
    "taker": ("接单人", "经手人", "经办人", "业务员", "销售员", "takenby", "seller", "salesperson"),
    "note": ("备注", "说明", "note", "remarks"),
})  # fmt: skip
_NEEDED = {"on": N_("date"), "what": N_("goods or services")}
_SERVICE = frozenset({"服务", "劳务", "service", "services"})


def rows_of(sheet: Sheet, today: date) -> tuple[list[OrderRow], list[tuple[int, str, OfficeError]]]:
    """The lines of a sheet, and the rows that can't be read: row number, field, reason.

    Raises BadEntry where no column holds the client, the date, what was ordered, or any amount.
    """
    at = _columns(sheet)
    units: dict[str, int] = {
        name: heading_unit(sheet.columns[at[name]].heading) for name in ("price", "amount") if name in at
    }
    told, _unsure = order_told((row.cells[at["on"]] for row in sheet.rows), today)
    read: list[OrderRow] = []
    refused: list[tuple[int, str, OfficeError]] = [(r.number, "", r.reason) for r in sheet.refused]
    for row in sheet.rows:
        try:
            read.append(_row(row, at, units, today, told))
        except BadEntry as refusal:
            refused.append((row.number, refusal.field or "", refusal))
    return read, sorted(refused, key=lambda one: one[0])


def _columns(sheet: Sheet) -> dict[str, int]:
    plain = {column.index: plain_heading(column.heading).replace("_", "") for column in sheet.columns}
    at: dict[str, int] = {}
    for name, words in HEADINGS.items():
        fits = [(words.index(heading), index) for index, heading in plain.items()
                if heading in words and index not in at.values()]  # fmt: skip
        if fits:
            at[name] = min(fits)[1]
    for name, label in _NEEDED.items():
        if name not in at:
            raise BadEntry(N_("The sheet has no column for the {what}. Columns: order number, client, date, goods or "
                              "services, quantity, unit, price, amount."), name, what=Label(label))  # fmt: skip
    if not {"price", "amount"} & at.keys():
        raise BadEntry(N_("The sheet has no column for the price or the amount."), "amount")
    if not {"code", "name", "phone"} & at.keys():
        raise BadEntry(N_("The sheet has no column for the client: its code, name or phone."), "client")
    return at


def _row(row: SheetRow, at: Mapping[str, int], units: Mapping[str, int], today: date, order: DateOrder | None
         ) -> OrderRow:  # fmt: skip
    def cell(name: str) -> Cell:
        return row.cells[at[name]] if name in at else ""

    def text(name: str) -> str:
        found = cell(name)
        return tidy(found.isoformat() if isinstance(found, date) else found)

    code, name, phone = text("code"), text("name"), entries.phone_key(text("phone"))
    if not (code or name or phone):
        raise BadEntry(N_("The client is missing."), "client")
    day = day_of(cell("on"), order, today)
    if day > today:
        raise BadEntry(N_("An order is entered once it was placed: this moment has not come yet."), "on")
    minute = minute_of(text("at"), "at")
    if minute is None and isinstance(moment := cell("on"), datetime) and (moment.hour or moment.minute):
        minute = moment.hour * 60 + moment.minute
    what = text("what")
    if not what:
        raise BadEntry(N_("Say what was ordered, in each line."), "what")
    kind = LineKind.SERVICE if fold(text("kind")) in _SERVICE else LineKind.GOODS
    line = _priced(text, units, what, kind)
    return OrderRow(row.number, text("outside")[: rules.OUTSIDE_LIMIT], code, name, phone, day,
                    MIDDAY if minute is None else minute, line, text("taker"),
                    text("note")[: rules.NOTE_LIMIT])  # fmt: skip


def _priced(text: Callable[[str], str], units: Mapping[str, int], what: str, kind: LineKind) -> OrderLine:
    """Price and amount say the same, or the row is refused: nobody guesses which of the two is right."""
    quantity = rules.quantity_of(text("quantity"))
    price = amount_fen(text("price"), "price") * units["price"] if text("price") else None
    amount = amount_fen(text("amount"), "amount") * units["amount"] if text("amount") else None
    if price is None and amount is None:
        raise BadEntry(N_("The amount is missing."), "amount")
    if price is None:
        assert amount is not None
        price, rest = divmod(amount * rules.WHOLE, quantity)
        if rest:
            # what can't be divided without a rest is kept as a whole
            what = f"{what} × {rules.shown_quantity(quantity)}{text('unit')}"
            quantity, price = rules.WHOLE, amount
    line = OrderLine(what[: rules.WHAT_LIMIT], quantity, price, text("unit")[: rules.UNIT_LIMIT], kind)
    if amount is not None and line.amount != amount:
        raise BadEntry(N_("Quantity × price is {reckoned}, but the sheet says {said}."), "amount",
                       reckoned=grouped(line.amount), said=grouped(amount))  # fmt: skip
    return line
