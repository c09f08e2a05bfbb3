"""An erasure and the book, on each kind of office: a host's wishes outlive his guest, not himself."""

from datetime import timedelta

import pytest

from desktop.models.bookings import Booking, GivenOut
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Sheet
from desktop.rules.erasing import InTheWay
from desktop.services import bills, booking_lists, bookings, cards, erasing
from desktop.services.cards import Wanted
from tests.bookings.test_parties import LEADER, client, house
from tests.bookings.test_service import TODAY
from tests.erasing.test_service import erase

__all__ = ["house"]


def wishes(house, booking):
    return house.office.ask(booking_lists.booking_of, booking).wishes


def test_who_was_a_guest_takes_no_wish_of_the_host_away(house):
    house.office.ask_for_no_consent()
    host, guest = client(house, "贺启年"), client(house, "单雪")
    coming = house.take(host, guests=(guest,), on=TODAY + timedelta(days=1), wishes="花生过敏")
    alone = house.take(guest, "竹影", wishes="单雪要靠窗")
    house.do(bookings.set_state, alone, BookingState.CANCELLED, "单雪病了")
    erase(house.office, guest)
    assert (wishes(house, coming), wishes(house, alone)) == ("花生过敏", "")
    assert house.office.ask(booking_lists.booking_of, alone).reason == ""


def test_a_host_who_is_still_to_come_is_called_off_first(house):
    house.office.ask_for_no_consent()
    host, guest = client(house, "贺启年"), client(house, "单雪")
    day = TODAY + timedelta(days=1)
    coming = house.take(host, guests=(guest,), on=day, wishes="花生过敏")
    (found,) = house.office.ask(erasing.prospect, host).hindrances
    assert found.detail == f"1 ({day.isoformat()})"
    with pytest.raises(InTheWay):
        erase(house.office, host)
    assert house.office.ask(erasing.prospect, guest).hindrances == ()
    house.do(bookings.set_state, coming, BookingState.CANCELLED)
    erase(house.office, host)
    assert wishes(house, coming) == ""


def test_who_has_a_card_is_told_and_why_it_went_out_late_is_told_no_more(house):
    house.office.ask_for_no_consent()
    host = client(house, "贺启年")
    leader = house.office.hire("王芳", LEADER)
    key = house.take(host)
    with house.office.beneath() as database, database.writing():
        Booking.update(taken_at=1).execute()
    (given,) = house.do(cards.hand_out, [Wanted(key, host, Sheet.CARD)], leader.id, "贺启年来得晚")
    with house.office.beneath() as database, database.writing():
        GivenOut.update(reason="贺启年来得晚").execute()
    house.do(bookings.set_state, key, BookingState.ARRIVED)
    house.do(bills.enter_bill, key, 1000_00)
    (found,) = house.office.ask(erasing.prospect, host).hindrances
    assert found.detail == "王芳 (1)" and "partner" not in found.why
    house.do(cards.take_back, [given])
    erase(house.office, host)
    with house.office.beneath():
        assert GivenOut.get().reason == ""
