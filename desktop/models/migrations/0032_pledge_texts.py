"""The office may word its confidentiality pledge; each wording stays, and each pledge names the one signed (AC-9)."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE pledge_text (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, number SMALLINT NOT NULL, zh TEXT
    NOT NULL, en TEXT NOT NULL, since BIGINT NOT NULL, person_id {uuid} NOT NULL, FOREIGN KEY (person_id) REFERENCES
    person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX pledge_text_number ON pledge_text (number);
ALTER TABLE pledge ADD COLUMN text SMALLINT NOT NULL DEFAULT 0
"""

SQLITE = {"uuid": "TEXT"}
POSTGRES = {"uuid": "UUID"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
