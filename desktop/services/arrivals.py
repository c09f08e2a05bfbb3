"""Finds out whether a write arrived whose connection broke at its commit, so that nobody is left guessing."""

import time
from collections.abc import Callable
from uuid import UUID

from desktop.i18n import N_
from desktop.models import rows
from desktop.models.chain import Head
from desktop.models.database import OfficeDatabase
from desktop.models.records import Record, Writer
from desktop.rules.errors import ConnectionLost, Interrupted, OfficeBusy, Undecided

PATIENCE = 20.0
"""Seconds in which a server that was started anew answers again."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
NOT_SAVED = N_("The connection broke at the moment of saving, and nothing was saved. Your entry is kept: do it again.")

Wait = Callable[[], object]
"""Called before the server is asked once more; it gives up by raising Interrupted."""


def require_arrived(database: OfficeDatabase, writer: UUID, head: Head, wait: Wait | None = None) -> None:
    """`head` is the last record of the write. Raises ConnectionLost if it did not arrive, and Undecided if the server
    has not answered before `wait` gave up; without it that is after PATIENCE."""
    pause, until = _FIRST_PAUSE, time.monotonic() + PATIENCE
    while True:
        database.disconnect()
        try:
            there = _is_there(database, writer, head)
        except (ConnectionLost, OfficeBusy):
            _give_up_or(wait, until)
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            continue
        if not there:
            raise ConnectionLost(NOT_SAVED)
        return


def _give_up_or(wait: Wait | None, until: float) -> None:
    try:
        if wait is not None:
            wait()
        elif time.monotonic() >= until:
            raise Undecided
    except Interrupted as stopped:
        raise Undecided from stopped


def _is_there(database: OfficeDatabase, writer: UUID, head: Head) -> bool:
    number, digest = head
    with database.writing():
        # reading path: my own chain. A commit that is still on its way holds it: this waits for its end
        rows.load(Writer, writer, lock=True)
        mine = (Record.writer == writer) & (Record.number == number) & (Record.hash == digest)
        # reading path: as above
        return bool(Record.select().where(mine).exists())
