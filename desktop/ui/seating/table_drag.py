"""Tables on their way: dragged with guides and a grid, nudged by keys, or turned; nothing is stored before release."""

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from desktop.rules.seating import arranging, rooms
from desktop.rules.seating.commands import MoveTable, MoveTables
from desktop.rules.seating.plan import Table
from desktop.rules.seating.rooms import Box, Point, bearing
from desktop.ui.kit import theme
from desktop.ui.kit.icons import paint_icon

REACH = 8
"""Pixels within which a guide holds."""
HANDLE_UP, HANDLE = 26, 16
Keys = Qt.KeyboardModifier


class TableDrag:
    """All that is reckoned starts from where tables and pointer were when it was pressed."""

    def __init__(self, view, tables: tuple[Table, ...], held: Table, pressed: QPointF) -> None:
        self.view, self.tables, self.held, self._pressed = view, tables, held, pressed
        self.shift = (0.0, 0.0)
        keys = {table.id for table in tables}
        others = [table for table in view.editor.plan.tables if table.id not in keys]
        self._others = [rooms.around(table) for table in others]
        boxes = view.plan_scene.boxes
        self._other_boxes = [boxes[table.id] for table in others]
        whole = view.plan_scene.whole(boxes[table.id] for table in tables)
        self._box = Box(whole.left(), whole.top(), whole.right(), whole.bottom())

    def move(self, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        """To a point of the view; Alt lets go of guides and grid."""
        now = self.view.mapToScene(at)
        dx, dy = now.x() - self._pressed.x(), now.y() - self._pressed.y()
        guides = ()
        if not keys & Keys.AltModifier:
            box = Box(self._box.left + dx, self._box.top + dy, self._box.right + dx, self._box.bottom + dy)
            anchor = Point(self.held.x + dx, self.held.y + dy)
            snapped = arranging.snap(box, anchor, self._other_boxes, REACH / self.view.scale_now)
            dx, dy, guides = dx + snapped.dx, dy + snapped.dy, snapped.guides
        self._place(dx, dy)
        self.view.plan_scene.show_guides(guides)

    def nudge(self, right: int, down: int) -> None:
        """By steps of the grid."""
        self._place(self.shift[0] + right * arranging.GRID, self.shift[1] + down * arranging.GRID)

    def drop(self) -> None:
        """One act, however many tables."""
        moves = tuple(arranging.moved(table, *self.shift) for table in self.tables)
        changed = tuple(m for m, t in zip(moves, self.tables, strict=True) if (m.x, m.y) != (t.x, t.y))
        self.view.plan_scene.show_guides(())
        if changed:
            self.view.editor.do(changed[0] if len(changed) == 1 else MoveTables(changed))
        else:
            self.cancel()

    def cancel(self) -> None:
        self.view.plan_scene.show_guides(())
        _stand(self.view, self.tables)
        self.view.keys.show()

    def holds(self) -> bool:
        """After a change of the plan: whether they stand as they did when they were pressed."""
        return _unmoved(self.view, self.tables)

    def scale_changed(self) -> None:
        pass

    def _place(self, dx: float, dy: float) -> None:
        scene = self.view.plan_scene
        self.shift = (dx, dy)
        stands = [replace(table, x=table.x + dx, y=table.y + dy) for table in self.tables]
        for table in stands:
            scene.tables[table.id].setPos(table.x, table.y)
        scene.follow(table.id for table in stands)
        scene.show_narrow(arranging.narrow_about(stands, self._others))
        self.view.keys.show(box=Box(self._box.left + dx, self._box.top + dy, self._box.right + dx,
                                    self._box.bottom + dy) if len(stands) == 1 else None)  # fmt: skip


class TurnDrag:
    """Turns one table about its middle; it stops where its main seat sees the door, and every 15°."""

    def __init__(self, view, table: Table, pressed: QPointF) -> None:
        self.view, self.table = view, table
        self._pressed = bearing(pressed.x() - table.x, pressed.y() - table.y)
        self.turn = round(table.turn)
        self._others = [rooms.around(other) for other in view.editor.plan.tables if other.id != table.id]

    def move(self, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        now = self.view.mapToScene(at)
        angle = (self.table.turn + bearing(now.x() - self.table.x, now.y() - self.table.y) - self._pressed) % 360
        scene = self.view.plan_scene
        free = keys & Keys.AltModifier
        self.turn = round(angle) % 360 if free else arranging.turned(self.table, angle, scene.door)
        scene.tables[self.table.id].setRotation(self.turn)
        scene.follow([self.table.id])
        scene.show_narrow(arranging.narrow_about([replace(self.table, turn=self.turn)], self._others))
        self.view.bubble.say(f"{self.turn}°", (), "", self.view.rect_of(self.table.id).toRect())

    def drop(self) -> None:
        self.view.bubble.hide()
        if self.turn != round(self.table.turn):
            self.view.editor.do(MoveTable(self.table.id, self.table.x, self.table.y, self.turn))
        else:
            self.cancel()

    def cancel(self) -> None:
        self.view.bubble.hide()
        _stand(self.view, [self.table])

    def holds(self) -> bool:
        return _unmoved(self.view, [self.table])

    def scale_changed(self) -> None:
        pass


def _unmoved(view, tables: Sequence[Table]) -> bool:
    now = view.editor.plan.table_of
    return all(table.id in now and _stood(now[table.id]) == _stood(table) for table in tables)


def _stood(table: Table) -> tuple[object, ...]:
    return table.form, table.x, table.y, table.turn


def _stand(view, tables: Sequence[Table]) -> None:
    """Tables back to where the plan has them."""
    scene = view.plan_scene
    for table in tables:
        now = view.editor.plan.table_of.get(table.id)
        if now is not None and table.id in scene.tables:
            scene.tables[table.id].stand(now)
    scene.show_plan_lines()


class TurnHandle(QGraphicsItem):
    """What a chosen table is turned by, above it or below; as large on every scale."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)
        self.setZValue(35)
        self._away = -HANDLE_UP
        self.hide()

    def stand(self, x: float, y: float, *, below: bool = False) -> None:
        """At this edge of what it turns."""
        self.prepareGeometryChange()
        self._away = HANDLE_UP if below else -HANDLE_UP
        self.setPos(x, y)
        self.show()

    def boundingRect(self) -> QRectF:
        return QRectF(-HANDLE, -HANDLE_UP - HANDLE, 2 * HANDLE, 2 * (HANDLE + HANDLE_UP))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        look, at = theme.current(), painter.worldTransform()
        painter.resetTransform()
        middle = QPointF(round(at.dx()), round(at.dy() + self._away))
        painter.setPen(QPen(look.colour("accent"), 1.5))
        painter.drawLine(QPointF(middle.x(), at.dy()), middle)
        painter.setBrush(look.colour("surface"))
        painter.drawEllipse(middle, 12, 12)
        room = QRectF(middle.x() - 8, middle.y() - 8, 16, 16).toRect()
        paint_icon(painter, room, "refresh-cw", look.colours.accent)
        painter.setWorldTransform(at)

    def holds(self, view, at: QPoint) -> bool:
        """Whether a point of the view is on it."""
        if not self.isVisible():
            return False
        middle = view.mapFromScene(self.scenePos()) + QPoint(0, self._away)
        return math.hypot(middle.x() - at.x(), middle.y() - at.y()) <= HANDLE
