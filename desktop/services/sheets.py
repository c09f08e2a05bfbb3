"""Reads whatever list of clients an office has, workbook, text or address cards, into one kind of sheet (CL-15)."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.grids import (
    BadFile,
    Cell,
    Column,
    LeftOut,
    Merge,
    Remark,
    Sheet,
    SheetRow,
    letter_of,
)
from desktop.rules.headings import SEARCHED_ROWS, Header, find_header, headings, why_no_client
from desktop.rules.name_columns import join_names
from desktop.rules.progress import Progress
from desktop.rules.system_words import why
from desktop.rules.text import CELL_LIMIT
from desktop.services.charsets import decode
from desktop.services.delimited import rows_of
from desktop.services.parcels import apple
from desktop.services.vcards import sheet_of_cards
from desktop.services.workbooks import Page, open_xls, open_zipped

FILE_LIMIT = 200_000_000  # bytes
ROWS_LIMIT = 1_000_000
COLUMNS_LIMIT = 500
SUFFIXES = (".xlsx", ".xls", ".ods", ".csv", ".tsv", ".txt", ".vcf", ".xlsm", ".et")

_APPLE_FOLDERS = frozenset({".numbers", ".pages"})  # a Mac keeps them as folders that look like files
_MOST_NOTES = 1_000
_REMEMBERED = 2_000  # cells of a column: units and positions come again, phones do not
_EVERY = 2_000  # rows between two reports of progress

_PICTURE = N_("This is a picture and no sheet. Ask for the spreadsheet that it shows.")
_NO_SHEET: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"%PDF",), N_("This is a PDF and no sheet. Ask for the spreadsheet it was printed from.")),
    (
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF"),
        _PICTURE,
    ),
    (
        (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
        N_("This is an archive and no sheet. Unpack it and choose the sheet inside."),
    ),
    ((b"{\\rtf",), N_("This is a text document and no sheet. Copy its table into a spreadsheet and save it as xlsx.")),
    ((b"SQLite format 3", b"MZ", b"\x7fELF"), N_("This is no sheet. Choose an xlsx, xls, ods, csv or vcf file.")),
)


def read_sheet(
    path: Path, *, progress: Progress | None = None, charset: str | None = None, sheet: str | None = None
) -> Sheet:
    """The list of clients in a file, its header found, rows numbered as in the sheet from 1.

    `charset` forces the charset of a text file, `sheet` names the sheet of a workbook. `progress(done, rows)` is called
    every 2,000 rows and cancels by raising. BadFile where the file is no sheet, empty, damaged, protected, or beyond
    1,000,000 rows, 500 columns or 200 MB; single rows beyond what a cell can hold are in `refused`.
    """
    data = _bytes_of(Path(path))
    found = _read(data, progress, charset, sheet)
    if not found.rows and not found.refused:
        raise BadFile(N_("The sheet has no rows below its header.") if found.header_row else N_("The sheet is empty."))
    return found


def _bytes_of(path: Path) -> bytes:
    try:
        if path.is_dir():
            if path.suffix.lower() in _APPLE_FOLDERS:
                raise apple()
            raise BadFile(N_("This is a folder: {name}"), name=path.name)
        if path.stat().st_size > FILE_LIMIT:
            raise BadFile(N_("The file is larger than {limit} MB. Split it."), limit=FILE_LIMIT // 1_000_000)
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadFile(N_("There is no file {name}. It may have been moved or renamed."), name=path.name) from None
    except PermissionError:
        raise BadFile(
            N_("The file {name} may not be read. Close it in other programs, or copy it to another folder."),
            name=path.name,
        ) from None
    except OSError as trouble:
        raise BadFile(N_("The file {name} can't be read: {reason}"), name=path.name, reason=why(trouble)) from None
    if not data.strip(b"\x00\r\n\t "):
        raise BadFile(N_("The file is empty."))
    return data


def _read(data: bytes, progress: Progress | None, charset: str | None, wanted: str | None) -> Sheet:
    if data.startswith(b"PK\x03\x04"):
        return _of_page(open_zipped(data, wanted), progress)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _of_page(open_xls(data, wanted), progress)
    for marks, reason in _NO_SHEET:
        if data.startswith(marks):
            raise BadFile(reason)
    if data[4:8] == b"ftyp":  # HEIC of a telephone, or a film
        raise BadFile(_PICTURE)
    text, charset = decode(data, charset)
    start = text[:2_000].lstrip().lower()
    if start.startswith(("<!doctype html", "<html", "<table", "<meta", "<head", "<div")) or (
        start.startswith("<?xml") or "<html" in start
    ):
        raise BadFile(
            N_("This is a web page or XML under another name. Open it in a spreadsheet program and save it as xlsx.")
        )
    if start.startswith("begin:vcard"):
        return sheet_of_cards(text, charset, progress)
    return _of_text(text, charset, progress)


def _of_text(text: str, charset: str, progress: Progress | None) -> Sheet:
    rows: Iterator[list[Cell]] = ([cell.strip() for cell in row] for row in rows_of(text))
    # lines are a fair guess at rows, for the progress bar alone
    return _assembled(rows, text.count("\n") + 1, [], progress, Sheet([], 0, [], charset=charset))


def _of_page(page: Page, progress: Progress | None) -> Sheet:
    sheet = Sheet([], 0, [], name=page.name, sheet_names=page.names)
    rows = page.rows
    if page.formulas:
        rows = _with_formulas(rows, page.formulas, page.count)
    found = _assembled(rows, page.count, page.merges, progress, sheet)
    for row, column in page.errors[:_MOST_NOTES]:
        if row >= found.header_row:
            found.notes.append(
                Remark(
                    row + 1, column, BadEntry(N_("The spreadsheet could not compute this cell; it counts as empty."))
                )
            )
    return found


def _with_formulas(
    rows: Iterator[list[Cell]], formulas: dict[tuple[int, int], str], count: int
) -> Iterator[list[Cell]]:
    """A formula nobody has computed is its own text, as in a CSV file."""
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), formula in formulas.items():
        by_row.setdefault(row, {})[column] = formula
    last = max(by_row)
    padded = chain(rows, ([] for _ in range(max(0, last + 1 - count))))
    for at, cells in enumerate(padded):
        for column, formula in by_row.get(at, {}).items():
            cells.extend([""] * (column + 1 - len(cells)))
            if cells[column] == "":
                cells[column] = formula
        yield cells


def _assembled(
    rows: Iterator[list[Cell]], count: int, merges: Sequence[Merge], progress: Progress | None, sheet: Sheet
) -> Sheet:
    first = list(islice(rows, SEARCHED_ROWS))
    header = find_header(first, merges)
    start = header.bottom + 1 if header else 0
    names = _names(first, header, merges)
    if header:
        sheet.header_row = header.bottom + 1
        above = (str(cell) for row in first[: header.top] for cell in row if cell != "")
        sheet.title = " ".join(" ".join(dict.fromkeys(above)).split())[:200]
    _fill(sheet, chain(first[start:], rows), start, count, names, _filler(merges, start), progress)
    width = max((len(row.cells) for row in sheet.rows), default=0)
    width = max(width, max((at + 1 for at, name in enumerate(names) if name), default=0))
    if width > COLUMNS_LIMIT:
        raise BadFile(N_("The sheet has more than {limit} columns."), limit=COLUMNS_LIMIT)
    names += [""] * (width - len(names))
    sheet.rows = [
        row if len(row.cells) == width else SheetRow(row.number, row.cells + ("",) * (width - len(row.cells)))
        for row in sheet.rows
    ]
    sheet.columns = [Column(at, letter_of(at), names[at]) for at in range(width)]
    join_names(sheet)
    return sheet


def _names(first: Sequence[Sequence[Cell]], header: Header | None, merges: Sequence[Merge]) -> list[str]:
    if header is None:
        return []
    width = max(len(row) for row in first[header.top : header.bottom + 1])
    return headings(first, header, merges, width)


def _filler(merges: Sequence[Merge], start: int) -> Callable[[int, list[Cell]], None] | None:
    """Gives every row of vertically merged cells the value of the first."""
    down: dict[int, list[Merge]] = {}
    for m in merges:
        if m.top >= start and m.bottom > m.top:
            down.setdefault(m.top, []).append(m)
    if not down:
        return None
    running: list[tuple[int, int, Cell]] = []

    def fill(at: int, cells: list[Cell]) -> None:
        running[:] = [r for r in running if r[0] >= at]
        for _bottom, column, value in running:
            if column < len(cells) and cells[column] == "":
                cells[column] = value
        for m in down.get(at, ()):
            if m.left < len(cells) and cells[m.left] != "":
                running.append((m.bottom, m.left, cells[m.left]))

    return fill


def _fill(
    sheet: Sheet,
    rows: Iterator[list[Cell]],
    start: int,
    count: int,
    names: Sequence[str],
    fill: Callable[[int, list[Cell]], None] | None,
    progress: Progress | None,
) -> None:
    width = max((at + 1 for at, name in enumerate(names) if name), default=0)
    kept = 0
    once: list[dict[Cell, Cell]] = []
    for at, cells in enumerate(rows, start):
        if progress and at % _EVERY == 0:
            progress(at, max(count, at))
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        if fill:
            cells.extend([""] * (width - len(cells)))
            fill(at, cells)
        if _too_long(sheet, at + 1, cells):
            continue
        why = why_no_client(cells, names)
        if why:
            sheet.left_out.append(LeftOut(at + 1, why))
            continue
        kept += 1
        if kept > ROWS_LIMIT:
            raise BadFile(N_("The sheet has more than {limit} rows. Split it."), limit=f"{ROWS_LIMIT:,}")
        if len(cells) < width:
            cells.extend([""] * (width - len(cells)))
        sheet.rows.append(SheetRow(at + 1, _shared(cells, once)))


def _shared(cells: Sequence[Cell], once: list[dict[Cell, Cell]]) -> tuple[Cell, ...]:
    """The cells, those that came before in their column as the same objects: a reader makes each text anew, and those
    of fifty thousand rows are forty megabytes."""
    once.extend({} for _column in range(len(cells) - len(once)))
    shared = []
    for cell, seen in zip(cells, once, strict=False):
        held = seen.get(cell)
        if held is None:
            held = cell
            if len(seen) < _REMEMBERED:
                seen[cell] = cell
        shared.append(held)
    return tuple(shared)


def _too_long(sheet: Sheet, number: int, cells: Sequence[Cell]) -> bool:
    try:
        # a row with no date in it, which is most, is done in one step
        if sum(map(len, cells)) <= CELL_LIMIT:  # type: ignore[arg-type]
            return False
    except TypeError:
        pass
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > CELL_LIMIT:
            reason = BadEntry(
                N_("This is too long: {length} characters, at most {limit} are possible."),
                length=len(cell),
                limit=CELL_LIMIT,
            )
            sheet.refused.append(Remark(number, column, reason))
            return True
    return False
