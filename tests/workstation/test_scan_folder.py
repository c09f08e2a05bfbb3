"""The scan folder: only what has come to rest is taken, and nothing in it is altered before its filing (DO-1)."""

import os

import pytest

from desktop.rules.errors import BadEntry
from desktop.workstation import scan_folder
from desktop.workstation.scan_folder import ScanFolder


def names(lying):
    return [scan.path.name for scan in lying.scans]


def test_a_scan_is_taken_once_two_looks_found_it_the_same(tmp_path):
    for name in ("b.pdf", "a.PDF", ".hidden.pdf", "~tmp.pdf", "list.docx"):
        (tmp_path / name).write_bytes(b"%PDF-1.7")
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "filed").mkdir()
    os.utime(tmp_path / "b.pdf", (1, 1))
    held = ScanFolder(tmp_path)
    assert held.look(0.0) == ((), 3) and held.look(1.0) == ((), 3)
    assert (names(held.look(2.0)), held.look(2.0).waiting) == (["b.pdf", "a.PDF"], 1)
    # one that grows waits anew, the other stays
    (tmp_path / "a.PDF").write_bytes(b"%PDF-1.7 more")
    assert names(held.look(3.0)) == ["b.pdf"] and names(held.look(5.0)) == ["b.pdf", "a.PDF"]
    (scan,) = [one for one in held.look(5.0).scans if one.path.name == "a.PDF"]
    scan_folder.unchanged(scan)
    (tmp_path / "a.PDF").write_bytes(b"%PDF-1.7 other")
    with pytest.raises(BadEntry):
        scan_folder.unchanged(scan)


def test_a_filed_scan_is_moved_beside_or_left_and_comes_back(tmp_path):
    held = ScanFolder(tmp_path)
    for number in range(2):
        (tmp_path / "a.pdf").write_bytes(b"%PDF " + bytes([65 + number]))
        held.look(10.0 * number)
        (scan,) = held.look(10.0 * number + 5).scans
        moved = scan_folder.put_away(scan, "已归档")
        assert held.look(10.0 * number + 6) == ((), 0)
    # none took the other's place
    assert sorted(path.name for path in (tmp_path / "已归档").iterdir()) == ["a (2).pdf", "a.pdf"]
    scan_folder.bring_back(moved, scan)
    held.look(30.0)
    (scan,) = held.look(33.0).scans
    held.leave(scan)
    assert held.look(34.0) == ((), 0)
    # known again after a start, and only while it lies there
    again = ScanFolder(tmp_path, held.left)
    assert again.look(0.0) == ((), 0) and again.look(9.0) == ((), 0)
    again.come_back(scan)
    again.look(10.0)
    assert names(again.look(12.0)) == ["a (2).pdf"]


def test_a_folder_that_is_gone_is_told_in_a_sentence(tmp_path):
    with pytest.raises(BadEntry) as gone:
        ScanFolder(tmp_path / "away").look(0.0)
    assert "away" in str(gone.value)
