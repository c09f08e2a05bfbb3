"""What stands in the room besides tables, as it is drawn: doors, walls, pillars, a stage, each with its word."""

from functools import lru_cache

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.rules.seating.elements import IN_WALLS, Element, ElementKind
from desktop.ui.kit import theme
from desktop.ui.seating.backdrop import FAR
from desktop.ui.seating.seat_face import line_height, text_width
from desktop.ui.seating.table_item import static

PAD = 8
"""Pixels around a word that stands on it."""
BESIDE_X, BESIDE_Y = 2200, 1000
"""Millimetres around it, for a word that stands below."""
HANDLE = 16
_SOLID = frozenset({ElementKind.WALL, ElementKind.SCREEN})


class ElementItem(QGraphicsItem):
    """Lies below the tables; it is moved and turned as a whole, and its word stays upright."""

    def __init__(self, element: Element) -> None:
        super().__init__()
        self.element = element
        self.chosen = False
        self.setZValue(-5)
        self.stand(element)

    def stand(self, element: Element) -> None:
        self.prepareGeometryChange()
        self.element = element
        self.setPos(element.x, element.y)
        self.setRotation(element.turn)
        self.update()

    def choose(self, chosen: bool) -> None:
        if chosen != self.chosen:
            self.chosen = chosen
            self.update()

    @property
    def area(self) -> QRectF:
        wide, deep = self.element.width, self.element.depth
        return QRectF(-wide / 2, -deep / 2, wide, deep)

    def boundingRect(self) -> QRectF:
        # turned as it may be, a word below it lies within as much of either side
        most = max(BESIDE_X, BESIDE_Y)
        return self.area.adjusted(-most, -most, most, most)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        look, at = theme.current(), painter.worldTransform()
        painter.resetTransform()
        self._paint_body(painter, at.map(QPolygonF(self.area)), at)
        size, scale = look.scale.note, at.map(QLineF(0, 0, 1, 0)).length()
        said = str(self.element.title)
        room = at.mapRect(self.area)
        inside = self._fits(said, size, room)
        if inside or scale >= FAR or self.element.kind is ElementKind.DOOR:
            drawn, font, wide = static(said, size, False)
            high = line_height(size)
            top = room.center().y() - high / 2 if inside else room.bottom() + 2
            painter.setFont(font)
            dark = self.element.kind in _SOLID and inside
            painter.setPen(look.colour("surface" if dark else "ink2"))
            painter.drawStaticText(QPointF(round(room.center().x() - wide / 2), round(top)), drawn)
        painter.setWorldTransform(at)

    def _fits(self, said: str, size: int, room: QRectF) -> bool:
        if self.element.kind in IN_WALLS:
            return False
        return text_width(said, size, False) + PAD <= room.width() and line_height(size) <= room.height()

    def _paint_body(self, painter: QPainter, corners: QPolygonF, at: QTransform) -> None:
        colours, kind = theme.current().colours, self.element.kind
        edge = QPen(QColor(colours.accent if self.chosen else colours.edge), 3 if self.chosen else colours.outline)
        fill = QBrush(QColor(_fill(kind, colours.dark)(colours)))
        if kind is ElementKind.AISLE:
            edge.setStyle(Qt.PenStyle.DashLine)
            fill = QBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(edge)
        painter.setBrush(fill)
        painter.drawPolygon(corners)
        if kind is ElementKind.PILLAR:
            # as drawings have it: a pillar is crossed out
            painter.setPen(QPen(QColor(colours.edge), 1))
            painter.drawLines([QLineF(corners[0], corners[2]), QLineF(corners[1], corners[3])])
        elif kind is ElementKind.WINDOW:
            painter.setPen(QPen(QColor(colours.edge), 1))
            painter.drawLine(QLineF((corners[0] + corners[3]) / 2, (corners[1] + corners[2]) / 2))
        elif kind in (ElementKind.DOOR, ElementKind.SERVING_DOOR):
            self._paint_leaf(painter, at)

    def _paint_leaf(self, painter: QPainter, at: QTransform) -> None:
        """The leaf that stands open into the room, and the way it goes."""
        colours, area = theme.current().colours, self.area
        painter.setPen(QPen(QColor(colours.edge), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        hinge, long = area.topLeft(), area.width()
        painter.drawLine(at.map(QLineF(hinge, hinge - QPointF(0, long))))
        points = [hinge + QPointF(*spot) * long for spot in _quarter()]
        pen = QPen(QColor(colours.edge), 1, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawPolyline(at.map(QPolygonF(points)))


class SizeHandle(QGraphicsItem):
    """What a chosen element is made larger or smaller by, at its near right corner; as large on every scale."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(35)
        self.hide()

    def boundingRect(self) -> QRectF:
        return QRectF(-HANDLE, -HANDLE, 2 * HANDLE, 2 * HANDLE)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        look = theme.current()
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.setBrush(look.colour("surface"))
        painter.drawRect(QRectF(-6, -6, 12, 12))

    def holds(self, view, at) -> bool:
        """Whether a point of the view is on it."""
        if not self.isVisible():
            return False
        away = view.mapFromScene(self.scenePos()) - at
        return max(abs(away.x()), abs(away.y())) <= HANDLE


def _fill(kind: ElementKind, dark: bool):
    if kind is ElementKind.WALL:
        return lambda colours: colours.edge
    if kind is ElementKind.SCREEN:
        return lambda colours: colours.ink2
    if kind in IN_WALLS:
        return lambda colours: colours.surface
    return lambda colours: colours.idle if not dark else colours.hover


@lru_cache(maxsize=1)
def _quarter() -> tuple[tuple[float, float], ...]:
    """From where the leaf stands open to where it is shut, about its hinge."""
    from math import cos, pi, sin

    return tuple((sin(n * pi / 16), -cos(n * pi / 16)) for n in range(9))
