"""Calls of unknown numbers are kept; documents hang on the contact that they came with (CM-1)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE contact_paper (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, contact_id {uuid} NOT NULL,
    document_id {uuid} NOT NULL, client_id {uuid}, withdrawn_at BIGINT, FOREIGN KEY (contact_id) REFERENCES
    contact (id) ON DELETE RESTRICT, FOREIGN KEY (document_id) REFERENCES document (id) ON DELETE RESTRICT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX contact_paper_contact_id ON contact_paper (contact_id);
CREATE INDEX contact_paper_document_id ON contact_paper (document_id);
CREATE INDEX contact_paper_client_id ON contact_paper (client_id);
CREATE TABLE unknown_call (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid}, phone
    VARCHAR(20) NOT NULL, direction VARCHAR(8) NOT NULL, at BIGINT NOT NULL, seconds INTEGER, extension VARCHAR(20) NOT
    NULL, answered BOOLEAN NOT NULL, staff_id {uuid} NOT NULL, entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT
    NULL, settled_at BIGINT, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT,
    FOREIGN KEY (staff_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person
    (id) ON DELETE RESTRICT);
CREATE INDEX unknown_call_client_id ON unknown_call (client_id);
CREATE INDEX unknown_call_phone_at ON unknown_call (phone, at);
CREATE INDEX unknown_call_at_id ON unknown_call (at, id)
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
