"""A party whose bill comes the next morning: more than 300 a head brings a form still, with a clock to be kept."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.models.bookings import Booking
from desktop.models.classes import Spend
from desktop.rules.bookings import BookingState, MealTime, next_end
from desktop.rules.collecting import Sheet, Timing, Why
from desktop.rules.collection_forms import FormState
from desktop.rules.rights import Right, Scope
from desktop.services import bill_imports, bills, bookings, cards, collecting
from desktop.services.cards import Wanted
from tests.bookings.test_parties import client, house
from tests.offices import office_today

__all__ = ["house"]
LUNCH, SUPPER = MealTime("午餐", 11 * 60, 14 * 60, 690), MealTime("夜宵", 22 * 60, 2 * 60, 1320)


def test_those_at_work_go_off_duty_when_the_meal_that_is_on_or_the_next_one_ends():
    at = lambda day, hour, minute=0: datetime(2026, 5, day, hour, minute, tzinfo=UTC)  # noqa: E731
    ends = lambda now: next_end(now, (LUNCH, SUPPER), UTC)  # noqa: E731
    assert (ends(at(8, 9)), ends(at(8, 13, 59))) == (at(8, 14), at(8, 14))
    # at its end it is over; a supper ends on the day that follows, and after it comes that day's lunch
    assert (ends(at(8, 14)), ends(at(9, 1)), ends(at(9, 2))) == (at(9, 2), at(9, 2), at(9, 14))
    assert next_end(at(8, 9), (), UTC) is None


@pytest.fixture
def yesterday():
    return office_today() - timedelta(days=1)


def test_a_bill_of_the_morning_after_brings_a_form(house, yesterday, tmp_path):
    office, today = house.office, office_today()
    guest = client(house, "贺启年")
    leader = office.hire("王芳", {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL})
    key, other = house.take(guest, people=4), house.take("欧阳海", "竹影", people=3)
    house.do(bookings.set_state, key, BookingState.ARRIVED)
    with office.beneath() as database, database.writing():
        Booking.update(on=yesterday, taken_at=datetime.now(UTC) - timedelta(days=3)).execute()

    def due(since, until):
        return {line.booking: line for line in office.ask(collecting.forms, since, until, me=house.desk).lines}

    house.do(bills.enter_bill, key, 1500_00, 1200_00)
    assert due(today, today) == {}  # exactly 300.00 a head
    house.do(bills.enter_bill, key, 1500_00, 1200_01)
    path = tmp_path / "账单.csv"
    path.write_text(f"日期,包厢,结账时间,金额,酒水\n{yesterday},竹影,12:50,900.03,0\n", "utf-8")
    sheet = office.errand(bill_imports.prepare, path, me=house.desk)
    house.do(bill_imports.take, sheet, {})
    # of the day of the meal, and of that on which the bill came, where the desk looks in the morning
    for found in (due(today, today), due(yesterday, yesterday), due(yesterday, today)):
        assert found.keys() == {key, other}
        line = found[key]
        assert (line.state, line.on, line.why, line.due) == (FormState.DUE, yesterday, (Why.PER_HEAD,), None)
        assert not line.late_to_issue(datetime.now(UTC))
    house.do(cards.hand_out, [Wanted(key, guest, Sheet.FORM)], leader.id)
    line = due(yesterday, yesterday)[key]
    # it went out on the spot and is handed in before those at work go off duty, not before it was issued
    assert (line.state, line.given.timing) == (FormState.OUT, Timing.ON_SPOT)
    assert timedelta() < line.due - datetime.now(UTC) < timedelta(days=1)
    # what a day's bills told is that day's
    with office.beneath() as database, database.writing():
        Spend.update(entered_at=datetime.now(UTC) - timedelta(days=2)).execute()
    assert due(today, today) == {} and due(yesterday, yesterday).keys() == {key, other}
    # of one who has left nothing was known at the hour for handing out
    late = house.take(client(house, "单雪"), turn=2, at=13 * 60, people=2)
    house.do(bookings.set_state, late, BookingState.ARRIVED)
    house.do(bills.enter_bill, late, 700_00, 700_00)
    assert due(today, today)[late].due is None
