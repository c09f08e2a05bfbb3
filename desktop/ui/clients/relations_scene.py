"""Draws a circle of linked clients: the file in the middle, its people around it, theirs on the outer ring."""

import math
from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsSceneHoverEvent,
    QGraphicsSceneMouseEvent,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)

from desktop.i18n import _
from desktop.services.relations import Circle, Member, Tie
from desktop.ui.kit import theme
from desktop.ui.kit.badge import BADGE, paint_badge
from desktop.ui.kit.icons import SMALL_ICON, paint_icon
from desktop.ui.kit.risk import risk_icon, risk_tone
from desktop.ui.kit.values import badge_letter

INNER, OUTER = (190.0, 125.0), (380.0, 235.0)  # half axes of the rings
APART = 95.0  # along a ring
CROWDED = 8  # from so many on, those of the outer ring stand nearer and farther in turn
FARTHER = 1.28
PAD = 10.0
MOST_ZOOM, LEAST_ZOOM = 2.0, 0.3
LEAST_FIT = 0.7
CLICK = 4  # pixels that a hand may shake


class Node(QGraphicsItem):
    """One client: its class, its name, and what speaks against it."""

    def __init__(self, member: Member, view: "CircleView") -> None:
        super().__init__()
        self.member, self._view = member, view
        self.marked = False
        self.ties: list[TieLine] = []
        self._pressed = QPointF()
        look = theme.current()
        self._font = look.font(bold=member.distance == 0)
        wide = QFontMetricsF(self._font).horizontalAdvance(member.name) + 2 * PAD
        wide += BADGE + 6 if member.client_class else 0
        wide += SMALL_ICON + 6 if member.risk else 0
        self._box = QRectF(-wide / 2, -look.control_height / 2, wide, look.control_height)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsMovable)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemSendsGeometryChanges)
        self.setAcceptHoverEvents(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor if member.distance else Qt.CursorShape.ArrowCursor)
        self.setZValue(2)

    def boundingRect(self) -> QRectF:
        return self._box.adjusted(-2, -2, 2, 2)

    def covers(self, line: QLineF) -> float:
        """Which part of a line that ends in its centre lies under its box."""
        across = (self._box.width() / 2 / abs(line.dx())) if line.dx() else 1.0
        down = (self._box.height() / 2 / abs(line.dy())) if line.dy() else 1.0
        return min(across, down, 1.0)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        look, member = theme.current(), self.member
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = member.distance == 0
        edge = look.colour("accent" if self.marked or middle else "edge")
        painter.setPen(QPen(edge, 2 if self.marked or middle else look.colours.outline))
        painter.setBrush(look.colour("tint" if middle else "select" if self.marked else "surface"))
        painter.drawRoundedRect(self._box, 6, 6)
        room = self._box.adjusted(PAD, 0, -PAD, 0)
        centre = self._box.center().y()
        if member.client_class:
            place = QRectF(room.x(), centre - BADGE / 2, BADGE, BADGE).toRect()
            paint_badge(painter, place, badge_letter(member.client_class))
            room.adjust(BADGE + 6, 0, 0, 0)
        if member.risk:
            square = QRectF(room.right() - SMALL_ICON, centre - SMALL_ICON / 2, SMALL_ICON, SMALL_ICON).toRect()
            paint_icon(painter, square, risk_icon(member.risk), look.colour(risk_tone(member.risk).value).name())
            room.adjust(0, 0, -SMALL_ICON - 6, 0)
        painter.setPen(look.colour("ink"))
        painter.setFont(self._font)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignHCenter, member.name)

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: object) -> object:
        if change == QGraphicsItem.GraphicsItemChange.ItemPositionHasChanged:
            for tie in self.ties:
                tie.follow()
        return super().itemChange(change, value)

    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        self._view.pointed.emit(self.member.id)

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        self._pressed = event.screenPos().toPointF()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        moved = QLineF(self._pressed, event.screenPos().toPointF()).length()
        if moved < CLICK and self.member.distance:
            self._view.chosen.emit(self.member.id)


class TieLine(QGraphicsItem):
    """A link with its word; the word is what the second is to the first, and stands nearer to the second."""

    def __init__(self, tie: Tie, first: Node, second: Node) -> None:
        super().__init__()
        self.first, self.second, self.word = first, second, _(tie.role)
        self.marked = False
        self._font = theme.current().font(theme.current().scale.note)
        for node in (first, second):
            node.ties.append(self)

    def follow(self) -> None:
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:
        return QRectF(self.first.pos(), self.second.pos()).normalized().adjusted(-60, -20, 60, 20)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        look = theme.current()
        line = QLineF(self.first.pos(), self.second.pos())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(look.colour("accent" if self.marked else "edge"), 2 if self.marked else 1))
        painter.drawLine(line)
        metrics = QFontMetricsF(self._font)
        ground = QRectF(0, 0, metrics.horizontalAdvance(self.word) + 8, metrics.height())
        ground.moveCenter(line.pointAt(self._free_place(line)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("window"))
        painter.drawRect(ground)
        painter.setPen(look.colour("ink" if self.marked else "ink2"))
        painter.setFont(self._font)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, self.word)

    def _free_place(self, line: QLineF) -> float:
        """Between the two boxes: a wide one would cover a word that stands in the middle of their centres."""
        under = [node.covers(line) for node in (self.first, self.second)]
        return under[0] + (1 - sum(under)) * 0.56 if sum(under) < 1 else 0.56


class CircleView(QGraphicsView):
    """Ctrl and the wheel zoom; clients can be dragged apart. What it shows stands in a list beside it as well."""

    chosen = Signal(object)
    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setScene(QGraphicsScene(self))
        self.setAccessibleName(_("Picture of who is connected"))
        # what takes keys is the list beside it
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAccessibleName(_("Picture of who is connected"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.nodes: dict[UUID, Node] = {}
        self._lines: list[TieLine] = []
        self._touched = False
        theme.current().changed.connect(self._recolour)
        self._recolour()

    def show_circle(self, found: Circle) -> None:
        scene = self.scene()
        scene.clear()
        self._touched = False
        places = places_of(found)
        self.nodes = {member.id: Node(member, self) for member in found.members}
        for key, node in self.nodes.items():
            node.setPos(places[key])
            scene.addItem(node)
        self._lines = [TieLine(tie, self.nodes[tie.first], self.nodes[tie.second]) for tie in found.ties]
        for line in self._lines:
            scene.addItem(line)
        scene.setSceneRect(scene.itemsBoundingRect().adjusted(-20, -20, 20, 20))
        self._fit()

    def mark(self, client: object) -> None:
        """Draws one client and its links stronger."""
        for key, node in self.nodes.items():
            node.marked = key == client
        for line in self._lines:
            line.marked = client in (line.first.member.id, line.second.member.id)
            line.setZValue(1 if line.marked else 0)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        factor = 1.15 if event.angleDelta().y() > 0 else 1 / 1.15
        if LEAST_ZOOM < self.transform().m11() * factor < MOST_ZOOM:
            self._touched = True
            self.scale(factor, factor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._touched:
            self._fit()

    def _fit(self) -> None:
        """Smaller where it must be, never larger than life."""
        whole, room = self.sceneRect(), self.viewport().rect()
        self.resetTransform()
        factor = min(1.0, room.width() / max(1.0, whole.width()), room.height() / max(1.0, whole.height()))
        # what would be too small to read is scrolled instead
        factor = max(LEAST_FIT, factor)
        self.scale(factor, factor)
        self.centerOn(whole.center())

    def _recolour(self) -> None:
        self.setBackgroundBrush(QColor(theme.current().colours.window))


def places_of(found: Circle) -> Mapping[UUID, QPointF]:
    """Each on its ring; those of the outer ring beside the one through whom they are reached."""
    places = {found.members[0].id: QPointF(0, 0)}
    inner = [member.id for member in found.members if member.distance == 1]
    beyond: dict[UUID, list[UUID]] = {key: [] for key in inner}
    for member in found.members:
        if member.distance > 1:
            beyond[_through(found, member, inner)].append(member.id)
    shares = [max(1, len(beyond[key])) for key in inner]
    whole = sum(shares) or 1
    outer = sum(len(keys) for keys in beyond.values())
    grown = (_grown(INNER, len(inner)), _grown(OUTER, max(outer, whole if outer else 0)))
    angle = -math.pi / 2
    for key, share in zip(inner, shares, strict=True):
        span = 2 * math.pi * share / whole
        places[key] = _at(INNER, grown[0], angle + span / 2)
        for number, other in enumerate(beyond[key]):
            turn = angle + span * (number + 0.5) / max(1, len(beyond[key]))
            away = FARTHER if outer >= CROWDED and number % 2 else 1.0
            places[other] = _at(OUTER, max(grown[1], grown[0]) * away, turn)
        angle += span
    return places


def _through(found: Circle, member: Member, inner: Sequence[UUID]) -> UUID:
    """The first of the inner ring that is linked to it; one that is reached otherwise stands with the first."""
    for tie in found.ties_of(member.id):
        other = tie.second if tie.first == member.id else tie.first
        if other in inner:
            return other
    return inner[0]


def _grown(axes: tuple[float, float], count: int) -> float:
    """How much larger a ring must be for so many to have room."""
    a, b = axes
    round_it = math.pi * (3 * (a + b) - math.sqrt((3 * a + b) * (a + 3 * b)))
    return max(1.0, count * APART / round_it)


def _at(axes: tuple[float, float], grown: float, angle: float) -> QPointF:
    return QPointF(axes[0] * grown * math.cos(angle), axes[1] * grown * math.sin(angle))
