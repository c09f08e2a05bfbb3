"""Backups, moves and new steps in processes that are killed at random moments, and what must be true afterwards."""

import random
import shutil
import time
from pathlib import Path

from desktop.models.database import open_sqlite
from desktop.models.migrating import FOLDER, pending
from desktop.rules.words import ClientForm
from desktop.services import archive_opening, backups, checking, client_lists, clients
from desktop.services.archive_opening import by_private
from desktop.services.vault import derived
from tests.faults.killing import Tally, kill_within
from tests.faults.places import NewPlace, dump
from tests.faults.processes import OPEN, start
from tests.offices import KEY, TestOffice, create_database, drop_database

MEANWHILE = """
told = []
def progress(done, total, text=""):
    if not told:
        told.append(print("now", flush=True))
"""
BACKS_UP = (
    OPEN
    + MEANWHILE
    + """
from desktop.services import backups
from desktop.services.backups import Place
folder = Path(more[0])
own = None if "://" in place else bytes.fromhex(key)
with office.staged(me) as work:
    backups.back_up(work, Place(office.secret, office.workstation, folder / "scratch", own), folder / "backups",
                    progress=progress)
print("done", flush=True)
"""
)
MOVES = (
    OPEN
    + MEANWHILE
    + """
from desktop.services import moving
from desktop.services.landing import Target
where = more[0]
target = Target(where, url=where) if "://" in where else Target(where, Path(where), bytes.fromhex(key))
with office.staged(me) as work:
    moving.move(work, office.secret, target, progress=progress)
print("done", flush=True)
"""
)
# What an admin's act does, with the steps of a later program
MIGRATES = (
    OPEN.replace("UUID(workstation))", "UUID(workstation), older=True, steps=Path(more[0]) / 'steps')")
    + """
from desktop.services import upgrading
folder = Path(more[0])
own = None if "://" in place else bytes.fromhex(key)
with office.staged(me) as work:
    print("now", flush=True)
    upgrading.upgrade(work, office.secret, folder, file_key=own, folder=folder / "steps")
print("done", flush=True)
"""
)
LATER_ROWS = 600


def lasting(program: str, office: TestOffice, where: object) -> float:
    """How many seconds it takes when nobody kills it."""
    process = start(program, office, where)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "now"
    begun = time.monotonic()
    assert process.communicate(timeout=60)[0].strip() == "done"
    return time.monotonic() - begun


def killed(program: str, office: TestOffice, where: object, seconds: float) -> bool:
    """Kills it so long after it has begun; whether it was quicker."""
    process = start(program, office, where)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "now"
    kill_within(process, seconds)
    done = "done" in process.communicate()[0]
    assert done or process.returncode < 0, "it ended by itself"
    return done


def kill_backups(office: TestOffice, folder: Path, kills: int, seed: int) -> Tally:
    """Whatever bears the name of a backup afterwards is one, and the office goes on as before."""
    chance, tally = random.Random(seed), Tally()
    whole = lasting(BACKS_UP, office, folder / "whole")
    before = dump(office.office.database)
    for number in range(kills):
        here = folder / f"killed {number}"
        killed(BACKS_UP, office, here, chance.uniform(0, whole))
        for archive in (here / "backups").glob("*.clientele-backup"):
            archive_opening.unpack(archive, by_private(office.me.keys.exchange), folder / f"inside {number}")
            office.errand(backups.drill, archive, folder / "scratch")
        _look(office, before, tally)
    return tally


def kill_moves(office: TestOffice, admin: str, folder: Path, kills: int, seed: int) -> Tally:
    """From a file to a server, or from a server to a file: the old place stays usable, and in the new one lies all or
    nothing. A move that was quicker than its killer ends it: the office is elsewhere then."""
    chance, tally = random.Random(seed), Tally()
    to_file = not office.office.database.sqlite
    before = dump(office.office.database)
    for number in range(kills):
        name = f"killed_{folder.name[-12:]}_{office.office.id[:6]}_{number}".lower().replace(" ", "_")
        place = NewPlace(folder / name) if to_file else NewPlace(url=create_database(admin, name))
        place.key = KEY
        arrived = killed(MOVES, office, place.url or place.path, chance.uniform(0, 1.2))
        complete = _is_whole(place, before)
        if not to_file:
            drop_database(admin, name)
        if not complete:
            tally.torn.append(f"move {number}")
        tally.kills += 1
        if arrived:
            return tally
        _look(office, before, tally, counted=False)
        office.do(clients.open_client, ClientForm.PERSON, {"name": f"之后{number}"})
        before = dump(office.office.database)
    return tally


def _is_whole(place: NewPlace, before: dict) -> bool:
    """A whole one that nobody was told of may be there, never half of one."""
    if place.path is not None:
        return not place.path.exists() or dump(place.database())["client"] == before["client"]
    database = place.database()
    try:
        with database.reading():
            tables = database.engine.get_tables()
        return not tables or dump(database)["client"] == before["client"]
    finally:
        database.disconnect()


def kill_migrations(office: TestOffice, folder: Path, kills: int, seed: int) -> Tally:
    """Each with one more step of a later program: it is done as a whole or not at all, after a copy that is whole."""
    chance, tally = random.Random(seed), Tally()
    steps = folder / "steps"
    shutil.copytree(FOLDER, steps, ignore=shutil.ignore_patterns("__pycache__"))
    names = [_write_step(steps, 9000)]
    key = KEY if office.office.database.sqlite else derived(office.office.secret, "clientele/copy/1")
    whole = lasting(MIGRATES, office, folder)
    database, clients_there = office.office.database, office.ask(client_lists.count_clients)
    for number in range(1, kills + 1):
        names.append(_write_step(steps, 9000 + number))
        before = len(pending(database, steps))
        killed(MIGRATES, office, folder, chance.uniform(0, whole))
        left = pending(database, steps)
        if len(left) not in (0, before) or any(_rows(office, name) not in (0, LATER_ROWS) for name in names):
            tally.torn.append(f"step {number}")
        if any((_rows(office, name) == 0) != (name in left) for name in names):
            tally.torn.append(f"step {number} without its table")
        for copy in folder.glob("*.copy"):
            if not _holds(copy, key, clients_there):
                tally.torn.append(f"copy {number}")
            copy.unlink()
        tally.kills += 1
    office.office.disconnect()
    tally.findings = list(office.errand(checking.check_office).findings)
    return tally


def _write_step(steps: Path, number: int) -> str:
    """A step of several statements, as long as those that bring many rows."""
    name = f"{number}_later"
    (steps / f"{name}.py").write_text(f'''"""A step of a later program."""


def up(migrator, db):
    db.execute_sql("CREATE TABLE later_{number} (id INTEGER PRIMARY KEY)")
    for row in range({LATER_ROWS}):
        db.execute_sql(f"INSERT INTO later_{number} VALUES ({{row}})")
    db.execute_sql("ALTER TABLE client ADD COLUMN later_{number} INTEGER")
''', "utf-8")  # fmt: skip
    return name


def _rows(office: TestOffice, step: str) -> int:
    database, table = office.office.database, f"later_{step.partition('_')[0]}"
    with database.reading():
        if not database.engine.table_exists(table):
            return 0
        return int(database.engine.execute_sql(f"SELECT count(*) FROM {table}").fetchone()[0])


def _holds(copy: Path, key: bytes, many: int) -> bool:
    database = open_sqlite(copy, key)
    try:
        with database.reading():
            return int(database.engine.execute_sql("SELECT count(*) FROM client").fetchone()[0]) == many
    finally:
        database.disconnect()


def _look(office: TestOffice, before: dict, tally: Tally, *, counted: bool = True) -> None:
    after = dump(office.office.database)
    # that they signed in, and made a backup, is all that the killed ones may have left
    changed = {table for table in before if before[table] - after[table]} - {"workstation", "writer", "backup"}
    tally.torn += sorted(changed)
    tally.kills += counted
    office.office.disconnect()
    tally.findings += office.errand(checking.check_office).findings
