"""What a start loads: no driver, no library that this office or this moment does not need."""

import subprocess
import sys

import pytest

from tests.offices import create_database, drop_database

LATE = {"psycopg", "psycopg2", "openpyxl", "python_calamine", "reportlab", "keyring", "pypinyin", "vobject", "pypdf",
        "pypdfium2", "lunar_python", "holidays", "PIL"}  # fmt: skip

SQLITE = """
import pathlib, sys, tempfile
from desktop.models.database import open_sqlite
from desktop.rules.words import OfficeKind
from desktop.services import client_lists, clients, search
from desktop.services.founding import Founding, found
from desktop.services.office import open_office
from desktop.services.vault import Kdf
import desktop.app
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "office.db"
    plan = Founding("柏溪楼", OfficeKind.RESTAURANT, "何俊", "right horse battery")
    office = found(open_sqlite(path, bytes(32), create=True), plan, bytes(32), Kdf(1, 1, 8))
    office.database.disconnect()
    office = open_office(open_sqlite(path, bytes(32)), bytes(32), office.workstation)
    me = office.sign_in("何俊", "right horse battery")
    with office.work(me) as work:
        client_lists.list_clients(work), client_lists.count_clients(work), search.find(work, "伟")
    office.disconnect()
print(*{name.split(".")[0] for name in sys.modules})
"""

POSTGRES = """
import sys
from desktop.models.database import open_postgres
assert "psycopg" not in sys.modules
database = open_postgres(sys.argv[1])
with database.writing():
    database.engine.execute_sql("CREATE TABLE probe (id INTEGER)")
with database.reading():
    assert database.table_names() == ["probe"]
assert database.engine.is_connection_usable()
database.disconnect()
"""


def run(program, *args):
    return subprocess.run([sys.executable, "-c", program, *args], capture_output=True, text=True, encoding="utf-8",
                          check=False)  # fmt: skip


def test_looking_at_a_sqlite_office_loads_nothing_it_does_not_need():
    done = run(SQLITE)
    assert done.returncode == 0, done.stderr
    assert LATE & set(done.stdout.split()) == set()


@pytest.fixture
def empty_database(pg_url):
    yield create_database(pg_url, "drivers_probe")
    drop_database(pg_url, "drivers_probe")


def test_a_server_gets_its_driver_when_it_is_opened(empty_database):
    done = run(POSTGRES, empty_database)
    assert done.returncode == 0, done.stderr
