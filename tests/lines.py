"""A line to a PostgreSQL server that can be cut at the very moment of a commit, before or after it has arrived."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from urllib.parse import urlsplit, urlunsplit

RECORDS = b"INSERT INTO record"
COMMIT = b"COMMIT"


class Cut(Enum):
    BEFORE = "before"  # the server never hears of the commit
    AFTER = "after"  # the server commits, and its answer gets lost


class Line:
    """Stands between program and server and passes on what both say. `url` is the server's address by this line.

    A cut that was asked for comes at the next commit of something recorded; after it, so many attempts to connect
    are turned away, all of them while it is `down`.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = parts.hostname or "", parts.port or 5432
        self._listener = socket.create_server(("127.0.0.1", 0))
        login = parts.netloc.rpartition("@")[0]
        self.url = urlunsplit(parts._replace(netloc=f"{login}@127.0.0.1:{self._listener.getsockname()[1]}"))
        self._cut: Cut | None = None
        self._turned_away = 0
        self.refused = 0
        self.down = False
        self.was_cut = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self, when: Cut, *, turned_away: int = 0, down: bool = False) -> None:
        self.was_cut.clear()
        self._cut, self._turned_away, self._goes_down = when, turned_away, down

    def close(self) -> None:
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                near, _address = self._listener.accept()
            except OSError:
                return
            if self.down or (self.was_cut.is_set() and self._turned_away > 0):
                self._turned_away -= 1
                self.refused += 1
                near.close()
                continue
            far = socket.create_connection(self._server)
            threading.Thread(target=self._up, args=(near, far), daemon=True).start()

    def _up(self, near: socket.socket, far: socket.socket) -> None:
        """What the program says. It is also heard for what it is about."""
        passing = threading.Thread(target=_pass_on, args=(far, near), daemon=True)
        passing.start()
        recorded = False
        with suppress(OSError):
            while said := near.recv(65536):
                recorded = recorded or RECORDS in said
                if self._cut is not None and recorded and COMMIT in said:
                    self._break(near, far, said)
                    return
                recorded = recorded and COMMIT not in said
                far.sendall(said)
        _shut(far)
        _shut(near)

    def _break(self, near: socket.socket, far: socket.socket, said: bytes) -> None:
        when, self._cut = self._cut, None
        self.down = self._goes_down
        self.was_cut.set()
        _shut(near)
        if when is Cut.AFTER:
            far.sendall(said)
        _shut(far)


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while said := here.recv(65536):
            there.sendall(said)
    _shut(there)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    line = Line(url)
    try:
        yield line
    finally:
        line.close()
