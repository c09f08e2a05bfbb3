"""Backups and moves as an administrator or a schedule calls them."""

import json
from pathlib import Path

import pytest

from desktop.house import House
from desktop.rules.recovery import groups_of
from desktop.services import signing
from tests.offices import ADMIN, PASSWORD


def as_admin(run, place):
    def signed(*args: object, office: object = place) -> tuple[int, dict, str]:
        said = (*args, "--office", office, "--user", ADMIN, "--password-stdin", "--language", "en", "--json")
        status, out, err = run(*said)
        return status, json.loads(out) if out else None, err

    return signed


def fill(signed, folder):
    sheet = folder / "a.csv"
    sheet.write_text("姓名,电话,身份证号\n张伟,19900001111,11010519491231002X\n李娜,19900002222,", "utf-8")
    assert signed("import", sheet)[0] == 0
    return signed


@pytest.fixture
def filled(run, founded, tmp_path):
    return fill(as_admin(run, founded), tmp_path)


def names(signed, office):
    status, found, err = signed("list", "clients", office=office)
    assert (status, err) == (0, "")
    return sorted(client["name"] for client in found)


@pytest.fixture(params=["file", "server"])
def elsewhere(request, tmp_path):
    """Another empty place, of either kind."""
    if request.param == "file":
        return str(tmp_path / "new" / "office.db")
    return request.getfixturevalue("empty_database")


def test_a_backup_is_made_proved_and_brought_back(filled, founded, elsewhere, tmp_path):
    status, made, err = filled("backup", tmp_path / "backups")
    assert (status, err) == (0, "")
    assert list(made) == ["archive"]
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [Path(made["archive"]).name]
    status, proof, _err = filled("drill", made["archive"])
    assert (status, proof["proved"], proof["clients"]) == (0, True, 2)
    (tmp_path / "new").mkdir()
    status, back, err = filled("restore", made["archive"], "--to", elsewhere)
    assert (status, err) == (0, "")
    # the one it was made of goes on, and neither is taken for the other
    assert names(filled, founded) == names(filled, back["office"]) == ["张伟", "李娜"]
    assert filled("check", office=elsewhere)[1]["sound"] is True
    status, _none, err = filled("restore", made["archive"], "--to", elsewhere)
    assert status == 1
    assert "already" in err or "not empty" in err


def test_with_the_recovery_sheet_no_office_is_needed(filled, run, founded, tmp_path, monkeypatch):
    office = House().open(founded, name=ADMIN, password=PASSWORD)
    me = office.sign_in(ADMIN, PASSWORD)
    sheet = " ".join(groups_of(signing.seed_of(office.id, office.settings["recovery_seed"], me.keys)))
    office.disconnect()
    archive = filled("backup", tmp_path / "backups")[1]["archive"]
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "another"))
    lost = ("restore", archive, "--to", tmp_path / "back.db", "--sheet-stdin", "--user", ADMIN, "--json")
    other = " ".join(groups_of(bytes(32)))
    status, _out, err = run(*lost, "--language", "en", said=f"{other}\n{PASSWORD}")
    assert (status, "not sealed for you" in err) == (1, True)
    status, out, err = run(*lost, said=f"{sheet}\n{PASSWORD}")
    assert (status, err) == (0, "")
    assert names(filled, json.loads(out)["office"]) == ["张伟", "李娜"]


def test_an_office_moves_and_what_is_left_can_only_be_read(filled, founded, elsewhere, tmp_path):
    (tmp_path / "new").mkdir()
    status, moved, err = filled("move-to", elsewhere)
    assert (status, err) == (0, "")
    assert moved["place"] in elsewhere or "127.0.0.1" in moved["place"]
    assert names(filled, moved["place"]) == ["张伟", "李娜"]
    found = filled("search", "zhangwei", office=moved["place"])[1]
    assert [hit["title"] for hit in found] == ["张伟"]
    assert filled("check", office=moved["place"])[1]["sound"] is True
    # named by its old place it is still there to be looked at
    assert names(filled, founded) == ["张伟", "李娜"]
    sheet = tmp_path / "b.csv"
    sheet.write_text("姓名,电话\n赵峰,19900003333", "utf-8")
    status, _none, err = filled("import", sheet)
    assert status == 1
    assert moved["place"] in err
    assert filled("import", sheet, office=moved["place"])[0] == 0


def test_another_workstation_is_told_and_follows(run, place, tmp_path, monkeypatch):
    # founded here: an invitation from a copy would lead to what was copied
    assert run("new", place, "--admin", ADMIN, "--kind", "restaurant", "--password-stdin")[0] == 0
    filled, house = fill(as_admin(run, place), tmp_path), House()
    office = house.open(place, name=ADMIN, password=PASSWORD)
    me = house.sign_in(office, ADMIN, PASSWORD)
    from desktop.services.joining import invite

    data, code = office.run(me, invite, house.invitation(office))
    office.disconnect()
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "another"))
    House().join(data, code, passphrase=PASSWORD).disconnect()
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    moved = filled("move-to", tmp_path / "moved.db")[1]
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "another"))
    arguments = ("list", "clients", "--user", ADMIN, "--password-stdin", "--language", "en", "--json")
    status, _out, err = run(*arguments, said=f"{PASSWORD}\n{PASSWORD}")
    assert status == 1
    assert moved["place"] in err
    status, out, _err = run(*arguments, said=f"{PASSWORD}\n{PASSWORD}")
    assert status == 0
    assert len(json.loads(out)) == 2
