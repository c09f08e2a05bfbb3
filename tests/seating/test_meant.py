"""What holds around a plan: offers for an etiquette, names of tables, secret rules, guests of an undone booking."""

from uuid import UUID

import pytest

from desktop.models.seating import Attendance
from desktop.rules.errors import BadEntry
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.commands import Flag
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import Kind, Rule, SeatFlag, Trait
from desktop.rules.seating.proposing import Way
from desktop.rules.seating.shapes import Shape
from desktop.services import booking_undo, bookings, rooms, seating, seating_people, seating_tables
from desktop.services.bookings import BookingEntry
from desktop.services.rooms import RoomEntry
from desktop.services.seating_people import GuestEntry
from desktop.services.seating_tables import TableEntry
from tests.offices import office_today
from tests.seating.test_stored import DESK, Dinner


def test_an_offer_made_for_another_etiquette_is_not_accepted(office, etiquette):
    dinner = Dinner(office, etiquette)
    dinner.add("尉迟敬", "陆平")
    offer = office.errand(seating.propose, dinner.key, etiquette, seed=7, me=dinner.desk)
    dinner.do(seating_tables.choose_etiquette, dinner.key, etiquette, "single_host")
    named = [role and role.code for role in dinner.read().plan.tables[0].roles]
    with pytest.raises(BadEntry) as refused:
        dinner.do(seating.accept, dinner.key, offer, Way.STRICT, etiquette)
    assert refused.value.field == "pack"
    assert [role and role.code for role in dinner.read().plan.tables[0].roles] == named and not dinner.named()


def test_tables_have_names_of_their_own(office, etiquette):
    dinner = Dinner(office, etiquette)
    dinner.do(seating_tables.add_table, dinner.key, TableEntry(Shape.ROUND, 8), etiquette)
    dinner.do(seating_tables.remove_table, UUID(dinner.table))
    dinner.do(seating_tables.add_table, dinner.key, TableEntry(Shape.ROUND, 8), etiquette)
    assert [table.label for table in dinner.read().plan.tables] == ["2", "3"]
    # two rooms that each have a table 1; who typed the booking's guests takes them back with it
    made = [office.do(rooms.add_room, RoomEntry(name, 8)) for name in ("芍药厅", "兰厅")]
    for room in made:
        office.do(rooms.add_tables, room, 1, 8)
    meal = office.ask(rooms.meals)[0].id
    entry = BookingEntry(dinner.clients["贺启年"], office_today(), meal, 720, 16, tuple(made), names=("丁某",))
    dinner.key = dinner.do(bookings.take, entry)
    dinner.do(seating_tables.lay, dinner.key, etiquette)
    assert [table.label for table in dinner.read().plan.tables] == ["1", "3"]


def test_typed_guests_go_with_a_booking_that_is_undone(office, etiquette):
    dinner = Dinner(office, etiquette)
    room = office.do(rooms.add_room, RoomEntry("芍药厅", 8))
    meal = office.ask(rooms.meals)[0].id
    entry = BookingEntry(dinner.clients["贺启年"], office_today(), meal, 720, 8, (room,), names=("丁某",))
    key = dinner.do(bookings.take, entry)

    def listed(work):
        return [row.name for row in work.visible(Attendance).where(Attendance.booking == key)]

    assert office.ask(listed, me=dinner.desk) == ["丁某"]
    dinner.do(booking_undo.undo_last, key)
    assert office.ask(listed, me=dinner.desk) == []
    dinner.do(booking_undo.undo_last, key)
    assert office.ask(listed, me=dinner.desk) == ["丁某"]


def test_a_secret_rule_is_taken_back_by_who_is_told_what_it_says(office, etiquette):
    dinner = Dinner(office, etiquette)
    people = tuple(dinner.add("尉迟敬", "陆平"))
    rule = Rule(0, Kind.APART, people, 3, reason="离婚", secret=True)
    key = dinner.do(seating_people.add_rule, dinner.key, rule, etiquette)
    other = office.hire("马林", DESK)
    with pytest.raises(BadEntry) as refused:
        dinner.do(seating_people.withdraw_rule, key, me=other)
    assert refused.value.field == "rule"
    manager = office.hire("许芸", {**DESK, Right.APPROVE_CLIENTS: Scope.ALL})
    dinner.do(seating_people.withdraw_rule, key, me=manager)
    assert not dinner.read().rules


def test_a_child_sits_without_a_conflict_once_a_seat_is_a_child_seat(office, etiquette):
    dinner = Dinner(office, etiquette)
    dinner.add("尉迟敬", "陆平", "秦采薇")
    entry = GuestEntry(Party.GUEST, name="单小雪", traits=frozenset({Trait.CHILD}))
    dinner.do(seating_people.add_people, dinner.key, [entry], etiquette)
    change = dinner.seat(Flag(dinner.at(5), SeatFlag.CHILD))
    offer, _change = dinner.propose()
    assert dinner.named()[5] == "单小雪" and {made.conflicts for made in offer.proposal.alternatives} == {0}
    dinner.do(seating.take_back, dinner.key, change, etiquette)
    held = dinner.read()
    assert not held.plan.tables[0].flags and dinner.named()[5] == "单小雪"
