"""The heading of tables: words at the left, and an arrow after the one the rows are ordered by."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.ui.kit import theme
from desktop.ui.kit.delegate import SIDE
from desktop.ui.kit.icons import paint_icon


class Header(QHeaderView):
    """Left-aligned words; an arrow after the word shows the order."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        # as the table's own: see there
        self.setViewport(QWidget())
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setSectionsClickable(True)
        self.setStretchLastSection(True)
        self.setMinimumSectionSize(40)
        self.order: tuple[int, bool] | None = None

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        painter.save()
        super().paintSection(painter, rect, number)
        painter.restore()
        if self.order is None or self.order[0] != number:
            return
        word = str(self.model().headerData(number, Qt.Orientation.Horizontal) or "")
        left = min(rect.x() + SIDE + self.fontMetrics().horizontalAdvance(word) + 6, rect.right() - 14)
        place = QRect(left, rect.center().y() - 5, 12, 12)
        paint_icon(painter, place, "arrow-down" if self.order[1] else "arrow-up", theme.current().colours.ink2)
