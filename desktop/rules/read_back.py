"""Says a booking in one sentence, to be read back on the telephone or sent (SE-7)."""

from collections.abc import Iterable
from datetime import date, timedelta

from desktop.i18n import N_, Translator
from desktop.rules.bookings import MealTime
from desktop.rules.calendars import clock
from desktop.rules.lunar import LunarTable, lunar_text
from desktop.rules.numerals import counted, said

_WEEKDAYS = "一二三四五六日"
_ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def sentence(on: date, minute: int, people: int, places: Iterable[str], wishes: str, translate: Translator,
             table: LunarTable | None = None, meal: MealTime | None = None) -> str:  # fmt: skip
    """The booking as it is read back: “7月12日周日（农历五月廿八）中午十一点半，牡丹厅，十位，免香菜，对吗？”.

    Without a place the waiting list is said. `table` knows the lunar day; without it that is left out. `meal` tells
    whether the minute is of the day that follows, as it is after midnight at a late supper; then both days are said.
    """
    chinese = translate.language.startswith("zh")
    day = f"{on.month}月{on.day}日周{_WEEKDAYS[on.weekday()]}" if chinese else _english_day(on)
    lunar = lunar_text(table.lunar(on), translate) if table is not None and chinese else ""
    named = ("、" if chinese else ", ").join(places)
    hour = _spoken_hour(minute) if chinese else clock(minute)
    if meal is not None and minute < meal.begins and meal.holds(minute):
        hour = _night_hour(on, hour, chinese)
    party = counted(people) if chinese else str(people)
    when = f"{day}（{lunar}）{hour}" if lunar else (f"{day}{hour}" if chinese else f"{day}, {hour}")
    parts = [when, named or translate(N_("on the waiting list")),
             translate(N_("party of {n}")).format(n=party)]  # fmt: skip
    if wishes:
        parts.append(wishes.rstrip("。.，, "))
    return translate(N_("{parts}: is that right?")).format(parts=("，" if chinese else ", ").join(parts))


def _english_day(on: date) -> str:
    return f"{_ENGLISH_DAYS[on.weekday()]} {on.day} {_ENGLISH_MONTHS[on.month - 1]}"


def _night_hour(on: date, hour: str, chinese: bool) -> str:
    """夜里（9日凌晨零点半）: who is told the eve and an hour after midnight comes a day early."""
    then = on + timedelta(days=1)
    if not chinese:
        return f"night ({_english_day(then)}, {hour})"
    return f"夜里（{'' if then.month == on.month else f'{then.month}月'}{then.day}日{hour}）"


def _spoken_hour(minute: int) -> str:
    """中午十一点半 of 690."""
    hour, rest = divmod(minute, 60)
    spans = ((5 * 60, "凌晨"), (11 * 60 + 30, "上午"), (13 * 60, "中午"), (17 * 60 + 30, "下午"), (24 * 60, "晚上"))
    word = next(said_so for until, said_so in spans if minute < until)
    shown = hour - 12 if hour > 12 else hour
    tail = {0: "", 30: "半", 15: "一刻", 45: "三刻"}.get(rest)
    if tail is None:
        tail = ("零" if rest < 10 else "") + said(rest) + "分"
    return f"{word}{counted(shown)}点{tail}"
