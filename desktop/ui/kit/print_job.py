"""One sheet on its way to the printer: painted band by band, with progress, and cancelled at any band."""

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QMarginsF, QObject, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter

from desktop.i18n import N_
from desktop.rules.errors import OfficeError
from desktop.ui.kit.pdf_pages import POINTS_PER_INCH, Band, BandRenderer, PdfPages

FINEST = 600  # dots per inch; finer printers scale up, nobody sees it and the spool stays small
_TOLERANCE = 3.0  # points by which a sheet may be larger than the paper before it is made smaller


class PrintJob(QObject):
    """Prints pages of a PDF. Exactly one of `printed`, `cancelled`, `refused` comes at its end."""

    progressed = Signal(int, int)
    printed = Signal(int)
    cancelled = Signal()
    refused = Signal(object)

    def __init__(self, pages: PdfPages, printer: QPrinter, order: Sequence[int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages, self._printer, self._order = pages, printer, list(order)
        self._painter = QPainter()
        self._place = 0
        self._running = False
        self._dpi = min(printer.resolution(), FINEST)
        self._renderer = BandRenderer(pages, self._order, self._dpi)
        self._bands: deque[Band] = deque()
        # one band at a turn of the event loop; posted events alone would all be worked off before a key press
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._paint_next)
        self._renderer.band_rendered.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.cancel)
        self._renderer.failed.connect(self._refuse, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        self._printer.setFullPage(True)
        if not self._order or not self._painter.begin(self._printer):
            self.refused.emit(
                OfficeError(
                    N_("The printer {printer} does not take the sheet. Look whether it is on, or choose another."),
                    printer=self._printer.printerName(),
                )
            )
            return
        self._running = True
        self.progressed.emit(0, len(self._order))
        self._renderer.start()

    def cancel(self) -> None:
        """Stops at the next band; pages already printed stay printed."""
        if self._running:
            self._end(abort=True)
            self.cancelled.emit()

    def _receive(self, band: Band) -> None:
        if self._running:
            self._bands.append(band)
            self._turn.start()

    def _paint_next(self) -> None:
        band = self._bands.popleft()
        if not self._bands:
            self._turn.stop()
        self._paint(band)

    def _paint(self, band: Band) -> None:
        if band.place != self._place:
            self._place = band.place
            if not self._printer.newPage():
                self._refuse(OfficeError(N_("The printer stopped after {n} pages."), n=band.place))
                return
        if not _blank(band.picture):
            self._painter.drawImage(self._target(band), band.picture)
        self._renderer.painted()
        if band.last:
            self.progressed.emit(band.place + 1, len(self._order))
            if band.place + 1 == len(self._order):
                self._end(abort=False)
                self.printed.emit(len(self._order))

    def _target(self, band: Band) -> QRectF:
        """True to size and in the middle of the paper; smaller only where the paper is."""
        resolution = self._printer.resolution()
        paper = self._printer.pageLayout().fullRectPixels(resolution)
        size = self._pages.sizes[band.page]
        wide, high = (side * resolution / POINTS_PER_INCH for side in (size.width(), size.height()))
        spare = _TOLERANCE * resolution / POINTS_PER_INCH
        scale = min(1.0, (paper.width() + spare) / wide, (paper.height() + spare) / high)
        # whole dots, or bands would not meet
        left, top = round((paper.width() - wide * scale) / 2), round((paper.height() - high * scale) / 2)
        step = resolution / self._dpi * scale
        return QRectF(left, top + band.top * step, band.picture.width() * step, band.picture.height() * step)

    def _refuse(self, error: OfficeError) -> None:
        if self._running:
            self._end(abort=True)
            self.refused.emit(error)

    def _end(self, *, abort: bool) -> None:
        self._running = False
        self._turn.stop()
        self._bands.clear()
        if abort:
            self._renderer.cancel()
            self._printer.abort()
        self._painter.end()
        self._renderer.wait()


def _blank(picture: QImage) -> bool:
    """White bands need not travel to the printer."""
    return memoryview(picture.constBits()).tobytes().count(b"\xff") == picture.sizeInBytes()


def fit_printer(printer: QPrinter, size: QSizeF) -> None:
    """Sets the paper to a sheet's size in points: a standard paper turned as needed, or the sheet's own size."""
    upright = QPageSize(
        QSizeF(min(size.width(), size.height()), max(size.width(), size.height())),
        QPageSize.Unit.Point,
        "",
        QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    wide = size.width() > size.height()
    if upright.id() == QPageSize.PageSizeId.Custom:
        layout = QPageLayout(
            QPageSize(size, QPageSize.Unit.Point), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)
        )
    else:
        turned = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
        layout = QPageLayout(upright, turned, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)


def page_order(count: int, first: int, last: int, copies: int, *, collated: bool) -> list[int]:
    """Page numbers from 0 in the order of printing; `first` and `last` count from 1, 0 meaning all."""
    chosen = list(range(max(first, 1) - 1, min(last, count) if last else count))
    if collated:
        return chosen * copies
    return [page for page in chosen for _copy in range(copies)]
