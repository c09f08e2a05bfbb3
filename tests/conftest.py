"""What every test shares: no screen, compiled messages, offices in memory, and one real PostgreSQL for all."""

import atexit
import gc
import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

import dev
from desktop import i18n
from desktop.services import pauses
from tests import servers

pytest_plugins = ["tests.offices"]

REGISTRY = "CLIENTELE_TEST_SERVER"

# Linux keeps files here in memory. The offices of a run wait for the disk thousands of times, and outlive nothing.
MEMORY = Path("/dev/shm")
ENOUGH = 3 * 1024**3

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        return
    if "TMPDIR" not in os.environ and config.option.basetemp is None and _memory_holds_the_run():
        # before anybody asks where temporary files go: the answer is kept; workers inherit it
        folder = tempfile.mkdtemp(prefix="clientele-tests-", dir=MEMORY)
        Path(folder).chmod(0o1777)  # the server runs under an account of its own
        os.environ["TMPDIR"] = folder
        tempfile.tempdir = None
        # after whatever the libraries still put away at the end
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # made by whoever first asks for the server
    os.environ[REGISTRY] = str(Path(tempfile.gettempdir(), f"clientele-tests-{secrets.token_hex(8)}", "server.sqlite"))
    dev.compile_catalogues()


def _memory_holds_the_run() -> bool:
    try:
        return os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH
    except OSError:
        return False


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    # two workers begin at both ends: where nothing is compiled yet, each finds half of the tests done by the other
    if isinstance(collector, pytest.Directory) and os.environ.get("PYTEST_XDIST_WORKER") == "gw1":
        report.result.reverse()
    return report


def pytest_collection_modifyitems(items):
    # the longest first: at the end one worker would wait for the other
    items.sort(key=lambda item: ("journeys" not in item.nodeid, item.path.parts))


def pytest_collection_finish():
    # thousands of tests and all that they import stay to the end: looked through again and again, nothing is found,
    # and little in what each test makes and drops
    gc.collect()
    gc.freeze()
    # between the tests, in the thread of the screens, as the program does (`ui/kit/rubbish.py`)
    gc.set_threshold(0)


def pytest_sessionfinish():
    # nobody's event loop deletes what the last test let go; a preview that one left open as it failed would take the
    # process down at its very end
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtCore import QCoreApplication, QEvent

        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        return
    registry = Path(os.environ.pop(REGISTRY))
    servers.stop_shared(registry)
    shutil.rmtree(registry.parent, ignore_errors=True)


@pytest.fixture(autouse=True)
def _language_stays():
    """The language is the process's: what one test speaks, the next must not."""
    held = i18n.language()
    yield
    i18n.set_language(held)


@pytest.fixture(autouse=True)
def _garbage_goes_in_this_thread():
    yield
    pauses.search_here((5000, 20, 20))


@pytest.fixture(autouse=True)
def _no_key_stays_down():
    """Qt keeps the Ctrl or Shift of a key that opened a dialog; a later test's row would not be selected but added."""
    yield
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    if QApplication.instance() is not None and QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyRelease(QWidget(), Qt.Key.Key_Shift)


@pytest.fixture(scope="session")
def pg_url() -> str:
    """The administrator's address of a real PostgreSQL; without one the test skips, or fails under REQUIRE_PG=1."""
    try:
        return servers.shared(Path(os.environ[REGISTRY]))
    except servers.NoServer as reason:
        if os.environ.get("REQUIRE_PG") == "1":
            pytest.fail(str(reason))
        pytest.skip(str(reason))
