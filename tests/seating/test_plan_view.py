"""The drawing of a plan by mouse: people and tables dragged, what a colleague changes meanwhile, let go of."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.rules.seating.arranging import Along, Side
from desktop.rules.seating.checking import Grade
from desktop.rules.seating.plan import Kind, Rule
from desktop.ui.seating.drag import MIME
from tests.seating.held_plan import ALT, CTRL, PLAIN, Button, Key, seat
from tests.seating.tables import guests, hosts


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
