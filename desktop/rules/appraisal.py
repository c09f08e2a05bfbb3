"""Periods of appraisal 考核期: their states and steps, who may do what in which, and what a sheet is made of (AP-4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, Label
from desktop.rules.text import tidy
from desktop.rules.values import dataclass
from desktop.rules.words import Word

NAME_LIMIT, WORDS_LIMIT, REASON_LIMIT = 20, 2000, 300
# of working days; who was there less takes no part
PRESENT_FROM = (1, 3)


class PeriodState(Word):
    """What is done in a period now; in this order. The value is stored, so it never changes."""

    DRAFT = "draft", N_("Draft")
    COMPUTED = "computed", N_("Computed")
    SELF = "self", N_("Self-review")
    SUPERIOR = "superior", N_("Superior's part")
    CALIBRATED = "calibrated", N_("Calibration")
    PUBLISHED = "published", N_("Published")
    APPEAL = "appeal", N_("Appeals")
    SIGNED = "signed", N_("Signed")
    LOCKED = "locked", N_("Locked")


ORDER: tuple[PeriodState, ...] = tuple(PeriodState)
# Where a step leads; appeals are a step of their own only where somebody objects
NEXT: Mapping[PeriodState, tuple[PeriodState, ...]] = MappingProxyType({
    PeriodState.DRAFT: (PeriodState.COMPUTED,),
    PeriodState.COMPUTED: (PeriodState.SELF,),
    PeriodState.SELF: (PeriodState.SUPERIOR,),
    PeriodState.SUPERIOR: (PeriodState.CALIBRATED,),
    PeriodState.CALIBRATED: (PeriodState.PUBLISHED,),
    PeriodState.PUBLISHED: (PeriodState.SIGNED, PeriodState.APPEAL),
    PeriodState.APPEAL: (PeriodState.SIGNED,),
    PeriodState.SIGNED: (PeriodState.LOCKED,),
})  # fmt: skip
# What everybody sees of himself, and what was said of him, from here on
TOLD = frozenset(ORDER[ORDER.index(PeriodState.PUBLISHED):])  # fmt: skip
# Figures may still be counted anew
COUNTED = frozenset(ORDER[: ORDER.index(PeriodState.SIGNED)])
OPEN_TO_APPEALS = frozenset({PeriodState.PUBLISHED, PeriodState.APPEAL})


class Side(Word):
    """Whose part of a sheet it is."""

    SELF = "self", N_("Self-review")
    SUPERIOR = "superior", N_("Superior")


class Answer(Word):
    """What whom a sheet is about said to it."""

    NONE = "", N_("Not answered")
    CONFIRMED = "confirmed", N_("Confirmed")
    OBJECTED = "objected", N_("Objects")


class Against(Word):
    """What an appeal is against."""

    CASE = "case", N_("One case")
    INDICATOR = "indicator", N_("One indicator")
    ITEM = "item", N_("A mark of the superior")
    PENALTY = "penalty", N_("A penalty")


class Verdict(Word):
    """What became of an appeal."""

    ACCEPTED = "accepted", N_("Upheld")
    PARTLY = "partly", N_("Upheld in part")
    REJECTED = "rejected", N_("Rejected")


class ExcuseReason(Word):
    """Why a case does not count against somebody."""

    CLIENT = "client", N_("The client wished it so")
    LEAVE = "leave", N_("On leave or ill")
    SYSTEM = "system", N_("Computers or telephones did not work")
    HANDED = "handed", N_("It was handed over too late")
    ORDER = "order", N_("By order of a superior")
    APPEAL = "appeal", N_("Found by an appeal")
    OTHER = "other", N_("Something else")


class Recommendation(Word):
    """What a superior proposes (rule book: training, pay, promotion, rewards and penalties, dismissal)."""

    TRAINING = "training", N_("Training")
    PAY = "pay", N_("Pay")
    PROMOTION = "promotion", N_("Promotion")
    REWARD = "reward", N_("Reward or penalty")
    DISMISSAL = "dismissal", N_("Dismissal")


class SheetState(Word):
    """How one person's sheet stands."""

    ABSENT = "absent", N_("Takes no part")
    OPEN = "open", N_("Self-review open")
    HANDED_IN = "handed_in", N_("Self-review handed in")
    RATED = "rated", N_("Rated")
    PASSED = "passed", N_("Let through without a superior")
    PUBLISHED = "told", N_("Waits for an answer")
    CONFIRMED = "confirmed", N_("Confirmed")
    OBJECTED = "objected", N_("Objects")
    APPEALED = "appealed", N_("Appeal open")
    LOCKED = "locked", N_("Locked")


class Unit(Word):
    """How long a period is (AP-1)."""

    MONTH = "month", N_("Month")
    QUARTER = "quarter", N_("Quarter")
    HALF = "half", N_("Half a year")
    YEAR = "year", N_("Year")


MONTHS: Mapping[Unit, int] = MappingProxyType({Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF: 6, Unit.YEAR: 12})


def unit_of(months: int) -> Unit:
    """The longest unit that is no longer than so many months."""
    return max((unit for unit in Unit if MONTHS[unit] <= max(1, months)), key=lambda unit: MONTHS[unit])


_LETTERS: Mapping[Unit, str] = MappingProxyType({Unit.MONTH: "M", Unit.QUARTER: "Q", Unit.HALF: "H", Unit.YEAR: ""})


@dataclass(frozen=True, slots=True)
class Spell:
    """A period before it is opened: its name and its first and last day."""

    name: str
    first: date
    last: date


def spell_of(unit: Unit, day: date) -> Spell:
    """The period of this length in which a day lies, named as 2026Q3, 2026M07, 2026H2 or 2026."""
    months = MONTHS[unit]
    at = (day.month - 1) // months
    first = date(day.year, at * months + 1, 1)
    ends = date(day.year + (at + 1) * months // 12, (at + 1) * months % 12 + 1, 1)
    number = f"{at + 1:02}" if unit is Unit.MONTH else str(at + 1)
    return Spell(f"{day.year}{_LETTERS[unit]}{number}" if unit is not Unit.YEAR else str(day.year), first,
                 ends - timedelta(days=1))  # fmt: skip


def following(unit: Unit, last: date) -> Spell:
    """The period after the one that ends on this day."""
    return spell_of(unit, last + timedelta(days=1))


def check_spell(spell: Spell) -> Spell:
    """The period as it is stored. Raises BadEntry naming the field."""
    name = tidy(spell.name)
    if not name or len(name) > NAME_LIMIT:
        raise BadEntry(N_("Name the period, such as 2026Q3: at most {most} characters."), "name", most=NAME_LIMIT)
    if spell.last < spell.first:
        raise BadEntry(N_("A period ends after it began."), "last")
    if (spell.last - spell.first).days > 366:
        raise BadEntry(N_("A period lasts a year at most."), "last")
    return Spell(name, spell.first, spell.last)


def check_step(now: PeriodState, to: PeriodState, reason: str) -> bool:
    """Whether the step goes back. Raises BadEntry where it leads nowhere, or goes back without a reason."""
    if to in NEXT.get(now, ()) and to is not PeriodState.LOCKED:
        return False
    if now is PeriodState.LOCKED:
        raise BadEntry(N_("This period is locked. What was wrong in it is put right by a correction, which becomes its "
                          "next version."))  # fmt: skip
    if to is PeriodState.LOCKED or ORDER.index(to) >= ORDER.index(now):
        raise BadEntry(N_("From “{now}” a period does not go to “{to}”."), now=Label(now.label), to=Label(to.label))
    if not tidy(reason):
        raise BadEntry(N_("Say why it goes back: it is recorded."), "reason")
    return True


def check_state(now: PeriodState, wanted: Iterable[PeriodState]) -> None:
    """Raises BadEntry unless the period stands where this is done."""
    those = frozenset(wanted)
    if now not in those:
        first = next(state for state in ORDER if state in those)
        raise BadEntry(N_("The period stands at “{now}”; this is done at “{wanted}”."), now=Label(now.label),
                       wanted=Label(first.label))  # fmt: skip


def takes_part(days: int | None, working: int) -> bool:
    """Whether somebody was there enough to be appraised: at least a third of the working days, where it was noted."""
    part, whole = PRESENT_FROM
    return days is None or days * whole >= working * part


@dataclass(frozen=True, slots=True)
class Target:
    """What an appeal is against: a case by its indicator, table and row; an indicator; one of the five sentences; or a
    penalty by its row."""

    kind: Against
    key: str = ""
    item: int | None = None
    source: str = ""
    row: UUID | None = None
    client: UUID | None = None


def check_target(target: Target, items: Sequence[int], keys: Iterable[str]) -> None:
    """Raises BadEntry where nothing is named that there is."""
    fine = {
        Against.CASE: target.key in keys and bool(target.source) and target.row is not None,
        Against.INDICATOR: target.key in keys,
        Against.ITEM: target.item in items,
        Against.PENALTY: target.row is not None,
    }[target.kind]
    if not fine:
        raise BadEntry(N_("Say what the appeal is against."), "target")


def checked_words(text: str, field: str = "words", *, limit: int = WORDS_LIMIT, wanted: str = "") -> str:
    """Words as they are stored. Raises BadEntry where they are too long, or missing where `wanted` says why not."""
    said = text.strip()
    if not said and wanted:
        raise BadEntry(wanted, field)
    if len(said) > limit:
        raise BadEntry(N_("Say it in at most {limit} characters."), field, limit=limit)
    return said
