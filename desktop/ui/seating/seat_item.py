"""The seats in the drawing: their pictures upright and sharp, whichever way the table is turned."""

import time
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from desktop.rules.seating.plan import Seat
from desktop.rules.seating.shapes import Place
from desktop.ui.kit.icons import ratio_of
from desktop.ui.seating.seat_face import SeatLook, edge_of, picture

WIDEST, NARROWEST = 640, 480
"""Millimetres across, as far as the neighbours leave room."""
KEPT = 4000
REACH = 0.9
"""How far a seat is painted from its middle, in parts of its side: on turned tables too, with rings and marks."""
TIME = 0.010
LEAST = 4
"""Seconds of a frame in which seats are drawn anew; so many are at least, or a slow machine would never be done."""


class Pictures:
    """Pictures of seats that were drawn already; seats that look alike share one.

    A frame draws as many new ones as it has time for. Of the others it shows how they looked at another scale, and a
    later frame draws them.
    """

    def __init__(self) -> None:
        self._held: dict[tuple[SeatLook, int, float], QPixmap] = {}
        self._last: dict[SeatLook, QPixmap] = {}
        self._until, self._made = 0.0, 0
        self.lacking = False
        """Whether the last frame had to leave some out."""

    def begin(self) -> None:
        """A frame begins."""
        self._until, self.lacking, self._made = time.perf_counter() + TIME, False, 0

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
        if found is None and (self._made < LEAST or time.perf_counter() < self._until):
            self._made += 1
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
    """One seat: where it is and what it shows. Those of a table are painted together."""

    def __init__(self, seat: Seat, side: float, parent: "SeatsItem") -> None:
        super().__init__(parent)
        self.seat, self.side = seat, side
        self.look = SeatLook()
        self.dimmed = False
        self._together = parent
        reach = side * REACH
        self.setRect(-reach, -reach, 2 * reach, 2 * reach)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)

    def show_look(self, look: SeatLook) -> None:
        if look != self.look:
            self.look = look
            self._paint_anew()

    def dim(self, dimmed: bool) -> None:
        """Somebody who is being dragged is seen at the pointer."""
        if dimmed != self.dimmed:
            self.dimmed = dimmed
            self._paint_anew()

    def _paint_anew(self) -> None:
        self._together.update(self.mapRectToParent(self.rect()))


class SeatsItem(QGraphicsRectItem):
    """Paints the seats of a table; a call for each seat would take longer than the painting."""

    def __init__(self, seats: Sequence[Seat], spots: Sequence[Place], side: float, pictures: Pictures,
                 parent: QGraphicsItem) -> None:  # fmt: skip
        super().__init__(parent)
        self._pictures, self._side = pictures, side
        self.seats = [SeatItem(seat, side, self) for seat in seats]
        for item, spot in zip(self.seats, spots, strict=True):
            item.setPos(spot.x, spot.y)
        self._spots = [(spot.x, spot.y, item) for spot, item in zip(spots, self.seats, strict=True)]
        self.setRect(self.childrenBoundingRect())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        at = painter.worldTransform()
        a, b, c, d, dx, dy = at.m11(), at.m12(), at.m21(), at.m22(), at.dx(), at.dy()
        # all scales are even, and a table that is turned changes none
        side = round(self._side * (a * a + b * b) ** 0.5)
        painter.resetTransform()
        ratio = ratio_of(painter)
        for x, y, item in self._spots:
            paint_seat(painter, a * x + c * y + dx, b * x + d * y + dy, item.look, side, ratio, self._pictures,
                       dimmed=item.dimmed)  # fmt: skip
        painter.setWorldTransform(at)


def paint_seat(painter: QPainter, x: float, y: float, look: SeatLook, side: int, ratio: float, pictures: Pictures, *,
               dimmed: bool = False, waiting: bool = True) -> None:  # fmt: skip
    """The picture about a point of the view, on whole pixels; the painter has no transformation."""
    half = side / 2 + edge_of(side)
    left, top = round((x - half) * ratio) / ratio, round((y - half) * ratio) / ratio
    if dimmed:
        painter.setOpacity(0.35)
    made = pictures.soon(look, side, ratio) if waiting else pictures.of(look, side, ratio)
    if made is not None:
        painter.drawPixmap(QPointF(left, top), made)
    elif (before := pictures.before(look)) is not None:
        painter.drawPixmap(QRectF(left, top, 2 * half, 2 * half), before, QRectF(before.rect()))
    if dimmed:
        painter.setOpacity(1)
