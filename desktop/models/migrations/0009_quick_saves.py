"""Lets PostgreSQL put a saved file's search tokens on a short list first, and into their index for many files at once.

Each token of a file has its own place in the index: going there for all of them took half of every save. The list is
kept so short that a search, which looks through it as well, does not notice.
"""

from typing import Any

INDEXES = ("search_doc_tokens", "search_doc_names")
LIST = 128  # kB, some forty files


def up(migrator: Any, db: Any) -> None:
    if hasattr(db, "rekey"):
        return
    for index in INDEXES:
        db.execute_sql(f"ALTER INDEX {index} SET (fastupdate = on, gin_pending_list_limit = {LIST})")
