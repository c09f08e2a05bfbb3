"""The photo of a paper beside the lines that are typed from it: held in memory while one types, and nowhere else."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.ui.kit.text import button, note
from desktop.ui.kit.tokens import GAP

MOST = 4000
"""Pixels of the longer side that are kept: enough to read handwriting, however large the camera's picture is."""
STEPS = (1.0, 1.5, 2.0, 3.0)


class Photo(QWidget):
    """Fitted to its width first; + and − make it larger and smaller, the arrows move it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._step = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(note(_("Only in memory, and gone when you are done."), wrap=True), 1)
        row.addWidget(button(_("Smaller"), lambda: self.zoom(-1), quiet=True))
        row.addWidget(button(_("Larger"), lambda: self.zoom(1), quiet=True))
        column.addLayout(row)
        self._sheet = QLabel()
        self._area = QScrollArea()
        self._area.setWidget(self._sheet)
        # always there, so that a picture that fits its width stays as wide
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._area.setAccessibleName(_("Photo of the paper"))
        column.addWidget(self._area, 1)

    def show_file(self, path: Path) -> bool:
        """Whether it is a picture that can be read."""
        reader = QImageReader(str(path))
        reader.setAutoTransform(True)
        size = reader.size()
        if size.isValid() and max(size.width(), size.height()) > MOST:
            reader.setScaledSize(size.scaled(QSize(MOST, MOST), Qt.AspectRatioMode.KeepAspectRatio))
        image = reader.read()
        if image.isNull():
            return False
        self._picture, self._step = QPixmap.fromImage(image), 0
        self._draw()
        return True

    def zoom(self, by: int) -> None:
        self._step = max(0, min(len(STEPS) - 1, self._step + by))
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self._picture.isNull():
            return
        scale = self.devicePixelRatioF()
        width = round((self._area.viewport().width() or 1) * STEPS[self._step] * scale)
        drawn = self._picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        drawn.setDevicePixelRatio(scale)
        self._sheet.setPixmap(drawn)
        self._sheet.resize(drawn.deviceIndependentSize().toSize())
