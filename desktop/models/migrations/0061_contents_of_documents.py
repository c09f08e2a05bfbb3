"""The contents of documents: a row for each, and at a server its sealed bytes in pieces."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE blob (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, vault VARCHAR(16) NOT NULL, file_key
    {blob}, digest {blob}, stored_hash VARCHAR(64) NOT NULL, size BIGINT NOT NULL, stored_size BIGINT NOT NULL,
    created_at BIGINT NOT NULL, created_by_id {uuid} NOT NULL, state VARCHAR(12) NOT NULL, verified_at BIGINT,
    destroyed_at BIGINT, unbacked_at BIGINT, FOREIGN KEY (created_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX blob_verified_at ON blob (verified_at);
CREATE INDEX blob_found_by_content ON blob (vault, digest) WHERE (digest IS NOT NULL);
CREATE TABLE blob_chunk (blob {uuid} NOT NULL, n INTEGER NOT NULL, data {blob} NOT NULL, stored_by {uuid} NOT NULL,
    PRIMARY KEY (blob, n))
"""
# What is sealed gets no smaller, and trying would cost more than storing it
APART = "ALTER TABLE blob_chunk ALTER COLUMN data SET STORAGE EXTERNAL"

SQLITE = {"uuid": "TEXT", "blob": "BLOB"}
POSTGRES = {"uuid": "UUID", "blob": "BYTEA"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
    if not sqlite:
        db.execute_sql(APART)
