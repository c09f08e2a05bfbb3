"""The photo or scan of a paper beside what is typed from it: in memory alone, and gone when the form is left."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QKeyEvent, QPixmap, QResizeEvent, QTransform
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.ui.kit import theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import GAP

MOST_BYTES = 40_000_000
MOST_SIDE = 4000
"""Pixels: enough to read handwriting; a larger photo is made smaller as it is read."""
STEP, LEAST, MOST = 1.25, 0.1, 8.0
KINDS = "*.jpg *.jpeg *.png *.bmp *.webp *.tif *.tiff *.pdf"


def choose_paper(desk: Desk, place: QWidget, show: Callable[[QImage], object], failed: Callable[[OfficeError], object]
                 ) -> QFileDialog:  # fmt: skip
    """Asks for a file over `place` and hands its picture to `show`."""
    kinds = _("Pictures ({kinds})").format(kinds=KINDS)
    chooser = QFileDialog(place, _("Photo or scan of the paper"), "", kinds)
    chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
    chooser.fileSelected.connect(lambda name: open_paper(desk, place, Path(name), show, failed))
    chooser.finished.connect(chooser.deleteLater)
    chooser.open()
    return chooser


def open_paper(desk: Desk, owner: QObject, path: Path, show: Callable[[QImage], object],
               failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
    """Beside the lanes, for a photo takes its time; it is read into memory alone."""
    desk.errand(_("Opening the picture"), read_picture, path, done=show, failed=failed, owner=owner)


def read_picture(_work: Any, path: Path, *, progress: Any) -> QImage:
    """A picture file, or the first page of a PDF, upright as the camera held it. Raises BadEntry."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadEntry(N_("{name} is larger than {most} MB. Take a smaller photo."), name=path.name,
                           most=MOST_BYTES // 1_000_000)  # fmt: skip
        data = path.read_bytes()
    except OSError as fault:
        raise BadEntry(N_("{name} can't be read. Look whether it is still there."), name=path.name) from fault
    if data.startswith(b"%PDF"):
        return _first_page(data)
    held = QBuffer()
    held.setData(QByteArray(data))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(held)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > MOST_SIDE:
        reader.setScaledSize(size.scaled(QSize(MOST_SIDE, MOST_SIDE), Qt.AspectRatioMode.KeepAspectRatio))
    found = reader.read()
    if found.isNull():
        raise BadEntry(N_("{name} is no picture that can be shown. Choose a photo (JPEG, PNG) or a PDF."),
                       name=path.name)  # fmt: skip
    return found


def _first_page(data: bytes) -> QImage:
    from desktop.ui.kit.pdf_pages import PdfPages

    pages = PdfPages(data)
    _wide, high = pages.pixels(0, 150)
    return pages.band(0, 150, 0, high)


class PaperView(QFrame):
    """Buttons above, the picture below: + and − zoom, 0 fits, L and R turn it, arrows move it."""

    choose_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setMinimumWidth(240)
        self.setAccessibleName(_("Photo or scan of the paper"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.choose = button(_("Open a photo…"), self.choose_requested.emit, icon_name="upload")
        column.addWidget(self.choose)
        self.tools = []
        for words, act in ((_("Smaller"), lambda: self.zoom(1 / STEP)), (_("Larger"), lambda: self.zoom(STEP)),
                           (_("Fit"), self.fit), (_("Rotate"), lambda: self.turn(90))):  # fmt: skip
            made = button(words, act, quiet=True)
            self.tools.append(made)
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)
        self.scene = QGraphicsScene(self)
        self.view = _Picture(self)
        self.view.setScene(self.scene)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAccessibleName(_("The paper; plus and minus zoom, 0 fits, L and R turn"))
        self.view.viewport().setAccessibleName(self.view.accessibleName())
        column.addWidget(self.view, 1)
        self.told = note(_("Shown while you type and kept nowhere: papers are filed once documents are there."),
                         wrap=True)  # fmt: skip
        column.addWidget(self.told)
        self.item: QGraphicsPixmapItem | None = None
        self._fits = True
        self._show_tools()
        theme.current().changed.connect(self._colour)
        self._colour()

    def show_picture(self, picture: QImage) -> None:
        self.scene.clear()
        self.item = self.scene.addPixmap(QPixmap.fromImage(picture))
        self.item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        self.scene.setSceneRect(self.item.boundingRect())
        self.view.setTransform(QTransform())
        self._show_tools()
        self.fit()

    def forget(self) -> None:
        self.scene.clear()
        self.item = None
        self._show_tools()

    def zoom(self, factor: float) -> None:
        if self.item is None:
            return
        scale = abs(self.view.transform().determinant()) ** 0.5
        if LEAST <= scale * factor <= MOST:
            self._fits = False
            self.view.scale(factor, factor)

    def turn(self, degrees: int) -> None:
        if self.item is None:
            return
        self.view.rotate(degrees)
        if self._fits:
            self.fit()

    def fit(self) -> None:
        if self.item is None:
            return
        self._fits = True
        self.view.fitInView(self.item, Qt.AspectRatioMode.KeepAspectRatio)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    def _show_tools(self) -> None:
        for tool in self.tools:
            tool.setVisible(self.item is not None)
        self.choose.setText(_("Another photo…") if self.item is not None else _("Open a photo…"))

    def _colour(self) -> None:
        self.view.setBackgroundBrush(theme.current().colour("window"))


class _Picture(QGraphicsView):
    def __init__(self, paper: PaperView) -> None:
        super().__init__(paper)
        self._paper = paper
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        paper = self._paper
        acts = {Qt.Key.Key_Plus: lambda: paper.zoom(STEP), Qt.Key.Key_Equal: lambda: paper.zoom(STEP),
                Qt.Key.Key_Minus: lambda: paper.zoom(1 / STEP), Qt.Key.Key_0: paper.fit,
                Qt.Key.Key_L: lambda: paper.turn(-90), Qt.Key.Key_R: lambda: paper.turn(90)}  # fmt: skip
        act = acts.get(Qt.Key(event.key()))
        if act is not None and not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier
                                                         | Qt.KeyboardModifier.KeypadModifier):  # fmt: skip
            act()
        else:
            super().keyPressEvent(event)
