"""Draws the sample of a survey by classes, so that nobody chooses whom to ask and everybody can draw it again (SV-5).

Each client gets a number from the survey's seed and its own id, by SHA-256; the smallest numbers of a class are asked.
Before the seed is there nobody knows them, afterwards they can't be moved.
"""

import hashlib
from collections.abc import Collection, Mapping
from math import ceil
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.values import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a class are asked: so many, or with `percent` so many in a hundred, rounded up."""

    amount: int
    percent: bool = False

    def of(self, population: int) -> int:
        wanted = ceil(population * self.amount / 100) if self.percent else self.amount
        return min(population, wanted)


def read_plan(stored: Mapping[str, object]) -> dict[str, Share]:
    """The plan by class, as it is typed and kept: “30”, or “20%”. Raises BadEntry (field `plan`)."""
    found: dict[str, Share] = {}
    for letter, value in stored.items():
        text = str(value).strip().replace("％", "%")
        percent = text.endswith("%")
        number = text.removesuffix("%").strip()
        if not number or number == "0":
            continue
        if not number.isdecimal() or int(number) > (100 if percent else 100_000):
            raise BadEntry(N_("Of each class say how many are asked: 30, or 20%."), "plan")
        found[letter] = Share(int(number), percent)
    if not found:
        raise BadEntry(N_("Of each class say how many are asked: 30, or 20%."), "plan")
    return found


def plan_to_store(plan: Mapping[str, Share]) -> dict[str, str]:
    return {letter: f"{share.amount}%" if share.percent else str(share.amount) for letter, share in plan.items()}


def lot(seed: str, key: UUID) -> str:
    """The number by which a client is drawn, as 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}|{key.hex}".encode()).hexdigest()


def draw(seed: str, population: Mapping[str, Collection[UUID]], plan: Mapping[str, Share]) -> dict[str, list[UUID]]:
    """Who is asked, by class and in the order of their numbers."""
    return {letter: sorted(population.get(letter, ()), key=lambda key: lot(seed, key))[
                : share.of(len(population.get(letter, ())))]
            for letter, share in plan.items()}  # fmt: skip


def fingerprint(population: Mapping[str, Collection[UUID]]) -> str:
    """What the population is known by, so that it can be told later that the draw was from this one."""
    lines = (f"{letter} {key.hex}" for letter in sorted(population) for key in sorted(population[letter]))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def is_invited(seed: str, case: UUID, percent: int) -> bool:
    """Whether the client of a closed case is asked for a rating: by its number, never by who handled it."""
    return int(lot(seed, case)[:13], 16) * 100 < percent * 16**13
