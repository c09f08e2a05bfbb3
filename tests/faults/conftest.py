"""New places of both kinds for the tests of faults."""

import os

import pytest

from tests.faults.places import NewPlace
from tests.offices import create_database, drop_database


@pytest.fixture
def server_place(pg_url, tmp_path):
    name = f"new_{os.getpid()}_{id(tmp_path)}"
    yield NewPlace(url=create_database(pg_url, name))
    drop_database(pg_url, name)


@pytest.fixture(params=["file", "server"])
def place(request, tmp_path):
    return NewPlace(tmp_path / "new.office") if request.param == "file" else request.getfixturevalue("server_place")
