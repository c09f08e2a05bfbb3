"""The reviews 评审 of what was collected: who must be present, what is decided, and how many a week (CO-6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.text import check_length, tidy
from desktop.rules.words import Word

NAME_LIMIT, NOTE_LIMIT, MOST_PRESENT = 60, 200, 20
_THURSDAY, _SUNDAY = 3, 6


class Attends(Word):
    """As what somebody takes part in a review beside its chair. The value is stored."""

    COLLECTOR = "collector", N_("Collector")
    NUTRITIONIST = "nutritionist", N_("Nutritionist")
    LEADER = "leader", N_("Department leader")
    OTHER = "other", N_("Other")


class Decision(Word):
    """What a review decides on a value. The value is stored."""

    ACCEPTED = "accepted", N_("Confirmed")
    CORRECTED = "corrected", N_("Corrected")
    REFUSED = "refused", N_("Refused")
    ASK_AGAIN = "ask_again", N_("To be asked again")


class Pace(Word):
    """How the week stands against the number of reviews it asks for."""

    KEPT = "kept", N_("Kept")
    OPEN = "open", N_("Open")
    SLOW = "slow", N_("Behind")
    SHORT = "short", N_("Short")


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at a review, by name: not everybody who serves has an account."""

    attends: Attends
    name: str
    person: UUID | None = None


def checked_present(present: Sequence[Present], chair: UUID) -> tuple[Present, ...]:
    """Those present beside the chair, tidied. Raises BadEntry where the rule asks for more: with the chair sits the
    collector, the nutritionist or the department leader."""
    found = []
    for one in present:
        name = check_length(tidy(one.name), NAME_LIMIT, "present")
        if name and one.person != chair:
            found.append(Present(one.attends, name, one.person))
    unique = tuple(dict.fromkeys(found))
    if not any(one.attends is not Attends.OTHER for one in unique):
        raise BadEntry(N_("A review is held together with the collector, the nutritionist or the department leader: "
                          "say who is present as that."), "present")  # fmt: skip
    if len(unique) > MOST_PRESENT:
        raise BadEntry(N_("At most {most} people are noted as present."), "present", most=MOST_PRESENT)
    return unique


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def pace(held: int, wanted: int, day: date) -> Pace:
    """On Thursday all but one should have been held; on Sunday one that is lacking is said loudly."""
    if held >= wanted:
        return Pace.KEPT
    if day.weekday() >= _SUNDAY:
        return Pace.SHORT
    return Pace.SLOW if day.weekday() >= _THURSDAY and held < wanted - 1 else Pace.OPEN
