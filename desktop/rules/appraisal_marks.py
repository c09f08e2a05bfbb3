"""The five anchored sentences of an appraisal: what superiors, and all of themselves, mark from 1 to 5 (AP-2)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

from desktop.i18n import N_
from desktop.rules.appraisal import Recommendation, checked_words
from desktop.rules.errors import BadEntry
from desktop.rules.values import dataclass

LOWEST, HIGHEST = 1, 5
# What is seen from outside alone is believed where somebody can look it up: a case, or a day
SHOWN = frozenset({1, 2, 5})


@dataclass(frozen=True, slots=True)
class Item:
    """One of the sentences. `anchors` say what 1, 3 and 5 mean; 2 and 4 lie between. All are message ids."""

    number: int
    name: str
    anchors: Mapping[int, str]

    @property
    def shown(self) -> bool:
        """Whether a mark needs a case or a dated observation."""
        return self.number in SHOWN


ITEMS: tuple[Item, ...] = (
    Item(1, N_("Keeps the rules and secrets"), MappingProxyType({
        1: N_("Breaks rules of the house, or speaks of clients where others hear it"),
        3: N_("Keeps the rules; now and then has to be reminded"),
        5: N_("Keeps the rules without being told, and sees to it that others do")})),
    Item(2, N_("Works accurately and in time"), MappingProxyType({
        1: N_("Others have to do the work again, or wait for it"),
        3: N_("Work can be used as it comes, mostly in time"),
        5: N_("Work needs no checking, and is there before it is due")})),
    Item(3, N_("Speaks with clients"), MappingProxyType({
        1: N_("Clients complain, or ask for somebody else"),
        3: N_("Polite and clear; hard talks need help"),
        5: N_("Listens, explains, and wins back clients who were angry")})),
    Item(4, N_("Works with colleagues"), MappingProxyType({
        1: N_("Keeps knowledge to himself; hand-overs are missing"),
        3: N_("Helps when asked; hands over in order"),
        5: N_("Helps before being asked; colleagues can carry on at any time")})),
    Item(5, N_("Improves things"), MappingProxyType({
        1: N_("Makes the same mistakes again"),
        3: N_("Puts right what went wrong"),
        5: N_("Finds causes, proposes how to do better, and does it")})),
)  # fmt: skip
NUMBERS: tuple[int, ...] = tuple(item.number for item in ITEMS)


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """One mark as it is given, with the case (`source`, `row`) or the day that shows it."""

    item: int
    mark: int
    words: str = ""
    source: str = ""
    row: UUID | None = None
    observed: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody hands in of a sheet."""

    marks: Sequence[MarkEntry]
    words: str = ""
    recommended: Sequence[Recommendation] = ()


def check_part(part: Part, *, shown: bool, today: date) -> Part:
    """The part as it is stored. Raises BadEntry, whose field is the number of the sentence, where a mark is missing or
    out of range, or, where `shown`, does not say what shows it."""
    by = {entry.item: entry for entry in part.marks}
    done = []
    for item in ITEMS:
        entry = by.get(item.number)
        field = str(item.number)
        if entry is None or not LOWEST <= entry.mark <= HIGHEST:
            raise BadEntry(N_("Mark each of the five sentences from 1 to 5."), field)
        words = checked_words(entry.words, field)
        case = bool(entry.source) and entry.row is not None
        if entry.observed is not None and entry.observed > today:
            raise BadEntry(N_("What was observed lies in the past."), field)
        if shown and item.shown and not (case or (entry.observed is not None and words)):
            raise BadEntry(N_("Sentences 1, 2 and 5 need a case, or the day and what was observed then."), field)
        done.append(MarkEntry(entry.item, entry.mark, words, entry.source if case else "", entry.row if case else None,
                              entry.observed))  # fmt: skip
    return Part(tuple(done), checked_words(part.words), tuple(dict.fromkeys(part.recommended)))


def check_mark(item: int, mark: int) -> None:
    """Raises BadEntry where there is no such sentence or mark."""
    if item not in NUMBERS or not LOWEST <= mark <= HIGHEST:
        raise BadEntry(N_("Mark each of the five sentences from 1 to 5."), "mark")


def marks_in_order(marks: Iterable[tuple[int, int | None]]) -> tuple[int, ...]:
    """The marks of the sentences, in their order."""
    return tuple(mark for item, mark in sorted(marks, key=lambda one: one[0]) if item and mark is not None)
