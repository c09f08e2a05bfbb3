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


def _place(request, tmp_path):
    return NewPlace(tmp_path / "new.office") if request.param == "file" else request.getfixturevalue("server_place")


place = pytest.fixture(params=["file", "server"], name="place")(_place)
back = pytest.fixture(params=["file", "server"], name="back")(_place)


def pytest_collection_modifyitems(items):
    """Whatever kind an office has, its archive is a file, and is brought to a place of either kind: `back` goes without
    the pair that takes longest, a server's to a server. `place` has all four."""
    items[:] = [
        item for item in items if _pair(item, "office", "back") != ("postgres", "server") or "faults" not in item.nodeid
    ]


def _pair(item, *names):
    given = item.callspec.params if hasattr(item, "callspec") else {}
    return tuple(given.get(name) for name in names)
