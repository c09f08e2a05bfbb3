"""What an accepted proposal made of former meals (SE-4): nothing in those of before, which knew of none."""

from typing import Any

# Frozen, as all steps are


def up(migrator: Any, db: Any) -> None:
    # bytes decide the order of text, as in the first step
    collate = "" if hasattr(db, "rekey") else ' COLLATE "C"'
    db.execute_sql(f"ALTER TABLE seating_plan ADD COLUMN taste VARCHAR(8){collate} NOT NULL DEFAULT ''")
