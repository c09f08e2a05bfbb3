"""Killed in mid-write, migrated twice at once, imported by two at once: nothing by halves, every chain whole."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.models.migrating import FOLDER, migrate, pending
from desktop.services import client_lists
from desktop.services.checking import check_office
from desktop.services.office import login_of
from tests.faults.processes import OPEN, start, together
from tests.offices import ADMIN, TestOffice
from tests.trust.waiting import wait_for_lock

KILLED = (
    OPEN
    + """
from desktop.rules.words import ClientForm
from desktop.services import clients
office.run(me, clients.open_client, ClientForm.PERSON, {"name": "whole"})
with office.work(me, write=True) as work:
    work.database.engine.execute_sql("PRAGMA cache_size = 60") if work.database.sqlite else None
    for n in range(60):
        clients.open_client(work, ClientForm.PERSON, {"name": f"half {n}", "note": "x" * 8000, "bank": "y" * 100})
    print("now", flush=True)
    sys.stdin.read()
"""
)
IMPORTS = (
    OPEN
    + """
from desktop.rules.errors import OfficeBusy
from desktop.services import importing
with office.staged(me) as work:
    plan = importing.prepare(work, Path(more[0]))
print("ready", flush=True)
sys.stdin.readline()
while True:
    try:
        with office.staged(me) as work:
            result = importing.carry_out(work, plan)
        break
    except OfficeBusy:
        pass
print(result.created, result.updated, result.unchanged, flush=True)
"""
)


def test_a_writer_that_is_killed_leaves_nothing_half_done(office: TestOffice):
    writer = start(KILLED, office)
    assert writer.stdout is not None
    assert writer.stdout.readline().strip() == "now"
    writer.kill()
    writer.communicate()
    with office.work(write=False) as work:
        lines = client_lists.list_clients(work, ("name",))
    assert [line.values[0] for line in lines] == ["whole"]
    office.office.disconnect()
    assert office.errand(check_office).findings == []


def test_two_workstations_import_one_list_at_once(office: TestOffice, tmp_path: Path):
    sheet = tmp_path / "list.csv"
    rows = [f"客人{chr(0x4E00 + n)},{19900000000 + n},云川茶业" for n in range(300)]
    sheet.write_text("\n".join(["姓名,电话,单位", *rows]), "utf-8")
    said = together(*(start(IMPORTS, office, sheet) for _ in range(2)))
    assert sorted(said) == ["0 0 300", "300 0 0"]
    assert office.ask(client_lists.count_clients) == 300
    assert office.errand(check_office).findings == []


def test_two_workstations_migrate_at_once(office: TestOffice, tmp_path: Path):
    folder = tmp_path / "steps"
    folder.mkdir()
    for step in FOLDER.glob("[0-9]*.py"):
        (folder / step.name).write_text(step.read_text("utf-8"), "utf-8")
    body = '    db.execute_sql("CREATE TABLE later (id INTEGER)")\n'
    (folder / "0099_later.py").write_text(f'"""A step."""\n\n\ndef up(migrator, db):\n{body}', "utf-8")
    database, seconds = office.office.database, []

    def second() -> list[str]:
        try:
            return migrate(database, folder=folder)
        finally:
            database.disconnect()

    def meanwhile() -> None:
        """The first holds the lock and has not begun: now the second comes."""
        seconds.append(pool.submit(second))
        wait_for_lock(database, seconds[0])

    with ThreadPoolExecutor(1) as pool:
        assert migrate(database, meanwhile, folder) == ["0099_later"]
    assert seconds[0].result() == []
    assert pending(database, folder) == []


@pytest.mark.parametrize("typed", ["何俊", " 何俊 ", "何\u200b俊", "何俊\x00"])
def test_a_login_has_one_spelling(typed):
    assert login_of(typed) == login_of(ADMIN)
