"""What counts as spend and visits, and how a sheet of bills is read: client, day, amount, visits (CL-10)."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from desktop.i18n import N_
from desktop.rules import entries
from desktop.rules.amounts import amount_fen
from desktop.rules.dates import DateOrder, date_of, in_order, order_told
from desktop.rules.errors import BadEntry, Label, OfficeError
from desktop.rules.grids import Cell, Sheet, SheetRow
from desktop.rules.headings import heading_unit, plain_heading
from desktop.rules.text import tidy
from desktop.rules.words import Word

MOST_FEN = 10**13  # a hundred million yuan in one entry is a slip of the hand
MOST_VISITS = 1000
_FIRST_DAY = date(1990, 1, 1)
_AHEAD = timedelta(days=366)  # bills of booked banquets bear the day of the banquet
_WHOLE = re.compile(r"(\d{1,6})(?:\.0+)?\s*次?")


class SpendSource(Word):
    """Where an entry comes from."""

    ENTERED = "entered", N_("Entered")
    IMPORTED = "imported", N_("From a sheet")
    BOOKING = "booking", N_("Dining bill")
    ORDER = "order", N_("Order")


@dataclass(frozen=True, slots=True)
class SpendRow:
    """A row of a sheet as read: the client as the sheet names it, amount in fen."""

    number: int
    code: str
    name: str
    phone: str
    on: date
    amount: int
    visits: int
    note: str = ""


# Headings as `plain_heading` has them; the first column that fits counts
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "code": ("客户编码", "客户编号", "编码", "编号", "客户代码", "代码", "clientcode", "code", "会员编号"),
    "name": ("客户", "客户名称", "客户姓名", "姓名", "名称", "客人", "客人姓名", "宾客姓名", "付款人", "主人", "单位",
             "client", "clientname", "name", "customer", "customername"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "订餐电话", "电话号码", "phone", "mobile", "tel",
              "telephone"),
    "on": ("日期", "消费日期", "就餐日期", "用餐日期", "结账日期", "订单日期", "销售日期", "时间", "date", "day"),
    "amount": ("金额", "消费金额", "消费", "消费额", "实收", "实收金额", "销售额", "销售金额", "订单金额", "应收金额",
               "amount", "spend", "total", "sales"),
    "visits": ("次数", "消费次数", "到店次数", "来店次数", "就餐次数", "频次", "visits", "times"),
    "note": ("备注", "说明", "note", "remarks"),
}  # fmt: skip
_NEEDED = {"on": N_("date"), "amount": N_("amount")}


def check(on: date, amount: int, visits: int, today: date) -> None:
    """Raises BadEntry, naming the field, for what can't be spend."""
    if not _FIRST_DAY <= on <= today:
        raise BadEntry(N_("Spend is entered once it has happened: choose a day up to today."), "on")
    if abs(amount) > MOST_FEN:
        raise BadEntry(N_("This amount can't be right."), "amount")
    if not 0 <= visits <= MOST_VISITS:
        raise BadEntry(N_("Visits are a whole number from 0 to {most}."), "visits", most=MOST_VISITS)
    if not amount and not visits:
        raise BadEntry(N_("Enter an amount, or a visit."), "amount")


def rows_of(sheet: Sheet, today: date) -> tuple[list[SpendRow], list[tuple[int, str, OfficeError]]]:
    """The rows of a sheet, and those that can't be read: row number, field, reason.

    Raises BadEntry where no column holds the client, the date or the amount.
    """
    at = _columns(sheet)
    unit = heading_unit(sheet.columns[at["amount"]].heading)
    told, _unsure = order_told((row.cells[at["on"]] for row in sheet.rows), today)
    read: list[SpendRow] = []
    refused: list[tuple[int, str, OfficeError]] = [(r.number, "", r.reason) for r in sheet.refused]
    for row in sheet.rows:
        try:
            read.append(_row(row, at, unit, today, told))
        except BadEntry as refusal:
            refused.append((row.number, refusal.field or "", refusal))
    return read, refused


def _columns(sheet: Sheet) -> dict[str, int]:
    at: dict[str, int] = {}
    for name, words in HEADINGS.items():
        for column in sheet.columns:
            if plain_heading(column.heading).replace("_", "") in words and column.index not in at.values():
                at.setdefault(name, column.index)
    for name, label in _NEEDED.items():
        if name not in at:
            raise BadEntry(N_("The sheet has no column for the {what}. Columns: client, date, amount, visits."), name,
                           what=Label(label))  # fmt: skip
    if not {"code", "name", "phone"} & at.keys():
        raise BadEntry(N_("The sheet has no column for the client: its code, name or phone."), "client")
    return at


def _row(row: SheetRow, at: Mapping[str, int], unit: int, today: date, order: DateOrder | None) -> SpendRow:
    def text(name: str) -> str:
        cell = row.cells[at[name]] if name in at else ""
        return tidy(cell.isoformat() if isinstance(cell, date) else cell)

    code, name, phone = text("code"), text("name"), entries.phone_key(text("phone"))
    if not (code or name or phone):
        raise BadEntry(N_("The client is missing."), "client")
    on = day_of(row.cells[at["on"]], order, today)
    if not text("amount") and not text("visits"):
        raise BadEntry(N_("The amount is missing."), "amount")
    amount = amount_fen(text("amount"), "amount") * unit if text("amount") else 0
    visits = _visits(text("visits"))
    check(on, amount, visits, today + _AHEAD)
    return SpendRow(row.number, code, name, phone, on, amount, visits, text("note")[:200])


def day_of(cell: Cell, order: DateOrder | None, today: date) -> date:
    """The day that a cell of a column of days tells, whose `order` is known or needs none. Raises BadEntry."""
    if cell == "":
        raise BadEntry(N_("The date is missing."), "on")
    written = date_of(in_order(cell, order, today) if order is not None else cell, "on", today)
    if len(written) < 10:
        raise BadEntry(N_("The year is missing in this date: {value}"), "on", value=str(cell))
    return date.fromisoformat(written)


def _visits(text: str) -> int:
    if not text:
        return 1
    found = _WHOLE.fullmatch(text)
    number = int(found[1]) if found else -1
    if not 0 <= number <= MOST_VISITS:
        raise BadEntry(N_("Visits are a whole number from 0 to {most}."), "visits", most=MOST_VISITS)
    return number


def hash_of(path: Path) -> str:
    """Tells the same file again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
