"""What the mouse does in the plan: choosing, dragging people and tables, turning, panning, dropping from beside."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QRubberBand, QToolTip

from desktop.rules.seating.elements import ElementRef
from desktop.rules.seating.plan import Seat
from desktop.ui.kit.text import tooltip
from desktop.ui.seating.drag import MIME, PersonDrag
from desktop.ui.seating.element_drag import ElementDrag, ElementSize, ElementTurn
from desktop.ui.seating.seat_looks import element_said, seat_described, seat_said
from desktop.ui.seating.table_drag import TableDrag, TurnDrag

Keys = Qt.KeyboardModifier


class PlanMouse:
    """Holds what was pressed until it is released; a drag begins once the pointer has gone far enough."""

    def __init__(self, view) -> None:
        self.view, self.editor = view, view.editor
        self.drag: PersonDrag | TableDrag | TurnDrag | ElementDrag | None = None
        self._coming: PersonDrag | None = None
        self._pressed: QPoint | None = None
        self._scene_pressed = QPointF()
        self._target: Seat | str | ElementRef | None = None
        self._turning = self._sizing = False
        self._band: QRubberBand | None = None
        self._panned: QPoint | None = None

    @property
    def dragging(self) -> bool:
        return self.drag is not None or self._coming is not None

    def press(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned = at
            self.view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._scene_pressed = at, self.view.mapToScene(at)
            self._turning = self.view.plan_scene.handle.holds(self.view, at)
            self._sizing = not self._turning and self.view.plan_scene.corner.holds(self.view, at)
            self._target = None if self._turning or self._sizing else self.view.target_at(at)
        event.accept()

    def move(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if self._panned is not None:
            gone, self._panned = at - self._panned, at
            for bar, by in ((self.view.horizontalScrollBar(), gone.x()), (self.view.verticalScrollBar(), gone.y())):
                bar.setValue(bar.value() - by)
            return
        if self._pressed is None:
            self._show_cursor(at)
            return
        if self.drag is None and self._band is None:
            if (at - self._pressed).manhattanLength() < QApplication.startDragDistance():
                return
            self._begin(event.modifiers())
        if self._band is not None:
            self._band.setGeometry(QRect(self._pressed, at).normalized())
        elif self.drag is not None:
            self.drag.move(at, event.modifiers())

    def release(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.MiddleButton:
            self._panned = None
            self.view.viewport().unsetCursor()
            return
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        at, drag, band = event.position().toPoint(), self.drag, self._band
        self.drag = self._band = None
        pressed, self._pressed = self._pressed, None
        if isinstance(drag, PersonDrag):
            drag.drop(at, event.modifiers())
        elif drag is not None:
            drag.move(at, event.modifiers())
            drag.drop()
        elif band is not None:
            band.deleteLater()
            self._choose_within(QRect(pressed, at).normalized(), event.modifiers())
        elif not (self._turning or self._sizing):
            self._click(event.modifiers())

    def double_click(self, event: QMouseEvent) -> None:
        target = self.view.target_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or target is None:
            return
        self._pressed = None
        if isinstance(target, Seat):
            self.view.roles_requested.emit(target)
        elif isinstance(target, ElementRef):
            self.view.element_requested.emit(target.id)
        else:
            self.view.table_requested.emit(target)

    def cancel(self) -> bool:
        """Esc while something is dragged; tells whether there was something."""
        drag, band = self.drag, self._band
        self.drag = self._band = self._pressed = None
        if isinstance(drag, PersonDrag):
            drag.end()
        elif drag is not None:
            drag.cancel()
        if band is not None:
            band.deleteLater()
        return drag is not None or band is not None

    def plan_changed(self) -> None:
        """A colleague's change while something is dragged: what he took away, or moved himself, is let go of."""
        if self.drag is not None and not self.drag.holds():
            self.cancel()
        if self._coming is not None and not self._coming.holds():
            self.drag_left()
        target, there = self._target, self.view.plan_scene
        if isinstance(target, ElementRef):
            gone = target.id not in there.elements
        else:
            gone = target is not None and target not in (there.seats if isinstance(target, Seat) else there.tables)
        if gone:
            self._pressed = self._target = None

    def scale_changed(self) -> None:
        for drag in (self.drag, self._coming):
            if drag is not None:
                drag.scale_changed()

    def _begin(self, keys: Qt.KeyboardModifier) -> None:
        editor, target = self.editor, self._target
        if (self._turning or self._sizing) and editor.elements and editor.may_edit:
            made = ElementTurn if self._turning else ElementSize
            self.drag = made(self.view, editor.plan.element_of[editor.elements[0]], self._scene_pressed)
        elif isinstance(target, ElementRef) and editor.may_edit:
            self.view.keys.go(target)
            self.drag = ElementDrag(self.view, editor.plan.element_of[target.id], self._scene_pressed)
        elif self._turning and editor.tables and editor.may_edit:
            self.drag = TurnDrag(self.view, editor.plan.table_of[editor.tables[0]], self._scene_pressed)
        elif isinstance(target, Seat) and target in editor.plan.seating and editor.may_edit:
            person = editor.plan.seating[target]
            several = person in editor.people and len(editor.people) > 1
            people = (person, *(p for p in editor.people if p != person)) if several else (person,)
            self.drag = PersonDrag(self.view, people, ghost=True)
        elif isinstance(target, str) and editor.may_edit:
            if target not in editor.tables:
                self.view.keys.go(target)
            tables = tuple(editor.plan.table_of[key] for key in editor.tables)
            self.drag = TableDrag(self.view, tables, editor.plan.table_of[target], self._scene_pressed)
        else:
            self._band = QRubberBand(QRubberBand.Shape.Rectangle, self.view.viewport())
            self._band.setGeometry(QRect(self._pressed or QPoint(), QSize()))
            self._band.show()

    def _click(self, keys: Qt.KeyboardModifier) -> None:
        target, add = self._target, bool(keys & (Keys.ControlModifier | Keys.ShiftModifier))
        if isinstance(target, Seat) and self.editor.carried is not None:
            self.view.keys.put_down(target, keys & ~Keys.ShiftModifier)
        elif target is None:
            self.view.keys.go(None, choose=not add)
        elif isinstance(target, ElementRef):
            self.view.keys.go(target)
        elif add and target in (*self.editor.tables, *self.editor.seats):
            seat_of = self.editor.plan.seat_of
            self.editor.choose([seat for seat in self.editor.seats if seat != target],
                               [table for table in self.editor.tables if table != target],
                               [person for person in self.editor.people if seat_of.get(person) != target])  # fmt: skip
        else:
            self.view.keys.go(target, add=add)

    def _choose_within(self, band: QRect, keys: Qt.KeyboardModifier) -> None:
        """The tables whose middle is in it; where there are none, the seats."""
        room = self.view.mapToScene(band).boundingRect()
        plan, add = self.editor.plan, bool(keys & (Keys.ControlModifier | Keys.ShiftModifier))
        tables = [table.id for table in plan.tables if room.contains(table.x, table.y)]
        seats = [] if tables else [seat for seat, item in self.view.plan_scene.seats.items()
                                   if room.contains(item.scenePos())]  # fmt: skip
        self.editor.choose(seats, tables, add=add)

    def _show_cursor(self, at: QPoint) -> None:
        view, shape = self.view, Qt.CursorShape.ArrowCursor
        if view.plan_scene.handle.holds(view, at):
            shape = Qt.CursorShape.PointingHandCursor
        elif view.plan_scene.corner.holds(view, at):
            shape = Qt.CursorShape.SizeFDiagCursor
        elif self.editor.may_edit:
            seat = view.seat_at(at)
            if seat in self.editor.plan.seating:
                shape = Qt.CursorShape.OpenHandCursor
            elif seat is None and (view.table_at(at) or view.element_at(at)) is not None:
                shape = Qt.CursorShape.SizeAllCursor
        if view.viewport().cursor().shape() != shape:
            view.viewport().setCursor(shape)

    # from beside the plan

    def drag_over(self, event: QDragMoveEvent) -> None:
        people = self._people_of(event)
        if not people or not self.editor.may_edit:
            event.ignore()
            return
        if self._coming is None or self._coming.people != people:
            self._coming = PersonDrag(self.view, people, ghost=False)
        self._coming.move(event.position().toPoint(), event.modifiers())
        event.acceptProposedAction()

    def drag_left(self) -> None:
        if self._coming is not None:
            self._coming.end()
            self._coming = None

    def dropped(self, event: QDropEvent) -> None:
        people = self._people_of(event)
        drag, self._coming = self._coming, None
        if not people or not self.editor.may_edit:
            event.ignore()
            return
        if drag is None or drag.people != people:
            drag = PersonDrag(self.view, people, ghost=False)
        event.acceptProposedAction()
        self.view.setFocus(Qt.FocusReason.MouseFocusReason)
        drag.drop(event.position().toPoint(), event.modifiers())

    def _people_of(self, event: QDropEvent) -> tuple[str, ...]:
        if not event.mimeData().hasFormat(MIME):
            return ()
        named = bytes(event.mimeData().data(MIME).data()).decode("utf-8", "replace").split()
        return tuple(person for person in dict.fromkeys(named) if person in self.editor.plan.person_of)

    def tooltip(self, event: QEvent) -> bool:
        """What a seat says in full, where the plan is too small for it."""
        assert isinstance(event, QHelpEvent)
        seat = None if self.drag is not None else self.view.seat_at(event.pos())
        thing = self.view.element_at(event.pos()) if seat is None and self.view.table_at(event.pos()) is None else None
        if thing is not None and self.drag is None:
            said = element_said(self.editor.plan.element_of[thing.id])
            QToolTip.showText(event.globalPos(), tooltip(said), self.view.viewport(),
                              self.view.rect_of(thing).toRect())  # fmt: skip
            return True
        if seat is None:
            QToolTip.hideText()
            event.ignore()
            return True
        parts = [seat_said(self.editor, seat), seat_described(self.editor, seat)]
        QToolTip.showText(event.globalPos(), tooltip("\n".join(part for part in parts if part)), self.view.viewport(),
                          self.view.rect_of(seat).toRect())  # fmt: skip
        return True
