"""Reads a booking out of a message as people send it: 明晚6点8位牡丹厅 不要香菜 王 (SE-7)."""

import re
from collections.abc import Iterable
from datetime import date

from desktop.rules import spoken_days, spoken_names, spoken_people, spoken_wishes
from desktop.rules.lunar import LunarTable
from desktop.rules.spoken_days import Said, either
from desktop.rules.values import dataclass

LONGEST = 2000  # characters of a message that are looked at
# Said twice and not the same, these say nothing: 不是今晚，是明晚
_ONCE = ("day", "hour", "period", "people", "room", "phone", "tail")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_TAIL = re.compile(r"(?:手机)?(?:尾号|后四位|末四位|ending(?: in)?)\s*(?:是|为)?\s*[:：]?\s*(\d{4})(?!\d)", re.I)
_KINDS_OF_ROOM = "(?:厅|包间|包房|房间|包厢)"
_HAN = re.compile(spoken_names.HAN)
# Before a room that is not wanted or not sure, and before a number that is a price
_UNWANTED = either("不要 不想要 不坐 不去 不在 不用 不是 别 除了 除 或 或者 还是 上次")
_PRICED = either("套餐 标准 餐标 预算 人均 价 价格 每桌 每位 每人")
_NOT_ROOM_BEFORE = re.compile(rf"(?:{_UNWANTED}|{_PRICED}|[¥￥$+\-./\d第])[\s在坐用是]*$")
_UNITS = either(
    "点 點 时 : ： 位 人 元 块 % 桌 份 年 月 一桌 一位 一人 每 / 套餐 的套餐 标准 的标准 左右 以内 以上 yuan rmb"
)
_NOT_NUMBER_AFTER = re.compile(rf"\d|[-/.]\d|\s*(?:{_UNITS}|号(?![包房厅间]))", re.I)
# Whether it is free, is asked; or it is another place beside it
_NOT_ROOM_AFTER = re.compile(
    rf"\s*(?:{either('有没有 还有 或 或者 还是')})|{either('旁边 隔壁 对面 太 不要 不行 满')}|[^，,。\s]{{0,4}}[吗么]"
)
# 芙蓉 is a room where a word begins or a person comes to it, and no dish follows: 芙蓉鸡片
_TO_A_ROOM = tuple("在订定要留坐去到给换晚午上天位人间桌点半号日厅房厢")
_IN_A_ROOM = ("吃饭", "用餐", "吃", "见", "谢谢", "请", "可以", "一间", "姓")

# Words that stand between and mean nothing by themselves
_FILLER = re.compile(r"帮我|麻烦|请客|请|订|预订|预定|定|要|一个|一间|包间|包厢|房间|在|吃饭|用餐|的|左右|大概|大约|"
                     r"我们|一共|谢谢|您好|你好|"
                     r"\b(?:please|book|a|the|table|room|at|on|in|for|reserve|thanks?|hello|hi)\b", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says, part by part, in the order in which it says it. Only wishes are told in several ways."""

    text: str
    parts: tuple[Said, ...]
    left: str
    """What was not understood."""

    def first(self, kind: str) -> object:
        return next((part.value for part in self.parts if part.kind == kind), None)

    @property
    def day(self) -> date | None:
        found = self.first("day")
        return found if isinstance(found, date) else None

    @property
    def minute(self) -> int | None:
        found = self.first("hour")
        return found if isinstance(found, int) else None

    @property
    def period(self) -> str | None:
        """The time of day in a word, which tells the meal where no hour is said."""
        found = self.first("period")
        return str(found) if found is not None else None

    @property
    def people(self) -> int | None:
        found = self.first("people")
        return found if isinstance(found, int) else None

    @property
    def room(self) -> str:
        return str(self.first("room") or "")

    @property
    def name(self) -> str:
        return str(self.first("name") or "")

    @property
    def salutation(self) -> str:
        return str(self.first("salutation") or "")

    @property
    def phone(self) -> str:
        return str(self.first("phone") or "")

    @property
    def tail(self) -> str:
        return str(self.first("tail") or "")

    @property
    def wishes(self) -> str:
        return "，".join(str(part.value) for part in self.parts if part.kind == "wish")


def heard(text: str, today: date, rooms: Iterable[str] = (), table: LunarTable | None = None) -> Heard:
    """What a message says of a booking. `rooms` are the names of the office's rooms; with or without 厅 they are known.

    Nothing is guessed: what is not understood, or said in two ways, is left over for a person to read.
    """
    text = text[:LONGEST]
    found: list[Said] = []

    def take(said: Iterable[Said]) -> None:
        for one in said:
            if all(one.end <= other.start or other.end <= one.start for other in found):
                found.append(one)

    take(_phones(text))
    take(_rooms(text, rooms))
    take(_days(text, today, table, found))
    take(spoken_days.hours(text, [one for one in found if one.kind in ("day", "phone")]))
    take(spoken_people.people(text, _hidden(text, found), any(one.kind == "hour" for one in found)))
    take(spoken_days.periods(text))
    take(spoken_names.names(text, _hidden(text, found)))
    take(spoken_wishes.wishes(text, _hidden(text, found)))
    parts = tuple(sorted(_agreed(found), key=lambda said: said.start))
    return Heard(text, parts, _left(text, parts))


def _hidden(text: str, found: Iterable[Said]) -> str:
    """The text with what is understood blanked out; each place stays where it was."""
    hidden = list(text)
    for said in found:
        hidden[said.start : said.end] = "\n" * (said.end - said.start)
    return "".join(hidden)


def _agreed(found: Iterable[Said]) -> list[Said]:
    """Without the kinds that are said twice and differently: which of two days is meant, a person has to read."""
    found = list(found)
    unsure = {kind for kind in _ONCE if len({one.value for one in found if one.kind == kind}) > 1}
    hour = next((one.value for one in found if one.kind == "hour"), None)
    period = next((str(one.value) for one in found if one.kind == "period"), None)
    if isinstance(hour, int) and period is not None and not spoken_days.fits(hour, period):
        unsure |= {"hour", "period"}
    return [one for one in found if one.kind not in unsure]


def _days(text: str, today: date, table: LunarTable | None, found: Iterable[Said]) -> Iterable[Said]:
    """Days; but 8号 right before a room may be the number of a room or of a day."""
    rooms = {said.start for said in found if said.kind == "room"}
    for said in spoken_days.days(text, today, table):
        bare = text[said.start : said.end].endswith("号") and "月" not in text[said.start : said.end]
        if not (bare and said.end in rooms):
            yield said


def _phones(text: str) -> Iterable[Said]:
    for match in _PHONE.finditer(text):
        yield Said(match.start(), match.end(), "phone", "".join(match.groups()))
    for match in _TAIL.finditer(text):
        yield Said(match.start(), match.end(), "tail", match[1])


def _rooms(text: str, rooms: Iterable[str]) -> Iterable[Said]:
    known = {}
    for room in rooms:
        known[room] = room
        bare = re.sub(r"(?:厅|包间|包房|房|室)$", "", room)
        if len(bare) > 1 and bare != room:
            known.setdefault(bare, room)
    for name in sorted(known, key=len, reverse=True):
        for match in re.finditer(f"{re.escape(name)}(?P<kind>{_KINDS_OF_ROOM})?", text):
            if _is_room(text, name, match, full=name == known[name]):
                yield Said(match.start(), match.end(), "room", known[name])


def _is_room(text: str, name: str, match: re.Match[str], *, full: bool) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if _NOT_ROOM_BEFORE.search(before) or _NOT_ROOM_AFTER.match(after):
        return False
    if name.isdecimal():
        return not _NOT_NUMBER_AFTER.match(after)
    # a room that is called 8号 has the name of a day
    if re.fullmatch(r"\d+号", name):
        return match["kind"] is not None and not before[-1:].isdecimal() and not before.endswith("月")
    if match["kind"] or (full and re.search(rf"{_KINDS_OF_ROOM}$", name)):
        return True
    begins = not _HAN.match(before[-1:]) or before.endswith(_TO_A_ROOM)
    return begins and (not _HAN.match(after[:1]) or after.startswith(_IN_A_ROOM))


def _left(text: str, parts: Iterable[Said]) -> str:
    bare = _FILLER.sub(" ", _hidden(text, parts))
    return " ".join(re.sub(r"[\s,，。.;；、！!？?~～:：]+", " ", bare).split())
