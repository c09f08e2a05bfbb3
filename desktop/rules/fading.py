"""How long a fact holds that nobody has seen again: then it asks to be confirmed; an allergy never falls silent.

No rule book names a number, so an office sets its own; 0 lets facts of that kind hold for ever.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from desktop.rules.zones import begin_of, zone_of

# By the setting that says for how many months facts of a kind hold
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "seen_months_allergies": ("allergies",),
    "seen_months_taboos": ("taboos",),
    "seen_months_likes": ("dishes", "drinks", "cigarettes"),
    "seen_months_wishes": ("seat", "room_wishes"),
    "seen_months_habits": ("dining_habits", "ordering_habits", "hobbies"),
})  # fmt: skip
FIELDS = frozenset(name for names in KINDS.values() for name in names)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last of a month that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def fresh_since(settings: Mapping[str, object], now: datetime) -> dict[str, datetime]:
    """For each field whose facts fade, the moment before which it must not have been seen last."""
    given = {kind: int(str(settings[kind])) for kind in KINDS}
    if not any(given.values()):
        return {}
    zone = str(settings["time_zone"])
    today = now.astimezone(zone_of(zone)).date()
    return {name: begin_of(months_before(today, given[kind]), zone)
            for kind, names in KINDS.items() if given[kind] for name in names}  # fmt: skip


def faded(field: str, seen: datetime, fresh: Mapping[str, datetime]) -> bool:
    """Whether a confirmed fact that was seen last at this moment asks to be confirmed again."""
    return field in fresh and seen < fresh[field]
