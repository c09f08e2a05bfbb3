"""Reads xlsx, xls and ods workbooks into rows of plain cells, numbers and dates as they were meant (CL-15)."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

from desktop.i18n import N_
from desktop.rules.grids import BadFile, Cell, Merge, index_of
from desktop.rules.headings import SEARCHED_ROWS, is_heading
from desktop.services.parcels import Parcel, Part, damaged, locked, look_into, presentation

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))  # of xls and of the et files of WPS
_ROOT = "Root Entry".encode("utf-16-le")  # the table of contents is whole
_SLIDES = "PowerPoint Document".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(slots=True)
class Page:
    """One sheet of a workbook, its rows still to be read."""

    name: str
    names: tuple[str, ...]
    rows: Iterator[list[Cell]]
    count: int
    merges: list[Merge] = field(default_factory=list)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)  # (row, column) from 0
    errors: list[tuple[int, int]] = field(default_factory=list)


def open_zipped(data: bytes, sheet: str | None = None) -> Page:
    """The wanted sheet of an xlsx or ods file, else the first visible one that looks like a list."""
    parcel = look_into(data)
    return _page(data, parcel, sheet)


def open_xls(data: bytes, sheet: str | None = None) -> Page:
    """The same for the xls files of old; BadFile for what else wears that outer shape."""
    if _ENCRYPTED in data:
        raise locked()
    if _WORD in data:
        raise BadFile(
            N_("This is a text document and no sheet. Copy its table into a spreadsheet and save it as xlsx.")
        )
    if _SLIDES in data:
        raise presentation()
    if _ROOT in data and not any(stream in data for stream in _BOOKS):
        raise BadFile(N_("This file of an office program holds no workbook. Open it in the program that made it, for "
                         "example WPS, and save its table as xlsx."))  # fmt: skip
    return _page(data, None, sheet)


def _page(data: bytes, parcel: Parcel | None, wanted: str | None) -> Page:
    book = opened(data)
    names = [
        m.name
        for m in book.sheets_metadata
        if str(m.visible).endswith(".Visible") and str(m.typ).endswith(".WorkSheet")
    ]
    if wanted is not None and wanted not in book.sheet_names:
        raise BadFile(N_("The workbook has no sheet named {sheet}."), sheet=wanted)
    for name in [wanted] if wanted is not None else _by_promise(book, names or list(book.sheet_names)):
        loaded = loaded_sheet(book, name)
        if loaded.start is not None or wanted is not None or len(names) <= 1:
            part = _part_of(data, parcel, name)
            return _as_page(loaded, name, tuple(names), part)
    raise BadFile(N_("The sheet is empty."))


def opened(data: bytes) -> Any:
    """The workbook, its sheets still to be loaded. BadFile for what is damaged or has a password."""
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except python_calamine.PasswordError:
        raise locked() from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise damaged() from None
    except BaseException as trouble:
        _raise_panic(trouble)
        raise


def loaded_sheet(book: Any, name: str) -> Any:
    import python_calamine

    try:
        return book.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError, ValueError):
        raise damaged() from None
    except BaseException as trouble:
        _raise_panic(trouble)
        raise


def _raise_panic(trouble: BaseException) -> None:
    # a panic of the reader's Rust code comes as an exception that is no Exception and has no importable name
    if type(trouble).__name__ == "PanicException":
        raise damaged() from None


def _by_promise(book: Any, names: list[str]) -> list[str]:
    """Sheets with known headings first: many workbooks begin with a page of explanations."""
    if len(names) < 2:
        return names
    promising = [name for name in names if _headings_in(loaded_sheet(book, name)) >= 2]
    return [*promising[:1], *[n for n in names if n not in promising[:1]]]


def _headings_in(loaded: Any) -> int:
    rows = loaded.to_python(nrows=SEARCHED_ROWS)
    return max((sum(1 for c in row if isinstance(c, str) and is_heading(c)) for row in rows), default=0)


def _as_page(loaded: Any, name: str, names: tuple[str, ...], part: Part | None) -> Page:
    left = loaded.start[1] if loaded.start else 0
    merges = [Merge(top, m_left, bottom, right) for (top, m_left), (bottom, right) in loaded.merged_cell_ranges or []]
    page = Page(name, names, _rows(loaded, left), loaded.total_height, merges)
    if part:
        page.formulas = {_position(ref): formula for ref, formula in part.formulas.items()}
        page.errors = [_position(ref) for ref in part.errors]
    return page


def _rows(loaded: Any, left: int) -> Iterator[list[Cell]]:
    empty: list[Cell] = [""] * left
    for row in loaded.iter_rows():
        cells = [value.strip() if type(value) is str else cell_of(value) for value in row]
        yield empty + cells if left else cells


def cell_of(value: object) -> Cell:
    if isinstance(value, float):
        # phones and codes typed as numbers arrive as floats
        whole = int(value)
        return str(whole) if whole == value else f"{value:.15g}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return str(value)
    return str(value).strip()


def _position(ref: str) -> tuple[int, int]:
    letters = ref.rstrip("0123456789")
    return int(ref[len(letters) :]) - 1, index_of(letters)


def _part_of(data: bytes, parcel: Parcel | None, name: str) -> Part | None:
    """Which part of an xlsx file holds the sheet: by the workbook's own list, guarded by look_into before."""
    if parcel is None or parcel.kind != "xlsx":
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            book = ElementTree.fromstring(packed.read("xl/workbook.xml"))
            relations = ElementTree.fromstring(packed.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError, zipfile.BadZipFile, NotImplementedError, zlib.error, ValueError):
        return None
    wanted = next((e.get(_RELATION) for e in book.iter() if e.tag.endswith("}sheet") and e.get("name") == name), None)
    target = next((r.get("Target", "") for r in relations if wanted and r.get("Id") == wanted), "")
    return parcel.parts.get(target.removeprefix("/") if target.startswith("/xl/") else f"xl/{target}")
