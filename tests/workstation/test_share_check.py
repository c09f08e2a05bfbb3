"""The check of a share from two workstations: sound shares pass, and each fault is found by its own step."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from desktop.workstation import share_check
from desktop.workstation.share_check import LEFTOVERS, LOCKS, STALE, NobodyCame, Verdict, check, is_due


def both(lead_office: Path, partner_office: Path | None = None, *, partner=None, lead=None):
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(check, lead_office, "前台", patience=5, connect=lead)
        folder = lead_office.with_name(lead_office.name + ".check")
        while not folder.exists():
            assert not first.done()
        second = pool.submit(check, partner_office or lead_office, "后厨", patience=5, connect=partner)
        return first.result(), second.result()


def test_a_folder_that_keeps_locks_passes_and_nothing_is_left(tmp_path):
    first, second = both(tmp_path / "柏溪楼.office")
    assert (first.faults, second.faults) == ((), ())
    assert (first.partner, second.partner) == ("后厨", "前台")
    assert first.commit_ms == second.commit_ms > 0
    assert not first.slow
    assert list(tmp_path.iterdir()) == []


def without_locks(path: Path):
    """As on a share mounted so that each computer keeps its locks to itself."""
    return dbapi2.connect(f"file:{path}?nolock=1", uri=True, timeout=0, isolation_level=None)


@pytest.mark.parametrize("side", ["lead", "partner"])
def test_broken_locks_are_found_from_either_side(tmp_path, side):
    first, second = both(tmp_path / "office", **{side: without_locks})
    assert LOCKS in first.faults
    assert first.faults == second.faults


def test_an_old_copy_is_found(tmp_path):
    def old_copy(path: Path):
        other = dbapi2.connect(str(tmp_path / "old.db"), timeout=0, isolation_level=None)
        other.execute("CREATE TABLE IF NOT EXISTS told (n INTEGER)")
        return other

    first, _second = both(tmp_path / "office", partner=old_copy)
    assert STALE in first.faults


def test_what_cannot_be_removed_is_found(tmp_path, monkeypatch):
    def kept(self, missing_ok=False):
        raise PermissionError(self)

    monkeypatch.setattr(share_check.Path, "unlink", kept)
    first, second = both(tmp_path / "office")
    assert first.faults == second.faults == (LEFTOVERS,)


def test_it_takes_two(tmp_path):
    with pytest.raises(NobodyCame):
        check(tmp_path / "office", "前台", patience=0.1)
    assert list(tmp_path.iterdir()) == []


def test_who_is_tired_of_waiting_leaves_nothing_behind(tmp_path):
    class Cancelled(Exception):
        pass

    def progress(*_):
        raise Cancelled

    with pytest.raises(Cancelled):
        check(tmp_path / "office", "前台", progress=progress)
    assert list(tmp_path.iterdir()) == []


def test_a_check_is_due_weekly_and_after_an_update():
    now = datetime(2026, 11, 29, tzinfo=UTC)
    kept = Verdict("后厨", (), 12).to_json(now, "0.1")
    assert is_due(None, now, "0.1")
    assert not is_due(kept, now + timedelta(days=6), "0.1")
    assert is_due(kept, now + timedelta(days=7), "0.1")
    assert is_due(kept, now, "0.2")
    assert Verdict("", (), 251).slow
