"""Lets a request for approval keep what it is about in words: columns and filter of an export (AC-6)."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    # bytes decide the order of text, as in the first step
    kind = "TEXT" if hasattr(db, "rekey") else 'TEXT COLLATE "C"'
    db.execute_sql(f"ALTER TABLE approval ADD COLUMN details {kind}")
