"""Copies a whole office into a SQLCipher file and proves the copy before anything relies on it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop.i18n import N_
from desktop.models.bulk import insert_raw
from desktop.models.database import OfficeDatabase, open_sqlite, told_plainly
from desktop.models.migrating import runner
from desktop.rules.errors import Damaged

_ROWS = 2000


def copy_office(office: OfficeDatabase, target: Path, key: bytes) -> dict[str, int]:
    """Writes the office to `target`, encrypted with `key`, and returns its tables' row counts once they are proved.

    Nobody may write meanwhile: call it before the first change of a write. A SQLite office's `key` is its own.
    An unfinished or unproved copy never bears the name of a finished one. Raises Damaged, Unreachable.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    copy = open_sqlite(part, key, create=True)
    with told_plainly():
        copy.engine.connect()
        try:
            if office.sqlite:
                _copy_pages(Path(office.engine.database), copy, key)
            else:
                _copy_rows(office, copy)
            counts = {table: _count(office, table) for table in office.table_names()}
            _prove(copy, counts)
        except BaseException:
            copy.disconnect()
            part.unlink(missing_ok=True)
            raise
    copy.disconnect()
    os.replace(part, target)  # noqa: PTH105 - atomic also where the target exists
    return counts


def _copy_pages(path: Path, copy: OfficeDatabase, key: bytes) -> None:
    """The library's own copy, on a connection of its own: one that is about to write can't be copied from."""
    source = open_sqlite(path, key)
    source.engine.connect()
    try:
        source.engine.connection().backup(copy.engine.connection())
    finally:
        source.disconnect()


def _copy_rows(office: OfficeDatabase, copy: OfficeDatabase) -> None:
    """Row by row into the same tables, made by the same steps: the way between two kinds of database."""
    steps = runner(office).applied()
    copy.engine.execute_sql("PRAGMA foreign_keys = OFF")
    runner(copy).up(max(steps))
    copy.engine.execute_sql("DELETE FROM schema_migration")
    with copy.engine.transaction():
        for table in office.table_names():
            columns = [c.name for c in copy.engine.get_columns(table)]
            insert_raw(copy.engine, table, columns, _rows(office, table, columns))


def _rows(office: OfficeDatabase, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    names = ", ".join(f'"{c}"' for c in columns)
    cursor = office.engine.execute_sql(f'SELECT {names} FROM "{table}"')
    while rows := cursor.fetchmany(_ROWS):
        yield from rows


def _count(office: OfficeDatabase, table: str) -> int:
    return int(office.engine.execute_sql(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def _prove(copy: OfficeDatabase, counts: dict[str, int]) -> None:
    run = copy.engine.execute_sql
    bad = [row[0] for row in run("PRAGMA cipher_integrity_check").fetchall()]
    bad += [row[0] for row in run("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
    bad += [table for table, count in counts.items() if _count(copy, table) != count]
    if bad:
        raise Damaged(N_("The copy does not equal the office ({what}). Nothing was changed."), what=str(bad[0])[:80])
