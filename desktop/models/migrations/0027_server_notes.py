"""What an office's server notes of its own accord: of what only it can tell, so that no program leaves it out."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE server_note (id {uuid} NOT NULL PRIMARY KEY, at BIGINT NOT NULL, person {uuid} NOT NULL,
    what VARCHAR(16) NOT NULL, subject {uuid}, act {uuid} NOT NULL);
CREATE INDEX server_note_at ON server_note (at)
"""

SQLITE = {"uuid": "TEXT"}
POSTGRES = {"uuid": "UUID"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\))", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
