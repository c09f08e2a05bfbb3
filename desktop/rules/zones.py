"""Finds the time zone of a name, also on bare systems that lack the tables."""

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop.i18n import N_
from desktop.rules.errors import BadEntry

# China has had one time without summer time since 1992; bare systems may lack the tables
_CHINA = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC", "Asia/Macau", "Asia/Hong_Kong"})

# At the very ends a moment would have no date elsewhere
_FIRST, _LAST = date.min + timedelta(days=2), date.max - timedelta(days=2)


def zone_of(name: str) -> tzinfo:
    """The time zone of a name such as Asia/Shanghai; BadEntry if this computer does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if name in _CHINA:
            return timezone(timedelta(hours=8), "CST")
        raise BadEntry(N_("This computer does not know the time zone “{zone}”."), "zone", zone=name) from None


def begin_of(day: date, zone: str) -> datetime:
    """The moment at which a day begins there; of the first and the last that can be written, of one beside them."""
    return datetime.combine(min(max(day, _FIRST), _LAST), time.min, zone_of(zone))


def end_of(day: date, zone: str) -> datetime:
    """The moment at which the day after it begins there."""
    return begin_of(min(day, _LAST) + timedelta(days=1), zone)
