"""The table view of all lists: whole rows, keyboard first, selection by row key so that no reload moves it."""

import math
from collections.abc import Callable, Sequence

from PySide6.QtCore import QElapsedTimer, QEvent, QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QToolTip, QWidget

from desktop.ui.kit import theme
from desktop.ui.kit.badge import BADGE
from desktop.ui.kit.cells import Column, Fit, Row, text_of
from desktop.ui.kit.delegate import SIDE, RowDelegate
from desktop.ui.kit.header import Header
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.text import plain_action_text, tooltip

ROW = QItemSelectionModel.SelectionFlag.Rows
SELECT = QItemSelectionModel.SelectionFlag.Select


class TableView(QTableView):
    """Shows a LazyTable. Enter or a double click opens the current row; clicking a heading asks for its order."""

    opened = Signal(object)
    """The key of the row to open."""
    chosen = Signal(list)
    """The keys selected, after the user changed them."""
    sort_requested = Signal(str, bool)
    """Column key, and whether descending."""
    columns_changed = Signal(list)
    """The keys of the columns that are hidden now."""
    jump_requested = Signal(str)
    """Letters typed in the list that fit no row held here: the page asks the office where to go."""
    menu_requested = Signal(object, QPoint)
    """Key of the row under the pointer (or current) and the global place for a menu."""

    def __init__(self, name: str, *, many: bool = False, dense: bool = False, double: bool = False) -> None:
        super().__init__()
        # asked for a viewport that Qt made itself, the binding would get to know all kinds of widgets to find its own
        self.setViewport(QWidget())
        self.setAccessibleName(name)
        self._dense, self._double = dense, double
        self._keys: list[object] = []
        self._stretches: tuple[tuple[int, int], ...] = ()
        self._current: object = None
        self._top: object = None
        self._restoring = self._fitting = self._own_widths = False
        self._letters, self._typed = QElapsedTimer(), ""
        self.search_key: Callable[[Row], str] | None = None
        """Initials of a row for typing in the list: `zw` finds 张伟."""
        self._head = Header(self)
        self.setHorizontalHeader(self._head)
        self._head.sectionClicked.connect(self._sort_by)
        self._head.sectionResized.connect(self._section_resized)
        self._head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._head.customContextMenuRequested.connect(
            lambda point: self.column_menu().popup(self._head.mapToGlobal(point))
        )
        vertical = self.verticalHeader()
        vertical.setVisible(False)
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if many else mode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # letters jump in the list; an input method would take them for a name
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self._painter = RowDelegate(self)
        self.setItemDelegate(self._painter)
        self.doubleClicked.connect(lambda index: self._open(index.row()))
        theme.current().changed.connect(self._resize)

    def show_table(self, table: LazyTable) -> None:
        self.setModel(table)
        for number, column in enumerate(table.columns):
            self.setColumnHidden(number, column.hidden)
        self._resize()
        table.modelAboutToBeReset.connect(self._remember)
        table.rowsAboutToBeInserted.connect(self._remember)
        table.rowsAboutToBeRemoved.connect(self._remember)
        table.rows_arrived.connect(self._rows_arrived)
        table.modelReset.connect(self._after_reset)
        self.selectionModel().selectionChanged.connect(self._selection_changed)
        self.selectionModel().currentRowChanged.connect(self._current_changed)

    @property
    def table(self) -> LazyTable:
        model = self.model()
        assert isinstance(model, LazyTable)
        return model

    # what is selected

    @property
    def selected_keys(self) -> list[object]:
        return list(self._keys)

    @property
    def selected_stretches(self) -> tuple[tuple[int, int], ...]:
        """First row and number of rows of what is selected, where rows are among it that are not held here."""
        return self._stretches

    @property
    def selected_count(self) -> int:
        return sum(count for _first, count in self._stretches) or len(self._keys)

    @property
    def current_key(self) -> object:
        return self._current

    def select_key(self, key: object) -> bool:
        """Selects and shows the row if it is held; the selection waits for it otherwise."""
        self._keys, self._current = [key], key
        number = self.table.row_of(key)
        self._restore()
        if number is not None:
            self.scrollTo(self.table.index(number, 0))
        return number is not None

    def select_keys(self, keys: Sequence[object]) -> None:
        """Selects all of these that are held, and shows the last one."""
        if keys:
            self.select_key(keys[-1])
        self._keys = list(keys)
        self._restore()
        if not keys:
            self.clearSelection()

    def _selection_changed(self, _on: QItemSelection, _off: QItemSelection) -> None:
        if self._restoring:
            return
        self._stretches = _stretches(self.selectionModel().selection())
        self._keys = self._held_of_selected()
        if len(self._keys) == self.selected_count:
            self._stretches = ()
        self.chosen.emit(list(self._keys))

    def _held_of_selected(self) -> list[object]:
        # never row by row: all of a large list can be selected, and few of its rows are here
        return [row.key for n, row in self.table.held() if any(f <= n < f + c for f, c in self._stretches)]

    def _current_changed(self, _now: object = None, _before: object = None) -> None:
        if not self._restoring:
            row = self.table.held_row(self.currentIndex().row())
            self._current = row.key if row is not None else None

    def remember_place(self) -> None:
        """Call before refresh(): what is on top stays on top, wherever its row has moved to."""
        self._remember()

    def _remember(self) -> None:
        row = self.table.held_row(self.rowAt(0)) if self.rowAt(0) >= 0 else None
        self._top = row.key if row is not None else None

    def _rows_arrived(self, _first: int, _count: int) -> None:
        if self._stretches and len(keys := self._held_of_selected()) == self.selected_count:
            # selected before its rows had come
            self._keys, self._stretches = keys, ()
            self._current_changed()
            self.chosen.emit(list(keys))
        self._restore()

    def _after_reset(self) -> None:
        self._top = None
        if self._stretches:
            # selected by their place in a list that is gone: those of them held here would look like all of them
            self._keys, self._stretches = [], ()
            self.chosen.emit([])
        self.scrollToTop()
        self._restore()

    def _restore(self) -> None:
        self._restoring = True
        try:
            self._restore_selection()
            if self._top is not None:
                number = self.table.row_of(self._top)
                if number is not None and number != self.rowAt(0):
                    self.verticalScrollBar().setValue(number)
                self._top = None
        finally:
            self._restoring = False

    def _restore_selection(self) -> None:
        table, model = self.table, self.selectionModel()
        if not self._keys and self._current is None:
            return
        keys = set(self._keys)
        if self._stretches:
            # what was selected by its place stays so; the rows that come now are part of it already
            return
        wanted = {number for number, row in table.held() if row.key in keys}
        held = {i.row() for i in model.selectedRows()}
        if wanted != held:
            model.clearSelection()
            for number in wanted:
                model.select(table.index(number, 0), SELECT | ROW)
        current = table.row_of(self._current) if self._current is not None else None
        if current is not None and current != self.currentIndex().row():
            column = max(0, self.currentIndex().column())
            model.setCurrentIndex(table.index(current, column), QItemSelectionModel.SelectionFlag.NoUpdate)

    # columns and order

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Other columns in the place of these; the rows must be asked for anew."""
        self.table.set_columns(columns)
        for number, column in enumerate(columns):
            self.setColumnHidden(number, column.hidden)
        self.fit_columns()

    def show_order(self, key: str, descending: bool) -> None:
        keys = [c.key for c in self.table.columns]
        self._head.order = (keys.index(key), descending) if key in keys else None
        self._head.viewport().update()

    def hide_columns(self, keys: Sequence[str]) -> None:
        for number, column in enumerate(self.table.columns):
            self.setColumnHidden(number, column.key in keys and not column.fixed)

    def column_menu(self) -> QMenu:
        """Which columns are shown; for the heading's menu and a button of the page."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for number, column in enumerate(self.table.columns):
            entry = menu.addAction(plain_action_text(column.title))
            entry.setCheckable(True)
            entry.setChecked(not self.isColumnHidden(number))
            entry.setEnabled(not column.fixed)
            entry.toggled.connect(lambda on, number=number: self._switch_column(number, on))
        return menu

    def _switch_column(self, number: int, on: bool) -> None:
        self.setColumnHidden(number, not on)
        self.fit_columns()
        self.columns_changed.emit([c.key for n, c in enumerate(self.table.columns) if self.isColumnHidden(n)])

    def _sort_by(self, number: int) -> None:
        column = self.table.columns[number]
        if column.sortable:
            order = self._head.order
            self.sort_requested.emit(column.key, bool(order and order[0] == number and not order[1]))

    def _resize(self) -> None:
        look = theme.current()
        tall, dense, usual = look.double_row_height, look.dense_row_height, look.row_height
        height = tall if self._double else dense if self._dense else usual
        self.verticalHeader().setMinimumSectionSize(24)
        self.verticalHeader().setDefaultSectionSize(height)
        self._head.setFixedHeight(look.control_height)
        self.fit_columns()
        self.viewport().update()

    def fit_columns(self) -> None:
        """Gives every column its width; where the room is short, texts that may be shortened give way first."""
        if self.model() is None or self._own_widths:
            return
        size = theme.current().scale.body
        shown = [(n, c) for n, c in enumerate(self.table.columns) if not self.isColumnHidden(n)]
        widths = {n: self._width(c, size) for n, c in shown}
        for fit, least in ((Fit.SHORTEN, 0.6), (Fit.WHOLE, 0.75)):
            excess = sum(widths.values()) - self.viewport().width()
            giving = {n: widths[n] - self._least(c, widths[n], least) for n, c in shown if c.fit is fit and not c.badge}
            if excess <= 0 or not giving:
                continue
            share = min(1.0, excess / max(1, sum(giving.values())))
            for number, most in giving.items():
                widths[number] -= math.ceil(most * share)
        self._fitting = True
        for number, width in widths.items():
            self.setColumnWidth(number, width)
        self._fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_columns()

    def _section_resized(self, number: int, _before: int, _now: int) -> None:
        # the last one stretches by itself; any other was dragged, and the user's widths stand from then on
        last = self._head.logicalIndex(self._head.count() - 1)
        if not self._fitting and number != last and self._head.underMouse():
            self._own_widths = True

    def _least(self, column: Column, width: int, share: float) -> int:
        """A column gives away part of its width, but never cuts its heading."""
        return min(width, max(round(width * share), self._word_width(column)))

    def _word_width(self, column: Column) -> int:
        return self._head.fontMetrics().horizontalAdvance(column.title) + 2 * SIDE

    def _width(self, column: Column, size: int) -> int:
        wanted = BADGE + 2 * SIDE if column.badge else round(column.width * size / 14)
        return max(wanted, self._word_width(column))

    # keys and pointer

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, text: str) -> None:
        """Qt gathers the letters typed in quick succession one by one; Qt's own search would fetch every row."""
        now = self._letters.elapsed() if self._letters.isValid() else 10_000
        self._letters.restart()
        self._typed = text.lower() if now > 1000 else self._typed + text.lower()
        if self.search_key is not None:
            for number, row in self.table.held():
                if self.search_key(row).startswith(self._typed):
                    self.setCurrentIndex(self.table.index(number, max(0, self.currentIndex().column())))
                    return
        self.jump_requested.emit(self._typed)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        row = self.table.held_row(self.currentIndex().row()) if self.currentIndex().isValid() else None
        if row is not None:
            self.menu_requested.emit(row.key, event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Without the base class: its grid, spans and drop marks are not used here, and it goes cell by cell."""
        if self.model() is not None:
            painter = QPainter(self.viewport())
            self._painter.paint_rows(painter, event.rect())
            painter.end()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            cell = self.table.cell(index) if index.isValid() else None
            text = text_of(cell) if cell else ""
            column = self.table.columns[index.column()] if cell else None
            if column and self._painter.cut(text, self.columnWidth(index.column()), column):
                QToolTip.showText(event.globalPos(), tooltip(text), self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def _open(self, number: int) -> None:
        row = self.table.held_row(number) if number >= 0 else None
        if row is not None:
            self.opened.emit(row.key)


def _stretches(selection: QItemSelection) -> tuple[tuple[int, int], ...]:
    """First row and number of rows of each run of selected rows, from the top, none named twice."""
    found: list[tuple[int, int]] = []
    for first, last in sorted((part.top(), part.bottom()) for part in selection):
        if found and first <= found[-1][0] + found[-1][1]:
            begin = found[-1][0]
            found[-1] = (begin, max(found[-1][1], last - begin + 1))
        else:
            found.append((first, last - first + 1))
    return tuple(found)
