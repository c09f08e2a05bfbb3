"""What a laid-out text document consists of, as plain values between who reads it and who draws it (DO-1).

Lengths are points. Words may hold tabs and line breaks.
"""

from enum import Enum
from typing import NamedTuple, Union

from desktop.i18n import N_

PAGES_DRAWN = 200  # of one document; what is beyond is found by search and seen in the file itself
CHARACTERS_DRAWN = 500_000
NOT_LAID_OUT = N_("This document can't be drawn as it is laid out; these are its words.")
DRAWN_IN_PART = N_("Only the first pages are drawn here. Save it as a file to see all of it.")


class Align(Enum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    BOTH = "both"


class Counted(Enum):
    """A number that is known once the pages are made."""

    PAGE = "page"
    PAGES = "pages"


class Look(NamedTuple):
    """How words look. Colours are RRGGBB, empty for the paper's own; `raised` is 1 above the line, -1 below it."""

    size: float = 10.5
    bold: bool = False
    italic: bool = False
    under: bool = False
    struck: bool = False
    colour: str = ""
    ground: str = ""
    raised: int = 0


class Words(NamedTuple):
    text: str
    look: Look = Look()
    counted: Counted | None = None


class Drawing(NamedTuple):
    """A picture in a line of words: the bytes of its file, empty for one that is of no kind that is drawn."""

    content: bytes
    width: float
    height: float


class Stop(NamedTuple):
    """Where a tab leads to."""

    at: float
    align: Align = Align.LEFT


class Paragraph(NamedTuple):
    """`first` is how much further the first line begins, negative where it hangs out; `mark` is the bullet or number
    before it; `leading` counts lines, unless `exact` says points."""

    pieces: tuple[Words | Drawing, ...]
    align: Align = Align.LEFT
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0
    before: float = 0.0
    after: float = 0.0
    leading: float = 1.0
    exact: float = 0.0
    mark: Words | None = None
    stops: tuple[Stop, ...] = ()
    tied: bool = False
    ruled: bool = False


class Break(NamedTuple):
    """A new page: because somebody said so, or noted by the program that laid it out last."""

    noted: bool = False


class Cell(NamedTuple):
    """`down`: over how many rows it goes."""

    blocks: tuple["Block", ...]
    across: int = 1
    down: int = 1
    ground: str = ""


class Row(NamedTuple):
    """Cells with the column at which each begins. `head`: it stands again on each page; `breaks`: a page began here."""

    cells: tuple[tuple[int, Cell], ...]
    head: bool = False
    breaks: bool = False
    height: float = 0.0


class Table(NamedTuple):
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    lined: bool = True
    align: Align = Align.LEFT
    left: float = 0.0


class Box(NamedTuple):
    """A text box; its width is 0 where it says none."""

    blocks: tuple["Block", ...]
    width: float = 0.0


Block = Union[Paragraph, Table, Box, Break]  # noqa: UP007 (its parts are written before it is known)


class Section(NamedTuple):
    """Pages of one size. `grid` is the distance of lines to which words keep, 0 for none."""

    width: float
    height: float
    top: float
    right: float
    bottom: float
    left: float
    blocks: tuple[Block, ...]
    header: tuple[Block, ...] = ()
    footer: tuple[Block, ...] = ()
    header_at: float = 36.0
    footer_at: float = 36.0
    grid: float = 0.0
