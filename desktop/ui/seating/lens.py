"""The seat that is at hand, seen larger than its neighbours: where the keys are, or where somebody would be put."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.rules.seating.checking import Grade
from desktop.ui.kit import theme
from desktop.ui.kit.icons import paint_icon, ratio_of
from desktop.ui.seating.seat_face import BADGE, SeatLook, edge_of, shape_path
from desktop.ui.seating.seat_item import Pictures, SeatItem, paint_seat

READABLE = 72
"""Pixels of a seat in which a name can be read."""
NAMED = 46
"""Pixels from which most names stand in a seat anyhow."""
GROWN = 1.18
RING = 3
GRADES = {Grade.FITS: ("circle-check", "good"), Grade.USABLE: ("circle-alert", "warn"),
          Grade.CONFLICT: ("circle-x", "bad")}  # fmt: skip


class Lens(QGraphicsItem):
    """Lies over a seat; its size is that of the screen, whatever the scale of the plan."""

    def __init__(self, pictures: Pictures, *, growing: bool) -> None:
        super().__init__()
        self._pictures, self._growing = pictures, growing
        self.item: SeatItem | None = None
        self.grade: Grade | None = None
        self.instead: SeatLook | None = None
        self._side = 0
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(30)
        self.hide()

    def lie_over(self, item: SeatItem | None, scale: float, grade: Grade | None = None,
                 instead: SeatLook | None = None) -> None:  # fmt: skip
        """Over a seat at this many pixels a millimetre; over none it is gone. `grade` is the verdict shown there,
        `instead` the seat as it would be."""
        self.item, self.grade, self.instead = item, grade, instead
        if item is None:
            self.hide()
            return
        self.prepareGeometryChange()
        drawn = item.side * scale
        self._side = round(max(drawn * (GROWN if self._growing else 1), READABLE if drawn < NAMED else 0))
        self.setPos(item.scenePos())
        self.show()
        self.update()

    def boundingRect(self) -> QRectF:
        half = self._side / 2 + edge_of(self._side) + 2 * RING + BADGE
        return QRectF(-half, -half, 2 * half, 2 * half)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self.item is None:
            return
        at = painter.worldTransform()
        centre, look = QPointF(at.dx(), at.dy()), theme.current()
        token = GRADES[self.grade][1] if self.grade else "accent"
        painter.resetTransform()
        painter.translate(centre)
        # a ground of its own keeps the ring apart from what is drawn around the seat
        painter.setPen(QPen(look.colour("surface"), 2 * RING + 3))
        shown = self.instead or self.item.look
        ring = shape_path(shown.outline, self._side + 2 * RING + 2)
        painter.drawPath(ring)
        painter.setPen(QPen(QColor(getattr(look.colours, token)), RING))
        painter.setBrush(look.colour("surface"))
        painter.drawPath(ring)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.resetTransform()
        paint_seat(painter, centre.x(), centre.y(), shown, self._side, ratio_of(painter), self._pictures, waiting=False)
        if self.grade is not None:
            icon, token = GRADES[self.grade]
            spot = centre + QPointF(0, -self._side / 2 - RING)
            painter.setPen(QPen(QColor(getattr(look.colours, token)), 1))
            painter.setBrush(look.colour("surface"))
            painter.drawEllipse(spot, BADGE / 2 + 2, BADGE / 2 + 2)
            room = QRectF(spot.x() - BADGE / 2, spot.y() - BADGE / 2, BADGE, BADGE).toRect()
            paint_icon(painter, room, icon, getattr(look.colours, token))
        painter.setWorldTransform(at)
