"""Kills the writers of an office at random moments, 25 times or with --long 500 on each database, and looks at it.

What was acknowledged must be there once and whole; the office then checks itself.
"""

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks._office import ADMIN, CHEAP, KEY, PASSWORD, PLAN, SECRET, server
from benchmarks._report import Report, finish
from desktop.models.database import OfficeDatabase, open_postgres, open_sqlite
from desktop.services import founding
from tests.faults.killing import kill_writers
from tests.offices import TestOffice, create_database, drop_database

FEW, MANY = 25, 500


@contextmanager
def places() -> Iterator[Iterator[tuple[str, OfficeDatabase]]]:
    folder = Path(tempfile.mkdtemp(prefix="clientele-kills-"))

    def each(url: str) -> Iterator[tuple[str, OfficeDatabase]]:
        yield "SQLite", open_sqlite(folder / "office.db", KEY, create=True)
        address = create_database(url, "kills")
        try:
            yield "PostgreSQL", open_postgres(address)
        finally:
            drop_database(url, "kills")

    try:
        with server(durable=True) as url:
            yield each(url)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    kills = MANY if "--long" in sys.argv[1:] else FEW
    report = Report(f"Writers killed {kills} times on each database")
    seed = random.SystemRandom().randrange(10**6)
    with places() as each:
        for engine, database in each:
            office = founding.found(database, PLAN, SECRET, CHEAP)
            me = office.sign_in(ADMIN, PASSWORD)
            begun = time.perf_counter()
            tally = kill_writers(TestOffice(office, me), kills, seed, writers=4)
            took = time.perf_counter() - begun
            database.disconnect()
            report.note(f"  {engine}, seed {seed}: {tally.kills} kills in {took:.0f} s, "
                        f"{len(tally.acknowledged):,} files acknowledged")  # fmt: skip
            for name, found in (("lost", tally.lost), ("doubled", tally.doubled), ("torn", tally.torn),
                                ("findings of the check", tally.findings)):  # fmt: skip
                report.limit(f"{engine}: {name}", len(found), 0, "")
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
