"""The drawing of a plan in millimetres: keeps its items in step with the plan, and finds what is at a point."""

import math
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from desktop.rules.seating import rooms
from desktop.rules.seating.arranging import Guide
from desktop.rules.seating.checking import Grade
from desktop.rules.seating.elements import IN_WALLS, Element, ElementKind, ElementRef
from desktop.rules.seating.facts import Overlay
from desktop.rules.seating.laying import door_of
from desktop.rules.seating.plan import Seat
from desktop.rules.seating.rooms import Box, Narrow, Point
from desktop.rules.seating.shapes import Shape
from desktop.ui.kit import theme
from desktop.ui.seating.backdrop import Floor, Lines
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.element_item import ElementItem, SizeHandle
from desktop.ui.seating.lens import RING, Lens
from desktop.ui.seating.seat_face import SeatLook
from desktop.ui.seating.seat_item import Pictures, SeatItem
from desktop.ui.seating.seat_looks import grades_of, seat_look
from desktop.ui.seating.table_drag import TurnHandle
from desktop.ui.seating.table_item import Says, TableItem, seat_items

BESIDE = 2.4
MOST_WISHES = 40
"""Lines of wishes that do not hold; more of them would be a net over the tables. Conflicts are all drawn."""


class PlanScene(QGraphicsScene):
    """Tables with their seats, and what else stands in the room, over the floor."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.editor = editor
        self.pictures = Pictures()
        self.tables: dict[str, TableItem] = {}
        self.seats: dict[Seat, SeatItem] = {}
        self.elements: dict[str, ElementItem] = {}
        # each its own item: what one covers is painted anew when it changes
        self.floor, self.lines, self.narrow = Floor(), Lines(), Lines()
        self.guides = Lines(), Lines()
        """Down and across."""
        self.focus, self.target = Lens(self.pictures, growing=False), Lens(self.pictures, growing=True)
        self.frame, self.handle, self.corner = QGraphicsPathItem(), TurnHandle(), SizeHandle()
        """Around what has the focus, and what a chosen table or element is turned, an element made larger by."""
        self.frame.hide()
        for item in (
            self.floor,
            self.lines,
            self.narrow,
            *self.guides,
            self.focus,
            self.target,
            self.frame,
            self.handle,
            self.corner,
        ):
            self.addItem(item)
        self.door: Point | None = None
        self._spots: dict[Seat, tuple[float, float]] = {}
        self._boxes: dict[str, Box] = {}
        self._stands: tuple[object, ...] = ()
        editor.plan_changed.connect(self.show_plan)
        editor.selection_changed.connect(self.refresh)
        editor.overlays_changed.connect(self.refresh)
        editor.issues_changed.connect(self.refresh)
        theme.current().changed.connect(self.dress)
        self.dress()
        self.show_plan()

    def show_plan(self) -> None:
        """Items of tables that are still there stay; only what has changed is drawn anew."""
        plan = self.editor.plan
        gone = [key for key, item in self.tables.items()
                if key not in plan.table_of or plan.table_of[key].form != item.table.form]  # fmt: skip
        for lens in (self.focus, self.target):
            if lens.item is not None and lens.item.seat.table in gone:
                lens.lie_over(None, 1)
        for key in gone:
            self.removeItem(self.tables.pop(key))
        for table in plan.tables:
            if table.id in self.tables:
                self.tables[table.id].stand(table)
            else:
                self.tables[table.id] = TableItem(table, self.pictures)
                self.addItem(self.tables[table.id])
        self.seats = seat_items(self.tables)
        self._show_elements()
        if self._stands != (plan.tables, plan.elements):
            self._stands = plan.tables, plan.elements
            self._measure()
        self.refresh()

    def refresh(self) -> None:
        """What stands at seats and tables."""
        editor, plan = self.editor, self.editor.plan
        grades, chosen = grades_of(editor), frozenset(editor.seats)
        for seat, item in self.seats.items():
            # what is chosen may be told of before the plan in which its table is gone
            if seat.table in plan.table_of:
                item.show_look(seat_look(editor, plan.table_of[seat.table], seat, grades, seat in chosen))
        counts: dict[str, int] = {}
        alerts: dict[str, int] = {}
        for seat, person in plan.seating.items():
            counts[seat.table] = counts.get(seat.table, 0) + 1
            if editor.facts(person).allergy:
                alerts[seat.table] = alerts.get(seat.table, 0) + 1
        many = len(plan.tables) > 1
        for table in (table for table in plan.tables if table.id in self.tables):
            self.tables[table.id].say(Says(table.label, f"{counts.get(table.id, 0)}/{table.form.seats}",
                                           alerts.get(table.id, 0), many and table.rank == 1,
                                           table.id in editor.tables))  # fmt: skip
        for key, item in self.elements.items():
            item.choose(key in editor.elements)
        self.lines.show_lines(conflicts=self._conflicts())
        for lens in (self.focus, self.target):
            lens.update()
        self._show_handle()

    def as_if(self, person: str, seat: Seat) -> SeatLook:
        """A seat as it would be with somebody on it."""
        return seat_look(self.editor, self.editor.plan.table_of[seat.table], seat, {}, False, person)

    def dress(self) -> None:
        """Other colours or sizes of text."""
        self.pictures.clear()
        pen = QPen(theme.current().colour("accent"), RING)
        pen.setCosmetic(True)
        self.frame.setPen(pen)
        for item in self.tables.values():
            item.dress()
        self.update()

    def _show_elements(self) -> None:
        plan = self.editor.plan
        for key in [key for key in self.elements if key not in plan.element_of]:
            self.removeItem(self.elements.pop(key))
        for element in plan.elements:
            if element.id not in self.elements:
                self.elements[element.id] = ElementItem(element)
                self.addItem(self.elements[element.id])
            elif self.elements[element.id].element != element:
                self.elements[element.id].stand(element)

    def show_element(self, element: Element) -> None:
        """Where it is now, also while it is on its way."""
        self.elements[element.id].stand(element)
        self.handle.hide()
        self._put_corner(element)

    def _measure(self) -> None:
        plan = self.editor.plan
        self._boxes = {table.id: rooms.box(table) for table in plan.tables}
        self.follow()
        if not plan.tables:
            self.door = None
            self.floor.hide()
            self.setSceneRect(QRectF(0, 0, 1000, 1000))
            self.show_guides(())
            self.show_narrow(())
            return
        self.door = door_of(plan.tables, plan.elements)
        known = any(one.kind is ElementKind.DOOR for one in plan.elements)
        inside = [Box(*one.bounds) for one in plan.elements if one.kind not in IN_WALLS]
        whole = self.whole([*self._boxes.values(), *inside])
        walls = [Point(one.x, one.y) for one in plan.elements if one.kind in IN_WALLS]
        self.floor.show_room(whole, None if known else self.door, walls)
        self.floor.show()
        self.setSceneRect(self.floor.room.adjusted(-MORE, -MORE, MORE, MORE))
        self.show_plan_lines()

    def follow(self, tables: Iterable[str] | None = None) -> None:
        """Where seats are now, also while tables are on their way: of these tables, or of all."""
        if tables is None:
            self._spots = {}
        for item in (item for key in tables or self.tables for item in self.tables[key].seats):
            at = item.scenePos()
            self._spots[item.seat] = at.x(), at.y()
        if self.focus.item is not None:
            self.focus.setPos(self.focus.item.scenePos())
        self.handle.hide()
        self.corner.hide()

    def show_plan_lines(self) -> None:
        """Narrow aisles of the plan as it stands."""
        self.follow()
        self._show_handle()
        self.show_narrow(rooms.narrow_aisles(self.editor.plan.tables))

    def _show_handle(self) -> None:
        editor = self.editor
        chosen = [*editor.tables, *editor.elements] if editor.may_edit else []
        one = chosen[0] if len(chosen) == 1 else None
        self.corner.hide()
        if one in self._boxes:
            self.handle.stand(editor.plan.table_of[one].x, self._boxes[one].top)
        elif one in self.elements and one in editor.plan.element_of:
            element = editor.plan.element_of[one]
            # before the far wall there is no room above it
            far = all(element.bounds.top < box.top for box in self._boxes.values())
            self.handle.stand(element.x, element.bounds.bottom if far else element.bounds.top, below=far)
            self._put_corner(element)
        else:
            self.handle.hide()

    def _put_corner(self, element: Element) -> None:
        self.corner.setPos(*element.corners[2])
        self.corner.show()

    def put_frame(self, around: Box | None) -> None:
        """The ring of the table that has the focus."""
        if around is not None:
            path = QPainterPath()
            corners = QPointF(around.left - 140, around.top - 140), QPointF(around.right + 140, around.bottom + 140)
            path.addRoundedRect(QRectF(*corners), 120, 120)
            self.frame.setPath(path)
        self.frame.setVisible(around is not None)

    @property
    def drawn(self) -> QRectF:
        """All there is to see."""
        return self.floor.room if self.door else QRectF(0, 0, 6000, 4000)

    @staticmethod
    def whole(boxes: Iterable[Box]) -> QRectF:
        held = list(boxes)
        left, top = min(b.left for b in held), min(b.top for b in held)
        return QRectF(QPointF(left, top), QPointF(max(b.right for b in held), max(b.bottom for b in held)))

    # what is where

    def box_of(self, target: str | ElementRef) -> Box:
        if isinstance(target, ElementRef):
            return Box(*self.elements[target.id].element.bounds)
        return self._boxes[target]

    @property
    def boxes(self) -> Mapping[str, Box]:
        return self._boxes

    def seat_at(self, at: QPointF, least: float) -> Seat | None:
        """The seat under a point, or the nearest one within `least` millimetres of it."""
        x, y, best, found = at.x(), at.y(), math.inf, None
        for seat, (sx, sy) in self._spots.items():
            away = (sx - x) * (sx - x) + (sy - y) * (sy - y)
            if away < best:
                best, found = away, seat
        if found is None or math.sqrt(best) > max(least, self.seats[found].side / 2):
            return None
        return found

    def table_at(self, at: QPointF) -> str | None:
        """The table whose board, or whose floor between the boards, is there."""
        for table in self.editor.plan.tables:
            item = self.tables[table.id]
            spot = item.mapFromScene(at)
            inside = abs(spot.x()) <= table.form.width / 2 and abs(spot.y()) <= table.form.depth / 2
            if item.path().contains(spot) or (inside and table.form.shape not in (Shape.ROUND, Shape.OVAL)):
                return table.id
        return None

    def element_at(self, at: QPointF, least: float) -> ElementRef | None:
        """What else is there, the smallest first: a pillar on a stage rather than the stage."""
        found = [item.element for item in self.elements.values() if item.element.holds(at.x(), at.y(), least)]
        best = min(found, key=lambda one: (one.width * one.depth, one.id), default=None)
        return ElementRef(best.id) if best is not None else None

    # lines

    def show_narrow(self, narrow: Iterable[Narrow]) -> None:
        """Where aisles are too narrow, between the two chairs as they are drawn now."""
        self.narrow.show_lines(narrow=[(n, self._between(n.one, n.other)) for n in narrow])

    def show_guides(self, guides: Iterable[Guide]) -> None:
        held = tuple(guides)
        self.guides[0].show_lines(guides=[guide for guide in held if guide.x1 == guide.x2])
        self.guides[1].show_lines(guides=[guide for guide in held if guide.x1 != guide.x2])

    def _between(self, one: Seat, other: Seat) -> QLineF:
        return QLineF(self.seats[one].scenePos(), self.seats[other].scenePos())

    def _conflicts(self) -> list[tuple[Grade, QPainterPath]]:
        if Overlay.CONFLICTS not in self.editor.overlays:
            return []
        pairs = [issue for issue in self.editor.issues
                 if len(issue.seats) == 2 and all(seat in self.seats for seat in issue.seats)]  # fmt: skip
        wishes = [issue for issue in pairs if issue.grade is not Grade.CONFLICT][:MOST_WISHES]
        shown = [*wishes, *(issue for issue in pairs if issue.grade is Grade.CONFLICT)]
        return [(issue.grade, self._bow(*issue.seats)) for issue in shown]

    def _bow(self, one: Seat, other: Seat) -> QPainterPath:
        """Round the outside of a table between neighbours, else straight from edge to edge: never across a name."""
        first, second = self.seats[one], self.seats[other]
        a, b = first.scenePos(), second.scenePos()
        line, path = QLineF(a, b), QPainterPath()
        middle = self.tables[one.table].scenePos()
        out = QLineF(middle, line.center())
        if one.table == other.table and line.length() < BESIDE * first.side and out.length() > first.side:
            out.setLength(1)
            away = QPointF(out.dx(), out.dy()) * first.side
            path.moveTo(a + away * 0.52)
            path.quadTo(line.center() + away * 1.0, b + away * 0.52)
            return path
        part = min(0.45, first.side / 2 / max(1.0, line.length()))
        path.moveTo(line.pointAt(part))
        path.lineTo(line.pointAt(1 - part))
        return path


MORE = 6000
"""Millimetres around the room, so that any table can be brought to the middle of the view and dragged outwards."""
