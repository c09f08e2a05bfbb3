"""Finds who sits at which table so that nobody is with whom he must not be, and everybody with whom he must."""

import random
from collections.abc import Sequence

from desktop.rules.progress import Steps
from desktop.rules.seating.plan import Kind
from desktop.rules.seating.scoring import HARD, HOW, Score

_LOOKED_AT = 6  # people in trouble of whom exchanges are tried in one round
_MOST = 1_000_000  # exchanges looked at in all, so that what can't be solved is given up in time
_APART = (HOW[Kind.NOT_ONE_TABLE],)
_WITH = (HOW[Kind.TOGETHER], HOW[Kind.ADJACENT], HOW[Kind.NEAR])


def separate(score: Score, chance: random.Random, steps: Steps, tries: int = 6) -> bool:
    """Exchanges seats until no hard rule between two people at or across tables is broken; says whether that was
    reached. The first try keeps to the seats as they are, later ones begin anew at the narrowest places."""
    if len(score.tables) < 2:
        return True
    tables = _Tables(score)
    if not tables.cost():
        return True
    least = tables.unavoidable()
    best, best_at = tables.cost(), list(score.at)
    most = _MOST // (_LOOKED_AT * max(1, len(score.movable)))
    for number in range(tries):
        if best == least:
            break
        if number:
            tables.begin_anew(chance)
        # the first try has half of the time, for little is amiss as a rule
        rounds = min(150 + 4 * len(score.people), most // (2 if not number else 2 * (tries - 1)))
        cost, at = tables.search(rounds, least, chance, steps)
        if cost < best:
            best, best_at = cost, at
    score.at = list(best_at)
    score.on = [-1] * len(score.seats)
    for person, seat in enumerate(best_at):
        if seat >= 0:
            score.on[seat] = person
    return not best


class _Tables:
    """For each person how many of those he must not be with sit at each table, less those he must be with."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.count = len(score.tables)
        self.weight: list[dict[int, int]] = [{} for _ in score.people]
        for person, pairs in enumerate(score.pairs):
            for other, how, cost in pairs:
                if cost >= HARD and (how in _APART or how in _WITH):
                    self.weight[person][other] = 1 if how in _APART else -1
        self.wanted = [sum(w < 0 and score.at[o] >= 0 for o, w in mine.items()) for mine in self.weight]
        # tables without a seat that somebody must have are as bad as one he must not be with
        self.barred = {p: self._barred(costs) for p, costs in score.place.items() if max(costs) >= HARD}
        self.recount()

    def _barred(self, costs: Sequence[int]) -> list[int]:
        open_tables = {self.score.table[seat] for seat, cost in enumerate(costs) if cost < HARD}
        return [0 if t in open_tables or not open_tables else 1 for t in range(self.count)]

    def recount(self) -> None:
        score = self.score
        self.foes = [[0] * self.count for _ in score.people]
        self.friends = [[0] * self.count for _ in score.people]
        for person, mine in enumerate(self.weight):
            for other, weight in mine.items():
                if (seat := score.at[other]) >= 0:
                    (self.foes if weight > 0 else self.friends)[person][score.table[seat]] += 1
        for person, barred in self.barred.items():
            for t, wrong in enumerate(barred):
                self.foes[person][t] += 2 * wrong

    def cost(self) -> int:
        total = 0
        for person, seat in enumerate(self.score.at):
            if seat >= 0:
                t = self.score.table[seat]
                total += self.foes[person][t] + self._away(person, t)
        return total

    def unavoidable(self) -> int:
        """What the seats of people who stay where they are cost by themselves."""
        score, total = self.score, 0
        stays = {p for p, seat in enumerate(score.at) if seat >= 0 and seat not in score.free_to_move}
        for person in stays:
            t = score.table[score.at[person]]
            total += 2 * self.barred[person][t] if person in self.barred else 0
            for other, weight in self.weight[person].items():
                if other in stays:
                    total += (score.table[score.at[other]] == t) is (weight > 0)
        return total

    def _away(self, person: int, table: int) -> int:
        return self.wanted[person] - self.friends[person][table]

    def move(self, a: int, b: int) -> None:
        score = self.score
        p, q = score.on[a], score.on[b]
        one, other = score.table[a], score.table[b]
        score.exchange(a, b)
        for person, before, after in ((p, one, other), (q, other, one)):
            if person >= 0:
                for mate, weight in self.weight[person].items():
                    lists = self.foes if weight > 0 else self.friends
                    lists[mate][before] -= 1
                    lists[mate][after] += 1

    def search(self, rounds: int, least: int, chance: random.Random, steps: Steps) -> tuple[int, list[int]]:
        """Takes the best exchange of people in trouble in each round; who has just left a table may not return."""
        score, table, draw = self.score, self.score.table, chance.random
        resting: dict[tuple[int, int], int] = {}
        cost = best = self.cost()
        best_at = list(score.at)
        for number in range(rounds):
            if cost == least:
                break
            steps.step()
            in_trouble = [s for s in score.movable if self._troubled(score.on[s], table[s])]
            helpers = self._helpers() if not in_trouble or not number % 7 else []
            candidates = in_trouble + helpers
            if not candidates:
                break
            found: tuple[int, int, int] | None = None
            for _n in range(min(_LOOKED_AT, len(candidates))):
                a = candidates[int(draw() * len(candidates))]
                found = self._best_for(a, number, cost, best, resting, draw(), found)
            if found is None:
                continue
            gain, a, b = found
            p, q = score.on[a], score.on[b]
            until = number + 6 + int(draw() * 8) + len(in_trouble) // 4
            if p >= 0:
                resting[p, table[a]] = until
            if q >= 0:
                resting[q, table[b]] = until
            self.move(a, b)
            cost += gain
            if cost < best:
                best, best_at = cost, list(score.at)
        return best, best_at

    def _troubled(self, person: int, table: int) -> bool:
        return person >= 0 and (self.foes[person][table] > 0 or self._away(person, table) > 0)

    def _helpers(self) -> list[int]:
        """Seats of people who could make room where somebody who can't move is in trouble."""
        score = self.score
        tables = {score.table[s] for p, s in enumerate(score.at) if s >= 0 and self._troubled(p, score.table[s])}
        return [s for s in score.movable if score.table[s] in tables and score.on[s] >= 0]

    def _best_for(self, a: int, number: int, cost: int, best: int, resting: dict[tuple[int, int], int], turn: float,
                  found: tuple[int, int, int] | None) -> tuple[int, int, int] | None:  # fmt: skip
        score, table, movable = self.score, self.score.table, self.score.movable
        p, one = score.on[a], table[a]
        if p < 0:
            return found
        # each counts twice, from both sides, except what bars a table
        mine = self._worth(p)
        weight = self.weight[p]
        start = int(turn * len(movable))
        for b in movable[start:] + movable[:start]:
            other = table[b]
            if other == one:
                continue
            q = score.on[b]
            gain = mine[other] - mine[one]
            if q >= 0:
                gain += self._gain(q, other, one) - 4 * weight.get(q, 0)
            if found is not None and gain >= found[0]:
                continue
            rests = resting.get((p, other), -1) > number or (q >= 0 and resting.get((q, one), -1) > number)
            if not rests or cost + gain < best:
                found = gain, a, b
        return found

    def _worth(self, person: int) -> list[int]:
        barred = self.barred.get(person)
        worth = [2 * (f - g) for f, g in zip(self.foes[person], self.friends[person], strict=True)]
        return [w - 2 * b for w, b in zip(worth, barred, strict=True)] if barred else worth

    def _gain(self, person: int, before: int, after: int) -> int:
        foes, friends = self.foes[person], self.friends[person]
        found = 2 * (foes[after] - foes[before] - friends[after] + friends[before])
        if person in self.barred:
            barred = self.barred[person]
            found -= 2 * (barred[after] - barred[before])
        return found

    def begin_anew(self, chance: random.Random) -> None:
        """Seats everybody who may move once more, whoever has the fewest tables left first."""
        score = self.score
        room: dict[int, list[int]] = {t: [] for t in range(self.count)}
        waiting = []
        for seat in score.movable:
            room[score.table[seat]].append(seat)
            if (person := score.on[seat]) >= 0:
                waiting.append(person)
                score.at[person] = -1
                score.on[seat] = -1
        self.recount()
        lots = {person: chance.random() for person in waiting}
        narrow = {person: self._narrowness(person, room, lots[person]) for person in waiting}
        while narrow:
            person = min(narrow, key=narrow.__getitem__)
            del narrow[person]
            foes, friends = self.foes[person], self.friends[person]
            t = min((t for t in room if room[t]), key=lambda t: (foes[t] - friends[t], len(room[t]), t))
            seat = room[t].pop(0)
            score.at[person], score.on[seat] = seat, person
            for mate, weight in self.weight[person].items():
                (self.foes if weight > 0 else self.friends)[mate][t] += 1
            changed = self.weight[person] if room[t] else list(narrow)
            for mate in changed:
                if mate in narrow:
                    narrow[mate] = self._narrowness(mate, room, lots[mate])

    def _narrowness(self, person: int, room: dict[int, list[int]], lot: float) -> tuple[int, int, int, float]:
        foes, friends = self.foes[person], self.friends[person]
        open_tables = sum(1 for t, seats in room.items() if seats and not foes[t])
        return -max(friends), open_tables, -len(self.weight[person]), lot
