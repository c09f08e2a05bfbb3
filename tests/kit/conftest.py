"""The kit's tests run in the bundled look, over an office small enough to see through."""

import threading
from pathlib import Path

import pytest

from desktop.i18n import language, set_language
from desktop.ui.kit import theme
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.tokens import Look

RESOURCES = Path(__file__).resolve().parents[2] / "resources"


class SmallWork:
    def __init__(self, write):
        self.write = write
        self.topics = set()


class SmallOffice:
    """Keeps what was committed, and can break off a verb that waits on `gate`."""

    def __init__(self):
        self.kept = []
        self.interrupted = []
        self.disconnected = set()
        self.gate = threading.Event()
        self.entered = threading.Event()
        self.broken = threading.Event()

    def carry(self, me, verb, *args, **kwargs):
        return verb(SmallWork(False), *args, **kwargs)

    def ask(self, me, verb, *args, **kwargs):
        return verb(SmallWork(False), *args, **kwargs)

    def run(self, me, verb, *args, **kwargs):
        work = SmallWork(True)
        result = verb(work, *args, **kwargs)
        self.kept.append(result)
        return result

    def interrupt(self, thread):
        self.interrupted.append(thread)
        self.broken.set()
        self.gate.set()

    def disconnect(self):
        self.disconnected.add(threading.get_ident())


@pytest.fixture(scope="session")
def look(qapp):
    return theme.install(qapp, RESOURCES, Look.LIGHT, bundled_only=True)


@pytest.fixture(autouse=True)
def _usual_look(look):
    held = language()
    set_language("en")
    yield
    set_language(held)
    if look.colours.dark or look.scale.base != 14:
        look.look = Look.LIGHT
        look.set_base(14)


@pytest.fixture
def office():
    return SmallOffice()


@pytest.fixture
def desk(office, qapp):
    made = Desk(office, "张岚")
    yield made
    office.gate.set()
    assert made.close(5)


class Shelf:
    """Preferences in memory."""

    def __init__(self):
        self.held = {}

    def get(self, key, default=None):
        return self.held.get(key, default)

    def set(self, key, value):
        self.held[key] = value


@pytest.fixture
def shelf():
    return Shelf()
