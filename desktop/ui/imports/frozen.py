"""The first columns of a wide table, standing still while the others scroll sideways under them."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.ui.kit import theme
from desktop.ui.kit.delegate import RowDelegate
from desktop.ui.kit.header import Header
from desktop.ui.kit.table import TableView


class FrozenColumns(QTableView):
    """Lies over `view` and shares its rows, selection and keys; only `count` columns are its own."""

    def __init__(self, view: TableView, count: int) -> None:
        super().__init__(view)
        self._view, self._count = view, count
        self.setProperty("bare", True)
        self.setAccessibleName(f"{view.accessibleName()} 1–{count}")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(view)
        head = Header(self)
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionsClickable(False)
        self.setHorizontalHeader(head)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(view.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)
        self.setItemDelegate(RowDelegate(self))
        self.setModel(view.model())
        self.setSelectionModel(view.selectionModel())
        self.doubleClicked.connect(view.doubleClicked)
        view.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        self.verticalScrollBar().valueChanged.connect(view.verticalScrollBar().setValue)
        self.show()

    def place(self) -> None:
        """Takes heights and widths from the view. Call when its columns or its size have changed."""
        view, head = self._view, self._view.horizontalHeader()
        columns = self.model().columnCount()
        for number in range(columns):
            self.setColumnHidden(number, number >= self._count)
        for number in range(min(self._count, columns)):
            self.setColumnWidth(number, view.columnWidth(number))
        self.horizontalHeader().setFixedHeight(head.height())
        self.verticalHeader().setMinimumSectionSize(view.verticalHeader().minimumSectionSize())
        self.verticalHeader().setDefaultSectionSize(view.verticalHeader().defaultSectionSize())
        frame = view.frameWidth()
        self.setGeometry(frame, frame, self.wide, head.height() + view.viewport().height())
        self.verticalScrollBar().setValue(view.verticalScrollBar().value())

    @property
    def wide(self) -> int:
        """Pixels from the left that the frozen columns take."""
        return sum(self._view.columnWidth(n) for n in range(min(self._count, self.model().columnCount())))

    def holds(self, index: QModelIndex) -> bool:
        return index.isValid() and index.column() < self._count

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._view.horizontalScrollBar().value():
            # a line where the others disappear under these
            painter = QPainter(self.viewport())
            painter.fillRect(
                self.viewport().width() - 1, 0, 1, self.viewport().height(), theme.current().colour("edge")
            )
