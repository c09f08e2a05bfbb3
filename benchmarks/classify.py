"""How long the classes of a quarter take, proposed and given, beside plain SQL that gives the same classes."""

import random
import sys
from datetime import timedelta
from typing import Any

from benchmarks import _office
from benchmarks._report import Action, Report, finish, in_turn, sizes
from desktop.models.bulk import insert_many
from desktop.models.classes import Spend
from desktop.models.clients import Client
from desktop.rules.ids import new_id
from desktop.rules.quarters import Quarter
from desktop.services import classes

ROUNDS = 5
BOUND = 2
BILLS = 10  # for each client, over two years
QUARTER = Quarter(2026, 3)
_SPAN = (QUARTER.before(2).first.isoformat(), QUARTER.first.isoformat(), QUARTER.last.isoformat())

# The same classes by window functions; what is proposed is written as the floor's own table of results
PROPOSE = """
WITH sums AS (
    SELECT client_id, SUM(CASE WHEN spent_on >= '{first}' THEN amount ELSE 0 END) AS spend,
        SUM(CASE WHEN spent_on >= '{first}' THEN visits ELSE 0 END) AS visits,
        SUM(CASE WHEN spent_on < '{first}' THEN visits ELSE 0 END) AS earlier
    FROM spend WHERE spent_on >= '{since}' AND spent_on <= '{last}' AND withdrawn_at IS NULL GROUP BY client_id
), ranked AS (
    SELECT c.id, c.code, c.name, c.client_class, s.spend, s.visits, s.earlier,
        CASE WHEN s.spend > 0 THEN RANK() OVER (ORDER BY COALESCE(s.spend, 0) DESC) END AS spend_rank
    FROM client AS c LEFT JOIN sums AS s ON s.client_id = c.id WHERE c.withdrawn_at IS NULL
), seen AS (
    SELECT ranked.*, RANK() OVER (PARTITION BY CASE WHEN spend_rank <= 15 THEN 1 ELSE 0 END
        ORDER BY COALESCE(visits, 0) DESC) AS visit_rank FROM ranked
)
SELECT id, code, name, client_class, spend, visits, earlier, spend_rank, visit_rank,
    CASE WHEN spend_rank <= 15 THEN 'A' WHEN spend_rank <= 30 OR (visits > 0 AND visit_rank <= 15) THEN 'B'
        WHEN COALESCE(visits, 0) = 0 AND COALESCE(spend, 0) <= 0 AND (earlier > 0 OR client_class = 'L') THEN 'L'
        WHEN spend >= 100 THEN 'C' ELSE 'D' END AS given
FROM seen ORDER BY code
""".format(since=_SPAN[0], first=_SPAN[1], last=_SPAN[2])
_TABLE = f"CREATE TEMP TABLE floor_result AS {PROPOSE}"
_GIVE = """UPDATE client SET client_class = (SELECT given FROM floor_result AS f WHERE f.id = client.id),
    version = version + 1 WHERE id IN (SELECT id FROM floor_result WHERE given <> client_class)"""
_GIVE_POSTGRES = """UPDATE client SET client_class = f.given, version = version + 1 FROM floor_result AS f
    WHERE f.id = client.id AND f.given <> client.client_class"""
_LOG = """CREATE TABLE floor_log AS SELECT id, client_class AS before, given FROM floor_result
    WHERE given <> client_class"""


def fill_spend(bench: _office.Bench) -> None:
    """Ten bills for each client; a few clients come often, most seldom."""
    chance = random.Random(7)
    with bench.database.writing():
        ids = [key for (key,) in Client.select(Client.id).tuples()]
        days = [(QUARTER.last - timedelta(days=n)).isoformat() for n in range(730)]
        me, now = bench.me.id, 0
        columns = ("id", "version", "client", "on", "amount", "visits", "source", "note", "entered_by", "entered_at")
        insert_many(Spend, columns, (
            (new_id(), 1, chance.choice(ids), chance.choice(days), chance.randrange(1, 300_000), 1, "imported", "", me,
             now) for _n in range(len(ids) * BILLS)
        ))  # fmt: skip
    if not bench.database.sqlite:
        bench.database.engine.execute_sql("VACUUM ANALYZE spend")


def measure(report: Report, bench: _office.Bench) -> None:
    run = bench.database.engine.execute_sql

    def proposed() -> Any:
        with bench.work() as work:
            return classes.propose(work, QUARTER)

    def ours(_number: int) -> Action:
        return proposed

    def floor(_number: int) -> Action:
        return lambda: run(PROPOSE).fetchall()

    mine = {str(f.client).replace("-", ""): j.proposed for f, j in zip(
        proposed().figures, proposed().outcome.judgements, strict=True)}  # fmt: skip
    theirs = {str(row[0]).replace("-", ""): row[9] for row in run(PROPOSE).fetchall()}
    differ = sum(theirs[key] != letter for key, letter in mine.items())
    report.note(f"{bench.engine}, {bench.size:,} clients: {differ} classes differ from plain SQL")
    mine_ms, floor_ms = in_turn(ROUNDS, ours, floor)
    what = f"{bench.engine} {bench.size:,} clients: a proposal"
    report.ratio(what, mine_ms.p50, floor_ms.p50, BOUND)

    def give(_number: int) -> Action:
        return lambda: bench.office.run(bench.me, classes.confirm, QUARTER)

    def raw(_number: int) -> Action:
        return lambda: _raw(bench)

    given: list[float] = []
    floors: list[float] = []
    for _round in range(2):
        (mine_run,) = in_turn(1, give)
        given += mine_run.samples
        _take_back(bench)
        (floor_run,) = in_turn(1, raw)
        floors += floor_run.samples
        _take_back(bench)
    report.ratio(f"{bench.engine} {bench.size:,} clients: all given a first class", min(given), min(floors), BOUND)


def _raw(bench: _office.Bench) -> None:
    run = bench.database.engine.execute_sql
    with bench.database.writing():
        run(_TABLE)
        run("CREATE UNIQUE INDEX floor_result_id ON floor_result (id)")
        run(_LOG)
        run(_GIVE if bench.database.sqlite else _GIVE_POSTGRES)
        run("CREATE TABLE floor_kept AS SELECT * FROM floor_result")
        run("DROP TABLE floor_result")


def _take_back(bench: _office.Bench) -> None:
    with bench.database.writing():
        bench.database.engine.execute_sql("UPDATE client SET client_class = ''")
        for table in ("floor_log", "floor_kept"):
            bench.database.engine.execute_sql(f"DROP TABLE IF EXISTS {table}")


def main() -> int:
    report = Report("Classes of a quarter")
    for size in sizes((10_000, 100_000)):
        with _office.sqlite_office(size, copy=True) as bench:
            fill_spend(bench)
            measure(report, bench)
    with _office.server() as server:
        for size in sizes((10_000, 100_000)):
            with _office.postgres_office(server, size, copy=True) as bench:
                fill_spend(bench)
                measure(report, bench)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
