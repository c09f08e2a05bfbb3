"""What an archive file 档案 holds, how its content list is ordered and checked, and where it stands (DO-3, DO-4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from desktop.i18n import N_
from desktop.rules.deadlines import Deadline, working_days
from desktop.rules.values import dataclass
from desktop.rules.words import Word


class Section(Word):
    """The four parts of a file, in the order of the rule book; the value is stored, so it never changes."""

    APPROVALS = "approvals", N_("Approval papers")
    CONTRACTS = "contracts", N_("Important contracts and vouchers")
    INVESTIGATION = "investigation", N_("Investigation")
    CLIENT = "client", N_("Client's own papers")


class FileState(Word):
    """Where a file stands on its way to the archive. `BACK`: with agent A again, for what the supplement list asks."""

    SORTING = "sorting", N_("Being sorted by agent A")
    CHECKING = "checking", N_("Being checked by agent B")
    BACK = "back", N_("Back with agent A")
    TAKING_IN = "taking_in", N_("On its way to the archive")
    ARCHIVED = "archived", N_("In the archive")
    DESTROYED = "destroyed", N_("Destroyed")


class Signer(Word):
    """Whose three signatures stand under the content list; each keeps a copy, the third lies in the file."""

    A = "a", N_("Agent A")
    B = "b", N_("Agent B")
    ARCHIVIST = "archivist", N_("Archivist")


# Who acts in a state, and whose step it is that the clock counts
TURN: Mapping[FileState, Signer] = MappingProxyType({
    FileState.SORTING: Signer.A, FileState.CHECKING: Signer.B, FileState.BACK: Signer.A,
    FileState.TAKING_IN: Signer.ARCHIVIST,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a content list. `sheets` counts covers and every sheet, as the rule book wants; `pages` those with
    content, as the archive standard wants (decision 9). None: not counted yet."""

    section: Section
    title: str
    sheets: int | None = None
    pages: int | None = None
    contract: bool = False
    annex: bool = False
    needs_signature: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry in its place: `number` counts through the file, `first` and `last` are its sheets in it. An annex has no
    number and no sheets of the file's own."""

    item: Item
    number: int | None
    first: int | None
    last: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper that the office's list asks for in every file of a kind."""

    section: Section
    title: str
    needs_signature: bool = False


class Lack(Word):
    """What keeps a file from going on."""

    MISSING = "missing", N_("The list of this kind of file asks for it, and it is not there")
    NOT_COUNTED = "not_counted", N_("Its sheets are not counted")
    NOT_SIGNED = "not_signed", N_("A signature is missing on it")
    FEWER_SHEETS = "fewer_sheets", N_("It has fewer sheets than pages with content: a sheet has two sides at most")
    EMPTY = "empty", N_("There is nothing on the list yet")


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that keeps a file from going on, and what it is about."""

    lack: Lack
    section: Section | None
    title: str


_ORDER = {section: place for place, section in enumerate(Section)}


def listed(items: Iterable[Item]) -> tuple[Listed, ...]:
    """The items in the order of the four parts, as they came within each, then the annexes, which nobody codes (DO-3).

    Sheets run on through the file as far as they are counted.
    """
    entered = list(items)
    inside = sorted((i for i in entered if not i.annex), key=lambda i: _ORDER[i.section])
    found: list[Listed] = []
    at: int | None = 1
    for number, item in enumerate(inside, 1):
        last = at + item.sheets - 1 if at is not None and item.sheets else None
        found.append(Listed(item, number, at if last is not None else None, last))
        at = None if last is None else last + 1
    annexes = sorted((i for i in entered if i.annex), key=lambda i: _ORDER[i.section])
    return (*found, *(Listed(item, None, None, None) for item in annexes))


def lacking(items: Sequence[Item], wanted: Sequence[Wanted] = ()) -> tuple[Lacking, ...]:
    """What agent B would send back for (DO-4): first what is not there at all, then what is wrong with what is."""
    if not items and not wanted:
        return (Lacking(Lack.EMPTY, None, ""),)
    have = {(item.section, item.title.strip().casefold()) for item in items}
    found = [
        Lacking(Lack.MISSING, want.section, want.title)
        for want in wanted if (want.section, want.title.strip().casefold()) not in have
    ]  # fmt: skip
    for item in items:
        if item.annex:
            continue
        if not item.sheets:
            found.append(Lacking(Lack.NOT_COUNTED, item.section, item.title))
        elif item.pages is not None and item.pages > 2 * item.sheets:
            found.append(Lacking(Lack.FEWER_SHEETS, item.section, item.title))
        if item.needs_signature and not item.signed:
            found.append(Lacking(Lack.NOT_SIGNED, item.section, item.title))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Differing:
    """An item whose count is another than the list says: at the archive's door, a loan's return, an inspection."""

    title: str
    expected: int
    counted: int


def differing(items: Sequence[Item], counted: Mapping[int, int]) -> tuple[Differing, ...]:
    """Compares sheets counted now, by the place of the item, with the list; items nobody counted are not told of."""
    return tuple(
        Differing(items[place].title, items[place].sheets or 0, sheets)
        for place, sheets in sorted(counted.items()) if sheets != (items[place].sheets or 0)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """Working days for each step of a hand-over: the office's, with the rule book's as default (DO-4, decision 11)."""

    to_b: int = 3
    to_archive: int = 2

    @property
    def together(self) -> int:
        """The rule book's five days, as the sum of both."""
        return self.to_b + self.to_archive


@dataclass(frozen=True, slots=True)
class Way:
    """When a file's matter ended and when it was signed on: what its clocks are counted from."""

    ended_at: datetime
    to_b_at: datetime | None = None
    to_archive_at: datetime | None = None
    archived_at: datetime | None = None


def clock_of(way: Way, state: FileState, terms: Terms, more: int = 0) -> tuple[datetime, Deadline] | None:
    """From when and for how long the step at hand runs; None once the file is in. `more` are working days that were
    approved as an extension of this step.

    What B sends back goes on A's time: his days are not begun anew by a supplement list. What A signed on in time
    leaves B his own days from then.
    """
    if state in (FileState.SORTING, FileState.BACK):
        return way.ended_at, working_days(terms.to_b + more)
    if state in (FileState.CHECKING, FileState.TAKING_IN):
        return way.to_b_at or way.ended_at, working_days(terms.to_archive + more)
    return None
