"""Tables that are dragged, aligned, spread and turned: where they stop, and what is drawn there; groups of people."""

from dataclasses import replace

import pytest

from desktop.rules.seating import arranging
from desktop.rules.seating.arranging import Along, Guide, Side, align, narrow_about, snap, spread, to_door, turned
from desktop.rules.seating.changes import Clash, History, perform
from desktop.rules.seating.commands import MoveTable, MoveTables
from desktop.rules.seating.edits import apply
from desktop.rules.seating.grouping import group_of
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import Person, Plan, Table
from desktop.rules.seating.rooms import Box, Point, around, box, narrow_aisles
from desktop.rules.seating.shapes import Shape, form
from tests.seating.tables import round_table


def at(x: float, y: float, half: float = 500) -> Box:
    return Box(x - half, y - half, x + half, y + half)


def test_without_a_guide_near_a_table_stops_at_the_grid():
    held = snap(at(1234, 5678), Point(1234, 5678), [at(90_000, 90_000)], reach=60)
    assert (1234 + held.dx, 5678 + held.dy, held.guides) == (1250, 5700, ())


def test_middles_come_before_edges_and_draw_a_line_across_both():
    held = snap(at(1030, 9000), Point(1030, 9000), [at(1000, 0), at(990, 4000, half=700)], reach=60)
    assert held.dx == -30
    assert held.guides == (Guide(1000, -500, 1000, 9500),)
    # nearer wins, whatever it is
    assert snap(at(1030, 9000), Point(1030, 9000), [at(1000, 0), at(1040, 4000, half=500)], reach=60).dx == 10
    # beyond the reach the grid holds
    assert snap(at(1070, 9000), Point(1070, 9000), [at(1000, 0)], reach=60).dx == -20


def test_equal_gaps_and_an_aisle_hold_beside_neighbours_only():
    row = [at(0, 0), at(2300, 0)]  # a gap of 1300
    held = snap(at(4620, 30), Point(4620, 30), row, reach=60)
    assert (held.dx, held.dy) == (-20, -30)
    gaps = {(guide.x1, guide.x2): guide.gap for guide in held.guides if guide.gap}
    assert gaps == {(500, 1800): 1300, (2800, 4100): 1300}
    # halfway between two, and an aisle of 900 from one
    between = snap(at(1140, 0), Point(1140, 0), row, reach=60)
    assert between.dx == 10
    assert {guide.gap for guide in between.guides if guide.gap} == {150}
    assert snap(at(1930, 0), Point(1930, 0), [at(0, 0)], reach=60).dx == -30
    # somebody in another row is no neighbour
    assert snap(at(1930, 5000), Point(1930, 5000), [at(0, 0)], reach=60).dx == 20


@pytest.mark.parametrize(
    ("side", "corner", "same"),
    [(Side.LEFT, "left", 0), (Side.TOP, "top", 1), (Side.RIGHT, "right", 0), (Side.BOTTOM, "bottom", 1)],
)
def test_tables_of_any_size_are_aligned_by_their_outermost_edge(side, corner, same):
    tables = [round_table("a", 4), round_table("b", 12, x=4030, y=410), round_table("c", 8, x=9000, y=-200)]
    before = [getattr(box(table), corner) for table in tables]
    moves = align(tables, side)
    after = [replace(t, x=m.x, y=m.y) for t, m in zip(tables, moves, strict=True)]
    edge = min(before) if corner in ("left", "top") else max(before)
    assert [getattr(box(table), corner) for table in after] == pytest.approx([edge] * 3, abs=0.6)
    kept = [(t.y if same == 0 else t.x) for t in tables]
    assert [(m.y if same == 0 else m.x) for m in moves] == kept


def test_tables_are_spread_with_the_same_gap_and_the_outermost_stay():
    tables = [round_table("c", 8, x=9000), round_table("a", 4), round_table("b", 12, x=3000, y=700)]
    moves = {move.table: move for move in spread(tables, Along.ACROSS)}
    assert (moves["a"].x, moves["c"].x, moves["b"].y) == (0, 9000, 700)
    boxes = [box(replace(t, x=moves[t.id].x)) for t in sorted(tables, key=lambda t: t.id)]
    assert boxes[1].left - boxes[0].right == pytest.approx(boxes[2].left - boxes[1].right, abs=1)
    down = {m.table: m.y for m in spread([round_table("a", 8), round_table("b", 8, y=5000), round_table("c", 8, y=600)],
                                         Along.DOWN)}  # fmt: skip
    assert down == {"a": 0, "b": 5000, "c": 2500}
    whole = [box(table) for table in tables]
    middle = (min(b.top for b in whole) + max(b.bottom for b in whole)) / 2
    assert {m.y for m in align(tables, Side.MIDDLE)} == {round(middle)}
    assert len({m.x for m in align(tables, Side.CENTRE)}) == 1


def test_a_table_that_is_turned_stops_where_its_main_seat_sees_the_door():
    table = round_table("a", 10, x=0, y=0)
    door = Point(1000, 5000)  # a little right of straight down
    assert to_door(table, Point(0, 5000)) == 0
    assert to_door(table, door) == 349
    assert turned(table, 350.4, door) == 349
    assert turned(table, 44, door) == 45
    assert turned(table, 44.4) == 45
    assert turned(table, 52) == 52
    # rows of chairs look up the drawing already
    assert to_door(replace(table, form=form(Shape.THEATRE, 20)), Point(0, -5000)) == 0


def test_aisles_of_dragged_tables_are_those_of_the_whole_room():
    standing = [round_table(f"s{n}", 10, x=3700 * (n % 4), y=3700 * (n // 4)) for n in range(12)]
    moving = [round_table("m", 10, x=1600, y=9600), round_table("k", 10, x=1600, y=15_000)]
    found = {(n.one.table, n.other.table, n.gap) for n in narrow_about(moving, [around(t) for t in standing])}
    whole = {(n.one.table, n.other.table, n.gap) for n in narrow_aisles([*moving, *standing])}
    assert found == {pair for pair in whole if (pair[0] in "mk") is not (pair[1] in "mk")}
    assert len(found) > 1


def test_several_tables_move_as_one_thing_to_undo_beside_a_colleague():
    tables = tuple(round_table(f"t{n}", 8, x=4000 * n) for n in range(3))
    plan = Plan(tables, ())
    command = MoveTables((MoveTable("t0", 50, 60, 370), MoveTable("t2", 9000, 0, 0)))
    after, change = apply(plan, command)
    assert [(t.x, t.y, t.turn) for t in after.tables] == [(50, 60, 10), (4000, 0, 0), (9000, 0, 0)]
    assert set(change.tables) == {"t0", "t2"} and not change.seats
    other = apply(after, MoveTable("t1", 1, 2, 3))[0]
    undone, _history = History().did(change).undo(other)
    assert [(t.x, t.y, t.turn) for t in undone.tables] == [(0, 0, 0), (1, 2, 3), (8000, 0, 0)]
    clash = perform(apply(after, MoveTable("t2", 7, 7, 7))[0], change.inverse)
    assert isinstance(clash, Clash) and clash.tables == ("t2",)


def test_a_group_is_a_unit_with_who_is_attached_and_a_follower_brings_his_principals():
    people = (
        Person("driver", "Driver", Party.ATTACHED, attached_to="b"),
        Person("b", "B", Party.GUEST, 2, unit="Bank"),
        Person("a", "A", Party.GUEST, 1, unit="Bank"),
        Person("x", "X", Party.HOST, 1, unit="Bank"),
        Person("y", "Y", Party.GUEST, 3),
        Person("z", "Z", Party.GUEST, 4),
    )
    plan = Plan((Table("t", "1", form(Shape.ROUND, 8)),), people)
    assert group_of(plan, "a") == group_of(plan, "driver") == ("a", "b", "driver")
    assert group_of(plan, "y") == ("y",)
    assert arranging.moved(plan.tables[0], 10.4, -10.6) == MoveTable("t", 10, -11, 0)
