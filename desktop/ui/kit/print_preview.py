"""Shows a sheet as it will be printed, one page at a time, rendered while the window goes on."""

import threading

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, QThread, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.pdf_pages import POINTS_PER_INCH, PdfPages
from desktop.ui.kit.saving import SavedLine
from desktop.ui.kit.text import button, note

_LARGEST_SIDE = 4000  # pixels of a page picture
_MARGIN = 16


class PagePainter(QThread):
    """Renders the page last asked for; an overtaken wish is dropped."""

    rendered = Signal(int, int, QImage)

    def __init__(self, pages: PdfPages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages = pages
        self._wish: tuple[int, int] | None = None
        self._stopped = False
        self._bell = threading.Condition()
        # a thread still running when the program ends would take it down
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.stop)

    def ask(self, page: int, width: int) -> None:
        """`width` in device pixels."""
        with self._bell:
            self._wish = page, width
            self._bell.notify()

    def stop(self) -> None:
        with self._bell:
            self._stopped = True
            self._bell.notify()
        self.wait()

    def run(self) -> None:
        while True:
            with self._bell:
                while self._wish is None and not self._stopped:
                    self._bell.wait()
                if self._stopped or self._wish is None:
                    return
                page, width = self._wish
                self._wish = None
            size = self._pages.sizes[page]
            longest = max(1.0, size.height() / size.width())
            dpi = min(width, _LARGEST_SIDE / longest) * POINTS_PER_INCH / size.width()
            picture = self._pages.band(page, dpi, 0, self._pages.pixels(page, dpi)[1])
            self.rendered.emit(page, width, picture)


class _Paper(QWidget):
    """The page's picture on white, framed by a hairline."""

    def __init__(self) -> None:
        super().__init__()
        self._picture = QImage()

    def show_picture(self, picture: QImage) -> None:
        self._picture = picture
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.rect().adjusted(0, 0, -1, -1)
        painter.fillRect(room, QColor("white"))
        if not self._picture.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self._picture)
        painter.setPen(self.palette().dark().color())
        painter.drawRect(room)


class _Room(QScrollArea):
    """Where the page lies; it says when it has become wider or narrower."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


class PreviewDialog(QDialog):
    """The pages of a sheet, with the three things one does with them. Left, right and page keys turn them."""

    print_requested = Signal()
    save_requested = Signal()
    page_shown = Signal(int)

    def __init__(self, pages: PdfPages, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages, self._number = pages, 0
        self.setWindowTitle(title)
        self._painter = PagePainter(pages)
        self._painter.rendered.connect(self._rendered, Qt.ConnectionType.QueuedConnection)
        self._painter.start()
        self.finished.connect(self._painter.stop)
        # or with the window it lies on, as when somebody is signed out
        self.destroyed.connect(self._painter.stop)
        self._paper = _Paper()
        self._paper.setAccessibleName(title)
        self._scroll = _Room()
        self._scroll.setAccessibleName(_("Pages of the print"))
        self._scroll.setWidget(self._paper)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.resized.connect(self._wish)
        self._where = note()
        self._back = button(_("Previous page"), lambda: self.turn_to(self._number - 1))
        self._on = button(_("Next page"), lambda: self.turn_to(self._number + 1))
        printing = button(_("Print"), self.print_requested.emit, main=True)
        printing.setDefault(True)
        buttons = QHBoxLayout()
        for made in (
            printing,
            button(_("Save as PDF"), self.save_requested.emit),
            button(_("Close"), self.close),
        ):
            buttons.addWidget(made)
        buttons.addStretch(1)
        for widget in (self._back, self._where, self._on):
            buttons.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(12)
        layout.addWidget(self._scroll, 1)
        self.line = SavedLine()
        layout.addWidget(self.line)
        layout.addLayout(buttons)
        self.resize(QSize(860, 640))
        self.turn_to(0)

    @property
    def number(self) -> int:
        """The page in sight, from 0."""
        return self._number

    def turn_to(self, number: int) -> None:
        self._number = max(0, min(number, len(self._pages) - 1))
        self._where.setText(_("Page {n} of {m}").format(n=self._number + 1, m=len(self._pages)))
        self._back.setEnabled(self._number > 0)
        self._on.setEnabled(self._number + 1 < len(self._pages))
        self._scroll.verticalScrollBar().setValue(0)
        self._wish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        steps = {keys.Key_Right: 1, keys.Key_PageDown: 1, keys.Key_Left: -1, keys.Key_PageUp: -1}
        step = next((by for key, by in steps.items() if key == event.key()), None)
        if step is not None:
            self.turn_to(self._number + step)
        elif event.key() == keys.Key_Home:
            self.turn_to(0)
        elif event.key() == keys.Key_End:
            self.turn_to(len(self._pages) - 1)
        else:
            super().keyPressEvent(event)

    def _wish(self) -> None:
        """A card is shown half as large again as it is, a page as wide as the window allows."""
        size = self._pages.sizes[self._number]
        # without the scroll bar's own width, or it would come and go in turns
        room = self._scroll.width() - self._scroll.verticalScrollBar().sizeHint().width() - 2 * _MARGIN
        wide = max(80, min(room, round(size.width() * 2.2)))
        self._paper.setFixedSize(wide, round(wide * size.height() / size.width()))
        self._painter.ask(self._number, round(wide * self.devicePixelRatioF()))

    def _rendered(self, page: int, width: int, picture: QImage) -> None:
        if page == self._number:
            self._paper.show_picture(picture)
            self.page_shown.emit(page)
