"""Who hosts and who pays, on each kind of office: spend goes to the right client, and nobody out of sight is lost."""

import pytest

from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Relay, Sheet, Stage
from desktop.rules.errors import BadEntry, Restricted
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import bills, bookings, cards, clients, meals, rooms
from desktop.services.bookings import Change
from desktop.services.cards import Wanted
from desktop.services.rooms import RoomEntry
from tests.bookings.test_service import House
from tests.offices import office_today

LEADER = {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL}
NARROW = {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN, Right.ENTER_CLIENTS: Scope.ALL,
          Right.SEE_BOOKINGS: Scope.ALL, Right.TAKE_BOOKINGS: Scope.ALL}  # fmt: skip


def prepared(office):
    office.do(rooms.add_usual_meals)
    for name, seats in (("牡丹厅", 16), ("竹影", 8)):
        office.do(rooms.add_room, RoomEntry(name, seats))
    return House(office)


@pytest.fixture(params=["sqlite_office", "postgres_office", "prepared_office"])
def house(request):
    return prepared(request.getfixturevalue(request.param))


def client(house, name, me=None, **values):
    return house.office.do(clients.open_client, ClientForm.PERSON, {"name": name, **values}, me=me)


def billed(house, booking, total=3000_00):
    house.do(bookings.set_state, booking, BookingState.ARRIVED)
    house.do(bills.enter_bill, booking, total)


def spends(house):
    with house.office.work(write=False) as work:
        return [(row.client_id, row.amount) for row in work.visible(Spend)]


def test_the_ordinary_life_of_a_booking(house):
    office, host, payer = house.office, client(house, "贺启年"), client(house, "单雪")
    leader = office.hire("王芳", LEADER)
    one, other = house.take(host, guests=(payer,)), house.take("欧阳海", "竹影")
    house.do(bookings.swap_places, one, other)
    house.do(bookings.set_state, other, BookingState.CANCELLED, "下雨")
    house.do(bookings.change, one, Change(people=9, wishes="靠窗", spots=(house.spots["牡丹厅"],)))
    (given,) = house.do(cards.hand_out, [Wanted(one, host, Sheet.CARD)], leader.id)
    house.do(cards.receive, [given], "李娜")
    house.do(cards.understand, [given])
    house.do(cards.pass_on, given, Relay.KITCHEN, "赵师傅")
    house.do(cards.take_back, [given])
    billed(house, one)
    assert (house.names(one), house.line(one).state) == (["牡丹厅"], BookingState.LEFT)
    assert [line.stage for line in office.ask(cards.given, [one], me=house.desk)] == [Stage.BACK]
    assert spends(house) == [(host, 3000_00)]
    # who paid, and how much, is corrected: one spend, of whoever pays
    house.do(bookings.set_clients, one, host, payer, ())
    assert spends(house) == [(payer, 3000_00)]
    house.do(bills.enter_bill, one, 3100_00)
    assert spends(house) == [(payer, 3100_00)]


def test_nobody_is_taken_for_a_payer_or_host_out_of_sight(house):
    narrow = house.office.hire("李娜", NARROW)
    payer = client(house, "云川木业")
    mine = client(house, "徐放", me=narrow)
    key = house.take(mine, payer=payer)
    house.do(bookings.set_state, key, BookingState.ARRIVED)
    with pytest.raises(BadEntry):
        house.office.do(bills.enter_bill, key, 3000_00, me=narrow)
    assert spends(house) == []
    house.do(bills.enter_bill, key, 3000_00)
    with pytest.raises(BadEntry):
        house.office.do(bills.enter_bill, key, 3100_00, me=narrow)
    assert spends(house) == [(payer, 3000_00)]
    hosted = house.take(payer, "竹影")
    with pytest.raises(BadEntry):
        house.office.do(bookings.set_clients, hosted, mine, None, (), me=narrow)
    assert house.line(hosted).host.id == payer
    # once it is all about clients whom she sees, she enters it herself
    house.do(bookings.set_clients, key, mine, None, ())
    house.office.do(bills.enter_bill, key, 3200_00, me=narrow)
    assert spends(house) == [(mine, 3200_00)]


def test_a_host_who_went_out_of_use_still_has_his_bill(house):
    host = client(house, "贺启年")
    key = house.take(host)
    house.office.do(clients.withdraw_client, host, "重复")
    billed(house, key)
    assert spends(house) == [(host, 3000_00)]


def test_spend_taken_out_by_hand_is_not_brought_back_by_a_correction(house):
    key = house.take("贺启年")
    billed(house, key)
    with house.office.work() as work:
        (spend,) = work.visible(Spend)
        work.withdraw(spend)
        work.record("clients", "withdraw_spend", None)
    house.do(bills.enter_bill, key, 3000_00, 2000_00)
    assert spends(house) == []


def test_a_file_that_rests_is_neither_booked_nor_collected_about(house):
    host, guest = client(house, "贺启年"), client(house, "单雪")
    leader = house.office.hire("王芳", LEADER)
    key, free = house.take(host), house.take(guest, "竹影")
    with house.office.beneath() as database, database.writing():
        Client.update(restricted_at=1, client_class="A").where(Client.id == host).execute()
    house.do(bookings.set_state, key, BookingState.ARRIVED)
    for verb, *given in (
        (bookings.take, house.entry(host, turn=2)),
        (bookings.set_clients, free, guest, None, (host,)),
        (bookings.set_clients, key, guest, None, ()),
        (cards.hand_out, [Wanted(key, host, Sheet.CARD)], leader.id),
        (bills.enter_bill, key, 3000_00),
    ):
        with pytest.raises(Restricted):
            house.do(verb, *given)
    (one,) = house.office.ask(meals.this_meal, office_today(), house.meals["lunch"]).bookings[0].recognised
    assert (one.client.id, one.form, one.card) == (host, Stage.NONE, Stage.NONE)
    # it is still called off, which uses nothing of it
    later = house.take(guest, turn=2)
    with house.office.beneath() as database, database.writing():
        Client.update(restricted_at=1).where(Client.id == guest).execute()
    house.do(bookings.set_state, later, BookingState.CANCELLED)
