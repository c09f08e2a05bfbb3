"""Moments as the office's clocks show them, wherever the workstation stands."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo


class _Office:
    """The zone of the one office that is open; process-wide by nature, like the theme."""

    name = ""
    found: tzinfo | None = UTC

    @classmethod
    def zone(cls) -> tzinfo:
        """Looked up when a moment is first shown: the tables of zones are no part of a start."""
        if cls.found is None:
            from desktop.rules.zones import zone_of

            cls.found = zone_of(cls.name)
        return cls.found


def use_zone(name: str) -> None:
    if name != _Office.name:
        _Office.name, _Office.found = name, None


def local(moment: datetime) -> datetime:
    """The moment in the office's time zone."""
    return moment.astimezone(_Office.zone())


def today() -> date:
    """The date it is in the office."""
    return datetime.now(_Office.zone()).date()


def moment_of(on: date, after_midnight: int = 0) -> datetime:
    """The moment (UTC) when the office's clock shows so many minutes after midnight of this day."""
    wall = datetime.combine(on, time()) + timedelta(minutes=after_midnight)
    return wall.replace(tzinfo=_Office.zone()).astimezone(UTC)
