"""Cards and forms of a meal: who is recognised, the clocks to the second, what went out and came back."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.models.clients import Client
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Relay, Sheet, Stage, Timing, Why, read_by, timing, why
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import bookings, cards, clients, meals, reviews
from desktop.services.cards import Wanted
from tests.bookings.test_service import House, house
from tests.offices import office_today

__all__ = ["house"]
READY = datetime(2026, 5, 8, 11, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_hour_itself_is_late_and_the_second_before_is_not():
    before = READY - timedelta(hours=2)
    assert timing(READY - SECOND, READY, before) is Timing.IN_TIME
    assert timing(READY, READY, before) is Timing.LATE
    assert timing(READY, READY, READY) is Timing.ON_SPOT
    assert timing(READY + SECOND, READY, READY - SECOND) is Timing.LATE


def test_five_minutes_are_counted_across_midnight():
    received = datetime(2026, 5, 8, 23, 58, tzinfo=UTC)
    assert read_by(received, 5) == datetime(2026, 5, 9, 0, 3, tzinfo=UTC)


def test_whom_to_collect_about():
    assert why("D", False, None, 4, 300) == (Why.CLASS,)
    assert why("L", False, None, 4, 300) == ()
    assert why("", True, None, 4, 300) == (Why.LEADER,)
    assert why("", False, 4 * 300_00, 4, 300) == ()
    assert why("A", False, 4 * 300_00 + 1, 4, 300) == (Why.CLASS, Why.PER_HEAD)


@pytest.fixture
def known(house: House):
    """A guest of class A whose dislike was verified by a colleague, booked for lunch; and the leader of the hall."""
    office = house.office
    guest = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "taboos": "香菜"}, me=house.desk)
    with office.beneath():
        Client.update(client_class="A").where(Client.id == guest).execute()
    office.do(reviews.accept, guest, "taboos")
    leader = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL})
    return Known(house, guest, leader, house.take(guest))


class Known:
    def __init__(self, house: House, guest, leader, booking):
        self.house, self.guest, self.leader, self.booking = house, guest, leader, booking

    def page(self):
        return self.house.office.ask(meals.this_meal, office_today(), self.house.meals["lunch"], me=self.house.desk)

    def only(self):
        (booking,) = [b for b in self.page().bookings if b.line.id == self.booking]
        (one,) = booking.recognised
        return one

    def out(self, kind=Sheet.CARD, **more):
        wanted = [Wanted(self.booking, self.guest, kind)]
        return self.house.do(cards.hand_out, wanted, self.leader.id, **more)[0]

    def line(self):
        return self.only().given[-1]


def test_who_is_recognised_has_a_card_and_a_form_due(known: Known):
    one = known.only()
    assert (one.why, one.card, one.form) == ((Why.CLASS,), Stage.DUE, Stage.DUE)
    known.house.take("单雪", "竹影")
    assert [len(b.recognised) for b in known.page().bookings] == [1, 0]
    assert known.page().counts(Sheet.CARD)[Stage.DUE] == 1


def test_a_card_on_its_way_and_back(known: Known):
    key = known.out()
    line = known.line()
    assert (line.number, line.kind, line.client, line.place, line.leader) == (1, Sheet.CARD, "贺启年", "牡丹厅", "王芳")
    assert known.only().card is Stage.OUT and line.due is not None
    with pytest.raises(BadEntry):
        known.house.do(cards.understand, [key])
    known.house.do(cards.receive, [key], "李娜")
    assert known.only().card is Stage.RECEIVED
    line = known.line()
    assert line.read_by == line.received_at + timedelta(minutes=5)
    assert not line.late_reading(line.read_by) and line.late_reading(line.read_by + SECOND)
    known.house.do(cards.understand, [key])
    first = known.line().understood_at
    known.house.do(cards.understand, [key])
    assert known.line().understood_at == first
    known.house.do(cards.pass_on, key, Relay.KITCHEN, "赵师傅")
    line = known.line()
    assert (known.only().card, line.recorded_for, line.passed_on) == (
        Stage.UNDERSTOOD, True, ((Relay.KITCHEN, "赵师傅"),))  # fmt: skip
    known.house.do(cards.take_back, [key])
    assert known.only().card is Stage.BACK and known.line().back_at is not None
    with pytest.raises(BadEntry):
        known.house.do(cards.take_back, [key])


def test_fewer_back_than_went_out_is_an_open_item(known: Known):
    key = known.out(Sheet.FORM)
    with pytest.raises(BadEntry):
        known.house.do(cards.take_back, [key], 2)
    known.house.do(cards.take_back, [key], 0)
    line = known.line()
    assert (line.count_back, line.back_at, line.returned_at) == (0, None, None)
    assert line.outstanding(line.due + SECOND) and not line.outstanding(line.due)


def test_nothing_goes_out_twice_nor_for_what_was_called_off(known: Known):
    key = known.out()
    with pytest.raises(BadEntry):
        known.out()
    known.out(Sheet.FORM)
    known.house.do(cards.take_back, [key])
    owed = known.house.office.ask(cards.outstanding, me=known.house.desk)
    assert key not in [line.id for line in owed]
    known.house.do(bookings.set_state, known.booking, BookingState.CANCELLED)
    # what is still out is to be back at once
    with known.house.office.work(known.house.desk, write=False) as work:
        (form,) = cards.given(work, [known.booking])[1:]
        assert form.due <= work.now
    with pytest.raises(BadEntry):
        known.out()


def test_a_register_tells_no_client_out_of_sight(known: Known):
    known.out()
    narrow = {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN}
    server = known.house.office.hire("李娜", narrow)
    with known.house.office.work(server, write=False) as work:
        (line,) = cards.given(work, [known.booking])
    assert (line.client_id, line.client) == (None, "")
    with pytest.raises(NotAllowed):
        known.house.office.do(cards.receive, [line.id], "李娜", me=server)


def test_a_provisional_fact_makes_no_card_but_an_allergy_does(house: House):
    today = office_today()
    guest = house.office.do(clients.open_client, ClientForm.PERSON, {"name": "单雪", "dishes": "鱼"}, me=house.desk)
    key = house.take(guest)
    page = house.office.ask(meals.this_meal, today, house.meals["lunch"], me=house.desk)
    assert [b.recognised for b in page.bookings if b.line.id == key] == [()]
    house.office.ask_for_no_consent()
    house.office.do(clients.edit_client, guest, {"allergies": "花生"}, me=house.desk)
    page = house.office.ask(meals.this_meal, today, house.meals["lunch"], me=house.desk)
    (one,) = page.bookings[0].recognised
    assert (one.why, one.card, one.form) == ((), Stage.DUE, Stage.NONE)
