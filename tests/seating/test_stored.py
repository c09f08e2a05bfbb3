"""Seats on a real office: laid, filled, given once, mended, taken back, kept, told afterwards, hidden from some."""

from dataclasses import replace

import pytest

from desktop.models.seating import SeatAssignment
from desktop.rules.bookings import BookingState
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.rights import Right, Scope
from desktop.rules.seating.attending import HIDDEN, Reply
from desktop.rules.seating.checking import Grade
from desktop.rules.seating.colleagues import SeatsChanged
from desktop.rules.seating.commands import Assign, Flag, MoveTable, MoveTables, Pin, ResizeTable, Swap, Unseat
from desktop.rules.seating.packs import Etiquette, Party
from desktop.rules.seating.plan import Kind, Rule, Seat, SeatFlag, Trait
from desktop.rules.seating.proposing import Way
from desktop.rules.seating.shapes import Shape
from desktop.rules.words import ClientForm, LinkRole
from desktop.services import (
    affiliations,
    bookings,
    clients,
    rooms,
    seating,
    seating_history,
    seating_people,
    seating_plans,
    seating_tables,
)
from desktop.services.bookings import BookingEntry
from desktop.services.rooms import RoomEntry
from desktop.services.seating_people import GuestEntry
from desktop.services.seating_tables import TableEntry
from tests.offices import TestOffice, office_today

DESK = {Right.SEE_CLIENTS: Scope.ALL, Right.ENTER_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.ALL,
        Right.PRINT_CLIENTS: Scope.ALL, Right.SEE_BOOKINGS: Scope.ALL, Right.TAKE_BOOKINGS: Scope.ALL}  # fmt: skip


class Dinner:
    """A table of eight: two hosts, of whom one has a file, and guests with and without."""

    def __init__(self, office: TestOffice, etiquette: Etiquette):
        self.office, self.etiquette = office, etiquette
        self.desk = office.hire("周敏", DESK)
        office.do(rooms.add_usual_meals)
        room = office.do(rooms.add_room, RoomEntry("牡丹厅", 8))
        office.do(rooms.add_tables, room, 1, 8)
        meal = office.ask(rooms.meals)[0].id
        opened = [(name, self.do(clients.open_client, ClientForm.PERSON, {"name": name, "salutation": f"{name[0]}总"}))
                  for name in ("贺启年", "单雪")]  # fmt: skip
        self.clients = dict(opened)
        host, guest = self.clients.values()
        entry = BookingEntry(host, office_today(), meal, 12 * 60, 8, (room,), guests=(guest,))
        self.key = self.do(bookings.take, entry)
        (self.table,) = map(str, self.do(seating_tables.lay, self.key, etiquette))
        self.do(seating_people.add_clients, self.key, etiquette)

    def do(self, verb, *args, me=None, **more):
        return self.office.do(verb, *args, me=me or self.desk, **more)

    def add(self, *names, party=Party.GUEST):
        text = "\n".join(names)
        return [str(key) for key in self.do(seating_people.add_names, self.key, text, party, self.etiquette)]

    def read(self, me=None):
        return self.office.ask(seating_plans.seating_of, self.key, self.etiquette, me=me or self.desk)

    def seat(self, command, **more):
        return self.do(seating.seat, self.key, command, self.etiquette, **more)

    def at(self, number):
        return Seat(self.table, number)

    def named(self, me=None):
        """Who sits where, by seat."""
        plan = self.read(me).plan
        return {seat.number: plan.name(person) for seat, person in sorted(plan.seating.items())}

    def person(self, name):
        return next(p.id for p in self.read().plan.people if p.name == name)

    def propose(self, seed=7, way=Way.STRICT):
        offer = self.office.errand(seating.propose, self.key, self.etiquette, seed=seed, me=self.desk)
        return offer, self.do(seating.accept, self.key, offer, way, self.etiquette)


@pytest.fixture
def dinner(office: TestOffice, etiquette: Etiquette) -> Dinner:
    return Dinner(office, etiquette)


def test_a_proposal_seats_by_form_and_is_made_again_by_its_seed_and_taken_back_as_one(dinner):
    dinner.add("1. 尉迟敬", "2、欧阳海", "- 陆平", "4) 沈立")
    dinner.add("周主任", "吴经理", party=Party.HOST)
    offer, change = dinner.propose(seed=7)
    named = dinner.named()
    # rank by rank: the deputy across, the guest of honour at the host's right hand (form 6.1)
    assert (named[0], named[7], named[1], named[4]) == ("贺启年", "单雪", "尉迟敬", "周主任")
    held = dinner.read()
    assert (held.seed, held.way, set(held.methods.values())) == (7, "strict", {"proposal"})
    assert [t.role(7).code for t in held.plan.tables] == ["g1"]
    dinner.do(seating.take_back, dinner.key, change, dinner.etiquette)
    assert dinner.named() == {}
    again, _change = dinner.propose(seed=7)
    one, other = ([a.plan.seating for a in o.proposal.alternatives] for o in (offer, again))
    assert one == other
    assert dinner.named() == named


def test_two_who_give_one_seat_do_not_both_have_it(dinner):
    one, other = dinner.add("尉迟敬", "欧阳海")
    seen = dinner.read().plan
    dinner.seat(Assign(one, dinner.at(1)), seen=seen)
    with pytest.raises(SeatsChanged) as caught:
        dinner.seat(Assign(other, dinner.at(1)), seen=seen)
    assert [(d.seat, d.theirs) for d in caught.value.clash.seats] == [(dinner.at(1), one)]
    # two who move one guest: he sits where the first has put him
    with pytest.raises(SeatsChanged):
        dinner.seat(Assign(one, dinner.at(2)), seen=seen)
    assert dinner.named() == {1: "尉迟敬"}
    # other seats are nobody's quarrel
    dinner.seat(Assign(other, dinner.at(2)), seen=seen)
    assert dinner.named() == {1: "尉迟敬", 2: "欧阳海"}


@pytest.mark.parametrize("what", ["seat", "attendance"])
def test_the_database_itself_gives_no_seat_twice_and_nobody_two(dinner, what):
    one, other = dinner.add("尉迟敬", "欧阳海")
    dinner.seat(Assign(one, dinner.at(1)))
    with dinner.office.beneath(), pytest.raises(Exception, match=r"(?i)unique|seat_given_once|seated_once"):
        (row,) = SeatAssignment.select()
        taken = {"seat": {"attendance": other}, "attendance": {"seat": 2}}[what]
        SeatAssignment.insert({**row.__data__, "id": dinner.key, **taken}).execute()


def test_seats_are_swapped_pinned_and_lost_with_a_smaller_table(dinner):
    one, other = dinner.add("尉迟敬", "欧阳海")
    dinner.seat(Assign(one, dinner.at(1)))
    dinner.seat(Assign(other, dinner.at(2)))
    swap = dinner.seat(Swap(dinner.at(1), dinner.at(2)))
    assert dinner.named() == {1: "欧阳海", 2: "尉迟敬"}
    dinner.seat(Pin(dinner.at(1)))
    with pytest.raises(BadEntry, match="欧阳海"):
        dinner.seat(Unseat(other))
    # what a colleague has pinned meanwhile is not swapped back silently
    with pytest.raises(SeatsChanged):
        dinner.do(seating.take_back, dinner.key, swap, dinner.etiquette)
    dinner.seat(Pin(dinner.at(1), pinned=False))
    dinner.do(seating.take_back, dinner.key, swap, dinner.etiquette)
    assert dinner.named() == {1: "尉迟敬", 2: "欧阳海"}
    grown = dinner.seat(ResizeTable(dinner.table, 10))
    (table,) = dinner.read().plan.tables
    assert table.form.seats == 10 and all(table.roles)
    dinner.do(seating.take_back, dinner.key, grown, dinner.etiquette)
    assert dinner.read().plan.tables[0].form.seats == 8 and dinner.named() == {1: "尉迟敬", 2: "欧阳海"}
    # several tables stand elsewhere, and stand where they were again, as one act
    second = str(dinner.do(seating_tables.add_table, dinner.key, TableEntry(Shape.ROUND, 6), dinner.etiquette))
    stood = [(t.x, t.y, t.turn) for t in dinner.read().plan.tables]
    moved = dinner.seat(MoveTables((MoveTable(dinner.table, 50, 100, 345), MoveTable(second, 6000, 100, 0))))
    assert [(t.x, t.y, t.turn) for t in dinner.read().plan.tables] == [(50, 100, 345), (6000, 100, 0)]
    dinner.do(seating.take_back, dinner.key, moved, dinner.etiquette)
    assert [(t.x, t.y, t.turn) for t in dinner.read().plan.tables] == stood


def test_who_cancels_leaves_his_place_to_the_next_and_has_it_back(dinner):
    dinner.add("尉迟敬", "欧阳海", "陆平")
    dinner.propose()
    before = dinner.named()
    gone = dinner.do(seating.let_go, dinner.key, [dinner.read().guest(dinner.person("单雪")).id], dinner.etiquette)
    after = dinner.named()
    assert "单雪" not in after.values() and after[7] == "尉迟敬"
    assert len(gone.repair.moves) < len(before) - 1
    assert [g.reply for g in dinner.read().guests if g.name == "单雪"] == [Reply.NO]
    dinner.do(seating.take_back_departure, dinner.key, gone, dinner.etiquette)
    assert dinner.named() == before


def test_a_version_is_kept_restored_and_not_trusted_when_another_program_wrote_it(dinner):
    (one,) = dinner.add("尉迟敬")
    dinner.seat(Assign(one, dinner.at(3)))
    key = dinner.do(seating.keep_version, dinner.key, "定稿", dinner.etiquette)
    dinner.seat(Assign(one, dinner.at(5)))
    change = dinner.do(seating.restore_version, key, dinner.etiquette)
    assert dinner.named() == {3: "尉迟敬"}
    dinner.do(seating.take_back, dinner.key, change, dinner.etiquette)
    assert dinner.named() == {5: "尉迟敬"}
    (line,) = dinner.office.ask(seating.versions, dinner.key, me=dinner.desk)
    assert (line.name, line.seats, line.kept_by) == ("定稿", 1, "周敏")


def test_a_guest_out_of_sight_is_shown_without_a_name_and_a_secret_rule_by_its_number(dinner):
    (typed,) = dinner.add("尉迟敬")
    guest, host = dinner.person("单雪"), dinner.person("贺启年")
    dinner.seat(Assign(guest, dinner.at(7)))
    secret = Rule(0, Kind.APART, (guest, host), reason="官司", secret=True)
    dinner.do(seating_people.add_rule, dinner.key, secret, dinner.etiquette)
    waiter = dinner.office.hire("马林", {Right.SEE_BOOKINGS: Scope.ALL, Right.SEE_CLIENTS: Scope.OWN})
    held = dinner.read(waiter)
    assert dinner.named(waiter) == {7: HIDDEN}
    assert {p.name for p in held.plan.people} == {HIDDEN, "尉迟敬"}
    (hidden, _other) = (g for g in held.guests if g.hidden)
    assert (hidden.client, hidden.code, hidden.salutation, hidden.unit) == (None, "", "", "")
    (rule,) = held.plan.rules
    assert (rule.reason, held.knows(rule), dinner.read().knows(rule)) == ("", False, True)
    with pytest.raises(NotAllowed):
        dinner.seat(Assign(typed, dinner.at(0)), me=waiter)
    # another desk seats by it without learning why; who approves for the whole office is told
    for rights, told in ((DESK, ""), (DESK | {Right.APPROVE_CLIENTS: Scope.DEPARTMENT}, ""),
                         (DESK | {Right.APPROVE_CLIENTS: Scope.ALL}, "官司")):  # fmt: skip
        held = dinner.read(dinner.office.hire(f"{len(rights)}{told}", rights))
        (rule,) = held.plan.rules
        assert (rule.reason, held.knows(rule)) == (told, bool(told))
    assert [rule.reason for rule in dinner.read().plan.rules] == ["官司"]


def test_companions_come_from_the_affiliated_persons_and_house_rows_before_the_pack(dinner):
    driver = dinner.do(clients.open_client, ClientForm.PERSON, {"name": "司马健"})
    dinner.do(affiliations.add_link, dinner.clients["贺启年"], driver, LinkRole.DRIVER)
    (one,) = dinner.office.ask(seating_people.companions, dinner.key, me=dinner.desk)
    assert (one.name, one.role) == ("司马健", LinkRole.DRIVER)
    dinner.do(seating_people.add_people, dinner.key, [seating_people.companion_entry(one)], dinner.etiquette)
    assert dinner.office.ask(seating_people.companions, dinner.key, me=dinner.desk) == ()
    with pytest.raises(BadEntry):
        dinner.do(seating_people.add_people, dinner.key, [GuestEntry(Party.GUEST, driver)], dinner.etiquette)
    row = ("h1", "g2", "g4", "h3", "h2", "h4", "g3", "g1")
    dinner.office.do(seating_tables.keep_house_row, dinner.etiquette, "two_hosts", 8, row)
    dinner.do(seating_tables.choose_etiquette, dinner.key, dinner.etiquette, "two_hosts")
    assert tuple(role.code for role in dinner.read().plan.tables[0].roles) == row
    with pytest.raises(BadEntry):
        dinner.office.do(seating_tables.keep_house_row, dinner.etiquette, "two_hosts", 8, ("h1", "h1", *row[2:]))


def test_after_the_meal_it_is_told_who_sat_where_with_whom(dinner):
    guest, host, (typed,) = dinner.person("单雪"), dinner.person("贺启年"), dinner.add("尉迟敬")
    for person, number in ((host, 0), (guest, 7), (typed, 6)):
        dinner.seat(Assign(person, dinner.at(number)))
    told = (seating_history.sat_of, dinner.clients["单雪"], dinner.etiquette)
    assert dinner.office.ask(*told, me=dinner.desk) == ()
    for state in (BookingState.ARRIVED, BookingState.LEFT):
        dinner.do(bookings.set_state, dinner.key, state)
    (line,) = dinner.office.ask(*told, me=dinner.desk)
    assert (line.role.zh, line.host.name, line.at_left.name) == ("主宾", "贺启年", "贺启年")
    assert line.at_right.name == "尉迟敬"
    assert line.across is None


def test_where_no_table_stands_one_is_laid_and_a_called_off_booking_seats_nobody(dinner):
    meal = dinner.office.ask(rooms.meals)[0].id
    room = dinner.office.do(rooms.add_room, RoomEntry("竹影", 40))
    key = dinner.do(bookings.take, BookingEntry(dinner.clients["单雪"], office_today(), meal, 12 * 60, 35, (room,)))
    assert len(dinner.do(seating_tables.lay, key, dinner.etiquette)) == 4
    plan = dinner.office.ask(seating_plans.seating_of, key, dinner.etiquette, me=dinner.desk).plan
    assert [t.rank for t in plan.tables] == [1, 2, 3, 4] and len({(t.x, t.y) for t in plan.tables}) == 4
    dinner.do(bookings.set_state, key, BookingState.CANCELLED)
    with pytest.raises(BadEntry):
        dinner.do(seating_people.add_clients, key, dinner.etiquette)
    assert replace(plan, seating={}) == plan


def test_marks_of_seats_are_kept_and_a_resize_taken_back_calls_the_places_as_before(sqlite_office, etiquette):
    dinner = Dinner(sqlite_office, etiquette)
    (person,) = dinner.add("甲")
    dinner.seat(Assign(person, dinner.at(1)))
    # who comes later does not rename the places of honour
    dinner.add("主二", "主三", "主四", "主五", party=Party.HOST)

    def roles():
        return [role and role.code for role in dinner.read().plan.tables[0].roles]

    before = roles()
    change = dinner.seat(ResizeTable(dinner.table, 10))
    dinner.do(seating.take_back, dinner.key, change, etiquette)
    assert roles() == before
    child = GuestEntry(Party.GUEST, name="小小", traits=frozenset({Trait.CHILD}))
    dinner.do(seating_people.add_people, dinner.key, [child], etiquette)
    marked = dinner.seat(Flag(dinner.at(2), SeatFlag.CHILD))
    offer, _change = dinner.propose()
    assert dinner.named()[2] == "小小"
    assert not any(issue.grade is Grade.CONFLICT for issue in offer.proposal.by(Way.STRICT).issues)
    dinner.do(seating.take_back, dinner.key, marked, etiquette)
    assert not dinner.read().plan.tables[0].flags
