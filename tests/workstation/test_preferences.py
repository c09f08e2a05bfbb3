"""Preferences survive broken files, full disks and a second program, and never hold a secret."""

import logging
import sys
from pathlib import Path

import pytest

from desktop.workstation.preferences import Preferences


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "设置" / "preferences.json"


def test_values_come_back_in_the_next_run(path: Path) -> None:
    Preferences(path).set("window.size", [1280, 680])
    Preferences(path).set("printer", "前台 HP")
    assert Preferences(path).get("window.size") == [1280, 680]
    assert Preferences(path).get("printer") == "前台 HP"
    assert Preferences(path).get("nothing", 7) == 7


def test_each_person_has_choices_of_their_own(path: Path) -> None:
    shared = Preferences(path)
    shared.for_person("p1").set("language", "en")
    shared.set("language", "zh_CN")
    again = Preferences(path)
    assert again.for_person("p1").get("language") == "en"
    assert again.for_person("p2").get("language") is None
    assert again.get("language") == "zh_CN"


def test_two_programs_do_not_undo_each_other(path: Path) -> None:
    first, second = Preferences(path), Preferences(path)
    first.set("a", 1)
    second.set("b", 2)
    assert Preferences(path).get("a") == 1 and Preferences(path).get("b") == 2


def test_forgetting_brings_the_default_back(path: Path) -> None:
    preferences = Preferences(path)
    preferences.set("a", 1)
    preferences.forget("a")
    preferences.forget("a")
    assert preferences.get("a", "default") == "default" == Preferences(path).get("a", "default")


@pytest.mark.parametrize("content", [b"{", b"", b"[1]", b'{"all": 3}', b"\xff\xfe\x00"])
def test_a_broken_file_is_kept_aside_and_named_in_the_log(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    preferences = Preferences(path)
    preferences.set("a", 1)
    assert Preferences(path).get("a") == 1
    assert path.with_name("preferences.broken-1.json").read_bytes() == content
    assert "preferences.broken-1.json" in caplog.text


def test_a_file_that_cannot_be_written_keeps_the_choice_for_this_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way")
    preferences = Preferences(tmp_path / "file" / "preferences.json")
    with caplog.at_level(logging.WARNING):
        preferences.set("a", "张伟")
    assert preferences.get("a") == "张伟"
    assert "can't be saved" in caplog.text and "张伟" not in caplog.text


@pytest.mark.parametrize("key", ["password", "office.passphrase", "db_secret", "api-token", "file.key"])
def test_secrets_are_refused_by_name(path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        Preferences(path).set(key, "x")
    assert not path.exists()


def test_what_json_cannot_hold_is_refused_before_anything_is_written(path: Path) -> None:
    preferences = Preferences(path)
    preferences.set("a", 1)
    with pytest.raises(TypeError):
        preferences.set("a", object())
    assert Preferences(path).get("a") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects the profile by access lists")
def test_the_file_is_for_this_user_alone(path: Path) -> None:
    Preferences(path).set("a", 1)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in path.parent.iterdir() if p.name.endswith(".json")] == ["preferences.json"]
