"""Finds the time zone of a name, also on bare systems that lack the tables."""

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from desktop.i18n import N_
from desktop.rules.errors import BadEntry

# China has had one time without summer time since 1992; bare systems may lack the tables
_CHINA = frozenset({"Asia/Shanghai", "Asia/Chongqing", "Asia/Harbin", "PRC", "Asia/Macau", "Asia/Hong_Kong"})


def zone_of(name: str) -> tzinfo:
    """The time zone of a name such as Asia/Shanghai; BadEntry if this computer does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if name in _CHINA:
            return timezone(timedelta(hours=8), "CST")
        raise BadEntry(N_("This computer does not know the time zone “{zone}”."), "zone", zone=name) from None


def begin_of(day: date, zone: str) -> datetime:
    """The moment at which a day begins there."""
    return datetime.combine(day, time.min, zone_of(zone))
