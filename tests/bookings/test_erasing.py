"""An erasure and the book, on each kind of office: a host's wishes outlive his guest, not himself."""

from datetime import timedelta

import pytest

from desktop.i18n import translator
from desktop.models.bookings import Booking, GivenOut
from desktop.models.seating import Attendance, SeatingPrint, SeatingRule, SeatingVersion
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Sheet
from desktop.rules.erasing import InTheWay
from desktop.rules.errors import BadEntry
from desktop.rules.seating.commands import Assign
from desktop.rules.seating.packs import Party, read_folder
from desktop.rules.seating.plan import Kind, Rule, Seat
from desktop.services import (
    bills,
    booking_lists,
    bookings,
    cards,
    erasing,
    seating,
    seating_people,
    seating_prints,
    seating_tables,
)
from desktop.services.cards import Wanted
from desktop.services.seating_people import GuestEntry
from desktop.workstation.paths import resource
from tests.bookings.test_parties import LEADER, client, house
from tests.erasing.test_service import erase
from tests.offices import office_today

__all__ = ["house"]


def wishes(house, booking):
    return house.office.ask(booking_lists.booking_of, booking).wishes


def test_who_was_a_guest_takes_no_wish_of_the_host_away(house):
    house.office.ask_for_no_consent()
    host, guest = client(house, "贺启年"), client(house, "单雪")
    coming = house.take(host, guests=(guest,), on=office_today() + timedelta(days=1), wishes="花生过敏")
    alone = house.take(guest, "竹影", wishes="单雪要靠窗")
    house.do(bookings.set_state, alone, BookingState.CANCELLED, "单雪病了")
    erase(house.office, guest)
    assert (wishes(house, coming), wishes(house, alone)) == ("花生过敏", "")
    assert house.office.ask(booking_lists.booking_of, alone).reason == ""


def test_a_host_who_is_still_to_come_is_called_off_first(house):
    house.office.ask_for_no_consent()
    host, guest = client(house, "贺启年"), client(house, "单雪")
    day = office_today() + timedelta(days=1)
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


def test_of_the_seats_only_what_names_the_guest_goes(house):
    office, etiquette = house.office, read_folder(resource("etiquette"))
    office.ask_for_no_consent()
    host, guest = client(house, "贺启年"), client(house, "单雪")
    key = house.take(host, guests=(guest,))
    do = office.do
    (table,) = do(seating_tables.lay, key, etiquette)
    mine, hers = do(seating_people.add_clients, key, etiquette)
    other, driver, typed = do(seating_people.add_people, key, [
        GuestEntry(Party.GUEST, name="尉迟敬德"), GuestEntry(Party.ATTACHED, name="老赵", attached_to=hers),
        GuestEntry(Party.GUEST, name="单雪"),
    ], etiquette)  # fmt: skip
    for people, reason in (((mine, other), "同乡"), ((hers, other), "都爱喝茶"), ((mine, other), "单雪说他俩不和")):
        do(seating_people.add_rule, key, Rule(0, Kind.TOGETHER, tuple(map(str, people)), 3, reason), etiquette)
    for number, person in enumerate((mine, hers, other)):
        do(seating.seat, key, Assign(str(person), Seat(str(table), number)), etiquette)
    for name in ("定稿", "单雪坐首席"):
        do(seating.keep_version, key, name, etiquette)
    office.on_paper(seating_prints.place_cards, key, etiquette, translator("zh_CN"))
    late = office.errand(seating_prints.place_cards, key, etiquette, translator("zh_CN"), everybody=True)
    erase(office, guest)
    with office.beneath():
        assert [row.reason for row in SeatingRule.select().order_by(SeatingRule.number)] == ["同乡", "", ""]
        assert [row.name for row in SeatingVersion.select().order_by(SeatingVersion.number)] == ["定稿", ""]
        assert set(SeatingPrint.get().items) == {str(mine), str(other)}
        names = {row.id: row.name for row in Attendance.select()}
    assert {names[one] for one in (other, driver, typed)} == {"尉迟敬德", ""} and not names[driver] + names[typed]
    # only what is new is printed again, as before
    with pytest.raises(BadEntry):
        office.errand(seating_prints.place_cards, key, etiquette, translator("zh_CN"))
    # what was still in its dialog comes out without a trace of who was erased meanwhile
    do(late.came_out)
    with office.beneath():
        assert [set(row.items) for row in SeatingPrint.select()] == [{str(mine), str(other)}] * 2
    do(bookings.set_state, key, BookingState.CANCELLED)
    erase(office, host)
    with office.beneath():
        assert {row.reason for row in SeatingRule.select()} | {row.name for row in SeatingVersion.select()} == {""}
        assert set(SeatingPrint.get().items) == {str(other)}
