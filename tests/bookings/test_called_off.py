"""Called off, moved, come after all, billed: what hangs on a booking follows it and comes back whole (SE-8)."""

from datetime import timedelta

import pytest

from desktop.models.bookings import Booking
from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.registers import RegisterLine
from desktop.rules.audit import Question
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Sheet, Stage, Timing, Why
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.partners import Ending
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    audit,
    bills,
    booking_undo,
    bookings,
    cards,
    clients,
    histories,
    meals,
    spending,
    undoing,
)
from desktop.services.bookings import Change
from desktop.services.cards import Wanted
from tests.bookings.test_service import House, house
from tests.offices import office_today

__all__ = ["house"]
SEE = {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL}


@pytest.fixture
def party(house: House):
    return Party(house)


class Party:
    """A booking for tomorrow whose host's card is out."""

    def __init__(self, house: House):
        self.house, self.do = house, house.do
        self.guest = self.client("贺启年")
        self.leader = house.office.hire("王芳", SEE)
        self.key = house.take(self.guest, on=office_today() + timedelta(days=1))
        self.card = self.out()

    def client(self, name):
        return self.house.office.do(clients.open_client, ClientForm.PERSON, {"name": name}, me=self.house.desk)

    def out(self, kind=Sheet.CARD, key=None, client=None, reason=""):
        wanted = [Wanted(key or self.key, client or self.guest, kind)]
        return self.do(cards.hand_out, wanted, self.leader.id, reason)[0]

    def line(self, key=None):
        with self.house.office.work(self.house.desk, write=False) as work:
            return cards.given(work, [key or self.key])[0]

    def page(self, on, meal="lunch"):
        return self.house.office.ask(meals.this_meal, on, self.house.meals[meal], me=self.house.desk)

    def row(self, key=None):
        with self.house.office.work(write=False) as work:
            return work.get(Booking, key or self.key)

    def billed(self, key, total, food=None):
        self.do(bookings.set_state, key, BookingState.ARRIVED)
        return self.do(bills.enter_bill, key, total, food)

    def spends(self):
        with self.house.office.work(write=False) as work:
            return [(row.amount, row.visits) for row in work.visible(Spend).order_by(Spend.id)]


def test_a_card_is_recalled_and_due_as_before_when_its_booking_is_given_back(party):
    before = party.line().due
    for off, on in ((BookingState.CANCELLED, bookings.give_back), (BookingState.NO_SHOW, booking_undo.undo_last)):
        party.do(bookings.set_state, party.key, off, "主人生病")
        assert party.line().due == party.row().called_off_at < before
        party.do(on, party.key)
        assert party.line().due == before
    party.do(bookings.set_state, party.key, BookingState.NO_SHOW, "没来")
    party.do(bookings.set_state, party.key, BookingState.ARRIVED)
    row = party.row()
    assert (row.reason, row.called_off_at, row.called_off_from) == ("", None, "")
    assert party.line().due == before and party.house.names(party.key) == ["牡丹厅"]


def test_what_was_overdue_stays_overdue(party):
    with party.house.office.beneath() as database, database.writing():
        RegisterLine.update(due=1000).execute()
    for verb, more in ((bookings.set_state, (BookingState.NO_SHOW,)), (bookings.give_back, ()),
                       (bookings.change, (Change(spots=(party.house.spots["竹影"],)),))):  # fmt: skip
        party.do(verb, party.key, *more)
        assert party.line().due.year == 1970


def test_only_the_places_it_had_last_are_given_back(party):
    party.do(bookings.change, party.key, Change(spots=(party.house.spots["竹影"],)))
    party.do(bookings.set_state, party.key, BookingState.CANCELLED)
    party.do(bookings.give_back, party.key)
    assert party.house.names(party.key) == ["竹影"]


def test_what_is_out_goes_with_its_booking_and_whoever_has_it_is_named(party):
    today = office_today()
    party.do(cards.receive, [party.card], "李娜")
    before = party.line()
    later = Change(on=today + timedelta(days=1) + timedelta(days=1), spots=(party.house.spots["竹影"],))
    assert [line.whom for line in party.do(bookings.change, party.key, later)] == ["李娜"]
    assert (party.line().place, party.line().due) == ("竹影", before.due + timedelta(days=1))
    party.do(booking_undo.undo_last, party.key)
    assert (party.line().place, party.line().due) == (before.place, before.due)
    assert party.do(bookings.change, party.key, Change(wishes="靠窗")) == ()
    other = party.house.take(party.guest, "竹影", on=today + timedelta(days=1))
    party.out(key=other)
    assert [(line.place, line.whom) for line in party.do(bookings.swap_places, party.key, other)] == [
        ("竹影", "李娜"), ("牡丹厅", "王芳")]  # fmt: skip
    assert party.line(other).place == "牡丹厅"


def test_nothing_goes_out_for_a_stranger_nor_where_nobody_sits_yet(party):
    today = office_today()
    waits = party.house.take(party.guest, (), on=today + timedelta(days=1))
    for refused in ({"client": party.client("单雪")}, {"key": waits}):
        with pytest.raises(BadEntry) as caught:
            party.out(Sheet.FORM, **refused)
        assert caught.value.field == "wanted"
    with party.house.office.beneath() as database, database.writing():
        Client.update(client_class="A").execute()
    stages = {b.line.id: [one.form for one in b.recognised] for b in party.page(today + timedelta(days=1)).bookings}
    assert stages == {party.key: [Stage.DUE], waits: [Stage.NONE]}
    party.do(bookings.set_state, party.key, BookingState.CANCELLED)
    with pytest.raises(BadEntry):
        party.out(Sheet.FORM)
    with party.house.office.beneath() as database, database.writing():
        Person.update(suspended_at=1).where(Person.id == party.leader.id).execute()
    party.do(bookings.give_back, party.key)
    with pytest.raises(BadEntry) as caught:
        party.out(Sheet.FORM)
    assert caught.value.field == "leader"


def test_what_goes_out_late_says_why(party):
    with party.house.office.beneath() as database, database.writing():
        Booking.update(on=office_today() - timedelta(days=1), taken_at=1).execute()
    for reason in ("", "  "):
        with pytest.raises(BadEntry) as caught:
            party.out(Sheet.FORM, reason=reason)
        assert caught.value.field == "reason"
    party.out(Sheet.FORM, reason="打印机坏了")
    with party.house.office.work(write=False) as work:
        line = cards.given(work, [party.key])[1]
    assert (line.timing, line.reason) == (Timing.LATE, "打印机坏了")


def test_a_lost_card_comes_to_an_end_with_a_note(party):
    with pytest.raises(BadEntry) as caught:
        party.do(cards.take_back, [party.card], ending=Ending.LOST, note=" ")
    assert caught.value.field == "note"
    party.do(cards.take_back, [party.card], ending=Ending.LOST, note="被服务员误扔")
    line = party.line()
    assert (line.stage, line.note, line.count_back) == (Stage.LOST, "被服务员误扔", 0)
    assert not line.outstanding(line.due + timedelta(days=1))
    assert party.out() is not None


def test_who_exceeded_the_limit_is_recognised_the_next_time(party):
    today = office_today()
    first = party.house.take(party.guest, people=2)
    again = party.house.take(party.guest, meal=party.house.meals["dinner"], at=18 * 60)
    party.billed(first, 1000_00, 600_00)
    assert party.page(today, "dinner").bookings[0].recognised == ()
    with pytest.raises(BadEntry):
        party.out(key=first)
    party.do(bills.enter_bill, first, 1000_00, 600_01)
    (one,) = party.page(today).bookings[0].recognised
    assert (one.why, one.card, one.form) == ((Why.PER_HEAD,), Stage.NONE, Stage.DUE)
    (one,) = party.page(today, "dinner").bookings[0].recognised
    assert (one.client.id, one.why, one.form) == (party.guest, (Why.PER_HEAD,), Stage.DUE)
    party.out(Sheet.FORM, key=first)
    assert party.line(first).timing is Timing.ON_SPOT
    # a meal that stayed within it came after
    party.billed(again, 900_00, 800_00)
    assert party.page(today + timedelta(days=1)).bookings[0].recognised[0].why == ()


def test_an_arrival_and_a_leave_by_mistake_are_taken_back(party):
    party.do(bookings.set_state, party.key, BookingState.ARRIVED)
    party.do(bookings.set_state, party.key, BookingState.LEFT)
    party.do(booking_undo.undo_last, party.key)
    assert (party.row().state, party.row().left_at) == (BookingState.ARRIVED.value, None)
    party.do(booking_undo.undo_last, party.key)
    assert party.row().state == BookingState.LEFT.value


def test_an_arrival_by_mistake_is_taken_back(party):
    party.do(bookings.set_state, party.key, BookingState.ARRIVED)
    party.do(booking_undo.undo_last, party.key)
    assert (party.row().state, party.row().arrived_at) == (BookingState.HELD.value, None)
    assert party.house.names(party.key) == ["牡丹厅"]


def test_a_bill_says_what_would_count_twice_and_revives_nothing(party):
    key = party.house.take(party.guest, "竹影")
    party.house.office.do(spending.enter_spend, party.guest, office_today(), 500_00)
    with pytest.raises(BadEntry):
        party.billed(key, 3000_00, 3000_01)
    billed = party.do(bills.enter_bill, key, 3000_00)
    assert (billed.elsewhere, billed.counted, party.spends()) == (500_00, True, [(500_00, 1), (3000_00, 1)])
    assert party.row(key).left_at is not None
    party.do(bills.enter_bill, key, 3000_00)
    told = party.house.office.ask(audit.page, Question())
    assert len([line for line in told if line.action == "Bill of a booking entered"]) == 1
    # taken back and entered again it counts again
    party.do(booking_undo.undo_last, key)
    assert party.spends() == [(500_00, 1)]
    assert party.do(bills.enter_bill, key, 3000_00).counted and len(party.spends()) == 2
    with party.house.office.work(write=False) as work:
        mine = work.visible(Spend).where(Spend.origin == key).get().id
    party.house.office.do(spending.withdraw_spend, mine)
    assert not party.do(bills.enter_bill, key, 3100_00, 2000_00).counted
    assert party.spends() == [(500_00, 1)]


def test_without_the_right_to_see_clients_the_refusal_names_it(party):
    clerk = party.house.office.hire("孙倩", {Right.SEE_BOOKINGS: Scope.ALL, Right.TAKE_BOOKINGS: Scope.ALL})
    meal = (office_today() + timedelta(days=1), party.house.meals["lunch"])
    for verb, args in ((bookings.set_state, (party.key, BookingState.CANCELLED)), (meals.this_meal, meal)):
        with pytest.raises(NotAllowed) as caught:
            party.house.office.do(verb, *args, me=clerk)
        assert caught.value.values["right"] == Right.SEE_CLIENTS.label
    assert party.row().state == BookingState.HELD.value


def test_only_what_can_be_undone_is_offered_for_it(house):
    opened = house.line(house.take("贺启年")).host.id
    house.office.do(clients.edit_client, opened, {"unit": "云川木业"})
    lines = house.office.ask(undoing.operations, client_id=opened)
    assert [line.undoable for line in lines] == [True, False]
    told = house.office.ask(histories.history_of, opened)
    assert [line.undoable for line in told if line.action in ("File opened", "Edited")] == [True, False]
    with pytest.raises(BadEntry):
        house.office.do(undoing.undo, lines[1].operation)
    house.office.do(undoing.undo, lines[0].operation)
