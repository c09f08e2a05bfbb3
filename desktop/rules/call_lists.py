"""How a telephone system's list of calls is read: the other side's number, direction, moment, length (CM-1)."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from types import MappingProxyType

from desktop.i18n import N_, Translator
from desktop.rules.contacts import Channel, Direction, Report
from desktop.rules.dates import DateOrder, order_told
from desktop.rules.entries import phone_key
from desktop.rules.errors import BadEntry, Label, OfficeError
from desktop.rules.grids import Cell, Sheet, SheetRow
from desktop.rules.headings import plain_heading
from desktop.rules.spending import day_of
from desktop.rules.text import fold, tidy

LONGEST_EXTENSION = 8
_TAIL = 7
"""Digits by which a number without its area code is told again: fewer than a line of a small town has tell nobody."""
_DAY_LONG = 24 * 3600
_CLOCK = re.compile(
    r"(上午|下午|中午|晚上|am|pm)?\s*(\d{1,2})[:点时h](\d{1,2})(?:[:分](\d{1,2}))?(?:\.\d+)?秒?\s*(am|pm)?"
)
_WITH_DAY = re.compile(r"(?<=\d)t(?=\d)")
_LATE = frozenset({"下午", "晚上", "pm"})
_HALF_DAY = 12
_COLONS = re.compile(r"\d{1,3}(?::\d{1,2}){1,2}")
_SPOKEN = re.compile(
    r"(?:(\d+)\s*(?:小时|时|h))?\s*(?:(\d+)\s*(?:分钟|分|m(?:in)?))?\s*(?:(\d+)\s*(?:秒钟|秒|s(?:ec)?))?"
)
_DIGITS = re.compile(r"\d{1,6}(?:\.\d+)?")
_LETTERS = re.compile(r"[a-z]{2,}|[㐀-鿿]+")  # 张岚 <8021>, SIP/8021
_MISSED = ("未接", "未应答", "无应答", "无人接听", "未通", "miss", "noanswer", "unanswered", "notanswered")
_IN = ("呼入", "来电", "打入", "接入", "被叫", "已接", "接听", "入", "incoming", "inbound", "in", "received")
_OUT = ("呼出", "去电", "拨出", "打出", "外呼", "主叫", "已拨", "拨", "出", "outgoing", "outbound", "out", "dial")
_BEGINNINGS = ((Direction.OUT, _OUT), (Direction.IN, (*_IN, *_MISSED)))
_SHORT = frozenset({"in", "out"})

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "at": ("呼叫时间", "开始时间", "起始时间", "通话开始时间", "拨打时间", "来电时间", "日期时间", "通话日期时间",
           "calltime", "starttime", "start", "datetime", "calldate", "timestamp", "时间", "time"),
    "on": ("日期", "通话日期", "呼叫日期", "开始日期", "date", "day"),
    "phone": ("对方号码", "对方电话", "客户号码", "客户电话", "来电号码", "通话号码", "外线号码", "电话号码",
              "手机号码", "手机号", "号码", "电话", "phonenumber", "phone", "number", "otherparty", "remote", "tel"),
    "caller": ("主叫号码", "主叫", "主叫方", "呼叫方", "caller", "callerid", "callingnumber", "from", "source", "src"),
    "callee": ("被叫号码", "被叫", "被叫方", "接听方", "callee", "callednumber", "to", "destination", "dst"),
    "direction": ("呼叫方向", "通话方向", "方向", "呼叫类型", "通话类型", "类型", "direction", "calltype", "type"),
    "length": ("通话时长", "时长", "持续时间", "通话时间", "计费时长", "talktime", "duration", "length", "billsec"),
    "extension": ("分机号码", "分机号", "分机", "内线", "座席号", "坐席号", "座席", "坐席", "extension", "ext"),
    "state": ("通话状态", "接听状态", "呼叫状态", "状态", "结果", "呼叫结果", "disposition", "status", "state"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """A row of a list of calls. `phone` holds digits alone, of the other side; `seconds` is None where the list does
    not tell how long it took."""

    phone: str
    direction: Direction
    at: datetime
    seconds: int | None
    extension: str
    answered: bool

    @property
    def missed(self) -> bool:
        """A client rang and nobody spoke with him."""
        return self.direction is Direction.IN and not self.answered


def calls_of(sheet: Sheet, today: date, zone: tzinfo, extensions: Collection[str] = ()
             ) -> tuple[list[tuple[int, Call]], list[tuple[int, OfficeError]]]:  # fmt: skip
    """The calls of a sheet with the numbers of their rows, and the rows that can't be read. `extensions` are the
    office's own, by which the other side of a call is told. Raises BadEntry where a column is missing."""
    at = _columns(sheet)
    day_column = at.get("on", at.get("at", 0))
    order, _unsure = order_told((row.cells[day_column] for row in sheet.rows), today)
    minutes = "length" in at and "分" in sheet.columns[at["length"]].heading and "秒" not in (
        sheet.columns[at["length"]].heading)  # fmt: skip
    read: list[tuple[int, Call]] = []
    refused: list[tuple[int, OfficeError]] = [(row.number, row.reason) for row in sheet.refused]
    for row in sheet.rows:
        try:
            read.append((row.number, _call(row, at, order, today, zone, frozenset(extensions), minutes=minutes)))
        except BadEntry as refusal:
            refused.append((row.number, refusal))
    return read, refused


def same_number(one: str, other: str) -> bool:
    """Whether two numbers in digits are one, though a list leaves out the area code or writes a digit for the line."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _TAIL and longer.endswith(shorter)


def extension_of(text: str) -> str:
    """An extension as it is compared: `SIP/8021`, `8021 张岚` and `8021` are one."""
    digits = "".join(c for c in _LETTERS.sub(" ", fold(text)) if c.isdigit())
    return digits if len(digits) <= LONGEST_EXTENSION else ""


def report_of(call: Call, say: Translator) -> Report:
    """A call as a contact report, in the office's language."""
    length = said_length(call.seconds, say)
    if call.missed:
        subject = say(N_("Missed call"))
    elif call.direction is Direction.IN:
        subject = say(N_("Incoming call"))
    else:
        subject = say(N_("Outgoing call"))
    result = say(N_("Nobody answered.")) if call.direction is Direction.OUT and not call.answered else ""
    told = [say(N_("Number: {number}")).format(number=call.phone)]
    if call.extension:
        told.append(say(N_("Extension: {number}")).format(number=call.extension))
    return Report(Channel.PHONE, f"{subject} · {length}" if length else subject, "\n".join(told), result,
                  direction=call.direction, at=call.at, waits=False)  # fmt: skip


def said_length(seconds: int | None, say: Translator) -> str:
    """Empty where nobody spoke, or nobody knows for how long."""
    if not seconds:
        return ""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return say(N_("{seconds} s")).format(seconds=rest)
    return say(N_("{minutes} min {seconds} s")).format(minutes=minutes, seconds=rest)


def _columns(sheet: Sheet) -> dict[str, int]:
    plain = {column.index: plain_heading(column.heading).replace("_", "") for column in sheet.columns}
    at: dict[str, int] = {}
    for name, words in HEADINGS.items():
        fits = [(words.index(heading), index) for index, heading in plain.items()
                if heading in words and index not in at.values()]  # fmt: skip
        if fits:
            at[name] = min(fits)[1]
    lacking = ""
    if not {"at", "on"} & at.keys():
        lacking = N_("time")
    elif "phone" not in at and not {"caller", "callee"} <= at.keys():
        lacking = N_("number")
    elif "direction" not in at and not {"caller", "callee"} <= at.keys():
        lacking = N_("direction")
    if lacking:
        raise BadEntry(N_("The list has no column for the {what}. Columns: number, direction, time, length, extension; "
                          "or caller and called number in the place of number and direction."), "file",
                       what=Label(lacking))  # fmt: skip
    return at


def _call(row: SheetRow, at: Mapping[str, int], order: DateOrder | None, today: date, zone: tzinfo,
          extensions: frozenset[str], *, minutes: bool) -> Call:  # fmt: skip
    def cell(name: str) -> Cell:
        return row.cells[at[name]] if name in at else ""

    def text(name: str) -> str:
        found = cell(name)
        return tidy(found.isoformat() if isinstance(found, date) else found)

    phone, extension, direction = _sides(text, extensions)
    seconds = _length(text("length"), minutes=minutes) if "length" in at else None
    words = fold(text("state") + " " + text("direction")).replace(" ", "")
    missed = any(word in words for word in _MISSED)
    moment = _moment(cell("at"), cell("on"), order, today, zone)
    return Call(phone, direction, moment, seconds, extension, not missed and seconds != 0)


def _sides(text: Callable[[str], str], extensions: frozenset[str]) -> tuple[str, str, Direction]:
    """The other side's number, our extension, and who rang. Raises BadEntry."""
    caller, callee = phone_key(text("caller")), phone_key(text("callee"))
    extension = extension_of(text("extension"))
    direction = _direction(text("direction"))
    if phone := phone_key(text("phone")):
        if direction is None:
            direction = Direction.OUT if extension and extension == caller else Direction.IN if caller else None
    else:
        if direction is None:
            ours = extensions | ({extension} if extension else set())
            # where neither is known to be ours, the shorter one is
            out = caller in ours if (caller in ours) != (callee in ours) else len(caller) < len(callee)
            direction = Direction.OUT if out else Direction.IN
        phone, own = (callee, caller) if direction is Direction.OUT else (caller, callee)
        extension = extension or (own if len(own) <= LONGEST_EXTENSION else "")
    if not phone:
        raise BadEntry(N_("The number of the other side is missing, or was withheld."), "phone")
    if direction is None:
        raise BadEntry(N_("Whether the call came in or went out can't be told from “{text}”."), "direction",
                       text=text("direction")[:40])  # fmt: skip
    return phone, extension, direction


def _direction(text: str) -> Direction | None:
    word = fold(text).replace(" ", "").replace("-", "")
    for direction, words in _BEGINNINGS:
        if word.startswith(words):
            return direction
    # in the midst of a word the short ones would tell anything
    for direction, words in _BEGINNINGS:
        if any(each in word for each in words if len(each) > 1 and each not in _SHORT):
            return direction
    return None


def _moment(at: Cell, on: Cell, order: DateOrder | None, today: date, zone: tzinfo) -> datetime:
    whole = at if on == "" else on
    day = day_of(whole, order, today)
    second = _second(at if at != "" else on)
    begin = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (begin.replace(hour=second // 3600, minute=second // 60 % 60, second=second % 60)).astimezone(UTC)


def _second(cell: Cell) -> int:
    """Seconds after midnight. Raises BadEntry."""
    if isinstance(cell, datetime):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    typed = _WITH_DAY.sub(" ", unicodedata.normalize("NFKC", str(cell)).lower())
    found = _CLOCK.search(typed)
    hour, minute, second = (int(found[2]), int(found[3]), int(found[4] or 0)) if found else (24, 0, 0)
    if found and {found[1], found[5]} & _LATE and hour < _HALF_DAY:
        hour += _HALF_DAY
    if hour > 23 or minute > 59 or second > 59:
        raise BadEntry(N_("“{text}” is no time of day; write it like 1830 or 18:30."), "at", text=str(cell)[:40])
    return hour * 3600 + minute * 60 + second


def _length(text: str, *, minutes: bool) -> int:
    """Seconds. Raises BadEntry."""
    typed = unicodedata.normalize("NFKC", text).lower().strip()
    if typed in ("", "-", "—", "/"):
        return 0
    if _COLONS.fullmatch(typed):
        parts = [int(part) for part in typed.split(":")]
        seconds = sum(part * (1, 60, 3600)[place] for place, part in enumerate(reversed(parts)))
    elif _DIGITS.fullmatch(typed):
        seconds = int(float(typed) * (60 if minutes else 1) + 0.5)
    elif (found := _SPOKEN.fullmatch(typed)) and any(found.groups()):
        hours, some, rest = (int(part or 0) for part in found.groups())
        seconds = hours * 3600 + some * 60 + rest
    else:
        # a spreadsheet's own duration comes as a time of day
        seconds = _second(typed)
    if seconds > _DAY_LONG:
        raise BadEntry(N_("A call of {text} is longer than a day."), "length", text=text[:40])
    return seconds
