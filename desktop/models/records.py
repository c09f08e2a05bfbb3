"""What happened and by whom: one chain of records per writer, and beside it the journal of before and after."""

from typing import ClassVar
from uuid import UUID

import peewee

from desktop.models.base import Guarded, JsonField, Plain, Reach, UtcField
from desktop.models.database import OfficeDatabase
from desktop.rules.rights import Right


class Writer(Plain):
    """A person at a workstation. Its row is locked while its chain grows, so the chain has no gaps or forks."""

    id = peewee.UUIDField(primary_key=True)
    person = peewee.UUIDField(index=True)
    workstation = peewee.UUIDField()
    head_number = peewee.IntegerField(default=0)
    head_hash = peewee.BlobField()


class Record(Plain):
    """One act. `hash` covers all of it and `previous`; `content` is the hash over its journal's hashes."""

    REACH: ClassVar[Reach] = Guarded(Right.SEE_AUDIT)

    serial = peewee.BigAutoField()
    writer = peewee.ForeignKeyField(Writer, on_delete="RESTRICT", index=False)  # its number begins with it
    number = peewee.IntegerField()
    at = UtcField(index=True)
    person = peewee.UUIDField(index=True)
    operation = peewee.UUIDField(index=True)
    topic = peewee.CharField(40)
    action = peewee.CharField(40)
    subject = peewee.UUIDField(null=True, index=True)
    facts = JsonField()
    content = peewee.BlobField()
    previous = peewee.BlobField()
    hash = peewee.BlobField()
    signature = peewee.BlobField()

    class Meta:
        indexes = ((("writer", "number"), True), (("topic", "action", "serial"), False))


class Journal(Plain):
    """One row's change within a record. A lawful erasure empties `changes`, `salt` and `made`; `hash` keeps the chain
    whole."""

    id = peewee.BigAutoField()
    record = peewee.ForeignKeyField(Record, on_delete="RESTRICT", backref="journal")
    position = peewee.IntegerField()
    table = peewee.CharField(40, column_name="table_name")
    row = peewee.UUIDField(index=True, column_name="row_id")
    kind = peewee.CharField(10)  # create, change, withdraw, remove; note: words about an act, no change
    changes = JsonField(null=True)  # column → [before, after]; sealed columns in base64, level 3 as what stands for it
    salt = peewee.BlobField(null=True)
    made = peewee.BlobField(null=True)  # of a row that was added: the salted hash of it
    hash = peewee.BlobField()


# Notes of acts are found among all entries by their record alone
Journal.add_index(Journal.record, name="journal_note", where=Journal.kind == "note")
# Few are: which they are is asked at each verification
Journal.add_index(Journal.id, name="journal_emptied", where=Journal.changes.is_null(True))
# What an act took off one file is found by it among the lines of all files: journal_left and journal_left_end of
# `0037_lines_that_left`, each database in its own words; `journals.once_on` asks in the same

# Exports, prints and what partners were given: few among all, and asked for by whom they took along
TAKEN = Record.topic.in_([peewee.SQL("'exports'"), peewee.SQL("'prints'"), peewee.SQL("'partners'")])
Record.add_index(Record.topic, name="record_taken", where=TAKEN)


def newest_serial(office: OfficeDatabase) -> int:
    """The number of the newest record; that there is one is known to all."""
    if office.enforced:
        return int(office.engine.execute_sql("SELECT cf.newest()").fetchone()[0])
    return Record.select(Record.serial).order_by(Record.serial.desc()).limit(1).scalar() or 0


def topics_since(office: OfficeDatabase, serial: int) -> list[tuple[int, str, UUID]]:
    """Number, topic and writer of newer records: told to everybody, as no more is said by them."""
    if office.enforced:
        return list(office.engine.execute_sql("SELECT * FROM cf.news(%s)", (serial,)).fetchall())
    return list(Record.select(Record.serial, Record.topic, Record.writer).where(Record.serial > serial).tuples())


class Operation(Plain):
    """Writes that arrived, by the id their maker gave them: a retry after an unknown outcome finds its own."""

    id = peewee.UUIDField(primary_key=True)
    at = UtcField()
