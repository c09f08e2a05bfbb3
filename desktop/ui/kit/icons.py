"""Lucide icons tinted in the scheme's ink, sharp at any scale."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from desktop.ui.kit import theme

SMALL_ICON, LARGE_ICON = 16, 20


class _Tinted(QIconEngine):
    """Paints one SVG in a token's colour; the colour is asked at painting, so a change of scheme needs no new icons."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name, self._token = name, token

    def clone(self) -> QIconEngine:
        return _Tinted(self._name, self._token)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        token = "edge" if mode == QIcon.Mode.Disabled else self._token
        paint_icon(painter, rect, self._name, theme.current().colour(token).name())

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        # `size` is in logical pixels since Qt 6.8
        token = "edge" if mode == QIcon.Mode.Disabled else self._token
        width, height = round(size.width() * scale), round(size.height() * scale)
        found = _rendered(self._name, theme.current().colour(token).name(), width, height)
        found.setDevicePixelRatio(scale)
        return found


def icon(name: str, token: str = "ink2") -> QIcon:
    """The icon `name` (a file of resources/icons without its ending) in the colour of `token`."""
    return QIcon(_Tinted(name, token))


def ratio_of(painter: QPainter) -> float:
    """Pixels of the device for one of ours. Asked for the device itself, the binding would get to know all widgets."""
    return painter.deviceTransform().m11()


def paint_icon(painter: QPainter, rect: QRect, name: str, colour: str) -> None:
    ratio = ratio_of(painter)
    pixmap = _rendered(name, colour, round(rect.width() * ratio), round(rect.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    painter.drawPixmap(rect.topLeft(), pixmap)


def pixmap(name: str, token: str, size: int, ratio: float) -> QPixmap:
    """For labels, which can't take an icon; `size` in logical pixels."""
    found = _rendered(name, theme.current().colour(token).name(), round(size * ratio), round(size * ratio))
    found.setDevicePixelRatio(ratio)
    return found


def _rendered(name: str, colour: str, width: int, height: int) -> QPixmap:
    key = f"clientele/{name}/{colour}/{width}x{height}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return QPixmap(found)
    found = QPixmap(width, height)
    found.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(
        QByteArray(_source(theme.current().resources, name).replace(b"currentColor", colour.encode()))
    )
    if not renderer.isValid():
        raise FileNotFoundError(f"no such icon: {name}")
    side = min(width, height)
    painter = QPainter(found)
    # at the left: what a button's icon is wider than high keeps the word away
    renderer.render(painter, QRectF(0, (height - side) // 2, side, side))
    painter.end()
    QPixmapCache.insert(key, found)
    return QPixmap(found)


@lru_cache(maxsize=200)
def _source(resources: Path, name: str) -> bytes:
    return (resources / "icons" / f"{name}.svg").read_bytes()
