"""The list of joined offices finds each by id or place and never keeps a password."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.rules.errors import BadEntry, OfficeError
from desktop.workstation.offices import JoinedOffice, Offices, is_server, normalise_locator


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "offices.json"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("postgresql://db.example/office", "postgresql://db.example:5432/office"),
        ("postgres://lin:geheim@DB.example:6000/office?sslmode=require", "postgresql://db.example:6000/office"),
        (" postgresql://[::1]/客户 ", "postgresql://[::1]:5432/%E5%AE%A2%E6%88%B7"),
        ("postgresql://h/%E5%AE%A2%E6%88%B7", "postgresql://h:5432/%E5%AE%A2%E6%88%B7"),
    ],
)
def test_one_spelling_for_one_database(given: str, kept: str) -> None:
    assert normalise_locator(given) == kept == normalise_locator(kept)
    assert is_server(kept)


@pytest.mark.parametrize(
    "given", ["", "   ", "mysql://h/db", "postgresql://", "postgresql:///db", "postgresql://h/", "postgresql://h:x/db"]
)
def test_no_place_is_a_clear_refusal(given: str) -> None:
    with pytest.raises(BadEntry) as refused:
        normalise_locator(given)
    assert refused.value.field == "office" and "{" not in str(refused.value)


def test_files_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Path(normalise_locator("a/../office.clientele")) == Path.cwd() / "office.clientele"
    assert not is_server(normalise_locator("postgresql.clientele"))


def test_added_found_opened_removed(path: Path, tmp_path: Path) -> None:
    offices = Offices(path)
    assert offices.all() == [] and offices.find("x") is None
    file = tmp_path / "滇味.clientele"
    first = offices.add(JoinedOffice("id-1", "滇味餐厅", str(file), kind="restaurant", sample=True))
    offices.add(JoinedOffice("id-2", "担保公司", "postgres://u:p@server/office"))
    when = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
    offices.opened("id-2", "张岚", when)
    offices.opened("id-9", "nobody", when)
    again = Offices(path)
    assert [o.id for o in again.all()] == ["id-2", "id-1"]
    assert again.find("id-1") == first == again.find(str(file))
    found = again.find("postgresql://server:5432/office")
    assert found and (found.last_person, found.last_opened) == ("张岚", when)
    assert "u:p" not in path.read_text(encoding="utf-8")
    again.remove("id-1")
    again.remove("id-1")
    assert [o.id for o in Offices(path).all()] == ["id-2"]


def test_joining_again_replaces_and_a_new_office_at_a_place_takes_it_over(path: Path, tmp_path: Path) -> None:
    offices = Offices(path)
    offices.add(JoinedOffice("id-1", "old name", str(tmp_path / "a")))
    offices.add(JoinedOffice("id-1", "new name", str(tmp_path / "a")))
    assert [o.name for o in offices.all()] == ["new name"]
    offices.add(JoinedOffice("id-2", "made anew", str(tmp_path / "b" / ".." / "a")))
    assert [o.id for o in offices.all()] == ["id-2"]


@pytest.mark.parametrize(
    "content", ["{", '[{"id": 1}]', "[3]", "3", '[{"id":"a","name":"b","locator":"c","last_opened":"x"}]']
)
def test_a_damaged_list_is_kept_aside(path: Path, content: str, caplog: pytest.LogCaptureFixture) -> None:
    path.write_text(content)
    assert Offices(path).all() == []
    assert path.with_name("offices.broken-1.json").read_text() == content
    assert "offices.broken-1.json" in caplog.text


def test_a_folder_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    offices = Offices(tmp_path / "file" / "offices.json")
    with pytest.raises(OfficeError, match=r"offices\.json"):
        offices.add(JoinedOffice("id-1", "a", str(tmp_path / "a")))
    with pytest.raises(OfficeError):
        offices.all()
