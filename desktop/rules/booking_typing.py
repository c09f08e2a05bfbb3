"""What is typed at the booking desk: an hour such as 1830, a name with its phone; and which meal comes next (SE-7)."""

import re
import unicodedata
from collections.abc import Sequence
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.bookings import DAY, MealTime, Spot, fitting
from desktop.rules.errors import BadEntry

_HOUR = re.compile(r"(\d{1,2})(?:[:.点时h]\s*(?:(\d{1,2})分?|(半))?|(\d{2}))?")
_PHONE = re.compile(r"\+?\d[\d \-]{5,}\d")
_HALF_DAY = DAY // 2
_STEP = 5  # minutes: nobody books for 12:03


def minute_of(text: str, meal: MealTime | None = None) -> int:
    """Minutes after midnight of `1830`, `18:30`, `18.30`, `18`, `6点半`; an hour that fits the meal only in the
    afternoon is meant so. Raises BadEntry that names the field."""
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    found = _HOUR.fullmatch(typed)
    hour = int(found[1]) if found else DAY
    minute = int(found[2] or found[4] or (30 if found[3] else 0)) if found else 0
    if hour > 23 or minute > 59:
        raise BadEntry(N_("“{text}” is no time of day; write it like 1830 or 18:30."), "at", text=text.strip())
    at = hour * 60 + minute
    if meal is not None and not meal.holds(at) and hour < 12 and meal.holds(at + _HALF_DAY):
        return at + _HALF_DAY
    return at


def next_meal(meals: Sequence[MealTime], now: int) -> int | None:
    """Which of a day's meals, in their order, is on or comes next at this minute; after the last it is the last."""
    for number, meal in enumerate(meals):
        if meal.ends < meal.begins or now <= meal.ends:
            return number
    return len(meals) - 1 if meals else None


def usual_hour(meal: MealTime, now: int | None = None) -> int:
    """What is offered as the hour: when all is to be ready, or the present minute (of today) where that has passed."""
    if now is None or not meal.holds(now) or (now - meal.begins) % DAY <= (meal.ready_by - meal.begins) % DAY:
        return meal.ready_by
    rounded = -(-now // _STEP) * _STEP % DAY
    return rounded if meal.holds(rounded) else now


def name_and_phone(text: str) -> tuple[str, str]:
    """`张三 199 0000 0318` as name and phone; either may be empty. A few digits are no number but the tail of one."""
    typed = unicodedata.normalize("NFKC", text).strip()
    found = _PHONE.search(typed)
    if found is None:
        return ("" if typed.isdigit() else typed), ""
    name = f"{typed[: found.start()]} {typed[found.end() :]}"
    return " ".join(name.split()), found[0]


def best_spots(free: Sequence[Spot], people: int, usual: str = "") -> tuple[UUID, ...]:
    """What is offered first: the place a host usually has, if it seats the party, else the tightest fit; where no
    place is large enough, as few as together are; none where all of them are too small."""
    large = [spot for spot in free if spot.seats >= people]
    if large:
        return (next((spot for spot in large if spot.name == usual), fitting(large, people)[0]).key,)
    # tables that stand in one hall are put together, rooms with doors between them are not
    halls = dict.fromkeys(spot.room for spot in free if spot.table is not None)
    together = [_together([s for s in free if s.room == hall and s.table is not None], people) for hall in halls]
    return min((spots for spots in together if spots), key=len, default=())


def _together(tables: Sequence[Spot], people: int) -> tuple[UUID, ...]:
    taken: list[UUID] = []
    seats = 0
    for spot in fitting(tables, people):
        if seats >= people:
            break
        taken.append(spot.key)
        seats += spot.seats
    return tuple(taken) if seats >= people else ()
