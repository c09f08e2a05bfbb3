"""In which order a sheet's dates are written, remembered with its columns (CL-15)."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    collate = "" if hasattr(db, "rekey") else ' COLLATE "C"'
    # what was remembered before holds no orders: the office is asked again
    db.execute_sql(f"ALTER TABLE mapping ADD COLUMN orders TEXT{collate} NOT NULL DEFAULT '{{}}'")
