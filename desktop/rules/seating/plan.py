"""A seating plan as plain values: people, tables, who sits where, what is pinned, and the rules in force."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from desktop.i18n import N_
from desktop.rules.errors import BadEntry
from desktop.rules.seating.elements import Element
from desktop.rules.seating.packs import Party, Role
from desktop.rules.seating.sentences import Sentence, Title, say
from desktop.rules.seating.shapes import Form, Place, direction, places
from desktop.rules.words import Word


class Seat(NamedTuple):
    """One seat: the table's key, and the number within it from 0."""

    table: str
    number: int


class Trait(Word):
    """What matters about somebody where seats are given."""

    SMOKER = "smoker", N_("Smoker")
    LEFT_HANDED = "left_handed", N_("Left-handed")
    CHILD = "child", N_("Child")
    WHEELCHAIR = "wheelchair", N_("Wheelchair")
    DRINKER = "drinker", N_("Drinks alcohol")


class SeatFlag(Word):
    BLOCKED = "blocked", N_("Blocked")
    CHILD = "child", N_("Child seat")
    WHEELCHAIR = "wheelchair", N_("Room for a wheelchair")
    NEAR_DOOR = "near_door", N_("Near the door")
    SERVING = "serving", N_("Where dishes are served")


class Kind(Word):
    """What a rule asks for. Each may be hard, or a wish with a weight."""

    NOT_ONE_TABLE = "not_one_table", N_("Not at one table")
    ADJACENT = "adjacent", N_("Next to each other")
    ROLE = "role", N_("This place is reserved")
    NEAR_DOOR = "near_door", N_("Near the door")
    CHILD_SEAT = "child_seat", N_("On a child seat")
    WHEELCHAIR = "wheelchair", N_("Where there is room for a wheelchair")
    CAPACITY = "capacity", N_("Not more people at the table")
    TOGETHER = "together", N_("At one table")
    NEAR = "near", N_("Near each other")
    APART = "apart", N_("Not next to each other")
    ALTERNATE = "alternate", N_("Hosts and guests in turn")
    LANGUAGE = "language", N_("Neighbours share a language")
    SMOKE = "smoke", N_("Smokers not next to non-smokers")
    ELBOWS = "elbows", N_("Left-handers free at the left")
    DRINKS = "drinks", N_("Drinkers near the deputy host")
    NOT_SERVING = "not_serving", N_("Not where dishes are served")


PAIRS = frozenset({Kind.NOT_ONE_TABLE, Kind.ADJACENT, Kind.TOGETHER, Kind.NEAR, Kind.APART})
PLACES = frozenset({Kind.ROLE, Kind.NEAR_DOOR, Kind.CHILD_SEAT, Kind.WHEELCHAIR, Kind.NOT_SERVING})
NEIGHBOURS = frozenset({Kind.ALTERNATE, Kind.LANGUAGE, Kind.SMOKE, Kind.ELBOWS})
LIGHTEST, HEAVIEST = 1, 5


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the event. `rank` counts from 1 within the party, 0 is unknown and comes last. `side` is on whose
    side staff and attached persons sit."""

    id: str
    name: str
    party: Party
    rank: int = 0
    attached_to: str = ""
    interprets_for: str = ""
    traits: frozenset[Trait] = frozenset()
    languages: frozenset[str] = frozenset()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table where it stands: its middle in mm of the room, `turn` in degrees clockwise, `rank` 1 for the head table.
    `roles` and `order` are those of roles.table_roles, with the places that were given `by_hand`."""

    id: str
    label: str
    form: Form
    x: float = 0
    y: float = 0
    turn: float = 0
    rank: int = 1
    roles: tuple[Role | None, ...] = ()
    order: tuple[int, ...] = ()
    flags: Mapping[int, frozenset[SeatFlag]] = field(default_factory=dict)
    by_hand: Mapping[int, str] = field(default_factory=dict)

    @property
    def title(self) -> Sentence | str:
        """What the table is called in a sentence: a number alone would not tell that it is one."""
        return say(TABLE, label=self.label) if self.label.isdecimal() else self.label

    @property
    def seats(self) -> tuple[Seat, ...]:
        return tuple(Seat(self.id, n) for n in range(self.form.seats))

    def role(self, number: int) -> Role | None:
        return self.roles[number] if number < len(self.roles) else None

    def has(self, number: int, flag: SeatFlag) -> bool:
        return flag in self.flags.get(number, ())

    def place(self, number: int) -> Place:
        """The chair in the room."""
        here = places(self.form)[number]
        right_x, right_y = direction(self.turn + 90)
        down_x, down_y = direction(self.turn + 180)
        return Place(
            round(self.x + here.x * right_x + here.y * down_x, 1),
            round(self.y + here.x * right_y + here.y * down_y, 1),
            (here.facing + self.turn) % 360,
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """What is to hold among people and seats; hard without a weight, else a wish from 1 to 5.

    `people` are whom it is about, none for everybody. `role` is the place that a ROLE rule reserves, as g1; `table`
    where a rule holds at one table only, `most` of a CAPACITY rule. Whoever may not know a secret rule reads “rule #12”
    and learns neither its kind nor whom else it is about.
    """

    number: int
    kind: Kind
    people: tuple[str, ...] = ()
    weight: int | None = None
    reason: str = ""
    secret: bool = False
    role: str = ""
    table: str = ""
    most: int = 0

    @property
    def hard(self) -> bool:
        return self.weight is None


@dataclass(frozen=True)
class Plan:
    """Everything of one event that seats depend on. `seating` has each seat that is taken, `elements` what else stands
    in the room."""

    tables: tuple[Table, ...]
    people: tuple[Person, ...]
    seating: Mapping[Seat, str] = field(default_factory=dict)
    pins: frozenset[Seat] = frozenset()
    rules: tuple[Rule, ...] = ()
    elements: tuple[Element, ...] = ()

    @cached_property
    def element_of(self) -> Mapping[str, Element]:
        return {element.id: element for element in self.elements}

    @cached_property
    def table_of(self) -> Mapping[str, Table]:
        return {table.id: table for table in self.tables}

    @cached_property
    def person_of(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def seat_of(self) -> Mapping[str, Seat]:
        return {person: seat for seat, person in self.seating.items()}

    @cached_property
    def unseated(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.id not in self.seat_of)

    def seated(self, seating: Mapping[Seat, str]) -> "Plan":
        return replace(self, seating=dict(seating))

    def role_at(self, seat: Seat) -> Role | None:
        return self.table_of[seat.table].role(seat.number)

    def name(self, person: str) -> str:
        return self.person_of[person].name

    def side(self, person: str) -> Party:
        """The party on whose side somebody sits: that of the principal for who is attached to one."""
        at, seen = self.person_of[person], {person}
        while at.party in (Party.ATTACHED, Party.STAFF):
            principal = at.attached_to or at.interprets_for
            if principal in seen or principal not in self.person_of:
                return at.party
            seen.add(principal)
            at = self.person_of[principal]
        return at.party

    def seat_title(self, seat: Seat) -> Sentence:
        """What a seat is called in a sentence: its role where it has one."""
        table, role = self.table_of[seat.table], self.role_at(seat)
        if role is None:
            return self._at(table, NUMBERED, ONLY_NUMBER, number=seat.number + 1)
        return self._at(table, WITH_ROLE, ONLY_ROLE, role=role.title)

    def _at(self, table: Table, among: str, alone: str, **values: Title | int) -> Sentence:
        return say(among, table=table.title, **values) if len(self.tables) > 1 else say(alone, **values)


TABLE = N_("Table {label}")
ONLY_ROLE = N_("the place “{role}”")
WITH_ROLE = N_("the place “{role}” at {table}")
ONLY_NUMBER = N_("seat {number}")
NUMBERED = N_("seat {number} at {table}")


def checked(plan: Plan) -> Plan:
    """The plan itself, once it is sound. Raises BadEntry naming what is not."""
    people, seats = set(plan.person_of), {seat for table in plan.tables for seat in table.seats}
    if len(people) != len(plan.people) or len(plan.table_of) != len(plan.tables):
        raise BadEntry(N_("Somebody or some table is in the plan twice."), "people")
    if len(plan.seat_of) != len(plan.seating):
        raise BadEntry(N_("Somebody sits on two seats."), "seating")
    if plan.pins - plan.seating.keys():
        raise BadEntry(N_("A seat is pinned where nobody sits."), "pins")
    if not seats >= plan.seating.keys() or not people >= set(plan.seating.values()):
        raise BadEntry(N_("The plan seats somebody who is not there, or on a seat that is not there."), "seating")
    for rule in plan.rules:
        _check_rule(rule, people)
    return plan


def _check_rule(rule: Rule, people: Iterable[str]) -> None:
    def refuse(message: str) -> None:
        raise BadEntry(message, "rules", number=rule.number)

    if rule.weight is not None and not LIGHTEST <= rule.weight <= HEAVIEST:
        refuse(N_("Rule #{number}: a wish weighs 1 to 5."))
    if not set(rule.people) <= set(people):
        refuse(N_("Rule #{number} is about somebody who is not there."))
    if rule.kind in PAIRS and len(set(rule.people)) < 2:
        refuse(N_("Rule #{number} needs two people."))
    if rule.kind is Kind.ROLE and (len(rule.people) != 1 or not rule.role):
        refuse(N_("Rule #{number} reserves one place for one person."))
    if rule.kind is Kind.CAPACITY and (not rule.table or rule.most < 1):
        refuse(N_("Rule #{number} needs a table, and how many may sit there."))
