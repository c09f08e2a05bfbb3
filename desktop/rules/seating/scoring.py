"""Turns a plan into plain numbers, so that thousands of exchanges of seats can be weighed in a moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.rules.seating.checking import FLAGS, NEAR, clash_of_elbows, deputy_of, is_place, strangers
from desktop.rules.seating.etiquette import follows, free_seats
from desktop.rules.seating.packs import Party
from desktop.rules.seating.plan import NEIGHBOURS, PAIRS, PLACES, Kind, Plan, Rule, Seat, Trait
from desktop.rules.seating.shapes import neighbours

HARD = 100_000  # more than all wishes a person can be about
WISH = 20  # what a wish of weight 1 costs
FARTHEST = 40  # places of etiquette beyond which it makes no difference
OTHER_PARTY = 12  # as many places of etiquette


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much: places of etiquette, wishes, and every person who leaves his seat."""

    etiquette: int
    wishes: int
    moving: int = 0


class Score:
    """The people and seats of a plan by number. `at` is the seat of each person, `on` the person of each seat, -1 for
    none. Lower is better; a broken hard rule costs HARD."""

    def __init__(self, plan: Plan, goal: Mapping[Seat, str], weights: Weights, fixed: Iterable[Seat]) -> None:
        """`goal` is the seating by etiquette, from which distances of etiquette are counted; `fixed` seats stay."""
        self.plan = plan
        self.seats = [seat for table in plan.tables for seat in table.seats]
        self.number = {seat: n for n, seat in enumerate(self.seats)}
        self.people = [person.id for person in plan.people]
        known = {person: n for n, person in enumerate(self.people)}
        self.tables = {table.id: n for n, table in enumerate(plan.tables)}
        self.table = [self.tables[seat.table] for seat in self.seats]
        self.on = [-1] * len(self.seats)
        self.at = [-1] * len(self.people)
        for seat, person in plan.seating.items():
            self.on[self.number[seat]] = known[person]
            self.at[known[person]] = self.number[seat]
        self.home = list(self.at)
        self._lay_out()
        fixed_seats = {self.number[seat] for seat in fixed}
        usable = {self.number[Seat(table.id, n)] for table in plan.tables for n in free_seats(plan, table)}
        usable |= {n for n, person in enumerate(self.on) if person >= 0}
        self.movable = sorted(usable - fixed_seats)
        self.free_to_move = frozenset(self.movable)
        self.movable_at: list[list[int]] = [[] for _ in plan.tables]
        for at in self.movable:
            self.movable_at[self.table[at]].append(at)
        self._weigh(weights, goal, known)
        self._read_rules(weights, known)

    def _lay_out(self) -> None:
        self.right: list[int] = []
        self.left: list[int] = []
        self.near: list[frozenset[int]] = []
        for table in self.plan.tables:
            base = len(self.right)
            hands = neighbours(table.form)
            for h in hands:
                self.right.append(-1 if h.right is None else base + h.right)
                self.left.append(-1 if h.left is None else base + h.left)
        for seat in range(len(self.seats)):
            reach = {seat}
            for _step in range(NEAR):
                reach |= {n for s in reach for n in (self.right[s], self.left[s]) if n >= 0}
            self.near.append(frozenset(reach))

    def _weigh(self, weights: Weights, goal: Mapping[Seat, str], known: Mapping[str, int]) -> None:
        """Levels of etiquette: seats of better tables and of greater honour are lower numbers."""
        plan = self.plan
        self.level = [0] * len(self.seats)
        self.letter = ["s"] * len(self.seats)
        by_rank = sorted(plan.tables, key=lambda t: (t.rank, t.id))
        for step, table in enumerate(by_rank):
            for place, number in enumerate(table.order or range(table.form.seats)):
                role = table.role(number)
                at = self.number[Seat(table.id, number)]
                self.level[at] = place if len(plan.tables) == 1 else 3 * step + place * 6 // table.form.seats
                self.letter[at] = role.code[0] if role and role.party in (Party.HOST, Party.GUEST) else "s"
        self.aim = [-1] * len(self.people)
        for seat, person in goal.items():
            self.aim[known[person]] = self.level[self.number[seat]]
        letters = {Party.HOST: "h", Party.GUEST: "g"}
        # those who follow somebody have no place of honour to miss
        self.aim = [-1 if follows(plan.person_of[p]) else aim for p, aim in zip(self.people, self.aim, strict=True)]
        self.own = [letters.get(plan.person_of[p].party, "s") for p in self.people]
        # the higher somebody's place the dearer it is to leave it: the lesser one moves to the greater
        self.grip = [weights.etiquette * (1 + max(0, 23 - aim) // 6) if aim >= 0 else 0 for aim in self.aim]
        self.moving = weights.moving

    def _read_rules(self, weights: Weights, known: Mapping[str, int]) -> None:
        self.place: dict[int, list[int]] = {}  # person → what each seat costs
        self.pairs: list[list[tuple[int, int, int]]] = [[] for _ in self.people]  # (other, how, cost)
        self.bound: list[tuple[int, int, int]] = []
        beside: list[tuple[Rule, int]] = []
        for rule in self.plan.rules:
            cost = HARD if rule.weight is None else WISH * rule.weight * weights.wishes
            if not cost:
                continue
            if rule.kind in PAIRS:
                self._read_pairs(rule, cost, known)
            elif rule.kind in PLACES or rule.kind is Kind.DRINKS:
                self._read_places(rule, cost, known)
            elif rule.kind in NEIGHBOURS:
                beside.append((rule, cost))
        self._read_neighbours(beside)

    def _read_pairs(self, rule: Rule, cost: int, known: Mapping[str, int]) -> None:
        how = HOW[rule.kind]
        if rule.kind is Kind.NOT_ONE_TABLE and len(self.plan.tables) == 1:
            how = HOW[Kind.APART]
        for n, one in enumerate(rule.people):
            for other in rule.people[n + 1 :]:
                a, b = known[one], known[other]
                self.pairs[a].append((b, how, cost))
                self.pairs[b].append((a, how, cost))
                self.bound.append((a, b, how))

    def _read_places(self, rule: Rule, cost: int, known: Mapping[str, int]) -> None:
        """What each seat costs whom the rule is about; the same for all of them."""
        plan, people = self.plan, rule.people or self.people
        if rule.kind is Kind.DRINKS:
            people = [p for p in people if Trait.DRINKER in plan.person_of[p].traits]
        costs = [cost if self._is_wrong(rule, seat) else 0 for seat in range(len(self.seats))]
        if not any(costs):
            return
        for person in people:
            before = self.place.get(known[person])
            both = [a + b for a, b in zip(before, costs, strict=True)] if before else costs
            self.place[known[person]] = both

    def _is_wrong(self, rule: Rule, number: int) -> bool:
        seat = self.seats[number]
        table = self.plan.table_of[seat.table]
        if rule.kind is Kind.ROLE:
            return not is_place(self.plan, rule, seat)
        if rule.table and rule.table != seat.table:
            return False
        if rule.kind is Kind.DRINKS:
            deputy = deputy_of(table)
            return deputy is not None and self.number[deputy] not in self.near[number]
        return table.has(seat.number, FLAGS[rule.kind]) is (rule.kind is Kind.NOT_SERVING)

    def _read_neighbours(self, rules: list[tuple[Rule, int]]) -> None:
        """People who are alike in all that rules about neighbours ask for make one class."""
        plan = self.plan
        classes: dict[object, int] = {}
        self.cls = []
        members: list[str] = []
        for person in self.people:
            one = plan.person_of[person]
            key = (plan.side(person), one.traits, one.languages, tuple(person in r.people for r, _cost in rules))
            if key not in classes:
                classes[key] = len(classes)
                members.append(person)
            self.cls.append(classes[key])

        def cost(one: str, at_left: str) -> int:
            total = 0
            for rule, amount in rules:
                if rule.people and one not in rule.people and at_left not in rule.people:
                    continue
                if rule.kind is Kind.ELBOWS:
                    total += amount * clash_of_elbows(plan.person_of[one], plan.person_of[at_left])
                else:
                    total += amount * strangers(plan, rule.kind, one, at_left)
            return total

        # what it costs that the second sits at the left hand of the first
        self.beside = [[cost(a, b) for b in members] for a in members] if rules else []

    def cost_at(self, person: int, seat: int) -> int:
        """What it costs that somebody sits there, all others staying."""
        aim, total = self.aim[person], 0
        if aim >= 0:
            away = self.level[seat] - aim
            if away < 0:
                away = -away
            if away > FARTHEST:
                away = FARTHEST
            letter = self.letter[seat]
            if letter != "s" and letter != self.own[person]:
                away += OTHER_PARTY
            total = self.grip[person] * away
        if self.moving and seat != self.home[person] and self.home[person] >= 0:
            total += self.moving
        if person in self.place:
            total += self.place[person][seat]
        if self.beside:
            on, cls = self.on, self.cls
            mine = cls[person]
            there = self.left[seat]
            if there >= 0 and (other := on[there]) >= 0:
                total += self.beside[mine][cls[other]]
            there = self.right[seat]
            if there >= 0 and (other := on[there]) >= 0:
                total += self.beside[cls[other]][mine]
        for other, how, cost in self.pairs[person]:
            there = self.at[other]
            if there < 0:
                continue
            if how < 2:
                # 0 not at one table, 1 at one table
                if (self.table[there] == self.table[seat]) is (how == 0):
                    total += cost
            elif how == 2:
                if there not in (self.left[seat], self.right[seat]):
                    total += cost
            elif how == 3:
                if there in (self.left[seat], self.right[seat]):
                    total += cost
            elif there not in self.near[seat]:
                total += cost
        return total

    def exchange(self, a: int, b: int) -> None:
        """Whoever sits on these two seats changes places; either may be empty."""
        p, q = self.on[a], self.on[b]
        self.on[a], self.on[b] = q, p
        if p >= 0:
            self.at[p] = b
        if q >= 0:
            self.at[q] = a

    def difference(self, a: int, b: int) -> int:
        """What an exchange of two seats costs more; afterwards they are exchanged."""
        p, q = self.on[a], self.on[b]
        before = (self.cost_at(p, a) if p >= 0 else 0) + (self.cost_at(q, b) if q >= 0 else 0)
        twice = self._between(a, b)
        self.exchange(a, b)
        after = (self.cost_at(p, b) if p >= 0 else 0) + (self.cost_at(q, a) if q >= 0 else 0)
        # what two neighbours cost each other was counted from both sides
        return after - before - (self._between(a, b) - twice)

    def _between(self, a: int, b: int) -> int:
        p, q = self.on[a], self.on[b]
        if not self.beside or p < 0 or q < 0:
            return 0
        one, other = self.cls[p], self.cls[q]
        found = self.beside[one][other] if self.left[a] == b else 0
        return found + (self.beside[other][one] if self.right[a] == b else 0)

    def total(self) -> int:
        """What the whole plan costs."""
        found = 0
        for person, seat in enumerate(self.at):
            if seat >= 0:
                # rules between two are counted from both sides, at half the price
                alone = self.cost_at(person, seat)
                found += 2 * alone - self._shared(person, seat)
        return found // 2

    def _shared(self, person: int, seat: int) -> int:
        kept = self.aim[person], self.moving, self.place.get(person)
        self.aim[person], self.moving = -1, 0
        if kept[2] is not None:
            del self.place[person]
        found = self.cost_at(person, seat)
        self.aim[person], self.moving = kept[:2]
        if kept[2] is not None:
            self.place[person] = kept[2]
        return found

    def troubled(self) -> list[int]:
        """Who breaks a hard rule, alone or with somebody."""
        return [p for p, seat in enumerate(self.at) if seat >= 0 and self.cost_at(p, seat) >= HARD]

    def seating(self) -> dict[Seat, str]:
        return {self.seats[seat]: self.people[person] for person, seat in enumerate(self.at) if seat >= 0}


HOW = {Kind.NOT_ONE_TABLE: 0, Kind.TOGETHER: 1, Kind.ADJACENT: 2, Kind.APART: 3, Kind.NEAR: 4}
