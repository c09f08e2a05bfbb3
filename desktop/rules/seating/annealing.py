"""Improves a seating by exchanging seats, first boldly and then ever more carefully; the same seed does the same."""

import math
import random

from desktop.rules.progress import Steps
from desktop.rules.seating.plan import Kind
from desktop.rules.seating.scoring import HARD, HOW, Score

_BIT = 512  # rounds between two words of progress
# waiting times of chance in thousandths, so that all is counted in whole numbers and every machine comes to the same
_CHANCE = [round(-1000 * math.log((n + 0.5) / 1024)) for n in range(1024)]
_HOT, _COLD = 60, 2  # what may get worse in a bold step, and in the last ones
_TOGETHER = (HOW[Kind.TOGETHER], HOW[Kind.ADJACENT], HOW[Kind.NEAR])


def anneal(score: Score, rounds: int, chance: random.Random, steps: Steps, hot: int = _HOT) -> None:
    """Exchanges seats at random for so many rounds; what breaks a hard rule is never kept. The best is left."""
    movable = score.movable
    if len(movable) < 2:
        return
    count, draw = len(movable), chance.random
    bound = [(p, q, how) for p, q, how in score.bound if score.at[p] >= 0 and score.at[q] >= 0]
    cost = best = 0
    best_at = list(score.at)
    for number in range(rounds):
        if not number % _BIT:
            steps.step(_BIT)
        a = movable[int(draw() * count)]
        b = movable[int(draw() * count)]
        if bound and draw() < 0.2:
            a, b = _aimed(score, bound[int(draw() * len(bound))], a, b, draw() < 0.5)
            if a not in score.free_to_move or b not in score.free_to_move:
                continue
        if a == b or (score.on[a] < 0 and score.on[b] < 0):
            continue
        difference = score.difference(a, b)
        heat = hot - (hot - _COLD) * number // rounds
        if difference * 1000 <= heat * _CHANCE[int(draw() * 1024)] and difference < HARD:
            cost += difference
            if cost < best:
                best, best_at = cost, list(score.at)
        else:
            score.exchange(a, b)
    _put(score, best_at)


def settle(score: Score, steps: Steps) -> None:
    """Takes the best exchange for each person who breaks a hard rule, as long as that helps."""
    for _pass in range(20):
        better = False
        for person in score.troubled():
            a = score.at[person]
            if a not in score.free_to_move:
                # whoever stays where he is needs the others to come to him
                better |= any(_best_exchange(score, score.at[q]) for q, _how, cost in score.pairs[person]
                              if cost >= HARD and score.at[q] in score.free_to_move)  # fmt: skip
                continue
            better |= _best_exchange(score, a)
            steps.step()
        if not better:
            return


def gather(score: Score, steps: Steps) -> None:
    """Brings those together who are bound to each other, by the best seat at the table of either."""
    for p, q, how in score.bound:
        if how not in _TOGETHER or score.at[p] < 0 or score.at[q] < 0:
            continue
        steps.step(4)
        best: tuple[int, int, int] = (0, -1, -1)
        for one, other in ((p, q), (q, p)):
            a, there = score.at[one], score.at[other]
            if a in score.free_to_move:
                for b in score.movable_at[score.table[there]]:
                    if b not in (a, there):
                        best = min(best, (score.difference(a, b), a, b))
                        score.exchange(a, b)
        if best[0] < 0:
            score.exchange(best[1], best[2])


def _best_exchange(score: Score, a: int) -> bool:
    best, found = 0, -1
    for b in score.movable:
        if b == a or (score.on[a] < 0 and score.on[b] < 0):
            continue
        difference = score.difference(a, b)
        score.exchange(a, b)
        if difference < best:
            best, found = difference, b
    if found >= 0:
        score.exchange(a, found)
    return found >= 0


def _aimed(score: Score, pair: tuple[int, int, int], a: int, b: int, turn: bool) -> tuple[int, int]:
    """An exchange that may do something for two whom a rule binds."""
    p, q, how = pair if not turn else (pair[1], pair[0], pair[2])
    a = score.at[p]
    if how not in _TOGETHER:
        return a, b
    there = score.at[q]
    if how == HOW[Kind.TOGETHER]:
        if score.table[a] == score.table[there]:
            return a, b
        mates = score.movable_at[score.table[there]]
        return (a, mates[b % len(mates)]) if mates else (a, b)
    beside = score.left[there] if b % 2 else score.right[there]
    return (a, beside) if beside >= 0 else (a, b)


def _put(score: Score, at: list[int]) -> None:
    score.at = list(at)
    score.on = [-1] * len(score.seats)
    for person, seat in enumerate(at):
        if seat >= 0:
            score.on[seat] = person
