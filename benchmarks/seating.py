"""How long it takes to propose seats: one table, ten tables of ten, fifty of ten with people who must be apart."""

import random
import sys
from dataclasses import replace
from datetime import date
from functools import partial

from benchmarks._report import Action, Report, finish, in_turn, quick, timed
from desktop.rules.seating.checking import broken_rules, implied_rules, verdict
from desktop.rules.seating.etiquette import with_roles
from desktop.rules.seating.packs import Etiquette, Party, read_folder
from desktop.rules.seating.plan import Kind, Person, Plan, Rule, Table, Trait
from desktop.rules.seating.proposing import Way, propose
from desktop.rules.seating.remembering import Past, Sat
from desktop.rules.seating.shapes import Shape, form
from desktop.workstation.paths import resource

# tables, seats at each, pairs that must not be at one table, wishes; milliseconds for three alternatives
CASES = ((1, 16, 3, 8, 500), (10, 10, 60, 60, 1000), (50, 10, 600, 300, 5000))
HOVER = 16  # milliseconds: a verdict belongs into a frame of dragging


def banquet(etiquette: Etiquette, tables: int, seats: int, apart: int, wishes: int) -> Plan:
    """A quarter are hosts; everybody has a place somewhere where all that must be apart is."""
    chance = random.Random(11)
    count = tables * seats
    people = tuple(
        Person(f"p{n}", f"Person {n}", Party.HOST if n % 4 == 0 else Party.GUEST, n + 1,
               traits=frozenset({Trait.SMOKER}) if chance.random() < 0.2 else frozenset())
        for n in range(count)
    )  # fmt: skip
    ids = [person.id for person in people]
    chance.shuffle(ids)
    home = {person: n % tables for n, person in enumerate(ids)}
    rules = list(implied_rules(people))
    while apart:
        pair = tuple(chance.sample(ids, 2))
        if tables == 1 or home[pair[0]] != home[pair[1]]:
            rules.append(Rule(len(rules), Kind.NOT_ONE_TABLE, pair))
            apart -= 1
    kinds = (Kind.TOGETHER, Kind.NEAR, Kind.APART)
    rules += [Rule(len(rules) + n, chance.choice(kinds), tuple(chance.sample(ids, 2)), weight=chance.randrange(1, 6))
              for n in range(wishes)]  # fmt: skip
    stand = tuple(Table(f"t{n:02}", str(n + 1), form(Shape.ROUND, seats), 3000 * n, rank=n + 1) for n in range(tables))
    return with_roles(Plan(stand, people, rules=tuple(rules)), etiquette.pack("two_hosts"))


def former(plan: Plan) -> Past:
    """Everybody was here last month, in another order: his neighbours then, and a place of honour."""
    chance = random.Random(5)
    ids = [person.id for person in plan.people]
    chance.shuffle(ids)
    return {
        one: Sat(date(2026, 10, 1), chance.choice(("g3", "g4", "g5", "h3")), "1", n % 10, 10,
                 frozenset((ids[n - 1], ids[(n + 1) % len(ids)])), frozenset(chance.sample(ids, min(10, len(ids)))))
        for n, one in enumerate(ids)
    }  # fmt: skip


def main() -> int:
    report = Report("Proposing seats, three alternatives")
    etiquette = read_folder(resource("etiquette"))
    rounds = 1 if quick() else 3
    for tables, seats, apart, wishes, bound in CASES:
        plan = banquet(etiquette, tables, seats, apart, wishes)
        name = f"{tables} × {seats}"
        past = former(plan)
        seated = propose(plan, seed=1)
        again = replace(plan, seating=seated.by(Way.MIX).plan.seating)

        def first(_number: int, plan: Plan = plan, past: Past = past) -> Action:
            return lambda: propose(plan, seed=1, past=past)

        def anew(_number: int, plan: Plan = again, past: Past = past) -> Action:
            return lambda: propose(plan, seed=2, past=past)

        fresh, over = in_turn(rounds, first, anew)
        report.limit(f"{name}: nobody seated yet", fresh.least, bound)
        report.limit(f"{name}: all seated already", over.least, bound)
        remembered = [propose(plan, seed=1, past=past) for _n in range(2)]
        made = (*seated.alternatives, *remembered[0].alternatives, *propose(again, seed=2).alternatives)
        broken = max(len(broken_rules(a.plan)) for a in made)
        report.limit(f"{name}: pairs that must be apart and are not", broken, 0, "")
        same = len({tuple(sorted(r.by(Way.MIX).plan.seating.items())) for r in remembered}) == 1
        report.limit(f"{name}: differs with the same seed", int(not same), 0, "")
        judged = partial(verdict, seated.by(Way.MIX).plan, plan.people[-1].id, plan.tables[0].seats[1])
        report.limit(f"{name}: a verdict", min(timed(judged) for _n in range(20)), HOVER)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
