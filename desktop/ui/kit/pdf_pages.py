"""Turns a PDF's pages into pictures on a thread of its own, in bands, so that the window never waits."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, QSizeF, QThread, Signal
from PySide6.QtGui import QImage

from desktop.i18n import N_
from desktop.rules.errors import BadEntry, OfficeError

BAND = 256  # pixel rows: small enough to be painted within a frame
OVERLAP = 8  # rows that two bands share, so that no seam shows where a driver scales them
IN_FLIGHT = 3  # bands rendered ahead of the painter, so that a long list never fills the memory
POINTS_PER_INCH = 72


@cache
def _one_at_a_time() -> threading.Lock:
    # PDFium is not made for several threads; previews and prints take turns band by band
    return threading.Lock()


class PdfPages:
    """An open PDF. Its methods may be called from any thread."""

    def __init__(self, pdf: bytes) -> None:
        """Raises BadEntry when the bytes are no readable PDF."""
        import pypdfium2

        self._lock = _one_at_a_time()
        with self._lock:
            try:
                self._document = pypdfium2.PdfDocument(pdf)
                self.sizes = [QSizeF(*page.get_size()) for page in map(self._document.get_page, self._numbers())]
            except pypdfium2.PdfiumError as fault:
                raise BadEntry(N_("This sheet can't be read as a PDF. Make it again.")) from fault

    def _numbers(self) -> range:
        return range(len(self._document))

    def __len__(self) -> int:
        return len(self.sizes)

    def pixels(self, page: int, dpi: float) -> tuple[int, int]:
        size = self.sizes[page]
        return max(1, round(size.width() * dpi / POINTS_PER_INCH)), max(1, round(size.height() * dpi / POINTS_PER_INCH))

    def band(self, page: int, dpi: float, top: int, height: int, *, printing: bool = False) -> QImage:
        """A horizontal slice of a page, `top` and `height` in pixels at `dpi`."""
        import pypdfium2
        from pypdfium2 import raw

        wide, high = self.pixels(page, dpi)
        height = min(height, high - top)
        with self._lock:
            bitmap: Any = pypdfium2.PdfBitmap.new_native(wide, height, raw.FPDFBitmap_BGRx)
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, wide, height)
            loaded = self._document.get_page(page)
            flags = raw.FPDF_ANNOT | (raw.FPDF_PRINTING if printing else 0)
            raw.FPDF_RenderPageBitmap(bitmap, loaded, 0, -top, wide, high, 0, flags)
            loaded.close()
            # the copy owns its pixels; the bitmap's go with it
            picture = QImage(bitmap.buffer, wide, height, bitmap.stride, QImage.Format.Format_RGB32).copy()
            bitmap.close()
        return picture

    def close(self) -> None:
        with self._lock:
            self._document.close()


@dataclass(frozen=True, slots=True)
class Band:
    """A slice of the `place`-th page to be printed; `last` marks the end of its page."""

    place: int
    page: int
    top: int
    picture: QImage
    last: bool


class BandRenderer(QThread):
    """Renders pages in order and hands over their bands; whoever paints one says `painted()`."""

    band_rendered = Signal(object)
    failed = Signal(object)

    def __init__(self, pages: PdfPages, order: Sequence[int], dpi: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages, self._order, self._dpi = pages, list(order), dpi
        self._room = threading.Semaphore(IN_FLIGHT)
        self._cancelled = threading.Event()

    def painted(self) -> None:
        self._room.release()

    def cancel(self) -> None:
        self._cancelled.set()
        self._room.release()

    def run(self) -> None:
        try:
            for place, page in enumerate(self._order):
                high = self._pages.pixels(page, self._dpi)[1]
                for top in range(0, high, BAND):
                    self._room.acquire()
                    if self._cancelled.is_set():
                        return
                    picture = self._pages.band(page, self._dpi, top, BAND + OVERLAP, printing=True)
                    self.band_rendered.emit(Band(place, page, top, picture, top + BAND >= high))
        except MemoryError:
            self.failed.emit(OfficeError(N_("There is not enough memory to print this sheet. Print fewer pages.")))
