"""What a sheet read from a file is made of: columns, numbered rows, and what was left out and why (CL-15)."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from desktop.rules.errors import OfficeError

Cell = str | date  # text as it stands, or a date (with its time where it has one); "" where empty


class BadFile(OfficeError):
    """A file that can't be read as a sheet; the sentence says why and what to do."""


class Merge(NamedTuple):
    """Merged cells, first and last row and column from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Column:
    index: int  # position in SheetRow.cells
    letter: str  # as the spreadsheet calls it
    heading: str  # joined with a space where the header has two rows; "" where there is none


class SheetRow(NamedTuple):
    number: int  # as in the sheet, from 1
    cells: tuple[Cell, ...]


class LeftOut(NamedTuple):
    """A row that is no client: a total, a repeated header, a signature line. `reason` is a message id."""

    number: int
    reason: str


class Remark(NamedTuple):
    """Something to know about one row or cell: refused when found in `refused`, else only noted."""

    number: int
    column: int
    reason: OfficeError


@dataclass(slots=True)
class Sheet:
    columns: list[Column]
    header_row: int  # its last row from 1; 0 where the sheet has no header
    rows: list[SheetRow]
    title: str = ""  # what stands above the header
    name: str = ""
    sheet_names: tuple[str, ...] = ()
    charset: str = ""  # of text files
    left_out: list[LeftOut] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def letter_of(index: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def index_of(letters: str) -> int:
    """A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
