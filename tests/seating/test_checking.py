"""Verdicts of seats and what is amiss in a plan, with what a secret rule may tell."""

from dataclasses import replace

import pytest

from desktop.rules.errors import BadEntry
from desktop.rules.seating.checking import Grade, implied_rules, issues, verdict
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import Kind, Person, Plan, Rule, Seat, SeatFlag, Trait, checked
from tests.seating.tables import dinner, guests, hosts

ONE = "t01"


@pytest.fixture
def plan(etiquette) -> Plan:
    """One table of eight, seated by rank: h1 g2 h4 g3 h2 g4 h3 g1 clockwise from the main seat."""
    made = dinner(etiquette.pack("two_hosts"), [8], hosts(4) + guests(4))
    return made.seated({seat: made.role_at(seat).code for seat in made.tables[0].seats})


def seat(number: int, table: str = ONE) -> Seat:
    return Seat(table, number)


def said(plan: Plan, person: str, number: int, **more) -> tuple[Grade, list[str]]:
    found = verdict(plan, person, seat(number), **more)
    return found.grade, [str(sentence) for sentence in found.sentences]


def with_rules(plan: Plan, *rules: Rule) -> Plan:
    return checked(replace(plan, rules=rules))


def with_person(plan: Plan, person: str, **changes) -> Plan:
    return replace(plan, people=tuple(replace(p, **changes) if p.id == person else p for p in plan.people))


def test_who_sits_by_rank_fits_and_nothing_is_amiss(plan, english):
    assert {verdict(plan, person, at).grade for at, person in plan.seating.items()} == {Grade.FITS}
    assert issues(plan) == ()


def test_a_place_of_the_other_party_and_a_seat_above_a_higher_rank_are_usable(plan, english):
    grade, sentences = said(plan, "h3", 1)
    assert grade is Grade.USABLE
    assert "is not a place of the Host party" in sentences[0]
    assert said(plan, "g4", 7) == (Grade.USABLE, ["Guest 4 would sit above Guest 2, who ranks higher.",
                                                  "Guest 4 would sit above Guest 3, who ranks higher.",
                                                  "Guest 4 would sit above Guest 1, who ranks higher."])  # fmt: skip


def test_pinned_blocked_and_reserved_seats_are_conflicts(plan, english):
    pinned = replace(plan, pins=frozenset({seat(7)}))
    above = "Guest 2 would sit above Guest 1, who ranks higher."
    assert said(pinned, "g2", 7) == (Grade.CONFLICT, ["The seat is pinned for Guest 1.", above])
    assert said(pinned, "g1", 1)[0] is Grade.CONFLICT
    blocked = replace(plan, tables=(replace(plan.tables[0], flags={3: frozenset({SeatFlag.BLOCKED})}),))
    assert said(blocked, "g3", 3)[0] is Grade.CONFLICT
    reserved = with_rules(plan, Rule(3, Kind.ROLE, ("g1",), role="g1"))
    assert "The place is reserved for Guest 1." in said(reserved, "g2", 7)[1]
    assert "Another place is reserved for Guest 1. (rule #3)" in said(reserved, "g1", 1)[1]
    assert said(reserved, "g1", 7)[0] is Grade.FITS


@pytest.mark.parametrize(
    ("rule", "person", "number", "grade"),
    [
        (Rule(1, Kind.APART, ("h1", "g1")), "g1", 7, Grade.CONFLICT),
        (Rule(1, Kind.APART, ("h1", "g1"), weight=2), "g1", 7, Grade.USABLE),
        # at the only table: away from each other is all that can be
        (Rule(1, Kind.NOT_ONE_TABLE, ("h1", "g1")), "g1", 7, Grade.CONFLICT),
        (Rule(1, Kind.NOT_ONE_TABLE, ("g4", "g1")), "g1", 7, Grade.FITS),
        (Rule(1, Kind.ADJACENT, ("h1", "g1")), "g1", 7, Grade.FITS),
        (Rule(1, Kind.ADJACENT, ("h2", "g1")), "g1", 7, Grade.CONFLICT),
        (Rule(1, Kind.NEAR, ("h1", "h3"), weight=3), "h3", 6, Grade.FITS),
        (Rule(1, Kind.NEAR, ("g2", "h3"), weight=3), "h3", 6, Grade.USABLE),
        (Rule(1, Kind.NEAR_DOOR, ("g3",)), "g3", 3, Grade.CONFLICT),
        (Rule(1, Kind.CHILD_SEAT, ("g3",), weight=5), "g3", 3, Grade.USABLE),
    ],
)
def test_rules_make_a_seat_usable_or_a_conflict(plan, rule, person, number, grade):
    assert said(with_rules(plan, rule), person, number)[0] is grade


def test_smokers_elbows_languages_and_turns(plan, english):
    smoker = with_person(plan, "g1", traits=frozenset({Trait.SMOKER}))
    smoker = with_rules(smoker, *implied_rules(smoker.people))
    assert said(smoker, "g1", 7) == (Grade.USABLE, ["Of Guest 1 and Host 3, one smokes and one does not.",
                                                    "Of Guest 1 and Host 1, one smokes and one does not."])  # fmt: skip
    left = with_person(plan, "g1", traits=frozenset({Trait.LEFT_HANDED}))
    left = with_rules(left, *implied_rules(left.people))
    # at the left hand of the guest of honour sits the host
    assert said(left, "g1", 7)[1] == ["Guest 1 is left-handed and would knock elbows with Host 1 at the left."]
    tongues = with_person(with_person(plan, "g1", languages=frozenset({"ja"})), "h1", languages=frozenset({"zh", "en"}))
    tongues = with_rules(tongues, Rule(0, Kind.LANGUAGE, weight=1))
    assert said(tongues, "g1", 7)[1] == ["Guest 1 and Host 1 share no language."]
    turns = with_rules(plan, Rule(0, Kind.ALTERNATE, weight=1))
    assert issues(turns) == ()
    assert said(turns, "h4", 7)[0] is Grade.USABLE


def test_who_may_not_know_a_secret_rule_learns_its_number_alone(plan, english):
    rule = Rule(12, Kind.APART, ("h1", "g1"), reason="They are at law with each other.", secret=True)
    secret = with_rules(plan, rule)
    assert said(secret, "g1", 7) == (Grade.CONFLICT, ["Rule #12 speaks against this."])
    told = issues(secret)
    assert [(str(i.sentence), i.people, i.seats) for i in told] == [("Rule #12 speaks against this.", (), ())]
    known = said(secret, "g1", 7, knows=lambda _rule: True)
    assert known[1] == ["Host 1 and Guest 1 are not to sit next to each other. (They are at law with each other.)"]
    reserved = with_rules(plan, Rule(13, Kind.ROLE, ("g1",), role="g1", secret=True))
    assert "Rule #13 speaks against this." in said(reserved, "g2", 7)[1]
    assert not any("Guest 1." in s and "reserved" in s for s in said(reserved, "g2", 7)[1])


def test_interpreters_children_and_wheelchairs_have_rules_by_what_they_are(english):
    traits = frozenset({Trait.CHILD, Trait.WHEELCHAIR})
    child = Person("c", "Child", Party.ATTACHED, attached_to="g2", traits=traits)
    people = [*guests(2), Person("i", "Interpreter", Party.STAFF, interprets_for="g1"), child]
    found = {(rule.kind, rule.people, rule.weight) for rule in implied_rules(people)}
    assert {(Kind.ADJACENT, ("i", "g1"), None), (Kind.CHILD_SEAT, ("c",), None), (Kind.WHEELCHAIR, ("c",), None),
            (Kind.TOGETHER, ("c", "g2"), 4)} <= found  # fmt: skip


def test_what_is_amiss_names_who_has_no_seat_and_too_full_tables(plan, english):
    some = plan.seated({at: person for at, person in plan.seating.items() if person != "g4"})
    full = with_rules(some, Rule(5, Kind.CAPACITY, table=ONE, most=6))
    assert [str(issue.sentence) for issue in issues(full)] == [
        "7 people sit at Table 1, which is for 6.",
        "Guest 4 has no seat yet.",
    ]


@pytest.mark.parametrize(
    "rule",
    [
        Rule(1, Kind.APART, ("h1",)),
        Rule(1, Kind.APART, ("h1", "nobody")),
        Rule(1, Kind.APART, ("h1", "g1"), weight=6),
        Rule(1, Kind.ROLE, ("g1",)),
        Rule(1, Kind.CAPACITY, table=ONE),
    ],
)
def test_unsound_rules_are_refused(plan, english, rule):
    with pytest.raises(BadEntry, match="Rule #1"):
        with_rules(plan, rule)


def test_unsound_plans_are_refused(plan):
    twice = {seat(0): "h1", seat(1): "h1"}
    for changes in ({"seating": twice}, {"pins": frozenset({seat(9)})}, {"people": plan.people + plan.people[:1]},
                    {"seating": {seat(30): "h1"}}):  # fmt: skip
        with pytest.raises(BadEntry):
            checked(replace(plan, **changes))
