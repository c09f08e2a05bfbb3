"""How long the page of acts takes among many records, for who sees all files, and for who sees few or many own ones."""

import sys
from typing import Any

from benchmarks import _office
from benchmarks._report import Action, Report, finish, in_turn, quick
from desktop.models.bulk import insert_many
from desktop.models.clients import Client
from desktop.models.office import Person
from desktop.models.records import Record, Writer
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.services import acts
from desktop.services.work import SignedIn
from tests.offices import TestOffice

SIZE, SMALL = 100_000, 10_000
EACH = 3  # acts on every file
FEW = 40  # files of somebody who has just begun; the other colleague has a twentieth of all
BOUND = 100  # milliseconds
ROUNDS = 20
OWN = dict.fromkeys((Right.SEE_CLIENTS, Right.EDIT_CLIENTS), Scope.OWN)


def people(bench: _office.Bench) -> dict[str, SignedIn]:
    """The founder, and two with files of their own."""
    plain = TestOffice(bench.office, bench.me)
    few, many = plain.hire("新人", OWN), plain.hire("职员", OWN)
    with bench.database.writing():
        given = [key for (key,) in Client.select(Client.id).order_by(Client.code).limit(FEW).tuples()]
        Client.update(owner=few.id).where(Client.id.in_(given)).execute()
        former = Person.get(Person.login == "staff0").id
        Client.update(owner=many.id).where((Client.owner == former) & Client.id.not_in(given)).execute()
    return {"all files": bench.me, "few files": few, "many files": many}


def long_ago(bench: _office.Bench) -> None:
    """Acts on all files, written below the services: they are read here and never verified."""
    with bench.database.writing():
        writer = Writer.get(Writer.id == bench.me.writer)
        files = [key for (key,) in Client.select(Client.id).order_by(Client.id).tuples()]
        now, number = Record.at.db_value(bench.database.now()), writer.head_number + 1
        names = ["writer", "number", "at", "person", "operation", "topic", "action", "subject", "facts", "content",
                 "previous", "hash", "signature"]  # fmt: skip
        rows = []
        for turn in range(EACH):
            for key in files:
                rows.append((writer.id, number + len(rows), now - (EACH - turn) * 86_400_000 + len(rows), bench.me.id,
                             new_id(), "clients", "edit", key, "{}", b"", b"", b"", b""))  # fmt: skip
        insert_many(Record, names, rows)
    bench.database.engine.execute_sql("ANALYZE")


def measure(report: Report, bench: _office.Bench) -> None:
    who = people(bench)
    long_ago(bench)

    def way(me: SignedIn) -> Any:
        def asked(_number: int) -> Action:
            return lambda: bench.office.ask(me, acts.acts)

        return asked

    ways = [way(me) for me in who.values()]
    in_turn(2, *ways)
    name = f"{bench.engine}, {bench.size * EACH:,} acts"
    for said, timing in zip(who, in_turn(ROUNDS, *ways), strict=True):
        report.limit(f"{name}: the page of who sees {said}, p95", timing.p95, BOUND)


def main() -> int:
    report = Report("The page of acts")
    size = SMALL if quick() else SIZE
    with _office.sqlite_office(size, copy=True) as bench:
        measure(report, bench)
    with _office.server() as server, _office.postgres_office(server, size, copy=True) as bench:
        measure(report, bench)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
