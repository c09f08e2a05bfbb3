"""An office as it was before some of today's steps: the tables of that day, with all rows that fit into them."""

import hashlib
import shutil
from pathlib import Path

from desktop.models.database import OfficeDatabase, open_sqlite
from desktop.models.migrating import FOLDER, migrate
from desktop.models.records import Journal, Record
from desktop.models.tables import shapes
from desktop.services.chains import hash_of
from desktop.services.recording import entry_hash
from tests.offices import TestOffice


def aged(file: Path, key: bytes, last: str, folder: Path) -> OfficeDatabase:
    """Puts an office with the steps up to `last` in the place of the one in `file`; open, without its text index."""
    steps = folder / "steps"
    steps.mkdir()
    for step in sorted(FOLDER.glob("[0-9]*.py")):
        if step.stem <= last:
            shutil.copyfile(step, steps / step.name)
    today = open_sqlite(file, key)
    path = folder / "older"
    older = open_sqlite(path, key, create=True)
    migrate(older, folder=steps)
    today.engine.connect(reuse_if_open=True)
    older.engine.execute_sql("PRAGMA foreign_keys = OFF")
    now = {shape.name: shape for shape in shapes(today)}
    with older.writing():
        for shape in shapes(older):
            columns = [name for name in shape.columns if name in now[shape.name].columns]
            names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
            older.engine.execute_sql(f'DELETE FROM "{shape.name}"')
            for row in today.engine.execute_sql(f'SELECT {names} FROM "{shape.name}"').fetchall():
                older.engine.execute_sql(f'INSERT INTO "{shape.name}" ({names}) VALUES ({marks})', row)
        # a setting of a step that is still to come
        older.engine.execute_sql("DELETE FROM setting WHERE name = 'pledge_months'")
    today.disconnect()
    older.disconnect()
    path.replace(file)
    return open_sqlite(file, key)


def as_before_hashes(office: TestOffice) -> None:
    """What one person has recorded so far, as a program wrote it whose journal kept no hash of new rows."""
    run = office.office.database.engine.execute_sql
    with office.office.database.writing():
        previous = office.me.writer.bytes
        for record in list(Record.select().where(Record.writer == office.me.writer).order_by(Record.number)):
            total = hashlib.sha256()
            for entry in list(Journal.select().where(Journal.record == record.serial).order_by(Journal.position)):
                digest = entry_hash(bytes(entry.salt), entry.table, entry.row, entry.kind, entry.changes)
                Journal.update(made=None, hash=digest).where(Journal.id == entry.id).execute()
                total.update(digest)
            record.content, record.previous = total.digest(), previous
            previous = record.hash = hash_of(record)
            record.signature = office.me.keys.signing.sign(previous)
            record.save()
        run("UPDATE writer SET head_hash = ? WHERE id = ?", (previous, office.me.writer.hex))
