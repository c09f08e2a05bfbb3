"""Visits to clients, from the plan to the report (CM-5)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE visit (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL, visitor_id
    {uuid} NOT NULL, starts_at BIGINT NOT NULL, purpose VARCHAR(200) NOT NULL, place VARCHAR(200) NOT NULL, needs TEXT
    NOT NULL, habits TEXT NOT NULL, industry TEXT NOT NULL, competitors TEXT NOT NULL, strategy TEXT NOT NULL,
    planned_by_id {uuid} NOT NULL, planned_at BIGINT NOT NULL, moved_why VARCHAR(200) NOT NULL, called_off_at BIGINT,
    called_off_why VARCHAR(200) NOT NULL, report_due BIGINT NOT NULL, reported_at BIGINT, contact {uuid}, withdrawn_at
    BIGINT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (visitor_id) REFERENCES
    person (id) ON DELETE RESTRICT, FOREIGN KEY (planned_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX visit_client_id_starts_at ON visit (client_id, starts_at);
CREATE INDEX visit_visitor_id_starts_at ON visit (visitor_id, starts_at);
CREATE INDEX visit_starts_at ON visit (starts_at);
CREATE INDEX visit_open ON visit (visitor_id, starts_at) WHERE (reported_at IS NULL AND called_off_at IS NULL)
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
