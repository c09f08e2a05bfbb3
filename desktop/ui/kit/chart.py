"""A chart on a card: painted from a drawing list, walked by keys, told to screen readers, or read as a table."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QToolTip, QVBoxLayout, QWidget

from desktop.i18n import Translator, _, language, translator
from desktop.rules.charts.scene import Point, Room, Scene
from desktop.ui.kit import theme
from desktop.ui.kit.cards import CARD_MARGINS, OVERHANG
from desktop.ui.kit.cells import Column, Row
from desktop.ui.kit.chart_access import attach
from desktop.ui.kit.chart_paint import own_widths, paint_focus, paint_scene
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import button, note, section, tooltip
from desktop.ui.kit.tokens import GAP

Build = Callable[[Room, Translator], Scene]
"""What a chart shows, drawn into a room; asked again at every other size, look and language."""

_ALONG = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
_LEAST = QSize(220, 80)
_FIRST, _ROW = 200, 12
"""Pixels of what a row of its table is about, and letters of each figure at least."""


class ChartView(QWidget):
    """Tab comes to the chart, arrows go along its points, Enter or a click opens what lies behind one."""

    opened = Signal(object)
    """The key of the point."""
    drawn = Signal(object)
    """The scene as it is painted now."""

    def __init__(self, height: int = 0, parent: QWidget | None = None) -> None:
        """`height` at text size 14; without one the scene takes what it needs."""
        super().__init__(parent)
        self._height = height
        self._build: Build | None = None
        self._made: tuple[object, Scene] | None = None
        self._at: int | None = None
        self._held = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.access = attach(self)
        theme.current().changed.connect(self.redraw)

    def show_chart(self, build: Build) -> None:
        """The point that was current stays so where it is still there."""
        key = self.point.key if self.point is not None else None
        self._build, self._at = build, None
        self.redraw()
        if key is not None and (scene := self.scene) is not None:
            self._at = next((n for n, point in enumerate(scene.points) if point.key == key), None)
        self.update()

    def redraw(self) -> None:
        self._made = None
        if (scene := self.scene) is None:
            return
        self.setAccessibleName(scene.title)
        self.setAccessibleDescription(scene.summary)
        needed = round(scene.height)
        if needed != self._held:
            self._held = needed
            self.updateGeometry()
        self.access.renew()
        self.drawn.emit(scene)
        self.update()

    # what is shown

    @property
    def scene(self) -> Scene | None:
        """For the room there is now; built once for each."""
        if self._build is None:
            return None
        look = theme.current()
        height = round(self._height * look.scale.body / 14)
        width = max(self.width(), _LEAST.width())
        asked = (width, height, look.scale.note, language())
        if self._made is None or self._made[0] != asked:
            room = Room(width, height, look.scale.note, own_widths())
            self._made = (asked, self._build(room, translator(language())))
        return self._made[1]

    @property
    def points(self) -> tuple[Point, ...]:
        scene = self.scene
        return tuple(scene.points) if scene is not None else ()

    @property
    def at(self) -> int | None:
        """The number of the current point."""
        return self._at if self._at is not None and self._at < len(self.points) else None

    @property
    def point(self) -> Point | None:
        return self.points[self.at] if self.at is not None else None

    def sizeHint(self) -> QSize:
        return QSize(_LEAST.width() * 2, max(self._held, _LEAST.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST.width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.redraw()

    def paintEvent(self, event: QPaintEvent) -> None:
        if (scene := self.scene) is None:
            return
        painter = QPainter(self)
        paint_scene(painter, scene)
        if self.hasFocus():
            paint_focus(painter, self.rect(), self.point)
        painter.end()

    # keys and pointer

    def go(self, number: int) -> None:
        if not self.points:
            return
        self._at = min(max(number, 0), len(self.points) - 1)
        self.access.focus_moved()
        self.update()
        QToolTip.hideText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        last = len(self.points) - 1
        if key in _ALONG and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.go(0 if self.at is None else self.at + _ALONG[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.point is not None:
            self.opened.emit(self.point.key)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.at is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.go(0)

    def number_at(self, where: QPoint) -> int | None:
        """Of the point drawn there; where several lie over each other the smallest, which else nobody would reach."""
        found = [
            (point.width * point.height, number)
            for number, point in enumerate(self.points)
            if point.x <= where.x() <= point.x + point.width and point.y <= where.y() <= point.y + point.height
        ]
        return min(found)[1] if found else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self.number_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.ArrowCursor if over is None else Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self.number_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self.go(number)
            self.opened.emit(self.points[number].key)
        else:
            super().mousePressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = self.number_at(event.pos())
            if number is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tooltip(self.points[number].said), self)
            return True
        return super().event(event)


class Chart(QFrame):
    """A card with one chart: its title, the sentence that sums it up, and the same rows as a table."""

    opened = Signal(object)
    """The key of the point or row whose records are asked for."""

    def __init__(self, heading: str, height: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAccessibleName(heading)
        self._heading = heading
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*CARD_MARGINS)
        outer.setSpacing(GAP)
        self._head = head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addStrut(theme.current().control_height)
        self._title = section(heading)
        head.addWidget(self._title)
        head.addStretch(1)
        self.toggle = button(_("As a table"), self.switch, quiet=True, icon_name="list")
        head.addWidget(self.toggle)
        outer.addLayout(head)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 0, OVERHANG, 0)
        inner.setSpacing(GAP)
        self.summary = note("", wrap=True)
        inner.addWidget(self.summary)
        self.view = ChartView(height)
        self.view.opened.connect(self.opened)
        self.view.drawn.connect(self._drawn)
        self.rows: TableView | None = None
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.view)
        inner.addWidget(holder)
        inner.addStretch(1)
        outer.addLayout(inner)

    def show_chart(self, build: Build) -> None:
        self.view.show_chart(build)

    def say_heading(self, heading: str) -> None:
        self._title.setText(heading)
        self.setAccessibleName(heading)

    def add_to_head(self, widget: QWidget) -> None:
        """What chooses among charts, before the button of the table."""
        self._head.insertWidget(self._head.indexOf(self.toggle), widget)

    @property
    def scene(self) -> Scene | None:
        return self.view.scene

    @property
    def as_table(self) -> bool:
        return self._stack.currentIndex() == 1

    def switch(self) -> None:
        """From the picture to the table and back; the keys go along."""
        if self.rows is None:
            self.rows = TableView(self._heading, dense=True)
            self.rows.opened.connect(self._row_opened)
            self._stack.addWidget(self.rows)
        to_table = not self.as_table
        self._stack.setCurrentIndex(1 if to_table else 0)
        self.toggle.setText(_("As a chart") if to_table else _("As a table"))
        self.toggle.setAccessibleName(self.toggle.text())
        self._fill()
        (self.rows if to_table else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def _drawn(self, scene: Scene) -> None:
        self.summary.setText(scene.summary)
        self.summary.setVisible(bool(scene.summary))
        self._fill()

    def _fill(self) -> None:
        scene = self.scene
        if self.rows is None or not self.as_table or scene is None:
            return
        rows = [Row(number, row.cells) for number, row in enumerate(scene.rows)]
        if self.rows.model() is None or [c.title for c in self.rows.table.columns] != list(scene.columns):
            columns = [
                Column(str(n), title, max(_ROW, len(title)) * 8 if n else _FIRST, sortable=False, right=n > 0)
                for n, title in enumerate(scene.columns)
            ]
            if self.rows.model() is None:
                self.rows.show_table(LazyTable(columns, partial(self._fetch), self))
            else:
                self.rows.show_columns(columns)
        self.rows.remember_place()
        self.rows.table.start(len(rows), rows)
        if rows and not self.rows.selected_keys:
            self.rows.select_key(0)

    def _fetch(self, _wanted: object) -> None:
        """All rows of a chart are there from the beginning."""

    def _row_opened(self, number: object) -> None:
        scene = self.scene
        if scene is not None and isinstance(number, int) and number < len(scene.rows):
            key = scene.rows[number].key
            if key:
                self.opened.emit(key)
