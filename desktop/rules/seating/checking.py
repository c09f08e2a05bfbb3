"""Judges seats: whether a person fits on one and why not, and everything that is amiss in a plan."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from desktop.i18n import N_
from desktop.rules.errors import Label
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import PAIRS, Kind, Person, Plan, Rule, Seat, SeatFlag, Table, Trait
from desktop.rules.seating.sentences import Sentence, say
from desktop.rules.seating.shapes import neighbours
from desktop.rules.words import Word

Knows = Callable[[Rule], bool]  # whether the reader may know what a rule says
NEAR = 2  # so many seats away is still near
# what a seat must have, or for the last must not have
FLAGS: Mapping[Kind, SeatFlag] = {Kind.NEAR_DOOR: SeatFlag.NEAR_DOOR, Kind.CHILD_SEAT: SeatFlag.CHILD,
                                  Kind.WHEELCHAIR: SeatFlag.WHEELCHAIR, Kind.NOT_SERVING: SeatFlag.SERVING}  # fmt: skip


class Grade(Word):
    FITS = "fits", N_("Fits")
    USABLE = "usable", N_("Usable")
    CONFLICT = "conflict", N_("Conflict")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What speaks against a seat for somebody; nothing where it fits."""

    grade: Grade
    sentences: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """Something amiss in the plan. `rule` is the number of the rule it breaks, 0 for none."""

    grade: Grade
    sentence: Sentence
    seats: tuple[Seat, ...] = ()
    people: tuple[str, ...] = ()
    rule: int = 0


def not_secret(rule: Rule) -> bool:
    """What everybody may know."""
    return not rule.secret


def implied_rules(people: Iterable[Person]) -> tuple[Rule, ...]:
    """The rules that follow from what people are (SE-3): interpreters beside whom they interpret for, children on child
    seats, wheelchairs where there is room, left-handers and smokers. They bear the number 0; a caller adds them to the
    office's own."""
    there = {person.id: person for person in people}
    found = []
    for person in there.values():
        if person.interprets_for in there and person.interprets_for != person.id:
            found.append(Rule(0, Kind.ADJACENT, (person.id, person.interprets_for)))
        if Trait.CHILD in person.traits:
            found.append(Rule(0, Kind.CHILD_SEAT, (person.id,)))
        if Trait.WHEELCHAIR in person.traits:
            found.append(Rule(0, Kind.WHEELCHAIR, (person.id,)))
        if person.attached_to in there and person.attached_to != person.id:
            found.append(Rule(0, Kind.TOGETHER, (person.id, person.attached_to), weight=4))
    found.append(Rule(0, Kind.SMOKE, weight=2))
    found.append(Rule(0, Kind.ELBOWS, weight=2))
    return tuple(found)


def verdict(plan: Plan, person: str, seat: Seat, *, knows: Knows = not_secret) -> Verdict:
    """Whether somebody fits on a seat, as if he sat there now and whoever sits there sat on his."""
    conflicts: list[Sentence] = []
    usable: list[Sentence] = []
    table = plan.table_of[seat.table]
    sits = plan.seating.get(seat)
    if table.has(seat.number, SeatFlag.BLOCKED):
        conflicts.append(say(BLOCKED))
    if seat in plan.pins and sits != person and sits is not None:
        conflicts.append(say(PINNED, name=plan.name(sits)))
    if (pinned := plan.seat_of.get(person)) in plan.pins and pinned != seat:
        conflicts.append(say(PINNED_ELSEWHERE, name=plan.name(person)))
    tried = Tried(plan, person, seat)
    for rule in plan.rules:
        for said, _people in broken(tried, rule, (person,), knows):
            (conflicts if rule.hard else usable).append(said)
        if rule.kind is Kind.ROLE and person not in rule.people and is_place(plan, rule, seat):
            says = say(RESERVED, name=plan.name(rule.people[0])) if knows(rule) else say(SECRET, number=rule.number)
            (conflicts if rule.hard else usable).append(says)
    usable += of_etiquette(plan, tried.on, person, seat)
    grade = Grade.CONFLICT if conflicts else Grade.USABLE if usable else Grade.FITS
    return Verdict(grade, tuple(dict.fromkeys(conflicts + usable)))


def issues(plan: Plan, *, knows: Knows = not_secret) -> tuple[Issue, ...]:
    """Everything amiss in a plan, conflicts first."""
    found = []
    tried = Tried(plan)
    for rule in plan.rules:
        told = set()
        for said, people in broken(tried, rule, rule.people or tuple(plan.seat_of), knows):
            key = frozenset(people)
            if key not in told:
                told.add(key)
                seats = tuple(plan.seat_of[p] for p in people if p in plan.seat_of)
                shown = people if knows(rule) else ()
                found.append(Issue(Grade.CONFLICT if rule.hard else Grade.USABLE, said, seats if shown else (), shown,
                                   rule.number))  # fmt: skip
        if rule.kind is Kind.CAPACITY:
            count = sum(seat.table == rule.table for seat in plan.seating)
            if count > rule.most:
                says = say(CAPACITY, table=plan.table_of[rule.table].title, count=count, most=rule.most)
                found.append(Issue(Grade.CONFLICT if rule.hard else Grade.USABLE, says, rule=rule.number))
    for seat, person in plan.seating.items():
        if plan.table_of[seat.table].has(seat.number, SeatFlag.BLOCKED):
            found.append(Issue(Grade.CONFLICT, say(SITS_BLOCKED, name=plan.name(person)), (seat,), (person,)))
        for said in of_etiquette(plan, tried.on, person, seat):
            found.append(Issue(Grade.USABLE, said, (seat,), (person,)))
    for person_left in plan.unseated:
        found.append(Issue(Grade.USABLE, say(UNSEATED, name=person_left.name), (), (person_left.id,)))
    order = list(Grade)[::-1]
    return tuple(sorted(found, key=lambda issue: order.index(issue.grade)))


def broken_rules(plan: Plan, *, hard: bool = True) -> list[tuple[Rule, tuple[str, ...]]]:
    """Which hard rules (or wishes) do not hold, each with whom it is about; every pair once."""
    tried, found = Tried(plan), []
    for rule in plan.rules:
        if rule.hard is hard:
            people = {frozenset(p): p for _s, p in broken(tried, rule, rule.people or tuple(plan.seat_of), not_secret)}
            found += [(rule, pair) for pair in people.values()]
    return found


class Tried:
    """A plan, with one person thought on another seat."""

    def __init__(self, plan: Plan, person: str = "", seat: Seat | None = None) -> None:
        self.plan = plan
        self.at: Mapping[str, Seat] = plan.seat_of
        self.on: Mapping[Seat, str] = plan.seating
        if seat is not None and plan.seat_of.get(person) != seat:
            on = dict(plan.seating)
            old = plan.seat_of.get(person)
            other = on.pop(seat, None)
            if old is not None:
                del on[old]
                if other is not None:
                    on[old] = other
            on[seat] = person
            self.on = on
            self.at = {p: s for s, p in on.items()}

    def beside(self, seat: Seat) -> Iterator[tuple[str, bool]]:
        """Who sits next to a seat, and whether at the left hand."""
        hands = neighbours(self.plan.table_of[seat.table].form)[seat.number]
        for number, left in ((hands.right, False), (hands.left, True)):
            if number is not None and (there := self.on.get(Seat(seat.table, number))) is not None:
                yield there, left

    def steps(self, one: Seat, other: Seat) -> int:
        """Seats from one to the other along the table; a large number at another table."""
        if one.table != other.table:
            return 1000
        hands = neighbours(self.plan.table_of[one.table].form)
        edge, seen, count = {one.number}, {one.number}, 0
        while edge:
            if other.number in edge:
                return count
            edge = {n for at in edge for n in hands[at] if n is not None} - seen
            seen |= edge
            count += 1
        return 1000


def broken(tried: Tried, rule: Rule, people: Iterable[str], knows: Knows) -> Iterator[tuple[Sentence, tuple[str, ...]]]:
    """Where a rule does not hold for any of these, with whom it concerns."""
    for says, concerned in _faults(tried, rule, people):
        if knows(rule):
            why = rule.reason or (Sentence(RULE, (("number", rule.number),)) if rule.number else "")
            yield (say(BECAUSE, what=says, why=why) if why else says), concerned
        else:
            yield say(SECRET, number=rule.number), concerned


def _faults(tried: Tried, rule: Rule, people: Iterable[str]) -> Iterator[tuple[Sentence, tuple[str, ...]]]:
    if rule.kind in PAIRS:
        for one, other in combinations(rule.people, 2):
            if (one in people or other in people) and one in tried.at and other in tried.at:
                says = _pair_fault(tried, rule.kind, one, other)
                if says:
                    yield say(says, one=tried.plan.name(one), other=tried.plan.name(other)), (one, other)
        return
    for person in people:
        if person not in tried.at or (rule.people and person not in rule.people):
            continue
        seat = tried.at[person]
        if rule.table and seat.table != rule.table and rule.kind is not Kind.ROLE:
            continue
        if message := _place_fault(tried, rule, person, seat):
            yield say(message, name=tried.plan.name(person)), (person,)
        for other, left in tried.beside(seat):
            if message := _neighbour_fault(tried.plan, rule.kind, person, other, left):
                yield say(message, one=tried.plan.name(person), other=tried.plan.name(other)), (person, other)


def _pair_fault(tried: Tried, kind: Kind, one: str, other: str) -> str:
    a, b = tried.at[one], tried.at[other]
    same = a.table == b.table
    match kind:
        case Kind.NOT_ONE_TABLE if len(tried.plan.tables) == 1:
            # at the only table they can but sit away from each other
            return ONLY_TABLE if tried.steps(a, b) == 1 else ""
        case Kind.NOT_ONE_TABLE:
            return ONE_TABLE if same else ""
        case Kind.ADJACENT:
            return NOT_ADJACENT if tried.steps(a, b) != 1 else ""
        case Kind.TOGETHER:
            return NOT_TOGETHER if not same else ""
        case Kind.NEAR:
            return NOT_NEAR if tried.steps(a, b) > NEAR else ""
        case _:
            return NOT_APART if tried.steps(a, b) == 1 else ""


def _place_fault(tried: Tried, rule: Rule, person: str, seat: Seat) -> str:
    table = tried.plan.table_of[seat.table]
    if rule.kind is Kind.ROLE:
        return "" if is_place(tried.plan, rule, seat) else NOT_HIS_PLACE
    if rule.kind is Kind.DRINKS:
        deputy = deputy_of(table)
        drinks = Trait.DRINKER in tried.plan.person_of[person].traits
        return FAR_FROM_DEPUTY if drinks and deputy is not None and tried.steps(seat, deputy) > NEAR else ""
    if rule.kind in FLAGS:
        has = table.has(seat.number, FLAGS[rule.kind])
        return "" if has is not (rule.kind is Kind.NOT_SERVING) else _LACKING[rule.kind]
    return ""


def deputy_of(table: Table) -> Seat | None:
    """The deputy host's seat, where the etiquette has one."""
    return next((Seat(table.id, n) for n, role in enumerate(table.roles) if role and role.code == "h2"), None)


def _neighbour_fault(plan: Plan, kind: Kind, person: str, other: str, left: bool) -> str:
    one, two = plan.person_of[person], plan.person_of[other]
    if kind is Kind.ELBOWS:
        return ELBOWS if left and clash_of_elbows(one, two) else ""
    unlike = {Kind.ALTERNATE: ALIKE, Kind.LANGUAGE: SPEECHLESS, Kind.SMOKE: SMOKE}
    return unlike[kind] if kind in unlike and strangers(plan, kind, person, other) else ""


def clash_of_elbows(person: Person, at_left: Person) -> bool:
    return Trait.LEFT_HANDED in person.traits and Trait.LEFT_HANDED not in at_left.traits


def strangers(plan: Plan, kind: Kind, person: str, other: str) -> bool:
    """Whether two neighbours are what a rule about neighbours would rather not have."""
    one, two = plan.person_of[person], plan.person_of[other]
    if kind is Kind.SMOKE:
        return (Trait.SMOKER in one.traits) is not (Trait.SMOKER in two.traits)
    if kind is Kind.LANGUAGE:
        return bool(one.languages and two.languages) and not one.languages & two.languages
    return plan.side(person) is plan.side(other) and plan.side(person) in (Party.HOST, Party.GUEST)


def is_place(plan: Plan, rule: Rule, seat: Seat) -> bool:
    """Whether the seat is the one that a ROLE rule reserves."""
    role = plan.role_at(seat)
    wanted = rule.table or min(plan.tables, key=lambda t: t.rank).id
    return seat.table == wanted and role is not None and role.code == rule.role


def of_etiquette(plan: Plan, on: Mapping[Seat, str], person: str, seat: Seat) -> Iterator[Sentence]:
    """What etiquette has against somebody's seat while these sit on theirs: a place of the other party, or above who
    ranks higher."""
    role = plan.role_at(seat)
    if role is None:
        return
    side, one = plan.side(person), plan.person_of[person]
    followers = (Party.STAFF, Party.ATTACHED)
    if role.party is not None and one.party not in followers and side is not role.party:
        yield say(OTHER_PARTY, role=role.title, party=Label(side.label))
    if not one.rank or one.party in followers:
        return
    for other in plan.table_of[seat.table].seats:
        there = on.get(other)
        beneath = plan.role_at(other)
        if there is None or beneath is None or there == person or beneath.code[0] != role.code[0]:
            continue
        two = plan.person_of[there]
        if two.party is one.party and two.rank and two.rank < one.rank and beneath.number > role.number:
            yield say(ABOVE, name=one.name, other=two.name)


BLOCKED = N_("Nobody sits here: the seat is blocked.")
SITS_BLOCKED = N_("{name} sits on a blocked seat.")
PINNED = N_("The seat is pinned for {name}.")
PINNED_ELSEWHERE = N_("{name} is pinned to another seat.")
RESERVED = N_("The place is reserved for {name}.")
SECRET = N_("Rule #{number} speaks against this.")
RULE = N_("rule #{number}")
BECAUSE = N_("{what} ({why})")
ONE_TABLE = N_("{one} and {other} are not to sit at one table.")
ONLY_TABLE = N_("{one} and {other} are to be kept apart; at the only table they must not sit next to each other.")
NOT_ADJACENT = N_("{one} must sit next to {other}.")
NOT_TOGETHER = N_("{one} and {other} are to sit at one table.")
NOT_NEAR = N_("{one} and {other} are to sit near each other.")
NOT_APART = N_("{one} and {other} are not to sit next to each other.")
NOT_HIS_PLACE = N_("Another place is reserved for {name}.")
FAR_FROM_DOOR = N_("{name} is to sit near the door.")
NO_CHILD_SEAT = N_("{name} needs a child seat.")
NO_WHEELCHAIR = N_("{name} needs room for a wheelchair.")
AT_SERVING = N_("Dishes are served past {name} here.")
FAR_FROM_DEPUTY = N_("{name} drinks and is to sit near the deputy host.")
CAPACITY = N_("{count} people sit at {table}, which is for {most}.")
ELBOWS = N_("{one} is left-handed and would knock elbows with {other} at the left.")
ALIKE = N_("{one} and {other} are of one party and sit next to each other.")
SPEECHLESS = N_("{one} and {other} share no language.")
SMOKE = N_("Of {one} and {other}, one smokes and one does not.")
OTHER_PARTY = N_("By etiquette “{role}” is not a place of the {party}.")
ABOVE = N_("{name} would sit above {other}, who ranks higher.")
UNSEATED = N_("{name} has no seat yet.")
_LACKING = {Kind.NEAR_DOOR: FAR_FROM_DOOR, Kind.CHILD_SEAT: NO_CHILD_SEAT, Kind.WHEELCHAIR: NO_WHEELCHAIR,
            Kind.NOT_SERVING: AT_SERVING}  # fmt: skip
