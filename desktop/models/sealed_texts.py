"""Sealed texts of level 3 that journal and marked notes speak of: kept apart, for a server to guard."""

from uuid import UUID

import peewee

from desktop.models.base import Plain
from desktop.models.bulk import execute_many
from desktop.models.clients import Client

CHUNK = 500


class SealedText(Plain):
    """One sealed text, found by the hash that stands in its place. `client`: whose file it was written in."""

    digest = peewee.BlobField(primary_key=True)
    client = peewee.ForeignKeyField(Client, on_delete="RESTRICT")
    text = peewee.BlobField()


def put(rows: list[tuple[bytes, str, bytes]]) -> None:
    """Digest, client's id in hex and text of each; what lies there already stays."""
    database = SealedText._meta.database
    marks = ", ".join(["%s" if database.for_update else "?"] * 3)
    # without naming the key, for which a server would ask the right to read
    text = f"INSERT INTO sealed_text (digest, client_id, text) VALUES ({marks}) ON CONFLICT DO NOTHING"
    execute_many(database, text, rows)


def put_under(digests: list[bytes], origin: UUID, target: UUID) -> None:
    """These texts, as far as they are filed under `origin`, are of `target` from now on."""
    for start in range(0, len(digests), CHUNK):
        some = SealedText.digest.in_(digests[start : start + CHUNK])
        SealedText.update(client=target).where(some & (SealedText.client == origin)).execute()
