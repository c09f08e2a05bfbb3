"""What is shown beside a seat about who sits there, as plain values, and the layers in which a plan shows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.i18n import N_
from desktop.rules.words import ClientClass, Word


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
    CONFLICTS = "conflicts", N_("Conflicts")


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """Of one person as far as the reader may see it; empty where nothing is known or may be known.

    `unverified` are the names of those among the texts that nobody has confirmed. `anniversary` is a day within a week,
    said in words.
    """

    allergy: str = ""
    taboo: str = ""
    drink: str = ""
    cigarettes: str = ""
    wishes: str = ""
    client_class: ClientClass | None = None
    anniversary: str = ""
    first_visit: bool = False
    unverified: frozenset[str] = frozenset()

    def text(self, overlay: Overlay) -> str:
        """What a layer says of this person in the language of the screen's values; nothing where it has none."""
        return {
            Overlay.ALLERGY: " · ".join(filter(None, (self.allergy, self.taboo))), Overlay.DRINK: self.drink,
            Overlay.SMOKE: self.cigarettes, Overlay.WISHES: self.wishes, Overlay.ANNIVERSARY: self.anniversary,
            Overlay.CLASS: self.client_class.value if self.client_class else "",
        }.get(overlay, "")  # fmt: skip


NOTHING_KNOWN = SeatFacts()
FactsOf = Mapping[str, SeatFacts]
"""By the attendance's id as text."""
