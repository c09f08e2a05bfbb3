"""What is shown beside seats: of files in sight, unverified named, days near the meal, who comes the first time."""

from datetime import timedelta
from uuid import UUID

import pytest

from desktop.i18n import translator
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.bookings import BookingState
from desktop.rules.errors import BadEntry, NotFound
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.facts import NOTHING_KNOWN, Overlay, SeatFacts, near_day
from desktop.rules.seating.packs import Party
from desktop.rules.words import ClientForm, DayCalendar, DayKind
from desktop.services import (
    anniversaries,
    booking_lists,
    bookings,
    clients,
    dining,
    merging,
    reviews,
    seating,
    seating_facts,
    seating_people,
    spending,
)
from desktop.services.seating_people import GuestEntry
from tests.offices import office_today
from tests.seating.test_stored import DESK, Dinner


def test_a_day_near_the_meal_is_said_and_layers_have_their_texts(english):
    assert [str(near_day("结婚", n)) for n in (0, 3, -2)] == ["结婚 on the day itself", "结婚 3 d after",
                                                           "结婚 2 d before"]  # fmt: skip
    facts = SeatFacts("花生", "香菜", "黄酒")
    assert facts.text(Overlay.ALLERGY) == "花生 · 香菜" and facts.text(Overlay.DRINK) == "黄酒"
    assert {NOTHING_KNOWN.text(layer) for layer in Overlay} == {""}


def test_what_is_known_of_a_seated_client_is_shown_to_who_sees_the_file_alone(office, etiquette, english):
    dinner = Dinner(office, etiquette)
    office.ask_for_no_consent()
    reviewer = office.hire("许芸", {**DESK, Right.REVIEW_CLIENTS: Scope.ALL, Right.CLASSIFY_CLIENTS: Scope.ALL})
    guest = dinner.clients["单雪"]
    dinner.do(clients.edit_client, guest, {"allergies": "花生", "taboos": "香菜", "drinks": "黄酒", "dishes": "清蒸鱼"})
    office.do(reviews.accept, guest, "taboos", me=reviewer)
    soon = office_today() + timedelta(days=5)
    day = RememberedDay(DayKind.WEDDING, DayCalendar.SOLAR, soon.month, soon.day)
    dinner.do(anniversaries.add_anniversary, guest, day)
    host = dinner.clients["贺启年"]
    past = office_today() - timedelta(days=3)
    dinner.do(clients.edit_client, host, {"birthday": f"1970-{past.month:02}-{past.day:02}"})
    office.do(spending.enter_spend, host, past, 10_000, 1, me=reviewer)
    (typed,) = dinner.add("尉迟敬")

    facts = office.ask(seating_facts.facts_of, dinner.key, me=dinner.desk)
    known, of_host = facts[dinner.person("单雪")], facts[dinner.person("贺启年")]
    assert (known.allergy, known.taboo, known.drink, known.wishes) == ("花生", "香菜", "黄酒", "清蒸鱼")
    assert known.unverified == {"allergy", "drink", "wishes"} and known.first_visit
    assert str(known.anniversary) == "Wedding day 5 d after" and typed not in facts
    assert not of_host.first_visit and str(of_host.anniversary) == "Birthday 3 d before"

    # whoever sees no file of the booking learns that there is nothing, not even who comes the first time
    waiter = office.hire("马林", {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN})
    assert office.ask(seating_facts.facts_of, dinner.key, me=waiter) == {}


def test_a_typed_name_is_given_its_file_and_back(office, etiquette):
    dinner = Dinner(office, etiquette)
    one, other = dinner.add("沈立", "陆平")
    file = dinner.do(clients.open_client, ClientForm.PERSON, {"name": "沈立新", "unit": "远山置业"})
    typed = dinner.do(seating_people.link_client, one, file)
    guest = dinner.read().guest(one)
    assert (guest.name, guest.unit, guest.client) == ("沈立新", "远山置业", file)
    # one file is on the list once, and only of whom one sees
    with pytest.raises(BadEntry, match="沈立新"):
        dinner.do(seating_people.link_client, other, file)
    with pytest.raises(BadEntry):
        dinner.do(seating_people.link_client, one, dinner.clients["单雪"])
    hidden = office.do(clients.open_client, ClientForm.PERSON, {"name": "陆平"})
    own = office.hire("马林", {**DESK, Right.SEE_CLIENTS: Scope.OWN})
    with pytest.raises(NotFound):
        dinner.do(seating_people.link_client, other, hidden, me=own)
    # the list is read by who does not see the file: nothing of it stays there
    dinner.do(seating_people.unlink_client, one, typed)
    guest = dinner.read(own).guest(one)
    assert (guest.name, guest.unit, guest.client) == ("沈立", "", None)
    with pytest.raises(BadEntry):
        dinner.do(seating_people.unlink_client, one, typed)
    assert translator("zh_CN")("Name list") == "领位表"


def test_two_files_that_became_one_are_known_on_both_seats_and_nobody_is_listed_twice(office, etiquette):
    dinner = Dinner(office, etiquette)
    office.ask_for_no_consent()
    kept = dinner.clients["单雪"]
    other = dinner.do(clients.open_client, ClientForm.PERSON, {"name": "单雪", "allergies": "花生"})
    dinner.do(seating_people.add_people, dinner.key, [GuestEntry(Party.GUEST, other)], etiquette)
    office.do(merging.merge, kept, other)
    facts = office.ask(seating_facts.facts_of, dinner.key, me=dinner.desk)
    both = [str(guest.id) for guest in dinner.read().guests if guest.client == kept]
    assert len(both) == 2 and {facts[key].allergy for key in both} == {"花生"}
    # whoever was taken off the list and put on it again is not given back besides
    host = UUID(dinner.person("贺启年"))
    dinner.do(seating_people.remove_person, host)
    dinner.do(seating_people.add_clients, dinner.key, etiquette)
    with pytest.raises(BadEntry, match="贺启年"):
        dinner.do(seating_people.give_back_person, host)
    assert [guest.name for guest in dinner.read().guests].count("贺启年") == 1
    # the same where whoever took him off does not see his file, of which nothing is told him
    lord = UUID(dinner.person("贺启年"))
    blind = office.hire("马林", {**DESK, Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN})
    dinner.do(seating_people.remove_person, lord, me=blind)
    dinner.do(seating_people.give_back_person, lord, me=blind)
    assert [guest.name for guest in dinner.read().guests].count("贺启年") == 1
    dinner.do(seating_people.remove_person, lord, me=blind)
    dinner.do(seating_people.add_clients, dinner.key, etiquette)
    with pytest.raises(BadEntry, match="贺启年"):
        dinner.do(seating_people.give_back_person, lord)


def test_whoever_declined_was_no_guest(office, etiquette):
    dinner = Dinner(office, etiquette)
    guest, host = (dinner.clients[name] for name in ("单雪", "贺启年"))
    typed = dinner.add("尉迟敬", "陆平")
    dinner.add("秦采薇", party=Party.HOST)
    dinner.do(seating.let_go, dinner.key, [UUID(dinner.person("单雪")), UUID(typed[1])], etiquette)
    assert office.ask(booking_lists.booking_of, dinner.key, me=dinner.desk).names == ("尉迟敬",)
    for state in (BookingState.CONFIRMED, BookingState.ARRIVED, BookingState.LEFT):
        dinner.do(bookings.set_state, dinner.key, state)
    counts = [(d.hosted, d.invited, len(d.past)) for d in (
        office.ask(dining.dining_of, key, me=dinner.desk) for key in (guest, host))]  # fmt: skip
    assert counts == [(0, 0, 0), (1, 0, 1)]
