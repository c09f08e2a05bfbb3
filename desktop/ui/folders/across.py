"""The words across what is shown of a marked document: who looks at it, and when."""

from PySide6.QtCore import QPointF, QSizeF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

SLANT = -30.0
_INK = QColor(120, 120, 120, 120)
_DOWN, _BESIDE = 110.0, 60.0


def paint_across(painter: QPainter, size: QSizeF, words: str, font: QFont) -> None:
    """Over and over, aslant, so that no part of a photographed screen is without them."""
    font = QFont(font)
    font.setPointSizeF(13)
    painter.setFont(font)
    painter.setPen(_INK)
    wide = QFontMetricsF(font).horizontalAdvance(words) + _BESIDE
    painter.translate(size.width() / 2, size.height() / 2)
    painter.rotate(SLANT)
    reach = (size.width() ** 2 + size.height() ** 2) ** 0.5 / 2
    down = -reach
    while down < reach:
        along = -reach
        while along < reach:
            painter.drawText(QPointF(along, down), words)
            along += wide
        down += _DOWN
