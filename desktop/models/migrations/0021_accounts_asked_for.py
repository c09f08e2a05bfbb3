"""Requests for accounts, and accounts that are closed for good once nothing hangs on them (AC-1, AC-3)."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
ALTER TABLE person ADD COLUMN closed_at BIGINT;
CREATE TABLE account_request (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, kind VARCHAR(12) NOT NULL,
    state VARCHAR(12) NOT NULL, person_id {uuid}, name VARCHAR(60) NOT NULL, post VARCHAR(120) NOT NULL,
    department_id {uuid}, roles TEXT NOT NULL, why VARCHAR(500) NOT NULL, asked_by_id {uuid} NOT NULL,
    asked_at BIGINT NOT NULL, decided_by_id {uuid}, decided_at BIGINT, note VARCHAR(500) NOT NULL, done_by_id {uuid},
    done_at BIGINT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (department_id)
    REFERENCES department (id) ON DELETE RESTRICT, FOREIGN KEY (asked_by_id) REFERENCES person (id) ON DELETE RESTRICT,
    FOREIGN KEY (decided_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (done_by_id) REFERENCES person
    (id) ON DELETE RESTRICT);
CREATE INDEX account_request_state_asked_at ON account_request (state, asked_at)
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
