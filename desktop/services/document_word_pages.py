"""A text document (docx) as its pages look, drawn in memory for a preview (DO-1)."""

from typing import Any

from desktop.rules.document_reading import Kind, PagePicture, PageValues, Unreadable
from desktop.services.document_pdf import Pdf
from desktop.services.document_pictures import Picture
from desktop.services.document_word_layout import Layout


class WordPages:
    """Its pages are those that are drawn, which need not be those that its words are told by. Raises Unreadable."""

    kind = Kind.WORD

    def __init__(self, content: bytes) -> None:
        from desktop.reports.document_pages import draw_pages

        layout = Layout(content)
        pdf, more = draw_pages(layout.sections(), _opened)
        self._pdf = Pdf(pdf)
        self.pages, self.cut = self._pdf.pages, more or layout.cut

    def close(self) -> None:
        self._pdf.close()

    def label(self, page: int) -> str:
        return ""

    def text(self, page: int) -> str:
        return self._pdf.text(page)

    def values(self, page: int) -> PageValues | None:
        return None

    def picture(self, page: int, width: int) -> PagePicture:
        return self._pdf.picture(page, width)

    def image(self, page: int, *, width: int = 0, dpi: int = 0) -> Any:
        return self._pdf.image(page, width=width, dpi=dpi)


def _opened(content: bytes, width: int) -> Any:
    """A picture of the document; None for one that is of no kind that is shown, or damaged."""
    try:
        return Picture(content).image(1, width=width)
    except Unreadable:
        return None
