"""The parts of a text document (docx), unpacked with limits, and the names within them (DO-1)."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from desktop.rules.document_reading import DAMAGED, Unreadable
from desktop.rules.grids import BadFile
from desktop.services import parcels

BODY = "word/document.xml"
DEEP = 200  # elements within each other; the parser's own limit is 256
CELLS = 200_000  # of all tables
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def parts_of(content: bytes, wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """The wanted parts by their names, unpacked with limits. Raises Unreadable."""
    room = parcels.UNPACKED_LIMIT
    found: dict[str, bytes] = {}
    try:
        directory = zipfile.ZipFile(io.BytesIO(content)).infolist()
        parcels.check_directory(directory)
        for entry in directory:
            if wanted(entry.filename):
                part = b"".join(parcels.unpacked(content, entry, room))
                if entry.filename.endswith((".xml", ".rels")):
                    parcels.check_prolog(part)
                found[entry.filename] = part
                room -= len(part)
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, EOFError):
        raise Unreadable(DAMAGED) from None
    except BadFile as why:
        raise Unreadable(parcels.reason(why)) from None
    if BODY not in found:
        raise Unreadable(DAMAGED)
    return found


def root_of(part: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
                             remove_comments=True, remove_pis=True)  # fmt: skip
    try:
        root = etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable(DAMAGED) from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable(DAMAGED)
    return root


def below(element: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table, cells of a row: also those within content controls."""
    for child in element.iterchildren():
        name = name_of(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins"):
            yield from below(child, wanted)


def name_of(element: Any) -> str:
    """The name without Word's own space; of others only what is asked for by it."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    if tag == _FALLBACK:
        return "Fallback"
    for space in (_W, _STRICT):
        if tag.startswith(space):
            return tag[len(space) :]
    return ""


def attribute(element: Any, name: str) -> str:
    return element.get(_W + name) or element.get(_STRICT + name) or ""
