"""What printed sheets are about, by their codes, and the signed copies of them that came home (OF-15)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE printed_sheet (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, code VARCHAR(20) NOT NULL, kind
    VARCHAR(24) NOT NULL, subject {uuid} NOT NULL, client_id {uuid}, by_id {uuid} NOT NULL, at BIGINT NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX printed_sheet_client_id ON printed_sheet (client_id);
CREATE UNIQUE INDEX printed_sheet_code_subject ON printed_sheet (code, subject);
CREATE TABLE signed_copy (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, document_id {uuid} NOT NULL,
    client_id {uuid}, kind VARCHAR(24) NOT NULL, subject {uuid} NOT NULL, code VARCHAR(20) NOT NULL, withdrawn_at
    BIGINT, FOREIGN KEY (document_id) REFERENCES document (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES
    client (id) ON DELETE RESTRICT);
CREATE INDEX signed_copy_document_id ON signed_copy (document_id);
CREATE INDEX signed_copy_client_id ON signed_copy (client_id);
CREATE INDEX signed_copy_subject ON signed_copy (subject)
"""

SQLITE = {"uuid": "TEXT"}
POSTGRES = {"uuid": "UUID"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in STATEMENTS.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
