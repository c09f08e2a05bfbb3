"""Loans from the archive (DO-6)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE loan (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, file_id {uuid} NOT NULL, client_id {uuid},
    items TEXT NOT NULL, form VARCHAR(12) NOT NULL, purpose VARCHAR(300) NOT NULL, days SMALLINT NOT NULL, state
    VARCHAR(12) NOT NULL, asked_by_id {uuid} NOT NULL, asked_at BIGINT NOT NULL, decided_by_id {uuid}, decided_at
    BIGINT, answer VARCHAR(300) NOT NULL, line_id {uuid}, due_on DATE, renewals SMALLINT NOT NULL, condition
    VARCHAR(200) NOT NULL, sheets TEXT NOT NULL, differing TEXT NOT NULL, reminded TEXT NOT NULL, withdrawn_at BIGINT,
    FOREIGN KEY (file_id) REFERENCES archive_file (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client
    (id) ON DELETE RESTRICT, FOREIGN KEY (asked_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (decided_by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (line_id) REFERENCES register_line (id) ON
    DELETE RESTRICT);
CREATE INDEX loan_file_id ON loan (file_id);
CREATE INDEX loan_client_id ON loan (client_id);
CREATE INDEX loan_state ON loan (state);
CREATE INDEX loan_asked_by_id ON loan (asked_by_id)
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
