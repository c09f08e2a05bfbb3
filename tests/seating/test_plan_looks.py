"""What the drawing of a plan shows and tells: scale, as much as a seat holds, layers, shapes, screen readers."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QAccessible

from desktop.rules.seating.facts import Overlay, SeatFacts
from desktop.rules.seating.plan import SeatFlag, Table
from desktop.rules.seating.sentences import say
from desktop.rules.seating.shapes import Shape, form
from desktop.rules.words import ClientClass
from desktop.ui.kit import theme
from desktop.ui.seating.plan_view import FULL
from desktop.ui.seating.seat_face import Mark, Outline, SeatLook, fits, layout
from tests.seating.held_plan import CTRL, Key, seat


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
