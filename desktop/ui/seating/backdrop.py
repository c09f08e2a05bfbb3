"""What lies behind and over the tables: the floor with its door, guides for dragged tables, lines of conflicts."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.i18n import _
from desktop.rules.seating.arranging import Guide
from desktop.rules.seating.checking import Grade
from desktop.rules.seating.rooms import Narrow, Point
from desktop.ui.kit import theme
from desktop.ui.seating.seat_face import line_height, text_width
from desktop.ui.seating.table_item import static

FAR = 0.03
"""Pixels a millimetre below which words and wishes would hide the tables they are about."""
ROUND = 800
"""Millimetres around lines, for the words on them."""
MARGIN = 400
DOOR = 1000
"""Millimetres that a door is wide."""
BELOW = 36
"""Pixels below the door for its arrow and word."""


class Floor(QGraphicsItem):
    """The room as far as tables stand in it, with the door in the near wall where nobody has said otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.room = QRectF()
        self.door: Point | None = None
        self.setZValue(-10)

    def show_room(self, inside: QRectF, door: Point | None, in_walls: Iterable[Point] = ()) -> None:
        """`inside` is what stands in the room; no door is drawn where it has one of its own. Where a door or window of
        it is, there is the wall."""
        self.prepareGeometryChange()
        self.door = door
        # how far the wall is nobody has said: near, so that the tables have the room of the screen
        left, top, right, bottom = inside.left(), inside.top(), inside.right(), inside.bottom()
        walls = list(in_walls)
        self.room = QRectF(
            QPointF(min([p.x for p in walls if p.x < left], default=left - MARGIN),
                    min([p.y for p in walls if p.y < top], default=top - MARGIN)),
            QPointF(max([p.x for p in walls if p.x > right], default=right + MARGIN),
                    max([p.y for p in walls if p.y > bottom], default=bottom + MARGIN)))  # fmt: skip

    def boundingRect(self) -> QRectF:
        return self.room.adjusted(-100, -100, 100, 4000)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        look = theme.current()
        at = painter.worldTransform()
        room = at.mapRect(self.room)
        if self.door is None:
            painter.resetTransform()
            painter.setPen(QPen(look.colour("line"), look.colours.outline))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(room)
            painter.setWorldTransform(at)
            return
        left, right = at.map(QPointF(self.door.x - DOOR / 2, 0)).x(), at.map(QPointF(self.door.x + DOOR / 2, 0)).x()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(look.colour("line"), look.colours.outline))
        bottom = room.bottom()
        painter.drawLines([
            QLineF(room.left(), room.top(), room.right(), room.top()),
            QLineF(room.left(), room.top(), room.left(), bottom), QLineF(room.left(), bottom, left, bottom),
            QLineF(room.right(), room.top(), room.right(), bottom), QLineF(right, bottom, room.right(), bottom),
        ])  # fmt: skip
        painter.setPen(QPen(look.colour("edge"), 2))
        painter.drawLines([QLineF(left, bottom - 4, left, bottom + 4), QLineF(right, bottom - 4, right, bottom + 4)])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._paint_arrow(painter, QPointF((left + right) / 2, bottom))
        painter.setWorldTransform(at)

    def _paint_arrow(self, painter: QPainter, tip: QPointF) -> None:
        """Whoever enters comes this way."""
        look = theme.current()
        ink = look.colour("ink2")
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(ink)
        painter.drawLine(tip + QPointF(0, 14), tip + QPointF(0, -2))
        painter.drawPolygon(QPolygonF([tip + QPointF(0, -8), tip + QPointF(-5, 1), tip + QPointF(5, 1)]))
        text, size = _("Door"), look.scale.note
        drawn, font, wide = static(text, size, False)
        painter.setFont(font)
        painter.drawStaticText(tip + QPointF(-wide / 2, 14), drawn)


class Lines(QGraphicsItem):
    """Guides with the gaps they measure, aisles that are too narrow, and lines between people who conflict."""

    def __init__(self) -> None:
        super().__init__()
        self.guides: Sequence[Guide] = ()
        self.narrow: Sequence[tuple[Narrow, QLineF]] = ()
        self.conflicts: Sequence[tuple[Grade, QPainterPath]] = ()
        self._whole = QRectF()
        self.setZValue(20)

    def show_lines(self, *, guides: Sequence[Guide] | None = None,
                   narrow: Sequence[tuple[Narrow, QLineF]] | None = None,
                   conflicts: Sequence[tuple[Grade, QPainterPath]] | None = None) -> None:  # fmt: skip
        """Shows what is given anew and keeps the rest."""
        found = (self.guides if guides is None else guides, self.narrow if narrow is None else narrow,
                 self.conflicts if conflicts is None else conflicts)  # fmt: skip
        if found == (self.guides, self.narrow, self.conflicts):
            return
        self.prepareGeometryChange()
        self.guides, self.narrow, self.conflicts = found
        points = [p for _n, line in self.narrow for p in (line.p1(), line.p2())]
        points += [
            p for _g, path in self.conflicts for p in (path.boundingRect().topLeft(), path.boundingRect().bottomRight())
        ]
        points += [QPointF(x, y) for g in self.guides for x, y in ((g.x1, g.y1), (g.x2, g.y2))]
        self._whole = QPolygonF(points).boundingRect().adjusted(-ROUND, -ROUND, ROUND, ROUND) if points else QRectF()

    def boundingRect(self) -> QRectF:
        return self._whole

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        look, at = theme.current(), painter.worldTransform()
        painter.resetTransform()
        for grade, path in self.conflicts:
            bad = grade is Grade.CONFLICT
            if not bad and at.m11() < 2 * FAR:
                continue
            pen = QPen(look.colour("bad" if bad else "warn"), 2 if bad else 1.5,
                       Qt.PenStyle.SolidLine if bad else Qt.PenStyle.DotLine)  # fmt: skip
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(at.map(path))
        for narrow, line in self.narrow:
            painter.setPen(QPen(look.colour("warn"), 2))
            seen = at.map(line)
            painter.drawLine(seen)
            if at.m11() > FAR:
                _plate(painter, seen.center(), _("{n} mm").format(n=narrow.gap), "warn")
        for guide in self.guides:
            painter.setPen(QPen(look.colour("accent"), 1, Qt.PenStyle.SolidLine if guide.gap else Qt.PenStyle.DashLine))
            seen = at.map(QLineF(guide.x1, guide.y1, guide.x2, guide.y2))
            painter.drawLine(seen)
            if guide.gap:
                _plate(painter, seen.center(), str(guide.gap), "accent")
        painter.setWorldTransform(at)


def _plate(painter: QPainter, centre: QPointF, text: str, token: str) -> None:
    """A short text on a ground of its own."""
    look = theme.current()
    size = look.scale.note
    width, height = text_width(text, size, False) + 10, line_height(size) + 4
    room = QRectF(round(centre.x() - width / 2), round(centre.y() - height / 2), width, height)
    painter.setPen(QPen(QColor(getattr(look.colours, token)), 1))
    painter.setBrush(look.colour("surface"))
    painter.drawRoundedRect(room, 4, 4)
    painter.setFont(look.font(size))
    painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
