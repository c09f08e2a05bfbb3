"""Holds, destruction lists, what stands on them, and who watched (DO-7)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE hold (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid}, file_id {uuid},
    document_id {uuid}, reason VARCHAR(300) NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL, lifted_by_id {uuid},
    lifted_at BIGINT, lifting VARCHAR(300) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id)
    ON DELETE RESTRICT, FOREIGN KEY (file_id) REFERENCES archive_file (id) ON DELETE RESTRICT, FOREIGN KEY (document_id)
    REFERENCES document (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN
    KEY (lifted_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX hold_client_id ON hold (client_id);
CREATE INDEX hold_file_id ON hold (file_id);
CREATE INDEX hold_document_id ON hold (document_id);
CREATE TABLE destruction_list (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid}, number
    VARCHAR(20) NOT NULL, state VARCHAR(12) NOT NULL, made_by_id {uuid} NOT NULL, made_at BIGINT NOT NULL, note
    VARCHAR(300) NOT NULL, approved_by_id {uuid}, approved_at BIGINT, not_before DATE, carried_out_by_id {uuid},
    carried_out_at BIGINT, proof TEXT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON
    DELETE RESTRICT, FOREIGN KEY (made_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (approved_by_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (carried_out_by_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE INDEX destruction_list_client_id ON destruction_list (client_id);
CREATE UNIQUE INDEX destruction_list_number ON destruction_list (number);
CREATE TABLE destruction_item (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, list_id {uuid} NOT NULL,
    client_id {uuid}, file_id {uuid}, document_id {uuid}, title VARCHAR(200) NOT NULL, number VARCHAR(80) NOT NULL, term
    VARCHAR(4) NOT NULL, kept_until DATE, sheets INTEGER NOT NULL, verdicts TEXT NOT NULL, kept_to DATE, destroyed_at
    BIGINT, withdrawn_at BIGINT, FOREIGN KEY (list_id) REFERENCES destruction_list (id) ON DELETE RESTRICT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (file_id) REFERENCES archive_file (id) ON DELETE
    RESTRICT, FOREIGN KEY (document_id) REFERENCES document (id) ON DELETE RESTRICT);
CREATE INDEX destruction_item_list_id ON destruction_item (list_id);
CREATE INDEX destruction_item_client_id ON destruction_item (client_id);
CREATE INDEX destruction_item_file_id ON destruction_item (file_id);
CREATE INDEX destruction_item_document_id ON destruction_item (document_id);
CREATE TABLE destruction_witness (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, list_id {uuid} NOT NULL,
    client_id {uuid}, person_id {uuid} NOT NULL, at BIGINT NOT NULL, digest VARCHAR(64) NOT NULL, signature TEXT NOT
    NULL, withdrawn_at BIGINT, FOREIGN KEY (list_id) REFERENCES destruction_list (id) ON DELETE RESTRICT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE
    RESTRICT);
CREATE INDEX destruction_witness_list_id ON destruction_witness (list_id);
CREATE INDEX destruction_witness_client_id ON destruction_witness (client_id)
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
