"""kill -9 while keys change: what was sealed opens with one key or the other, and the office's file does too."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from desktop.house import House
from desktop.rules.words import ClientForm, OfficeKind
from desktop.services import clients, rotation
from desktop.services.checking import check_office
from desktop.services.founding import Founding
from tests.faults.processes import OPEN, ROOT, start
from tests.offices import ADMIN, CHEAP, PASSWORD, TestOffice

RESEALS = (
    OPEN
    + """
from desktop.services import rotation
rotation.BATCH = 2
with office.staged(me) as work:
    rotation.reseal(work, lambda done, total: print(done, flush=True))
"""
)
REKEYS = """
import sys
from desktop.house import House
from desktop.services.vault import Kdf
place, name, password = sys.argv[1:]
house = House(kdf=Kdf(iterations=1, lanes=1, memory_kib=8))
office = house.open(place, name=name, password=password)
with office.staged(house.sign_in(office, name, password)) as work:
    print("now", flush=True)
    house.change_file_key(office, work)
"""
FILES = 12


def test_killed_three_times_while_values_are_sealed_anew(office: TestOffice):
    def fill(work):
        for n in range(FILES):
            clients.open_client(work, ClientForm.PERSON, {"name": f"客 {n}", "bank": f"云川银行 {n}"})

    office.do(fill)
    office.do(rotation.renew_keys, ["accounts"])
    chance = random.Random()
    left = FILES
    for _round in range(3):
        program = start(RESEALS, office)
        assert program.stdout is not None
        for _line in range(chance.randint(1, 2)):
            program.stdout.readline()
        program.kill()
        program.communicate()
        me = office.office.sign_in(ADMIN, PASSWORD)
        still = office.ask(rotation.behind, me=me).get("accounts", 0)
        assert still <= left
        left = still
        report = office.errand(check_office, me=me)
        assert report.sound, report.findings
        assert report.counts["sealed values"] == FILES
    office.errand(rotation.reseal, me=me)
    assert office.ask(rotation.behind, me=me) == {}
    assert office.errand(check_office, me=me).sound


@pytest.fixture
def large(tmp_path, monkeypatch) -> str:
    """An office large enough that giving it another key takes a moment."""
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    place = str(tmp_path / "large.office")
    office = House(kdf=CHEAP).found(Founding("柏溪楼", OfficeKind.RESTAURANT, ADMIN, PASSWORD), place)
    with office.database.writing():
        office.database.engine.execute_sql("CREATE TABLE padding (data BLOB)")
        for _n in range(12):
            office.database.engine.execute_sql("INSERT INTO padding VALUES (randomblob(1000000))")
    office.disconnect()
    return place


def test_killed_three_times_while_the_file_gets_another_key(large: str):
    chance, caught = random.Random(), 0
    journal = Path(large + "-journal")
    for _round in range(3):
        program = subprocess.Popen([sys.executable, "-c", REKEYS, large, ADMIN, PASSWORD], stdout=subprocess.PIPE,
                                   env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
        assert program.stdout is not None
        assert program.stdout.readline().strip() == b"now"
        threshold, patience = chance.randint(1, 8_000_000), time.monotonic() + 20
        while program.poll() is None and time.monotonic() < patience:
            if journal.exists() and journal.stat().st_size >= threshold:
                program.kill()
                caught += 1
                break
        program.communicate()
        house = House(kdf=CHEAP)
        office = house.open(large, name=ADMIN, password=PASSWORD)
        me = house.sign_in(office, ADMIN, PASSWORD)
        with office.database.reading():
            rows = office.database.engine.execute_sql("SELECT count(*), sum(length(data)) FROM padding").fetchone()
        assert rows == (12, 12_000_000)
        with office.staged(me) as work:
            report = check_office(work)
        assert report.sound, report.findings
        office.disconnect()
    assert caught, "no round was killed in the middle"
