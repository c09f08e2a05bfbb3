"""Facts that nobody has seen for their time, and cards that lack what was accepted: clocks, Today, paper."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.models.clients import CardPrint, ValueReview
from desktop.rules.errors import BadEntry, NotAllowed, Stale
from desktop.rules.fading import faded, fresh_since, months_before
from desktop.rules.rights import Right, Scope
from desktop.rules.settings import DEFAULTS
from desktop.rules.today import Deed, Group
from desktop.rules.words import ClientForm
from desktop.services import card_clock, clients, fading, meal_board, meals, prints, reviews, settings, today, undoing
from tests.bookings.test_service import DESK, House, house
from tests.bookings.test_sheets import EN, text_of
from tests.offices import office_today

__all__ = ["house"]
DAY = timedelta(days=1)


def test_months_are_counted_by_the_calendar():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)
    now = datetime(2026, 5, 8, 17, tzinfo=UTC)  # the ninth in the office
    assert fresh_since(DEFAULTS, now) == {}
    fresh = fresh_since({**DEFAULTS, "seen_months_likes": 6}, now)
    assert set(fresh) == {"dishes", "drinks", "cigarettes"}
    begin = datetime(2025, 11, 8, 16, tzinfo=UTC)
    assert fresh["dishes"] == begin
    assert faded("dishes", begin - timedelta(milliseconds=1), fresh) and not faded("dishes", begin, fresh)
    assert not faded("allergies", begin - 1000 * DAY, fresh)


class Known:
    """A guest whose facts were confirmed long ago, booked for lunch."""

    def __init__(self, house: House):
        self.house, self.office = house, house.office
        self.office.ask_for_no_consent()
        values = {"name": "贺启年", "taboos": "香菜", "dishes": "鲈鱼", "allergies": "花生", "drinks": "黄酒"}
        self.guest = self.office.do(clients.open_client, ClientForm.PERSON, values, me=house.desk)
        for field in ("taboos", "dishes", "allergies"):
            self.office.do(reviews.accept, self.guest, field)
        self.office.do(clients.set_people, self.guest, owner=house.desk.id, deputy=None, important=False)

    def confirmed(self, ago: timedelta, *fields: str):
        with self.office.beneath():
            at = datetime.now(UTC) - ago
            mine = (ValueReview.client == self.guest) & ValueReview.field.in_(fields)
            ValueReview.update(reviewed_at=at, entered_at=at, seen_at=None).where(mine).execute()

    def info(self, field):
        return self.office.ask(clients.client_file, self.guest).reviews[field]

    def card(self, *, comes_out=False):
        make = self.office.on_paper if comes_out else self.office.errand
        return "".join(text_of(make(prints.client_cards, [self.guest], EN)).split())

    def rows(self, kind, me=None):
        look = self.office.ask(today.look, me=me or self.house.desk)
        return [(section.group, row) for section in look.sections for row in section.rows if row.key[0] == kind]


@pytest.fixture
def known(house: House):
    return Known(house)


def test_a_fact_not_seen_for_its_time_asks_to_be_confirmed_and_an_allergy_stays_marked(known: Known):
    day = office_today()
    office, desk = known.office, known.house.desk
    known.house.take(known.guest)
    known.confirmed(400 * DAY, "taboos", "dishes", "allergies")
    # no rule book names a number: nothing fades before the office says so
    assert known.info("taboos").stands and known.rows("seen") == []
    for kind in ("taboos", "likes", "allergies"):
        office.do(settings.change_setting, f"seen_months_{kind}", 12)
    assert known.info("taboos").faded and known.info("taboos").verified
    text = known.card()
    assert "花生⚠tobeconfirmed" in text and "香菜" not in text and "鲈鱼" not in text
    page = office.ask(meals.this_meal, day, known.house.meals["lunch"], me=desk)
    assert len(page.bookings[0].recognised) == 1
    (line,) = office.ask(meal_board.board, day, known.house.meals["lunch"], me=desk).lines
    assert (line.allergies, line.checked, line.again, line.taboos) == ("花生", True, True, "")
    asked = known.rows("seen")
    assert {group for group, _row in asked} == {Group.WAITING}
    assert [(row.key[2], row.danger) for _group, row in asked] == [
        ("allergies", True), ("dishes", False), ("taboos", False)]  # fmt: skip
    # the row's button does it, and it can be taken back
    row = next(row for _group, row in asked if row.key[2] == "taboos")
    assert row.deed is Deed.SEE_AGAIN
    with pytest.raises(Stale):
        office.do(fading.see_again, known.guest, ["taboos"], {"taboos": "葱"}, me=desk)
    office.do(fading.see_again, *row.given, me=desk)
    assert known.info("taboos").stands and "香菜" in known.card()
    (act,) = office.ask(undoing.operations, client_id=known.guest, limit=1, me=desk)
    office.do(undoing.undo, act.operation, me=desk)
    assert known.info("taboos").faded
    # seen and then entered anew: the clock is that of the next confirmation
    office.do(fading.see_again, known.guest, ["dishes"], me=desk)
    office.do(clients.edit_client, known.guest, {"dishes": "桂鱼"}, me=desk)
    assert known.info("dishes").seen_at is None
    office.do(reviews.refuse, known.guest, "dishes", "听错了")
    assert known.info("dishes").stands


def test_only_what_was_confirmed_is_seen_again_and_only_by_who_may_enter(known: Known):
    office = known.office
    for wrong in ([], ["drinks"], ["unit"], ["bank"]):
        with pytest.raises(BadEntry):
            office.do(fading.see_again, known.guest, wrong, me=known.house.desk)
    looker = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.do(fading.see_again, known.guest, ["taboos"], me=looker)
    waiter = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL})
    office.do(fading.see_again, known.guest, ["taboos"], me=waiter)
    (act,) = office.ask(undoing.operations, client_id=known.guest, limit=1, me=waiter)
    office.do(undoing.undo, act.operation, me=waiter)
    assert known.info("taboos").seen_at == known.info("taboos").reviewed_at
    assert office.ask(fading.faded_facts, me=looker) == ()


def test_what_was_accepted_is_on_the_card_within_a_day_and_night(known: Known):
    office = known.office
    clerk = office.hire("周兰", {**DESK, Right.PRINT_CLIENTS: Scope.ALL})
    known.confirmed(23 * timedelta(hours=1), "taboos", "dishes", "allergies")
    known.confirmed(25 * timedelta(hours=1), "dishes")
    (card,) = office.ask(card_clock.stale_cards, me=clerk)
    assert (card.client_id, card.labels, card.printed_at) == (
        known.guest, ("Allergies", "Taboos", "Favourite dishes"), None)  # fmt: skip
    assert card.due == card.since + DAY
    assert card.late(card.due + timedelta(milliseconds=1)) and not card.late(card.due)
    ((group, row),) = known.rows("card", clerk)
    assert (group, row.until, row.urgent) == (Group.DUE, card.due, True)
    # who prints no cards hears nothing of it
    assert known.rows("card") == []
    with pytest.raises(NotAllowed):
        office.ask(card_clock.stale_cards, me=known.house.desk)
    # made, and its dialog cancelled: the card is still to be printed
    known.card()
    assert office.ask(card_clock.stale_cards, me=clerk) == (card,) and known.rows("card", clerk) == [(group, row)]
    known.card(comes_out=True)
    assert office.ask(card_clock.stale_cards, me=clerk) == () and known.rows("card", clerk) == []
    office.do(reviews.accept, known.guest, "drinks")
    (card,) = office.ask(card_clock.stale_cards, me=clerk)
    assert card.labels == ("Drinks",) and card.printed_at is not None
    known.card(comes_out=True)
    # what was taken out is to go from the card as well
    office.do(clients.edit_client, known.guest, {"drinks": ""}, me=known.house.desk)
    assert office.ask(card_clock.stale_cards, me=clerk) == ()
    office.do(reviews.accept, known.guest, "drinks")
    assert [one.labels for one in office.ask(card_clock.stale_cards, me=clerk)] == [("Drinks",)]
    known.card(comes_out=True)
    # an allergy is printed though nobody has confirmed it, so the card lacks it from its entry on
    office.do(clients.edit_client, known.guest, {"allergies": "花生；虾"}, me=known.house.desk)
    (card,) = office.ask(card_clock.stale_cards, me=clerk)
    assert (card.labels, card.unverified) == (("Allergies",), ("Allergies",)) and card.due == card.since + DAY
    ((_group, row),) = known.rows("card", clerk)
    assert row.what.message == "Print the card anew: an allergy, not verified"
    assert "虾⚠unverified" in known.card(comes_out=True)
    assert office.ask(card_clock.stale_cards, me=clerk) == ()
    # then it is confirmed, and the mark is to go
    office.do(reviews.accept, known.guest, "allergies")
    (card,) = office.ask(card_clock.stale_cards, me=clerk)
    assert (card.labels, card.unverified) == (("Allergies",), ())
    known.card(comes_out=True)
    # of an import only those who have a card are asked for
    office.do(clients.edit_client, known.guest, {"allergies": "虾"}, me=known.house.desk)
    with office.beneath():
        ValueReview.update(learnt="imported").execute()
    assert len(office.ask(card_clock.stale_cards, me=clerk)) == 1
    with office.beneath():
        assert CardPrint.select().count() == 1
        CardPrint.delete().execute()
        ValueReview.delete().where(ValueReview.field != "allergies").execute()
    assert office.ask(card_clock.stale_cards, me=clerk) == ()
    with office.beneath():
        ValueReview.update(learnt="asked").execute()
    assert len(office.ask(card_clock.stale_cards, me=clerk)) == 1
    hidden = {**DESK, Right.PRINT_CLIENTS: Scope.OWN}
    assert office.ask(card_clock.stale_cards, me=office.hire("孙力", hidden)) == ()
