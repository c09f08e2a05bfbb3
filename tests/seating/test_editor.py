"""The plan while it is edited: shown at once, taken back where refused, undone beside a colleague, announced."""

import pytest

from desktop.rules.bookings import BookingState
from desktop.rules.errors import BadEntry
from desktop.rules.seating.colleagues import forced
from desktop.rules.seating.commands import Assign, MoveTable, Pin, PushAlong, ResizeTable, Swap
from desktop.rules.seating.facts import Overlay, SeatFacts
from desktop.rules.seating.plan import Kind, Rule, Seat
from desktop.services import bookings
from desktop.ui.kit.desk import Desk
from desktop.ui.seating.controller import SeatingController
from desktop.ui.seating.editor import Editor
from tests.seating.tables import dinner as laid
from tests.seating.tables import guests, hosts
from tests.seating.test_stored import Dinner


class Heard:
    """What an editor tells."""

    def __init__(self, editor):
        self.said, self.refused, self.disputes, self.counts = [], [], [], {}
        editor.announced.connect(self.said.append)
        editor.refused.connect(self.refused.append)
        editor.disputed.connect(self.disputes.append)
        for name in ("plan_changed", "selection_changed", "carried_changed", "overlays_changed"):
            getattr(editor, name).connect(lambda name=name: self.counts.update({name: self.counts.get(name, 0) + 1}))


@pytest.fixture
def editor(qapp, etiquette, english):
    made = Editor()
    plan = laid(etiquette.pack("two_hosts"), [8, 8], [*hosts(2), *guests(4)], [Rule(1, Kind.APART, ("g1", "g2"), 3)])
    made.show_plan(plan)
    yield made
    made.close()


def at(number, table="t01"):
    return Seat(table, number)


def test_seats_and_people_are_chosen_together_and_carried_in_two_steps(editor):
    heard = Heard(editor)
    editor.do(Assign("g1", at(7)))
    assert heard.said[-1] == "Guest 1 sits on the place “Guest of honour” at Table 1."
    editor.choose(people=["g1"])
    assert (editor.seats, editor.people) == ((at(7),), ("g1",))
    editor.choose(seats=[at(3)], add=True)
    assert (editor.seats, editor.people) == ((at(7), at(3)), ("g1",))
    editor.carry("g2")
    editor.put_down(at(6))
    assert editor.carried is None and editor.plan.seat_of["g2"] == at(6)
    assert heard.said[-1].endswith("at the left Guest 1.")
    # whoever is chosen stays so where he goes
    editor.do(Swap(at(7), at(1)))
    assert (editor.people, editor.seats) == (("g1",), (at(1), at(3)))
    assert heard.counts["carried_changed"] == 2 and heard.counts["selection_changed"] == 3
    editor.do(Assign("g1", Seat("nowhere", 0)))
    assert isinstance(heard.refused[0], BadEntry)


def test_changes_are_undone_and_redone_without_limit_and_named(editor):
    start = editor.plan
    for number, person in enumerate(("h1", "g1", "g2", "g3", "g4")):
        editor.do(PushAlong(person, at(0)))
        assert editor.undo_word == f"seat of {editor.plan.name(person)}", number
    editor.do(MoveTable("t02", 9000, 500, 15))
    editor.do(ResizeTable("t01", 10))
    seated = editor.plan
    for _step in range(7):
        editor.undo()
    assert editor.plan.seating == start.seating and editor.undo_word == "" and editor.redo_word
    editor.undo()
    for _step in range(7):
        editor.redo()
    assert editor.plan.seating == seated.seating and editor.plan.table_of["t02"].x == 9000
    assert editor.redo_word == ""


def test_a_seat_is_judged_with_the_rules_that_follow_and_everything_amiss_is_told(editor, qtbot):
    editor.do(Assign("g1", at(7)))
    assert any("not to sit next to each other" in str(s) for s in editor.verdict("g2", at(6)).sentences)
    with qtbot.waitSignal(editor.issues_changed):
        editor.do(Assign("g2", at(6)))
    assert sum("not to sit next to" in str(issue.sentence) for issue in editor.issues) == 1
    editor.take_facts({"g1": SeatFacts(allergy="花生")})
    editor.show_overlays({Overlay.ALLERGY})
    assert editor.facts("g1").text(Overlay.ALLERGY) == "花生" and editor.facts("g2") == SeatFacts()


class Workstation:
    """One of two editors of one booking, each with a desk of its own."""

    def __init__(self, dinner, qtbot):
        self.qtbot = qtbot
        self.desk = Desk(dinner.office.office, dinner.desk)
        self.store = SeatingController(self.desk)
        self.store.booking = dinner.key
        self.editor = Editor(self.store)
        self.heard = Heard(self.editor)
        self.faults = []
        self.desk.faulted.connect(self.faults.append)
        self.store.loaded.connect(lambda shown: self.editor.take(shown.seating))
        self.desk.changed.connect(lambda topics: self.store.reload() if "seating" in topics else None)
        self.read()

    def read(self):
        with self.qtbot.waitSignal(self.store.loaded):
            self.store.reload()

    def wait(self, condition):
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)

    def settled(self):
        """What was done is stored."""
        done = []
        self.desk.do(lambda work: work.require, done=lambda _x: done.append(1), owner=self.desk)
        self.wait(lambda: bool(done))

    def named(self):
        plan = self.editor.plan
        return {seat.number: plan.name(person) for seat, person in sorted(plan.seating.items())}


@pytest.fixture
def two(office, etiquette, qtbot, english):
    dinner = Dinner(office, etiquette)
    dinner.people = dinner.add("尉迟敬", "欧阳海")
    stations = [Workstation(dinner, qtbot) for _n in range(2)]
    yield dinner, *stations
    for one in stations:
        assert one.desk.close(5)
        one.editor.close()
        assert one.faults == []


def test_two_workstations_moving_one_guest_meet_on_one_seat(two):
    dinner, mine, theirs = two
    one, other = dinner.people
    # both see the guest without a seat; the second learns where he sits, and decides
    mine.editor.do(Assign(one, dinner.at(1)))
    assert mine.named() == {1: "尉迟敬"}
    mine.settled()
    theirs.editor.do(Assign(one, dinner.at(2)))
    assert theirs.named() == {2: "尉迟敬"}
    theirs.wait(lambda: theirs.heard.disputes)
    theirs.wait(lambda: theirs.named() == {1: "尉迟敬"})
    assert dinner.named() == {1: "尉迟敬"} and theirs.editor.undo_word == ""
    theirs.editor.do_mine(theirs.heard.disputes[0])
    theirs.wait(lambda: dinner.named() == {2: "尉迟敬"})
    # undoing what a colleague has changed since is asked about; leaving it drops the step
    mine.read()
    mine.wait(lambda: mine.named() == {2: "尉迟敬"})
    mine.editor.undo()
    (dispute,) = mine.heard.disputes
    assert mine.named() == {2: "尉迟敬"} and mine.editor.undo_word == ""
    mine.editor.do_mine(dispute)
    mine.wait(lambda: dinner.named() == {})
    # other seats are nobody's quarrel: both converge without a question
    mine.editor.do(Assign(one, dinner.at(4)))
    theirs.editor.do(Assign(other, dinner.at(5)))
    mine.settled()
    theirs.settled()
    for station in (mine, theirs):
        station.read()
        station.wait(lambda station=station: station.named() == {4: "尉迟敬", 5: "欧阳海"})
    assert not mine.heard.refused and not theirs.heard.refused


def test_what_is_refused_is_taken_back_on_screen_and_quick_steps_stay_in_order(two):
    dinner, mine, _theirs = two
    one, other = dinner.people
    for command in (Assign(one, dinner.at(1)), Assign(other, dinner.at(2)), Swap(dinner.at(1), dinner.at(2)),
                    Pin(dinner.at(1))):  # fmt: skip
        mine.editor.do(command)
    mine.editor.undo()
    mine.editor.undo()
    assert mine.named() == {1: "尉迟敬", 2: "欧阳海"}
    mine.settled()
    assert dinner.named() == {1: "尉迟敬", 2: "欧阳海"}
    mine.editor.redo()
    mine.settled()
    assert dinner.named() == {1: "欧阳海", 2: "尉迟敬"}
    dinner.do(bookings.set_state, dinner.key, BookingState.CANCELLED)
    mine.editor.do(Assign(one, dinner.at(6)))
    assert mine.named()[6] == "尉迟敬"
    mine.wait(lambda: mine.heard.refused)
    mine.wait(lambda: mine.named() == {1: "欧阳海", 2: "尉迟敬"})
    assert mine.editor.undo_word == "swap"


def test_a_cancellation_is_undone_and_done_again_like_any_step(two):
    dinner, mine, _theirs = two
    one, _other = dinner.people
    mine.editor.do(Assign(one, dinner.at(1)))
    key = mine.editor.guest(one).id
    mine.store.let_go((key,), lambda made: mine.editor.did(made.change, made), mine.heard.refused.append)
    mine.wait(lambda: mine.named() == {})
    mine.editor.undo()
    mine.wait(lambda: mine.named() == {1: "尉迟敬"} and dinner.named() == {1: "尉迟敬"})
    mine.editor.redo()
    mine.wait(lambda: dinner.named() == {} and one not in mine.editor.plan.person_of)
    # steps that are taken before he is back in the plan follow one after the other
    mine.editor.undo()
    mine.editor.undo()
    mine.editor.undo()
    mine.wait(lambda: dinner.named() == {} and one in mine.editor.plan.person_of and not mine.editor.undo_word)
    mine.editor.redo()
    mine.wait(lambda: dinner.named() == {1: "尉迟敬"})
    assert mine.heard.refused == [] and mine.heard.disputes == []


def test_a_step_is_forced_as_seats_or_as_a_table_and_not_where_seats_were_lost(editor):
    editor.do(Assign("g1", at(7)))
    (seated,) = editor.history.done
    assert forced(seated).seats == (("g1", at(7)),) and forced(seated.inverse).seats == (("g1", None),)
    editor.do(MoveTable("t01", 5, 6, 7))
    assert forced(editor.history.done[-1]) == MoveTable("t01", 5, 6, 7)
    editor.do(ResizeTable("t01", 10))
    assert forced(editor.history.done[-1]) is None


def test_another_booking_takes_nobody_along_who_was_picked_up(editor):
    told = []
    editor.carried_changed.connect(lambda: told.append(editor.carried))
    editor.carry("g1")
    editor.forget()
    assert told == ["g1", None]
