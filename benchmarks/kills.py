"""Kills what writes an office at random moments, 25 times each or with --long 500 writers on each database, and looks.

Writers, imports, new steps, sealing anew, a new key of the file, backups and moves. What was acknowledged must be there
once and whole, what is long is there wholly or not at all; the office then checks itself.
"""

import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks._office import ADMIN, CHEAP, KEY, PASSWORD, PLAN, SECRET, server
from benchmarks._report import Report, finish, quick
from desktop.models.database import open_postgres, open_sqlite
from desktop.services import founding
from desktop.services import office as offices
from tests.faults.killing import Tally, kill_imports, kill_writers
from tests.faults.killing_copies import kill_backups, kill_migrations, kill_moves
from tests.faults.killing_keys import kill_rekeys, kill_reseals, large_office
from tests.faults.places import fill
from tests.offices import TestOffice, ask_for_no_consent, create_database, drop_database

QUICK, FEW, MANY = 3, 25, 500


@contextmanager
def office_on(engine: str, url: str, folder: Path, name: str) -> Iterator[TestOffice]:
    """A new office for one kind of work."""
    database = f"kills_{name}"
    if engine == "SQLite":
        place = open_sqlite(folder / f"{name}.office", KEY, create=True)
    else:
        place = open_postgres(create_database(url, database))
    try:
        office = founding.found(place, PLAN, SECRET, CHEAP)
        ask_for_no_consent(place)
        office.disconnect()
        office = offices.open_office(place, SECRET, office.workstation)
        yield TestOffice(office, office.sign_in(ADMIN, PASSWORD))
    finally:
        place.disconnect()
        if engine != "SQLite":
            drop_database(url, database)


def moved(office: TestOffice, url: str, folder: Path, kills: int, seed: int) -> Tally:
    """A move that comes through ends its office, so that another is moved on with the next seed."""
    fill(office, 5)
    return kill_moves(office, url, folder, kills, seed)


def works(url: str, seed: int) -> dict[str, Callable[[TestOffice, Path, int], Tally]]:
    def backed_up(office: TestOffice, folder: Path, kills: int) -> Tally:
        fill(office, 5)
        return kill_backups(office, folder, kills, seed)

    def migrated(office: TestOffice, folder: Path, kills: int) -> Tally:
        fill(office, 3)
        return kill_migrations(office, folder, kills, seed)

    return {
        "importing": lambda office, folder, kills: kill_imports(office, folder, kills, seed),
        "migrating": migrated,
        "sealing anew": lambda office, _folder, kills: kill_reseals(office, kills, seed),
        "backing up": backed_up,
        "moving": lambda office, folder, kills: moved(office, url, folder, kills, seed),
    }


def tell(report: Report, what: str, tally: Tally, begun: float, more: str = "") -> None:
    report.note(f"  {what}: {tally.kills} kills in {time.perf_counter() - begun:.0f} s{more}")
    for name, found in (("lost", tally.lost), ("doubled", tally.doubled), ("torn", tally.torn),
                        ("findings of the check", tally.findings)):  # fmt: skip
        report.limit(f"{what}: {name}", len(found), 0, "")


def measure(report: Report, engine: str, url: str, folder: Path, seed: int) -> None:
    kills = QUICK if quick() else FEW
    writers = MANY if "--long" in sys.argv[1:] else kills
    with office_on(engine, url, folder, "writing") as office:
        begun = time.perf_counter()
        tally = kill_writers(office, writers, seed, writers=4)
        tell(report, f"{engine}, writing", tally, begun, f", {len(tally.acknowledged):,} files acknowledged")
    for number, (what, work) in enumerate(works(url, seed).items()):
        here, done, begun, whole = folder / f"{engine} {number}", 0, time.perf_counter(), Tally()
        while done < kills:
            here.mkdir()
            with office_on(engine, url, here, f"{number}_{done}") as office:
                tally = work(office, here, kills - done)
            done += tally.kills
            whole.torn += tally.torn
            whole.lost += tally.lost
            whole.findings += tally.findings
            shutil.rmtree(here)
        whole.kills = done
        tell(report, f"{engine}, {what}", whole, begun)


def rekey(report: Report, folder: Path, seed: int) -> None:
    os.environ["CLIENTELE_HOME"], os.environ["CLIENTELE_KEYRING"] = str(folder / "home"), "off"
    place, begun = str(folder / "large.office"), time.perf_counter()
    large_office(place)
    tell(report, "SQLite, a new key of the file", kill_rekeys(place, QUICK if quick() else FEW, seed), begun)


def main() -> int:
    seed = random.SystemRandom().randrange(10**6)
    report = Report(f"Killed at random moments, seed {seed}")
    folder = Path(tempfile.mkdtemp(prefix="clientele-kills-"))
    try:
        with server(durable=True) as url:
            for engine in ("SQLite", "PostgreSQL"):
                measure(report, engine, url, folder, seed)
        rekey(report, folder, seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
