"""Seats people by etiquette and rank alone: who sits at which table, and on which place of honour."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from desktop.rules.seating.by_hand import applied
from desktop.rules.seating.packs import Hand, Mix, Pack, Party
from desktop.rules.seating.plan import Kind, Person, Plan, Seat, SeatFlag, Table
from desktop.rules.seating.roles import House, table_roles
from desktop.rules.seating.shapes import neighbours

HONOUR = 4  # seats of the head table that no wish moves anybody from


def with_roles(plan: Plan, pack: Pack, *, honour: Hand | None = None, house: House | None = None,
               fitted: bool = True) -> Plan:  # fmt: skip
    """The plan with the role of each seat. `fitted` lets the places of host and guest party follow how many of each
    there are; otherwise half and half. Done anew after people come or go it may rename places; a plan that is kept
    keeps its roles. What was given by hand stays so. Raises BadEntry where etiquette and table do not fit."""
    hosts = dict.fromkeys(plan.table_of)
    if fitted and pack.mix is Mix.ALTERNATE:
        sides = [plan.side(person.id) for person in plan.people]
        if Party.HOST in sides and Party.GUEST in sides:
            hosts = _Shares(plan, with_deputy=any(c.role == "h2" for c in pack.claims)).hosts
    tables = []
    for table in plan.tables:
        roles = table_roles(pack, table.form, honour=honour, house=house, hosts=hosts[table.id])
        tables.append(applied(table, roles.by_seat, roles.order))
    return replace(plan, tables=tuple(tables))


def by_etiquette(plan: Plan, *, honour: int = HONOUR) -> Plan:
    """Everybody seated by pack and rank (stage 1); pinned seats and reserved places stay as they are.

    People are spread over the tables in their order. The first hosts sit at the head table, one at each other table,
    then the rest; guests follow by rank. Who is attached to somebody, or interprets for him, sits at his table, next to
    him if that is free. Where two must not sit at one table, the one who comes second is passed over.
    """
    seating = {seat: plan.seating[seat] for seat in sorted(plan.pins)}
    free = {table.id: _free(plan, table, seating) for table in _by_rank(plan.tables)}
    _reserve(plan, seating, free)
    members = _Shares(plan, with_deputy=_has_deputy(plan), seating=seating).members(honour)
    for table in _by_rank(plan.tables):
        places = honour if table is _by_rank(plan.tables)[0] else 0
        seating |= seat_table(plan, table, members[table.id], seating, free[table.id], places)
    return plan.seated(seating)


def honoured_seats(plan: Plan, count: int = HONOUR) -> frozenset[Seat]:
    """The first places of honour, at the head table."""
    head = _by_rank(plan.tables)[0]
    return frozenset(Seat(head.id, n) for n in head.order[:count])


def seat_table(plan: Plan, table: Table, members: Sequence[str], seating: dict[Seat, str], free: list[int],
               honour: int) -> dict[Seat, str]:  # fmt: skip
    """Seats these people at one table: places of honour, then interpreters, then the others by rank, then who is
    attached to somebody. `free` are its free seats in order of honour."""
    found: dict[Seat, str] = {}
    left = list(free)
    queues = _Queues(plan, members)

    def give(number: int, person: str) -> None:
        found[Seat(table.id, number)] = person
        left.remove(number)

    def fill(numbers: Iterable[int]) -> None:
        for number in numbers:
            role = table.role(number)
            person = queues.next(role.code[0] if role else "s")
            if person:
                give(number, person)

    fill([n for n in table.order[:honour] if n in left])
    for person in queues.interpreters:
        if (number := _beside(plan, table, seating | found, left, person)) is not None:
            give(number, person)
            queues.done.add(person)
        elif not follows(plan.person_of[person]):
            queues.done.discard(person)
    fill([n for n in list(left) if _letter(table, n) != "i"])
    # whoever is left of one party takes what the other leaves
    for number in sorted(left, key=lambda n: (_letter(table, n) == "i", table.order.index(n))):
        if person := queues.any():
            give(number, person)
    for person in queues.followers:
        if person not in queues.done and left:
            beside = _beside(plan, table, seating | found, left, person)
            give(left[-1] if beside is None else beside, person)
    return found


def ranked(plan: Plan, people: Iterable[Person]) -> list[Person]:
    """By rank, the unranked last, else as they were entered."""
    order = {person.id: n for n, person in enumerate(plan.people)}
    return sorted(people, key=lambda p: (p.rank or 10**6, order[p.id]))


def free_seats(plan: Plan, table: Table) -> list[int]:
    """The seats of a table that may be given to somebody, in order of honour; as many as it may hold."""
    return _free(plan, table, plan.seating)


def follows(person: Person) -> bool:
    """Staff and attached persons have no place of honour of their own."""
    return person.party in (Party.STAFF, Party.ATTACHED)


def principal(person: Person) -> str:
    return person.attached_to or person.interprets_for


class _Queues:
    """Who waits for a seat at one table, by party and rank."""

    def __init__(self, plan: Plan, members: Sequence[str]) -> None:
        people = ranked(plan, [plan.person_of[m] for m in members])
        mains = [p for p in people if not follows(p)]
        self._lists = {
            "h": [p.id for p in mains if p.party is Party.HOST],
            "g": [p.id for p in mains if p.party is Party.GUEST],
            # hosts and guests by rank together, of equals the guest first
            "s": [p.id for p in sorted(mains, key=lambda p: (p.rank or 10**6, p.party is Party.HOST))],
            "i": [],
        }
        self.interpreters = [p.id for p in people if p.interprets_for]
        self.followers = [p.id for p in people if follows(p)]
        self.done: set[str] = set(self.interpreters) - set(self.followers)

    def next(self, letter: str) -> str:
        for person in self._lists[letter]:
            if person not in self.done:
                self.done.add(person)
                return person
        return ""

    def any(self) -> str:
        return self.next("g") or self.next("h")


class _Shares:
    """How many and who sit at each table."""

    def __init__(self, plan: Plan, *, with_deputy: bool, seating: dict[Seat, str] | None = None) -> None:
        self.plan, self.tables = plan, _by_rank(plan.tables)
        self.seated = dict(seating or {})
        placed = set(self.seated.values())
        self.waiting = ranked(plan, [p for p in plan.people if p.id not in placed])
        self.room = self._room()
        self.hosts: dict[str, int | None] = dict.fromkeys(plan.table_of, 0)
        for table in self._host_slots(with_deputy):
            self.hosts[table] = (self.hosts[table] or 0) + 1

    def _room(self) -> dict[str, int]:
        """People at each table: everybody spread evenly, the first tables fuller by one."""
        most = {t.id: len(_free(self.plan, t, {})) for t in self.tables}
        here = {t.id: sum(seat.table == t.id for seat in self.seated) for t in self.tables}
        people, seats = len(self.plan.people), sum(most.values())
        shares = {t: max(here[t], people * most[t] // seats if seats else 0) for t in most}
        shares = {t: min(most[t], share) for t, share in shares.items()}
        missing = people - sum(shares.values())
        while missing > 0 and any(shares[t] < most[t] for t in most):
            for t in most:
                if missing > 0 and shares[t] < most[t]:
                    shares[t] += 1
                    missing -= 1
        return shares

    def _host_slots(self, with_deputy: bool) -> list[str]:
        """The table of each host in turn: the head table's two, one for each other table, then round by round."""
        hosts = [p for p in self.plan.people if self.plan.side(p.id) is Party.HOST]
        ids = [t.id for t in self.tables]
        turn = ids[:1] * (2 if with_deputy and self.room[ids[0]] > 3 else 1) + ids[1:]
        used = dict.fromkeys(ids, 0)
        slots: list[str] = []
        while len(slots) < len(hosts) and any(used[t] < self.room[t] for t in ids):
            for table in turn:
                if len(slots) < len(hosts) and used[table] < self.room[table]:
                    used[table] += 1
                    slots.append(table)
            turn = ids
        return slots

    def _honoured(self, count: int) -> list[str]:
        """Whose the free places of honour of the head table are, from the first on."""
        head = self.tables[0]
        return [_letter(head, n) for n in head.order[:count] if Seat(head.id, n) not in self.seated]

    def _queue(self, letter: str) -> list[Person]:
        wanted = {"h": (Party.HOST,), "g": (Party.GUEST,), "i": ()}.get(letter, (Party.HOST, Party.GUEST))
        # of equals the guest goes first
        return sorted((p for p in self.waiting if p.party in wanted), key=lambda p: (p.rank or 10**6, p.party.value))

    def members(self, honour: int) -> dict[str, list[str]]:
        """Who sits at each table besides who is placed already."""
        plan = self.plan
        found: dict[str, list[str]] = {t.id: [] for t in self.tables}
        at = {person: seat.table for seat, person in self.seated.items()}
        left = {t: self.room[t] - sum(s.table == t for s in self.seated) for t in found}
        hosts_left = {
            t: (self.hosts[t] or 0) - sum(s.table == t and plan.side(p) is Party.HOST for s, p in self.seated.items())
            for t in found
        }
        foes = _foes(plan)
        retinue: dict[str, list[Person]] = {}
        for person in self.waiting:
            if follows(person) and principal(person):
                retinue.setdefault(principal(person), []).append(person)
        for one, others in _bound(plan).items():
            retinue.setdefault(one, []).extend(plan.person_of[o] for o in sorted(others))

        def sit(person: Person, table: str) -> None:
            found[table].append(person.id)
            at[person.id] = table
            left[table] -= 1
            hosts_left[table] -= plan.side(person.id) is Party.HOST

        def join(person: Person, table: str) -> None:
            sit(person, table)
            follow(person.id)

        def follow(person: str) -> None:
            for follower in retinue.get(person, ()):
                if left[at[person]] > 0 and follower.id not in at:
                    join(follower, at[person])

        def fits(person: Person, table: str) -> bool:
            enemies = foes.get(person.id, ())
            return not any(at.get(foe) == table for foe in enemies)

        # the places of honour come first, or a lesser one at the head table could keep a greater from it
        for letter in self._honoured(honour):
            table = self.tables[0].id
            queue = [p for p in self._queue(letter) if p.id not in at]
            if left[table] > 0 and queue and (queue[0].party is Party.GUEST or hosts_left[table] > 0):
                sit(next((p for p in queue if fits(p, table)), queue[0]), table)
        for seated in list(at):
            follow(seated)
        hosts = [p for p in self.waiting if p.party is Party.HOST]
        for table in self._host_slots(_has_deputy(plan)):
            queue = [p for p in hosts if p.id not in at]
            if left[table] > 0 and hosts_left[table] > 0 and queue:
                join(next((p for p in queue if fits(p, table)), queue[0]), table)
        guests = [p for p in self.waiting if p.party is Party.GUEST and p.id not in at]
        for table in found:
            while left[table] > max(0, hosts_left[table]) and guests:
                person = next((p for p in guests if fits(p, table)), guests[0])
                guests.remove(person)
                if person.id not in at:
                    join(person, table)
        for person in self.waiting:
            if person.id not in at:
                open_tables = [t for t in found if left[t] > 0]
                if open_tables:
                    home = at.get(principal(person))
                    join(person, home if home in open_tables else open_tables[0])
        return found


def _foes(plan: Plan) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in plan.rules:
        if rule.kind is Kind.NOT_ONE_TABLE and rule.hard:
            for person in rule.people:
                found.setdefault(person, set()).update(set(rule.people) - {person})
    return found


def _bound(plan: Plan) -> dict[str, set[str]]:
    """Who must sit at whose table."""
    found: dict[str, set[str]] = {}
    for rule in plan.rules:
        if rule.kind in (Kind.ADJACENT, Kind.TOGETHER, Kind.NEAR) and rule.hard:
            for person in rule.people:
                found.setdefault(person, set()).update(set(rule.people) - {person})
    return found


def _by_rank(tables: Iterable[Table]) -> list[Table]:
    return sorted(tables, key=lambda t: (t.rank, t.id))


def _has_deputy(plan: Plan) -> bool:
    return any(role and role.code == "h2" for role in _by_rank(plan.tables)[0].roles)


def _letter(table: Table, number: int) -> str:
    role = table.role(number)
    return role.code[0] if role else ""


def _free(plan: Plan, table: Table, seating: Iterable[Seat]) -> list[int]:
    taken = {seat.number for seat in seating if seat.table == table.id}
    order = table.order or tuple(range(table.form.seats))
    usable = [n for n in order if not table.has(n, SeatFlag.BLOCKED)]
    for rule in plan.rules:
        if rule.kind is Kind.CAPACITY and rule.table == table.id and rule.hard:
            extra = len(usable) - rule.most
            for number in reversed(order):
                if extra > 0 and number in usable and number not in taken:
                    usable.remove(number)
                    extra -= 1
    return [n for n in usable if n not in taken]


def _reserve(plan: Plan, seating: dict[Seat, str], free: dict[str, list[int]]) -> None:
    tables = _by_rank(plan.tables)
    for rule in plan.rules:
        if rule.kind is not Kind.ROLE or not rule.hard or rule.people[0] in seating.values():
            continue
        table = plan.table_of[rule.table] if rule.table else tables[0]
        for number in list(free[table.id]):
            role = table.role(number)
            if role and role.code == rule.role:
                seating[Seat(table.id, number)] = rule.people[0]
                free[table.id].remove(number)


def _beside(plan: Plan, table: Table, seating: dict[Seat, str], left: Sequence[int], person: str) -> int | None:
    """A free seat next to somebody's principal, one for interpreters first."""
    one = plan.person_of[person]
    place = next((s for s, p in seating.items() if p == (one.interprets_for or principal(one))), None)
    if place is None or place.table != table.id:
        return None
    hands = neighbours(table.form)[place.number]
    beside = [n for n in hands if n is not None and n in left]
    beside.sort(key=lambda n: (_letter(table, n) != "i", -table.order.index(n)))
    return beside[0] if beside else None
