"""The list of backups with the proof of each."""

import re
from typing import Any

TABLES = """
CREATE TABLE backup (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, archive {uuid} NOT NULL, state
    VARCHAR(16) NOT NULL, made_at BIGINT NOT NULL, made_by_id {uuid} NOT NULL, workstation {uuid} NOT NULL, folder
    VARCHAR(500) NOT NULL, file VARCHAR(255) NOT NULL, size BIGINT NOT NULL, clients INTEGER NOT NULL, rows BIGINT NOT
    NULL, proved_at BIGINT, trouble VARCHAR(500) NOT NULL, gone_at BIGINT, FOREIGN KEY (made_by_id) REFERENCES person
    (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX backup_archive ON backup (archive);
CREATE INDEX backup_made_at ON backup (made_at);
CREATE INDEX backup_made_by_id ON backup (made_by_id)
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
