"""How days, moments, levels and lists of words are said on screen, in the language in force."""

from collections.abc import Iterable
from datetime import date, datetime

from desktop.i18n import _, language
from desktop.ui.kit.times import local
from desktop.ui.kit.times import today as office_today

_WEEKDAYS = "一二三四五六日"
_ENGLISH_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(on: date, today: date | None = None) -> str:
    """`7月12日 周日` and `Sun 12 Jul`, with the year if it is another."""
    other = on.year != (today or office_today()).year
    if language() == "en":
        return f"{_ENGLISH_DAYS[on.weekday()]} {on.day} {ENGLISH_MONTHS[on.month - 1]}{f' {on.year}' if other else ''}"
    return f"{f'{on.year}年' if other else ''}{on.month}月{on.day}日 周{_WEEKDAYS[on.weekday()]}"


def moment(at: datetime) -> str:
    """A day and a 24-hour clock, in the office's time zone."""
    here = local(at)
    return f"{day(here.date())} {here:%H:%M}"


def level_word(level: int) -> str:
    """`二级`, `Level 2`."""
    return {1: _("Level 1"), 2: _("Level 2"), 3: _("Level 3")}[level]


def listed(words: Iterable[str]) -> str:
    """`甲、乙`, `A, B`."""
    return _(", ").join(words)
