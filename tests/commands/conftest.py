"""A machine of its own for each test of the commands, and a place for an office on both databases."""

import io
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from desktop import commands
from desktop.commands import main
from desktop.i18n import set_language
from desktop.models.database import open_postgres
from tests.offices import ADMIN, CHEAP, PASSWORD, apart_again, create_database, drop_database, drop_roles, forget_logins

JOINED = Path("config", "offices.json")


@dataclass(frozen=True)
class Founded:
    """An office as the command `new` leaves it, and the machine that knows it; to be copied."""

    home: Path
    place: str

    @property
    def office_id(self) -> str:
        return str(json.loads((self.home / JOINED).read_text("utf-8"))[0]["id"])

    def machine(self, home: Path, place: str) -> None:
        """The same machine, which knows the office's copy instead."""
        shutil.copytree(self.home, home)
        (joined,) = json.loads((home / JOINED).read_text("utf-8"))
        # an address is kept without who signs in
        joined["locator"] = place if "://" not in place else f"postgresql://{place.rpartition('@')[2]}"
        (home / JOINED).write_text(json.dumps([joined]), "utf-8")


def found(folder: Path, place: str) -> Founded:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLIENTELE_HOME", str(folder / "home"))
        patch.setenv("CLIENTELE_KEYRING", "off")
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{PASSWORD}\n".encode())))
        assert main(["new", place, "--admin", ADMIN, "--kind", "restaurant", "--password-stdin"], kdf=CHEAP) == 0
    commands.logs.remove()
    return Founded(folder / "home", place)


@pytest.fixture(scope="session")
def founded_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("founded")
    return found(folder, str(folder / "office.db"))


@pytest.fixture(scope="session")
def founded_database(tmp_path_factory, pg_url):
    name = f"founded_{uuid4().hex[:8]}"
    founded = found(tmp_path_factory.mktemp("founded"), create_database(pg_url, name))
    forget_logins(open_postgres(founded.place), pg_url, founded.office_id)
    yield founded
    drop_database(pg_url, name)
    drop_roles(pg_url, founded.office_id)


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """Carries out a command on a machine of its own; returns status, standard output, standard error."""
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def run(*args, said=PASSWORD):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((said + "\n").encode())))
        capsys.readouterr()
        status = main([str(a) for a in args], kdf=CHEAP)
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    yield run
    commands.logs.remove()
    set_language("zh_CN")


@pytest.fixture(params=["sqlite", "postgres"])
def place(request, tmp_path):
    if request.param == "sqlite":
        yield str(tmp_path / "office.db")
        return
    admin, name = request.getfixturevalue("pg_url"), f"commands_{os.getpid()}_{id(tmp_path)}"
    yield create_database(admin, name)
    drop_database(admin, name)


@pytest.fixture(params=["sqlite", "postgres"])
def founded(request, run, tmp_path):
    """The place of an office that lies there already, as `new` founds it for ADMIN; this machine has joined it."""
    if request.param == "sqlite":
        pattern, place = request.getfixturevalue("founded_file"), str(tmp_path / "office.db")
        shutil.copyfile(pattern.place, place)
        pattern.machine(tmp_path / "home", place)
        yield place
        return
    pattern, name = request.getfixturevalue("founded_database"), f"commands_{uuid4().hex[:12]}"
    admin = request.getfixturevalue("pg_url")
    with apart_again(pattern.place.rpartition("/")[2], pattern.office_id, admin, name) as (place, _owner):
        pattern.machine(tmp_path / "home", place)
        yield place


@pytest.fixture
def empty_database(request, tmp_path):
    """The address of an empty database with its login."""
    admin, name = request.getfixturevalue("pg_url"), f"empty_{os.getpid()}_{id(tmp_path)}"
    yield create_database(admin, name)
    drop_database(admin, name)
