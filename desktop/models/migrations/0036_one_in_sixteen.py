"""Gives PostgreSQL a small text index of every sixteenth document beside the whole one.

What one client in a hundred has is common enough to be found there two hundred times, and the places of it are gathered
sixteen times as fast. Any sixteenth, and not the first so many: a document that is written anew has another number.
"""

from typing import Any

INDEX = """
    CREATE INDEX search_doc_{column}_drawn ON search_doc USING gin ({column})
    WITH (fastupdate = on, gin_pending_list_limit = {list}) WHERE (serial & 15) = 0"""
COLUMNS = ("names", "tokens")
LIST = 128  # kB, as of the whole ones


def up(migrator: Any, db: Any) -> None:
    if hasattr(db, "rekey"):
        return
    for column in COLUMNS:
        db.execute_sql(INDEX.format(column=column, list=LIST))
