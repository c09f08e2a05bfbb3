"""Killed while writing and while importing: what was acknowledged is there once and whole, and nothing by halves."""

from pathlib import Path

from tests.faults.killing import kill_imports, kill_writers
from tests.offices import TestOffice

ROUNDS = 3


def test_writers_killed_at_random(office: TestOffice):
    tally = kill_writers(office, ROUNDS, seed=20261129)
    assert tally.whole, tally
    assert tally.kills == ROUNDS
    assert len(tally.acknowledged) >= ROUNDS


def test_imports_killed_at_random(office: TestOffice, tmp_path: Path):
    tally = kill_imports(office, tmp_path, ROUNDS, seed=7)
    assert tally.whole, tally
