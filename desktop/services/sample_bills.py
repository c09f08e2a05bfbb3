"""The invented bills of the sample restaurant: who came when and paid what in a year, so that its classes come out."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from desktop.rules.quarters import Quarter

SETTLED = 7  # days a quarter has been over before its classes are given
DAYS = 340  # how far back the bills go

# The quarter whose classes stand, in yuan: two are equal at rank 15, two at rank 30, and the tills have 3.9 million a
# year
_A = (86_400, 71_250, 58_900, 49_300, 45_120, 41_000, 38_600, 36_450, 34_200, 33_080, 31_900, 30_750, 29_640, 28_900,
      27_300, 27_300)  # fmt: skip
_B = (25_800, 23_940, 22_100, 20_560, 19_300, 18_240, 17_150, 16_300, 15_420, 14_600, 13_880, 13_050, 12_400, 11_200,
      11_200)  # fmt: skip
_LEADER = (4_380, 3)
_B_VISITS = (8, 14, 5, 6, 12, 4, 7, 5, 6, 3, 5, 4, 6, 3, 4)
_BY_VISITS = (20, 19, 18, 17, 16, 16, 15, 15, 13, 13, 11, 11, 10)


class Habit(NamedTuple):
    """What a client does in a usual quarter; yuan, visits."""

    spend: int
    visits: int


class Bill(NamedTuple):
    client: int  # its place among the clients
    on: date
    amount: int  # fen


@dataclass(frozen=True, slots=True)
class Guest:
    """A customer as the plan needs it. `since` is the day its file was opened."""

    name: str
    since: date
    high_grade: bool = False
    leader: bool = False


def last_settled(today: date) -> Quarter:
    """The quarter whose classes stand: the last one that has been over for a week."""
    return Quarter.of(today - timedelta(days=SETTLED)).before()


def letters_of(guests: Sequence[Guest], counts: Mapping[str, int], named: Mapping[str, str],
               quarter: Quarter, chance: random.Random) -> list[str]:  # fmt: skip
    """Which class each is to have. `named` are those of the story; who has a high grade without being one of the best
    is C, and only who was there in time was a guest of long standing."""
    free = [n for n, guest in enumerate(guests) if guest.name not in named and not guest.leader]
    chance.shuffle(free)
    letters = [named.get(guest.name, "A" if guest.leader else "") for guest in guests]
    old = [n for n in free if guests[n].since < quarter.before(2).first + timedelta(days=30)]
    for letter in ("A", "B", "L"):
        for n in [n for n in old if not letters[n]][: counts[letter] - letters.count(letter)]:
            letters[n] = letter
    rest = sorted((n for n in free if not letters[n]), key=lambda n: not guests[n].high_grade)
    for n in rest:
        letters[n] = "C" if letters.count("C") < counts["C"] else "D"
    return letters


def bills(guests: Sequence[Guest], letters: Sequence[str], quarter: Quarter, today: date,
          chance: random.Random) -> list[Bill]:  # fmt: skip
    """All bills of the year up to yesterday, by day."""
    made: list[Bill] = []
    places = iter(_A), iter(zip(_B, _B_VISITS, strict=True)), iter(_BY_VISITS)
    for place, (guest, letter) in enumerate(zip(guests, letters, strict=True)):
        rising = guest.name == "欧阳海"
        habit = _habit(guest, letter, rising, places, chance)
        for at in _quarters(today):
            first, last = max(at.first, guest.since), min(at.last, today - timedelta(days=1))
            if first > last or not habit.visits:
                continue
            if letter == "L" and at > quarter.before():
                continue
            if at == quarter:
                wanted = habit
            else:
                share = (last - first).days / 91
                visits = 3 if rising and at < quarter.before() else habit.visits
                wanted = Habit(round(habit.spend * share * chance.uniform(0.8, 1.2)),
                               round(visits * share * chance.uniform(0.8, 1.2)))  # fmt: skip
            made += [Bill(place, on, fen) for on, fen in _meals(wanted, first, last, chance)]
    return sorted(made, key=lambda bill: bill.on)


def _habit(guest: Guest, letter: str, rising: bool, places: tuple[Iterator[int], Iterator[tuple[int, int]],
           Iterator[int]], chance: random.Random) -> Habit:  # fmt: skip
    spend, both, often = places
    if guest.leader:
        return Habit(*_LEADER)
    if letter == "A":
        return Habit(next(spend), chance.randrange(6, 15))
    if rising:
        return Habit(6_700, next(often))
    if letter == "B":
        by_spend = next(both, None)
        return Habit(*by_spend) if by_spend is not None else Habit(chance.randrange(3_200, 9_400), next(often))
    if letter == "L":
        return Habit(chance.randrange(2_400, 8_800), chance.randrange(2, 6))
    if letter == "C" and not (guest.high_grade and chance.random() < 0.3):
        return Habit(chance.randrange(420, 5_600), chance.randrange(1, 5))
    return Habit(0, 0)


def _quarters(today: date) -> list[Quarter]:
    this = Quarter.of(today)
    return [this.before(n) for n in range(5) if this.before(n).last >= today - timedelta(days=DAYS)]


def _meals(wanted: Habit, first: date, last: date, chance: random.Random) -> list[tuple[date, int]]:
    """The visits of a stretch with their bills, which add up to exactly what was wanted."""
    if wanted.visits <= 0 or wanted.spend <= 0:
        return []
    shares = [chance.uniform(0.6, 1.4) for _visit in range(wanted.visits)]
    amounts = [int(wanted.spend * share / sum(shares)) * 100 for share in shares]
    amounts[-1] += wanted.spend * 100 - sum(amounts)
    days = (last - first).days + 1
    return [(first + timedelta(days=chance.randrange(days)), amount) for amount in amounts]
