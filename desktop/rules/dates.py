"""Reads dates as offices write them, among them a spreadsheet's serial numbers."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.words import Word

_EPOCH = date(1899, 12, 30)
_FIRST, _LAST = 1850, 2200
_LEAP_DAY_THAT_NEVER_WAS = 60  # spreadsheets believe in 29 February 1900

_MONTHS = {m: n for n, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}  # noqa: SIM905
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_TIME = re.compile(
    r"(?:t|\s+|上午|下午)\s*\d{1,2}[:时点]\d{0,2}.*$|\s*(?:星期|周|礼拜)[一二三四五六日天]$|\s*\((?:周|星期).\)$",
    re.IGNORECASE,
)
_YMD = re.compile(r"(\d{4})\s*(?:年|[-/.\s_])\s*(\d{1,2})\s*(?:月|[-/.\s_])\s*(\d{1,2})\s*[日号]?")
_SHORT_YMD = re.compile(r"(\d{2})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?")
_MD = re.compile(r"(?:--)?(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*[日号]?")
_VCARD_MD = re.compile(r"--(\d{2})-?(\d{2})")
_DIGITS = re.compile(r"\d{8}")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_LAST_YEAR = re.compile(r"(\d{1,2})[-/.\s](\d{1,2})[-/.\s](\d{4})")
_THREE = re.compile(r"(\d{1,2})[-/.\s](\d{1,2})[-/.\s](\d{4}|\d{2})")
_WORDY = re.compile(
    r"(\d{1,2})[-\s./]*([a-z]{3})[a-z]*\.?,?[-\s./]*(\d{4}|\d{2})?"
    r"|([a-z]{3})[a-z]*\.?[-\s]*(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})?"
)


class DateOrder(Word):
    """How 05/06/1981 is to be read."""

    DAY_FIRST = "dmy", N_("Day, month, year")
    MONTH_FIRST = "mdy", N_("Month, day, year")
    YEAR_FIRST = "ymd", N_("Year, month, day")


def order_told(values: Iterable[object], today: date | None = None) -> tuple[DateOrder | None, str]:
    """The order that a column's unmistakable dates tell, and one of its dates that could be read in several ways; ""
    where there is none, or where its dates contradict each other: then each is a question of its own."""
    told: set[DateOrder] = set()
    open_question = ""
    for value in values:
        if not isinstance(value, str) or not (parts := _parts(value)):
            continue
        ways = readings(value, today)
        if len({iso for _order, iso in ways}) > 1:
            open_question = open_question or value
        elif len(ways) == 1 and len(set(parts)) == 3:
            told.add(ways[0][0])
    if len(told) > 1:
        return None, ""
    return (told.pop() if told else None), open_question


def readings(text: str, today: date | None = None) -> list[tuple[DateOrder, str]]:
    """The ways in which three numbers are a date, each with the date."""
    found: list[tuple[DateOrder, str]] = []
    if not (parts := _parts(text)):
        return found
    for order in DateOrder:
        at = dict(zip(order.value, parts, strict=True))
        if len(at["y"]) == 3 or (len(at["y"]) < 2) or len(at["d"]) > 2 or len(at["m"]) > 2:
            continue
        year = int(at["y"]) if len(at["y"]) == 4 else _century(int(at["y"]), today or date.today())
        try:
            found.append((order, _checked(year, int(at["m"]), int(at["d"]), text, None)))
        except BadEntry:
            continue
    return found


def in_order(value: object, order: DateOrder, today: date | None = None) -> object:
    """The date that `value` is in this order; `value` itself where it is none."""
    return dict(readings(value, today)).get(order, value) if isinstance(value, str) else value


def _parts(text: str) -> tuple[str, str, str] | None:
    found = _THREE.fullmatch(_TIME.sub("", unicodedata.normalize("NFKC", text).strip().lstrip("'")).strip())
    return (found[1], found[2], found[3]) if found else None


def date_of(value: object, field: str | None = None, today: date | None = None) -> str:
    """A date as YYYY-MM-DD, or MM-DD where the year is not told (2-29 allowed).

    Takes dates, a spreadsheet's serial (number or five digits of text), and text in the usual shapes. BadEntry where
    the day is missing, where day and month could be either, for lunar dates, and for what is no date.
    """
    if isinstance(value, datetime):
        return _checked(value.year, value.month, value.day, value, field)
    if isinstance(value, date):
        return _checked(value.year, value.month, value.day, value, field)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if 10_000_000 <= value < 100_000_000:
            return date_of(str(int(value)), field, today)
        if _FIRST <= value < _LAST:
            raise BadEntry(N_("The day is missing in this date: {value}"), field, value=value)
        return _of_serial(value, field)
    text = " ".join(unicodedata.normalize("NFKC", str(value)).strip().lstrip("'").split())
    if re.search(r"农历|阴历|旧历|[闰正腊初廿]|lunar", text, re.IGNORECASE):
        raise BadEntry(N_("This is a lunar date; enter it among the anniversaries: {value}"), field, value=text[:40])
    return _of_text(_TIME.sub("", _chinese_numerals(text)).strip(), field, today or date.today())


def _of_text(text: str, field: str | None, today: date) -> str:
    if found := _YMD.fullmatch(text):
        return _checked(int(found[1]), int(found[2]), int(found[3]), text, field)
    if _DIGITS.fullmatch(text):
        return _checked(int(text[:4]), int(text[4:6]), int(text[6:]), text, field)
    if found := _SERIAL.fullmatch(text):
        return _of_serial(int(found[1]), field)
    if found := _VCARD_MD.fullmatch(text) or _MD.fullmatch(text):
        return _checked(None, int(found[1]), int(found[2]), text, field)
    if found := _SHORT_YMD.fullmatch(text):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
        # 85-7-12 can only begin with a year; 01-02-03 could begin with anything
        if year > 31 or "年" in text:
            return _checked(_century(year, today), month, day, text, field)
        ways = {iso for _order, iso in readings(text, today)}
        if len(ways) == 1:
            return ways.pop()
        raise _unsure(text, field)
    if found := _LAST_YEAR.fullmatch(text):
        return _year_last(int(found[1]), int(found[2]), int(found[3]), text, field)
    if found := _WORDY.fullmatch(text.lower()):
        return _wordy(found, text, field, today)
    if re.fullmatch(r"\d{4}\s*(?:年|[-/.])\s*(?:\d{1,2}\s*月?)?|\d{4}", text):
        raise BadEntry(N_("The day is missing in this date: {value}"), field, value=text)
    raise BadEntry(N_("This is not a date: {value}. Write it as 2026-07-12."), field, value=text[:40])


def _year_last(first: int, second: int, year: int, text: str, field: str | None) -> str:
    if first > 12:
        return _checked(year, second, first, text, field)
    if second > 12 or first == second:
        return _checked(year, first, second, text, field)
    raise _unsure(text, field)


def _unsure(text: str, field: str | None) -> BadEntry:
    return BadEntry(N_("Day and month of {value} could be either. Write it as 2026-07-12."), field, value=text)


def _wordy(found: re.Match[str], text: str, field: str | None, today: date) -> str:
    day, name, year = (found[1], found[2], found[3]) if found[2] else (found[5], found[4], found[6])
    month = _MONTHS.get(name)
    if month is None:
        raise BadEntry(N_("This is not a date: {value}. Write it as 2026-07-12."), field, value=text[:40])
    full = None if year is None else int(year) if len(year) == 4 else _century(int(year), today)
    return _checked(full, month, int(day), text, field)


def _century(year: int, today: date) -> int:
    return 2000 + year if year <= (today.year + 1) % 100 else 1900 + year


def _of_serial(value: float, field: str | None) -> str:
    days = int(value)
    if not 1 <= days <= (date(_LAST, 1, 1) - _EPOCH).days:
        raise BadEntry(N_("This is not a date: {value}. Write it as 2026-07-12."), field, value=value)
    found = _EPOCH + timedelta(days=days if days > _LEAP_DAY_THAT_NEVER_WAS else days + 1)
    return found.isoformat()


def _checked(year: int | None, month: int, day: int, value: object, field: str | None) -> str:
    try:
        found = date(2000 if year is None else year, month, day)
    except ValueError:
        raise BadEntry(N_("There is no such day: {value}"), field, value=str(value)[:40]) from None
    if year is None:
        return f"{month:02d}-{day:02d}"
    if not _FIRST <= year < _LAST:
        raise BadEntry(N_("The year of this date can't be right: {value}"), field, value=str(value)[:40])
    return found.isoformat()


def _chinese_numerals(text: str) -> str:
    """二〇二六年七月十二日 → 2026年7月12日."""
    if not re.search(r"[〇零一二三四五六七八九十]", text):
        return text

    def number(found: re.Match[str]) -> str:
        digits = found[0]
        if "十" in digits:
            tens, _ten, ones = digits.partition("十")
            return f"{tens.translate(_NUMERALS) or '1'}{ones.translate(_NUMERALS) or '0'}"
        return digits.translate(_NUMERALS)

    return re.sub(r"[〇零一二三四五六七八九十]+(?=[年月日号])", number, text)
