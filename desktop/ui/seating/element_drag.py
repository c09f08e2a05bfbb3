"""What stands in the room on its way: dragged, turned, resized, nudged by keys; nothing is stored before release."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QPointF, Qt

from desktop.rules.seating import arranging
from desktop.rules.seating.commands import PutElement
from desktop.rules.seating.elements import Element
from desktop.rules.seating.rooms import Box, Point, bearing
from desktop.rules.seating.shapes import direction
from desktop.ui.seating.table_drag import REACH, Keys


class ElementDrag:
    """Reckons from where it and the pointer were when it was pressed; Alt lets go of guides and grid."""

    def __init__(self, view, element: Element, pressed: QPointF) -> None:
        self.view, self.element, self.now, self._pressed = view, element, element, pressed
        scene = view.plan_scene
        self._others = [*scene.boxes.values(), *(Box(*other.bounds) for other in view.editor.plan.elements
                                                 if other.id != element.id)]  # fmt: skip

    def move(self, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        now = self.view.mapToScene(at)
        dx, dy = now.x() - self._pressed.x(), now.y() - self._pressed.y()
        guides = ()
        if not keys & Keys.AltModifier:
            box = self.element.bounds
            moving = Box(box.left + dx, box.top + dy, box.right + dx, box.bottom + dy)
            middle = Point(self.element.x + dx, self.element.y + dy)
            snapped = arranging.snap(moving, middle, self._others, REACH / self.view.scale_now)
            dx, dy, guides = dx + snapped.dx, dy + snapped.dy, snapped.guides
        self.show(replace(self.element, x=round(self.element.x + dx), y=round(self.element.y + dy)))
        self.view.plan_scene.show_guides(guides)

    def nudge(self, right: int, down: int) -> None:
        """By steps of the grid."""
        step = arranging.GRID
        self.show(replace(self.now, x=self.now.x + right * step, y=self.now.y + down * step))

    def show(self, element: Element) -> None:
        self.now = element
        self.view.plan_scene.show_element(element)
        self.view.keys.show(box=Box(*element.bounds))

    def drop(self) -> None:
        self.view.bubble.hide()
        self.view.plan_scene.show_guides(())
        if self.now != self.element:
            self.view.editor.do(PutElement(self.now))
        else:
            self.cancel()

    def cancel(self) -> None:
        self.view.bubble.hide()
        self.view.plan_scene.show_guides(())
        held = self.view.editor.plan.element_of.get(self.element.id)
        if held is not None:
            self.view.plan_scene.show_element(held)
        self.view.keys.show()

    def holds(self) -> bool:
        """After a change of the plan: whether it stands as it did when it was pressed."""
        return self.view.editor.plan.element_of.get(self.element.id) == self.element

    def scale_changed(self) -> None:
        pass


class ElementTurn(ElementDrag):
    """Turns it about its middle; it stops at every 15°."""

    def move(self, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        one, now = self.element, self.view.mapToScene(at)
        was = bearing(self._pressed.x() - one.x, self._pressed.y() - one.y)
        angle = (one.turn + bearing(now.x() - one.x, now.y() - one.y) - was) % 360
        self.show(replace(one, turn=round(angle) % 360 if keys & Keys.AltModifier else arranging.stopped(angle)))
        self.view.bubble.say(f"{self.now.turn}°", (), "", self.view.rect_of(self.view.keys.ref(one.id)).toRect())


class ElementSize(ElementDrag):
    """Makes it larger or smaller; its far left corner stays."""

    def move(self, at: QPoint, keys: Qt.KeyboardModifier) -> None:
        now = self.view.mapToScene(at)
        dx, dy = now.x() - self._pressed.x(), now.y() - self._pressed.y()
        right, down = direction(self.element.turn + 90), direction(self.element.turn + 180)
        self._size(self.element, dx * right[0] + dy * right[1], dx * down[0] + dy * down[1],
                   1 if keys & Keys.AltModifier else arranging.GRID)  # fmt: skip

    def nudge(self, right: int, down: int) -> None:
        self._size(self.now, right * arranging.GRID, down * arranging.GRID, arranging.GRID)

    def _size(self, element: Element, wider: float, deeper: float, grid: int) -> None:
        self.show(element.sized(element.width + wider, element.depth + deeper, grid))
        said = f"{self.now.width} × {self.now.depth} mm"
        self.view.bubble.say(said, (), "", self.view.rect_of(self.view.keys.ref(element.id)).toRect())
