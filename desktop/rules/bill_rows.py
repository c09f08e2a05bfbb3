"""How a till's sheet of bills is read: day, hour, place, guest, amount, food part, drinks, signed on account (SE-7)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from desktop.i18n import N_
from desktop.rules import entries
from desktop.rules.amounts import amount_fen
from desktop.rules.bookings import check_bill
from desktop.rules.dates import DateOrder, order_told
from desktop.rules.errors import BadEntry, Label, OfficeError
from desktop.rules.grids import Cell, Sheet, SheetRow
from desktop.rules.headings import heading_unit, plain_heading
from desktop.rules.spending import day_of
from desktop.rules.text import fold, tidy

_TIME = re.compile(r"(上午|下午|中午|晚上|am|pm)?\s*(\d{1,2})(?:[:点时h](\d{1,2})?)(?:[:分](\d{1,2}))?秒?\s*(am|pm)?")
_DIGITS = re.compile(r"\d{3,4}")  # 1830
_WITH_DAY = re.compile(r"(?<=\d)t(?=\d)")  # as a moment is written for programs
_DAY_ALONE = re.compile(r"\d{4}-\d{2}-\d{2}")  # midnight, which no till means
_LATE = frozenset({"下午", "晚上", "pm"})
_HALF_DAY = 12
_NUMBER = re.compile(r"(?:no\.?|№|#|第)?\s*(\d{1,9})(?:\.0+)?\s*号?")
# What tills say of bills that are signed on account; any other way of paying is none
_ON_ACCOUNT = ("签单", "挂账", "挂帐", "记账", "on account", "charge to account")
_YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓", "✔", "对"})
_NO = frozenset({"", "否", "无", "没有", "n", "no", "false", "0", "×", "x", "-", "—", "/"})


@dataclass(frozen=True, slots=True)
class BillRow:
    """A row of a till's sheet as read. Amounts in fen, `at` in minutes after midnight; `opened` says whether that is
    when the bill was opened rather than when it was paid. `booking` is the number of a booking where the sheet has
    one."""

    number: int
    on: date
    at: int | None
    opened: bool
    place: str
    meal: str
    booking: int | None
    code: str
    name: str
    phone: str
    total: int
    food: int | None
    signed: bool | None


# Headings as `plain_heading` has them, what counts most first
HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "on": ("营业日期", "营业日", "消费日期", "就餐日期", "用餐日期", "日期", "结账日期", "账单日期", "date", "day"),
    "opened": ("开台时间", "开单时间", "到店时间", "入座时间", "就餐时间", "用餐时间", "opened", "opentime"),
    "at": ("结账时间", "买单时间", "结算时间", "收银时间", "消费时间", "时间", "time", "paid", "closetime"),
    "place": ("包厢", "包间", "包房", "房间", "房号", "房间号", "包厢名称", "包间名称", "桌号", "台号", "餐台", "台位",
              "桌台", "餐桌", "厅房", "桌位", "room", "table", "place", "roomtable"),
    "meal": ("餐别", "市别", "餐次", "餐段", "餐时", "meal"),
    "booking": ("预订号", "预订编号", "预定号", "预定编号", "订餐号", "booking", "bookingno", "bookingnumber"),
    "code": ("客户编码", "客户编号", "客户代码", "会员编号", "clientcode"),
    "name": ("客户", "客户名称", "客户姓名", "姓名", "客人", "客人姓名", "宾客姓名", "宾客", "主人", "订餐人", "预订人",
             "付款人", "签单人", "单位", "client", "clientname", "guest", "name", "customer"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "订餐电话", "预订电话", "电话号码", "phone", "mobile",
              "tel", "telephone"),
    "total": ("实收", "实收金额", "实收合计", "消费金额", "消费合计", "总金额", "金额", "合计", "总额", "消费", "应收",
              "应收金额", "total", "amount", "bill"),
    "food": ("餐费", "菜金", "菜品", "菜品金额", "菜品消费", "食品", "食品金额", "餐费金额", "餐食", "food"),
    "drinks": ("酒水", "酒水金额", "酒水费", "酒水消费", "酒水饮料", "饮料", "烟酒", "drinks", "beverages"),
    "signed": ("签单", "是否签单", "挂账", "挂帐", "是否挂账", "signed", "onaccount"),
    "paid_by": ("付款方式", "支付方式", "结账方式", "结算方式", "收款方式", "payment", "paidby"),
})  # fmt: skip
_NEEDED = {"on": N_("date"), "total": N_("amount")}


def rows_of(sheet: Sheet, today: date) -> tuple[list[BillRow], list[tuple[int, str, OfficeError]]]:
    """The bills of a sheet, and the rows that can't be read: row number, field, reason.

    Raises BadEntry where no column holds the date or the amount, or none the place or the guest.
    """
    at = _columns(sheet)
    sums = [name for name in ("total", "food", "drinks") if name in at]
    units: dict[str, int] = {name: heading_unit(sheet.columns[at[name]].heading) for name in sums}
    told, _unsure = order_told((row.cells[at["on"]] for row in sheet.rows), today)
    read: list[BillRow] = []
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
            raise BadEntry(N_("The sheet has no column for the {what}. Columns: date, room or table, time, amount, "
                              "food, drinks, signed, name, phone."), name, what=Label(label))  # fmt: skip
    if not {"place", "booking", "code", "name", "phone"} & at.keys():
        raise BadEntry(N_("The sheet has no column by which a bill finds its booking: the room or table, or the "
                          "guest's name or phone."), "place")  # fmt: skip
    return at


def _row(row: SheetRow, at: Mapping[str, int], units: Mapping[str, int], today: date,
         order: DateOrder | None) -> BillRow:  # fmt: skip
    def cell(name: str) -> Cell:
        return row.cells[at[name]] if name in at else ""

    def text(name: str) -> str:
        found = cell(name)
        return tidy(found.isoformat() if isinstance(found, date) else found)

    def fen(name: str) -> int | None:
        return amount_fen(text(name), name) * units[name] if text(name) else None

    day = day_of(cell("on"), order, today)
    if day > today:
        raise BadEntry(N_("This day is still to come: a bill is of a meal that was."), "on")
    total, food, drinks = fen("total"), fen("food"), fen("drinks")
    if total is None:
        raise BadEntry(N_("The amount is missing."), "total")
    if total < 0:
        raise BadEntry(N_("Money given back is no bill: correct the bill of the booking by hand."), "total")
    if food is None and drinks is not None:
        food = total - drinks
    if (drinks or 0) > total or (food or 0) < 0:
        raise BadEntry(N_("The drinks are more than the whole bill."), "drinks")
    check_bill(total, food)
    minute, opened = minute_of(text("opened"), "opened"), True
    if minute is None:
        minute, opened = minute_of(text("at"), "at"), False
    if minute is None and isinstance(moment := cell("on"), datetime):
        minute = moment.hour * 60 + moment.minute
    number = _NUMBER.fullmatch(fold(text("booking")))
    signed = _signed(text("signed"), text("paid_by"))
    return BillRow(
        row.number, day, minute, opened, text("place")[:80], text("meal")[:40], int(number[1]) if number else None,
        text("code"), text("name"), entries.phone_key(text("phone")), total, food, signed,
    )  # fmt: skip


def minute_of(text: str, field: str) -> int | None:
    """Minutes after midnight; of a moment with its day the hour alone."""
    typed = _WITH_DAY.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
    if not typed or _DAY_ALONE.fullmatch(typed):
        return None
    if _DIGITS.fullmatch(typed):
        typed = f"{typed[:-2]}:{typed[-2:]}"
    found = _TIME.search(typed)
    hour, minute = (int(found[2]), int(found[3] or 0)) if found else (24, 0)
    if found and {found[1], found[5]} & _LATE and hour < _HALF_DAY:
        hour += _HALF_DAY
    if hour > 23 or minute > 59:
        raise BadEntry(N_("“{text}” is no time of day; write it like 1830 or 18:30."), field, text=text[:40])
    return hour * 60 + minute


def _signed(said: str, paid_by: str) -> bool | None:
    """Whether it was signed on account; None where the sheet does not tell. Raises BadEntry."""
    folded, paid = fold(said), fold(paid_by)
    if any(word in folded for word in _ON_ACCOUNT) and not folded.startswith(("未", "不", "没", "非")):
        return True
    if folded in _YES:
        return True
    if any(word in paid for word in _ON_ACCOUNT):
        return True
    if folded:
        if folded in _NO or folded.startswith(("未", "不", "没", "非")):
            return False
        raise BadEntry(N_("Signed on account is yes or no, not “{value}”."), "signed", value=said[:40])
    return False if paid else None
