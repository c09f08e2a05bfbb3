"""Lets a department set its own update rhythm, and dealings be filed where they are reported to (CL-6, CL-7)."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    # bytes decide the order of text, as in the first step
    kind, uuid = ("TEXT", "TEXT") if sqlite else ('TEXT COLLATE "C"', "UUID")
    db.execute_sql(f"ALTER TABLE department ADD COLUMN rhythm {kind} NOT NULL DEFAULT '{{}}'")
    db.execute_sql(f"ALTER TABLE dealing ADD COLUMN filed_by_id {uuid} REFERENCES person (id) ON DELETE RESTRICT")
    db.execute_sql("ALTER TABLE dealing ADD COLUMN filed_at BIGINT")
