"""Saved views of the client list, and the one that each person's list opens with."""

import re
from typing import Any

TABLES = """
CREATE TABLE saved_view (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(60) NOT NULL, owner_id
    {uuid} NOT NULL, shared {bool} NOT NULL, content TEXT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (owner_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX saved_view_owner_id ON saved_view (owner_id);
CREATE TABLE first_view (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, person_id {uuid} NOT NULL, view_id
    {uuid}, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (view_id) REFERENCES
    saved_view (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX first_view_person_id ON first_view (person_id);
CREATE INDEX first_view_view_id ON first_view (view_id)
"""

SQLITE = {"uuid": "TEXT", "bool": "INTEGER"}
POSTGRES = {"uuid": "UUID", "bool": "BOOLEAN"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
