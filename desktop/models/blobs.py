"""The contents of documents: what is known of each, and at a server the sealed bytes themselves."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import peewee

from desktop.models.base import Internal, Plain, Reach, Table, UtcField
from desktop.models.office import Person


class Blob(Table):
    """One content, stored once per vault. Its key is sealed in this row and nowhere else: without the row the bytes
    open no more. Keys, hash, state and the day it was looked at are written without a journal, which would keep keys.
    """

    REACH: ClassVar[Reach] = Internal()

    vault = peewee.CharField(16)
    # the key of the file and the SHA-256 of its content, sealed by the vault; None once destroyed
    file_key = peewee.BlobField(null=True)
    digest = peewee.BlobField(null=True)  # blind: finds the same content, tells nothing else
    stored_hash = peewee.CharField(64)  # SHA-256 of the sealed bytes: nobody needs a key to look after them
    size = peewee.BigIntegerField()  # of the content, in bytes
    stored_size = peewee.BigIntegerField()
    created_at = UtcField()
    created_by = peewee.ForeignKeyField(Person, on_delete="RESTRICT", index=False)
    state = peewee.CharField(12, default="here")
    verified_at = UtcField(null=True, index=True)
    destroyed_at = UtcField(null=True)
    unbacked_at = UtcField(null=True)  # when the last backup that held it had expired


Blob.add_index(Blob.index(Blob.vault, Blob.digest, name="blob_found_by_content", where=Blob.digest.is_null(False)))
# Today asks for what is lost, which is nothing in nearly every office
Blob.add_index(Blob.index(Blob.state, name="blob_lost", where=Blob.state.in_(["missing", "damaged"])))


class BlobChunk(Plain):
    """A piece of 1 MiB of the sealed bytes, at a server alone: beside a file they lie in a folder."""

    REACH: ClassVar[Reach] = Internal()

    blob = peewee.UUIDField()  # before there is a row of it
    n = peewee.IntegerField()
    data = peewee.BlobField()
    stored_by = peewee.UUIDField()

    class Meta:
        primary_key = peewee.CompositeKey("blob", "n")


# Pieces travel as plain bytes both ways: COPY is refused where a server narrows rows


def put_chunk(engine: Any, blob: UUID, n: int, data: bytes, person: UUID) -> None:
    """With the next question, as all that needs no answer."""
    engine.later(
        "INSERT INTO blob_chunk (blob, n, data, stored_by) VALUES (%s, %s, %b, %s)", (blob, n, data, person)
    )  # fmt: skip


def chunks(engine: Any, blob: UUID, at: int, many: int) -> list[bytes]:
    """So many pieces from the one `at`, in their order."""
    text = "SELECT data FROM blob_chunk WHERE blob = %s AND n >= %s AND n < %s ORDER BY n"
    cursor = engine.cursor()
    with peewee.__exception_wrapper__:
        found = cursor.execute(text, (blob, at, at + many), binary=True).fetchall()
    return [data for (data,) in found]


def chunk_hashes(engine: Any, blob: UUID) -> list[str]:
    """SHA-256 of each piece, as the server reckons it."""
    found = engine.execute_sql("SELECT sha256(data) FROM blob_chunk WHERE blob = %s ORDER BY n", (blob,)).fetchall()
    return [bytes(digest).hex() for (digest,) in found]


def delete_chunks(engine: Any, blob: UUID) -> None:
    engine.later("DELETE FROM blob_chunk WHERE blob = %s", (blob,))


def has_chunks(engine: Any, blob: UUID) -> bool:
    return engine.execute_sql("SELECT 1 FROM blob_chunk WHERE blob = %s LIMIT 1", (blob,)).fetchone() is not None


def chunk_ids(engine: Any) -> list[UUID]:
    return [blob for (blob,) in engine.execute_sql("SELECT DISTINCT blob FROM blob_chunk").fetchall()]


def let_go_there(engine: Any, blob: UUID, moment: datetime) -> bool:
    """A server that keeps people apart destroys what no row refers to, whoever may see those."""
    return bool(
        engine.execute_sql("SELECT cf.let_go(%s, %s)", (blob, Blob.destroyed_at.db_value(moment))).fetchone()[0]
    )


# whatever tables there are, loaded by this program or not
_FOREIGN_HERE = """SELECT m.name, f."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table' AND f."table" = 'blob'"""
_FOREIGN_THERE = """SELECT k.conrelid::regclass::text, a.attname FROM pg_constraint k
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    WHERE k.contype = 'f' AND k.confrelid = 'blob'::regclass"""


def is_referred(engine: Any, blob: UUID, *, sqlite: bool) -> bool:
    """Whether a row of any table holds on to a content; of an office that is not kept apart."""
    key = blob.hex if sqlite else blob
    mark = "?" if sqlite else "%s"
    foreign = engine.execute_sql(_FOREIGN_HERE if sqlite else _FOREIGN_THERE).fetchall()
    return any(
        engine.execute_sql(f'SELECT 1 FROM {table} WHERE "{column}" = {mark} LIMIT 1', (key,)).fetchone() is not None
        for table, column in foreign
    )
