"""Copies a whole office, also from one kind of database to the other, and proves the copy."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import peewee

from desktop.i18n import N_
from desktop.models import frozen, pages
from desktop.models.database import OfficeDatabase, open_sqlite, told_plainly
from desktop.models.migrating import FOLDER, applied, carry_out
from desktop.models.tables import Digest, Progress, Row, Sum, batches, count, holding, serials, shapes, sums
from desktop.rules.errors import BadEntry, Damaged, NotAllowed

_PAGES = 4000  # 16 MB: between two steps others write, and whoever waits hears how far it is
_RESTARTS = 2
_TURNS = 3  # where pages were freed unwritten while the ones from before were being filled


class _Restless(Exception):
    """The office was written to again and again while it was copied."""


def copy_office(office: OfficeDatabase, target: Path, key: bytes, steps: Path = FOLDER) -> dict[str, int]:
    """Writes the office to `target`, encrypted with `key`, and returns its tables' row counts once they are proved.

    Nobody may write meanwhile: call it before the first change of a write. A SQLite office's `key` is its own.
    An unfinished or unproved copy never bears the name of a finished one. Raises Damaged, Unreachable, and NotAllowed
    where the server narrows what is read.
    """
    if office.enforced:
        # the server would leave out what a person may not see, and half an office is no copy
        raise NotAllowed(N_("Your own login at the server does not see the whole office, so it can't be copied by it."))
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    copy = open_sqlite(part, key, create=True)
    with told_plainly():
        copy.engine.connect()
        try:
            if office.sqlite:
                _copy_pages(Path(office.engine.database), copy, key)
            else:
                _fill(office, copy, lambda *_: None, steps)
            counts = {shape.name: count(office, shape.name) for shape in shapes(office)}
            _prove(copy, counts)
        except BaseException:
            copy.disconnect()
            part.unlink(missing_ok=True)
            raise
    copy.disconnect()
    os.replace(part, target)  # noqa: PTH105 - atomic also where the target exists
    return counts


def snapshot(office: OfficeDatabase, target: Path, key: bytes, progress: Progress) -> dict[str, Sum]:
    """Writes the office as it is at one moment to the new file `target` while others go on working; returns what each
    table holds. A SQLite office's `key` is its own. Raises Damaged, Unreachable, NotAllowed by the server.
    """
    copy = open_sqlite(target, key, create=True)
    try:
        with told_plainly():
            copy.engine.connect()
            if office.sqlite:
                _copy_pages(Path(office.engine.database), copy, key, progress)
                with copy.reading():
                    return sums(copy)
            with office.reading():
                if not office.sees_all:
                    # one that is shown a part of the rows would make a copy that looks whole: so it is refused instead
                    office.engine.execute_sql("SET LOCAL row_security = off")
                return _fill(office, copy, progress)
    finally:
        copy.disconnect()


def is_unwritten(path: Path, at: int, size: int) -> bool:
    """Whether this stretch of a file that SQLite has open here holds zeros alone.

    Read by the descriptor that SQLite itself holds: closing one of our own would drop the locks that this process has
    on the file. Windows keeps locks by the handle, so there it may be opened.
    """
    if sys.platform == "win32":
        with path.open("rb") as file:
            file.seek(at)
            return not any(file.read(size))
    there = path.stat()
    for entry in Path("/dev/fd").iterdir():
        with suppress(OSError):
            if os.path.samestat(os.fstat(int(entry.name)), there):
                return not any(os.pread(int(entry.name), size, at))
    return False


def copy_file(path: Path, key: bytes, copy: OfficeDatabase, progress: Progress) -> None:
    """Begins `copy`, a new file with a key of its own, with all that lies in another one that nobody else uses."""
    _copy_pages(path, copy, key, progress)


def _copy_pages(path: Path, copy: OfficeDatabase, key: bytes, progress: Progress = lambda *_: None) -> None:
    """The library's own copy, on a connection of its own: one that is about to write can't be copied from.

    Others write between its steps, which makes it begin again; when it has done so too often it takes all in one step,
    for which they wait. Held open between steps instead, a reading would stand against a writer that stands against
    the next step.
    """
    for _turn in range(_TURNS):
        source = open_sqlite(path, key)
        source.engine.connect()
        try:
            try:
                _step(source, copy, progress, _RESTARTS, _PAGES)
            except _Restless:
                _step(source, copy, progress, None, -1)
            if not pages.met_unwritten(source.engine):
                return
            source.disconnect()
            source.engine.connect()
            pages.write_freed(source.engine)
        finally:
            source.disconnect()
    raise Damaged(N_("The office's file is damaged: a part of it can't be deciphered. Run “Check the office”, and "
                     "restore the last proved backup."))  # fmt: skip


def _step(source: OfficeDatabase, copy: OfficeDatabase, progress: Progress, restarts: int | None, many: int) -> None:
    last: int | None = None
    again = 0

    def stepped(_status: int, remaining: int, total: int) -> None:
        nonlocal last, again
        progress(total - remaining, total)
        if last is not None and remaining > last:
            again += 1
        last = remaining
        if restarts is not None and again > restarts:
            raise _Restless

    with peewee.__exception_wrapper__:
        source.engine.connection().backup(copy.engine.connection(), pages=many, progress=stepped, sleep=0.02)


def _fill(office: OfficeDatabase, copy: OfficeDatabase, progress: Progress, steps: Path = FOLDER) -> dict[str, Sum]:
    copy.engine.execute_sql("PRAGMA foreign_keys = OFF")
    with copy.engine.transaction():
        return carry(office, copy, progress, steps)


def carry(source: OfficeDatabase, target: OfficeDatabase, progress: Progress,
          steps: Path = FOLDER) -> dict[str, Sum]:  # fmt: skip
    """Brings every row into an empty database, within one transaction of each, and compares both sides by hashes.

    The search index stays behind where the kinds differ: it is made anew. Raises BadEntry where the target is not
    empty, Damaged where the rows did not arrive as they are.
    """
    if target.engine.get_tables():
        raise BadEntry(N_("The database is not empty. Have an empty one made, and name that."), "office")
    carry_out(target, steps, max(applied(source)))
    there = {shape.name: shape for shape in shapes(target)}
    whole = shapes(source)
    filled, put_in = holding(source, whole), holding(target, list(there.values()))
    total = 2 * sum(count(source, name) for name in filled)
    done, left = 0, {}
    with frozen.lifted(target):
        for shape in whole:
            digest = Digest()
            if shape.name in put_in:
                # what the steps themselves have put in is what the source has already
                target.engine.execute_sql(f'DELETE FROM "{shape.name}"')
            for batch in batches(source, shape) if shape.name in filled else ():
                _put(target, shape.name, shape.columns, batch)
                digest.add(batch)
                done += len(batch)
                progress(done, total)
            left[shape.name] = digest.sum
    serials(target)
    arrived = sums(target, lambda number, tables: progress(done + done * number // max(1, tables), total))
    if arrived != left or there.keys() != left.keys():
        bad = next((name for name in left if arrived.get(name) != left[name]), "tables")
        raise Damaged(N_("The copy does not equal the office ({what}). Nothing was changed."), what=bad)
    return left


def _put(target: OfficeDatabase, table: str, columns: Sequence[str], batch: Sequence[Row]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    if target.sqlite:
        marks = ", ".join("?" * len(columns))
        with peewee.__exception_wrapper__:
            target.engine.cursor().executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', batch)
        return
    with peewee.__exception_wrapper__, target.engine.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in batch:
            copy.write_row(row)


def damages(copy: OfficeDatabase) -> list[str]:
    """What SQLite itself finds wrong with a copy that nobody else has open."""
    run = copy.engine.execute_sql
    found = [str(row[0]) for row in run("PRAGMA cipher_integrity_check").fetchall()]
    found += [str(row[0]) for row in run("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    return found + [f"{row[0]} → {row[2]}" for row in run("PRAGMA foreign_key_check").fetchall()]


def _prove(copy: OfficeDatabase, counts: dict[str, int]) -> None:
    bad: list[Any] = damages(copy)
    bad += [table for table, rows in counts.items() if count(copy, table) != rows]
    if bad:
        raise Damaged(N_("The copy does not equal the office ({what}). Nothing was changed."), what=str(bad[0])[:80])


def remove(path: Path) -> None:
    """A copy that is not needed any more, with what SQLite may have left beside it."""
    for each in (path, path.with_name(f"{path.name}-journal")):
        with suppress(FileNotFoundError):
            each.unlink()


def sync_folder(folder: Path) -> None:
    """So that a new name outlives a power cut."""
    if sys.platform == "win32":
        return
    # some file systems refuse to sync a folder; the file itself is safe already
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
