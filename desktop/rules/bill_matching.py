"""Which booking a till's bill belongs to: by its number, else by day, room or table and hour, else by the guest."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.bill_rows import BillRow
from desktop.rules.bookings import DAY, DINNER, LUNCH, MealTime
from desktop.rules.text import fold
from desktop.rules.words import Word

_BETWEEN = re.compile(r"[、,，;；/+&]|\s和\s|\sand\s")
_SPACES = re.compile(r"[\s\-_·#№()（）]+")
_KIND = re.compile(
    r"(?:号?(?:包厢|包间|包房|房间|餐桌|桌台|桌|台|厅|房|间)|号)$|^(?:包厢|包间|包房|房间|桌|台|room|table|no\.?)"
)
# How tills call the two meals that the rule books know
_MEALS: Mapping[str, tuple[str, ...]] = {
    LUNCH: ("午餐", "午市", "中餐", "中市", "中午", "午", "午饭", "lunch"),
    DINNER: ("晚餐", "晚市", "晚", "晚上", "晚饭", "晚宴", "dinner"),
}


class Finding(Word):
    """What became of a bill that looked for its booking."""

    FOUND = "found", N_("Booking found")
    SEVERAL = "several", N_("Several fit")
    NONE = "none", N_("No booking")
    SAME = "same", N_("Has this bill already")
    DIFFERS = "differs", N_("Has another bill")
    SHARED = "shared", N_("More rows for one booking")
    UNSEEN = "unseen", N_("Its host is not shown to you")

    @property
    def settled(self) -> bool:
        """Whether it is entered, or left, without anybody deciding."""
        return self in (Finding.FOUND, Finding.SAME)


@dataclass(frozen=True, slots=True)
class Party:
    """A booking that a bill may be of, as far as the one who imports sees its clients."""

    key: UUID
    number: int
    on: date
    meal: MealTime
    meal_key: str
    at: int
    places: tuple[str, ...]
    names: frozenset[str]
    phones: frozenset[str]
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fit:
    """The bookings that a bill may be of, none where nothing fits. `at_odds` where the place says one and the guest
    another: then somebody has to decide."""

    bookings: tuple[UUID, ...]
    at_odds: bool = False


def fitting(row: BillRow, parties: Sequence[Party], meals: Sequence[MealTime]) -> Fit:
    """The bookings that a bill may be of. `meals` are the office's."""
    if row.booking is not None:
        return Fit(tuple(party.key for party in parties if party.number == row.booking))
    near = [party for party in parties if party.on in (row.on, row.on - timedelta(days=1))]
    here = _by_hour(row, [party for party in near if _is_at(row.place, party.places)], meals)
    met = _by_hour(row, _of_guest(row, near), meals)
    both = [party for party in here if party in met]
    if both:
        return Fit(tuple(party.key for party in both))
    return Fit(tuple(party.key for party in (*here, *met)), bool(here and met))


def told_apart(found: Mapping[int, Fit]) -> dict[int, tuple[UUID, ...]]:
    """The bookings by row; of several those that no other row alone can mean: by elimination."""
    left = {row: fit.bookings for row, fit in found.items()}
    while True:
        taken = {keys[0] for keys in left.values() if len(keys) == 1}
        then = {row: tuple(key for key in keys if key not in taken)
                if len(keys) > 1 and not found[row].at_odds else keys for row, keys in left.items()}  # fmt: skip
        # where all of them are taken nothing was learnt
        then = {row: keys or left[row] for row, keys in then.items()}
        if then == left:
            return left
        left = then


def shared(found: Mapping[int, Sequence[UUID]]) -> set[int]:
    """Rows that mean a booking which another row means too: two bills of one party, or one told twice."""
    rows: dict[UUID, list[int]] = {}
    for row, keys in found.items():
        if len(keys) == 1:
            rows.setdefault(keys[0], []).append(row)
    return {row for several in rows.values() if len(several) > 1 for row in several}


def _by_hour(row: BillRow, parties: Sequence[Party], meals: Sequence[MealTime]) -> list[Party]:
    """Of bookings at one place, or of one guest, those whose meal and turn the bill's hour allows."""
    left = [party for party in parties if _is_meal(row.meal, party)]
    if row.at is None:
        return [party for party in left if party.on == row.on]
    slots = _slots(row.on, row.at, meals, opened=row.opened)
    there = {party: _between(party, row.at) for party in left if (party.on, party.meal) in slots}
    if row.opened:
        nearest = min(map(abs, there.values()), default=0)
        return [party for party, minutes in there.items() if abs(minutes) == nearest]
    # nobody pays before he has come
    return [party for party, minutes in there.items() if minutes >= 0]


def _slots(on: date, minute: int, meals: Sequence[MealTime], *, opened: bool) -> list[tuple[date, MealTime]]:
    """The meals, and of which day, that a bill of this minute may be of. In the small hours a till may have the day
    that was, or the new one."""
    ordered = sorted(meals, key=lambda meal: meal.begins)
    yesterday = on - timedelta(days=1)
    if night := [meal for meal in ordered if meal.ends < meal.begins and minute <= meal.ends]:
        return [(day, meal) for meal in night for day in (yesterday, on)]
    if opened:
        ahead = [meal for meal in ordered if meal.ends < meal.begins or minute <= meal.ends] or ordered[-1:]
        return [(on, meal) for meal in ahead[:1]]
    begun = [meal for meal in ordered if meal.begins <= minute]
    if not begun:
        return [(day, meal) for meal in ordered[-1:] for day in (yesterday, on)]
    # until a meal is really on, those of the one before still pay
    late = minute - begun[-1].begins < begun[-1].after(begun[-1].ready_by)
    return [(on, meal) for meal in begun[-2 if late else -1 :]]


def _between(party: Party, minute: int) -> int:
    """Minutes from when a party was to come to a minute of the same meal."""
    return (minute - party.meal.begins) % DAY - party.meal.after(party.at)


def _is_meal(said: str, party: Party) -> bool:
    folded = fold(said)
    if not folded or folded == fold(party.meal.name):
        return True
    meant = [key for key, words in _MEALS.items() if folded in words]
    # a word that is no meal, such as “set menu”, tells nothing
    return not meant or party.meal_key in meant


def _is_at(said: str, places: Collection[str]) -> bool:
    """Whether a till means one of these places: `牡丹`, `牡丹厅`, `大厅12号桌`, `12` for table 12 of a hall."""
    held = {name for place in places for name in (*_called(place), *_called(place.split()[-1]))}
    return any(not held.isdisjoint(_called(text)) for text in _BETWEEN.split(said))


def _called(place: str) -> set[str]:
    """A place's name, and without the word for room or table."""
    plain = _SPACES.sub("", fold(place))
    return {name for name in (plain, _KIND.sub("", plain)) if name}


def _of_guest(row: BillRow, parties: Iterable[Party]) -> list[Party]:
    """The parties of who is told by code, else by phone, else by name."""
    there = list(parties)
    for told, held in ((row.code, "codes"), (row.phone, "phones"), (fold(row.name), "names")):
        found = [party for party in there if told and told in getattr(party, held)]
        if found:
            return found
    return []
