"""A document as it looks, page by page at the side of the list: drawn from memory, a marked one under its watermark."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.document_layout import NOT_LAID_OUT
from desktop.rules.document_reading import Grid, Kind, PagePicture, PageValues, text_of
from desktop.services.previews import Opened
from desktop.ui.folders.across import paint_across
from desktop.ui.folders.sheet_view import SheetView
from desktop.ui.kit.text import button, icon_button, label, note
from desktop.ui.kit.tokens import SMALL, Tone
from desktop.ui.kit.values import moment

WIDEST = 1600  # pixels
PICTURE, TEXT, SHUT, SHEET = range(4)
"""What the pane shows."""
_LONGEST = 24 * 86_400_000  # milliseconds that a timer can count


class _Paper(QWidget):
    """One page's picture, as wide as there is room, with the watermark across it."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QPixmap()
        self.words = ""
        self.setAccessibleName(_("The page"))

    def show_picture(self, picture: QPixmap, words: str) -> None:
        self.picture, self.words = picture, words
        self._fit()

    def _fit(self) -> None:
        if not self.picture.isNull():
            ratio = self.picture.height() / max(1, self.picture.width())
            self.setFixedHeight(max(1, round(self.width() * ratio)))
        self.update()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.picture.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = QRectF(0, 0, self.width(), self.height())
        painter.fillRect(room, QColor("white"))
        painter.drawPixmap(room, self.picture, QRectF(self.picture.rect()))
        if self.words:
            paint_across(painter, room.size(), self.words, self.font())
        painter.end()


class PreviewPane(QWidget):
    """Shows an opened document, or offers to open it where that is recorded."""

    page_requested = Signal(int, int)
    """Which page, and how many pixels wide."""
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opened: Opened | None = None
        self.number = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        line = QHBoxLayout()
        self.before = icon_button("chevron-left", _("Page before"), lambda: self.turn(-1))
        self.after = icon_button("chevron-right", _("Next page"), lambda: self.turn(1))
        self.where = label("")
        line.addWidget(self.before)
        line.addWidget(self.where)
        line.addWidget(self.after)
        line.addStretch(1)
        self.words = icon_button("file-text", _("Show the words of the page"), self._ask)
        self.words.setCheckable(True)
        line.addWidget(self.words)
        column.addLayout(line)
        self.told = note("", tone=Tone.WARN, wrap=True)
        self.told.hide()
        column.addWidget(self.told)
        self.stack = QStackedLayout()
        column.addLayout(self.stack, 1)
        self.paper = _Paper()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # one that comes and goes changes the page's width, and so its height, and so whether it is needed, for ever
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        area.setWidget(self.paper)
        area.setAccessibleName(_("The page"))
        self.stack.addWidget(area)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("The page"))
        self.stack.addWidget(self.text)
        shut = QWidget()
        inside = QVBoxLayout(shut)
        inside.setContentsMargins(0, 0, 0, 0)
        self.said = note("", wrap=True)
        self.open = button(_("Open; this is recorded"), self.open_requested.emit, icon_name="lock-open")
        inside.addWidget(self.said)
        inside.addWidget(self.open, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addStretch(1)
        self.stack.addWidget(shut)
        self.sheet = SheetView()
        self.sheet.page_chosen.connect(lambda number: self.turn(number - self.number))
        self.stack.addWidget(self.sheet)
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.timeout.connect(lambda: self.forget(_("The time for which it was opened for you is over.")))
        self.forget()

    def forget(self, said: str = "", *, may_open: bool = False) -> None:
        """Nothing is shown but a sentence, and a button where opening is a step of its own."""
        self.opened = None
        self._over.stop()
        self.words.setChecked(False)
        self.paper.show_picture(QPixmap(), "")
        self.text.clear()
        self.sheet.forget()
        self.told.hide()
        self.said.setText(said)
        self.open.setVisible(may_open)
        self.stack.setCurrentIndex(SHUT)
        self._count()

    def show_opened(self, opened: Opened) -> None:
        self.opened, self.number = opened, 1
        self.told.setText(_(opened.told) if opened.told else "")
        self.told.setVisible(bool(opened.told))
        self.sheet.show_labels(opened.labels)
        self._over.stop()
        if opened.until is not None:
            left = opened.until - datetime.now(UTC)
            self._over.start(max(0, min(_LONGEST, round(left.total_seconds() * 1000))))
        self.words.setChecked(False)
        self._count()
        self._ask()

    def show_page(self, document: UUID, number: int, made: PagePicture | PageValues) -> None:
        """The page that was asked for; one of a document that was left is dropped."""
        if self.opened is None or (self.opened.document, self.number) != (document, number):
            return
        mark = self.opened.watermark
        words = mark.line(moment(mark.at)) if mark is not None else ""
        if isinstance(made, PagePicture):
            self.paper.show_picture(QPixmap.fromImage(QImage.fromData(made.png)), words)
            self.stack.setCurrentIndex(PICTURE)
        elif any(isinstance(block, Grid) and block.rows for block in made.blocks) and self.opened.kind.is_grid:
            self.sheet.show_values(made, self.number, words)
            self.stack.setCurrentIndex(SHEET)
        else:
            text = text_of(made.blocks)
            if self.as_words and not text.strip():
                text = _("There are no words in this page: it is a picture.")
            said = "\n".join(part for part in (words, made.label, text) if part)
            self.text.setPlainText(said + ("\n…" if made.cut else ""))
            self.stack.setCurrentIndex(TEXT)

    @property
    def as_words(self) -> bool:
        """Whether the words of a page are wanted and not its picture."""
        return self.words.isChecked()

    def turn(self, step: int) -> None:
        if self.opened is not None and 1 <= self.number + step <= self.opened.pages:
            self.number += step
            self._count()
            self._ask()

    def _ask(self) -> None:
        if self.opened is None:
            return
        wide = min(WIDEST, round(max(280, self.width()) * self.devicePixelRatioF() * 1.5))
        self.page_requested.emit(self.number, wide)

    def _count(self) -> None:
        pages = self.opened.pages if self.opened is not None else 0
        drawn = self.opened is not None and self.opened.kind in (Kind.PDF, Kind.WORD)
        self.words.setVisible(drawn and self.opened is not None and self.opened.told != NOT_LAID_OUT)
        # the sheets of a workbook have tabs of their own
        tabbed = self.opened is not None and bool(self.opened.labels)
        self.where.setText(_("Page {n} of {m}").format(n=self.number, m=pages) if pages and not tabbed else "")
        for made, there in ((self.before, self.number > 1), (self.after, self.number < pages)):
            made.setVisible(pages > 1 and not tabbed)
            made.setEnabled(there)
