"""What every test shares: no screen, compiled messages, and one real PostgreSQL for the whole run."""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest

import dev
from tests import servers

pytest_plugins = ["tests.offices"]

REGISTRY = "CLIENTELE_TEST_SERVER"

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        return
    # made by whoever first asks for the server
    os.environ[REGISTRY] = str(Path(tempfile.gettempdir(), f"clientele-tests-{secrets.token_hex(8)}", "server.sqlite"))
    dev.compile_catalogues()


def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        return
    registry = Path(os.environ.pop(REGISTRY))
    servers.stop_shared(registry)
    shutil.rmtree(registry.parent, ignore_errors=True)


@pytest.fixture(scope="session")
def pg_url() -> str:
    """The administrator's address of a real PostgreSQL; without one the test skips, or fails under REQUIRE_PG=1."""
    try:
        return servers.shared(Path(os.environ[REGISTRY]))
    except servers.NoServer as reason:
        if os.environ.get("REQUIRE_PG") == "1":
            pytest.fail(str(reason))
        pytest.skip(str(reason))
