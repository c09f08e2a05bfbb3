"""How rows of a sheet become clients: which are the same, who is a person, what a row may leave out (CL-11, CL-15)."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from desktop.i18n import N_
from desktop.rules.anniversaries import RememberedDay, checked_day
from desktop.rules.errors import BadEntry
from desktop.rules.fields import ORGANISATION, PERSON, Catalogue, Field, FieldType
from desktop.rules.headings import plain_heading
from desktop.rules.text import fold
from desktop.rules.words import ClientForm, DayCalendar, DayKind, Word

NOTE_TOO = "+note"  # a column without a field of its own, kept in the note under its heading
LEFT = "left"  # among an import's counts: clients of which something stays though it was undone
LUNAR = "+lunar_birthday"  # a birthday by the lunar calendar; it becomes an anniversary
FORM = Field("form", N_("Person or organisation"), FieldType.CHOICE, "basic", words=ClientForm, synonyms=(
    "客户形式", "个人/单位", "个人或单位", "单位/个人", "person or organisation", "form"))  # fmt: skip

# What people write where there is nothing to write. Long texts keep theirs: “no allergies” is a fact.
_NOTHING = frozenset({"-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "不详", "未知", "待补", "n/a", "na",
                      "#n/a", "null", "none", "nil", "?", "？", "0"})  # fmt: skip
_TYPED = frozenset({FieldType.PHONE, FieldType.EMAIL, FieldType.DATE, FieldType.PLATE, FieldType.ID_NUMBER,
                    FieldType.CREDIT_CODE, FieldType.AMOUNT, FieldType.CHOICE})  # fmt: skip


class Verdict(Word):
    """What becomes of a row."""

    NEW = "new", N_("New client")
    DRAFT = "draft", N_("New, as a draft")
    SIMILAR = "similar", N_("New, but similar")
    JOINS = "joins", N_("Completes a known client")
    UNCHANGED = "unchanged", N_("Known, nothing new")
    REPEATED = "repeated", N_("Repeats an earlier row")
    REFUSED = "refused", N_("Can't be imported")


CREATING = frozenset({Verdict.NEW, Verdict.DRAFT, Verdict.SIMILAR})


class Likeness(Word):
    """In what a row is like a client that is not certainly the same."""

    ID_NUMBER = "id_number", N_("same ID number")
    PHONE = "phone", N_("same phone")
    PLATE = "plate", N_("same plate number")
    NAME = "name", N_("same name")


def name_key(name: str) -> str:
    """The same name, however written: width, case, traditional characters, spaces and dots make no difference."""
    return _GAPS.sub("", fold(name))


_GAPS = re.compile(r"[\s·•・.,，。()（）\-—_'’]+")


def says_nothing(field: Field, text: str) -> bool:
    """Whether the cell only fills its place: `/` for a phone that nobody knows."""
    return field.type in _TYPED and text.strip().lower() in _NOTHING


_FIRM = re.compile(
    r"(?:公司|集团|银行|支行|分行|商行|事务所|研究院|研究所|设计院|医院|学校|大学|学院|中学|小学|幼儿园|酒店|宾馆|饭店|餐厅|"
    r"酒楼|商场|超市|商店|工厂|[^工]厂|店|中心|协会|学会|商会|联合会|基金会|委员会|管委会|政府|法院|检察院|合作社|工作室|"
    r"经营部|门市部|服务部|办事处|分局|总局|[\u4e00-\u9fff]{2}局|税务所|派出所|部队|出版社|报社|电视台|俱乐部|有限合伙)"
    r"(?:[（(][^（()）]{1,12}[)）])?$|"
    r"\b(?:ltd|limited|inc|llc|corp|corporation|company|co|gmbh|group|bank|university|hospital)\.?$",
    re.IGNORECASE,
)


_CONTACTS = frozenset(map(plain_heading, ("联系人", "联系人姓名", "经办人", "contact", "contact person")))


def names_a_contact(heading: str) -> bool:
    """Whether a column of names is headed as a firm's contact, so that the firm itself may be the client."""
    return plain_heading(heading) in _CONTACTS


def looks_like_organisation(name: str) -> bool:
    """By its ending: 公司, 厂, 店, 局, 学校, Ltd …"""
    return len(name) >= 3 and _FIRM.search(name) is not None


def form_of(values: Mapping[str, object], catalogue: Catalogue) -> ClientForm:
    """Person or organisation: as the sheet says, else by what only one of them can have, else by the name."""
    said = values.get("form")
    if said:
        return ClientForm.of(said)
    personal = any(catalogue[name].forms == PERSON for name in values if name != "unit" and name in catalogue)
    if personal or LUNAR in values:
        return ClientForm.PERSON
    if looks_like_organisation(str(values.get("name", ""))):
        return ClientForm.ORGANISATION
    registered = any(catalogue[name].forms == ORGANISATION for name in values if name in catalogue)
    return ClientForm.ORGANISATION if registered and not values.get("unit") else ClientForm.PERSON


def headings_key(headings: Iterable[str]) -> str:
    """By which a sheet of the same make is known again; "" where it has no headings."""
    folded = [fold(heading).strip() for heading in headings]
    return hashlib.sha256("\x1f".join(folded).encode()).hexdigest() if any(folded) else ""


_COMPANY_HEADINGS = re.compile(r"公司|单位|企业|company|organi[sz]ation|firm", re.IGNORECASE)
_PERSON_HEADINGS = re.compile(r"联系人|姓名|contact|full name", re.IGNORECASE)


def people_first(headings: Mapping[int, str], matched: Mapping[int, str | None]) -> dict[int, str | None]:
    """A sheet with a column for the firm and one for the contact is a sheet of people with their unit."""
    settled = dict(matched)
    named = [at for at, target in settled.items() if target == "name"]
    if named and "unit" not in settled.values() and _COMPANY_HEADINGS.search(headings.get(named[0], "")):
        contact = [at for at, text in headings.items() if settled.get(at) is None and _PERSON_HEADINGS.search(text)]
        if contact:
            settled[named[0]], settled[contact[0]] = "unit", "name"
    return settled


_LUNAR_WORD = re.compile(r"农历|阴历|旧历|lunar|[()（）]", re.IGNORECASE)
_SAYS_LUNAR = re.compile(r"农历|阴历|旧历|lunar", re.IGNORECASE)
_LUNAR_DAY = re.compile(
    r"(?:(\d{4})\s*[年\-/.]\s*)?(闰)?\s*(?:(正|冬|腊|十[一二]|[一二三四五六七八九十]|\d{1,2})\s*[月\-/.])\s*"
    r"(初[一二三四五六七八九十]|[廿二]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十|[一二三四五六七八九]|\d{1,2})[日号]?"
)
_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九", 1)}
_MONTHS = {"正": 1, "冬": 11, "腊": 12, "十": 10, "十一": 11, "十二": 12, **_NUMERALS}


def lunar_birthday(text: str, today: date) -> RememberedDay | None:
    """The day in 农历1962年八月十五, 腊月廿三 or 阴历8-15; None where it is no lunar day: plain figures are one only
    where it is said. Raises BadEntry."""
    plain = fold(text)
    found = _LUNAR_DAY.fullmatch(_LUNAR_WORD.sub("", plain).strip())
    if found is None:
        return None
    year, leap, month, day = found.groups()
    if month.isdigit() and day.isdigit() and not leap and not _SAYS_LUNAR.search(plain):
        return None
    number = int(month) if month.isdigit() else _MONTHS[month]
    entered = RememberedDay(DayKind.BIRTHDAY, DayCalendar.LUNAR, number, _day_number(day), int(year) if year else None,
                            bool(leap))  # fmt: skip
    return checked_day(entered, today)


def _day_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    text = text.replace("廿", "二十").replace("初十", "十").replace("初", "")
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS[text]
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0)


def lunar_text(day: RememberedDay) -> str:
    """As a row keeps it beside its other values."""
    return f"{day.year or ''}/{'闰' if day.leap else ''}{day.month}/{day.day}"


def lunar_from(text: str) -> RememberedDay:
    year, month, day = text.split("/")
    number = int(month.removeprefix("闰"))
    leap = month.startswith("闰")
    return RememberedDay(DayKind.BIRTHDAY, DayCalendar.LUNAR, number, int(day), int(year) if year else None, leap)


def no_name() -> BadEntry:
    return BadEntry(N_("Enter a name: a file needs at least that."), "name")


def spans_of(numbers: Iterable[int]) -> str:
    """Numbers in their order in few characters: `5-7 9 3` for 5, 6, 7, 9, 3."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def nth_of(spans: str, place: int) -> int | None:
    """The number at a place of `spans_of`, counted from 0."""
    for span in spans.split():
        first, _dash, last = span.partition("-")
        length = int(last or first) - int(first) + 1
        if place < length:
            return int(first) + place
        place -= length
    return None
