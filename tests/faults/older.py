"""An office as it was before some of today's steps: the tables of that day, with all rows that fit into them."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop.models.base import canonical
from desktop.models.consents import Withheld
from desktop.models.database import OfficeDatabase, open_sqlite
from desktop.models.migrating import FOLDER, migrate
from desktop.models.records import Journal, Record
from desktop.models.sealed_texts import SealedText
from desktop.models.tables import shapes
from desktop.services import marks, row_hashes, sealed_texts
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
    _retold(office, lambda entry: (entry.changes, None))


def as_before_texts_lay_apart(office: TestOffice) -> None:
    """The same as a program wrote it that kept sealed texts of level 3 in journal and notes."""
    with office.office.database.writing():
        for model in (*marks.WORDS, Withheld):
            for row in model.select():
                kept = model.sealed.db_value(row.sealed)
                if kept:
                    row.sealed = model.sealed.python_value(sealed_texts.in_full(kept))
                    row.save()

    def told(entry: Any) -> tuple[Any, bytes | None]:
        made = entry.made
        models = {model._meta.table_name: model for model in marks.WORDS}
        if entry.kind == "create" and entry.table in models:
            first = models[entry.table].get_by_id(entry.row)
            later = Journal.select().where((Journal.row == entry.row) & (Journal.kind != "create"))
            for change in later.order_by(Journal.id.desc()):
                for name, pair in change.changes.items():
                    value = sealed_texts.in_full(pair[0]) if name == "sealed" else pair[0]
                    setattr(first, name, first._meta.fields[name].python_value(value))
            made = row_hashes.salted(bytes(entry.salt), row_hashes.of_row(first))
        return json.loads(sealed_texts.in_full(canonical(entry.changes))), made

    _retold(office, told)
    with office.office.database.writing():
        SealedText.delete().execute()


def _retold(office: TestOffice, tell: Callable[[Any], tuple[Any, bytes | None]]) -> None:
    """The chain of one person, its entries told otherwise: what each says of changes, and of what was made."""
    mark = "?" if office.office.database.sqlite else "%s"
    with office.office.database.writing():
        previous = office.me.writer.bytes
        for record in list(Record.select().where(Record.writer == office.me.writer).order_by(Record.number)):
            total = hashlib.sha256()
            for entry in list(Journal.select().where(Journal.record == record.serial).order_by(Journal.position)):
                changes, made = tell(entry)
                kept = None if made is None else bytes(made)
                digest = entry_hash(bytes(entry.salt), entry.table, entry.row, entry.kind, changes, kept)
                Journal.update(changes=changes, made=kept, hash=digest).where(Journal.id == entry.id).execute()
                total.update(digest)
            record.content, record.previous = total.digest(), previous
            previous = record.hash = hash_of(record)
            record.signature = office.me.keys.signing.sign(previous)
            record.save()
        office.office.database.engine.execute_sql(
            f"UPDATE writer SET head_hash = {mark} WHERE id = {mark}", (previous, office.me.writer.hex)
        )
