"""Who sees to a thing that is out when whoever gave it left, what a leaver returned, and an alarm's words.

Workstations that are gone for good are taken off the list.
"""

from typing import Any

# Frozen, as all steps are
TABLES = """
ALTER TABLE register_line ADD COLUMN keeper_id {uuid} REFERENCES person (id) ON DELETE RESTRICT;
ALTER TABLE alarm ADD COLUMN note VARCHAR(500){bytes} NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN returned VARCHAR(500){bytes} NOT NULL DEFAULT '';
ALTER TABLE workstation ADD COLUMN withdrawn_at BIGINT
"""

SQLITE = {"uuid": "TEXT", "bytes": ""}
# bytes decide the order of text, as in the first step
POSTGRES = {"uuid": "UUID", "bytes": ' COLLATE "C"'}


def up(migrator: Any, db: Any) -> None:
    kinds = SQLITE if hasattr(db, "rekey") else POSTGRES
    for statement in TABLES.split(";"):
        db.execute_sql(statement.format(**kinds).strip())
