"""The search index: one document per row that can be found, its tokens in FTS5 or in a tsvector."""

import peewee

from desktop.models.base import Plain


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
