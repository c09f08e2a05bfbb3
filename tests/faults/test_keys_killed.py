"""kill -9 while keys change: what was sealed opens with one key or the other, and the office's file does too."""

from pathlib import Path

import pytest

from tests.faults.killing_keys import kill_rekeys, kill_reseals, large_office
from tests.offices import TestOffice

ROUNDS = 3


def test_killed_three_times_while_values_are_sealed_anew(office: TestOffice):
    tally = kill_reseals(office, ROUNDS, seed=14)
    assert tally.whole, tally


def test_killed_three_times_while_the_file_gets_another_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    place = str(tmp_path / "large.office")
    large_office(place)
    tally = kill_rekeys(place, ROUNDS, seed=15)
    assert tally.whole, tally
    assert tally.kills, "no round was killed in the middle"
