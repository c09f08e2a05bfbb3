"""Commands on a plan and their undoing, also when a colleague has changed seats since; resizing; repair."""

import random
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.rules.errors import BadEntry
from desktop.rules.seating.announcing import announce, word_of
from desktop.rules.seating.changes import Clash, Differs, History, perform
from desktop.rules.seating.commands import (
    Assign,
    Flag,
    MoveTable,
    Pins,
    PlaceGroup,
    PushAlong,
    Reseat,
    ResizeTable,
    Swap,
    Unseat,
)
from desktop.rules.seating.edits import apply
from desktop.rules.seating.packs import Party, read_folder
from desktop.rules.seating.plan import Kind, Person, Plan, Rule, Seat, SeatFlag, checked
from desktop.rules.seating.proposing import Way, propose
from desktop.rules.seating.repairing import repair
from desktop.rules.seating.resizing import resize
from desktop.rules.seating.shapes import Shape, form
from desktop.workstation.paths import resource
from tests.drawn import drawn
from tests.seating.tables import dinner, guests, hosts, round_table

TWO_HOSTS = read_folder(resource("etiquette")).pack("two_hosts")


def seat(number: int, table: str = "t01") -> Seat:
    return Seat(table, number)


def plan(**seated: int) -> Plan:
    """Two tables of six; people named by role on the seats of the first."""
    made = dinner(TWO_HOSTS, [6, 6], hosts(4) + guests(8))
    return made.seated({seat(number): person for person, number in seated.items()})


def at(plan: Plan) -> dict[int, str]:
    return {s.number: person for s, person in plan.seating.items() if s.table == "t01"}


def test_a_seat_is_made_a_child_seat_or_blocked_and_that_is_undone():
    before = plan(h1=0, g1=5)
    child = Flag(seat(5), SeatFlag.CHILD)
    after, change = apply(before, child)
    assert after.table_of["t01"].has(5, SeatFlag.CHILD) and not change.seats
    assert apply(after, child)[1].tables == {}
    assert not perform(after, change.inverse).table_of["t01"].flags
    # a colleague who seats somebody meanwhile is not disturbed by it
    assert at(perform(apply(after, Assign("g2", seat(1)))[0], change.inverse)) == {0: "h1", 5: "g1", 1: "g2"}
    with pytest.raises(BadEntry):
        apply(after, Flag(seat(0), SeatFlag.BLOCKED))
    blocked, _change = apply(after, Flag(seat(3), SeatFlag.BLOCKED))
    with pytest.raises(BadEntry):
        apply(blocked, Assign("g2", seat(3)))
    assert str(announce(blocked, change)) and str(word_of(blocked, child))


def test_assign_takes_a_free_seat_exchanges_a_taken_one_or_unseats():
    before = plan(h1=0, g1=5, g2=1)
    assert at(apply(before, Assign("g3", seat(2)))[0]) == {0: "h1", 5: "g1", 1: "g2", 2: "g3"}
    assert at(apply(before, Assign("g1", seat(1)))[0]) == {0: "h1", 1: "g1", 5: "g2"}
    after, change = apply(before, Assign("g3", seat(1)))
    assert at(after) == {0: "h1", 5: "g1", 1: "g3"}
    assert change.left_over == ("g2",)


def test_swap_and_unseat():
    before = plan(h1=0, g1=5)
    assert at(apply(before, Swap(seat(0), seat(5)))[0]) == {0: "g1", 5: "h1"}
    assert at(apply(before, Swap(seat(0), seat(3)))[0]) == {3: "h1", 5: "g1"}
    assert at(apply(before, Unseat("g1"))[0]) == {0: "h1"}


def test_push_along_moves_on_to_the_next_free_seat_past_pinned_and_blocked_ones():
    before = plan(h1=0, g2=1, g3=2, h2=3)
    assert at(apply(before, PushAlong("g8", seat(1)))[0]) == {0: "h1", 1: "g8", 2: "g2", 3: "g3", 4: "h2"}
    pinned = replace(before, pins=frozenset({seat(2)}))
    assert at(apply(pinned, PushAlong("g8", seat(1)))[0]) == {0: "h1", 1: "g8", 2: "g3", 3: "g2", 4: "h2"}
    blocked = replace(before, tables=(replace(before.tables[0], flags={4: frozenset({SeatFlag.BLOCKED})}),
                                      before.tables[1]))  # fmt: skip
    assert at(apply(blocked, PushAlong("g8", seat(1)))[0])[5] == "h2"
    full = plan(h1=0, g2=1, g3=2, h2=3, g4=4, g1=5)
    after, change = apply(full, PushAlong("g8", seat(5)))
    assert (at(after)[5], at(after)[0], change.left_over) == ("g8", "g1", ("g4",))
    # who sits at the table already leaves his own seat free for the others
    assert at(apply(full, PushAlong("g2", seat(3)))[0]) == {0: "g1", 1: "h1", 2: "g3", 3: "g2", 4: "h2", 5: "g4"}


def test_a_group_takes_the_free_seats_clockwise_and_says_who_does_not_fit():
    before = plan(h1=0, g1=2)
    after, change = apply(before, PlaceGroup(("g2", "g3", "g4", "g5", "g6"), seat(1)))
    assert at(after) == {0: "h1", 1: "g2", 2: "g1", 3: "g3", 4: "g4", 5: "g5"}
    assert change.left_over == ("g6",)


def test_a_proposal_is_accepted_as_one_change_wholly_or_in_part():
    before = plan(g8=0, g2=3, g7=5)
    moves = propose(before, seed=1).by(Way.MIX).moves
    after, change = apply(before, Reseat(tuple((m.person, m.after) for m in moves)))
    assert after.seating == propose(before, seed=1).by(Way.MIX).plan.seating
    assert perform(after, change.inverse).seating == before.seating
    some, change = apply(before, Reseat((("h1", seat(0)), ("g2", None))))
    assert (at(some), change.left_over) == ({0: "h1", 5: "g7"}, ("g8",))
    with pytest.raises(BadEntry):
        apply(before, Reseat((("h1", seat(0)), ("h2", seat(0)))))


@pytest.mark.parametrize(
    "command",
    [Assign("g3", seat(0)), Assign("h1", seat(2)), Swap(seat(0), seat(1)), Unseat("h1"), PushAlong("g3", seat(0)),
     Assign("nobody", seat(2)), Assign("g3", seat(6)), Assign("g3", seat(0, "t09")), PlaceGroup(("h1",), seat(2)),
     ResizeTable("t01", 31), MoveTable("t09", 0, 0, 0)],
)  # fmt: skip
def test_pinned_people_and_seats_that_are_not_there_are_refused(command):
    pinned = replace(plan(h1=0), pins=frozenset({seat(0)}))
    with pytest.raises(BadEntry):
        apply(pinned, command)


def test_undo_and_redo_without_limit():
    start = now = plan(h1=0)
    history = History()
    commands = [Assign(f"g{n}", seat(n)) for n in range(1, 6)] + [Swap(seat(1), seat(2)), MoveTable("t02", 5, 6, 450),
                                                                 ResizeTable("t01", 4), Unseat("h1")]  # fmt: skip
    plans = [start]
    for command in commands:
        now, change = apply(now, command)
        history = history.did(change)
        plans.append(now)
    end = now
    for expected in reversed(plans[:-1]):
        now, history = history.undo(now)
        assert now.seating == expected.seating
        assert [(t.form, t.x, t.turn) for t in now.tables] == [(t.form, t.x, t.turn) for t in expected.tables]
    assert history.undo(now) is None
    for expected in plans[1:]:
        now, history = history.redo(now)
        assert now.seating == expected.seating
    assert (now.seating, history.redo(now)) == (end.seating, None)
    assert end.tables[1].turn == 90


def test_undo_leaves_what_a_colleague_did_elsewhere():
    mine, change = apply(plan(h1=0, g1=5), Assign("g2", seat(1)))
    theirs, _change = apply(mine, Swap(seat(0), seat(5)))
    undone = perform(theirs, change.inverse)
    assert at(undone) == {0: "g1", 5: "h1"}


def test_undo_of_a_seat_that_a_colleague_changed_since_is_a_clash():
    mine, change = apply(plan(h1=0), Assign("g2", seat(1)))
    history = History().did(change)
    theirs, _change = apply(mine, Assign("g7", seat(1)))
    clash = history.undo(theirs)
    assert isinstance(clash, Clash)
    assert clash.seats == (Differs(seat(1), wanted=None, mine="g2", theirs="g7"),)
    assert history.forget() == History()


def test_undo_never_seats_somebody_twice():
    mine, change = apply(plan(h1=0, g1=5), Unseat("g1"))
    theirs, _change = apply(mine, Assign("g1", seat(2, "t02")))
    clash = perform(theirs, change.inverse)
    assert isinstance(clash, Clash)
    assert clash.seats == (Differs(seat(2, "t02"), None, None, "g1"),)
    gone = replace(mine, people=tuple(p for p in mine.people if p.id != "g1"))
    assert isinstance(perform(gone, change.inverse), Clash)


def test_a_table_that_a_colleague_moved_or_resized_since_is_a_clash():
    mine, change = apply(plan(h1=0), MoveTable("t01", 100, 0, 0))
    theirs, _change = apply(mine, MoveTable("t01", 900, 0, 0))
    assert perform(theirs, change.inverse).tables == ("t01",)
    grown, _change = apply(mine, ResizeTable("t01", 8))
    # its place is still as I left it
    assert perform(grown, change.inverse).tables[0].x == plan().tables[0].x


def test_seats_of_a_table_that_a_colleague_resized_are_not_taken_for_those_of_before():
    mine, change = apply(plan(h1=0, g4=5), Unseat("g4"))
    smaller, _change = apply(mine, ResizeTable("t01", 5))
    assert perform(smaller, change.inverse).tables == ("t01",)
    grown, change = apply(plan(h1=0), ResizeTable("t01", 8))
    theirs, _change = apply(grown, Assign("g4", seat(7)))
    assert perform(theirs, change.inverse).seats == (Differs(seat(7), None, None, "g4"),)


COMMANDS = st.integers(0, 10**6)


def drawn_command(chance: random.Random, plan: Plan):
    people = [p.id for p in plan.people]
    seats = [s for t in plan.tables for s in t.seats]
    match chance.randrange(7):
        case 0:
            return Assign(chance.choice(people), chance.choice(seats))
        case 1:
            return Swap(*chance.sample(seats, 2))
        case 2:
            return PushAlong(chance.choice(people), chance.choice(seats))
        case 3:
            return PlaceGroup(tuple(chance.sample(people, 3)), chance.choice(seats))
        case 4:
            return ResizeTable(chance.choice(plan.tables).id, chance.randrange(2, 12))
        case 5:
            return MoveTable(chance.choice(plan.tables).id, chance.randrange(9), 0, 0)
        case _:
            return Unseat(chance.choice(people))


@drawn(60)
@given(COMMANDS)
def test_any_sequence_of_commands_keeps_the_plan_sound_and_can_be_undone(seed):
    chance = random.Random(seed)
    now = plan(h1=0, g1=5, g2=1)
    now = replace(now, pins=frozenset({seat(0)}))
    history, plans = History(), [now]
    for _n in range(12):
        try:
            now, change = apply(now, drawn_command(chance, now))
        except BadEntry:
            continue
        checked(now)
        assert now.seating[next(iter(now.pins))] == "h1"
        history = history.did(change)
        plans.append(now)
    for expected in reversed(plans[:-1]):
        now, history = history.undo(now)
        assert (now.seating, now.pins) == (expected.seating, expected.pins)


@drawn(60)
@given(COMMANDS)
def test_undoing_beside_a_colleague_is_exact_or_a_clash(seed):
    chance = random.Random(seed)
    try:
        mine, change = apply(plan(h1=0, g1=5, g2=1, g3=2), drawn_command(chance, plan()))
        theirs, other = apply(mine, drawn_command(chance, plan()))
    except BadEntry:
        return
    undone = perform(theirs, change.inverse)
    if isinstance(undone, Clash):
        assert undone.seats or undone.tables
        return
    checked(undone)
    # what the colleague did stands as it was left
    for place, (_before, after) in other.seats.items():
        if place not in change.seats:
            assert undone.seating.get(place) == after.person


def test_resizing_says_who_loses_his_seat_and_keeps_the_places_of_honour():
    table = dinner(TWO_HOSTS, [10], hosts(5) + guests(5)).tables[0]
    # free seats go first
    made = resize(table, 8, taken=set(range(10)) - {2, 7})
    assert made.lost == (2, 7)
    full = resize(table, 8, taken=range(10))
    assert len(full.lost) == 2
    kept = {full.kept[n]: table.role(n).code for n in full.kept}
    assert [kept[n] for n in (0, 7, 1, 4, 3, 5)] == ["h1", "g1", "g2", "h2", "g3", "g4"]
    grown = resize(table, 12)
    kept = {grown.kept[n]: table.role(n).code for n in grown.kept}
    assert grown.lost == ()
    assert [kept[n] for n in (0, 11, 1, 6, 5, 7)] == ["h1", "g1", "g2", "h2", "g3", "g4"]


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize(("old", "new"), [(12, 9), (9, 12), (8, 8), (5, 2), (2, 5), (30, 3)])
def test_every_seat_is_kept_once_or_lost(shape, old, new):
    table = replace(round_table("a", 4), form=form(shape, old))
    made = resize(table, new, taken=range(old))
    assert made.form.seats == new
    assert len(set(made.kept.values())) == len(made.kept) == min(old, new)
    assert set(made.kept) | set(made.lost) == set(range(old))
    assert all(0 <= n < new for n in made.kept.values())
    assert made.form.width >= min(table.form.width, made.form.width)


def seated_dinner(seats: int = 8) -> Plan:
    made = dinner(TWO_HOSTS, [seats], hosts(2 if seats == 6 else seats // 2) + guests(4))
    return made.seated({s: made.role_at(s).code for s in made.tables[0].seats})


def test_a_lesser_guest_who_cancels_moves_nobody():
    found = repair(seated_dinner(), ["g4"])
    assert (found.moves, found.reasons) == ((), ())
    assert "g4" not in found.plan.person_of and seat(5) not in found.plan.seating


def test_the_guest_of_honour_who_cancels_is_followed_by_the_next(english):
    found = repair(seated_dinner(), ["g1"])
    # the second guest moves up, the third takes his place, which is no place of honour any more
    assert [(m.person, m.before.number, m.after.number) for m in found.moves] == [("g2", 1, 7), ("g3", 3, 1)]
    assert [str(r.sentence) for r in found.reasons] == [
        "Guest 2 moves up to the place “Guest of honour”: the next of the Guest party.",
        "Guest 3 moves up to the place “Second guest”: the next of the Guest party.",
    ]


def test_repair_passes_over_who_is_pinned_or_would_break_a_rule():
    pinned = replace(seated_dinner(), pins=frozenset({seat(1)}))
    assert [m.person for m in repair(pinned, ["g1"]).moves] == ["g3"]
    apart = replace(seated_dinner(), rules=(Rule(1, Kind.APART, ("h1", "g3")),))
    assert [m.person for m in repair(apart, ["g1"]).moves] == ["g2", "g4"]


def test_repair_names_who_came_on_account_of_who_is_gone():
    people = [*hosts(2), *guests(2), Person("d", "Driver", Party.ATTACHED, attached_to="g2")]
    made = dinner(TWO_HOSTS, [6], people, [Rule(1, Kind.TOGETHER, ("d", "g2"))])
    found = repair(made.seated(dict(zip(made.tables[0].seats, ("h1", "g2", "d", "h2"), strict=False))), ["g2"])
    assert found.followers == ("d",)
    assert found.plan.rules == ()
    assert repair(made, ["g1"]).moves == ()


@pytest.mark.parametrize(
    "gone", [["g1"], ["g2"], ["h1"], ["h2"], ["g1", "g2"], ["h1", "g1"], ["g3"], ["h2", "g2", "g1"]]
)
def test_nobody_could_move_fewer_and_leave_no_place_of_honour_to_a_lesser_one(gone):
    """Against all ways in which those who are left could sit."""
    plan = seated_dinner(6)
    found = repair(plan, gone)
    left = [p for p in plan.people if p.id not in gone]
    honour = plan.tables[0].order[:4]

    def faults(seating: dict[int, str]) -> int:
        """Places of honour that are empty, or held by a lesser one than somebody of his party on a lesser place."""
        total = 0
        for n, number in enumerate(honour):
            role = plan.tables[0].role(number)
            mine = [p for p in left if p.party is role.party]
            above = {seating.get(h) for h in honour[:n]}
            waiting = sorted(p.rank for p in mine if p.id not in above)
            here = next((p.rank for p in mine if p.id == seating.get(number)), 99)
            total += bool(waiting) and here > waiting[0]
        return total

    best = None
    names = [p.id for p in left] + [""] * (6 - len(left))
    for order in set(permutations(names)):
        seating = {n: person for n, person in enumerate(order) if person}
        moved = sum(plan.seat_of[person].number != n for n, person in seating.items())
        value = (faults(seating), moved)
        best = min(best, value) if best else value
    assert (faults({s.number: p for s, p in found.plan.seating.items()}), len(found.moves)) == best


def test_seats_are_marked_and_several_pinned_as_one_step():
    before = plan(h1=0, g1=3)
    marked, change = apply(before, Flag(Seat("t01", 5), SeatFlag.CHILD))
    assert marked.table_of["t01"].has(5, SeatFlag.CHILD)
    both, second = apply(marked, Flag(Seat("t01", 5), SeatFlag.WHEELCHAIR))
    assert perform(perform(both, second.inverse), change.inverse) == before
    with pytest.raises(BadEntry) as refused:
        apply(before, Flag(Seat("t01", 3), SeatFlag.BLOCKED))
    assert "sits here" in refused.value.message
    shut, blocking = apply(before, Flag(Seat("t01", 5), SeatFlag.BLOCKED))
    with pytest.raises(BadEntry) as refused:
        apply(shut, Assign("g2", Seat("t01", 5)))
    assert "blocked" in refused.value.message
    # a colleague has put somebody there once it was free again: it is not blocked over his head
    free = perform(shut, blocking.inverse)
    assert isinstance(perform(apply(free, Assign("g2", Seat("t01", 5)))[0], blocking), Clash)
    pinned, pinning = apply(before, Pins((Seat("t01", 0), Seat("t01", 3))))
    assert len(pinned.pins) == 2 and perform(pinned, pinning.inverse) == before
