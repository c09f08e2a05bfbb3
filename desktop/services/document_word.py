"""Reads text documents (docx) from memory: paragraphs, tables, headers, notes and text boxes, as pages (DO-1)."""

import io
import struct
import zipfile
from collections.abc import Iterator
from typing import Any

from desktop.rules.document_reading import (
    BOMB,
    DAMAGED,
    NO_PAGE,
    NO_PICTURE,
    Block,
    Grid,
    Kind,
    Line,
    PagePicture,
    PageValues,
    Unreadable,
    text_of,
)
from desktop.rules.grids import BadFile
from desktop.services import parcels

BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BESIDE = ("word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments")
_DEEP = 200  # elements within each other; the parser's own limit is 256
_CELLS = 200_000  # of all tables


class Word:
    """An opened text document. Where Word has noted its pages, they are told apart. Raises Unreadable."""

    kind = Kind.WORD

    def __init__(self, content: bytes) -> None:
        self._pages = _pages_of(_parts_of(content))
        self.pages = len(self._pages)

    def close(self) -> None:
        self._pages = []

    def label(self, page: int) -> str:
        return ""

    def text(self, page: int) -> str:
        return text_of(self._page(page))

    def values(self, page: int) -> PageValues | None:
        return PageValues("", tuple(self._page(page)))

    def picture(self, page: int, width: int) -> PagePicture:
        raise Unreadable(NO_PICTURE)

    def image(self, page: int, *, width: int = 0, dpi: int = 0) -> Any:
        raise Unreadable(NO_PICTURE)

    def _page(self, page: int) -> list[Block]:
        if not 1 <= page <= self.pages:
            raise Unreadable(NO_PAGE)
        return self._pages[page - 1]


def _parts_of(content: bytes) -> dict[str, bytes]:
    """The parts that hold words, unpacked with limits."""
    room = parcels.UNPACKED_LIMIT
    found: dict[str, bytes] = {}
    try:
        directory = zipfile.ZipFile(io.BytesIO(content)).infolist()
        parcels.check_directory(directory)
        for entry in directory:
            if entry.filename == BODY or (entry.filename.startswith(_BESIDE) and entry.filename.endswith(".xml")):
                part = b"".join(parcels.unpacked(content, entry, room))
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


def _pages_of(parts: dict[str, bytes]) -> list[list[Block]]:
    reader = _Reader()
    reader.take(_root(parts.pop(BODY)))
    pages = reader.pages()
    for name in sorted(parts, key=lambda name: _BESIDE.index(next(b for b in _BESIDE if name.startswith(b)))):
        beside = _Reader()
        beside.take(_root(parts[name]))
        # what stands on every page counts once, for the first; notes stand at the end
        at = 0 if name.startswith(("word/header", "word/footer")) else -1
        pages[at].extend(block for page in beside.pages() for block in page)
    return pages


def _root(part: bytes) -> Any:
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


class _Reader:
    """Goes through a part in reading order."""

    def __init__(self) -> None:
        self._pages: list[list[Block]] = [[]]
        self._cells = 0

    def pages(self) -> list[list[Block]]:
        whole = [page for page in self._pages if page]
        return whole or [[]]

    def take(self, element: Any, depth: int = 0) -> None:
        if depth > _DEEP:
            raise Unreadable(DAMAGED)
        for child in element.iterchildren():
            name = _name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                grid = self._grid(child, depth)
                if grid.rows:
                    self._pages[-1].append(grid)
            elif name != "Fallback":
                self.take(child, depth + 1)

    def _paragraph(self, element: Any) -> None:
        rank = _rank(element)
        boxes: list[Any] = []
        said = ""
        for piece in _pieces(element, boxes):
            if piece != "\f":
                said += piece
                continue
            self._line(said, rank)
            said = ""
            if self._pages[-1]:
                self._pages.append([])
        self._line(said, rank)
        for box in boxes:
            self.take(box)

    def _line(self, said: str, rank: int) -> None:
        if said.strip():
            self._pages[-1].append(Line(said.strip("\n"), rank))

    def _grid(self, element: Any, depth: int) -> Grid:
        rows = []
        for row in _below(element, "tr"):
            cells = []
            for cell in _below(row, "tc"):
                self._cells += 1
                if self._cells > _CELLS:
                    raise Unreadable(BOMB)
                inner = _Reader()
                inner._cells = self._cells
                inner.take(cell, depth + 1)
                self._cells = inner._cells
                cells.append(text_of([block for page in inner.pages() for block in page]))
            rows.append(tuple(cells))
        return Grid(tuple(rows))


def _pieces(element: Any, boxes: list[Any], depth: int = 0) -> Iterator[str]:
    """The words of a paragraph, a form feed where a page ends; text boxes anchored in it are put aside."""
    if depth > _DEEP:
        raise Unreadable(DAMAGED)
    for child in element.iterchildren():
        match _name(child):
            case "t":
                yield child.text or ""
            case "tab":
                yield "\t"
            case "br" if _attribute(child, "type") == "page":
                yield "\f"
            case "lastRenderedPageBreak":
                yield "\f"
            case "br" | "cr":
                yield "\n"
            case "noBreakHyphen":
                yield "-"
            case "txbxContent":
                boxes.append(child)
            # what was deleted or moved away under tracking, and what stands twice for older programs
            case "Fallback" | "del" | "moveFrom" | "pPr" | "rPr":
                pass
            case _:
                yield from _pieces(child, boxes, depth + 1)


def _below(element: Any, wanted: str) -> Iterator[Any]:
    """Rows of a table, cells of a row: also those within content controls."""
    for child in element.iterchildren():
        name = _name(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins"):
            yield from _below(child, wanted)


def _name(element: Any) -> str:
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


def _attribute(element: Any, name: str) -> str:
    return element.get(_W + name) or element.get(_STRICT + name) or ""


def _rank(element: Any) -> int:
    """1 to 9 for a heading."""
    for properties in element.iterchildren():
        if _name(properties) != "pPr":
            continue
        for child in properties.iterchildren():
            style = _attribute(child, "val")
            if _name(child) == "outlineLvl" and style.isdecimal() and int(style) < 9:
                return int(style) + 1
            # the built-in styles: Heading1, or 1 to 9 in Chinese Word
            bare = style.casefold().removeprefix("heading")
            if _name(child) == "pStyle" and len(bare) == 1 and bare in "123456789":
                return int(bare)
    return 0
