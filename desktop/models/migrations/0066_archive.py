"""Archive files with their content lists, the signatures under them, and the series of their numbers (DO-3, DO-4)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE archive_file (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid}, title
    VARCHAR(200) NOT NULL, category VARCHAR(20) NOT NULL, unit VARCHAR(20) NOT NULL, year INTEGER NOT NULL, term
    VARCHAR(4) NOT NULL, state VARCHAR(12) NOT NULL, agent_a_id {uuid} NOT NULL, agent_b_id {uuid} NOT NULL, ended_at
    BIGINT NOT NULL, to_b_at BIGINT, to_archive_at BIGINT, archived_at BIGINT, more_a SMALLINT NOT NULL, more_b
    SMALLINT NOT NULL, number VARCHAR(80) NOT NULL, scope VARCHAR(120) NOT NULL, place VARCHAR(80) NOT NULL, note
    VARCHAR(300) NOT NULL, entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (agent_a_id) REFERENCES person (id) ON DELETE
    RESTRICT, FOREIGN KEY (agent_b_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX archive_file_client_id ON archive_file (client_id);
CREATE INDEX archive_file_agent_a_id ON archive_file (agent_a_id);
CREATE INDEX archive_file_agent_b_id ON archive_file (agent_b_id);
CREATE INDEX archive_file_state_ended_at ON archive_file (state, ended_at);
CREATE UNIQUE INDEX archive_number_once ON archive_file (number) WHERE (number <> '');
CREATE TABLE archive_item (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, file_id {uuid} NOT NULL, client_id
    {uuid}, section VARCHAR(16) NOT NULL, position INTEGER NOT NULL, title VARCHAR(200) NOT NULL, sheets INTEGER, pages
    INTEGER, contract BOOLEAN NOT NULL, annex BOOLEAN NOT NULL, needs_signature BOOLEAN NOT NULL, signed BOOLEAN NOT
    NULL, document_id {uuid}, number VARCHAR(100) NOT NULL, asked_at BIGINT, settled_at BIGINT, withdrawn_at BIGINT,
    FOREIGN KEY (file_id) REFERENCES archive_file (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client
    (id) ON DELETE RESTRICT, FOREIGN KEY (document_id) REFERENCES document (id) ON DELETE RESTRICT);
CREATE INDEX archive_item_file_id ON archive_item (file_id);
CREATE INDEX archive_item_client_id ON archive_item (client_id);
CREATE INDEX archive_item_document_id ON archive_item (document_id);
CREATE TABLE archive_signature (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, file_id {uuid} NOT NULL,
    client_id {uuid}, role VARCHAR(10) NOT NULL, person_id {uuid} NOT NULL, at BIGINT NOT NULL, digest VARCHAR(64) NOT
    NULL, signature TEXT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (file_id) REFERENCES archive_file (id) ON DELETE
    RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES
    person (id) ON DELETE RESTRICT);
CREATE INDEX archive_signature_file_id ON archive_signature (file_id);
CREATE INDEX archive_signature_client_id ON archive_signature (client_id);
CREATE UNIQUE INDEX archive_signed_once ON archive_signature (file_id, role) WHERE (withdrawn_at IS NULL);
CREATE TABLE archive_series (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, scope VARCHAR(120) NOT NULL,
    last INTEGER NOT NULL);
CREATE UNIQUE INDEX archive_series_scope ON archive_series (scope)
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
