"""Other workstations for tests: processes of their own that open the office and sign in."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

from tests.faults.copied import Copied
from tests.offices import ADMIN, KEY, PASSWORD, SECRET, TestOffice

ROOT = Path(__file__).parents[2]
OPEN = """
import sys
from pathlib import Path
from uuid import UUID
from desktop.models.database import open_postgres, open_sqlite
from desktop.services import office as offices
place, key, secret, workstation, name, password, *more = sys.argv[1:]
database = open_postgres(place) if "://" in place else open_sqlite(Path(place), bytes.fromhex(key))
office = offices.open_office(database, bytes.fromhex(secret), UUID(workstation))
me = office.sign_in(name, password)
"""


def place_of(office: TestOffice) -> str:
    engine = office.office.database.engine
    if office.office.database.sqlite:
        return str(engine.database)
    login = engine.connect_params
    return f"postgresql://{login['user']}:{login['password']}@{login['host']}:{login['port']}/{engine.database}"


Program = subprocess.Popen[str] | Copied


def run(program: str, *given: object) -> Program:
    """A program in a process of its own."""
    words = list(map(str, given))
    if "forkserver" in multiprocessing.get_all_start_methods():
        return Copied(program, words)
    return subprocess.Popen([sys.executable, "-c", program, *words], text=True, encoding="utf-8",
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"})  # fmt: skip


def start(program: str, office: TestOffice, *more: object) -> Program:
    return run(program, place_of(office), KEY.hex(), SECRET.hex(), office.office.workstation, ADMIN, PASSWORD, *more)


def together(*programs: Program) -> list[str]:
    """Lets all go at one moment; returns what each says at its end."""
    begin(*programs)
    ends = [program.communicate(timeout=60)[0].strip() for program in programs]
    assert [program.returncode for program in programs] == [0] * len(programs)
    return ends


def begin(*programs: Program) -> None:
    """Lets all go once each has said that it is ready."""
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline().strip() == "ready"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
