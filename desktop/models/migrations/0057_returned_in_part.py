"""When cards came back of which others are still owed (CO-9), and what became of a lost one, kept with its client."""

from typing import Any

# Frozen, as all steps are
COLUMNS = (
    "ALTER TABLE given_out ADD COLUMN part_back_at BIGINT",
    "ALTER TABLE register_client ADD COLUMN note VARCHAR(300){collation} NOT NULL DEFAULT ''",
)


def up(migrator: Any, db: Any) -> None:
    # bytes decide the order of text, as in the first step
    collation = "" if hasattr(db, "rekey") else ' COLLATE "C"'
    for column in COLUMNS:
        db.execute_sql(column.format(collation=collation))
