"""Shapes and rooms: where seats stand, who sits beside and across, free ways, arrow keys, clock positions."""

import math
from dataclasses import replace

import pytest

from desktop.rules.errors import BadEntry
from desktop.rules.seating import laying
from desktop.rules.seating.plan import Seat, Table
from desktop.rules.seating.rooms import (
    Clock,
    Point,
    Way,
    back_to_back,
    box,
    clock,
    narrow_aisles,
    next_table,
    next_table_seat,
)
from desktop.rules.seating.rooms import ranked_tables as rank
from desktop.rules.seating.shapes import CHAIR, OUT, ROWS, Shape, direction, form, neighbours, opposite, places
from tests.seating.tables import round_table

ALL = [(shape, seats) for shape in Shape for seats in (2, 3, 4, 5, 7, 8, 12, 13, 20, 30)]


@pytest.mark.parametrize(("shape", "seats"), ALL)
def test_chairs_do_not_overlap_and_stand_about_the_table(shape, seats):
    of = form(shape, seats)
    found = places(of)
    assert len(found) == seats
    nearest = min(math.dist(a[:2], b[:2]) for n, a in enumerate(found) for b in found[:n])
    assert nearest >= CHAIR * 0.8
    if shape not in ROWS:
        assert all(abs(p.x) <= of.width / 2 + OUT + 1 and abs(p.y) <= of.depth / 2 + OUT + 1 for p in found)


@pytest.mark.parametrize(("shape", "seats"), ALL)
def test_left_and_right_are_those_of_who_sits_there(shape, seats):
    of = form(shape, seats)
    found, hands = places(of), neighbours(of)
    for seat, (right, left) in enumerate(hands):
        here = found[seat]
        dx, dy = direction(here.facing + 90)
        if right is not None:
            assert hands[right].left == seat
            if right != left:
                assert (found[right].x - here.x) * dx + (found[right].y - here.y) * dy > 0
        if left is not None and right != left:
            assert (found[left].x - here.x) * dx + (found[left].y - here.y) * dy < 0
    if shape in (Shape.ROUND, Shape.OVAL, Shape.SQUARE, Shape.RECTANGLE, Shape.HOLLOW) and seats > 3:
        assert all(h.right is not None and h.left is not None for h in hands)


@pytest.mark.parametrize("shape", [Shape.ROUND, Shape.OVAL, Shape.SQUARE, Shape.RECTANGLE, Shape.LONG, Shape.HOLLOW,
                                   Shape.U, Shape.SOFA])  # fmt: skip
def test_the_main_seat_is_at_the_top_and_looks_to_the_door(shape):
    main = places(form(shape, 12))[0]
    assert (main.y, round(main.facing)) == (min(p.y for p in places(form(shape, 12))), 180)


@pytest.mark.parametrize("seats", range(2, 21))
def test_round_table_opposite(seats):
    across = opposite(form(Shape.ROUND, seats), 0)
    assert across.exact is (seats % 2 == 0)
    assert across.seat in ((seats // 2,) if seats % 2 == 0 else (seats // 2, seats // 2 + 1))


def test_nobody_sits_across_on_a_podium_or_at_an_open_end():
    assert opposite(form(Shape.PODIUM, 5), 2) is None
    long = form(Shape.LONG, 6)
    ends = [n for n, hands in enumerate(neighbours(long)) if hands.left is None]
    assert len(ends) == 2
    assert neighbours(form(Shape.RECTANGLE, 6))[ends[0]].left is not None


def test_oval_seats_keep_equal_ways_along_the_edge():
    found = places(form(Shape.OVAL, 14))
    gaps = [math.dist(a[:2], b[:2]) for a, b in zip(found, found[1:] + found[:1], strict=True)]
    assert max(gaps) - min(gaps) < 60


@pytest.mark.parametrize(
    ("shape", "seats", "rows"),
    [(Shape.ROUND, 1, ()), (Shape.ROUND, 31, ()), (Shape.PODIUM, 5, (2, 2)), (Shape.THEATRE, 601, ())],
)
def test_impossible_tables_are_refused(shape, seats, rows):
    with pytest.raises(BadEntry):
        form(shape, seats, rows=rows)


def test_a_theatre_holds_more_and_faces_the_stage():
    hall = places(form(Shape.THEATRE, 200))
    assert {p.facing for p in hall} == {0.0}
    assert hall[0].y < hall[-1].y
    assert hall[0].x > hall[1].x


def test_a_turned_table_turns_its_chairs():
    table = replace(round_table("a", 4), x=1000, y=500, turn=90)
    main = table.place(0)
    assert (main.facing, round(main.y)) == (270.0, 500)
    assert main.x > 1000


def two_tables(gap: int) -> list[Table]:
    """Side by side, so many mm between the backs of their nearest chairs."""
    one = round_table("a", 4)
    across = 2 * (one.form.width / 2 + OUT + CHAIR / 2)
    return [one, round_table("b", 4, 2, x=across + gap)]


@pytest.mark.parametrize(("gap", "narrow"), [(900, False), (899, True), (100, True)])
def test_the_aisle_between_the_backs_of_chairs(gap, narrow):
    tables = two_tables(gap)
    assert back_to_back(tables[0].place(1), tables[1].place(3)) == gap
    found = narrow_aisles(tables)
    assert [(n.one, n.other, n.gap) for n in found] == ([(Seat("a", 1), Seat("b", 3), gap)] if narrow else [])
    # the least is the office's setting
    assert not narrow_aisles(tables, 100)


def test_a_box_holds_table_and_chairs():
    found = box(round_table("a", 8))
    reach = form(Shape.ROUND, 8).width / 2 + OUT + CHAIR / 2
    assert found.top == pytest.approx(-reach, abs=1)
    assert found.right - found.left == pytest.approx(2 * reach, abs=2)


def test_arrow_keys_find_the_nearest_seat_of_the_next_table_that_way():
    tables = [round_table("a", 8), round_table("b", 8, 2, x=4000), round_table("c", 8, 3, y=4000)]
    assert next_table_seat(tables, Seat("a", 2), Way.RIGHT) == Seat("b", 6)
    assert next_table_seat(tables, Seat("a", 4), Way.DOWN) == Seat("c", 0)
    assert next_table_seat(tables, Seat("b", 6), Way.LEFT) == Seat("a", 2)
    # where no other table is, on across one's own
    assert next_table_seat(tables, Seat("a", 0), Way.UP) is None
    assert next_table_seat(tables[:1], Seat("a", 0), Way.DOWN) == Seat("a", 4)
    rows = [Table("r", "1", form(Shape.THEATRE, 12, rows=(4, 4, 4)))]
    assert next_table_seat(rows, Seat("r", 1), Way.DOWN) == Seat("r", 5)
    assert next_table_seat(rows, Seat("r", 5), Way.UP) == Seat("r", 1)
    assert next_table(tables, "a", Way.RIGHT) == "b" and next_table(tables, "a", Way.LEFT) is None


def test_the_clock_is_that_of_who_stands_in_the_door():
    table = round_table("a", 12)
    below, at_left = Point(0, 5000), Point(-5000, 0)
    assert [clock(table, n, below) for n in (0, 3, 6, 9)] == [Clock(12, 0), Clock(3, 0), Clock(6, 0), Clock(9, 0)]
    # from a door at the left of the drawing the top of it is at the left hand
    assert clock(table, 0, at_left) == Clock(9, 0)
    assert clock(table, 3, at_left) == Clock(12, 0)
    assert clock(round_table("b", 24), 1, below) == Clock(12, 30)
    assert clock(replace(table, turn=90), 0) == Clock(12, 0)


def test_order_of_several_tables(etiquette):
    door, order = Point(0, 20_000), etiquette.tables

    def ranked(*at: tuple[int, int], stage: Point | None = None) -> list[str]:
        tables = [Table(f"{x},{y}", "", form(Shape.ROUND, 10), x, y) for x, y in at]
        return rank(tables, order, door=door, stage=stage)

    # side by side: right for who faces the door, which is the left of the drawing
    assert ranked((-2000, 0), (2000, 0)) == ["-2000,0", "2000,0"]
    # one behind the other: the one farther from the door
    assert ranked((0, 3000), (0, -3000)) == ["0,-3000", "0,3000"]
    # three in a row: the middle, then the right one
    assert ranked((-3000, 0), (0, 0), (3000, 0)) == ["0,0", "-3000,0", "3000,0"]
    # a triangle: the far one is the head table
    assert ranked((-2000, 2000), (2000, 2000), (0, -2000)) == ["0,-2000", "-2000,2000", "2000,2000"]
    # a stage beside the door turns the rows round
    assert ranked((0, 3000), (0, -3000), stage=Point(0, 8000)) == ["0,3000", "0,-3000"]
    assert ranked((0, 0)) == ["0,0"]


def test_tables_that_are_added_stand_in_rows_and_leave_an_aisle():
    made, taken = form(Shape.ROUND, 10), []
    for _n in range(9):
        taken.append(laying.next_free(taken, [made.width] * len(taken), made))
    tables = [Table(str(n), str(n), made, p.x, p.y) for n, p in enumerate(taken)]
    assert not narrow_aisles(tables)
    assert len({p.y for p in taken}) == len({p.x for p in taken}) == 3
