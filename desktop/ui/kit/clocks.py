"""How spans of time are said: how long, what is left until a moment, and by how much it is over."""

from datetime import datetime

from desktop.i18n import _, _n
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone

_DAY = 24
SOON = 15 * 60
"""Seconds before the hour from which what is left is warned of."""


def span(seconds: float) -> str:
    """`3 分 20 秒`, `18 分`, `2 小时 5 分`, `3 天`; seconds only where minutes are few."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours >= 2 * _DAY:
        return _n("{n} day", "{n} days", hours // _DAY).format(n=hours // _DAY)
    if hours:
        return _("{h} h {m} min").format(h=hours, m=minutes)
    if minutes >= 10 or (minutes and not rest):
        return _("{m} min").format(m=minutes)
    if minutes:
        return _("{m} min {s} s").format(m=minutes, s=rest)
    return _("{s} s").format(s=rest)


def left(until: datetime, now: datetime) -> tuple[str, Tone]:
    """What is left of the time until a moment, or by how much it is over; red after."""
    seconds = (until - now).total_seconds()
    if seconds >= 0:
        return _("{span} left").format(span=span(seconds)), Tone.WARN if seconds < SOON else Tone.PLAIN
    return _("{span} over").format(span=span(-seconds)), Tone.BAD


def hour(at: datetime) -> str:
    return f"{local(at):%H:%M}"
