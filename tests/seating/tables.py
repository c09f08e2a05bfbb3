"""Invented tables and people for the tests of seats."""

from collections.abc import Iterable

from desktop.rules.seating.etiquette import with_roles
from desktop.rules.seating.packs import Pack, Party
from desktop.rules.seating.plan import Person, Plan, Rule, Table
from desktop.rules.seating.shapes import Shape, form


def round_table(name: str, seats: int, rank: int = 1, x: float = 0, y: float = 0) -> Table:
    return Table(name, f"Table {rank}", form(Shape.ROUND, seats), x, y, rank=rank)


def hosts(count: int) -> list[Person]:
    return [Person(f"h{n}", f"Host {n}", Party.HOST, n) for n in range(1, count + 1)]


def guests(count: int) -> list[Person]:
    return [Person(f"g{n}", f"Guest {n}", Party.GUEST, n) for n in range(1, count + 1)]


def dinner(pack: Pack, seats: Iterable[int], people: Iterable[Person], rules: Iterable[Rule] = ()) -> Plan:
    """Round tables in a row, the first one the head table."""
    tables = tuple(round_table(f"t{n:02}", count, n, x=3000 * n) for n, count in enumerate(seats, 1))
    return with_roles(Plan(tables, tuple(people), rules=tuple(rules)), pack)
