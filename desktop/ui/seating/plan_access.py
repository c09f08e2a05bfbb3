"""The plan as a screen reader meets it: the view, its tables, their seats, each with its name and state."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleObject,
    QColor,
    QWindow,
)
from PySide6.QtWidgets import QApplication

from desktop.rules.seating.elements import ElementRef
from desktop.rules.seating.plan import Seat
from desktop.ui.seating.seat_looks import element_said, seat_described, seat_said, table_said

INSTALLED = "seating plan told to screen readers"
Text, Role = QAccessible.Text, QAccessible.Role


class PlanAccess:
    """Holds what was told of: Qt keeps no more than an address, so that nothing of it may go before the view does."""

    def __init__(self, view) -> None:
        self.view = view
        self.root = PlanNode(self)
        self.nodes: dict[Seat | str | ElementRef, TableNode | SeatNode | ElementNode] = {}

    @property
    def tables(self) -> Sequence[str]:
        return [table.id for table in sorted(self.view.editor.plan.tables, key=lambda table: table.rank)]

    @property
    def parts(self) -> Sequence[str | ElementRef]:
        """What stands in the room: the tables by rank, then all else."""
        return [*self.tables, *(ElementRef(element.id) for element in self.view.editor.plan.elements)]

    def node(self, key: Seat | str | ElementRef) -> "TableNode | SeatNode | ElementNode":
        found = self.nodes.get(key)
        if found is None:
            made = {Seat: SeatNode, ElementRef: ElementNode}.get(type(key), TableNode)
            found = self.nodes[key] = made(self, key)
        return found

    def is_there(self, key: Seat | str | ElementRef) -> bool:
        plan = self.view.editor.plan
        if isinstance(key, ElementRef):
            return key.id in plan.element_of
        if isinstance(key, Seat):
            return key.table in plan.table_of and key.number < plan.table_of[key.table].form.seats
        return key in plan.table_of

    def focus_moved(self) -> None:
        """Tells that another seat or table has the focus now."""
        at = self.view.keys.at
        if at is not None and self.view.hasFocus() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.node(at), QAccessible.Event.Focus))

    def announce(self, sentence: str) -> None:
        """What is not told by the editor, whose words the page announces for all its views."""
        if sentence and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, sentence))

    def forget(self) -> None:
        """The view is gone: Qt, which holds addresses of its parts, is told so before they go too."""
        nodes, self.nodes = self.nodes, {}
        for node in nodes.values():
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(node))


class PlanNode(QAccessibleObject):
    """The view; its children are the tables, and what else stands in the room."""

    def __init__(self, access: PlanAccess) -> None:
        super().__init__(access.view)
        self._access = access

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._access.view.parentWidget() or QApplication.instance())

    def childCount(self) -> int:
        return len(self._access.parts)

    def child(self, index: int) -> QAccessibleInterface | None:
        parts = self._access.parts
        return self._access.node(parts[index]) if 0 <= index < len(parts) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        key = getattr(child, "key", None)
        return self._access.parts.index(key) if key in self._access.parts else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        key = at_point(self._access, x, y)
        return None if key is None else self._access.node(key.table if isinstance(key, Seat) else key)

    def focusChild(self) -> QAccessibleInterface | None:
        view = self._access.view
        return self._access.node(view.keys.at) if view.hasFocus() and view.keys.at is not None else self

    def rect(self) -> QRect:
        view = self._access.view
        return QRect(view.mapToGlobal(view.rect().topLeft()), view.size())

    def role(self) -> QAccessible.Role:
        return Role.Tree

    def state(self) -> QAccessible.State:
        state, view = QAccessible.State(), self._access.view
        state.focusable = True
        state.focused = view.hasFocus() and view.keys.at is None
        state.invisible = not view.isVisible()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if kind == Text.Name:
            return self._access.view.accessibleName()
        return self._access.view.accessibleDescription() if kind == Text.Description else ""

    def window(self) -> QWindow | None:
        return self._access.view.window().windowHandle()


class _Part(QAccessibleInterface):
    """A table, a seat or what else is there: there is no object of Qt behind it."""

    def __init__(self, access: PlanAccess, key: Seat | str | ElementRef) -> None:
        super().__init__()
        self._access, self.key = access, key

    def isValid(self) -> bool:
        return self._access.is_there(self.key)

    def object(self) -> QObject | None:
        return None

    def window(self) -> QWindow | None:
        return self._access.view.window().windowHandle()

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        view = self._access.view
        shown = view.rect_of(self.key).toRect()
        return QRect(view.viewport().mapToGlobal(shown.topLeft()), shown.size())

    def state(self) -> QAccessible.State:
        state, view = QAccessible.State(), self._access.view
        if not self.isValid():
            state.invalid = True
            return state
        state.focusable = state.selectable = True
        state.focused = view.keys.at == self.key and view.hasFocus()
        state.selected = self.key in (*view.editor.seats, *view.editor.tables, *map(ElementRef, view.editor.elements))
        state.multiSelectable = True
        state.readOnly = not view.editor.may_edit
        state.offscreen = not view.viewport().rect().intersects(view.rect_of(self.key).toRect())
        return state

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing is written this way."""

    def backgroundColor(self) -> QColor:
        return QColor()

    def foregroundColor(self) -> QColor:
        return QColor()

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        return 0

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        return None

    def focusChild(self) -> QAccessibleInterface | None:
        return None


class TableNode(_Part):
    """A table; its children are the seats from the main one on clockwise."""

    key: str

    def parent(self) -> QAccessibleInterface:
        return self._access.root

    def childCount(self) -> int:
        return self._access.view.editor.plan.table_of[self.key].form.seats if self.isValid() else 0

    def child(self, index: int) -> QAccessibleInterface | None:
        return self._access.node(Seat(self.key, index)) if 0 <= index < self.childCount() else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        key = getattr(child, "key", None)
        return key.number if isinstance(key, Seat) and key.table == self.key else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        key = at_point(self._access, x, y)
        return self._access.node(key) if isinstance(key, Seat) and key.table == self.key else None

    def role(self) -> QAccessible.Role:
        return Role.TreeItem

    def state(self) -> QAccessible.State:
        state = super().state()
        state.expandable = state.expanded = True
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if kind != Text.Name or not self.isValid():
            return ""
        plan = self._access.view.editor.plan
        return table_said(plan, plan.table_of[self.key])


class SeatNode(_Part):
    """A seat with who sits there."""

    key: Seat

    def parent(self) -> QAccessibleInterface:
        return self._access.node(self.key.table)

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return Role.ListItem

    def text(self, kind: QAccessible.Text) -> str:
        editor = self._access.view.editor
        if not self.isValid():
            return ""
        if kind == Text.Name:
            return seat_said(editor, self.key)
        return seat_described(editor, self.key) if kind == Text.Description else ""


class ElementNode(_Part):
    """What else stands in the room."""

    key: ElementRef

    def parent(self) -> QAccessibleInterface:
        return self._access.root

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def role(self) -> QAccessible.Role:
        return Role.TreeItem

    def text(self, kind: QAccessible.Text) -> str:
        if kind != Text.Name or not self.isValid():
            return ""
        return element_said(self._access.view.editor.plan.element_of[self.key.id])


def at_point(access: PlanAccess, x: int, y: int) -> Seat | str | ElementRef | None:
    view = access.view
    at = view.viewport().mapFromGlobal(QRect(x, y, 1, 1).topLeft())
    return view.target_at(at)


def attach(view) -> PlanAccess:
    """Lets screen readers see the parts of this view; the way there is asked of Qt once for the whole program."""
    app = QApplication.instance()
    if app is not None and not app.property(INSTALLED):
        app.setProperty(INSTALLED, True)
        QAccessible.installFactory(_told)
    access = PlanAccess(view)
    view.destroyed.connect(lambda _view: access.forget())
    return access


def _told(kind: str, thing: QObject) -> QAccessibleInterface | None:
    access = getattr(thing, "access", None)
    return access.root if isinstance(access, PlanAccess) else None
