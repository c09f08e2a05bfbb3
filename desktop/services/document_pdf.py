"""Reads PDF from memory: the words of each page, and its picture (DO-1)."""

import re
from contextlib import closing
from typing import Any

from desktop.rules.document_reading import (
    DAMAGED,
    LOCKED,
    NO_PAGE,
    Kind,
    PagePicture,
    PageValues,
    Unreadable,
)
from desktop.services import document_pictures

_ROOM = 40_000_000  # pixels of one picture
# pdfium marks the hyphen at a line's end that is no part of the word
_HYPHEN = re.compile("[\u0002\ufffe]\\s*")
_TYPOGRAPHIC = re.compile(r"(?<=[a-z])-\r?\n(?=[a-z])")


class Pdf:
    """An opened PDF. Raises Unreadable for what is damaged or has a password."""

    kind = Kind.PDF
    cut = False

    def __init__(self, content: bytes) -> None:
        import pypdfium2

        try:
            self._document = pypdfium2.PdfDocument(content)
            self.pages = len(self._document)
        except pypdfium2.PdfiumError as trouble:
            raise Unreadable(LOCKED if "password" in str(trouble).lower() else DAMAGED) from None
        if not self.pages:
            raise Unreadable(DAMAGED)

    def close(self) -> None:
        self._document.close()

    def label(self, page: int) -> str:
        return ""

    def text(self, page: int) -> str:
        import pypdfium2

        try:
            with closing(self._page(page)) as held, closing(held.get_textpage()) as words:
                said = words.get_text_range(errors="ignore")
        except pypdfium2.PdfiumError:
            raise Unreadable(DAMAGED) from None
        return _TYPOGRAPHIC.sub("", _HYPHEN.sub("", said)).replace("\r\n", "\n").replace("\x00", "")

    def values(self, page: int) -> PageValues | None:
        return None

    def picture(self, page: int, width: int) -> PagePicture:
        """The page as wide as asked for, in pixels, as far as there is room."""
        return document_pictures.as_png(self.image(page, width=width))

    def image(self, page: int, *, width: int = 0, dpi: int = 0) -> Any:
        import pypdfium2

        try:
            with closing(self._page(page)) as held:
                wide, high = held.get_size()
                if min(wide, high) <= 0:
                    raise Unreadable(DAMAGED)
                scale = dpi / 72 if dpi else width / wide
                scale = min(scale, (_ROOM / (wide * high)) ** 0.5)
                with closing(held.render(scale=scale)) as bitmap:
                    # a copy: what the picture was drawn in goes with the bitmap
                    return bitmap.to_pil().convert("RGB")
        except pypdfium2.PdfiumError:
            raise Unreadable(DAMAGED) from None

    def _page(self, page: int) -> Any:
        if not 1 <= page <= self.pages:
            raise Unreadable(NO_PAGE)
        return self._document[page - 1]
