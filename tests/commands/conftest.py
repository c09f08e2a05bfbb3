"""A machine of its own for each test of the commands, and a place for an office on both databases."""

import io
import os
import sys

import pytest

from desktop import commands
from desktop.commands import main
from desktop.i18n import set_language
from tests.offices import CHEAP, PASSWORD, create_database, drop_database


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


@pytest.fixture
def empty_database(request, tmp_path):
    """The address of an empty database with its login."""
    admin, name = request.getfixturevalue("pg_url"), f"empty_{os.getpid()}_{id(tmp_path)}"
    yield create_database(admin, name)
    drop_database(admin, name)
