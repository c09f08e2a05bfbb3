"""A page that is drawn at the side of the list: it comes to rest, whatever its height."""

from datetime import UTC, datetime
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from desktop.rules.document_reading import Grid, Kind, Line, PageValues
from desktop.rules.documents import Watermark
from desktop.services.previews import Opened
from desktop.ui.folders.preview import PreviewPane
from desktop.ui.kit import theme
from desktop.ui.kit.tokens import Look
from tests.screens import RESOURCES

GRID = Grid((("品名", "单价", ""), ("花生酱", "12.5", "x")), frozenset({(1, 1)}), ((0, 1, 0, 2),))


def test_a_workbook_is_a_grid_with_its_sheets_as_tabs_and_its_watermark(qtbot, qapp):
    theme.install(qapp, RESOURCES, Look.LIGHT, bundled_only=True)
    pane = PreviewPane()
    qtbot.addWidget(pane)
    pane.resize(600, 400)
    pane.show()
    asked = []
    pane.page_requested.connect(lambda page, _wide: asked.append(page))
    key = uuid4()
    mark = Watermark("韩磊", datetime(2026, 12, 1, tzinfo=UTC), "secret")
    pane.show_opened(Opened(key, 1, "报价", "报价.xlsx", Kind.BOOK, 2, mark, ("报价 & 折扣", "说明")))
    pane.show_page(key, 1, PageValues("报价 & 折扣", (GRID,), cut=True))
    table, cells = pane.sheet.table, pane.sheet.cells
    assert pane.stack.currentWidget() is pane.sheet and "韩磊" in table.words
    assert [pane.sheet.tabs.tabText(at) for at in range(2)] == ["报价 && 折扣", "说明"] and not pane.after.isVisible()
    assert (cells.data(cells.index(1, 0)), cells.headerData(1, Qt.Orientation.Horizontal), table.columnSpan(0, 1)) == (
        "花生酱", "B", 2)  # fmt: skip
    right = cells.data(cells.index(1, 1), Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight and pane.sheet.cut.isVisible()
    pane.sheet.tabs.setCurrentIndex(1)
    assert asked == [1, 2] and not pane.words.isVisible()
    # of a page that is a picture the words can be had
    pane.show_opened(Opened(key, 1, "合同", "合同.docx", Kind.WORD, 1, None))
    pane.words.click()
    pane.show_page(key, 1, PageValues("", (Line("甲方"),)))
    assert asked[2:] == [1, 1] and pane.as_words and pane.text.toPlainText() == "甲方"
    pane.forget()
    assert cells.rowCount() == 0 and not pane.sheet.isVisible()


class Resizes(QObject):
    """Counts how often what it watches was given another size."""

    count = 0

    def eventFilter(self, _watched, event):
        self.count += event.type() == QEvent.Type.Resize
        return False


def test_a_page_a_little_higher_than_its_room_comes_to_rest(qtbot):
    """Its scroll bar made it narrower, so lower, so that it needed none, so wider, and so on for ever."""
    pane = PreviewPane()
    qtbot.addWidget(pane)
    pane.resize(400, 600)
    pane.show()
    pane.stack.setCurrentIndex(0)
    qtbot.waitExposed(pane)
    room = pane.stack.widget(0).height()
    seen = Resizes()
    pane.paper.installEventFilter(seen)
    for height in range(room - 12, room + 36, 4):
        seen.count = 0
        pane.paper.show_picture(QPixmap(pane.paper.width(), height), "")
        for _turn in range(20):
            QApplication.processEvents()
        assert seen.count <= 4, height
