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
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path

from desktop.workstation.files import lock, write_atomically

log = logging.getLogger(__name__)

RAISE = b"raise"
STOP = b"stop"
PATIENCE = 5.0  # seconds
LONGEST_SOCKET = 90  # bytes; systems allow 104 or 108
_GREETING_TROUBLES = (OSError, EOFError, AuthenticationError)


class Instance:
    """The claim of the running program; `release` or the program's end, however it ends, gives it up.

    `on_raise` is called from the listening thread when somebody starts the program again.
    """

    def __init__(self, place: Path, descriptor: int, listener: Listener, secret: bytes) -> None:
        self._place = place
        self._descriptor = descriptor
        self._listener = listener
        self._address = listener.address
        self._secret = secret
        self._thread = threading.Thread(target=self._listen, name="instance", daemon=True)
        self.on_raise: Callable[[], None] = lambda: None

    @classmethod
    def claim(cls, key: str, folder: Path, on_raise: Callable[[], None] | None = None) -> "Instance | None":
        """The claim on `key` (a person and an office), or None if a running program of this user has it.

        `folder` is the user's runtime folder. The lock, not a leftover file, decides: a crashed program leaves nothing
        in the way.
        """
        place = _place(folder, key)
        descriptor = os.open(place.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        if not lock(descriptor, wait=False):
            os.close(descriptor)
            return None
        _clear(place)
        secret = os.urandom(32)
        listener = Listener(_address(), authkey=secret)
        instance = cls(place, descriptor, listener, secret)
        if on_raise is not None:
            instance.on_raise = on_raise
        door = {"address": listener.address, "secret": secret.hex()}
        write_atomically(place, json.dumps(door).encode("utf-8"), lasting=False)
        instance._thread.start()
        return instance

    def release(self) -> None:
        """Gives the claim up; a second time does nothing."""
        if self._descriptor < 0:
            return
        if _send(self._address, self._secret, STOP):
            self._thread.join(PATIENCE)
        self._listener.close()
        _remove_socket(self._address)
        _clear(self._place)
        os.close(self._descriptor)
        self._descriptor = -1

    def _listen(self) -> None:
        while True:
            try:
                with self._listener.accept() as caller:
                    said = caller.recv_bytes(64) if caller.poll(PATIENCE) else b""
            except _GREETING_TROUBLES:
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

    def talk() -> None:
        with suppress(*_GREETING_TROUBLES), Client(address, authkey=secret) as caller:
            caller.send_bytes(message)
            taken.set()

    thread = threading.Thread(target=talk, name="instance-call", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    return taken.is_set()


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
