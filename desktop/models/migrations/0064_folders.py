"""Folders, the documents in them, and the versions of each (DO-1)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE folder (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid}, parent_id {uuid},
    name VARCHAR(120) NOT NULL, position INTEGER NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES
    client (id) ON DELETE RESTRICT, FOREIGN KEY (parent_id) REFERENCES folder (id));
CREATE INDEX folder_client_id ON folder (client_id);
CREATE INDEX folder_parent_id ON folder (parent_id);
CREATE TABLE document (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid}, title VARCHAR(200)
    NOT NULL, sort_key TEXT NOT NULL, kind VARCHAR(40) NOT NULL, mark VARCHAR(16) NOT NULL, sealed TEXT NOT NULL,
    number VARCHAR(80) NOT NULL, dated_on DATE, tags TEXT NOT NULL, note TEXT NOT NULL, state VARCHAR(12) NOT NULL,
    newest INTEGER NOT NULL, legible_by_id {uuid}, legible_at BIGINT, entered_by_id {uuid} NOT NULL, entered_at BIGINT
    NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY
    (legible_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE INDEX document_client_id ON document (client_id);
CREATE INDEX document_entered_by_id ON document (entered_by_id);
CREATE INDEX document_told ON document (substr(sealed, length(sealed) - 63)) WHERE sealed <> '';
CREATE TABLE folder_entry (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, folder_id {uuid} NOT NULL,
    document_id {uuid} NOT NULL, client_id {uuid}, home BOOLEAN NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (folder_id)
    REFERENCES folder (id) ON DELETE RESTRICT, FOREIGN KEY (document_id) REFERENCES document (id) ON DELETE RESTRICT,
    FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX folder_entry_folder_id ON folder_entry (folder_id);
CREATE INDEX folder_entry_document_id ON folder_entry (document_id);
CREATE INDEX folder_entry_client_id ON folder_entry (client_id);
CREATE UNIQUE INDEX document_once_in_folder ON folder_entry (folder_id, document_id) WHERE (withdrawn_at IS NULL);
CREATE UNIQUE INDEX document_has_one_home ON folder_entry (document_id) WHERE (home AND (withdrawn_at IS NULL));
CREATE TABLE document_version (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, document_id {uuid} NOT NULL,
    client_id {uuid}, number INTEGER NOT NULL, blob_id {uuid} NOT NULL, file_name TEXT NOT NULL, media_type
    VARCHAR(120) NOT NULL, size BIGINT NOT NULL, pages INTEGER, sheets INTEGER, note VARCHAR(200) NOT NULL, mark
    VARCHAR(16) NOT NULL, sealed TEXT NOT NULL, level SMALLINT NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL,
    restored_from INTEGER, text_state VARCHAR(8) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (document_id) REFERENCES
    document (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY
    (blob_id) REFERENCES blob (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX document_version_client_id ON document_version (client_id);
CREATE INDEX document_version_blob_id ON document_version (blob_id);
CREATE UNIQUE INDEX document_version_document_id_number ON document_version (document_id, number);
CREATE INDEX document_version_told ON document_version (substr(sealed, length(sealed) - 63)) WHERE sealed <> ''
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
