"""What a table shows: columns, rows and cells, as plain values."""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, overload

from desktop.rules.values import dataclass
from desktop.ui.kit.tokens import Tone


class Fit(Enum):
    """What happens to a text that is wider than its column."""

    SHORTEN = "shorten"
    """May end in an ellipsis: addresses, notes."""
    WHOLE = "whole"
    """Names, allergies, amounts, deadlines: made smaller, then broken into two lines, never given an ellipsis."""


@dataclass(frozen=True, slots=True)
class Column:
    """`title` is shown text; `width` in pixels at text size 14."""

    key: str
    title: str
    width: int = 120
    fit: Fit = Fit.SHORTEN
    right: bool = False
    badge: bool = False
    sortable: bool = True
    hidden: bool = False
    fixed: bool = False
    """A fixed column can't be switched off: the name."""


@dataclass(frozen=True, slots=True)
class Cell:
    """More than a plain text: `tone` and `icon` go with the word; `below` is the second line of tall rows."""

    text: str
    tone: Tone = Tone.PLAIN
    icon: str = ""
    bold: bool = False
    below: str = ""
    locked: bool = False
    mark: str = ""
    """A word at the right end of the cell, such as Draft after a name."""
    mark_tone: Tone = Tone.WARN
    mark_icon: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is stable while rows move: the row's id in the office."""

    key: object
    cells: Sequence[str | Cell]


class Rows(Sequence[Row]):
    """Rows that are made when they are first looked at: of a page of a hundred some twenty are on screen."""

    def __init__(self, sources: Sequence[Any], make: Callable[[Any], Row]) -> None:
        self._sources, self._make = sources, make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self._sources)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> "Rows": ...
    def __getitem__(self, place: int | slice) -> "Row | Rows":
        if isinstance(place, slice):
            return Rows(self._sources[place], self._make)
        found = self._made.get(place)
        if found is None:
            found = self._made[place] = self._make(self._sources[place])
        return found


@dataclass(frozen=True, slots=True)
class Wanted:
    """A stretch of rows to fetch. `after` and `before` are the keys of the neighbours already there, or None.

    A service that can start from a neighbour is quicker than one that counts to `offset`; both must agree.
    """

    question: int
    offset: int
    count: int
    after: object = None
    before: object = None


def text_of(cell: str | Cell) -> str:
    if isinstance(cell, str):
        return cell
    text = f"{cell.text} · {cell.mark}" if cell.mark else cell.text
    return f"{text}\n{cell.below}" if cell.below else text
