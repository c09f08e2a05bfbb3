"""Sealed texts of level 3 that journal and marked notes speak of: kept apart, for a server to guard."""

import peewee

from desktop.models.base import Plain
from desktop.models.bulk import execute_many
from desktop.models.clients import Client


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
