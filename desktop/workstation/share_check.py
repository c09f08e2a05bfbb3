"""Tries out, from two workstations at once, whether a network share keeps an office's file safe.

Both run the same check within a minute of each other; who comes first leads. What they tell each other goes through
the share too: small files in a folder of its own beside the office, which is removed at the end. The office's own file
is not touched.
"""

import json
import os
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop.i18n import N_
from desktop.rules.errors import OfficeError
from desktop.workstation.files import write_atomically

PATIENCE = 60.0  # seconds until the other workstation must have come
STEP = 10.0  # seconds for one step of the other
COMMITS = 8
SLOW = 250.0  # milliseconds of a commit from which on a server is advised
GOOD_FOR_DAYS = 7
_POLL = 0.02
_ABANDONED = 120.0  # seconds after which an unfinished check is nobody's any more

LOCKS = N_("Two computers could write at once: the share does not keep locks. The office would be damaged.")
STALE = N_("What one computer writes the other does not see at once: the share keeps old copies.")
LEFTOVERS = N_("One computer can't remove what another left behind: the office could not be repaired after a fault.")

Progress = Callable[[int, int], object]
_STEPS = 6


class NobodyCame(OfficeError):
    """The check needs two."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`faults` are message ids, empty where the share keeps an office safe; `commit_ms` is the slower side's median."""

    partner: str
    faults: tuple[str, ...]
    commit_ms: float

    @property
    def slow(self) -> bool:
        return self.commit_ms > SLOW

    def to_json(self, at: datetime, program: str) -> dict[str, object]:
        return {"at": at.isoformat(), "program": program, "partner": self.partner, "faults": list(self.faults),
                "commit_ms": round(self.commit_ms, 1)}  # fmt: skip


def is_due(kept: dict[str, Any] | None, now: datetime, program: str) -> bool:
    """Whether the share should be tried again: never tried, more than a week ago, or by another version."""
    if kept is None or kept.get("program") != program:
        return True
    return (now - datetime.fromisoformat(str(kept["at"]))).days >= GOOD_FOR_DAYS


def check(office: Path, who: str, *, patience: float = PATIENCE, progress: Progress = lambda *_: None,
          connect: Callable[[Path], Any] | None = None) -> Verdict:  # fmt: skip
    """Takes part in the check of the share that `office` lies on. Raises NobodyCame, OSError; `progress` may raise.

    `connect` opens the database of the check."""
    folder = office.with_name(office.name + ".check")
    leads = _arrive(folder)
    side = _Side(folder, leads, who, patience, progress, connect or _connect)
    try:
        return side.lead() if leads else side.follow()
    finally:
        if leads:
            shutil.rmtree(folder, ignore_errors=True)


def _arrive(folder: Path) -> bool:
    """Whether this workstation came first."""
    with suppress(FileNotFoundError):
        if time.time() - folder.stat().st_mtime > _ABANDONED:
            shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir()
    except FileExistsError:
        return False
    return True


def _library() -> Any:
    """The one library that opens an office; loaded when it is first needed."""
    from sqlcipher3 import dbapi2

    return dbapi2


def _connect(path: Path) -> Any:
    # as the office's own: a rollback journal, no waiting
    database = _library().connect(str(path), timeout=0, isolation_level=None)
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "mmap_size = 0"):
        database.execute(f"PRAGMA {pragma}")
    return database


class _Side:
    """One of the two; each method says what this side does, in the order of both."""

    def __init__(self, folder: Path, leads: bool, who: str, patience: float, progress: Progress,
                 connect: Callable[[Path], Any]) -> None:  # fmt: skip
        self._folder, self._who, self._patience, self._progress = folder, who, patience, progress
        self._connect = connect
        self._me, self._other = ("lead", "partner") if leads else ("partner", "lead")
        self._faults: list[str] = []
        self._step = 0

    def lead(self) -> Verdict:
        with closing(self._connect(self._database)) as database:
            database.execute("CREATE TABLE told (n INTEGER)")
            database.execute("INSERT INTO told VALUES (1)")
            self._say("here", who=self._who)
            partner = self._hear("here", self._patience)["who"]
            self._judge(STALE, self._hear("saw")["n"] == 1)
            with _written(database, 2):
                self._say("holding")
                self._judge(LOCKS, self._hear("tried")["refused"])
            self._say("released")
            self._hear("holding")
            self._say("tried", refused=_refused(database))
            self._hear("released")
            self._judge(STALE, _newest(database) == 3)
            self._leftover.write_bytes(b"left behind")
            self._say("left")
            self._hear("removed")
            self._judge(LEFTOVERS, not self._leftover.exists())
            mine = _median_commit(database)
            self._say("timed")
            theirs = self._hear("timed")
        faults = tuple(dict.fromkeys([*self._faults, *theirs["faults"]]))
        verdict = Verdict(partner, faults, max(mine, theirs["ms"]))
        self._say("verdict", faults=list(faults), ms=verdict.commit_ms)
        self._hear("done")
        return verdict

    def follow(self) -> Verdict:
        partner = self._hear("here", self._patience)["who"]
        with closing(self._connect(self._database)) as database:
            self._say("here", who=self._who)
            self._say("saw", n=_newest(database))
            self._hear("holding")
            self._say("tried", refused=_refused(database))
            self._hear("released")
            with _written(database, 3):
                self._say("holding")
                self._judge(LOCKS, self._hear("tried")["refused"])
            self._say("released")
            self._hear("left")
            with suppress(OSError):
                self._leftover.unlink()
            self._say("removed")
            self._hear("timed")
            self._say("timed", ms=_median_commit(database), faults=self._faults)
            told = self._hear("verdict")
        self._say("done")
        return Verdict(partner, tuple(told["faults"]), told["ms"])

    @property
    def _database(self) -> Path:
        return self._folder / "check.db"

    @property
    def _leftover(self) -> Path:
        return self._folder / "leftover"

    def _judge(self, fault: str, sound: bool) -> None:
        self._step += 1
        self._progress(min(self._step, _STEPS), _STEPS)
        if not sound and fault not in self._faults:
            self._faults.append(fault)

    def _say(self, what: str, **more: object) -> None:
        write_atomically(self._folder / f"{self._me}.{what}", json.dumps(more).encode())

    def _hear(self, what: str, patience: float = STEP) -> dict[str, Any]:
        path, end = self._folder / f"{self._other}.{what}", time.monotonic() + patience
        while True:
            # a listing, for some shares remember that a file was not there
            with suppress(OSError, ValueError):
                if path.name in os.listdir(self._folder):  # noqa: PTH208 - names are enough
                    told: dict[str, Any] = json.loads(path.read_bytes())
                    return told
            if time.monotonic() > end:
                raise NobodyCame(
                    N_("No other workstation took part. Press the same button on a second computer within a minute.")
                )
            self._progress(self._step, _STEPS)
            time.sleep(_POLL)


@contextmanager
def _written(database: Any, n: int) -> Iterator[None]:
    """Holds the lock while the other one tries."""
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO told VALUES (?)", (n,))
    try:
        yield
    finally:
        with suppress(_library().Error):  # where locks are broken, the other may have written beneath it
            database.execute("COMMIT")


def _refused(database: Any) -> bool:
    """Whether a second writer is kept out."""
    try:
        database.execute("BEGIN IMMEDIATE")
    except _library().Error as fault:
        return "locked" in str(fault)
    database.execute("ROLLBACK")
    return False


def _newest(database: Any) -> int:
    with suppress(_library().Error):  # a torn file is no answer either
        return int(database.execute("SELECT coalesce(max(n), 0) FROM told").fetchone()[0])
    return 0


def _median_commit(database: Any) -> float:
    """Milliseconds of a small write."""
    took = []
    for n in range(COMMITS):
        begun = time.perf_counter()
        with suppress(_library().Error):
            database.execute("INSERT INTO told VALUES (?)", (100 + n,))
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took)
