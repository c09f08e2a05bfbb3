"""Folders of this user: private, movable, and found without asking the working directory."""

import sys
from pathlib import Path

import pytest

from desktop.workstation import paths


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "主目录"))
    return tmp_path / "主目录"


def test_every_folder_is_below_the_chosen_home_and_exists(home: Path) -> None:
    folders = [paths.data_dir(), paths.config_dir(), paths.log_dir(), paths.draft_dir(), paths.runtime_dir()]
    assert all(f.is_dir() and f.is_relative_to(home) for f in folders)
    assert len(set(folders)) == 5


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects the profile by access lists")
def test_folders_are_closed_to_others_even_when_made_before(home: Path) -> None:
    (home / "data").mkdir(parents=True)
    (home / "data").chmod(0o755)
    assert paths.data_dir().stat().st_mode & 0o777 == 0o700
    assert paths.draft_dir().stat().st_mode & 0o777 == 0o700


def test_without_a_chosen_home_the_system_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE, raising=False)
    for name in ("HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    assert paths.data_dir() != paths.config_dir()
    assert paths.runtime_dir().is_relative_to(paths.data_dir())


def test_resources_are_found_from_any_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert paths.resource("locale").is_dir()
    assert paths.resource("fonts", "x.ttf").parent == paths.resource("fonts")
    assert paths.resource().is_absolute()
