"""The plan view by mouse, by keys and for a screen reader, over an editor without an office."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from desktop.rules.seating.arranging import Along, Side
from desktop.rules.seating.checking import Grade
from desktop.rules.seating.edits import Reseat
from desktop.rules.seating.facts import Overlay, SeatFacts
from desktop.rules.seating.plan import Kind, Rule, Seat, SeatFlag, Table
from desktop.rules.seating.sentences import say
from desktop.rules.seating.shapes import Shape, form
from desktop.rules.words import ClientClass
from desktop.ui.kit import theme
from desktop.ui.kit.tokens import Look
from desktop.ui.seating.drag import MIME
from desktop.ui.seating.editor import Editor
from desktop.ui.seating.plan_tools import PlanTools
from desktop.ui.seating.plan_view import FULL, PlanView
from desktop.ui.seating.seat_face import Mark, Outline, SeatLook, fits, layout
from tests.screens import RESOURCES
from tests.seating.tables import dinner, guests, hosts

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


@pytest.fixture
def shown(qtbot, qapp, etiquette, english):
    theme.install(qapp, RESOURCES, Look.LIGHT, bundled_only=True)
    pack = etiquette.pack("two_hosts")
    made = []

    def build(seats=(8, 8), rules=(), people=None, **seated):
        plan = dinner(pack, seats, people or hosts(4) + guests(8), rules)
        plan = plan.seated({seat(number): person for person, number in seated.items()})
        made.append(Held(qtbot, plan))
        return made[-1]

    yield build
    for held in made:
        held.editor.close()


def test_a_person_is_dragged_and_the_seat_says_how_it_fits(shown):
    held = shown(rules=[Rule(1, Kind.APART, ("g1", "g2"))], h1=0, g1=7, g2=4)
    held.press(seat(4))
    held.move(seat(4) and QPoint(held.spot(seat(4)) + QPoint(20, 0)), seat(6))
    view = held.view
    # the seat beside g1 grows, and says what is wrong with it
    assert view.plan_scene.target.isVisible() and view.plan_scene.target.item.seat == seat(6)
    assert view.plan_scene.target.grade is Grade.CONFLICT
    assert view.bubble.isVisible() and "Guest 1 and Guest 2 are not to sit next to each other" in view.bubble.text
    held.move(seat(1))
    assert view.plan_scene.target.grade in (Grade.FITS, Grade.USABLE) and "Conflict" not in view.bubble.text
    assert held.at() == {0: "h1", 7: "g1", 4: "g2"}, "nothing is done before release"
    held.release(seat(1))
    assert held.at() == {0: "h1", 7: "g1", 1: "g2"}
    assert not view.plan_scene.target.isVisible() and not view.bubble.isVisible()
    # a taken seat swaps; Esc while dragging does nothing
    held.drag(seat(1), seat(7))
    assert held.at() == {0: "h1", 7: "g2", 1: "g1"}
    held.press(seat(0))
    held.move(QPoint(held.spot(seat(0)) + QPoint(30, 30)), seat(5))
    held.keys(Key.Key_Escape)
    held.release(seat(5))
    assert held.at() == {0: "h1", 7: "g2", 1: "g1"}
    # on the background he has no seat any more
    held.drag(seat(1), held.background)
    assert held.at() == {0: "h1", 7: "g2"}
    held.editor.undo()
    assert held.at()[1] == "g1"


def test_what_a_colleague_takes_away_or_moves_meanwhile_is_let_go_of(shown):
    held = shown(seats=(8, 8), h1=0, g1=1)
    view, editor = held.view, held.editor
    held.press(seat(1))
    held.move(held.spot(seat(1)) + QPoint(20, 20), seat(5))
    # something else changes: the drag goes on
    editor.show_plan(held.plan.seated({seat(0): "h1", seat(1): "g1", seat(2): "g2"}))
    assert view.mouse.dragging
    without = tuple(person for person in held.plan.people if person.id != "g1")
    editor.show_plan(replace(held.plan, people=without, seating={seat(0): "h1"}))
    assert not view.mouse.dragging and not view.bubble.isVisible() and not view.plan_scene.target.isVisible()
    held.release(seat(5))
    assert held.at() == {0: "h1"}
    held.press("t02")
    start = held.spot("t02")
    held.move(start + QPoint(15, 15), start + QPoint(60, 60))
    first, second = held.plan.tables
    editor.show_plan(replace(held.plan, tables=(first, replace(second, y=2000))))
    assert not view.mouse.dragging and view.plan_scene.tables["t02"].pos().y() == 2000
    held.press("t02")
    held.move(held.spot("t02") + QPoint(15, 15), held.spot("t02") + QPoint(60, 60))
    editor.show_plan(replace(held.plan, tables=(first,)))
    held.release(QPoint(40, 40))
    assert held.plan.tables == (first,) and not view.grab().isNull()


def test_alt_pushes_along_and_ctrl_places_the_group_from_there(shown):
    people = [replace(p, unit="Bank") if p.id in ("g3", "g4", "g5") else p for p in hosts(4) + guests(8)]
    held = shown(people=people, h1=0, g1=1, g2=2, g3=5)
    held.drag(seat(5), seat(1), ALT)
    assert held.at() == {0: "h1", 1: "g3", 2: "g1", 3: "g2"}
    held.drag(seat(1), seat(4), CTRL)
    assert held.at() == {0: "h1", 2: "g1", 3: "g2", 4: "g3", 5: "g4", 6: "g5"}
    held.editor.undo()
    assert held.at() == {0: "h1", 1: "g3", 2: "g1", 3: "g2"}


def test_people_come_from_beside_the_plan(shown):
    held = shown(h1=0)
    view = held.view
    data = QMimeData()
    data.setData(MIME, b"g2")
    here = QPointF(held.spot(seat(3)))
    enter = QDragEnterEvent(here.toPoint(), Qt.DropAction.MoveAction, data, Button.LeftButton, PLAIN)
    QApplication.sendEvent(view.viewport(), enter)
    move = QDragMoveEvent(here.toPoint(), Qt.DropAction.MoveAction, data, Button.LeftButton, PLAIN)
    QApplication.sendEvent(view.viewport(), move)
    assert move.isAccepted() and view.plan_scene.target.item.seat == seat(3) and view.bubble.isVisible()
    drop = QDropEvent(here, Qt.DropAction.MoveAction, data, Button.LeftButton, PLAIN)
    QApplication.sendEvent(view.viewport(), drop)
    assert held.at() == {0: "h1", 3: "g2"} and not view.plan_scene.target.isVisible()
    # what is nobody of this plan, or no person at all, is not taken
    strange = QMimeData()
    strange.setData(MIME, b"nobody")
    refused = QDragMoveEvent(here.toPoint(), Qt.DropAction.MoveAction, strange, Button.LeftButton, PLAIN)
    QApplication.sendEvent(view.viewport(), refused)
    assert not refused.isAccepted()
    held.editor.may_edit = False
    again = QDragMoveEvent(here.toPoint(), Qt.DropAction.MoveAction, data, Button.LeftButton, PLAIN)
    QApplication.sendEvent(view.viewport(), again)
    assert not again.isAccepted()


def test_tables_are_chosen_dragged_together_and_stored_once(shown):
    held = shown(seats=(8, 8, 8), g1=0)
    view, editor = held.view, held.editor
    held.click("t01")
    held.click("t02", CTRL)
    assert editor.tables == ("t01", "t02")
    stored = []
    editor.plan_changed.connect(lambda: stored.append(editor.plan))
    start = held.spot("t01")
    held.press("t01")
    held.move(start + QPoint(15, 10), start + QPoint(40, 90))
    assert stored == [], "nothing is stored before release"
    held.release(start + QPoint(40, 90))
    assert len(stored) == 1
    first, second, third = editor.plan.tables
    # by the press, not by the last step: forty pixels across, ninety down, on the grid or a guide
    assert abs(first.x - 3000 - 40 / view.scale_now) < 9 / view.scale_now + 50
    assert abs(first.y - 90 / view.scale_now) < 9 / view.scale_now + 50
    assert (second.x - first.x, second.y - first.y) == (3000, 0) and (third.x, third.y) == (9000, 0)
    assert view.plan_scene.seats[seat(0)].scenePos().y() == pytest.approx(first.place(0).y, abs=1)
    editor.undo()
    assert [(t.x, t.y) for t in editor.plan.tables] == [(3000, 0), (6000, 0), (9000, 0)]
    # without Alt it holds at the middle of the others, with Alt anywhere
    held.click("t03")
    down = held.spot("t03")
    held.press("t03")
    held.move(down + QPoint(0, 30), down + QPoint(12, 4))
    assert any(lines.guides for lines in view.plan_scene.guides)
    held.release(down + QPoint(12, 4))
    assert editor.plan.table_of["t03"].y == 0


def test_tables_are_aligned_spread_turned_and_nudged(shown):
    held = shown(seats=(8, 8, 8))
    view, editor = held.view, held.editor
    moved = [
        replace(t, y=y, x=x) for t, (x, y) in zip(editor.plan.tables, ((0, 0), (3500, 400), (9000, 0)), strict=True)
    ]
    editor.show_plan(replace(editor.plan, tables=tuple(moved)))
    editor.choose(tables=["t01", "t02", "t03"])
    view.align(Side.TOP)
    view.spread(Along.ACROSS)
    assert [(t.x, t.y) for t in editor.plan.tables] == [(0, 0), (4500, 0), (9000, 0)]
    held.click("t02")
    held.keys(Key.Key_BracketRight)
    assert editor.plan.table_of["t02"].turn == 15
    # the handle above a chosen table turns it, and stops where its main seat sees the door
    handle = view.mapFromScene(view.plan_scene.handle.scenePos()) - QPoint(0, 26)
    middle = held.spot("t02")
    QTest.mousePress(view.viewport(), Button.LeftButton, PLAIN, handle)
    held.move(handle - QPoint(8, 0), handle - QPoint(round((middle - handle).y() * 0.30), -2))
    assert editor.plan.table_of["t02"].turn == 15
    held.release(handle - QPoint(round((middle - handle).y() * 0.30), -2))
    assert editor.plan.table_of["t02"].turn == 0
    QTest.keyPress(view, Key.Key_Right, CTRL)
    QTest.keyPress(view, Key.Key_Down, CTRL)
    assert editor.plan.table_of["t02"].x == 4500
    QTest.keyRelease(view, Key.Key_Down, CTRL)
    assert (editor.plan.table_of["t02"].x, editor.plan.table_of["t02"].y) == (4550, 50)
    editor.undo()
    assert editor.plan.table_of["t02"].x == 4500


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


def test_scale_and_what_is_first_shown(shown):
    held = shown(seats=(8, 8, 8, 8))
    view = held.view
    room = view.viewport().rect()
    assert all(room.contains(view.rect_of(table.id).toRect()) for table in held.plan.tables), "all fits at first"
    fitted = view.scale_now
    held.keys(Key.Key_Plus, modifier=CTRL)
    held.keys(Key.Key_Plus)
    assert view.scale_now == pytest.approx(fitted * 1.44)
    spot = QPointF(200, 300)
    before = view.mapToScene(spot.toPoint())
    view.zoom(1.5, spot.toPoint())
    after = view.mapToScene(spot.toPoint())
    assert (after - before).manhattanLength() * view.scale_now < 4, "what is under the pointer stays there"
    percent = []
    view.zoomed.connect(percent.append)
    held.keys(Key.Key_0, modifier=CTRL)
    assert view.scale_now == pytest.approx(fitted) and percent == [round(fitted / FULL * 100)]
    # a seat is a target of 32 pixels however small it is drawn
    view.zoom(0.01)
    target = view.spot_of(seat(0, "t04"))
    assert view.plan_scene.seats[seat(0)].side * view.scale_now < 32
    assert view.seat_at(target + QPoint(0, -14)) == seat(0, "t04") and view.seat_at(target + QPoint(0, -40)) is None


def test_a_seat_says_as_much_as_it_holds_allergies_before_the_rest(shown):
    shown()
    look = SeatLook(Outline.ROUND, True, name="欧阳修文", address="欧阳总", role="主宾", alert="花生、海鲜、芒果",
                    marks=(Mark("ban", "牛肉", "warn"),))  # fmt: skip

    def said(side, **changed):
        lines = layout(look._replace(**changed), side)
        assert fits(lines, look.outline, side)
        assert all(line.size <= lines[[n.whole for n in lines].index(True)].size for line in lines if not line.whole)
        return [line.text for line in lines]

    assert said(150) == ["主宾", "欧阳修文", "欧阳总", "花生、海鲜、芒果", "牛肉"]
    # a long allergy on two lines before the role
    assert said(84)[:3] == ["欧阳修文", "花生、", "海鲜、芒果"]
    assert "过敏" not in "".join(said(84)) and said(62) == ["欧阳修文"]
    theme.current().set_base(18)
    assert said(110)
    theme.current().set_base(14)
    # never an ellipsis: the form of address, then the surname
    assert [line.text for line in layout(look._replace(alert="", marks=(), role=""), 50)] in (
        ["欧阳", "修文"],
        ["欧阳总"],
    )
    assert [line.text for line in layout(look._replace(alert=""), 30)] == ["欧"]


def test_seats_show_party_allergy_flags_and_layers(shown):
    held = shown(h1=0, g1=1, g2=2)
    editor, scene = held.editor, held.view.plan_scene
    flagged = replace(held.plan.tables[0], flags={4: frozenset({SeatFlag.BLOCKED}), 5: frozenset({SeatFlag.CHILD})})
    editor.show_plan(replace(held.plan, tables=(flagged, *held.plan.tables[1:]), pins=frozenset({seat(0)})))
    editor.take_facts({"g1": SeatFacts(allergy="peanuts", taboo="beef", drink="tea", unverified=frozenset({"taboo"}))})

    def look(number):
        return scene.seats[seat(number)].look

    assert (look(0).outline, look(1).outline) == (Outline.SQUARE, Outline.ROUND)
    assert look(0).corners[0][0] == "pin" and look(5).corners == (("baby", "ink2"),) and look(4).blocked
    assert look(1).alert == "peanuts" and look(1).alert_said and [m.text for m in look(1).marks] == ["beef"]
    held.keys(Key.Key_2)
    assert [m.text for m in look(1).marks] == ["beef", "tea"] and Overlay.DRINK in editor.overlays
    # all layers, whatever kinds of text they hold, are drawn
    editor.take_facts({"g1": SeatFacts(allergy="peanuts", taboo="beef", drink="tea", cigarettes="none", wishes="soup",
                                       client_class=ClientClass.A, anniversary=say("{n} days", n=3), first_visit=True,
                                       unverified=frozenset({"taboo"}))})  # fmt: skip
    editor.show_overlays(Overlay)
    assert [m.text for m in look(1).marks][1:] == [
        "tea",
        "none",
        "soup",
        "A Major",
        "3 days",
        "First visit",
        "Unverified",
    ]
    assert not held.view.grab().isNull()
    editor.show_overlays({Overlay.ALLERGY, Overlay.CONFLICTS, Overlay.DRINK})
    held.keys(Key.Key_1)
    # the words go, the ring never does
    assert look(1).alert == "peanuts" and not look(1).alert_said and [m.text for m in look(1).marks] == ["tea"]
    held.keys(Key.Key_0)
    assert look(1).hatched and not look(2).hatched
    assert scene.tables["t01"].says.alerts == 1 and scene.tables["t01"].says.count == "3/8"


@pytest.mark.parametrize("shape", list(Shape))
def test_every_shape_is_drawn_and_can_be_walked(shown, shape):
    held = shown()
    made = form(shape, 9, rows=(5, 4) if shape in (Shape.PODIUM, Shape.THEATRE) else ())
    held.editor.show_plan(replace(held.plan, tables=(Table("t01", "1", made, turn=30),), seating={}))
    view = held.view
    assert len(view.plan_scene.seats) == 9 and not view.grab().isNull()
    places = [held.plan.tables[0].place(n) for n in range(9)]
    for number, place in enumerate(places):
        spot = view.plan_scene.seats[seat(number)].scenePos()
        assert (spot.x(), spot.y()) == pytest.approx((place.x, place.y), abs=1)
        assert view.seat_at(view.spot_of(seat(number))) == seat(number)
    assert view.table_at(view.mapFromScene(view.plan_scene.tables["t01"].mapToScene(
        view.plan_scene.tables["t01"].path().pointAtPercent(0.3) * 0.98
    ))) in ("t01", None)  # fmt: skip
    view.keys.go(seat(0))
    reached = {view.keys.at}
    for way in (Key.Key_Right, Key.Key_Left, Key.Key_Down):
        for _step in range(9):
            held.keys(way)
            reached.add(view.keys.at)
    assert reached == {seat(n) for n in range(9)}


def test_screen_readers_find_view_tables_and_seats(shown, qapp):
    held = shown(h1=0, g1=1)
    editor, view = held.editor, held.view
    editor.take_facts({"g1": SeatFacts(allergy="peanuts")})
    QAccessible.setActive(True)
    try:
        tree = QAccessible.queryAccessibleInterface(view)
        name = QAccessible.Text.Name
        assert tree.text(name) == "Seating plan" and tree.childCount() == 2
        table = tree.child(0)
        assert table.text(name) == "Table 1 Head table Round 2 of 8 seats taken"
        assert table.childCount() == 8 and table.parent() is tree and tree.indexOfChild(table) == 0
        chair = table.child(1)
        assert chair.text(name) == "Seat 2 Second guest Guest 1 allergic to peanuts"
        assert chair.role() == QAccessible.Role.ListItem and chair.state().focusable and not chair.state().focused
        assert table.child(4).text(name).endswith("free")
        assert table.child(8) is None and tree.child(2) is None
        held.keys(Key.Key_Escape)
        view.keys.go(seat(1))
        assert chair.state().focused and chair.state().selected and tree.focusChild() is chair
        middle = chair.rect().center()
        assert chair.rect().width() >= 32 and table.childAt(middle.x(), middle.y()) is chair
        held.keys(Key.Key_Return, Key.Key_Right, Key.Key_Return)
        assert table.child(2).text(name).startswith("Seat 3") and "Guest 1" in table.child(2).text(name)
        # a table that is gone is no part any more
        editor.show_plan(replace(held.plan, tables=held.plan.tables[1:], seating={}))
        assert not table.isValid() and chair.state().invalid and tree.childCount() == 1
    finally:
        QAccessible.setActive(False)


def test_a_role_too_long_for_a_seat_is_called_shortly(qapp):
    look = SeatLook(Outline.ROUND, True, name="单雪", role="Guest of honour", brief="Honour")
    assert [line.text for line in layout(look, 60)] == ["Honour", "单雪"]
    assert [line.text for line in layout(look, 140)] == ["Guest of honour", "单雪"]
    assert [line.text for line in layout(look._replace(role="主宾", brief="主宾"), 60)] == ["主宾", "单雪"]
