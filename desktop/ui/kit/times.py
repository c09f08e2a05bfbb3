"""Moments as the office's clocks show them, wherever the workstation stands."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

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


def moment_of(on: date, after_midnight: int = 0) -> datetime:
    """The moment (UTC) when the office's clock shows so many minutes after midnight of this day."""
    wall = datetime.combine(on, time()) + timedelta(minutes=after_midnight)
    return wall.replace(tzinfo=_Office.zone).astimezone(UTC)
