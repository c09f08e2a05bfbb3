"""Reads workbooks and plain text from memory, for their words and to be shown: a page for each sheet (DO-1)."""

from datetime import date, datetime
from typing import Any

from desktop.rules.document_reading import (
    COLUMNS_SHOWN,
    DAMAGED,
    MERGES_SHOWN,
    NO_PAGE,
    NO_PICTURE,
    NOT_READ,
    ROWS_SHOWN,
    Grid,
    Kind,
    Line,
    PagePicture,
    PageValues,
    Unreadable,
)
from desktop.rules.grids import BadFile
from desktop.services import charsets, delimited, parcels, workbooks

_WORDS_OF = 5_000_000  # characters of one sheet
_LINES = 60  # of plain text that make a page
_CHARACTERS = 4_000


class _Valued:
    """What is drawn from values: there is no picture of it."""

    cut = False

    def close(self) -> None:
        """Nothing is kept outside this process."""

    def picture(self, page: int, width: int) -> PagePicture:
        raise Unreadable(NO_PICTURE)

    def image(self, page: int, *, width: int = 0, dpi: int = 0) -> Any:
        raise Unreadable(NO_PICTURE)


class Book(_Valued):
    """An opened workbook: xlsx, ods or xls. Raises Unreadable."""

    kind = Kind.BOOK

    def __init__(self, content: bytes) -> None:
        try:
            if content.startswith(b"PK"):
                parcels.look_into(content)
            self._book = workbooks.opened(content)
        except BadFile as why:
            raise Unreadable(parcels.reason(why)) from None
        self._names = list(self._book.sheet_names)
        self.pages = len(self._names)
        if not self.pages:
            raise Unreadable(DAMAGED)

    def label(self, page: int) -> str:
        return self._names[page - 1] if 1 <= page <= self.pages else ""

    def text(self, page: int) -> str:
        lines: list[str] = [self.label(page)]
        room = _WORDS_OF
        for row in self._rows(page):
            line = "\t".join(row).strip("\t")
            if line:
                lines.append(line)
                room -= len(line)
            if room < 0:
                break
        return "\n".join(lines)

    def values(self, page: int) -> PageValues:
        rows: list[tuple[str, ...]] = []
        figures: set[tuple[int, int]] = set()
        cut = False
        sheet = self._sheet(page)
        for row in sheet.iter_rows():
            if len(rows) == ROWS_SHOWN:
                cut = True
                break
            cut = cut or len(row) > COLUMNS_SHOWN
            shown = row[:COLUMNS_SHOWN]
            figures.update((len(rows), at) for at, cell in enumerate(shown) if _is_figure(cell))
            rows.append(tuple(_shown(cell) for cell in shown))
        return PageValues(self.label(page), (Grid(tuple(rows), frozenset(figures), _merged(sheet)),), cut)

    def _rows(self, page: int) -> Any:
        return ([_said(cell) for cell in row] for row in self._sheet(page).iter_rows())

    def _sheet(self, page: int) -> Any:
        if not 1 <= page <= self.pages:
            raise Unreadable(NO_PAGE)
        try:
            return workbooks.loaded_sheet(self._book, self._names[page - 1])
        except BadFile as why:
            raise Unreadable(parcels.reason(why)) from None


def _said(value: object) -> str:
    cell = value.strip() if isinstance(value, str) else workbooks.cell_of(value)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else cell


def _is_figure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: object) -> str:
    """As a spreadsheet shows it that nobody told a form: ten digits of what is no whole number."""
    return f"{value:.10g}" if isinstance(value, float) and not value.is_integer() else _said(value)


def _merged(sheet: Any) -> tuple[tuple[int, int, int, int], ...]:
    """Merged cells, as far as they are shown."""
    found = []
    for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])[:MERGES_SHOWN]:
        if top < ROWS_SHOWN and left < COLUMNS_SHOWN:
            found.append((top, left, min(bottom, ROWS_SHOWN - 1), min(right, COLUMNS_SHOWN - 1)))
    return tuple(found)


class Text(_Valued):
    """Plain text in any of the charsets that offices use, in pages of some sixty lines; a table as rows. Raises
    Unreadable."""

    def __init__(self, content: bytes, *, table: bool = False) -> None:
        self.kind = Kind.TABLE if table else Kind.TEXT
        try:
            said, _charset = charsets.decode(content)
        except BadFile:
            raise Unreadable(NOT_READ) from None
        self._pages = _in_pages(said.replace("\r\n", "\n").replace("\x00", ""))
        self.pages = len(self._pages)

    def label(self, page: int) -> str:
        return ""

    def text(self, page: int) -> str:
        if not 1 <= page <= self.pages:
            raise Unreadable(NO_PAGE)
        return self._pages[page - 1]

    def values(self, page: int) -> PageValues:
        said = self.text(page)
        if self.kind is Kind.TABLE:
            rows = tuple(tuple(row[:COLUMNS_SHOWN]) for row in delimited.rows_of(said))
            return PageValues("", (Grid(rows),))
        return PageValues("", tuple(Line(line) for line in said.split("\n")))


def _in_pages(said: str) -> list[str]:
    pages: list[list[str]] = [[]]
    length = 0
    for line in said.split("\n"):
        for start in range(0, max(len(line), 1), _CHARACTERS):
            piece = line[start : start + _CHARACTERS]
            if pages[-1] and (len(pages[-1]) >= _LINES or length + len(piece) > _CHARACTERS):
                pages.append([])
                length = 0
            pages[-1].append(piece)
            length += len(piece)
    return ["\n".join(page) for page in pages]
