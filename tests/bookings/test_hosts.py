"""What the booking desk is told of whoever books, and what it is not told."""

import pytest

from desktop.rules.errors import NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import booking_hosts, bookings, clients, rooms
from desktop.services.bookings import BookingEntry
from desktop.services.rooms import RoomEntry
from tests.offices import office_today


def test_the_file_tells_taboos_and_where_somebody_usually_sits(office):
    today = office_today()
    office.ask_for_no_consent()
    key = office.do(clients.open_client, ClientForm.PERSON,
                    {"name": "贺启年", "salutation": "贺总", "phone": "19900000318", "taboos": "香菜"})  # fmt: skip
    office.do(rooms.add_usual_meals)
    meal = office.ask(rooms.meals)[0].id
    places = [office.do(rooms.add_room, RoomEntry(name, 10)) for name in ("牡丹", "竹影")]
    for turn, place in ((1, places[1]), (1, places[0]), (2, places[1])):
        entry = BookingEntry(key, today, meal, 12 * 60, 4 + turn, (place,), turn)
        office.do(bookings.take, entry)
    office.do(bookings.take, BookingEntry(key, today, meal, 13 * 60, 9))
    told = office.ask(booking_hosts.known_host, key)
    assert (told.salutation, told.phone, told.taboos) == ("贺总", "19900000318", "香菜")
    assert told.unsure == {"taboos"} and told.allergies == ""
    assert (told.usual_place, told.usual_people) == ("竹影", 9)


def test_a_client_out_of_sight_is_not_there(office):
    key = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    rights = {Right.SEE_CLIENTS: Scope.OWN, Right.SEE_BOOKINGS: Scope.ALL, Right.TAKE_BOOKINGS: Scope.ALL}
    clerk = office.hire("周敏", rights)
    with pytest.raises(NotFound):
        office.ask(booking_hosts.known_host, key, me=clerk)
