"""Copies on a computer that no erasure reaches: told, removed when asked, those of updates by themselves (AC-7)."""

import os
import time
from pathlib import Path

import pytest

from desktop.house import House
from desktop.house_copies import Copies
from desktop.models.records import Record
from desktop.rules.copies import CopyKind
from desktop.rules.errors import NotAllowed, NotFound
from desktop.rules.rights import Right, Scope
from desktop.services import approvals, backups, restoring
from desktop.workstation import paths
from tests.offices import ADMIN, CHEAP, PASSWORD, PLAN, TestOffice


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    return House(kdf=CHEAP)


def entered(house: House, where: str) -> TestOffice:
    office = house.open(where, name=ADMIN, password=PASSWORD)
    return TestOffice(office, house.sign_in(office, ADMIN, PASSWORD))


def test_what_a_move_left_is_told_and_removed(house: House, tmp_path: Path):
    old, new = tmp_path / "a.office", tmp_path / "b.office"
    house.found(PLAN, str(old)).disconnect()
    office = entered(house, str(old))
    copies = Copies(house)
    assert copies.left(office.office) == ()
    office.errand(copies.move, office.office, str(new))
    office.office.disconnect()
    office = entered(house, office.office.id)
    (left,) = copies.left(office.office)
    assert (left.kind, left.place, left.removable) == (CopyKind.MOVED, str(old), True)
    li = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL})
    with pytest.raises(NotAllowed):
        office.errand(copies.remove_left, office.office, left, me=li)
    assert old.exists()
    office.errand(copies.remove_left, office.office, left)
    assert not old.exists()
    assert copies.left(office.office) == ()
    with pytest.raises(NotFound):
        office.errand(copies.remove_left, office.office, left)
    with office.work(write=False):
        assert Record.select().where(Record.action == "remove_copy").count() == 1
    office.office.disconnect()


def test_a_copy_made_before_an_update_goes_after_thirty_days(house: House, tmp_path: Path):
    office = house.found(PLAN, str(tmp_path / "a.office"))
    office.disconnect()
    old, fresh = (paths.data_dir() / f"{office.id}-{day}-120000.copy" for day in ("20261001", "20261120"))
    for path, days in ((old, 31), (fresh, 9)):
        path.write_bytes(b"x")
        os.utime(path, (time.time() - days * 86_400,) * 2)
    other = paths.data_dir() / "another-20250101-120000.copy"
    other.write_bytes(b"x")
    os.utime(other, (0, 0))
    found = entered(house, office.id)
    assert (old.exists(), fresh.exists(), other.exists()) == (False, True, True)
    (left,) = Copies(house).left(found.office)
    assert (left.kind, left.place) == (CopyKind.BEFORE_UPDATE, str(fresh))
    found.errand(Copies(house).remove_left, found.office, left)
    assert not fresh.exists()
    found.office.disconnect()


def test_an_office_restored_from_it_is_told_in_both(house: House, tmp_path: Path):
    house.found(PLAN, str(tmp_path / "a.office")).disconnect()
    office, copies = entered(house, str(tmp_path / "a.office")), Copies(house)
    archive = office.errand(backups.back_up, copies.place(office.office), tmp_path / "backups")
    office.do(approvals.go_alone, office.ask(restoring.need, archive), "试恢复")
    back = office.errand(copies.restore, archive, str(tmp_path / "b.office"), ADMIN, PASSWORD)
    (left,) = copies.left(office.office)
    assert (left.kind, left.place, left.removable) == (CopyKind.RESTORED, back.office.locator, False)
    office.office.disconnect()
    there = entered(house, back.office.id)
    (left,) = copies.left(there.office)
    assert (left.kind, left.place) == (CopyKind.FORMER, str(tmp_path / "a.office"))
    there.office.disconnect()
