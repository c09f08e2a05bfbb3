"""A single seat's place of honour given by hand: exchanged, kept by what is named anew, told where it comes from."""

from dataclasses import replace

import pytest

from desktop.rules.errors import BadEntry
from desktop.rules.seating import by_hand
from desktop.rules.seating.by_hand import RoleSource
from desktop.rules.seating.changes import perform
from desktop.rules.seating.commands import ResizeTable
from desktop.rules.seating.edits import apply
from desktop.rules.seating.etiquette import by_etiquette, with_roles
from desktop.rules.seating.plan import Seat
from desktop.services import seating_tables
from tests.seating.tables import dinner, guests, hosts
from tests.seating.test_stored import Dinner


def codes(table):
    return [role.code if role else "" for role in table.roles]


def test_a_place_is_given_in_exchange_and_who_is_seated_by_rank_comes_there(etiquette):
    pack = etiquette.pack("two_hosts")
    plan = dinner(pack, [8], hosts(4) + guests(4))
    (table,) = plan.tables
    assert codes(table) == ["h1", "g2", "h4", "g3", "h2", "g4", "h3", "g1"]
    wanted = by_hand.given(table, 1, "g1")
    assert wanted == {1: "g1", 7: "g2"} and by_hand.given(table, 7, "g1") == {}
    named = with_roles(replace(plan, tables=(replace(table, by_hand=wanted),)), pack)
    (given,) = named.tables
    assert codes(given) == ["h1", "g1", "h4", "g3", "h2", "g4", "h3", "g2"]
    assert [by_hand.source(given, n) for n in (0, 1, 7)] == [RoleSource.PACK, RoleSource.OVERRIDE, RoleSource.OVERRIDE]
    assert by_etiquette(named).seat_of["g1"] == Seat("t01", 1)
    # one after the other goes on from there, and another etiquette leaves alone what it knows nothing of
    further = by_hand.given(given, 7, "g4")
    (again,) = with_roles(replace(plan, tables=(replace(table, by_hand=further),)), pack).tables
    assert codes(again) == ["h1", "g1", "h4", "g3", "h2", "g2", "h3", "g4"]
    (line,) = with_roles(replace(named, tables=(given,)), etiquette.pack("family")).tables
    assert sorted(codes(line)) == sorted(codes(with_roles(plan, etiquette.pack("family")).tables[0]))
    # a larger table, and back
    grown, change = apply(named, ResizeTable("t01", 10))
    assert with_roles(grown, pack).tables[0].role(1).code == "g1"
    assert perform(grown, change.inverse) == named
    for number, code in ((8, "g1"), (1, "g9")):
        with pytest.raises(BadEntry):
            by_hand.given(table, number, code)


def test_places_given_by_hand_are_stored_honoured_and_called_again_as_they_were(office, etiquette):
    here = Dinner(office, etiquette)
    here.add("魏", "陆")

    def name(wanted, *more):
        here.do(seating_tables.name_seats, here.read().plan.tables[0].id, wanted, etiquette, *more)

    def now():
        (table,) = here.read().plan.tables
        return table

    was = now()
    wanted = by_hand.given(was, 1, "g1")
    name(wanted, {})
    assert now().role(1).code == "g1" and now().role(7).code == "g2"
    # the guest of honour is proposed for the place, wherever it is
    here.propose()
    assert here.named()[1] == "单雪"
    with pytest.raises(BadEntry):
        name({}, {})
    with pytest.raises(BadEntry):
        name({1: "g1", 2: "g1"}, wanted)
    here.do(seating_tables.choose_etiquette, here.key, etiquette, "two_hosts")
    assert now().role(1).code == "g1"
    name({}, wanted, was)
    assert now() == was
