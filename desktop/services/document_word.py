"""Reads text documents (docx) from memory: paragraphs, tables, headers, notes and text boxes, as pages (DO-1)."""

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
from desktop.services.document_word_parts import BODY, CELLS, DEEP, attribute, below, name_of, parts_of, root_of

_BESIDE = ("word/header", "word/footer", "word/footnotes", "word/endnotes", "word/comments")


class Word:
    """An opened text document. Where Word has noted its pages, they are told apart. Raises Unreadable."""

    kind = Kind.WORD
    cut = False

    def __init__(self, content: bytes) -> None:
        self._pages = _pages_of(parts_of(content, _holds_words))
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


def _holds_words(name: str) -> bool:
    return name == BODY or (name.startswith(_BESIDE) and name.endswith(".xml"))


def _pages_of(parts: dict[str, bytes]) -> list[list[Block]]:
    reader = _Reader()
    reader.take(root_of(parts.pop(BODY)))
    pages = reader.pages()
    for name in sorted(parts, key=lambda name: _BESIDE.index(next(b for b in _BESIDE if name.startswith(b)))):
        beside = _Reader()
        beside.take(root_of(parts[name]))
        # what stands on every page counts once, for the first; notes stand at the end
        at = 0 if name.startswith(("word/header", "word/footer")) else -1
        pages[at].extend(block for page in beside.pages() for block in page)
    return pages


class _Reader:
    """Goes through a part in reading order."""

    def __init__(self) -> None:
        self._pages: list[list[Block]] = [[]]
        self._cells = 0

    def pages(self) -> list[list[Block]]:
        whole = [page for page in self._pages if page]
        return whole or [[]]

    def take(self, element: Any, depth: int = 0) -> None:
        if depth > DEEP:
            raise Unreadable(DAMAGED)
        for child in element.iterchildren():
            name = name_of(child)
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
        for row in below(element, "tr"):
            cells = []
            for cell in below(row, "tc"):
                self._cells += 1
                if self._cells > CELLS:
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
    if depth > DEEP:
        raise Unreadable(DAMAGED)
    for child in element.iterchildren():
        match name_of(child):
            case "t":
                yield child.text or ""
            case "tab":
                yield "\t"
            case "br" if attribute(child, "type") == "page":
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


def _rank(element: Any) -> int:
    """1 to 9 for a heading."""
    for properties in element.iterchildren():
        if name_of(properties) != "pPr":
            continue
        for child in properties.iterchildren():
            style = attribute(child, "val")
            if name_of(child) == "outlineLvl" and style.isdecimal() and int(style) < 9:
                return int(style) + 1
            # the built-in styles: Heading1, or 1 to 9 in Chinese Word
            bare = style.casefold().removeprefix("heading")
            if name_of(child) == "pStyle" and len(bare) == 1 and bare in "123456789":
                return int(bare)
    return 0
