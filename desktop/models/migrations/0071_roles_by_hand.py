"""Which seats of a table have their place of honour by hand (SE-1): none of those of before."""

from typing import Any

# Frozen, as all steps are


def up(migrator: Any, db: Any) -> None:
    # bytes decide the order of text, as in the first step
    collate = "" if hasattr(db, "rekey") else ' COLLATE "C"'
    db.execute_sql(f"ALTER TABLE seating_table ADD COLUMN by_hand TEXT{collate} NOT NULL DEFAULT '{{}}'")
