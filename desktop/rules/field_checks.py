"""Checks of entered values 字段抽查: whose and how many a draw takes, and what somebody else may find (AP-1)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.fields import Field
from desktop.rules.indicators import GRAVE, UNIT
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

NOTE = 300
AUTHORS_OWN = timedelta(hours=24)
"""So long an author corrects himself: nothing younger is drawn."""


class Verdict(Word):
    """What somebody found who compared a value with its source; the value is stored, so it never changes."""

    RIGHT = "right", N_("It is right")
    WRONG = "wrong", N_("It is wrong")
    UNCLEAR = "unclear", N_("It can't be told")


class Entry(NamedTuple):
    """A value that may be drawn: of which client, which field, and whether it weighs more."""

    client: UUID
    field: str
    grave: bool


def weight(field: Field) -> int:
    """Required and sensitive fields, and those of levels 2 and 3, weigh three times."""
    return GRAVE if field.required or field.sensitive or field.sealed else UNIT


def drawn(pool: Mapping[UUID, Sequence[Entry]], size: int, least: int, seed: int) -> tuple[tuple[UUID, Entry], ...]:
    """Author and entry, of each author so many, and at least `least` grave ones as far as there are: nobody chooses,
    and the seed draws the same again."""
    found: list[tuple[UUID, Entry]] = []
    for author in sorted(pool):
        # each by a lottery of his own, as in spot checks: a colleague more changes nobody's draw
        lots = Random(f"{seed}:{author}")
        entries = sorted(set(pool[author]))
        grave = [entry for entry in entries if entry.grave]
        first = lots.sample(grave, min(least, size, len(grave)))
        others = [entry for entry in entries if entry not in first]
        more = lots.sample(others, min(size - len(first), len(others)))
        found += [(author, entry) for entry in sorted([*first, *more])]
    return tuple(found)


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of a month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def check_month(first: date, today: date) -> None:
    """Raises BadEntry (field `month`) for a month that is not over: what is entered later would never be drawn."""
    if month_of(first)[1] >= today:
        raise BadEntry(N_("This month is not over yet."), "month")


def check_checker(me: UUID, author: UUID) -> None:
    """Nobody checks what he has entered."""
    if me == author:
        raise NotAllowed(N_("You entered this yourself: somebody else checks it."))


def noted(note: str) -> str:
    return check_length(tidy(note, lines=True), NOTE, "note")
