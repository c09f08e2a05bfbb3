"""What stands in a room besides tables: measured, put there, undone beside a colleague, for the room or one party."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible

from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.seating import edits, elements, laying
from desktop.rules.seating.changes import Clash, perform
from desktop.rules.seating.colleagues import SeatsChanged, forced
from desktop.rules.seating.commands import PutElement, TakeElement
from desktop.rules.seating.elements import Element, ElementKind, ElementRef
from desktop.services import bookings, rooms, seating, seating_plans, seating_prints, seating_tables
from desktop.services.bookings import BookingEntry, NewHost
from desktop.services.rooms import RoomEntry
from tests.offices import office_today
from tests.seating.held_plan import ALT, CTRL, SHIFT
from tests.seating.tables import dinner, guests, hosts
from tests.seating.test_stored import DESK
from tests.seating.test_stored_prints import ZH, texts

STAGE = Element("e1", ElementKind.STAGE, 1000, -4000, 6000, 2000)


def test_it_turns_and_grows_about_its_far_left_corner_and_is_hit_where_it_lies():
    turned = replace(STAGE, turn=90)
    assert turned.bounds == (0, -7000, 2000, -1000)
    assert turned.holds(100, -6900) and not STAGE.holds(100, -6900)
    # a wall is thinner than any pointer
    wall = Element("w", ElementKind.WALL, 0, 0, 4000, 100)
    assert wall.holds(0, 120, least=150) and not wall.holds(0, 160, least=150)
    for one in (STAGE, turned):
        grown = one.sized(one.width + 330, one.depth + 110, grid=50)
        assert (grown.width, grown.depth) == (6350, 2100)
        assert grown.corners[0] == pytest.approx(one.corners[0], abs=1)
    assert STAGE.sized(-500, 0).width == elements.LEAST_SIDE
    for wrong in (replace(STAGE, width=0), replace(STAGE, x=float("nan")), replace(STAGE, label="长" * 21)):
        with pytest.raises(BadEntry):
            elements.checked(wrong)


def test_what_a_colleague_changed_meanwhile_is_asked_about_and_all_else_is_undone_beside_it(etiquette):
    plan = dinner(etiquette.pack("two_hosts"), (8,), hosts(2) + guests(4))
    put, change = edits.apply(plan, PutElement(STAGE))
    pillar = Element("e2", ElementKind.PILLAR, 0, 3000, 600, 600)
    both, _other = edits.apply(put, PutElement(pillar))
    assert perform(both, change.inverse).elements == (pillar,)
    moved, mine = edits.apply(both, PutElement(replace(STAGE, x=2000)))
    theirs, _change = edits.apply(moved, PutElement(replace(STAGE, x=500)))
    found = perform(theirs, mine.inverse)
    assert isinstance(found, Clash) and found.elements == ("e1",)
    # mine nevertheless
    after, _change = edits.apply(theirs, forced(mine.inverse))
    assert after.element_of["e1"].x == 1000
    gone, taken = edits.apply(after, TakeElement("e1"))
    assert gone.elements == (pillar,) and perform(gone, taken.inverse) == after
    with pytest.raises(BadEntry):
        edits.apply(gone, TakeElement("e1"))


def test_the_door_of_the_room_is_where_main_seats_look_and_without_one_it_is_opposite_the_middle(etiquette):
    tables = dinner(etiquette.pack("two_hosts"), (8, 8, 8), hosts(2)).tables
    assert laying.door_of(tables) == (6000, tables[0].form.depth)
    assert laying.facing_door(tables, laying.door_of(tables)) == 0
    door = Element("d", ElementKind.DOOR, -3000, 100, 1200, 200)
    assert laying.door_of(tables, [STAGE, door]) == (-3000, 100)
    # who enters from the left has the far side at the right
    assert laying.facing_door(tables, laying.door_of(tables, [door])) == 90
    for kind in ElementKind:
        at = laying.spot_for(kind, tables, [door])
        made = elements.usual("new", kind, at.x, at.y)
        assert not any(made.holds(table.x, table.y) for table in tables)


@pytest.fixture
def hall(office, etiquette):
    """A hall of three tables in a row that is booked twice as a whole, and a room beside it."""
    made = type("Hall", (), {})()
    made.desk = office.hire("周敏", DESK)
    office.do(rooms.add_usual_meals)
    room, other = (office.do(rooms.add_room, RoomEntry(name, 30)) for name in ("宴会厅", "偏厅"))
    office.do(rooms.add_tables, room, 3, 8)
    lunch, supper = (meal.id for meal in office.ask(rooms.meals))

    def take(meal, hour, places, host):
        entry = BookingEntry(NewHost(host, "13900000001"), office_today(), meal, hour * 60, 20, places)
        return office.do(bookings.take, entry, me=made.desk)

    made.lunch, made.supper = take(lunch, 12, (room,), "贺启年"), take(supper, 18, (room,), "单雪")
    made.both = take(supper, 18, (other,), "陆平")

    def read(key, me=None):
        return office.ask(seating_plans.seating_of, key, etiquette, me=me or made.desk)

    def seat(key, command, seen=None):
        return office.do(seating.seat, key, command, etiquette, seen, me=made.desk)

    made.read, made.seat = read, seat
    return made


def test_a_room_has_its_door_and_stage_at_every_party_and_a_party_its_own_things_alone(hall, office, etiquette):
    door = Element(str(new_id()), ElementKind.DOOR, -2000, 2000, 1200, 200)
    screen = Element(str(new_id()), ElementKind.SCREEN, 0, 0, 3000, 150, 30.4, "迎宾屏", of_room=False)
    office.do(seating_tables.lay, hall.lunch, etiquette, me=hall.desk)
    first = hall.seat(hall.lunch, PutElement(door))
    hall.seat(hall.lunch, PutElement(screen))
    kept = {one.id: one for one in hall.read(hall.lunch).plan.elements}
    assert kept == {door.id: door, screen.id: replace(screen, turn=30)}
    assert hall.read(hall.supper).plan.elements == (door,) and hall.read(hall.both).plan.elements == ()
    # the supper is laid as the room is now: main seats look to the door at the left, the head table is the far one
    office.do(seating_tables.lay, hall.supper, etiquette, me=hall.desk)
    tables = hall.read(hall.supper).plan.tables
    assert {table.turn for table in tables} == {90}
    assert tables[0].x == max(table.x for table in tables)
    # somebody else's change of the same door is not taken back silently
    hall.seat(hall.supper, PutElement(replace(door, y=2500)))
    with pytest.raises(SeatsChanged):
        office.do(seating.take_back, hall.lunch, first, etiquette, me=hall.desk)
    moved = hall.seat(hall.lunch, PutElement(replace(door, y=3000)))
    office.do(seating.take_back, hall.lunch, moved, etiquette, me=hall.desk)
    taken = hall.seat(hall.lunch, TakeElement(door.id))
    assert hall.read(hall.supper).plan.elements == ()
    office.do(seating.take_back, hall.lunch, taken, etiquette, me=hall.desk)
    assert hall.read(hall.supper).plan.elements == (replace(door, y=2500),)
    # what stands elsewhere is nobody's here
    with pytest.raises(NotFound):
        hall.seat(hall.both, PutElement(replace(screen, x=9)))
    looker = office.hire("许静", {Right.SEE_BOOKINGS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(seating.seat, hall.lunch, TakeElement(door.id), etiquette, me=looker)
    assert len(hall.read(hall.lunch, me=looker).plan.elements) == 2
    printed = office.errand(seating_prints.chart, hall.lunch, etiquette, ZH, me=hall.desk)
    assert "迎宾屏" in texts(printed.pdf)[0] and "门" in texts(printed.pdf)[0]


def test_it_is_moved_turned_resized_and_taken_away_by_mouse_and_by_keys(shown):
    held = shown((8,))
    held.editor.do(PutElement(replace(STAGE, x=0)))
    held.settle()
    view, element = held.view, lambda: held.plan.element_of["e1"]

    def middle():
        return view.rect_of(ElementRef("e1")).center().toPoint()

    held.click(middle())
    assert held.editor.elements == ("e1",)
    corner = view.mapFromScene(view.plan_scene.corner.scenePos())
    held.press(corner, ALT)
    held.move(corner + QPoint(30, 10), corner + QPoint(60, 20))
    held.release(corner + QPoint(60, 20), ALT)
    assert element().width > 6000 and element().depth > 2000
    assert element().corners[0] == pytest.approx((-3000, -5000), abs=1)
    start = middle()
    held.drag(start, start + QPoint(40, -30))
    assert element().x > 0 and element().y < -4000
    before = element()
    held.keys(Qt.Key.Key_BracketRight)
    held.keys(Qt.Key.Key_Up, modifier=CTRL)
    assert (element().turn, element().y) == (15, before.y - 50)
    held.keys(Qt.Key.Key_Right, modifier=CTRL | SHIFT)
    assert element().width > before.width
    held.keys(Qt.Key.Key_Delete)
    assert held.plan.elements == () and "not in the room any more" in held.said[-1]
    for _step in range(7):
        held.editor.undo()
    assert held.plan.elements == ()
    held.editor.redo()
    assert element().width == 6000
    assert held.view.access.root.childCount() == 2
    assert view.access.root.child(1).text(QAccessible.Text.Name) == "Stage 6 by 2 m"
