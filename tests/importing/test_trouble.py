"""Trouble in the middle of an import: a clear sentence, and nothing half-done."""

import threading
from pathlib import Path

import psycopg
import pytest

from desktop.models.clients import Client
from desktop.models.database import open_sqlite
from desktop.models.records import Record
from desktop.rules.errors import OfficeBusy, Unreachable
from desktop.services import client_lists, importing, search
from desktop.services import office as offices
from desktop.services.import_undo import undo_import
from tests.importing import messy
from tests.importing.test_service import all_clients, bring_in, known_client, plan_of, sheet
from tests.offices import KEY, SECRET, TestOffice


def at(text: str, act):
    """A progress that acts once, when this stage is half done."""
    done = []

    def progress(count: int, total: int, said: str) -> None:
        if said == text and count and not done:
            done.append(count)
            act()

    return progress


def test_a_full_disk_leaves_nothing(sqlite_office: TestOffice, tmp_path: Path):
    office = sqlite_office
    plan = plan_of(office, messy.xlsx(tmp_path / "m.xlsx", messy.clients(800)))
    run = office.office.database.engine.execute_sql
    with office.work(write=False):
        pages = run("PRAGMA page_count").fetchone()[0]
    run(f"PRAGMA max_page_count = {pages + 20}")
    with pytest.raises(Unreachable, match="disk"):
        office.errand(importing.carry_out, plan)
    run("PRAGMA max_page_count = 1073741823")
    assert all_clients(office) == []
    assert office.ask(importing.imports) == []
    # the plan stands and can be carried out once there is room
    assert office.errand(importing.carry_out, plan).created > 700


def test_a_server_gone_in_mid_write_leaves_nothing(postgres_office: TestOffice, pg_url: str, tmp_path: Path):
    office = postgres_office
    plan = plan_of(office, messy.xlsx(tmp_path / "m.xlsx", messy.clients(800)))
    name = office.office.database.engine.database

    def cut() -> None:
        with psycopg.connect(pg_url, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))

    with pytest.raises(Unreachable):
        office.errand(importing.carry_out, plan, progress=at("Writing", cut))
    office.office.disconnect()
    assert all_clients(office) == []
    assert office.errand(importing.carry_out, plan).created > 700


def test_a_writer_who_does_not_finish_is_told(sqlite_office: TestOffice, tmp_path: Path, monkeypatch):
    from desktop.models import database

    monkeypatch.setattr(database.patiently, "__defaults__", (0.2,))
    plan = plan_of(sqlite_office, sheet(tmp_path, "张伟,,,,"))
    path = Path(sqlite_office.office.database.engine.database)
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        import sqlcipher3

        other = sqlcipher3.connect(str(path), isolation_level=None)
        other.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        other.execute("BEGIN IMMEDIATE")
        held.set()
        release.wait(10)
        other.execute("ROLLBACK")
        other.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(10)
    try:
        with pytest.raises(OfficeBusy):
            sqlite_office.errand(importing.carry_out, plan)
    finally:
        release.set()
        thread.join()
    assert sqlite_office.errand(importing.carry_out, plan).created == 1


def test_colleagues_read_on_while_it_is_written(office: TestOffice, tmp_path: Path):
    """And see nothing of it before the commit."""
    known_client(office, name="何启年", phone="19911112222")
    plan = plan_of(office, messy.xlsx(tmp_path / "m.xlsx", messy.clients(1500)))
    seen: list[tuple[int, int]] = []

    def read() -> None:
        with office.office.work(office.me) as work:
            seen.append((client_lists.count_clients(work), len(search.find(work, "何启年"))))
        office.office.disconnect()

    def look() -> None:
        reader = threading.Thread(target=read)
        reader.start()
        reader.join(10)

    result = office.errand(importing.carry_out, plan, progress=at("Writing", look))
    assert seen == [(1, 1)]
    assert len(all_clients(office)) == result.created + 1


def test_an_undo_cut_off_leaves_all_as_it_was(office: TestOffice, tmp_path: Path):
    result = bring_in(office, messy.xlsx(tmp_path / "m.xlsx", messy.clients(50)))

    def stop(*_progress: object) -> None:
        raise Unreachable("gone")

    with pytest.raises(Unreachable):
        office.errand(undo_import, result.id, progress=stop)
    assert len(all_clients(office)) == result.created
    with office.work(write=False) as work:
        assert not work.visible(Record).where(Record.action == "undo_import").exists()


def test_an_office_of_another_workstation_sees_the_import(sqlite_office: TestOffice, tmp_path: Path):
    bring_in(sqlite_office, sheet(tmp_path, "张伟,,,,"))
    path = Path(sqlite_office.office.database.engine.database)
    workstation = sqlite_office.office.workstation
    sqlite_office.office.disconnect()
    again = offices.open_office(open_sqlite(path, KEY), SECRET, workstation)
    with again.work(sqlite_office.me) as work:
        assert [row.name for row in work.visible(Client)] == ["张伟"]
    again.disconnect()
    sqlite_office.office.database.bind()
