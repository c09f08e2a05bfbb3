"""Keeps a person from opening the same office twice on a machine: a second start raises the first window."""

import hashlib
import json
import logging
import os
import platform
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.workstation.files import lock, write_atomically

if TYPE_CHECKING:
    from multiprocessing.connection import Listener

log = logging.getLogger(__name__)

RAISE = b"raise"
STOP = b"stop"
PATIENCE = 5.0  # seconds
LONGEST_SOCKET = 90  # bytes; systems allow 104 or 108


class Instance:
    """The claim of the running program; `release` or the program's end, however it ends, gives it up.

    `on_raise` is called from the listening thread when somebody starts the program again.
    """

    def __init__(self, place: Path, descriptor: int) -> None:
        self._place = place
        self._descriptor = descriptor
        self._listener: Listener | None = None
        self._address, self._secret = "", b""
        self._thread = threading.Thread(target=self._listen, name="instance", daemon=True)
        self.on_raise: Callable[[], None] = lambda: None

    @classmethod
    def claim(
        cls, key: str, folder: Path, on_raise: Callable[[], None] | None = None, *, listen: bool = True
    ) -> "Instance | None":
        """The claim on `key` (a person and an office), or None if a running program of this user has it.

        `folder` is the user's runtime folder. The lock, not a leftover file, decides: a crashed program leaves nothing
        in the way. Without `listen` nobody is heard until `listen` is called: a start has no time for it.
        """
        place = _place(folder, key)
        descriptor = os.open(place.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        if not lock(descriptor, wait=False):
            os.close(descriptor)
            return None
        _clear(place)
        instance = cls(place, descriptor)
        if on_raise is not None:
            instance.on_raise = on_raise
        if listen:
            instance.listen()
        return instance

    def listen(self) -> None:
        """From now on a second start is heard."""
        from multiprocessing.connection import Listener

        if self._descriptor < 0 or self._listener is not None:
            return
        self._secret = os.urandom(32)
        self._listener = Listener(_address(), authkey=self._secret)
        self._address = str(self._listener.address)
        door = {"address": self._address, "secret": self._secret.hex()}
        write_atomically(self._place, json.dumps(door).encode("utf-8"), lasting=False)
        self._thread.start()

    def release(self) -> None:
        """Gives the claim up; a second time does nothing."""
        if self._descriptor < 0:
            return
        if self._listener is not None:
            if _send(self._address, self._secret, STOP):
                self._thread.join(PATIENCE)
            self._listener.close()
            _remove_socket(self._address)
        _clear(self._place)
        os.close(self._descriptor)
        self._descriptor = -1

    def _listen(self) -> None:
        assert self._listener is not None
        while True:
            try:
                with self._listener.accept() as caller:
                    said = caller.recv_bytes(64) if caller.poll(PATIENCE) else b""
            except _greeting_troubles():
                # a caller without the secret, or one that died in the middle
                if self._descriptor < 0:
                    return
                continue
            if said == STOP:
                return
            if said == RAISE:
                self.on_raise()


def raise_first(key: str, folder: Path) -> bool:
    """Asks the program that has `key` to come to the front; False if it does not answer."""
    try:
        door = json.loads(_place(folder, key).read_bytes())
        address, secret = str(door["address"]), bytes.fromhex(door["secret"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return _send(address, secret, RAISE)


def _send(address: str, secret: bytes, message: bytes) -> bool:
    """Whether the message was taken within a few seconds; a frozen program must not freeze the next one."""
    taken = threading.Event()

    from multiprocessing.connection import Client

    def talk() -> None:
        with suppress(*_greeting_troubles()), Client(address, authkey=secret) as caller:
            caller.send_bytes(message)
            taken.set()

    thread = threading.Thread(target=talk, name="instance-call", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return taken.is_set()


def _greeting_troubles() -> tuple[type[Exception], ...]:
    from multiprocessing import AuthenticationError

    return OSError, EOFError, AuthenticationError


def _place(folder: Path, key: str) -> Path:
    # a home on a share is seen by several machines, each with a program of its own
    name = hashlib.sha256(f"{platform.node()}\0{key}".encode()).hexdigest()[:24]
    return folder / f"{name}.json"


def _address() -> str:
    if sys.platform == "win32":
        return rf"\\.\pipe\clientele-{os.urandom(12).hex()}"
    # names of sockets are limited to about 100 bytes, so they don't go into the user's own, perhaps long, folder
    parent = tempfile.gettempdir()
    if len(os.fsencode(parent)) > LONGEST_SOCKET - 20:
        parent = "/tmp"
    return str(Path(tempfile.mkdtemp(prefix="clientele-", dir=parent)) / "s")


def _clear(place: Path) -> None:
    """Removes what a program that crashed left behind."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        _remove_socket(str(json.loads(place.read_bytes())["address"]))
    with suppress(OSError):
        place.unlink()


def _remove_socket(address: str) -> None:
    folder = Path(address).parent
    if sys.platform != "win32" and folder.name.startswith("clientele-"):
        shutil.rmtree(folder, ignore_errors=True)
