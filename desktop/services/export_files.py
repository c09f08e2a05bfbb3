"""Writes clients as a workbook, as comma-separated text or as address cards; no value becomes a formula (CL-15)."""

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.system_words import why
from desktop.rules.text import CELL_LIMIT, formula_safe

_WIDEST, _NARROWEST = 48, 8  # characters of a column
_SIGNS = ("=", "+", "-", "@", "\t", "\r")

Value = str | float


def workbook(heads: Sequence[str], rows: Iterable[Sequence[Value]], title: str) -> bytes:
    """An xlsx file with one sheet. Every text is a text: also one that begins as a formula does, even when somebody
    edits its cell later."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or None)
    sheet.freeze_panes = "A2"
    found = list(rows)
    for at, head in enumerate(heads):
        longest = max((_width(row[at]) for row in found[:200]), default=0)
        width = min(_WIDEST, max(_NARROWEST, _width(head) + 2, longest + 2))
        sheet.column_dimensions[get_column_letter(at + 1)].width = width
    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=True)

    def cell(value: Value, *, head: bool = False) -> Any:
        if isinstance(value, float):
            made = WriteOnlyCell(sheet, value=value)
            made.number_format = "#,##0.00"
            return made
        text = ILLEGAL_CHARACTERS_RE.sub("", value)[:CELL_LIMIT]
        made = WriteOnlyCell(sheet, value=text)
        # what it is by its sign must not be guessed, neither here nor when the cell is edited
        made.data_type = "s"
        if text.startswith(_SIGNS):
            made.quotePrefix = True
        if head:
            made.font = bold
        elif "\n" in text:
            made.alignment = top
        return made

    sheet.append([cell(head, head=True) for head in heads])
    for row in found:
        sheet.append([cell(value) if value != "" else None for value in row])
    out = io.BytesIO()
    # writing path: a workbook and no row of the office
    book.save(out)
    return out.getvalue()


def comma_separated(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with its mark, or a spreadsheet would take it for GBK; what looks like a formula is disarmed by `'`."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([formula_safe(head) for head in heads])
    for row in rows:
        writer.writerow([f"{v:.2f}" if isinstance(v, float) else formula_safe(v) for v in row])
    return out.getvalue().encode("utf-8-sig")


def address_cards(people: Iterable[Mapping[str, str]]) -> bytes:
    """vCard 3.0, one card each, by the names of our fields; organisations by their name alone."""
    import vobject

    return "".join(_card(vobject, values).serialize() for values in people).encode()


def _card(vobject: Any, values: Mapping[str, str]) -> Any:
    card = vobject.vCard()
    name = values["name"]
    card.add("fn").value = name
    # whole in the family name: which characters are the surname is not for a file to guess
    card.add("n").value = vobject.vcard.Name(family=name)
    if values.get("unit"):
        card.add("org").value = [values["unit"]]
    for field, part in (("position", "title"), ("email", "email"), ("web", "url"), ("note", "note")):
        if values.get(field):
            card.add(part).value = values[field]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", values.get("birthday", "")):
        card.add("bday").value = values["birthday"]
    for field, kinds in (("phone", ["CELL", "PREF"]), ("other_phone", ["VOICE"]), ("fax", ["FAX"])):
        if values.get(field):
            line = card.add("tel")
            line.value, line.type_param = values[field], kinds
    for field, kind in (("address", "WORK"), ("home_address", "HOME")):
        if values.get(field):
            line = card.add("adr")
            code = values.get("postcode", "") if kind == "WORK" else ""
            line.value = vobject.vcard.Address(street=values[field].replace("\n", " "), code=code)
            line.type_param = [kind]
    return card


def _width(value: Value) -> int:
    """A Chinese character is as wide as two letters."""
    text = f"{value:,.2f}" if isinstance(value, float) else value
    return max((sum(2 if ord(c) > 0x2E80 else 1 for c in line) for line in text.split("\n")), default=0)


class WholeFile:
    """A file that comes to its place whole or not at all: written beside it first, then renamed.

    Refusals say what is wrong with the place; they raise BadEntry on the field "file".
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self._beside: Path | None = None
        if not self.path.parent.is_dir():
            raise BadEntry(N_("There is no folder {folder}. Make it first, or choose another place."), "file",
                           folder=str(self.path.parent))  # fmt: skip
        if self.path.exists() and not self.path.is_file():
            raise BadEntry(N_("{file} is no file that could be replaced. Choose another name."), "file",
                           file=self.path.name)  # fmt: skip
        # before anybody works for it: the place can be written to
        self._tried(b"")
        self.drop()

    def put(self, content: bytes) -> None:
        self._tried(content)

    def settle(self) -> None:
        assert self._beside is not None
        try:
            self._beside.replace(self.path)
        except OSError as trouble:
            self.drop()
            raise self._refusal(trouble) from None
        self._beside = None

    def drop(self) -> None:
        if self._beside is not None:
            with suppress(OSError):
                self._beside.unlink()
            self._beside = None

    def _tried(self, content: bytes) -> None:
        try:
            # the name is recorded, so it must be text
            self.path.name.encode()
            descriptor, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
            self._beside = Path(name)
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())
        except (OSError, UnicodeEncodeError) as trouble:
            self.drop()
            raise self._refusal(trouble) from None

    def _refusal(self, trouble: OSError | UnicodeEncodeError) -> BadEntry:
        reason = why(trouble) if isinstance(trouble, OSError) else str(trouble)
        return BadEntry(N_("{file} can't be written: {why}. Nothing was exported. Choose another place."), "file",
                        file=self.path.name, why=reason)  # fmt: skip
