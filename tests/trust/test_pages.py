"""Pages that were freed before they were ever written spoil neither a copy nor a change of the file's key."""

import os
from pathlib import Path

import pytest

from desktop.models import copies, pages
from desktop.models.database import OfficeDatabase, open_sqlite
from desktop.rules.errors import Damaged

KEY, OTHER = bytes(range(32)), bytes(range(32, 64))


def freed_unwritten(database: OfficeDatabase, secure: str = "OFF") -> None:
    """One write takes pages, others behind them, and frees the first."""
    database.engine.execute_sql(f"PRAGMA secure_delete = {secure}")
    with database.writing():
        run = database.engine.execute_sql
        run("CREATE TABLE passing (id INTEGER PRIMARY KEY, text TEXT)")
        run("CREATE TABLE staying (id INTEGER PRIMARY KEY, text TEXT)")
        for table in ("passing", "staying"):
            for _number in range(40):
                run(f"INSERT INTO {table} (text) VALUES (?)", ("x" * 3_000,))
        run("DELETE FROM passing")
    # nothing of it is in memory any more, as after a start
    database.disconnect()
    database.engine.connect()


def unwritten(path: Path) -> int:
    data = path.read_bytes()
    return sum(not any(data[at : at + 4096]) for at in range(0, len(data), 4096))


def sound(path: Path, key: bytes) -> bool:
    database = open_sqlite(path, key)
    database.engine.connect()
    rows = int(database.engine.execute_sql("SELECT count(*) FROM staying").fetchone()[0])
    told = database.engine.execute_sql("PRAGMA integrity_check").fetchall()
    database.disconnect()
    return (rows, told) == (40, [("ok",)])


@pytest.fixture
def database(tmp_path: Path):
    made = open_sqlite(tmp_path / "office", KEY, create=True)
    made.engine.connect()
    yield made
    made.disconnect()


def test_our_own_writes_leave_none(database: OfficeDatabase, tmp_path: Path):
    set_by_us = database.engine.execute_sql("PRAGMA secure_delete").fetchone()[0]
    freed_unwritten(database, str(set_by_us))
    assert unwritten(tmp_path / "office") == 0


def test_a_copy_of_a_file_that_has_some_is_whole(database: OfficeDatabase, tmp_path: Path):
    freed_unwritten(database)
    assert unwritten(tmp_path / "office")
    copies.snapshot(database, tmp_path / "copy", KEY, lambda *_: None)
    assert sound(tmp_path / "copy", KEY)
    assert unwritten(tmp_path / "office") == 0


def test_the_key_of_such_a_file_can_be_changed(database: OfficeDatabase, tmp_path: Path):
    freed_unwritten(database)
    database.change_key(OTHER)
    assert sound(tmp_path / "office", OTHER)


def test_a_page_that_is_really_spoilt_is_told(database: OfficeDatabase, tmp_path: Path):
    freed_unwritten(database)
    database.disconnect()
    with (tmp_path / "office").open("r+b") as file:
        file.seek(-4096 + 100, os.SEEK_END)
        file.write(b"spoilt")
    with pytest.raises(Damaged):
        copies.snapshot(database, tmp_path / "copy", KEY, lambda *_: None)


def test_filling_leaves_nothing_behind(database: OfficeDatabase):
    freed_unwritten(database)
    pages.write_freed(database.engine)
    assert set(database.table_names()) == {"passing", "staying"}
