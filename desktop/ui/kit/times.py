"""Moments as the office's clocks show them, wherever the workstation stands."""

from datetime import UTC, date, datetime, tzinfo

from desktop.rules.calendars import zone_of


class _Office:
    """The zone of the one office that is open; process-wide by nature, like the theme."""

    zone: tzinfo = UTC


def use_zone(name: str) -> None:
    _Office.zone = zone_of(name)


def local(moment: datetime) -> datetime:
    """The moment in the office's time zone."""
    return moment.astimezone(_Office.zone)


def today() -> date:
    """The date it is in the office."""
    return datetime.now(_Office.zone).date()
