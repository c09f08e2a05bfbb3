"""Killed while writing and while importing: what was acknowledged is there once and whole, and nothing by halves."""

import random
import subprocess
from pathlib import Path

from desktop.services import client_lists
from desktop.services.checking import check_office
from tests.faults.killing import IMPORTS, kill_writers
from tests.faults.processes import start
from tests.offices import TestOffice

ROUNDS = 3
ROWS = 400


def test_writers_killed_at_random(office: TestOffice):
    tally = kill_writers(office, ROUNDS, seed=20261129)
    assert tally.whole, tally
    assert tally.kills == ROUNDS
    assert len(tally.acknowledged) >= ROUNDS


def test_imports_killed_at_random(office: TestOffice, tmp_path: Path):
    chance = random.Random(7)
    sheet = tmp_path / "list.csv"
    rows = [f"客人{chr(0x4E00 + n)},{19900000000 + n},云川茶业" for n in range(ROWS)]
    sheet.write_text("\n".join(["姓名,电话,单位", *rows]), "utf-8")
    for _n in range(ROUNDS):
        before = office.ask(client_lists.count_clients)
        importer = start(IMPORTS, office, sheet)
        assert importer.stdout is not None
        assert importer.stdout.readline().strip() == "ready"
        try:
            # from its very beginning to a little past its end
            importer.wait(chance.random() * 0.35)
        except subprocess.TimeoutExpired:
            importer.kill()
        importer.communicate()
        after = office.ask(client_lists.count_clients)
        assert after in (before, ROWS)
    office.office.disconnect()
    assert office.errand(check_office).findings == []
