"""What is shown beside a seat about who sits there, as plain values, and the layers in which a plan shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop.i18n import N_
from desktop.rules.seating.sentences import Sentence, Title, say
from desktop.rules.words import ClientClass, Word

NEAR_DAYS = 7
"""So many days before and after the meal an anniversary is worth a word."""


class Overlay(Word):
    """A layer over the plan, switched on and off."""

    ALLERGY = "allergy", N_("Allergies and taboos")
    DRINK = "drink", N_("Drinks")
    SMOKE = "smoke", N_("Cigarettes")
    WISHES = "wishes", N_("Dishes and wishes")
    LANGUAGE = "language", N_("Languages")
    MOBILITY = "mobility", N_("Children and wheelchairs")
    CLASS = "class", N_("Classes")
    ANNIVERSARY = "anniversary", N_("Anniversaries")
    FIRST_VISIT = "first_visit", N_("First visits")
    UNVERIFIED = "unverified", N_("Unverified facts")
    LAST_TIME = "last_time", N_("Last time's seats")
    CONFLICTS = "conflicts", N_("Conflicts")


@dataclass(frozen=True, slots=True)
class Before:
    """A seat at a former meal: of somebody who comes now, by its role where it had one; or of whoever sat there, by
    name."""

    on: date
    role: Title | None
    seat: int  # from 0
    table: str
    name: str = ""

    @property
    def brief(self) -> Sentence:
        """What is drawn: where he sat."""
        if self.role is not None:
            return say(LAST_ROLE, role=self.role)
        return say(LAST_SEAT, table=self.table, n=self.seat + 1)

    @property
    def said(self) -> Sentence:
        """In full, for who listens or points at it."""
        day = self.on.isoformat()
        if self.name:
            return say(SAT_HERE, name=self.name, on=day)
        return say(SAT_ON, where=self.brief, on=day)


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """Of one person as far as the reader may see it; empty where nothing is known or may be known.

    `unverified` are the names of those among the texts that nobody has confirmed. `anniversary` is a day within a week
    of the meal, `last` the seat of the last meal.
    """

    allergy: str = ""
    taboo: str = ""
    drink: str = ""
    cigarettes: str = ""
    wishes: str = ""
    client_class: ClientClass | None = None
    anniversary: Sentence | None = None
    first_visit: bool = False
    unverified: frozenset[str] = frozenset()
    last: Before | None = None

    def text(self, overlay: Overlay) -> str:
        """What a layer says of this person; nothing where it has no text or there is none."""
        return {
            Overlay.ALLERGY: " · ".join(filter(None, (self.allergy, self.taboo))), Overlay.DRINK: self.drink,
            Overlay.SMOKE: self.cigarettes, Overlay.WISHES: self.wishes,
            Overlay.ANNIVERSARY: str(self.anniversary or ""),
            Overlay.LAST_TIME: str(self.last.brief) if self.last else "",
            Overlay.CLASS: self.client_class.value if self.client_class else "",
        }.get(overlay, "")  # fmt: skip


NOTHING_KNOWN = SeatFacts()
FactsOf = Mapping[str, SeatFacts]
"""By the attendance's id as text."""


def near_day(kind: str, days: int) -> Sentence:
    """A remembered day so many days after the meal, or before it where negative; `kind` is a Label or its own name."""
    said = ON_THE_DAY if days == 0 else IN_DAYS if days > 0 else DAYS_AGO
    return say(said, kind=kind, n=abs(days))


ON_THE_DAY = N_("{kind} on the day itself")
IN_DAYS = N_("{kind} {n} d after")
DAYS_AGO = N_("{kind} {n} d before")
LAST_ROLE = N_("Last: {role}")
LAST_SEAT = N_("Last: {table}-{n}")
SAT_HERE = N_("Last on this seat: {name}, {on}")
SAT_ON = N_("{where}, {on}")
