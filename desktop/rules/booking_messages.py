"""Reads a booking out of a message as people send it: 明晚6点8位牡丹厅 不要香菜 王 (SE-7)."""

import re
from collections.abc import Iterable
from datetime import date

from desktop.rules import spoken_days
from desktop.rules.bookings import MOST_PEOPLE
from desktop.rules.lunar import LunarTable
from desktop.rules.numerals import NUMBER, number_of
from desktop.rules.spoken_days import Said
from desktop.rules.surnames import SURNAMES
from desktop.rules.values import dataclass

LONGEST = 2000  # characters of a message that are looked at
_HAN = r"[㐀-鿿]"
_PEOPLE = re.compile(
    rf"(?:(?P<zh>{NUMBER})(?:来|多|几)?[个]?(?:位|人(?!民)|个人|客人))"
    r"|\b(?:party of|table for|for)\s+(?P<en>\d{1,4})\b|\b(?P<pax>\d{1,4})\s*(?:people|persons|guests|pax)\b",
    re.I,
)  # fmt: skip
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_TAIL = re.compile(r"(?:尾号|后四位|末四位|ending(?: in)?)\s*[:：]?\s*(\d{4})(?!\d)", re.I)
_WISH = re.compile(
    r"(?:不要|不吃|不能吃|别放|不放|免|忌|少放|多放|少|要一?个?|需要|准备|加|靠|带|对)"
    rf"(?:{_HAN}|[A-Za-z0-9])+(?:过敏)?|{_HAN}+过敏|素食|清真|吃素|忌口{_HAN}*"
    r"|\b(?:no|without|allergic to|vegetarian|vegan|halal)\b[^,;.，。；\n]*",
    re.I,
)  # fmt: skip
_TITLES = ("先生", "女士", "小姐", "太太", "经理", "局长", "主任", "老师", "书记", "院长", "校长", "处长", "科长",
           "行长", "董事长", "老板", "总", "董", "工", "姐", "哥", "叔", "阿姨")  # fmt: skip
_TITLED = re.compile(rf"(?:姓|叫|我是|订座人|联系人|[:：])?(?P<name>{_HAN}{{1,4}}?)(?P<title>{'|'.join(_TITLES)})")
_CALLED = re.compile(rf"(?:我姓|免贵姓|姓|名字叫|我叫|我是|联系人|订座人)\s*[:：]?\s*(?P<name>{_HAN}{{1,4}})")
_ENGLISH_NAME = re.compile(r"\b(?:(?:Mr|Mrs|Ms|Miss|Dr)\.?\s+[A-Z][\w'-]+|name(?:\s+is|:)\s*[A-Z][\w' -]+)")
_ALONE = re.compile(rf"(?:^|[\s,，。;；、])({_HAN}{{1,4}})\s*$")
# Words that stand between and mean nothing by themselves
_FILLER = re.compile(r"帮我|麻烦|请|订|预订|预定|定|要|一个|一间|包间|包厢|房间|在|吃饭|用餐|的|左右|大概|大约|"
                     r"我们|一共|谢谢|您好|你好|"
                     r"\b(?:please|book|a|the|table|room|at|on|in|for|reserve|thanks?|hello|hi)\b", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message says, part by part, in the order in which it says it. Of each kind the first counts."""

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

    Nothing is guessed: what is not understood is left over, for a person to read.
    """
    text = text[:LONGEST]
    found: list[Said] = []

    def take(said: Iterable[Said]) -> None:
        for one in said:
            if all(one.end <= other.start or other.end <= one.start for other in found):
                found.append(one)

    take(_phones(text))
    take(_rooms(text, rooms))
    take(_people(text))
    take(spoken_days.days(text, today, table))
    take(_hours(text))
    take(_wishes(text))
    take(spoken_days.periods(text))
    take(_names(text, found))
    parts = tuple(sorted(found, key=lambda said: said.start))
    return Heard(text, parts, _left(text, parts))


def _hours(text: str) -> Iterable[Said]:
    """Hours. Without a word beside it, one of 明早 7:00 is of the morning that was named before."""
    words = list(spoken_days.periods(text))
    for hour in spoken_days.hours(text):
        before = [word for word in words if word.end <= hour.start]
        minute = int(str(hour.value))
        spoken = text[hour.start : hour.end]
        if before and spoken[:1].isdecimal() and before[-1].value == spoken_days.MORNING and minute >= 12 * 60:
            minute -= 12 * 60
        yield Said(hour.start, hour.end, "hour", minute)


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
        # 888 is a room and not the middle of a number
        around = r"(?<!\d){}(?!\d|[点點时:：位人号])" if name.isdecimal() else "{}"
        for match in re.finditer(around.format(re.escape(name)) + "(?:厅|包间|包房|房间|包厢)?", text):
            yield Said(match.start(), match.end(), "room", known[name])


def _people(text: str) -> Iterable[Said]:
    for match in _PEOPLE.finditer(text):
        number = number_of(match["zh"] or match["en"] or match["pax"])
        after = text[match.end() : match.end() + 3]
        # “for 7 pm” is an hour
        if number and number <= MOST_PEOPLE and not (match["en"] and re.match(r"\s*(?:[ap]\.?m|:)", after, re.I)):
            yield Said(match.start(), match.end(), "people", number)


def _wishes(text: str) -> Iterable[Said]:
    for match in _WISH.finditer(text):
        if not re.fullmatch(r"要(?:一?个?)(?:包间|包厢|包房|房间|位子|座位|桌)", match[0]):
            yield Said(match.start(), match.end(), "wish", match[0].strip())


def _names(text: str, found: Iterable[Said]) -> Iterable[Said]:
    """A name with a title, one that is introduced, or what stands alone at the end."""
    hidden = list(text)
    for said in found:
        hidden[said.start : said.end] = "\n" * (said.end - said.start)
    open_text = "".join(hidden)
    for match in _TITLED.finditer(open_text):
        name = _FILLER.sub("", match["name"])
        if name:
            start = match.end() - len(name) - len(match["title"])
            yield Said(start, match.end() - len(match["title"]), "name", name)
            surname = name[:2] if name[:2] in SURNAMES else name[:1]
            yield Said(match.end() - len(match["title"]), match.end(), "salutation", surname + match["title"])
            return
    for match in _CALLED.finditer(open_text):
        yield Said(match.start(), match.end(), "name", match["name"])
        return
    for match in _ENGLISH_NAME.finditer(open_text):
        yield Said(match.start(), match.end(), "name", re.sub(r"^name(?:\s+is|:)\s*", "", match[0]))
        return
    if (alone := _ALONE.search(open_text)) and not _FILLER.search(alone[1]):
        yield Said(alone.start(1), alone.end(1), "name", alone[1])


def _left(text: str, parts: Iterable[Said]) -> str:
    hidden = list(text)
    for said in parts:
        hidden[said.start : said.end] = " " * (said.end - said.start)
    bare = _FILLER.sub(" ", "".join(hidden))
    return " ".join(re.sub(r"[\s,，。.;；、！!？?~～:：]+", " ", bare).split())
