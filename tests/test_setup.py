"""The one file that sets everything up, and the database server that the tests run on."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

import dev
from desktop.models import tables
from desktop.models.database import open_postgres
from tests import servers

ROOT = Path(__file__).resolve().parents[1]


def call(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "dev.py", *args], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.parametrize(
    "args", [(), ("nonsense",), ("tour",), ("tour", "--now"), ("bench", "nothing"), ("check", "x")]
)
def test_wrong_usage_gets_short_help_and_changes_nothing(args):
    done = call(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: python3 dev.py")


def test_help_is_no_fault():
    done = call("--help")
    assert done.returncode == 0
    assert all(f"\n  {command} " in done.stdout for command in ("run", "test", "check", "tour", "bench", "messages"))


def test_a_library_the_system_lacks_is_noticed():
    assert not dev.can_load("libclientele-nowhere.so.9")
    assert sys.platform != "linux" or dev.can_load("libc.so.6")


def test_the_builder_comes_from_the_lock():
    entry = dev.locked("setuptools")
    assert entry.startswith("setuptools==") and entry.count("--hash=sha256:") >= 1
    assert "shiboken6" not in entry
    with pytest.raises(dev.Stop, match="left-pad"):
        dev.locked("left-pad")


def test_a_failing_tool_is_quoted_without_addresses():
    words = "print('no wheel at https://me:secret@mirror.example/simple'); raise SystemExit(1)"
    with pytest.raises(dev.Stop) as stopped:
        dev.quietly([sys.executable, "-c", words], "The libraries can't be installed.")
    assert str(stopped.value) == "no wheel at …\nThe libraries can't be installed."


def test_the_stamp_follows_lock_and_python():
    stamp = dev.wanted_stamp()
    assert stamp.split()[1] == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert len(stamp.rpartition(" ")[2]) == 64


def test_the_server_is_real_speaks_utf8_and_asks_for_the_password(pg_url):
    with psycopg.connect(pg_url) as db:
        assert db.execute("SELECT '𠮷' || chr(20255), current_setting('server_encoding')").fetchone() == (
            "𠮷伟",
            "UTF8",
        )
        assert db.info.server_version >= 150000
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(pg_url, password="wrong")


def test_a_server_of_ones_own_is_gone_afterwards(pg_url):
    with servers.postgres() as url:
        assert url != pg_url
        with psycopg.connect(url) as db:
            folder = Path(db.execute("SHOW data_directory").fetchone()[0])
        assert folder.is_dir()
    assert not folder.parent.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_a_run_shares_one_server(tmp_path):
    registry = tmp_path / "server.sqlite"
    try:
        assert servers.shared(registry) == servers.shared(registry)
    except servers.NoServer as reason:
        pytest.skip(str(reason))
    finally:
        servers.stop_shared(registry)
    servers.stop_shared(tmp_path / "never-asked.sqlite")


def test_a_copy_that_a_test_gives_back_is_as_it_was(postgres_copies):
    """Rows that were written, changed and deleted, and what numbers them; anything else ends it."""

    def held(copy):
        database = open_postgres(copy.url)
        database.engine.connect()
        with database.reading():
            numbers = database.engine.execute_sql("SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
            found = (tables.sums(database), numbers.fetchall())
        database.disconnect()
        return found

    def write(copy, *statements):
        with psycopg.connect(copy.url, autocommit=True) as db:
            for statement in statements:
                db.execute(statement)

    with postgres_copies.lent() as first:
        pattern = held(first)
        write(first, "DELETE FROM power", "UPDATE person SET name = 'x'", "INSERT INTO setting VALUES ('x', '1')",
              "SELECT setval(sequencename::regclass, 77) FROM pg_sequences")  # fmt: skip
        assert held(first) != pattern
    with postgres_copies.lent() as again:
        assert (again, held(again)) == (first, pattern)
    for beyond_rows in ("CREATE INDEX longer ON person (name, login)", "TRUNCATE pledge", "VACUUM setting"):
        with postgres_copies.lent() as ended:
            write(ended, beyond_rows)
        with postgres_copies.lent() as another:
            assert another != ended


def test_the_session_of_a_test_goes_on_without_what_was_set_in_it(postgres_copies):
    """And what it has written is put back, though it has not ended."""

    def settings(database):
        asked = "SELECT current_user, current_setting('work_mem'), current_setting('timezone'), pg_backend_pid()"
        return database.engine.execute_sql(asked).fetchone()

    def taken_up(copy):
        database = open_postgres(copy.url)
        copy.take_up(database.engine)
        return database

    with postgres_copies.lent() as copy:
        database = taken_up(copy)
        before = settings(database)
        powers = database.engine.execute_sql("SELECT count(*) FROM power").fetchone()
        for statement in ("SET work_mem = '1MB'", "SET timezone = 'Asia/Tokyo'", "DELETE FROM power",
                          "SELECT pg_advisory_lock(7)", "SET ROLE pg_monitor"):  # fmt: skip
            database.engine.execute_sql(statement)
        copy.keep(database.engine)
    with postgres_copies.lent() as again:
        assert again is copy
        database = taken_up(again)
        assert settings(database) == before
        assert database.engine.execute_sql("SELECT count(*) FROM power").fetchone() == powers
        locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 7"
        assert database.engine.execute_sql(locks).fetchone() == (0,)
        database.engine.begin()
        database.engine.execute_sql("SELECT 1")
        copy.keep(database.engine)
        assert copy.last is None, "one in the middle of a transaction is no use to anybody"
