"""A chart is walked by keys, opens what lies behind its points, is told to screen readers, and reads as a table."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible

from desktop.rules.charts.waterfall import Step, waterfall
from desktop.ui.kit.chart import Chart
from desktop.ui.kit.tokens import Look

STEPS = (Step("A1", "录入准确率", Decimal("6.4"), Decimal(8)), Step("A2", "<b>完整率</b>", Decimal(7), Decimal(7)),
         Step("B1", "响应及时率", None, Decimal(12), "样本不足"))  # fmt: skip


@pytest.fixture
def chart(qtbot, look):
    made = Chart("Points earned and lost")
    qtbot.addWidget(made)
    made.found = []
    made.opened.connect(made.found.append)
    made.resize(560, 320)
    made.show_chart(lambda room, say: waterfall(STEPS, Decimal("13.4"), room, say))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_it_is_walked_by_keys_and_opened_by_a_click(chart, qtbot):
    view = chart.view
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    at = view.point.key
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert chart.found == [at] and view.at == len(STEPS) - 1
    # a smaller room is laid out anew, and the same point stays the current one
    drawn = chart.scene
    chart.resize(380, 320)
    qtbot.waitUntil(lambda: chart.scene is not drawn and chart.scene.width < drawn.width)
    assert view.point.key == "B1" and view.height() >= chart.scene.height
    first = view.points[0]
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton,
                     pos=QPoint(round(first.x + first.width / 2), round(first.y + first.height / 2)))  # fmt: skip
    assert chart.found == [at, "A1"]
    view.show_chart(lambda room, say: waterfall(STEPS[:1], None, room, say))
    assert view.point.key == "A1" and len(view.points) == 1


def test_a_screen_reader_meets_each_point_and_the_table_has_the_same_rows(chart, qtbot):
    root = QAccessible.queryAccessibleInterface(chart.view)
    assert root.text(QAccessible.Text.Description) == chart.scene.summary == chart.summary.text()
    said = [root.child(n).text(QAccessible.Text.Name) for n in range(root.childCount())]
    assert said == [point.said for point in chart.scene.points] and "6.4 of 8.0" in said[0]
    box = root.child(1).rect()
    assert root.childAt(box.center().x(), box.center().y()).text(QAccessible.Text.Name) == said[1]
    chart.toggle.click()
    assert chart.as_table and chart.rows.table.total == len(chart.scene.rows)
    qtbot.waitUntil(chart.rows.hasFocus)
    qtbot.keyClick(chart.rows, Qt.Key.Key_Down)
    qtbot.keyClick(chart.rows, Qt.Key.Key_Return)
    assert chart.found == ["A2"]
    chart.toggle.click()
    assert not chart.as_table and chart.view.hasFocus()


def test_its_colours_are_those_of_the_look(chart, look):
    def darkest():
        image = chart.view.grab().toImage()
        return min(image.pixelColor(x, y).lightness() for x in range(0, image.width(), 3)
                   for y in range(0, image.height(), 3))  # fmt: skip

    assert darkest() < 60
    look.set_look(Look.DARK)
    try:
        image = chart.grab().toImage()
        assert image.pixelColor(8, image.height() // 2) == look.colour("surface")
    finally:
        look.set_look(Look.LIGHT)
