"""Opens a filed document from its bytes, told by what it is and not by its name, for its words and pages (DO-1).

Runs in the reader's own process (`document_worker`): what a hostile file breaks there, breaks nothing else.
"""

import io
import zipfile
from pathlib import PurePath
from typing import Any, NamedTuple, Protocol

from desktop.rules.document_reading import (
    CONTENT_LIMIT,
    DAMAGED,
    LOCKED,
    NOT_READ,
    PAGES_LIMIT,
    TEXT_LIMIT,
    TOO_LARGE,
    Kind,
    PagePicture,
    PageValues,
    Unreadable,
)

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_TEXTS = frozenset({"", ".txt", ".md", ".log", ".text", ".ini", ".json", ".xml", ".yml", ".yaml"})
_TABLES = frozenset({".csv", ".tsv"})
_BEGINNING = 1_024  # bytes within which a PDF says that it is one


class Opened(Protocol):
    """A document in memory; pages count from 1. All of it raises Unreadable."""

    kind: Kind
    pages: int
    cut: bool  # there is more than its pages show

    def close(self) -> None: ...
    def label(self, page: int) -> str: ...
    def text(self, page: int) -> str: ...
    def values(self, page: int) -> PageValues | None: ...
    def picture(self, page: int, width: int) -> PagePicture: ...
    def image(self, page: int, *, width: int = 0, dpi: int = 0) -> Any: ...


class Extracted(NamedTuple):
    """The words of a document, page by page from 1."""

    kind: Kind
    texts: tuple[str, ...]
    cut: bool  # there is more than was read

    @property
    def empty(self) -> bool:
        """No page has a word: a scan, a photograph, or nothing at all."""
        return not any(text.strip() for text in self.texts)


def opened(content: bytes, name: str, *, laid_out: bool = False) -> Opened:
    """The document in `content`; a text document for its words, or `laid_out` for how its pages look. Raises
    Unreadable, and whatever a library says that none of us foresaw."""
    # loaded for what is opened, and for nothing else
    if len(content) > CONTENT_LIMIT:
        raise Unreadable(TOO_LARGE)
    kind = kind_of(content, name)
    if kind is Kind.PDF:
        from desktop.services.document_pdf import Pdf

        return Pdf(content)
    if kind is Kind.PICTURE:
        from desktop.services.document_pictures import Picture

        return Picture(content)
    if kind is Kind.WORD and laid_out:
        from desktop.services.document_word_pages import WordPages

        return WordPages(content)
    if kind is Kind.WORD:
        from desktop.services.document_word import Word

        return Word(content)
    from desktop.services.document_sheets import Book, Text

    return Book(content) if kind is Kind.BOOK else Text(content, table=kind is Kind.TABLE)


def extract(content: bytes, name: str) -> Extracted:
    """All its words. Raises as `opened` does."""
    document = opened(content, name)
    try:
        texts: list[str] = []
        room = TEXT_LIMIT
        for page in range(1, min(document.pages, PAGES_LIMIT) + 1):
            texts.append(document.text(page)[:room])
            room -= len(texts[-1])
            if room <= 0:
                break
        return Extracted(document.kind, tuple(texts), room <= 0 or document.pages > PAGES_LIMIT)
    finally:
        document.close()


def kind_of(content: bytes, name: str) -> Kind:
    """What the bytes are. Raises Unreadable for what is not read."""
    if not content:
        raise Unreadable(DAMAGED)
    if b"%PDF-" in content[:_BEGINNING]:
        return Kind.PDF
    if content.startswith(_PICTURES) or (content.startswith(b"RIFF") and content[8:12] == b"WEBP"):
        return Kind.PICTURE
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_parcel(content)
    if content.startswith(_OLD_OFFICE):
        if _ENCRYPTED in content:
            raise Unreadable(LOCKED)
        if any(stream in content for stream in _BOOKS):
            return Kind.BOOK
        raise Unreadable(NOT_READ)
    suffix = PurePath(name).suffix.lower()
    if suffix in _TABLES:
        return Kind.TABLE
    if suffix in _TEXTS:
        return Kind.TEXT
    raise Unreadable(NOT_READ)


def _kind_of_parcel(content: bytes) -> Kind:
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise Unreadable(DAMAGED) from None
    if "word/document.xml" in names:
        return Kind.WORD
    # an open document says what it is in its first part, which is never packed
    if "xl/workbook.xml" in names or b"opendocument.spreadsheet" in content[:_BEGINNING]:
        return Kind.BOOK
    raise Unreadable(NOT_READ)
