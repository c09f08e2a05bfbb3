"""The plan view of the seating editor: shows the drawing, and turns mouse and keys into commands."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from desktop.i18n import _
from desktop.rules.seating.arranging import Along, Side, align, spread
from desktop.rules.seating.commands import Command, MoveTable, MoveTables
from desktop.rules.seating.elements import ElementRef
from desktop.rules.seating.plan import Seat
from desktop.ui.kit import theme
from desktop.ui.seating import plan_access
from desktop.ui.seating.backdrop import BELOW
from desktop.ui.seating.bubble import Bubble
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.plan_keys import PlanKeys
from desktop.ui.seating.plan_menu import plan_menu
from desktop.ui.seating.plan_mouse import PlanMouse
from desktop.ui.seating.plan_scene import PlanScene

FULL = 0.125
"""Pixels a millimetre at 100 %: a chair is then as wide as a name."""
NEAREST, FARTHEST = 0.4, 0.008
LARGEST_FIT = 0.2
STEP = 1.2
PAD = 8
TARGET = 16
"""Pixels around a seat's middle in which it is meant: a target is never smaller than 32."""


class PlanView(QGraphicsView):
    """Knows no office: all goes through the editor. What needs a dialog is asked for by signals."""

    card_requested = Signal(str)
    """Somebody is to be looked at (Space)."""
    person_requested = Signal(str)
    """Somebody is to be changed (E)."""
    roles_requested = Signal(object)
    """The role of a Seat is to be chosen (R, double click)."""
    table_requested = Signal(str)
    """A table is to be changed."""
    element_requested = Signal(str)
    """Something else in the room is to be changed; nothing: something is to be put there."""
    proposal_requested = Signal()
    """Seats are to be proposed (P)."""
    menu_opened = Signal(object)
    zoomed = Signal(int)
    """Per cent."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self.plan_scene = PlanScene(editor, self)
        self.setScene(self.plan_scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # single letters are commands here, not the beginning of a name
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName(_("Seating plan"))
        self.bubble = Bubble(self.viewport())
        self.keys = PlanKeys(self)
        self.mouse = PlanMouse(self)
        # seats for which a frame had no time
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(0)
        self._rest.timeout.connect(self.viewport().update)
        self._fitted = False
        self._own_scale = False
        self._fitted_for = QSize()
        self._booking: object = None
        self.access = plan_access.attach(self)
        editor.plan_changed.connect(self._plan_changed)
        theme.current().changed.connect(self._dress)
        self._dress()

    # scale

    @property
    def scale_now(self) -> float:
        return self.transform().m11()

    def fit(self) -> None:
        """All tables, as large as they go in."""
        self._own_scale = False
        self._fitted_for = self.size()
        room = self.plan_scene.drawn
        space = self.rect().adjusted(PAD, PAD, -PAD, -PAD - BELOW)
        if room.isEmpty() or space.isEmpty():
            return
        self._set_scale(min(space.width() / room.width(), space.height() / room.height(), LARGEST_FIT))
        self.centerOn(room.center() + QPointF(0, BELOW / 2 / self.scale_now))

    def zoom(self, factor: float, at: QPoint | None = None) -> None:
        """Larger or smaller about a point of the view, or about its middle."""
        self._own_scale = True
        held = self.viewport().rect().center() if at is None else at
        before = self.mapToScene(held)
        self._set_scale(self.scale_now * factor)
        after = self.mapToScene(held)
        self.horizontalScrollBar().setValue(
            self.horizontalScrollBar().value() + round((before.x() - after.x()) * self.scale_now))  # fmt: skip
        self.verticalScrollBar().setValue(
            self.verticalScrollBar().value() + round((before.y() - after.y()) * self.scale_now))  # fmt: skip

    def zoom_in(self) -> None:
        self.zoom(STEP)

    def zoom_out(self) -> None:
        self.zoom(1 / STEP)

    @property
    def percent(self) -> int:
        return round(self.scale_now / FULL * 100)

    def _set_scale(self, scale: float) -> None:
        scale = max(FARTHEST, min(NEAREST, scale))
        room = self.plan_scene.drawn
        whole = room.width() * scale <= self.width() and room.height() * scale + BELOW <= self.height()
        # around all tables there is floor to drag them to; bars would say that there is more to see
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if whole else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(bars)
        self.setVerticalScrollBarPolicy(bars)
        self.resetTransform()
        self.scale(scale, scale)
        self.keys.show()
        self.mouse.scale_changed()
        self.zoomed.emit(self.percent)

    def _plan_changed(self) -> None:
        booking = self.editor.seating.booking if self.editor.seating is not None else None
        first = booking != self._booking or not self._fitted
        self._booking = booking
        if first and self.editor.plan.tables and self.isVisible():
            self._fitted = True
            self.fit()
        self.mouse.plan_changed()
        self.keys.plan_changed()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fitted and self.editor.plan.tables:
            self._fitted = True
            self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # scroll bars come and go with the scale: no reason to choose it anew
        if self._fitted and not self._own_scale and self.size() != self._fitted_for:
            self.fit()

    def _dress(self) -> None:
        self.setBackgroundBrush(theme.current().colour("window"))
        self.viewport().update()

    # what is where, in pixels of the view

    def seat_at(self, at: QPoint | QPointF) -> Seat | None:
        spot = at.toPoint() if isinstance(at, QPointF) else at
        return self.plan_scene.seat_at(self.mapToScene(spot), TARGET / self.scale_now)

    def table_at(self, at: QPoint | QPointF) -> str | None:
        spot = at.toPoint() if isinstance(at, QPointF) else at
        return self.plan_scene.table_at(self.mapToScene(spot))

    def element_at(self, at: QPoint | QPointF) -> ElementRef | None:
        spot = at.toPoint() if isinstance(at, QPointF) else at
        return self.plan_scene.element_at(self.mapToScene(spot), TARGET / 2 / self.scale_now)

    def target_at(self, at: QPoint | QPointF) -> Seat | str | ElementRef | None:
        """The seat, the table or what else is there, whichever lies on top."""
        return self.seat_at(at) or self.table_at(at) or self.element_at(at)

    def spot_of(self, seat: Seat) -> QPoint:
        """The middle of a seat."""
        return self.mapFromScene(self.plan_scene.seats[seat].scenePos())

    def rect_of(self, target: Seat | str | ElementRef) -> QRectF:
        """What a seat, a table with its seats, or what else stands there takes of the view."""
        if isinstance(target, Seat):
            item = self.plan_scene.seats[target]
            side, middle = max(item.side * self.scale_now, 2 * TARGET), QPointF(self.mapFromScene(item.scenePos()))
            return QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
        box = self.plan_scene.box_of(target)
        return QRectF(self.mapFromScene(QPointF(box.left, box.top)), self.mapFromScene(QPointF(box.right, box.bottom)))

    def reveal(self, target: Seat | str | ElementRef) -> None:
        """Brings it into view where it is not."""
        inside = QRectF(self.viewport().rect()).adjusted(8, 8, -8, -8)
        rect = self.rect_of(target)
        if not inside.contains(rect):
            self.ensureVisible(QRectF(self.mapToScene(rect.toRect().topLeft()),
                                      self.mapToScene(rect.toRect().bottomRight())), 24, 24)  # fmt: skip

    # tables that are chosen

    def align(self, side: Side) -> None:
        self._arrange(align(self._chosen_tables(), side) if len(self.editor.tables) > 1 else ())

    def spread(self, along: Along) -> None:
        self._arrange(spread(self._chosen_tables(), along) if len(self.editor.tables) > 2 else ())

    def _chosen_tables(self) -> list:
        return [self.editor.plan.table_of[key] for key in self.editor.tables]

    def _arrange(self, moves: tuple[MoveTable, ...]) -> None:
        if command := moving(moves):
            self.editor.do(command)

    # events: the parts that know what they mean

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turned = event.angleDelta().y()
            if turned:
                self.zoom(STEP ** (turned / 120), event.position().toPoint())
            event.accept()
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        pictures = self.plan_scene.pictures
        pictures.begin()
        super().paintEvent(event)
        if pictures.lacking:
            self._rest.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mouse.double_click(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.mouse.drag_over(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.mouse.drag_over(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.mouse.drag_left()

    def dropEvent(self, event: QDropEvent) -> None:
        self.mouse.dropped(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self.keys.release(event):
            super().keyReleaseEvent(event)

    def event(self, event: QEvent) -> bool:
        # single letters and Esc are ours before they are anybody's shortcut
        if event.type() == QEvent.Type.ShortcutOverride and self.keys.wants(event):
            event.accept()
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return self.mouse.tooltip(event)
        return super().viewportEvent(event)

    def focusNextPrevChild(self, forwards: bool) -> bool:
        return self.keys.step_table(forwards) or super().focusNextPrevChild(forwards)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.keys.focus_in(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.keys.focus_out()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keys = event.reason() == QContextMenuEvent.Reason.Keyboard
        target = self.keys.at if by_keys else self.target_at(event.pos())
        if not by_keys:
            # what is among several chosen leaves them chosen, for all of them are meant
            chosen = target in (*self.editor.seats, *self.editor.tables, *map(ElementRef, self.editor.elements))
            self.keys.go(target, choose=target is not None and not chosen)
        at = self.rect_of(target).center().toPoint() if by_keys and target is not None else event.pos()
        menu = plan_menu(self, target)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(at))
        self.menu_opened.emit(menu)


def moving(moves: tuple[MoveTable, ...]) -> Command | None:
    """One table or several as one act; none where there is nothing to move."""
    if not moves:
        return None
    return moves[0] if len(moves) == 1 else MoveTables(moves)
