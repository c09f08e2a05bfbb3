"""A sheet of a workbook as a grid under its letters and beside its numbers, the workbook's sheets as tabs below."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSignalBlocker, QSizeF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from desktop.i18n import _
from desktop.rules.document_reading import COLUMNS_SHOWN, ROWS_SHOWN, Grid, PageValues
from desktop.rules.grids import letter_of
from desktop.ui.folders.across import paint_across
from desktop.ui.kit import theme
from desktop.ui.kit.tab_row import tab_row
from desktop.ui.kit.text import note
from desktop.ui.kit.tokens import SMALL

Index = QModelIndex | QPersistentModelIndex
NARROWEST, WIDEST = 44, 260  # pixels of a column
MEASURED = 120  # rows by which a column's width is told
_PADDING = 14


class _Cells(QAbstractTableModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.grid = Grid(())
        self._columns = 0

    def show_grid(self, grid: Grid) -> None:
        self.beginResetModel()
        self.grid, self._columns = grid, max((len(row) for row in grid.rows), default=0)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (an empty index is a value)
        return 0 if parent.isValid() else len(self.grid.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row = self.grid.rows[index.row()]
            said = row[index.column()] if index.column() < len(row) else ""
            # a tooltip that is no plain text is drawn as one that has a form
            return said if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = (index.row(), index.column()) in self.grid.figures
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return letter_of(section) if way == Qt.Orientation.Horizontal else str(section + 1)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None


class _Table(QTableView):
    """With the watermark across what is seen of it."""

    words = ""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.words:
            painter = QPainter(self.viewport())
            paint_across(painter, QSizeF(self.viewport().size()), self.words, self.font())
            painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self.words:
            # what is moved would take its watermark along
            self.viewport().update()


class SheetView(QWidget):
    page_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self.table = _Table()
        self.table.setAccessibleName(_("The sheet"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setCornerButtonEnabled(False)
        for header in (self.table.horizontalHeader(), self.table.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.cells = _Cells(self)
        self.table.setModel(self.cells)
        column.addWidget(self.table, 1)
        self.tabs = tab_row(_("The sheets of the workbook"), whole=True)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.currentChanged.connect(lambda at: self.page_chosen.emit(at + 1))
        column.addWidget(self.tabs)
        self.cut = note(wrap=True)
        column.addWidget(self.cut)

    def show_labels(self, labels: Sequence[str]) -> None:
        with QSignalBlocker(self.tabs):
            while self.tabs.count():
                self.tabs.removeTab(0)
            for label in labels:
                # an ampersand is no key here
                self.tabs.addTab(label.replace("&", "&&"))
        self.tabs.setVisible(bool(labels))

    def show_values(self, values: PageValues, number: int, words: str) -> None:
        grid = next((block for block in values.blocks if isinstance(block, Grid)), Grid(()))
        self.table.words = words
        self.table.clearSpans()
        self.cells.show_grid(grid)
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(number - 1)
        self._measure(grid)
        rows, columns = self.cells.rowCount(), self.cells.columnCount()
        for top, left, bottom, right in grid.merged:
            down, across = min(bottom, rows - 1) - top + 1, min(right, columns - 1) - left + 1
            if down > 0 and across > 0 and (down, across) != (1, 1):
                self.table.setSpan(top, left, down, across)
        self.table.scrollToTop()
        said = _("The first {rows} rows and {columns} columns are shown. Save it as a file to see all of it.")
        self.cut.setText(said.format(rows=f"{ROWS_SHOWN:,}", columns=COLUMNS_SHOWN) if values.cut else "")
        self.cut.setVisible(values.cut)

    def forget(self) -> None:
        self.table.words = ""
        self.cells.show_grid(Grid(()))
        self.show_labels(())
        self.cut.hide()

    def _measure(self, grid: Grid) -> None:
        look = theme.current()
        font = look.font(look.scale.note)
        self.table.setFont(font)
        metrics = self.table.fontMetrics()
        self.table.verticalHeader().setDefaultSectionSize(metrics.height() + 8)
        self.table.verticalHeader().setMinimumSectionSize(metrics.height() + 4)
        merged = {(top, left) for top, left, _bottom, right in grid.merged if right > left}
        for column in range(self.cells.columnCount()):
            wide = max((metrics.horizontalAdvance(row[column][:60]) for at, row in enumerate(grid.rows[:MEASURED])
                        if column < len(row) and (at, column) not in merged), default=0)  # fmt: skip
            self.table.setColumnWidth(column, max(NARROWEST, min(wide + _PADDING, WIDEST)))
