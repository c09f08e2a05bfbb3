"""The drawing of a plan in a window with a button before and behind, and short ways to use it."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from desktop.rules.seating.plan import Seat
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.plan_view import PlanView

Key, Mod, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
PLAIN, CTRL, ALT, SHIFT = Mod.NoModifier, Mod.ControlModifier, Mod.AltModifier, Mod.ShiftModifier


def seat(number: int, table: str = "t01") -> Seat:
    return Seat(table, number)


class Held:
    """The view in a window with a button before and behind, and short ways to use it."""

    def __init__(self, qtbot, plan):
        self.qtbot = qtbot
        self.editor = Editor()
        self.said = []
        self.editor.announced.connect(self.said.append)
        self.refused = []
        self.editor.refused.connect(self.refused.append)
        self.editor.show_plan(plan)
        self.window = QWidget()
        self.before = QPushButton("before", self.window)
        self.view = PlanView(self.editor, self.window)
        self.behind = QPushButton("behind", self.window)
        column = QVBoxLayout(self.window)
        for widget in (self.before, self.view, self.behind):
            column.addWidget(widget)
        self.window.resize(900, 800)
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.view.setFocus()
        self.settle()

    def settle(self):
        QApplication.processEvents()

    @property
    def plan(self):
        return self.editor.plan

    def at(self, table="t01"):
        return {s.number: person for s, person in self.plan.seating.items() if s.table == table}

    def keys(self, *keys, modifier=PLAIN):
        for key in keys:
            QTest.keyClick(self.view, key, modifier)

    def spot(self, target) -> QPoint:
        if isinstance(target, QPoint):
            return target
        if isinstance(target, Seat):
            return self.view.spot_of(target)
        table = self.plan.table_of[target]
        return self.view.mapFromScene(QPointF(table.x, table.y))

    def press(self, target, modifier=PLAIN):
        QTest.mousePress(self.view.viewport(), Button.LeftButton, modifier, self.spot(target))

    def move(self, *targets):
        for target in targets:
            QTest.mouseMove(self.view.viewport(), self.spot(target))
            self.settle()

    def release(self, target, modifier=PLAIN):
        QTest.mouseRelease(self.view.viewport(), Button.LeftButton, modifier, self.spot(target))

    def click(self, target, modifier=PLAIN):
        QTest.mouseClick(self.view.viewport(), Button.LeftButton, modifier, self.spot(target))

    def drag(self, start, goal, modifier=PLAIN):
        self.press(start)
        middle = (self.spot(start) + self.spot(goal)) / 2
        self.move(middle, goal)
        self.release(goal, modifier)

    @property
    def background(self) -> QPoint:
        return QPoint(6, 6)
