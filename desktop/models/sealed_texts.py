"""Sealed texts of level 3 that journal and marked notes speak of: kept apart, for a server to guard."""

from uuid import UUID

import peewee

from desktop.models.base import Plain
from desktop.models.bulk import execute_many
from desktop.models.clients import Client

CHUNK = 500
# Tables whose marked rows speak of such texts, and how the hash at the end of that is looked up, by the indexes of
# `0047_found_by_what_they_tell` and of each table that came later
OF_NOTES = ("contact", "competitor_note", "dealing", "document", "document_version")
TOLD = "substr(sealed, length(sealed) - 63)"


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


def told_elsewhere(files: list[UUID]) -> list[tuple[bytes, UUID]]:
    """Digests of texts filed under these of which notes of other files speak, and whose notes those are."""
    database = SealedText._meta.database
    mine = [
        bytes(digest) for (digest,) in SealedText.select(SealedText.digest).where(SealedText.client.in_(files)).tuples()
    ]
    found: list[tuple[bytes, UUID]] = []
    for start in range(0, len(mine), CHUNK):
        hexes = [digest.hex() for digest in mine[start : start + CHUNK]]
        marks = ", ".join(["%s" if database.for_update else "?"] * len(hexes))
        for table in OF_NOTES:
            query = f"SELECT {TOLD}, client_id FROM {table} WHERE sealed <> '' AND {TOLD} IN ({marks})"
            for told, client in database.execute_sql(query, hexes).fetchall():
                key = client if isinstance(client, UUID) else UUID(client)
                if key not in files:
                    found.append((bytes.fromhex(told), key))
    return found
