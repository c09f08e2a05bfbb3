"""The journal keeps of each new row a salted hash, and finds quickly its notes and which entries were emptied.

What was added before has none; of such rows only what was changed since can be held against the journal.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    kind = "BLOB" if hasattr(db, "rekey") else "BYTEA"
    db.execute_sql(f"ALTER TABLE journal ADD COLUMN made {kind}")
    db.execute_sql("CREATE INDEX journal_emptied ON journal (id) WHERE changes IS NULL")
    db.execute_sql("CREATE INDEX journal_note ON journal (record_id) WHERE kind = 'note'")
