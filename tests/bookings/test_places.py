"""Nothing is given out twice, nor out of use while it is booked: across meals, at midnight, by two at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from desktop.models.bookings import BookedPlace, Booking, BookingClient, Meal
from desktop.rules.bookings import BookingState, MealTime, Taken
from desktop.rules.errors import BadEntry
from desktop.services import bookings, rooms
from desktop.services.bookings import Change
from desktop.services.rooms import RoomEntry
from tests.bookings.test_service import House, furnished, house
from tests.offices import office_today
from tests.trust.waiting import wait_for_lock

__all__ = ["house"]
SUPPER = MealTime("夜宵", 21 * 60 + 30, 60, 22 * 60)


def hall(house: House):
    return next(room for room in house.office.ask(rooms.rooms) if room.hall)


def refused(field, verb, *args, do):
    with pytest.raises(BadEntry) as caught:
        do(verb, *args)
    assert caught.value.field == field


def test_meals_follow_one_another_however_they_come_into_use(house):
    do = house.office.do
    refused("begins", rooms.add_meal, MealTime("夜宵", 21 * 60, 60, 21 * 60), do=do)
    supper = do(rooms.add_meal, SUPPER)
    refused("begins", rooms.change_meal, supper, MealTime("夜宵", 21 * 60, 60, 22 * 60), 1, do=do)
    do(rooms.change_meal, supper, MealTime("宵夜", SUPPER.begins, SUPPER.ends, SUPPER.ready_by), 1)
    do(rooms.withdraw_meal, house.meals["lunch"])
    tea = do(rooms.add_meal, MealTime("早茶", 9 * 60, 12 * 60, 9 * 60))
    refused("begins", rooms.restore_meal, house.meals["lunch"], do=do)
    refused("begins", rooms.add_usual_meals, do=do)
    do(rooms.withdraw_meal, tea)
    do(rooms.restore_meal, house.meals["lunch"])


def test_a_room_is_not_given_out_twice_where_meals_overlapped_before(house):
    today = office_today()
    supper = house.office.do(rooms.add_meal, SUPPER)
    with house.office.beneath() as database, database.writing():
        Meal.update(begins=21 * 60).where(Meal.id == supper).execute()
    dinner = house.take("贺启年", on=today + timedelta(days=1), meal=house.meals["dinner"], at=21 * 60)
    with pytest.raises(Taken) as caught:
        house.take("单雪", on=today + timedelta(days=1), meal=supper, at=21 * 60)
    assert caught.value.spots == ("牡丹厅",) and "贺启年" in str(caught.value)
    late = house.take("单雪", "竹影", on=today + timedelta(days=1), meal=supper, at=21 * 60 + 15)
    with pytest.raises(Taken):
        house.do(bookings.change, dinner, Change(spots=(house.spots["竹影"],)))
    house.do(bookings.change, late, Change(at=21 * 60 + 30, spots=(house.spots["牡丹厅"],)))
    with pytest.raises(Taken):
        house.do(bookings.change, late, Change(at=21 * 60 + 15))


def test_at_night_a_walk_in_comes_to_the_supper_that_goes_on(house):
    today = office_today()
    now = {"begins": 12 * 60, "ends": 11 * 60 + 59}
    with house.office.beneath() as database, database.writing():
        Meal.update(**now).where(Meal.id == house.meals["dinner"]).execute()
    with house.office.work(house.desk, write=False) as work:
        meal = next(meal for meal in rooms.meals(work) if meal.key == "dinner")
        # until noon it is yesterday's that is on
        first = rooms.day_of(work, meal.time)
        noon = work.now + timedelta(hours=12)
        work.now = noon
        later = rooms.day_of(work, meal.time)
    assert {first, later} <= {today - timedelta(days=1), today, today + timedelta(days=1)}
    key = house.take("贺启年", "竹影", on=first, meal=meal.id, at=12 * 60)
    assert house.line(key).on == first
    with pytest.raises(BadEntry):
        house.take("单雪", "牡丹厅", on=first - timedelta(days=1), meal=meal.id, at=12 * 60)
    refused(None, rooms.withdraw_room, house.spots["竹影"], do=house.office.do)


def test_what_is_booked_is_not_taken_out_of_use_nor_made_a_hall(house):
    do, room = house.office.do, hall(house)
    house.take("贺启年", "大厅 1")
    house.take("单雪", "竹影")
    refused(None, rooms.withdraw_table, room.tables[0].id, do=do)
    do(rooms.withdraw_table, room.tables[1].id)
    for key, entry in ((room.id, RoomEntry("大厅", 30)), (house.spots["竹影"], RoomEntry("竹影", 0, hall=True))):
        refused(None, rooms.change_room, key, entry, do=do)
    do(rooms.change_room, house.spots["牡丹厅"], RoomEntry("牡丹厅", 0, hall=True))


def test_a_meal_that_somebody_waits_for_stays_in_use(house):
    key = house.take("贺启年", ())
    refused(None, rooms.withdraw_meal, house.meals["lunch"], do=house.office.do)
    house.do(bookings.set_state, key, BookingState.CANCELLED)
    house.office.do(rooms.withdraw_meal, house.meals["lunch"])


def test_new_tables_take_numbers_that_are_free(house):
    room = hall(house)
    house.office.do(rooms.change_table, room.tables[0].id, "5", 10)
    house.office.do(rooms.add_tables, room.id, 3, 10)
    assert [table.label for table in hall(house).tables] == ["5", "2", "3", "4", "6", "7"]


def test_what_was_booked_stands_when_the_meal_is_given_other_hours(house):
    key = house.take("贺启年", at=14 * 60, turn=2)
    lunch = house.meals["lunch"]
    house.office.do(rooms.change_meal, lunch, MealTime("午餐", 11 * 60, 13 * 60, 11 * 60 + 30), 1)
    house.do(bookings.change, key, Change(wishes="不要香菜", people=9))
    assert (house.line(key).wishes, house.line(key).people) == ("不要香菜", 9)
    refused("at", bookings.change, key, Change(on=office_today() + timedelta(days=1)), do=house.do)
    house.do(bookings.change, key, Change(at=12 * 60, turn=1))
    refused("turn", bookings.change, key, Change(turn=2), do=house.do)


@pytest.mark.parametrize(("field", "wanted"), [
    ("people", Change(people=0)), ("turn", Change(turn=0)), ("turn", Change(turn=3)), ("spots", Change(spots=())),
])  # fmt: skip
def test_a_change_that_cannot_be_names_its_field(house, field, wanted):
    refused(field, bookings.change, house.take("贺启年"), wanted, do=house.do)


def test_only_two_bookings_of_one_turn_change_places(house):
    one, other = house.take("贺启年"), house.take("单雪", "竹影", turn=2, at=13 * 60)
    for pair in ((one, other), (one, one)):
        refused(None, bookings.swap_places, *pair, do=house.do)
    assert (house.names(one), house.names(other)) == (["牡丹厅"], ["竹影"])


def test_who_is_not_named_any_more_is_not_of_the_booking(house):
    key = house.take("贺启年")
    host = house.line(key).host.id
    guest = house.line(house.take("单雪", "竹影")).host.id
    house.do(bookings.set_clients, key, host, None, (guest,))
    house.do(bookings.set_clients, key, guest, host, ())
    line = house.line(key)
    assert (line.host.id, line.payer.id, line.guests) == (guest, host, ())
    with house.office.work(write=False) as work:
        assert work.visible(BookingClient).where(BookingClient.booking == key).count() == 2


@pytest.mark.parametrize("what", ["room", "table", "meal", "take"])
def test_who_takes_out_of_use_waits_for_who_gives_out(postgres_office, what):
    house = furnished(postgres_office)
    verb, key = {
        "room": (rooms.withdraw_room, house.spots["牡丹厅"]),
        "table": (rooms.withdraw_table, house.spots["大厅 1"]),
        "meal": (rooms.withdraw_meal, house.meals["lunch"]),
        "take": (bookings.take, house.entry("单雪", turn=1)),
    }[what]
    with ThreadPoolExecutor(1) as colleagues:
        with postgres_office.work(house.desk) as work:
            bookings.take(work, house.entry("贺启年", ["牡丹厅", "大厅 1"]))
            work.settle()
            colleague = colleagues.submit(postgres_office.do, verb, key)
            wait_for_lock(work.database, colleague)
            assert not colleague.done()
        assert type(colleague.exception()) is (Taken if what == "take" else BadEntry)
        colleagues.submit(postgres_office.office.disconnect)
    with postgres_office.work(write=False) as work:
        assert work.visible(Booking).count() == 1 and work.visible(BookedPlace).count() == 2
