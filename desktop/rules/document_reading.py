"""What reading a filed document gives, and the sentences that say why it gave nothing (DO-1)."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from desktop.i18n import N_
from desktop.rules.errors import OfficeError

PAGES_LIMIT = 5_000  # of one document; what is beyond is not read for words
TEXT_LIMIT = 10_000_000  # characters of one document
CONTENT_LIMIT = 200_000_000  # bytes
LARGEST_PICTURE = 4_000  # pixels, the longer side of a page's picture
ROWS_SHOWN, COLUMNS_SHOWN = 1_000, 100  # of a sheet, in a preview
MERGES_SHOWN = 2_000
LABELS_LIMIT = 300  # names of sheets that are told at once

DAMAGED = N_("The file is damaged, or is not what its name says. It lies here as it was filed.")
LOCKED = N_("The file is protected by a password. Take the password off in the program that made it, and file it anew.")
BOMB = N_("The file unpacks to far more than a paper could hold. It was not opened.")
ENTITIES = N_("The file declares entities, which no office program does. It was not opened.")
TOO_LARGE = N_("The file is too large to be read.")
TOO_SLOW = N_("Reading took too long and was given up.")
CRASHED = N_("The reader broke down at this file: it is damaged, or made to do harm. It lies here as it was filed.")
NOT_READ = N_("Files of this kind are not read.")
NO_PAGE = N_("The document has no such page.")
NO_PICTURE = N_("This document is shown as text.")
NO_OCR = N_("Scanned paper can't be read for words here: the reader for it is not installed (pip install "
            "clientele[ocr]).")  # fmt: skip
REASONS = frozenset({DAMAGED, LOCKED, BOMB, ENTITIES, TOO_LARGE, TOO_SLOW, CRASHED, NOT_READ, NO_PAGE, NO_PICTURE,
                     NO_OCR})  # fmt: skip


class Unreadable(OfficeError):
    """A document that can't be read or shown; the sentence says why, and is one of REASONS."""


class Kind(StrEnum):
    """What a document is, told by its content and not by its name."""

    PDF = "pdf"
    WORD = "word"
    BOOK = "book"
    TEXT = "text"
    TABLE = "table"
    PICTURE = "picture"

    @property
    def has_pictures(self) -> bool:
        """Whether its pages are shown as pictures, and can be read by the reader of scans."""
        return self in (Kind.PDF, Kind.PICTURE)

    @property
    def is_grid(self) -> bool:
        """Whether its pages are rows and columns."""
        return self in (Kind.BOOK, Kind.TABLE)


class Source(StrEnum):
    """Where the words of a page come from."""

    NATIVE = "native"
    OCR = "ocr"
    MANUAL = "manual"


class Line(NamedTuple):
    """A paragraph, with the rank of a heading (1 to 9) or 0."""

    text: str
    heading: int = 0


class Grid(NamedTuple):
    """Rows of cells as text; row and column of those that hold figures; first and last row and column of those that
    are merged."""

    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()


Block = Line | Grid


class PageValues(NamedTuple):
    """A page that is drawn from values and not from a picture."""

    label: str
    blocks: tuple[Block, ...]
    cut: bool = False  # there is more than is shown


class PagePicture(NamedTuple):
    """A page as a PNG picture, its size in pixels."""

    png: bytes
    width: int
    height: int


def text_of(blocks: Sequence[Block]) -> str:
    """The words of a page, cells apart by tabs."""
    return "\n".join(
        block.text if isinstance(block, Line) else "\n".join("\t".join(row).rstrip("\t") for row in block.rows)
        for block in blocks
    )


def to_plain(blocks: Sequence[Block]) -> list[list[object]]:
    """The blocks as plain values, to go from one process to the other."""
    return [[b.text, b.heading] if isinstance(b, Line) else
            [[list(row) for row in b.rows], sorted(b.figures), list(b.merged)] for b in blocks]  # fmt: skip


def from_plain(values: object) -> tuple[Block, ...]:
    """The blocks of plain values; ValueError for what `to_plain` does not give."""
    found: list[Block] = []
    for value in values if isinstance(values, list) else ():
        match value:
            case [str(text), int(heading)]:
                found.append(Line(text, heading))
            case [list(rows), list(figures), list(merged)]:
                found.append(Grid(tuple(tuple(str(cell) for cell in row) for row in rows),
                                  frozenset((int(row), int(column)) for row, column in figures),
                                  tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in merged)))  # fmt: skip
            case _:
                raise ValueError("no block")
    return tuple(found)
