"""Makes the messy files that offices send, byte by byte where no library writes them."""

import io
import struct
import zipfile
from pathlib import Path

ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body>'
    '<office:spreadsheet><table:table table:name="客户">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"


def ods_cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def ods(path: Path, rows: list[list[str]], after: str = "") -> Path:
    body = "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", ODS_HEAD + body + after + ODS_TAIL)
    return path


def xlsx_parts(rows_xml: str, prolog: str = "") -> dict[str, str]:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="客户" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{prolog}<worksheet xmlns="{main}"><sheetData>{rows_xml}</sheetData></worksheet>',
    }


def text_cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def zipped(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def xls(path: Path, rows: list[list[str | float]]) -> Path:
    """An Excel 97 workbook of one sheet inside an OLE container, as old programs still write it."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    cells = b""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                cells += record(0x0204, struct.pack("<HHHHB", r, c, 0, len(text) // 2, 1) + text)
            else:
                cells += record(0x0203, struct.pack("<HHHd", r, c, 0, value))
    bof = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    page = record(0x0809, bof[:2] + b"\x10\x00" + bof[4:])
    page += record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)) + cells + record(0x000A, b"")
    name = "客户".encode("utf-16-le")

    def book(offset: int) -> bytes:
        sheet = record(0x0085, struct.pack("<IHBB", offset, 0, 2, 1) + name)
        return record(0x0809, bof) + record(0x0042, b"\xb0\x04") + sheet + record(0x000A, b"")

    stream = book(len(book(0))) + page
    return _ole(path, "Workbook", stream)


def _ole(path: Path, name: str, stream: bytes) -> Path:
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\x00")
    sectors = len(stream) // 512

    def entry(label: str, kind: int, child: int, start: int, size: int) -> bytes:
        written = label.encode("utf-16-le") + b"\x00\x00"
        return (
            written.ljust(64, b"\x00")
            + struct.pack("<HBBIII", len(written), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + b"\x00" * 36
            + struct.pack("<IQ", start, size)
        )

    directory = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream))
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack("<HHHHHHIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1)
    header += struct.pack("<IIIIIII", 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    header = header.ljust(512, b"\xff")
    table = b"".join(struct.pack("<I", f) for f in fat).ljust(512, b"\xff")
    path.write_bytes(header + table + directory.ljust(512, b"\x00") + stream)
    return path


def protected(path: Path) -> Path:
    """The shape of a workbook under a password: an OLE container with one encrypted package."""
    return _ole(path, "EncryptedPackage", b"\x01" * 4096)


def lying_zip(data: bytes, part: str, declared: int) -> bytes:
    """The same archive with a smaller size declared for one part, in both places."""
    changed = bytearray(data)
    entry = zipfile.ZipFile(io.BytesIO(data)).getinfo(part)
    changed[entry.header_offset + 22 : entry.header_offset + 26] = struct.pack("<I", declared)
    at = changed.rfind(b"PK\x01\x02", 0, changed.rfind(part.encode()))
    changed[at + 24 : at + 28] = struct.pack("<I", declared)
    return bytes(changed)
