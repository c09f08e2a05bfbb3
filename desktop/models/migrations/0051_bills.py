"""Sheets of bills from the till, and which booking each bill was entered for (SE-7, CL-10)."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
CREATE TABLE bill_import (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, file_name VARCHAR(255) NOT NULL,
    file_hash VARCHAR(64) NOT NULL, at BIGINT NOT NULL, person_id {uuid} NOT NULL, operation {uuid} NOT NULL, count
    INTEGER NOT NULL, amount BIGINT NOT NULL, undone_at BIGINT, FOREIGN KEY (person_id) REFERENCES person (id) ON
    DELETE RESTRICT);
CREATE INDEX bill_import_file_hash ON bill_import (file_hash);
CREATE TABLE bill_line (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, batch_id {uuid} NOT NULL, booking_id
    {uuid}, number INTEGER NOT NULL, billed_on DATE NOT NULL, at SMALLINT, place VARCHAR(80) NOT NULL, total BIGINT NOT
    NULL, food BIGINT, signed BOOLEAN, withdrawn_at BIGINT, FOREIGN KEY (batch_id) REFERENCES bill_import (id) ON
    DELETE RESTRICT, FOREIGN KEY (booking_id) REFERENCES booking (id) ON DELETE RESTRICT);
CREATE INDEX bill_line_batch_id ON bill_line (batch_id);
CREATE INDEX bill_line_open ON bill_line (billed_on) WHERE ((booking_id IS NULL) AND (withdrawn_at IS NULL))
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
