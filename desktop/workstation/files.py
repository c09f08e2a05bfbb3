"""Writes small files so that a power cut or a second program never leaves half of one."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_atomically(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Replaces `path` as a whole, readable by this user alone, or leaves it as it was (OSError).

    What need not outlive the program is not `lasting`: then nobody waits for the disk.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            if lasting:
                os.fsync(handle.fileno())
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    if lasting:
        _sync_folder(path.parent)


def move_aside(path: Path) -> Path:
    """Renames a file that can't be read, so that it can be looked at and a fresh one begun."""
    number = 1
    while (aside := path.with_name(f"{path.stem}.broken-{number}{path.suffix}")).exists():
        number += 1
    path.replace(aside)
    return aside


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keeps other programs and threads out of read-change-write on `path` by locking a small file beside it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        lock(descriptor, wait=True)
        yield
    finally:
        # closing gives the lock back on every system
        os.close(descriptor)


def lock(descriptor: int, *, wait: bool) -> bool:
    """Locks an open file until it is closed or the program ends, however it ends; False if another has it."""
    if sys.platform == "win32":
        import msvcrt

        try:
            # Windows gives up waiting after ten seconds by itself
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            if wait:
                raise
            return False
        return True
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    # some file systems refuse to sync a folder; the file itself is safe already
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
