"""One seat in the drawing: paints its picture upright and sharp, whichever way the table is turned."""

import time

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from desktop.rules.seating.plan import Seat
from desktop.ui.kit.icons import ratio_of
from desktop.ui.seating.seat_face import SeatLook, edge_of, picture

WIDEST, NARROWEST = 640, 480
"""Millimetres across, as far as the neighbours leave room."""
KEPT = 4000
TIME = 0.010
"""Seconds of a frame in which seats are drawn anew."""


class Pictures:
    """Pictures of seats that were drawn already; seats that look alike share one.

    A frame draws as many new ones as it has time for. Of the others it shows how they looked at another scale, and a
    later frame draws them.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[SeatLook, int, float], QPixmap] = {}
        self._last: dict[SeatLook, QPixmap] = {}
        self._until = 0.0
        self.lacking = False
        """Whether the last frame had to leave some out."""

    def begin(self) -> None:
        """A frame begins."""
        self._until, self.lacking = time.perf_counter() + TIME, False

    def of(self, look: SeatLook, side: int, ratio: float) -> QPixmap:
        found = self._held.get((look, side, ratio))
        if found is None:
            if len(self._held) > KEPT:
                self.clear()
            found = self._held[look, side, ratio] = self._last[look] = picture(look, side, ratio)
        return found

    def soon(self, look: SeatLook, side: int, ratio: float) -> QPixmap | None:
        """The same, if there is time for it in this frame."""
        found = self._held.get((look, side, ratio))
        if found is None and time.perf_counter() < self._until:
            found = self.of(look, side, ratio)
        if found is None:
            self.lacking = True
        return found

    def before(self, look: SeatLook) -> QPixmap | None:
        """At another scale."""
        return self._last.get(look)

    def clear(self) -> None:
        self._held.clear()
        self._last.clear()


class SeatItem(QGraphicsRectItem):
    """A rectangle keeps the geometry to Qt itself; only the painting is ours."""

    def __init__(self, seat: Seat, side: float, pictures: Pictures, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self.seat, self.side = seat, side
        self.look = SeatLook()
        self.dimmed = False
        self._pictures = pictures
        reach = side * 0.9
        self.setRect(-reach, -reach, 2 * reach, 2 * reach)
        self.setPen(Qt.PenStyle.NoPen)

    def show_look(self, look: SeatLook) -> None:
        if look != self.look:
            self.look = look
            self.update()

    def dim(self, dimmed: bool) -> None:
        """Somebody who is being dragged is seen at the pointer."""
        if dimmed != self.dimmed:
            self.dimmed = dimmed
            self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        at = painter.worldTransform()
        # all scales are even, and a table that is turned changes none
        scale = (at.m11() ** 2 + at.m12() ** 2) ** 0.5
        paint_seat(painter, QPointF(at.dx(), at.dy()), self.look, round(self.side * scale), self._pictures,
                   dimmed=self.dimmed)  # fmt: skip
        painter.setWorldTransform(at)


def paint_seat(painter: QPainter, centre: QPointF, look: SeatLook, side: int, pictures: Pictures, *,
               dimmed: bool = False, waiting: bool = True) -> None:  # fmt: skip
    """The picture about a point of the view, on whole pixels; leaves the painter without a transformation."""
    painter.resetTransform()
    ratio = ratio_of(painter)
    half = side / 2 + edge_of(side)
    left, top = round((centre.x() - half) * ratio) / ratio, round((centre.y() - half) * ratio) / ratio
    if dimmed:
        painter.setOpacity(0.35)
    made = pictures.soon(look, side, ratio) if waiting else pictures.of(look, side, ratio)
    if made is not None:
        painter.drawPixmap(QPointF(left, top), made)
    elif (before := pictures.before(look)) is not None:
        painter.drawPixmap(QRectF(left, top, 2 * half, 2 * half), before, QRectF(before.rect()))
    if dimmed:
        painter.setOpacity(1)
