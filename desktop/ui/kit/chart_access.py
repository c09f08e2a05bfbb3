"""A chart as a screen reader meets it: its title and sentence, and one child for each of its points."""

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QAccessibleObject, QColor, QWindow
from PySide6.QtWidgets import QApplication

INSTALLED = "charts told to screen readers"
Role = QAccessible.Role


class ChartAccess:
    """Holds what was told of: Qt keeps no more than an address, so that nothing of it may go before the view does."""

    def __init__(self, view) -> None:
        self.view = view
        self.root = ChartNode(self)
        self.nodes: dict[int, PointNode] = {}

    def node(self, number: int) -> "PointNode":
        found = self.nodes.get(number)
        if found is None:
            found = self.nodes[number] = PointNode(self, number)
        return found

    def renew(self) -> None:
        """Other points may stand there now."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.view, QAccessible.Event.DescriptionChanged))

    def focus_moved(self) -> None:
        at = self.view.at
        if at is not None and self.view.hasFocus() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self.node(at), QAccessible.Event.Focus))

    def forget(self) -> None:
        """The view is gone: Qt, which holds addresses of its parts, is told so before they go too."""
        nodes, self.nodes = self.nodes, {}
        for node in nodes.values():
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(node))


class ChartNode(QAccessibleObject):
    """The view; its children are the points in the order in which arrows go along them."""

    def __init__(self, access: ChartAccess) -> None:
        super().__init__(access.view)
        self._access = access

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self._access.view.parentWidget() or QApplication.instance())

    def childCount(self) -> int:
        return len(self._access.view.points)

    def child(self, index: int) -> QAccessibleInterface | None:
        return self._access.node(index) if 0 <= index < self.childCount() else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        number = getattr(child, "number", -1)
        return number if 0 <= number < self.childCount() else -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        view = self._access.view
        number = view.number_at(view.mapFromGlobal(QPoint(x, y)))
        return None if number is None else self._access.node(number)

    def focusChild(self) -> QAccessibleInterface | None:
        view = self._access.view
        return self._access.node(view.at) if view.hasFocus() and view.at is not None else self

    def rect(self) -> QRect:
        view = self._access.view
        return QRect(view.mapToGlobal(view.rect().topLeft()), view.size())

    def role(self) -> QAccessible.Role:
        return Role.Chart

    def state(self) -> QAccessible.State:
        state, view = QAccessible.State(), self._access.view
        state.focusable = True
        state.focused = view.hasFocus() and view.at is None
        state.invisible = not view.isVisible()
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Name:
            return self._access.view.accessibleName()
        return self._access.view.accessibleDescription() if kind == QAccessible.Text.Description else ""

    def window(self) -> QWindow | None:
        return self._access.view.window().windowHandle()


class PointNode(QAccessibleInterface):
    """One point, said as the tooltip says it: there is no object of Qt behind it."""

    def __init__(self, access: ChartAccess, number: int) -> None:
        super().__init__()
        self._access, self.number = access, number

    def isValid(self) -> bool:
        return self.number < len(self._access.view.points)

    def object(self) -> QObject | None:
        return None

    def window(self) -> QWindow | None:
        return self._access.view.window().windowHandle()

    def parent(self) -> QAccessibleInterface:
        return self._access.root

    def childCount(self) -> int:
        return 0

    def child(self, index: int) -> QAccessibleInterface | None:
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:
        return None

    def focusChild(self) -> QAccessibleInterface | None:
        return None

    def rect(self) -> QRect:
        if not self.isValid():
            return QRect()
        view = self._access.view
        point = view.points[self.number]
        corner = view.mapToGlobal(QPoint(round(point.x), round(point.y)))
        return QRect(corner.x(), corner.y(), round(point.width), round(point.height))

    def role(self) -> QAccessible.Role:
        return Role.ListItem

    def state(self) -> QAccessible.State:
        state, view = QAccessible.State(), self._access.view
        if not self.isValid():
            state.invalid = True
            return state
        state.focusable = state.selectable = state.readOnly = True
        state.focused = state.selected = view.hasFocus() and view.at == self.number
        return state

    def text(self, kind: QAccessible.Text) -> str:
        if kind != QAccessible.Text.Name or not self.isValid():
            return ""
        return str(self._access.view.points[self.number].said)

    def setText(self, kind: QAccessible.Text, text: str) -> None:
        """Nothing is written this way."""

    def backgroundColor(self) -> QColor:
        return QColor()

    def foregroundColor(self) -> QColor:
        return QColor()

    def interface_cast(self, kind: QAccessible.InterfaceType) -> int:
        return 0


def attach(view) -> ChartAccess:
    """Lets screen readers see the points of this view; the way there is asked of Qt once for the whole program."""
    app = QApplication.instance()
    if app is not None and not app.property(INSTALLED):
        app.setProperty(INSTALLED, True)
        QAccessible.installFactory(_told)
    access = ChartAccess(view)
    view.destroyed.connect(lambda _view: access.forget())
    return access


def _told(kind: str, thing: QObject) -> QAccessibleInterface | None:
    access = getattr(thing, "access", None)
    return access.root if isinstance(access, ChartAccess) else None
