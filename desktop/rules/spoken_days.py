"""Days and hours as people say them: 明晚六点半, 下周五, 腊月二十三, tomorrow at 7pm."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from desktop.rules.errors import BadEntry
from desktop.rules.lunar import LunarTable, next_lunar
from desktop.rules.numerals import NUMBER, number_of
from desktop.rules.values import dataclass

MORNING, NOON, AFTERNOON, EVENING = "morning", "noon", "afternoon", "evening"
_AHEAD = {"今": 0, "明": 1, "后": 2, "大后": 3}
_PERIODS = {
    "早茶": MORNING, "早餐": MORNING, "早上": MORNING, "早晨": MORNING, "清早": MORNING, "上午": MORNING,
    "早": MORNING, "晨": MORNING,
    "中午": NOON, "正午": NOON, "午间": NOON, "中饭": NOON, "午饭": NOON, "午餐": NOON, "午": NOON,
    "下午": AFTERNOON, "傍晚": EVENING, "晚上": EVENING, "夜里": EVENING, "晚饭": EVENING, "晚餐": EVENING,
    "晚": EVENING, "夜宵": EVENING, "宵夜": EVENING, "宴": EVENING,
    "morning": MORNING, "breakfast": MORNING, "noon": NOON, "lunch": NOON, "midday": NOON, "afternoon": AFTERNOON,
    "evening": EVENING, "night": EVENING, "dinner": EVENING, "supper": EVENING,
}  # fmt: skip
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LUNAR_MONTHS = {"正": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
                 "冬": 11, "十一": 11, "腊": 12, "十二": 12}  # fmt: skip
_LUNAR_DAY = r"(?:初[一二三四五六七八九十]|[廿二]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)"
# Without a word for the time of day: a house that serves noon and evening means these hours
_EVENING_HOURS = range(1, 11)


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said: where it stands in the text, and what it means."""

    start: int
    end: int
    kind: str
    value: object


def days(text: str, today: date, table: LunarTable | None = None) -> Iterator[Said]:
    """Each day that the text names, in its order. `table` knows the lunar calendar; without it 初八 is not understood.

    A day without year is the next such day, today included; so is a weekday without 上 or 下.
    """
    taken: list[tuple[int, int]] = []
    found: list[Said] = []
    for pattern, read in _DAYS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            try:
                day = read(match, today, table)
            except (ValueError, BadEntry):
                continue
            if day is not None:
                taken.append(match.span())
                found.append(Said(match.start(), match.end(), "day", day))
    yield from sorted(found, key=lambda said: said.start)


def periods(text: str) -> Iterator[Said]:
    """Words for a time of day, which also tell the meal: 中午, 晚."""
    for match in _PERIOD.finditer(text):
        yield Said(match.start(), match.end(), "period", _PERIODS[match[0].casefold()])


def hours(text: str) -> Iterator[Said]:
    """Each hour that the text names, as minutes after midnight."""
    for match in _HOURS.finditer(text):
        minute = _minute(match)
        if minute is not None:
            yield Said(match.start(), match.end(), "hour", minute)


def _minute(match: re.Match[str]) -> int | None:
    hour = number_of(match["hour"] or match["clock"] or match["english"] or "")
    if hour is None or hour > 24:
        return None
    rest = match["minute"] or match["clock_minute"] or match["english_minute"] or ""
    minute = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "": 0}.get(rest)
    if minute is None:
        minute = number_of(rest)
    if minute is None or minute > 59:
        return None
    return _in_period(hour, _period_of(match)) % 24 * 60 + minute


def _period_of(match: re.Match[str]) -> str | None:
    if match["half"]:
        return MORNING if match["half"].casefold().startswith("a") else EVENING
    word = match["period"] or match["clock_period"]
    if word is not None:
        return _PERIODS[word]
    # 18:30 says all by itself, 6:30 does not
    return None


def _in_period(hour: int, period: str | None) -> int:
    if period is None:
        return hour + 12 if hour in _EVENING_HOURS else hour
    if period == MORNING:
        return 0 if hour == 12 else hour
    if period == NOON:
        return hour + 12 if hour < 4 else hour
    return hour + 12 if hour < 12 else hour


def _relative(match: re.Match[str], today: date, _table: LunarTable | None) -> date:
    return today + timedelta(days=_AHEAD[match[1]])


def _weekday(match: re.Match[str], today: date, _table: LunarTable | None) -> date:
    weekday, how = _WEEKDAYS[match[2]], match[1] or ""
    if how in ("", "这", "本", "这个"):
        ahead = (weekday - today.weekday()) % 7 if not how else weekday - today.weekday()
        return today + timedelta(days=ahead)
    weeks = how.count("下") - how.count("上")
    return today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def _lunar(match: re.Match[str], today: date, table: LunarTable | None) -> date | None:
    if table is None:
        return None
    word = match["day"]
    day = number_of(word.removeprefix("初").replace("二十", "廿") if word != "二十" else "廿")
    if word == "三十":
        day = 30
    if day is None:
        return None
    if match["month"]:
        return next_lunar(_LUNAR_MONTHS[match["month"]], day, today, table)
    now = table.lunar(today)
    found = table.solar(now.year, now.month, day, now.leap)
    if found >= today:
        return found
    first = found.replace(day=1) if day == 1 else found
    # the same day of the month that follows: its first day is at most 30 days away
    following = table.lunar(first + timedelta(days=31 - day + 1))
    return table.solar(following.year, following.month, day, following.leap)


def _dated(match: re.Match[str], today: date, _table: LunarTable | None) -> date | None:
    month, day = number_of(match["month"]), number_of(match["day"])
    if month is None or day is None:
        return None
    year = match["year"]
    return date(int(year), month, day) if year else _next(month, day, today)


def _month_first(match: re.Match[str], today: date, _table: LunarTable | None) -> date:
    return _next(_ENGLISH_MONTHS.index(match["name"][:3].casefold()) + 1, int(match["day"]), today)


def _only_day(match: re.Match[str], today: date, _table: LunarTable | None) -> date | None:
    day = number_of(match["day"])
    if day is None:
        return None
    for ahead in range(62):
        found = today + timedelta(days=ahead)
        if found.day == day:
            return found
    return None


def _english(match: re.Match[str], today: date, _table: LunarTable | None) -> date:
    word = match[0].casefold()
    if word.startswith(("today", "tonight")):
        return today
    return today + timedelta(days=2 if word.startswith("day after") else 1)


def _english_weekday(match: re.Match[str], today: date, _table: LunarTable | None) -> date:
    weekday = _ENGLISH_DAYS.index(match["weekday"][:3].casefold())
    if (match["how"] or "").strip().casefold() == "next":
        return today + timedelta(days=weekday - today.weekday() + 7)
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _next(month: int, day: int, today: date) -> date:
    """The next such day, today included. A leap day waits for its year."""
    for year in range(today.year, today.year + 9):
        try:
            found = date(year, month, day)
        except ValueError:
            if (month, day) == (2, 29):
                continue
            raise
        if found >= today:
            return found
    raise ValueError


_Reader = Callable[[re.Match[str], date, LunarTable | None], date | None]
_MONTH_NAMES = r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
# The first that fits a place counts
_DAYS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r"(?:农历|阴历)?(?P<month>十[一二]|[正一二三四五六七八九十冬腊])月(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?)"),
     _lunar),
    (re.compile(rf"(?:农历|阴历)(?P<month>十[一二]|[正一二三四五六七八九十冬腊])月(?P<day>{_LUNAR_DAY})"), _lunar),
    (re.compile(rf"(?P<month>[正冬腊])月(?P<day>{_LUNAR_DAY})"), _lunar),
    (re.compile(rf"(?:(?P<year>20\d\d)年)?(?P<month>{NUMBER})月(?P<day>{NUMBER})[日号]?"), _dated),
    (re.compile(r"(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"), _dated),
    (re.compile(r"(?<![\d.:/])(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])(?P<year>)(?![\d/])"), _dated),
    (re.compile(r"(?P<month>)(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?)"), _lunar),
    (re.compile(r"(大后|今|明|后)(?=天|日|晚|早|晨|儿|中午|上午|下午|夜)[天日儿]?"), _relative),
    (re.compile(r"((?:下{1,3}|上|这|本|这个)?)个?(?:周|星期|礼拜)([一二三四五六日天末])"), _weekday),
    (re.compile(rf"(?<!月)(?P<day>{NUMBER})[号日](?![楼厅桌房包])"), _only_day),
    (re.compile(r"\b(?:day after tomorrow|tomorrow|today|tonight)\b", re.I), _english),
    (re.compile(r"(?P<how>\b(?:next|this)\s+)?\b(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b",
                re.I), _english_weekday),
    (re.compile(rf"\b(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH_NAMES}", re.I), _month_first),
    (re.compile(rf"\b{_MONTH_NAMES}\s+(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th)?\b", re.I), _month_first),
)  # fmt: skip
_WORDS = "|".join(sorted((re.escape(word) for word in _PERIODS if not word.isascii()), key=len, reverse=True))
_ENGLISH_WORDS = "|".join(word for word in _PERIODS if word.isascii())
_PERIOD = re.compile(rf"{_WORDS}|\b(?:{_ENGLISH_WORDS})\b", re.I)
_HOURS = re.compile(
    rf"(?P<period>{_WORDS})?的?(?P<hour>{NUMBER})[点點时](?P<minute>半|一刻|三刻|整|{NUMBER}(?=分))?分?钟?"
    rf"|(?P<clock_period>{_WORDS})?(?<![\d])(?P<clock>[01]?\d|2[0-4])[:：](?P<clock_minute>[0-5]\d)(?!\d)(?!\s*[ap]\.?m)"
    r"|\b(?P<english>1[0-2]|[1-9])(?:[:.](?P<english_minute>[0-5]\d))?\s*(?P<half>[ap]\.?m\.?)(?![a-z])",
    re.I,
)
