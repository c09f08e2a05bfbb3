"""One guest from the call to the bill: found by the end of his number, asked about, carded, billed, ranked.

Each step takes what the one before left behind, by the verbs of the screens, which have stories of their own.
"""

from datetime import timedelta

from desktop.models.clients import Client
from desktop.rules.bookings import BookingState
from desktop.rules.collecting import Post, Sheet, Stage, Why
from desktop.rules.collection_forms import FormState
from desktop.rules.quarters import Quarter
from desktop.rules.review_meetings import Attends, Present
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, Learnt
from desktop.services import (
    bill_imports,
    bookings,
    card_clock,
    cards,
    classes,
    clients,
    collecting,
    findings,
    meal_briefings,
    meals,
    prints,
    review_meetings,
    search,
)
from desktop.services.cards import Wanted
from desktop.services.findings import Finding, Head
from tests.bookings.test_service import House, house
from tests.bookings.test_sheets import ZH, text_of
from tests.offices import office_today

__all__ = ["house"]
SEE = {Right.SEE_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL}


def test_a_guest_from_the_call_to_the_bill(house: House, tmp_path):
    office, desk, today = house.office, house.desk, office_today()
    lunch = house.meals["lunch"]
    office.ask_for_no_consent()
    leader = office.hire("王芳", SEE)
    manager = office.hire("张岚", {**SEE, Right.REVIEW_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL})
    values = {"name": "贺启年", "salutation": "贺总", "unit": "云川木业", "phone": "19900000318"}
    guest = office.do(clients.open_client, ClientForm.PERSON, values, me=desk)
    with office.beneath():
        Client.update(client_class="A").where(Client.id == guest).execute()

    def met():
        (one,) = office.ask(meals.this_meal, today, lunch, me=desk).bookings
        (known,) = one.recognised
        return known

    def form():
        (line,) = office.ask(collecting.forms, today, today, me=desk).lines
        return line

    # the call: the end of his number is enough, and he is known at once
    (hit,) = office.ask(search.find, "0318", me=desk)
    booking = house.take(hit.id)
    assert (met().client.id, met().why, met().form) == (guest, (Why.CLASS,), Stage.DUE)
    # the form goes out, comes back, and is typed in from the paper
    (given,) = house.do(cards.hand_out, [Wanted(booking, guest, Sheet.FORM)], leader.id, reason="来得晚")
    house.do(cards.receive, [given], "李娜")
    house.do(cards.take_back, [given])
    told = [Finding("allergies", "花生", Learnt.ASKED), Finding("dishes", "鲈鱼", Learnt.ASKED)]
    house.do(findings.enter, given, told, Head("李娜"))
    assert form().state is FormState.ENTERED
    # reviewed by others than who collected it: from then on a card may say it
    meeting = office.do(review_meetings.begin, manager.id, [Present(Attends.COLLECTOR, "李娜")], me=manager)
    for field, value in (("allergies", "花生"), ("dishes", "鲈鱼")):
        office.do(review_meetings.accept, meeting, guest, field, value, me=manager)
    assert office.do(review_meetings.end, meeting, me=manager)
    (lacking,) = office.ask(card_clock.stale_cards)
    assert lacking.client_id == guest and lacking.due - lacking.since == timedelta(hours=24)
    printed = office.on_paper(prints.client_cards, [guest], ZH)
    assert all(word in text_of(printed) for word in ("贺总", "花生", "鲈鱼")) and "未核实" not in text_of(printed)
    assert office.ask(card_clock.stale_cards) == ()
    # the card goes out, is understood, and comes back; the kitchen has its own slice
    (card,) = house.do(cards.hand_out, [Wanted(booking, guest, Sheet.CARD)], leader.id, reason="来得晚")
    house.do(cards.receive, [card], "李娜")
    house.do(cards.understand, [card])
    assert met().card is Stage.UNDERSTOOD
    kitchen = text_of(office.errand(meal_briefings.briefing, today, lunch, Post.KITCHEN, ZH))
    assert "花生" in kitchen and "19900000318" not in kitchen
    house.do(bookings.set_state, booking, BookingState.ARRIVED)
    house.do(cards.take_back, [card])
    assert (met().card, met().form) == (Stage.BACK, Stage.BACK)
    # the till's bill finds its booking and feeds what the quarter is ranked by
    path = tmp_path / "账单.csv"
    path.write_text(f"日期,包厢,结账时间,金额,酒水\n{today},牡丹厅,13:20,4000,800\n", "utf-8")
    sheet = office.errand(bill_imports.prepare, path, me=desk)
    assert house.do(bill_imports.take, sheet, {}).entered == 1
    line = house.line(booking)
    assert (line.state, line.total, line.food) == (BookingState.LEFT, 4000_00, 3200_00)
    ranked = {one.client_id: one for one in office.ask(classes.propose, Quarter.of(today)).lines}[guest]
    assert (ranked.spend, ranked.visits, ranked.spend_rank) == (4000_00, 1, 1)
