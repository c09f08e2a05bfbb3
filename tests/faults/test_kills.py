"""Killed in a backup, a move and a new step: nothing looks finished that is not, and the office stays usable."""

from pathlib import Path

from desktop.services import backups, client_lists
from tests.faults.killing_copies import kill_backups, kill_migrations, kill_moves
from tests.faults.places import fill, place_of
from tests.offices import TestOffice

KILLS = 3


def test_a_backup_that_is_killed_leaves_nothing_that_looks_finished(office: TestOffice, tmp_path: Path):
    fill(office, 5)
    tally = kill_backups(office, tmp_path, KILLS, seed=11)
    assert tally.whole, tally
    office.errand(backups.back_up, place_of(office, tmp_path), tmp_path / "backups")


def test_a_move_that_is_killed_leaves_the_old_one_usable(office: TestOffice, pg_url: str, tmp_path: Path):
    fill(office, 5)
    tally = kill_moves(office, pg_url, tmp_path, KILLS, seed=12)
    assert tally.whole, tally
    assert office.ask(client_lists.count_clients) >= 5


def test_a_step_that_is_killed_is_done_wholly_or_not_at_all(office: TestOffice, tmp_path: Path):
    fill(office, 3)
    tally = kill_migrations(office, tmp_path, KILLS, seed=13)
    assert tally.whole, tally
    assert tally.kills == KILLS
