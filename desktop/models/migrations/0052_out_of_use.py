"""Why a room or table is out of use, and until which day (SE-2)."""

from typing import Any

# Frozen, as all steps are
TABLES = ("room", "room_table")


def up(migrator: Any, db: Any) -> None:
    # bytes decide the order of text, as in the first step
    collate = "" if hasattr(db, "rekey") else ' COLLATE "C"'
    for table in TABLES:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN out_why VARCHAR(200){collate} NOT NULL DEFAULT ''")
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN out_until DATE")
