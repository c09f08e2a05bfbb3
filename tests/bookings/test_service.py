"""The booking book on a real office: taken, moved, called off, given back, billed; nothing is given out twice."""

import json
from datetime import timedelta
from functools import partial

import pytest

from desktop.i18n import translator
from desktop.models.bookings import BookedPlace, Meal
from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.rules.audit import Question
from desktop.rules.bookings import BookingState, MealTime, Taken
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    audit,
    bills,
    booking_hosts,
    booking_lists,
    booking_undo,
    bookings,
    clients,
    dossiers,
    rooms,
    spending,
)
from desktop.services.bookings import BookingEntry, Change, NewHost
from desktop.services.rooms import RoomEntry
from tests.offices import TestOffice, office_today

DESK = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL,
        Right.SEE_BOOKINGS: Scope.ALL, Right.TAKE_BOOKINGS: Scope.ALL}  # fmt: skip


@pytest.fixture
def house(office: TestOffice):
    """Two rooms, a hall of three tables, lunch and dinner; somebody at the booking desk."""
    return furnished(office)


def furnished(office: TestOffice):
    office.do(rooms.add_usual_meals)
    for name, seats in (("牡丹厅", 16), ("竹影", 8)):
        office.do(rooms.add_room, RoomEntry(name, seats))
    hall = office.do(rooms.add_room, RoomEntry("大厅", 0, hall=True))
    office.do(rooms.add_tables, hall, 3, 10)
    return House(office)


class House:
    def __init__(self, office: TestOffice):
        self.office = office
        self.desk = office.hire("周敏", DESK)
        self.spots = {spot.name: spot.key for room in office.ask(rooms.rooms) for spot in room.spots}
        self.meals = {meal.key: meal.id for meal in office.ask(rooms.meals)}

    def entry(self, host="贺启年", place="牡丹厅", **more):
        spots = tuple(self.spots[name] for name in ([place] if isinstance(place, str) else place))
        named = NewHost(host) if isinstance(host, str) else host
        given = {"on": office_today(), "meal": self.meals["lunch"], "at": 12 * 60, "people": 8, "spots": spots}
        return BookingEntry(named, **(given | more))

    def take(self, *args, **more):
        return self.office.do(bookings.take, self.entry(*args, **more), me=self.desk)

    def do(self, verb, *args, **more):
        return self.office.do(verb, *args, me=self.desk, **more)

    def line(self, booking):
        return self.office.ask(booking_lists.booking_of, booking, me=self.desk)

    def names(self, booking):
        return [spot.name for spot in self.line(booking).places]


def test_name_and_phone_are_enough_and_the_draft_makes_itself(house):
    key = house.take(NewHost("贺启年", "199 0000 0318", "贺总"), wishes="不要香菜")
    line = house.line(key)
    assert (line.number, line.host.name, line.host.salutation, line.state) == (1, "贺启年", "贺总", BookingState.HELD)
    with house.office.work(write=False) as work:
        assert work.get(Client, line.host.id).draft
    again = house.take(line.host.id, "竹影", confirmed=True)
    assert house.line(again).host == line.host
    assert (house.line(again).number, house.line(again).state) == (2, BookingState.CONFIRMED)


def test_a_place_is_given_out_once_a_turn(house):
    house.take("贺启年")
    with pytest.raises(Taken) as caught:
        house.take("单雪")
    assert caught.value.spots == ("牡丹厅",) and "贺启年" in str(caught.value)
    # and nothing half-done stays behind: neither the booking nor the draft of its host
    assert len(house.office.ask(booking_lists.day_book, office_today()).lines) == 1
    with house.office.work(write=False) as work:
        assert work.visible(Client).where(Client.name == "单雪").count() == 0
    house.take("单雪", turn=2, at=13 * 60)
    house.take("尉迟敬", meal=house.meals["dinner"], at=18 * 60)
    with pytest.raises(BadEntry):
        house.take("欧阳海", turn=3, at=13 * 60)


def test_a_hall_is_given_out_by_its_tables(house):
    banquet = house.take("贺启年", ["大厅 1", "大厅 2"], people=20)
    assert house.names(banquet) == ["大厅 1", "大厅 2"]
    with pytest.raises(Taken):
        house.take("单雪", ["大厅 2", "大厅 3"])
    house.take("单雪", "大厅 3")


def test_the_database_itself_gives_nothing_out_twice(house):
    key = house.take("贺启年")
    with house.office.work(write=False) as work:
        place = work.visible(BookedPlace).where(BookedPlace.booking == key).get()
    values = {**place.__data__, "id": key}
    with pytest.raises(Exception, match=r"(?i)unique|booked_place_once"), house.office.beneath():
        BookedPlace.insert(values).execute()


def test_a_late_cancellation_frees_the_room_and_is_taken_back_as_one(house):
    key = house.take("贺启年", confirmed=True)
    waits = house.take("单雪", ())
    house.do(bookings.set_state, key, BookingState.CANCELLED, "主人生病")
    line = house.line(key)
    assert (line.state, line.places, line.reason) == (BookingState.CANCELLED, (), "主人生病")
    waiting = house.office.ask(booking_lists.waiting_for, office_today(), house.meals["lunch"])
    assert [one.id for one in waiting] == [waits]
    house.do(bookings.give_back, key)
    assert (house.line(key).state, house.names(key)) == (BookingState.CONFIRMED, ["牡丹厅"])
    house.do(bookings.set_state, key, BookingState.CANCELLED)
    house.do(bookings.change, waits, Change(spots=(house.spots["牡丹厅"],)))
    assert house.line(waits).state is BookingState.HELD
    with pytest.raises(Taken):
        house.do(bookings.give_back, key)
    assert house.line(key).state is BookingState.CANCELLED


def test_a_booking_moves_with_its_day_and_keeps_nothing_behind(house):
    today = office_today()
    key = house.take("贺启年")
    house.do(bookings.change, key, Change(on=today + timedelta(days=1), people=12, wishes="靠窗"))
    line = house.line(key)
    assert (line.on, line.people, line.wishes, house.names(key)) == (
        today + timedelta(days=1),
        12,
        "靠窗",
        ["牡丹厅"],
    )
    house.take("单雪")
    with pytest.raises(Taken):
        house.do(bookings.change, key, Change(on=today))
    assert house.line(key).on == today + timedelta(days=1)


def test_two_rooms_change_places_by_way_of_a_third(house):
    one, other = house.take("贺启年", "牡丹厅"), house.take("单雪", "竹影")
    house.do(bookings.swap_places, one, other)
    assert (house.names(one), house.names(other)) == (["竹影"], ["牡丹厅"])


def test_the_bill_goes_to_who_pays_once_however_often_it_is_entered(house):
    payer = house.office.do(clients.open_client, ClientForm.ORGANISATION, {"name": "云川木业"})
    key = house.take("贺启年", payer=payer)
    with pytest.raises(BadEntry):
        house.do(bills.enter_bill, key, 3000_00)
    house.do(bookings.set_state, key, BookingState.ARRIVED)
    house.do(bills.enter_bill, key, 3000_00, 2400_00, signed=True)
    house.do(bills.enter_bill, key, 3100_00, 2400_00, signed=True)
    line = house.line(key)
    assert (line.state, line.total, line.food, line.signed) == (BookingState.LEFT, 3100_00, 2400_00, True)
    with house.office.work(write=False) as work:
        rows = [(row.client_id, row.amount, row.visits) for row in work.visible(Spend)]
    assert rows == [(payer, 3100_00, 1)]


def test_who_does_not_come_keeps_nobody_away_and_may_come_after_all(house):
    key = house.take("贺启年")
    house.do(bookings.set_state, key, BookingState.NO_SHOW)
    house.take("单雪", "牡丹厅")
    with pytest.raises(Taken):
        house.do(bookings.set_state, key, BookingState.ARRIVED)


def test_what_fits_best_is_offered_first(house):
    today = office_today()
    house.take("贺启年", "竹影")
    free = house.office.ask(booking_lists.free_spots, today, house.meals["lunch"], 1, 9)
    assert [spot.name for spot in free] == ["大厅 1", "大厅 2", "大厅 3", "牡丹厅"]
    # another meal is on at the same hour: two meals may have overlapped before they were kept apart
    supper = house.office.do(rooms.add_meal, MealTime("夜宵", 21 * 60 + 30, 60, 22 * 60))
    with house.office.beneath() as database, database.writing():
        Meal.update(begins=21 * 60).where(Meal.id == supper).execute()
    dinner = house.take("欧阳海", meal=house.meals["dinner"], at=21 * 60)
    free = partial(house.office.ask, booking_lists.free_spots, today, supper, 1, 9)
    assert "牡丹厅" not in [spot.name for spot in free(at=21 * 60)]
    assert "牡丹厅" in [spot.name for spot in free(at=21 * 60 + 30)]
    # before an hour is said, what is free at no hour of the meal's beginning is not promised
    assert "牡丹厅" not in [spot.name for spot in free()]
    assert "牡丹厅" in [spot.name for spot in free(at=21 * 60, but=dinner)]


def test_a_host_out_of_sight_is_not_told(house):
    key = house.take("贺启年")
    narrow = {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN, Right.TAKE_BOOKINGS: Scope.ALL,
              Right.ENTER_CLIENTS: Scope.ALL}  # fmt: skip
    server = house.office.hire("李娜", narrow)
    assert house.office.ask(booking_lists.booking_of, key, me=server).host is None
    with pytest.raises(Taken) as caught:
        house.office.do(bookings.take, house.entry("单雪"), me=server)
    assert "贺启年" not in str(caught.value)
    nobody = house.office.hire("孙倩", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        house.office.ask(booking_lists.day_book, office_today(), me=nobody)
    seer = house.office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL})
    with pytest.raises(NotAllowed):
        house.office.do(bookings.set_state, key, BookingState.CANCELLED, me=seer)


def test_a_booked_room_is_not_taken_out_of_use(house):
    house.take("贺启年", "竹影")
    with pytest.raises(BadEntry):
        house.office.do(rooms.withdraw_room, house.spots["竹影"])
    house.office.do(rooms.withdraw_room, house.spots["牡丹厅"])
    assert "牡丹厅" not in [room.name for room in house.office.ask(rooms.rooms)]
    with pytest.raises(BadEntry):
        house.office.do(rooms.withdraw_meal, house.meals["lunch"])


def test_an_office_has_meals_of_its_own(house):
    house.office.do(rooms.add_meal, MealTime("夜宵", 21 * 60 + 30, 60, 22 * 60))
    assert [meal.key or meal.time.name for meal in house.office.ask(rooms.meals)] == ["lunch", "dinner", "夜宵"]
    with pytest.raises(BadEntry):
        house.office.do(rooms.add_meal, MealTime("夜宵", 22 * 60, 60, 22 * 60))


def test_the_audit_log_says_which_booking(house):
    key = house.take()
    for state in (BookingState.ARRIVED, BookingState.LEFT):
        house.do(bookings.set_state, key, state)
    told = [line for line in house.office.ask(audit.page, Question()) if line.action in ("Party left", "Party arrived")]
    assert [[fact.value for fact in line.facts if fact.name == "number"] for line in told] == [["1"], ["1"]]


def test_what_was_out_of_use_comes_back_unless_its_name_is_given_again(house):
    today = office_today()
    office = house.office
    hall = next(room for room in office.ask(rooms.rooms) if room.hall)
    meal, table = house.meals["dinner"], hall.tables[0].id
    for verb, back, key in ((rooms.withdraw_meal, rooms.restore_meal, meal),
                            (rooms.withdraw_table, rooms.restore_table, table),
                            (rooms.withdraw_room, rooms.restore_room, hall.id)):  # fmt: skip
        before = office.ask(rooms.meals), office.ask(rooms.rooms)
        office.do(verb, key, *(() if verb is rooms.withdraw_meal else ("漏水", today + timedelta(days=1))))
        assert (office.ask(rooms.meals), office.ask(rooms.rooms)) != before
        (line,) = office.ask(rooms.out_of_use)
        assert line.id == key and line.name in ("晚餐", "大厅 1", "大厅", "Dinner")
        assert (line.why, line.until) in (("漏水", today + timedelta(days=1)), ("", None))
        office.do(back, key)
        assert office.ask(rooms.out_of_use) == ()
        assert (office.ask(rooms.meals), office.ask(rooms.rooms)) == before
    with pytest.raises(BadEntry) as caught:
        office.do(rooms.withdraw_room, hall.id, "漏水", today)
    assert caught.value.field == "until"
    office.do(rooms.withdraw_room, hall.id)
    office.do(rooms.add_room, RoomEntry(hall.name, 20), None)
    with pytest.raises(BadEntry) as caught:
        office.do(rooms.restore_room, hall.id)
    assert caught.value.field == "name"


def test_a_hall_is_added_with_its_tables_or_not_at_all(house):
    before = house.office.ask(rooms.rooms)
    with pytest.raises(BadEntry):
        house.office.do(rooms.add_room, RoomEntry("宴会厅", 0, hall=True), (0, 10))
    assert house.office.ask(rooms.rooms) == before
    house.office.do(rooms.add_room, RoomEntry("宴会厅", 0, hall=True), (20, 10))
    made = house.office.ask(rooms.rooms)[-1]
    assert (made.seats, len(made.spots), made.tables[-1].label) == (200, 20, "20")


def last(house, booking):
    house.do(booking_undo.undo_last, booking)
    return house.line(booking)


def test_a_cancellation_is_undone_as_one_and_done_again(house):
    key = house.take("贺启年", confirmed=True)
    house.do(bookings.set_state, key, BookingState.CANCELLED, "主人生病")
    line = last(house, key)
    assert (line.state, line.reason, house.names(key)) == (BookingState.CONFIRMED, "", ["牡丹厅"])
    assert last(house, key).state is BookingState.CANCELLED
    house.take("单雪")
    with pytest.raises(Taken) as caught:
        house.do(booking_undo.undo_last, key)
    assert "单雪" in str(caught.value) and house.line(key).state is BookingState.CANCELLED


def test_a_move_and_a_swap_are_undone_with_all_their_places(house):
    today = office_today()
    key, other = house.take("贺启年"), house.take("单雪", "竹影")
    house.do(bookings.swap_places, key, other)
    house.do(booking_undo.undo_last, other)
    assert (house.names(key), house.names(other)) == (["牡丹厅"], ["竹影"])
    house.do(bookings.change, key, Change(on=today + timedelta(days=2), spots=(house.spots["大厅 1"],)))
    line = last(house, key)
    assert (line.on, house.names(key)) == (today, ["牡丹厅"])


def test_a_booking_that_is_undone_is_gone_with_its_place(house):
    key = house.take("贺启年")
    house.do(booking_undo.undo_last, key)
    assert house.office.ask(booking_lists.day_book, office_today()).lines == ()
    house.take("单雪")
    with pytest.raises(Taken):
        house.do(booking_undo.undo_last, key)


def test_a_bill_is_undone_with_its_spend_unless_that_was_changed_since(house):
    key = house.take("贺启年")
    house.do(bookings.set_state, key, BookingState.ARRIVED)
    house.do(bills.enter_bill, key, 3000_00)
    line = last(house, key)
    assert (line.state, line.total) == (BookingState.ARRIVED, None)
    with house.office.work(write=False) as work:
        assert work.visible(Spend).count() == 0
        (spend,) = work.visible(Spend, withdrawn=True)
    house.do(bills.enter_bill, key, 3000_00)
    house.office.do(spending.withdraw_spend, spend.id)
    with pytest.raises(BadEntry):
        house.do(booking_undo.undo_last, key)


def test_a_dossier_tells_the_bookings(house):
    key = house.take("贺启年", wishes="不要香菜", purpose="寿宴")
    client = house.line(key).host.id
    made = house.office.errand(dossiers.dossier, client, dossiers.Wish(), translator("en"))
    (entry,) = [one for one in json.loads(made.json)["entries"] if "Booking" in str(one)]
    assert "不要香菜" in str(entry) and "寿宴" in str(entry)


def test_guests_with_and_without_a_file_come_with_the_booking(house):
    opened = partial(house.office.do, clients.open_client, ClientForm.PERSON, me=house.desk)
    guest, one, other = (
        opened({"name": name, **more})
        for name, more in (
            ("单雪", {"salutation": "单总"}),
            ("王建国", {"phone": "19900000001"}),
            ("王建国", {"phone": "19900000002"}),
        )
    )
    key = house.take("贺启年", guests=(guest,), names=(" 尉迟敬 ", "钱多多", "尉迟敬", ""))
    line = house.line(key)
    assert ([known.id for known in line.guests], line.names) == ([guest], ("尉迟敬", "钱多多"))
    asked = partial(house.office.ask, booking_hosts.called_so, ["单总", "王建国", "查无此人", "钱多多"])
    found = {name: {known.id for known in known_so} for name, known_so in asked(me=house.desk).items()}
    assert found == {"单总": {guest}, "王建国": {one, other}}
    narrow = house.office.hire("李娜", {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN})
    assert asked(me=narrow) == {} and house.office.ask(booking_lists.booking_of, key, me=narrow).guests == ()
    with pytest.raises(BadEntry):
        house.take("单雪", "竹影", names=("长" * 201,))
    house.do(booking_undo.undo_last, key)
    assert house.office.ask(booking_lists.day_book, office_today(), me=house.desk).lines == ()
