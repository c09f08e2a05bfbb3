"""Spot checks 抽查: what a draw takes, who may score what, and how marks sum up (CM-4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import ceil
from random import Random
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.text import check_length, tidy
from desktop.rules.values import dataclass

SAID = 2000
LOWEST = 1


@dataclass(frozen=True, slots=True)
class Numbers:
    """The office's own: records of each colleague, or a share of his, and the highest mark. 0 is not set."""

    size: int
    percent: int
    scale: int


@dataclass(frozen=True, slots=True)
class Marks:
    """What a supervisor gives for manners, accuracy and completeness, with a word about it."""

    manners: int
    accuracy: int
    completeness: int
    said: str = ""


def numbers_of(settings: Mapping[str, object]) -> Numbers:
    """Raises BadEntry while the office has not set how many are drawn and up to which mark they are scored."""
    size, percent, scale = (int(str(settings[name])) for name in ("spot_size", "spot_percent", "spot_scale"))
    if not (size or percent) or not scale:
        raise BadEntry(N_("Set first how many records are drawn and the highest mark: Settings › Rule numbers."))
    return Numbers(size, percent, scale)


def drawn(pool: Mapping[UUID, Sequence[UUID]], numbers: Numbers, seed: int) -> tuple[tuple[UUID, UUID], ...]:
    """Colleague and contact, of each so many: nobody chooses, and the seed draws the same again."""
    found = []
    for staff in sorted(pool):
        rows = sorted(pool[staff])
        wanted = max(numbers.size, ceil(len(rows) * numbers.percent / 100))
        # each by a lottery of his own: a colleague more changes nobody's draw
        picked = Random(f"{seed}:{staff}").sample(rows, min(wanted, len(rows)))
        found += [(staff, row) for row in sorted(picked)]
    return tuple(found)


def check_period(first: date, last: date, today: date) -> None:
    """Raises BadEntry (field `first`, `last`)."""
    if last < first:
        raise BadEntry(N_("The first day lies after the last."), "first")
    if last > today:
        raise BadEntry(N_("The period has not ended yet."), "last")


def checked(marks: Marks, scale: int) -> Marks:
    """Raises BadEntry naming the mark."""
    for name, mark in (("manners", marks.manners), ("accuracy", marks.accuracy), ("completeness", marks.completeness)):
        if not LOWEST <= mark <= scale:
            raise BadEntry(N_("Marks go from {low} to {high}."), name, low=LOWEST, high=scale)
    return Marks(marks.manners, marks.accuracy, marks.completeness,
                 check_length(tidy(marks.said, lines=True), SAID, "said"))  # fmt: skip


def check_other(me: UUID, judged: Iterable[UUID | None]) -> None:
    """Nobody scores himself, or looks again at what he has done."""
    if me in set(judged):
        raise NotAllowed(N_("This is your own work: somebody else judges it."))


def needed(text: str, field: str, lacking: str) -> str:
    said = check_length(tidy(text, lines=True), SAID, field)
    if not said:
        raise BadEntry(lacking, field)
    return said


def mean(marks: Sequence[int]) -> float | None:
    return round(sum(marks) / len(marks), 2) if marks else None
