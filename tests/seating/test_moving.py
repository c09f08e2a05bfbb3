"""A booking that gets another room takes its people along to the tables that stand there, as one act (SE-8)."""

from uuid import UUID

import pytest

from desktop.rules.errors import BadEntry
from desktop.rules.seating.commands import Assign, Pin
from desktop.services import booking_undo, bookings, rooms, seating, seating_plans
from desktop.services.bookings import BookingEntry, Change
from desktop.services.rooms import RoomEntry
from tests.offices import office_today
from tests.seating.test_stored import Dinner


@pytest.fixture
def dinner(office, etiquette):
    return Dinner(office, etiquette)


def room_of(dinner, name, *seats):
    room = dinner.office.do(rooms.add_room, RoomEntry(name, sum(seats)))
    for number in seats:
        dinner.office.do(rooms.add_tables, room, 1, number)
    return room


def move(dinner, *spots, key=None):
    dinner.do(bookings.change, key or dinner.key, Change(spots=spots), dinner.etiquette)


def stands(dinner):
    """Each table by rank: name, seats, who sits where."""
    plan = dinner.read().plan
    return [(t.label, t.form.seats, {s.number: plan.name(p) for s, p in plan.seating.items() if s.table == t.id})
            for t in plan.tables]  # fmt: skip


def seats_of(dinner):
    return dinner.office.ask(seating_plans.seats_of, dinner.key, me=dinner.desk)


def test_people_go_along_to_a_larger_room_and_back_as_one(dinner):
    large = room_of(dinner, "大厅", 12, 12)
    one, other = dinner.add("尉迟敬", "欧阳海")
    dinner.seat(Assign(dinner.person("单雪"), dinner.at(0)))
    for number, person in ((1, one), (7, other)):
        dinner.seat(Assign(person, dinner.at(number)))
    dinner.seat(Pin(dinner.at(1)))
    was = stands(dinner)
    move(dinner, large)
    (first, second), plan = stands(dinner), dinner.read().plan
    assert (first[1], second[1:]) == (12, (12, {})) and len({first[0], second[0]}) == 2
    assert first[2] == {0: "单雪", 1: "尉迟敬", 11: "欧阳海"}
    assert [plan.name(plan.seating[seat]) for seat in plan.pins] == ["尉迟敬"]
    # the places of honour are those of tables of twelve
    assert all(len(t.roles) == 12 and any(t.roles) for t in plan.tables)
    assert (plan.tables[0].x, plan.tables[0].y) != (plan.tables[1].x, plan.tables[1].y)
    assert seats_of(dinner) == (1, ())
    dinner.do(booking_undo.undo_last, dinner.key)
    assert stands(dinner) == was and dinner.read().plan.pins == {dinner.at(1)}
    # done again it brings that back
    dinner.do(booking_undo.undo_last, dinner.key)
    assert stands(dinner) == [first, second]
    # what a colleague gave since is not taken from him
    dinner.seat(Assign(dinner.person("贺启年"), next(iter(dinner.read().plan.tables[1].seats))))
    with pytest.raises(BadEntry) as refused:
        dinner.do(booking_undo.undo_last, dinner.key)
    assert refused.value.field == "seats" and stands(dinner)[1][2] == {0: "贺启年"}


def test_fewest_lose_their_seats_in_a_smaller_room_and_a_table_with_people_is_not_taken_from_them(dinner):
    two, small = room_of(dinner, "双桌厅", 8, 6), room_of(dinner, "小厅", 6)
    move(dinner, two)
    people = dinner.add("尉迟敬", "欧阳海", "陆平", "沈立", "周到", "吴经理")
    first, second = dinner.read().plan.tables
    for person, seat in zip(people, [*first.seats[1:7]], strict=True):
        dinner.seat(Assign(person, seat))
    dinner.seat(Assign(dinner.person("单雪"), second.seats[2]))
    move(dinner, small)
    (head, rest), plan = stands(dinner), dinner.read().plan
    assert (head[1], len(head[2]), rest[1:]) == (6, 5, (6, {2: "单雪"})) and head[0] != rest[0]
    assert len(plan.seating) == 6
    # of eight who come 贺启年 had none before
    assert seats_of(dinner) == (2, (rest[0],))
    # whoever does not come any more is not given his seat back
    unseated = next(p.id for p in plan.people if p.name in ("尉迟敬", "欧阳海", "陆平", "沈立", "周到", "吴经理")
                    and p.id not in plan.seating.values())  # fmt: skip
    dinner.do(seating.let_go, dinner.key, [UUID(unseated)], dinner.etiquette)
    with pytest.raises(BadEntry) as refused:
        dinner.do(booking_undo.undo_last, dinner.key)
    assert refused.value.field == "people" and len(dinner.read().plan.tables) == 2
    # once nobody sits there it goes with the next room
    dinner.seat(Assign(dinner.person("单雪"), plan.tables[0].seats[0]))
    same = room_of(dinner, "竹影", 6)
    held = stands(dinner)[0][2]
    move(dinner, same)
    assert [(seats, sitting) for _label, seats, sitting in stands(dinner)] == [(6, held)]


def test_two_who_change_their_rooms_each_take_their_people_along(dinner):
    other_room = room_of(dinner, "竹影", 10)
    entry = BookingEntry(dinner.clients["单雪"], office_today(), dinner.office.ask(rooms.meals)[0].id, 12 * 60, 10,
                         (other_room,))  # fmt: skip
    other = dinner.do(bookings.take, entry)
    dinner.seat(Assign(dinner.person("单雪"), dinner.at(7)))
    dinner.do(bookings.swap_places, dinner.key, other, dinner.etiquette)
    assert [(seats, sitting) for _label, seats, sitting in stands(dinner)] == [(10, {9: "单雪"})]
    # where nothing stands they keep the tables that they have
    move(dinner, dinner.office.do(rooms.add_room, RoomEntry("空厅", 10)))
    assert [(seats, sitting) for _label, seats, sitting in stands(dinner)] == [(10, {9: "单雪"})]
    assert seats_of(dinner) == (1, ())
