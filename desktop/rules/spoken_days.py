"""Days and hours as people say them: 明晚六点半, 下周五, 腊月二十三, tomorrow at 7pm."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from desktop.rules.errors import BadEntry
from desktop.rules.lunar import LunarTable, next_lunar
from desktop.rules.numerals import NUMBER, number_of
from desktop.rules.values import dataclass


def either(words: str) -> str:
    """Words with blanks between them as the alternatives of a pattern, the longest first."""
    return "|".join(sorted((re.escape(word) for word in words.split()), key=len, reverse=True))


MORNING, NOON, AFTERNOON, EVENING = "morning", "noon", "afternoon", "evening"
_AHEAD = {"今": 0, "明": 1, "后": 2, "大后": 3}
_PERIODS = {
    "早茶": MORNING, "早餐": MORNING, "早上": MORNING, "早晨": MORNING, "清早": MORNING, "上午": MORNING,
    "早": MORNING,
    "中午": NOON, "正午": NOON, "午间": NOON, "中饭": NOON, "午饭": NOON, "午餐": NOON, "午": NOON,
    "下午茶": AFTERNOON, "下午": AFTERNOON,
    "傍晚": EVENING, "晚上": EVENING, "夜里": EVENING, "晚饭": EVENING, "晚餐": EVENING,
    "晚宴": EVENING, "晚": EVENING, "夜宵": EVENING, "宵夜": EVENING,
    "morning": MORNING, "breakfast": MORNING, "noon": NOON, "lunch": NOON, "midday": NOON, "afternoon": AFTERNOON,
    "evening": EVENING, "tonight": EVENING, "dinner": EVENING, "supper": EVENING, "night": EVENING,
}  # fmt: skip
# Which hours a word for a time of day can mean, in minutes from … to
_SPANS = {MORNING: (4 * 60, 12 * 60), NOON: (10 * 60 + 30, 16 * 60), AFTERNOON: (12 * 60, 20 * 60),
          EVENING: (16 * 60, 24 * 60)}  # fmt: skip
# After midnight belongs to the supper of the day before or to the day that is named: a person has to read it
_AFTER_MIDNIGHT = re.compile(r"凌晨|半夜|午夜|后半夜|\bmidnight\b|\bafter midnight\b", re.I)
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_ENGLISH_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LUNAR_MONTHS = {"正": 1, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
                 "冬": 11, "十一": 11, "腊": 12, "十二": 12}  # fmt: skip
_LUNAR_DAY = r"(?:初[一二三四五六七八九十]|[廿二]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十)"
# Without a word for the time of day: a house that serves noon and evening means these hours
_EVENING_HOURS = range(1, 10)
_UNSURE_HOUR = 10  # of the morning or of the evening
# 初三学生 is in the third year of school
_SCHOOL = r"(?!学生|家长|毕业|班|年级|同学|的?孩子|\()"
# A day with one of these is a limit or the end of a span
_LIMITS = either("之前 以前 之后 以后 之内 以内 内 起 至")
_NOT_DAY_AFTER = re.compile(
    rf"(?:晚|中午)?(?:{_LIMITS}|前(?!台)|后(?!面)|到(?:\d|周|星期|礼拜|[今明后]天)|[-–—~～]\s*\d)"
)
_NOT_DAY_BEFORE = re.compile(r"(?:[\d一二三四五六七八九十日号]\s*(?:[-–—~～至到或和、]|还是)|每个?|上个?)\s*$")


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said: where it stands in the text, and what it means."""

    start: int
    end: int
    kind: str
    value: object


def days(text: str, today: date, table: LunarTable | None = None) -> Iterator[Said]:
    """Each day that the text names, in its order. `table` knows the lunar calendar; without it 初八 is not understood.

    A day without year is the next such day, today included; so is a weekday without 上 or 下, but beside a date that
    is such a weekday it is that date. Days that have passed are not understood, as nobody books for them.
    """
    taken: list[tuple[int, int]] = []
    found: list[Said] = []
    bare: list[Said] = []
    for pattern, read in _DAYS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            try:
                day = read(match, today, table)
            except (ValueError, BadEntry):
                day = None
            # where nothing is understood the place is not read in another way: 腊月28日 is not the 28th
            taken.append(match.span())
            if day is not None and day >= today and not _is_limit(text, match):
                found.append(Said(match.start(), match.end(), "day", day))
                if read in (_weekday, _english_weekday) and not match[1]:
                    bare.append(found[-1])
    dates = {one.value for one in found if one not in bare}
    for one in sorted(found, key=lambda said: said.start):
        beside = {day for day in dates if isinstance(day, date) and isinstance(one.value, date)
                  and day.weekday() == one.value.weekday()}  # fmt: skip
        yield Said(one.start, one.end, "day", beside.pop()) if one in bare and len(beside) == 1 else one


def _is_limit(text: str, match: re.Match[str]) -> bool:
    after, before = _NOT_DAY_AFTER.match(text, match.end()), _NOT_DAY_BEFORE.search(text, 0, match.start())
    return after is not None or before is not None


def periods(text: str) -> Iterator[Said]:
    """Words for a time of day, which also tell the meal: 中午, 晚."""
    for match in _PERIOD.finditer(text):
        yield Said(match.start(), match.end(), "period", _PERIODS[match[0].casefold()])


def fits(minute: int, period: str) -> bool:
    """Whether an hour may be of that time of day."""
    begin, end = _SPANS[period]
    return begin <= minute < end or (period == EVENING and minute == 0)


def hours(text: str, taken: Iterable[Said] = ()) -> Iterator[Said]:
    """Each hour that the text names, as minutes after midnight; `taken` are the days, whose 六 is none of 周六六点.

    An hour without a word beside it is of the one time of day that the text names, if that fits.
    """
    if _AFTER_MIDNIGHT.search(text):
        return
    named = {str(word.value) for word in periods(text)}
    open_text = list(text)
    for said in taken:
        open_text[said.start : said.end] = "\n" * (said.end - said.start)
    for match in _HOURS.finditer("".join(open_text)):
        minute = _minute(match, next(iter(named)) if len(named) == 1 else None)
        if minute is not None:
            yield Said(match.start(), match.end(), "hour", minute)


def _minute(match: re.Match[str], elsewhere: str | None) -> int | None:
    hour = number_of(match["hour"] or match["clock"] or match["english"] or "")
    if hour is None or hour > 24 or _is_no_hour(match):
        return None
    rest = match["minute"] or match["clock_minute"] or match["english_minute"] or ""
    minute = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "": 0}.get(rest)
    if minute is None:
        minute = number_of(rest)
    if minute is None or minute > 59:
        return None
    if match["half"]:
        late = match["half"].casefold().startswith("p")
        # 1 a.m. is after midnight
        return None if not late and (hour == 12 or hour < 5) else (hour % 12 + 12 * late) * 60 + minute
    period = match["period"] or match["clock_period"]
    whole = _in_period(hour, _PERIODS[period] if period else elsewhere, beside=period is not None)
    if whole is None and period is None:
        whole = _in_period(hour, None, beside=False)
    return None if whole is None else whole * 60 + minute


def _is_no_hour(match: re.Match[str]) -> bool:
    """一点 is also “a little”: 辣一点, 晚一点到, 有一点远. And a number beside another one is a span: 6-8点."""
    text, before = match.string, match.string[: match.start()]
    if _SPAN_BEFORE.search(before) or _SPAN_AFTER.match(text, match.end()):
        return True
    if match["hour"] != "一" or match["minute"] or match[0].endswith(("钟", "整")):
        return False
    return len(match["period"] or "") < 2 and not (match["period"] is None and _DAY_BEFORE.search(before))


def _in_period(hour: int, period: str | None, *, beside: bool) -> int | None:
    """The hour of the day, 0 to 23; None where it can't be told or does not fit the word."""
    if period is None or (hour > 12 and not beside):
        if hour == _UNSURE_HOUR or hour == 0:
            return None
        return hour + 12 if hour in _EVENING_HOURS else hour % 24
    if period == EVENING and hour in (12, 24):
        return 0
    late = hour + 12 if hour < 12 and period != MORNING and not (period == NOON and hour > 9) else hour
    return late if fits(late * 60, period) else None


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
    day = {"二十": 20, "三十": 30}.get(word) or number_of(word.removeprefix("初").replace("二十", "廿"))
    if day is None:
        return None
    if match["month"]:
        return next_lunar(_LUNAR_MONTHS[match["month"]], day, today, table)
    # the rest of this lunar month and the next one hold each of its days; the 30th not, which nobody says so
    for ahead in range(60):
        found = today + timedelta(days=ahead)
        if table.lunar(found).day == day:
            return found
    return None


def _new_years_eve(_match: re.Match[str], today: date, table: LunarTable | None) -> date | None:
    return None if table is None else next_lunar(12, 30, today, table)


def _new_year(match: re.Match[str], today: date, table: LunarTable | None) -> date | None:
    day = number_of(match["day"].removeprefix("初"))
    return None if table is None or day is None else next_lunar(1, day, today, table)


def _in_month(match: re.Match[str], today: date, _table: LunarTable | None) -> date | None:
    day, ahead = number_of(match["day"]), match["how"].count("下")
    if day is None:
        return None
    months = today.year * 12 + today.month - 1 + ahead
    return date(months // 12, months % 12 + 1, day)


def _nothing(_match: re.Match[str], _today: date, _table: LunarTable | None) -> date | None:
    """What looks like a day and can't be told: 上月15号, 下月初八, 明后天, 周末."""
    return None


def _dated(match: re.Match[str], today: date, _table: LunarTable | None) -> date | None:
    month, day = number_of(match["month"]), number_of(match["day"])
    if month is None or day is None:
        return None
    # 5/12 without a Chinese word may be the 5th of December
    if "/" in match[0] and not match["year"] and day <= 12 and day != month and not _HAN.search(match.string):
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
_HAN = re.compile(r"[㐀-鿿]")
# “we may 7” is no month
_MONTH_NAMES = (
    r"\b(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|(?-i:May)|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NTH = r"(?P<day>3[01]|[12]?\d)(?:st|nd|rd|th)?"
# 周五六 and 周一至五 are several
_ONE_WEEKDAY = r"([一二三四五六日天])(?!至|[一二三四五六日天](?![点點位个人号]))"
_CANT_BE_TOLD = rf"(?:上个?|闰.?)月(?:初.|{NUMBER}[日号]?)|闰.月|下个?月(?:初|廿).|明后[天日]|[这本下]*个?周末"
_LUNAR_MONTH = r"(?<![闰\d一二两三四五六七八九十])(?P<month>十[一二]|[正一二三四五六七八九十冬腊])月"
_BARE_LUNAR = r"(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?)"
# Not within a longer number, nor after a month that is not understood, nor the number of a house or a table
_NO_NUMBER_BEFORE = r"(?<![\d.零〇一二两三四五六七八九十廿百月第坐桌路街巷弄栋楼座:：-])"
_NO_NUMBER_AFTER = r"(?!\s*[\d点點时:：.-]|[位人桌间个名])"
_NO_PLACE_AFTER = r"(?!楼|厅|桌|房|包|门|线|店|馆|台|院|座|位|间|车|公馆|大厅|码|[A-Za-z])"
# The first that fits a place counts; where it understands nothing, no other is tried
_DAYS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (re.compile(r"(?:除夕夜?|大?年三十)"), _new_years_eve),
    (re.compile(rf"(?:大年|新年|正月){_BARE_LUNAR}"), _new_year),
    (re.compile(rf"(?:农历|阴历)?{_LUNAR_MONTH}{_BARE_LUNAR}"), _lunar),
    (re.compile(rf"(?:农历|阴历){_LUNAR_MONTH}(?P<day>{_LUNAR_DAY}|\d{{1,2}})[日号]?"), _lunar),
    (re.compile(rf"(?<!闰)(?P<month>[正冬腊])月(?P<day>{_LUNAR_DAY}|\d{{1,2}}{_NO_NUMBER_AFTER})[日号]?"), _lunar),
    (re.compile(_CANT_BE_TOLD), _nothing),
    (re.compile(rf"(?P<how>下{{1,2}}个?|本|这个?)月(?P<day>{NUMBER})[日号]"), _in_month),
    # 八月十五 without 日 is rather a lunar day
    (re.compile(rf"(?:(?P<year>20\d\d)年)?(?<![\d./])(?P<month>{NUMBER})月(?P<day>{NUMBER}(?=[日号])|\d{{1,2}}(?!\d){_NO_NUMBER_AFTER})[日号]?"),
     _dated),
    (re.compile(r"(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"), _dated),
    (re.compile(r"(?<![\d.:/])(?P<month>1[0-2]|0?[1-9])/(?P<day>3[01]|[12]\d|0?[1-9])(?P<year>)(?![\d/])"), _dated),
    (re.compile(rf"(?<!月)(?<![读上高])(?P<month>){_BARE_LUNAR}{_SCHOOL}"), _lunar),
    (re.compile(r"(大后|今|明|后)(?=天|日|晚|早|晨|儿|中午|上午|下午|夜)[天日儿]?"), _relative),
    (re.compile(rf"((?:下{{1,3}}|上|这|本|这个)?)个?(?:周|星期|礼拜){_ONE_WEEKDAY}"), _weekday),
    (re.compile(rf"{_NO_NUMBER_BEFORE}(?P<day>{NUMBER})[号日]{_NO_PLACE_AFTER}"), _only_day),
    (re.compile(r"\b(?:day after tomorrow|tomorrow|today|tonight)\b", re.I), _english),
    # “sat” and “sun” in small letters are words
    (re.compile(r"(?P<how>\b(?:next|this)\s+)?\b(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|(?-i:Sat|SAT|Sun|SUN)|sat(?:ur)?(?=day)|sun(?=day))"
                r"(?:day)?\b", re.I), _english_weekday),
    (re.compile(rf"(?<![\d:./-])\b{_NTH}\s+(?:of\s+)?{_MONTH_NAMES}", re.I), _month_first),
    (re.compile(rf"{_MONTH_NAMES}\s+{_NTH}\b(?![:.]\d|\s*[ap]\.?m)", re.I), _month_first),
)  # fmt: skip
_SINGLE = {"早", "晚", "午"}
_LONG = either(" ".join(word for word in _PERIODS if not word.isascii() and word not in _SINGLE))
_ENGLISH_WORDS = "|".join(word for word in _PERIODS if word.isascii())
# 早 and 晚 alone are also “early” and “late”: they count after a day, and 晚 where it stands alone
_NOT_LATE = r"(?![点點到些来半几一饭安会])"
_PERIOD = re.compile(
    rf"(?<!祝)(?<!不吃)(?:{_LONG})(?!好|茶位)"
    rf"|(?<=[今明后当])[早晚午](?!安)|(?<=[天日号\d一二三四五六七八九十])[早晚午]{_NOT_LATE}|(?<![^\s,，。])晚(?=\s|\d|$)"
    rf"|(?<!good )(?<!last )\b(?:{_ENGLISH_WORDS})\b",
    re.I,
)  # fmt: skip
_WORDS = "|".join((_LONG, "早", "晚", "午"))
_DAY_BEFORE = re.compile(r"(?:[今明后]天|[日号]|周[一二三四五六日]|星期[一二三四五六日天])\s*$|\n$")
# 6-8点, from 6 to 8pm and 6点前 leave open when
_SPAN_BEFORE = re.compile(
    r"(?:[\d点半:：零〇一二两三四五六七八九十]\s*(?:[-–—~～至到、]|或者?|还是)|不是"
    r"|\b(?:before|after|by|until|till|than|from|between)|[\dm]\.?\s*to)\s*$",
    re.I,
)
_SPAN_AFTER = re.compile(
    rf"\s*(?:[-–—~～至、或]|到(?={NUMBER}?[点:：])|还是)\s*{NUMBER}"
    rf"|(?:之|以)?(?:前|后(?!天))|起|不到|多(?!位)|几分|{either('建议 意见 要求 说明')}"
)
_HOURS = re.compile(
    rf"(?P<period>{_WORDS})?的?(?<![\d.零〇一二两三四五六七八九十百])(?P<hour>{NUMBER})[点點时](?P<minute>半|一刻|三刻|整|{NUMBER}(?=分))?分?钟?"
    rf"|(?P<clock_period>{_WORDS})?(?<![\d:.-])(?P<clock>[01]?\d|2[0-4])[:：](?P<clock_minute>[0-5]\d)(?![\d:])(?!\s*[ap]\.?m)"
    r"|\b(?<![\d.:-])(?P<english>1[0-2]|[1-9])(?:[:.](?P<english_minute>[0-5]\d))?\s*(?P<half>[ap]\.?m\.?)(?![a-z])",
    re.I,
)  # fmt: skip
