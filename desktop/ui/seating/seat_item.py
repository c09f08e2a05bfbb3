"""One seat in the drawing: paints its picture upright and sharp, whichever way the table is turned."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from desktop.rules.seating.plan import Seat
from desktop.ui.kit.icons import ratio_of
from desktop.ui.seating.seat_face import SeatLook, edge_of, picture

WIDEST, NARROWEST = 640, 480
"""Millimetres across, as far as the neighbours leave room."""
KEPT = 4000


class Pictures:
    """Pictures of seats that were drawn already; seats that look alike share one."""

    def __init__(self) -> None:
        self._held: dict[tuple[SeatLook, int, float], QPixmap] = {}

    def of(self, look: SeatLook, side: int, ratio: float) -> QPixmap:
        found = self._held.get((look, side, ratio))
        if found is None:
            if len(self._held) > KEPT:
                self._held.clear()
            found = self._held[look, side, ratio] = picture(look, side, ratio)
        return found

    def clear(self) -> None:
        self._held.clear()


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
               dimmed: bool = False) -> None:  # fmt: skip
    """The picture about a point of the view, on whole pixels; leaves the painter without a transformation."""
    painter.resetTransform()
    ratio = ratio_of(painter)
    half = side / 2 + edge_of(side)
    left, top = round((centre.x() - half) * ratio) / ratio, round((centre.y() - half) * ratio) / ratio
    if dimmed:
        painter.setOpacity(0.35)
    painter.drawPixmap(QPointF(left, top), pictures.of(look, side, ratio))
    if dimmed:
        painter.setOpacity(1)
