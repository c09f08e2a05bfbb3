"""The search index: one document per row that can be found, its tokens in FTS5 or in a tsvector."""

from typing import Any

import peewee

from desktop.models.base import Plain

LARGE = 100_000  # documents; with fewer of them a server finds the commonest of names quickly
EARLY = 65_536
"""The documents that a large office's server has in an index of their own: those with a serial up to this one."""
HAS_EARLY = "SELECT to_regclass('search_doc_tokens_early') IS NOT NULL"
# A server that keeps people apart finds in another way, and lets nobody but its owner make an index
_WANTS_EARLY = f"""
    SELECT to_regnamespace('cf') IS NULL AND ({HAS_EARLY}) IS FALSE
        AND (SELECT max(serial) FROM search_doc) > {LARGE}"""
_EARLY = """
    CREATE INDEX search_doc_{column}_early ON search_doc USING gin ({column})
    WITH (fastupdate = on, gin_pending_list_limit = 128) WHERE serial <= {early}"""


class SearchDoc(Plain):
    """What a hit shows and whom it may be shown to. The tokens lie beside it, each database its own way:
    SQLite: FTS5 tables `search_text(name, other)` and `search_text_names(name)` of clients, `search_text_more(other)`
    of what hangs on them, with the same rowid; PostgreSQL: columns `tokens` and `names`, each with a GIN index."""

    serial = peewee.BigAutoField()
    kind = peewee.CharField(16)
    subject = peewee.UUIDField(unique=True)
    owner = peewee.UUIDField(null=True)
    deputy = peewee.UUIDField(null=True)
    department = peewee.UUIDField(null=True)


def index_early(engine: Any) -> None:
    """Gives the first documents of a large office an index of their own, on a server and once: what is common in an
    office is found there without gathering it from all clients. Takes seconds, and only once the office is large, so
    that entering and importing is spared it until then. Within a write."""
    if engine.execute_sql(_WANTS_EARLY).fetchone()[0]:
        for column in ("names", "tokens"):
            engine.execute_sql(_EARLY.format(column=column, early=EARLY))
