"""The drawing of a plan without the mouse: several chosen, a whole dinner seated, what is asked for and told."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.rules.seating.commands import Reseat
from desktop.rules.seating.plan import Kind, Rule
from desktop.ui.seating.plan_tools import PlanTools
from tests.seating.held_plan import CTRL, PLAIN, SHIFT, Button, Key, seat


def test_several_are_chosen_by_keys_and_the_menu_is_about_all_of_them(shown):
    held = shown(seats=(8, 8, 8), h1=0, g1=1, g2=2)
    view, editor = held.view, held.editor
    view.keys.go("t01")
    held.keys(Key.Key_Right, modifier=SHIFT)
    assert editor.tables == ("t01", "t02") and view.keys.at == "t02"
    tools = PlanTools(view)
    held.qtbot.addWidget(tools)
    assert not tools.arrange.isHidden()
    held.keys(Key.Key_A, modifier=CTRL)
    assert editor.tables == ("t01", "t02", "t03")
    opened = []
    view.menu_opened.connect(opened.append)
    at = held.spot("t03")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), event)
    words = [action.text().partition("\t")[0] for action in opened[0].actions()]
    assert editor.tables == ("t01", "t02", "t03") and "Align left" in words and "Spread evenly across" in words
    opened[0].close()
    # one that is not among them is meant alone
    view.keys.go("t01")
    QApplication.sendEvent(view.viewport(), event)
    assert editor.tables == ("t03",)
    opened[1].close()
    view.keys.go(seat(0))
    held.keys(Key.Key_Right, Key.Key_Right, modifier=SHIFT)
    assert editor.people == ("h1", "g1", "g2")
    # a band over the plan chooses the tables in it
    start, goal = view.rect_of("t01").topLeft().toPoint(), view.rect_of("t02").bottomRight().toPoint()
    held.press(start - QPoint(4, 4))
    held.move(goal - QPoint(20, 20), goal)
    held.release(goal)
    assert editor.tables == ("t01", "t02") and editor.seats == ()
    held.click(held.background)
    assert editor.tables == () and tools.arrange.isHidden()


def test_a_whole_dinner_is_seated_without_the_mouse(shown):
    held = shown(h1=0, g1=1)
    view, editor = held.view, held.editor
    held.before.setFocus()
    QTest.keyClick(held.before, Key.Key_Tab)
    assert view.hasFocus() and view.keys.at == "t01"
    held.keys(Key.Key_Tab)
    assert view.keys.at == "t02"
    held.keys(Key.Key_Tab)
    assert held.behind.hasFocus()
    QTest.keyClick(held.behind, Key.Key_Backtab, SHIFT)
    assert view.keys.at == "t02"
    held.keys(Key.Key_Backtab, modifier=SHIFT)
    held.keys(Key.Key_Return)
    assert view.keys.at == seat(0) and editor.people == ("h1",)
    # round the table and back again, and to the nearest seat of the next one
    held.keys(Key.Key_Right, Key.Key_Right, Key.Key_Left)
    assert view.keys.at == seat(1)
    held.keys(*[Key.Key_Left] * 3)
    assert view.keys.at == seat(6)
    view.keys.go(seat(2))
    # two steps: pick up, go, put down; Esc lets go first
    view.keys.go(seat(1))
    held.keys(Key.Key_Return)
    assert editor.carried == "g1" and "picked up" in held.said[-1]
    held.keys(Key.Key_Escape)
    assert editor.carried is None and held.at() == {0: "h1", 1: "g1"}
    held.keys(Key.Key_Return, Key.Key_Right, Key.Key_Right)
    assert view.bubble.isVisible() and view.plan_scene.focus.grade is not None
    held.keys(Key.Key_Return)
    assert held.at() == {0: "h1", 3: "g1"} and editor.carried is None
    assert "Guest 1" in held.said[-1]
    # swap with the last picked, pin, unseat, undo
    view.keys.go(seat(0))
    held.keys(Key.Key_X)
    assert held.at() == {3: "h1", 0: "g1"}
    held.keys(Key.Key_L)
    assert seat(0) in editor.plan.pins
    held.keys(Key.Key_Delete)
    assert held.at() == {3: "h1", 0: "g1"} and held.refused, "who is pinned stays"
    held.keys(Key.Key_L, Key.Key_Delete)
    assert held.at() == {3: "h1"}
    # somebody picked up among the people beside the plan
    editor.carry("g5")
    view.keys.go(seat(4))
    held.keys(Key.Key_Return)
    assert held.at() == {3: "h1", 4: "g5"}
    editor.choose(people=["g6", "g7"])
    view.keys.go(seat(5), choose=False)
    held.keys(Key.Key_G)
    assert held.at() == {3: "h1", 4: "g5", 5: "g6", 6: "g7"}
    held.keys(Key.Key_Escape)
    assert view.keys.at == "t01"


def test_what_needs_a_dialog_is_asked_for_and_why_is_told(shown):
    held = shown(rules=[Rule(1, Kind.APART, ("g1", "g2"))], h1=0, g1=7, g2=6)
    view = held.view
    asked = []
    view.roles_requested.connect(lambda target: asked.append(("role", target)))
    view.card_requested.connect(lambda person: asked.append(("card", person)))
    view.person_requested.connect(lambda person: asked.append(("person", person)))
    view.table_requested.connect(lambda table: asked.append(("table", table)))
    view.proposal_requested.connect(lambda: asked.append("propose"))
    view.keys.go(seat(7))
    held.keys(Key.Key_P, Key.Key_R, Key.Key_Space, Key.Key_E)
    QTest.mouseDClick(view.viewport(), Button.LeftButton, PLAIN, held.spot(seat(2)))
    QTest.mouseDClick(view.viewport(), Button.LeftButton, PLAIN, held.spot("t02"))
    assert asked == [
        "propose",
        ("role", seat(7)),
        ("card", "g1"),
        ("person", "g1"),
        ("role", seat(2)),
        ("table", "t02"),
    ]
    held.keys(Key.Key_F1)
    assert "Guest 1 sits on" in view.bubble.text and "rank 1" in view.bubble.text
    assert "not to sit next to each other" in view.bubble.text
    view.keys.go(seat(3))
    held.keys(Key.Key_F1)
    assert "Nobody sits on" in view.bubble.text
    # the menu has what the keys do
    from desktop.ui.seating.plan_menu import plan_menu

    menu = plan_menu(view, seat(7))
    words = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert {"Pick up", "Pin", "Take the seat back", "Why this seat", "Role of this seat"} <= set(words)
    next(action for action in menu.actions() if action.text().startswith("Take the seat back")).trigger()
    assert 7 not in held.at()
    # a seat less where somebody would lose his is the dialog's, which says who
    asked.clear()
    for table in ("t02", "t01"):
        next(action for action in plan_menu(view, table).actions() if action.objectName() == "less").trigger()
    assert held.plan.table_of["t02"].form.seats == 7 and held.plan.table_of["t01"].form.seats == 7
    held.editor.do(Reseat(tuple((person.id, seat(n)) for n, person in enumerate(held.plan.people[:7]))))
    next(action for action in plan_menu(view, "t01").actions() if action.objectName() == "less").trigger()
    assert asked == [("table", "t01")] and held.plan.table_of["t01"].form.seats == 7
    view.keys.go(seat(6))
    held.editor.may_edit = False
    words = [a.text().partition("\t")[0] for a in plan_menu(view, seat(6)).actions() if a.text()]
    assert words == ["Why this seat", "Preview the card"]
    held.keys(Key.Key_Delete)
    view.keys.go(seat(6))
    held.keys(Key.Key_Delete, Key.Key_Return)
    assert 6 in held.at() and held.editor.carried is None
