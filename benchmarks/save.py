"""How long saving a client takes, with record, version check and tokens, beside a raw save that waits for the disk."""

import random
import sys
from collections.abc import Callable
from typing import Any

import psycopg

from benchmarks import _office
from benchmarks._report import Action, Report, finish, in_turn, sizes
from desktop.models.clients import Client
from desktop.models.database import PRAGMAS
from desktop.services import clients

ROUNDS = 120
BOUND = 5


def raw_sqlite(bench: _office.Bench) -> Callable[[str, str], None]:
    """One column of one row, in a transaction with the office's cipher and pragmas."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(bench.database.engine.database, isolation_level=None)
    connection.execute(f"PRAGMA key=\"x'{_office.KEY.hex()}'\"")
    for name, value in PRAGMAS:
        connection.execute(f"PRAGMA {name} = {value}").fetchall()

    def save(key: str, phone: str) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE client SET phone = ? WHERE id = ?", (phone, key))
        connection.execute("COMMIT")

    return save


def raw_postgres(url: str) -> Callable[[str, str], None]:
    connection = psycopg.connect(url)

    def save(key: str, phone: str) -> None:
        connection.execute("UPDATE client SET phone = %s WHERE id = %s", (phone, key))
        connection.commit()

    return save


def measure(report: Report, bench: _office.Bench, raw: Callable[[str, str], None]) -> None:
    chance = random.Random(1)
    with bench.work() as work:
        rows: Any = work.visible(Client).select(Client.id).order_by(Client.code).limit(5000).tuples()
        keys = [key for (key,) in rows]

    def phone() -> str:
        return f"1990000{chance.randrange(10_000):04d}"

    def ours(_number: int) -> Action:
        key, values = chance.choice(keys), {"phone": phone()}
        return lambda: bench.office.run(bench.me, clients.edit_client, key, values, {})

    def floor(_number: int) -> Action:
        key, number = chance.choice(keys).hex, phone()
        return lambda: raw(key, number)

    in_turn(5, ours, floor)
    mine, least = in_turn(ROUNDS, ours, floor)
    name = f"{bench.engine}, {bench.size:,} clients"
    report.ratio(f"{name}: save p50", mine.p50, least.p50, BOUND)
    report.ratio(f"{name}: save p95", mine.p95, least.p95, None)


def main() -> int:
    report = Report("Saving one client (record, version check, tokens) against one raw, fully synchronous save")
    for size in sizes((10_000, 100_000)):
        with _office.sqlite_office(size, copy=True) as bench:
            measure(report, bench, raw_sqlite(bench))
    with _office.server(durable=True) as url:
        for size in sizes((10_000, 100_000)):
            with _office.postgres_office(url, size, copy=True) as bench:
                measure(report, bench, raw_postgres(_office.url_of(url, f"office_{size}_copy")))
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
