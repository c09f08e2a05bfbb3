"""Killed in the middle of a backup and of a move: nothing looks finished that is not, and the office stays usable."""

import random
import subprocess
import time
from pathlib import Path

from desktop.rules.words import ClientForm
from desktop.services import archive_opening, backups, checking, client_lists, clients
from desktop.services.archive_opening import by_private
from tests.faults.places import NewPlace, dump, fill, place_of
from tests.faults.processes import OPEN, start
from tests.offices import KEY, TestOffice, create_database, drop_database

KILLS = 3
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


def killed(program: str, office: TestOffice, where: object, seconds: float) -> bool:
    """Kills it so long after it has begun; whether it was quicker."""
    process = start(program, office, where)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "now"
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    return "done" in process.communicate()[0]


def lasting(program: str, office: TestOffice, where: object) -> float:
    """How long it takes when nobody kills it."""
    process = start(program, office, where)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "now"
    begun = time.monotonic()
    assert process.communicate(timeout=60)[0].strip() == "done"
    return time.monotonic() - begun


def still_there(office: TestOffice, before: dict) -> None:
    after = dump(office.office.database)
    # that they signed in, and made a backup, is all that the killed ones may have left
    assert {table for table in before if before[table] - after[table]} <= {"workstation", "writer", "backup"}
    office.office.disconnect()
    assert office.errand(checking.check_office).findings == []


def test_a_backup_that_is_killed_leaves_nothing_that_looks_finished(office: TestOffice, tmp_path: Path):
    fill(office, 5)
    whole = lasting(BACKS_UP, office, tmp_path / "whole")
    before, chance = dump(office.office.database), random.Random()
    for number in range(KILLS):
        folder = tmp_path / f"killed {number}"
        seconds = chance.uniform(0, whole)
        killed(BACKS_UP, office, folder, seconds)
        # whatever bears the name of a backup is one
        found = list((folder / "backups").glob("*.clientele-backup")) if (folder / "backups").exists() else []
        for archive in found:
            archive_opening.unpack(archive, by_private(office.me.keys.exchange), tmp_path / f"inside {number}")
            office.errand(backups.drill, archive, tmp_path / "scratch")
        still_there(office, before)
    office.errand(backups.back_up, place_of(office, tmp_path), tmp_path / "backups")


def test_a_move_that_is_killed_leaves_the_old_one_usable(office: TestOffice, pg_url: str, tmp_path: Path):
    """From a file to a server, and from a server to a file."""
    to_file = not office.office.database.sqlite
    fill(office, 5)
    before, chance, seconds = dump(office.office.database), random.Random(), 1.5
    for number in range(KILLS):
        name = f"killed_{tmp_path.name[-12:]}_{office.office.id[:6]}_{number}".lower()
        place = NewPlace(tmp_path / name) if to_file else NewPlace(url=create_database(pg_url, name))
        arrived = killed(MOVES, office, place.url or place.path, chance.uniform(0, seconds))
        place.key = KEY
        if arrived:
            break
        if to_file:
            # a whole one that nobody was told of may be there, never half of one
            complete = not place.path.exists() or dump(place.database())["client"] == before["client"]
        else:
            database = place.database()
            with database.reading():
                tables = database.engine.get_tables()
            complete = not tables or dump(database)["client"] == before["client"]
            database.disconnect()
            drop_database(pg_url, name)
        assert complete
        still_there(office, before)
        office.do(clients.open_client, ClientForm.PERSON, {"name": f"之后{number}"})
        before = dump(office.office.database)
    else:
        assert office.ask(client_lists.count_clients) == 5 + KILLS
