"""Former meals at a proposal: last time's seats and neighbours come back, or are avoided, above nothing else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop.rules.bookings import BookingState
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.checking import broken_rules, issues
from desktop.rules.seating.commands import Assign
from desktop.rules.seating.facts import NOTHING_KNOWN, Before, Overlay
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import Kind, Person, Rule, Seat
from desktop.rules.seating.proposing import Way, propose
from desktop.rules.seating.remembering import Sat, Taste
from desktop.rules.words import ClientForm
from desktop.services import (
    bookings,
    clients,
    rooms,
    seating,
    seating_past,
    seating_people,
    seating_plans,
    seating_tables,
)
from desktop.services.bookings import BookingEntry
from desktop.services.seating_people import GuestEntry
from desktop.ui.seating.list_view import ListView
from desktop.ui.seating.seat_looks import seat_described
from tests.offices import office_today
from tests.seating.held_plan import seat
from tests.seating.tables import dinner, hosts
from tests.seating.test_stored import Dinner

THEN = date(2026, 9, 1)


def unranked(count):
    return [Person(f"g{n}", f"Guest {n}", Party.GUEST, 1 if n == 1 else 0) for n in range(1, count + 1)]


@pytest.fixture
def plan(etiquette):
    return dinner(etiquette.pack("two_hosts"), (12,), hosts(4) + unranked(7))


def sentence(made, person):
    return next(str(reason.sentence) for reason in made.reasons if reason.person == person)


def test_among_equals_last_times_seat_comes_back_with_its_reason_and_the_same_seed_does_the_same(plan, english):
    before = propose(plan, seed=3).by(Way.STRICT).plan
    assert before.role_at(before.seat_of["g7"]).code != "g5"
    past = {"g7": Sat(THEN, "g5")}
    found = propose(plan, seed=3, past=past)
    for way in (Way.STRICT, Way.MIX):
        made = found.by(way)
        assert made.plan.role_at(made.plan.seat_of["g7"]).code == "g5"
        assert sentence(made, "g7").endswith("The same place as last time, 2026-09-01.")
        assert {issue.sentence for issue in made.issues} <= {i.sentence for i in issues(before)}
    assert [a.plan.seating for a in propose(plan, seed=3, past=past).alternatives] == [
        a.plan.seating for a in found.alternatives]  # fmt: skip
    left = propose(plan, seed=3, past=past, taste=Taste.LEAVE).by(Way.STRICT)
    assert left.plan.seating == before.seating


def test_ranks_pins_rules_and_wishes_stand_above_last_time(plan, etiquette):
    # who ranks has his place, whatever was last time
    ranked = replace(plan, people=tuple(replace(p, rank=n) if p.party is Party.GUEST else p
                                        for n, p in enumerate(plan.people, 1)))  # fmt: skip
    past = {"g7": Sat(THEN, "g1"), "g6": Sat(THEN, "g3"), "h2": Sat(THEN, "g4")}
    for way in Way:
        without = propose(ranked, seed=1).by(way).plan
        assert propose(ranked, seed=1, past=past).by(way).plan.seating == without.seating
    before = propose(plan, seed=3).by(Way.STRICT).plan
    place = next(seat for seat in plan.tables[0].seats if before.role_at(seat).code == "g5")
    there = before.seating[place]
    pinned = replace(plan.seated({place: there}), pins=frozenset({place}))
    assert propose(pinned, seed=3, past={"g7": Sat(THEN, "g5")}).by(Way.MIX).plan.seating[place] == there
    # a wish that holds is not given up for it
    apart = Rule(1, Kind.APART, ("g6", "g7"), weight=1)
    made = propose(replace(plan, rules=(apart,)), seed=3, past={"g7": Sat(THEN, beside=frozenset({"g6"}))})
    assert not broken_rules(made.by(Way.MIX).plan, hard=False)


def test_neighbours_come_back_or_are_new_as_one_likes_and_nobody_moves_where_few_are_to(plan, english):
    pairs = {"g3": "g7", "g7": "g3"}
    past = {one: Sat(THEN, beside=frozenset({other}), times={other: 2}) for one, other in pairs.items()}

    def beside(made):
        table, seats = made.plan.tables[0], made.plan.seat_of
        return abs(seats["g3"].number - seats["g7"].number) in (1, table.form.seats - 1)

    plain = [p for p in plan.people if p.party is Party.GUEST]
    loose = replace(plan, people=tuple(plain))  # guests alone sit beside each other
    again = propose(loose, seed=2, past=past).by(Way.MIX)
    assert beside(again) and "again, as last time" in sentence(again, "g3")
    anew = propose(loose, seed=2, past=past, taste=Taste.ANEW).by(Way.MIX)
    assert not beside(anew) and "now with others" in sentence(anew, "g7")
    seated = loose.seated(anew.plan.seating)
    assert propose(seated, seed=2, past=past).by(Way.FEWEST).moves == ()


def test_a_booking_knows_last_times_seats_of_those_whose_file_one_may_see(office, etiquette):
    first = Dinner(office, etiquette)
    host, guest = first.clients.values()
    third = first.do(clients.open_client, ClientForm.PERSON, {"name": "尉迟敬", "salutation": "尉迟总"})
    first.do(seating_people.add_people, first.key, [GuestEntry(Party.GUEST, third)], etiquette)
    for name, number in (("贺启年", 0), ("单雪", 7), ("尉迟敬", 6)):
        first.seat(Assign(first.person(name), first.at(number)))
    for state in (BookingState.ARRIVED, BookingState.LEFT):
        first.do(bookings.set_state, first.key, state)
    meal, room = office.ask(rooms.meals)[0].id, office.ask(rooms.rooms)[0].id
    entry = BookingEntry(host, office_today() + timedelta(days=7), meal, 12 * 60, 8, (room,), guests=(guest, third))
    second = first.do(bookings.take, entry)
    (table,) = map(str, first.do(seating_tables.lay, second, etiquette))
    first.do(seating_people.add_clients, second, etiquette)
    held = office.ask(seating_plans.seating_of, second, etiquette, me=first.desk)
    people = {g.name: str(g.id) for g in held.guests}

    def past(work):
        return seating_past.past_of(work, second, held.guests)

    known = office.ask(past, me=first.desk)
    sat = known[people["尉迟敬"]]
    assert (sat.on, sat.seat, sat.seats) == (office_today(), 6, 8)
    assert sat.beside == {people["单雪"]} and known[people["单雪"]].times == {
        people["贺启年"]: 1, people["尉迟敬"]: 1}  # fmt: skip
    offer = office.errand(seating.propose, second, etiquette, seed=4, me=first.desk)
    first.do(seating.accept, second, offer, Way.MIX, etiquette)
    kept = office.ask(seating_plans.seating_of, second, etiquette, me=first.desk)
    assert kept.taste == "before"
    before, here = office.ask(seating_past.before_of, second, etiquette, me=first.desk)
    assert (before[people["单雪"]].role.en, str(here[Seat(table, 7)].name)) == ("Guest of honour", "单雪")
    # of files that one does not see nothing is told
    blind = office.hire("许静", {Right.SEE_BOOKINGS: Scope.ALL, Right.TAKE_BOOKINGS: Scope.ALL,
                                Right.SEE_CLIENTS: Scope.OWN})  # fmt: skip
    assert office.ask(past, me=blind) == {}
    assert office.ask(seating_past.before_of, second, etiquette, me=blind) == ({}, {})


def test_the_layer_says_at_seat_list_and_reader_where_each_sat_and_who_sat_there(shown):
    held = shown((8,), h1=0, g1=7)
    editor = held.editor
    mine, there = Before(THEN, None, 2, "1"), Before(THEN, None, 3, "1", "Guest 9")
    editor.take_facts({"g1": replace(NOTHING_KNOWN, last=mine)}, {seat(3): there})
    free = held.view.plan_scene.seats[seat(3)]
    assert free.look.marks == () and "Last" not in seat_described(editor, seat(7))
    editor.show_overlays(editor.overlays | {Overlay.LAST_TIME})
    assert [mark.text for mark in free.look.marks] == ["Guest 9"]
    assert "Last: 1-3, 2026-09-01" in seat_described(editor, seat(7))
    assert seat_described(editor, seat(3)) == "Last on this seat: Guest 9, 2026-09-01"
    rows = ListView(editor, lambda _guest, _text: True)
    held.qtbot.addWidget(rows)
    rows.fill()
    assert [row.cells[6] for row in rows._rows][3] == "Last on this seat: Guest 9, 2026-09-01"
