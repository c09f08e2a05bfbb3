"""Inspections of the archive, and what they found (DO-9)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE inspection (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, kind VARCHAR(10) NOT NULL, held_on
    DATE NOT NULL, inspectors VARCHAR(200) NOT NULL, looked_at VARCHAR(300) NOT NULL, summary VARCHAR(500) NOT NULL,
    entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (entered_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX inspection_kind_held_on ON inspection (kind, held_on);
CREATE TABLE inspection_finding (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, inspection_id {uuid} NOT
    NULL, what VARCHAR(300) NOT NULL, number VARCHAR(80) NOT NULL, fixer_id {uuid} NOT NULL, due_on DATE NOT NULL,
    fixed_at BIGINT, fixed_by_id {uuid}, fixing VARCHAR(300) NOT NULL, checked_at BIGINT, checked_by_id {uuid}, checking
    VARCHAR(300) NOT NULL, sent_back SMALLINT NOT NULL, withdrawn_at BIGINT,
    FOREIGN KEY (inspection_id) REFERENCES inspection (id) ON DELETE RESTRICT, FOREIGN KEY (fixer_id) REFERENCES person
    (id) ON DELETE RESTRICT, FOREIGN KEY (fixed_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (checked_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX inspection_finding_inspection_id ON inspection_finding (inspection_id);
CREATE INDEX finding_open ON inspection_finding (due_on) WHERE (checked_at IS NULL)
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
