"""Looks into zipped workbooks before anything unpacks them: bombs, entities, passwords, endless tables (CL-15)."""

import html
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.i18n import N_
from desktop.rules.document_reading import BOMB, DAMAGED, ENTITIES, LOCKED
from desktop.rules.grids import BadFile, index_of

UNPACKED_LIMIT = 200_000_000
RATIO_LIMIT = 100
RATIO_FROM = 5_000_000  # smaller parts may be as empty as they like
PARTS_LIMIT = 2_000
CELLS_LIMIT = 30_000_000  # what the reader would lay out in memory, empty cells included
_CHUNK = 1 << 20
_OVERLAP = 4_096
_PROLOG = 4_096

ENTITIES_DECLARED = N_("The file declares entities, which no spreadsheet program does. It was not opened.")
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_FAR_ROW = re.compile(rb"r=[\"'][A-Z]{1,3}(\d{6,})")
_FAR_COLUMN = re.compile(rb"r=[\"']([A-Z]{2,3})\d")
_UNCOMPUTED = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*><f[^>]*>([^<]+)</f><v\s*(?:/>|></v>)')
_ERROR = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*? t="e"')
_ODS_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_ODS_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')
_MOST_REMARKS = 1_000
_APPLE = frozenset({"Index.zip", "index.apxl", "index.xml"})  # what only Numbers and Pages put into a parcel


@dataclass(slots=True)
class Part:
    """What was seen in passing in one worksheet."""

    formulas: dict[str, str] = field(default_factory=dict)  # cell → formula that no program has computed yet
    errors: dict[str, None] = field(default_factory=dict)  # cells that hold #N/A and the like
    last_row: int = 0
    last_column: int = 0


@dataclass(slots=True)
class Parcel:
    kind: str  # "xlsx" or "ods"
    parts: dict[str, Part] = field(default_factory=dict)  # worksheets only


def look_into(data: bytes) -> Parcel:
    """What kind of workbook the bytes are. BadFile for anything else, and for whatever would flood memory.

    At most 200 MB unpacked, parts over 5 MB at most 100 times their packed size, 2,000 parts, no `..` in names, no
    document type declarations, 30 million cells laid out. Sizes are counted while unpacking, not believed.
    """
    try:
        directory = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, EOFError):
        raise damaged() from None
    check_directory(directory)
    parcel = Parcel(_kind(data, directory))
    room = UNPACKED_LIMIT
    for entry in directory:
        if parcel.kind == "ods" and entry.filename == "content.xml":
            content = b"".join(unpacked(data, entry, room))
            check_prolog(content)
            _check_table(*_extent_of_ods(content))
        elif parcel.kind == "xlsx" and _SHEET_PART.fullmatch(entry.filename):
            parcel.parts[entry.filename] = _look_at_sheet(unpacked(data, entry, room))
        else:
            _look_at_other(entry.filename, unpacked(data, entry, room))
        room -= entry.file_size
    return parcel


def damaged() -> BadFile:
    return BadFile(N_("The file is damaged. Open it in a spreadsheet program and save it again as xlsx."))


def locked() -> BadFile:
    return BadFile(N_("The file is protected by a password. Take the password off in a spreadsheet program first."))


def apple() -> BadFile:
    return BadFile(N_("This was made by Apple Numbers or Pages. Open it there, choose File › Export To › Excel, and "
                      "choose the xlsx file here."))  # fmt: skip


def presentation() -> BadFile:
    return BadFile(N_("This is a presentation and no sheet. Copy its table into a spreadsheet and save it as xlsx."))


def reason(why: BadFile) -> str:
    """The same refusal as it is told of a document."""
    told = {locked().message: LOCKED, _bomb().message: BOMB, ENTITIES_DECLARED: ENTITIES}
    return told.get(why.message, DAMAGED)


def _bomb() -> BadFile:
    return BadFile(N_("The file unpacks to far more than a sheet of clients could hold. It was not opened."))


def check_directory(directory: list[zipfile.ZipInfo]) -> None:
    if len(directory) > PARTS_LIMIT or sum(e.file_size for e in directory) > UNPACKED_LIMIT:
        raise _bomb()
    for entry in directory:
        if entry.flag_bits & 1:
            raise locked()
        if ".." in entry.filename.replace("\\", "/").split("/") or entry.filename.startswith(("/", "\\")):
            raise damaged()
        if entry.file_size > max(RATIO_FROM, RATIO_LIMIT * entry.compress_size):
            raise _bomb()
    if len({e.filename for e in directory}) < len(directory):
        raise damaged()


def _kind(data: bytes, directory: list[zipfile.ZipInfo]) -> str:
    entries = {entry.filename: entry for entry in directory}
    if "xl/workbook.xml" in entries:
        return "xlsx"
    if any(name in _APPLE or (name.startswith("Index/") and name.endswith(".iwa")) for name in entries):
        raise apple()
    if "ppt/presentation.xml" in entries:
        raise presentation()
    if "xl/workbook.bin" in entries:
        raise BadFile(N_("This is a binary workbook (xlsb). Save it as xlsx."))
    if "word/document.xml" in entries:
        raise BadFile(
            N_("This is a text document and no sheet. Copy its table into a spreadsheet and save it as xlsx.")
        )
    said = b""
    if "mimetype" in entries:
        said = b"".join(unpacked(data, entries["mimetype"], 1_000))
    if said.startswith(b"application/vnd.oasis.opendocument.spreadsheet") and "content.xml" in entries:
        return "ods"
    if said.startswith(b"application/vnd.oasis.opendocument.presentation"):
        raise presentation()
    if said.startswith(b"application/vnd.oasis.opendocument.text"):
        raise BadFile(
            N_("This is a text document and no sheet. Copy its table into a spreadsheet and save it as xlsx.")
        )
    raise BadFile(N_("This is an archive and no sheet. Unpack it and choose the sheet inside."))


def unpacked(data: bytes, entry: zipfile.ZipInfo, room: int) -> Iterator[bytes]:
    """The part in chunks. Its true size must be the declared one, else the reader might unpack without end."""
    header = data[entry.header_offset : entry.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged()
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    start = entry.header_offset + 30 + name_length + extra_length
    packed = memoryview(data)[start : start + entry.compress_size]
    if len(packed) < entry.compress_size:
        raise damaged()
    size = 0
    for chunk in _inflated(packed, entry.compress_type):
        size += len(chunk)
        if size > entry.file_size or size > room:
            raise _bomb()
        yield chunk
    if size != entry.file_size:
        raise damaged()


def _inflated(packed: memoryview, method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from (bytes(packed[at : at + _CHUNK]) for at in range(0, len(packed), _CHUNK))
        return
    if method != zipfile.ZIP_DEFLATED:
        raise damaged()
    inflater = zlib.decompressobj(-15)
    waiting = bytes(packed)
    try:
        while waiting and not inflater.eof:
            yield inflater.decompress(waiting, _CHUNK)
            waiting = inflater.unconsumed_tail
        yield inflater.flush()
    except zlib.error:
        raise damaged() from None
    if not inflater.eof or inflater.unused_data:
        raise damaged()


def _look_at_other(name: str, chunks: Iterator[bytes]) -> None:
    first = next(chunks, b"")
    if name.lower().endswith((".xml", ".rels", ".vml")):
        check_prolog(first)
        if name == "META-INF/manifest.xml" and b"encryption-data" in first:
            raise locked()
    for _chunk in chunks:
        pass  # only its size matters


def check_prolog(start: bytes) -> None:
    """No document type declaration, hence no entities that multiply; and the root element soon."""
    head = start[:_PROLOG].removeprefix(b"\xef\xbb\xbf").lstrip()
    while head.startswith((b"<?", b"<!--")):
        end = b"?>" if head.startswith(b"<?") else b"-->"
        at = head.find(end)
        if at < 0:
            raise damaged()
        head = head[at + len(end) :].lstrip()
    if head.startswith(b"<!"):
        raise BadFile(ENTITIES_DECLARED)
    if not re.match(rb"<[A-Za-z_]", head):
        raise damaged()


def _look_at_sheet(chunks: Iterator[bytes]) -> Part:
    part = Part()
    tail = b""
    for chunk in chunks:
        if not tail:
            check_prolog(chunk)
        seen = tail + chunk
        # XML allows spaces around the equals sign
        squeezed = seen.translate(None, b" \t\r\n")
        part.last_row = max([part.last_row, *map(int, set(_FAR_ROW.findall(squeezed)))])
        part.last_column = max(
            [part.last_column, *(index_of(c.decode()) + 1 for c in set(_FAR_COLUMN.findall(squeezed)))]
        )
        if b"<f" in seen and len(part.formulas) < _MOST_REMARKS:
            found = _UNCOMPUTED.findall(seen)
            part.formulas.update((c.decode(), "=" + html.unescape(f.decode("utf-8", "replace"))) for c, f in found)
        if b't="e"' in seen and len(part.errors) < _MOST_REMARKS:
            part.errors.update((c.decode(), None) for c in _ERROR.findall(seen))
        tail = seen[-_OVERLAP:]
    _check_table(part.last_row or 99_999, part.last_column or 26)
    return part


def _check_table(rows: int, columns: int) -> None:
    if rows * columns > CELLS_LIMIT:
        raise BadFile(
            N_("The sheet has cells far away from its table, at row {row} or column {column}. Delete them and save."),
            row=rows,
            column=columns,
        )


def _extent_of_ods(content: bytes) -> tuple[int, int]:
    """Last row and column with something in them, repeats counted."""
    row = last_row = last_column = 0
    for found in _ODS_ROW.finditer(content):
        repeated = _ODS_ROWS.search(found[1])
        row += int(repeated[1]) if repeated else 1
        body = found[2] or b""
        if b"<text:p" not in body and b"office:value" not in body:
            continue
        last_row = row
        column = 0
        for cell in _ODS_CELL.finditer(body):
            times = _ODS_COLUMNS.search(cell[1])
            column += int(times[1]) if times else 1
            if not cell[2]:
                last_column = max(last_column, column)
    return last_row, max(last_column, 1)
