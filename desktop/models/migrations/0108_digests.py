"""The digests of days that were closed, one for each department and day (SV-6)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE daily_digest (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, day DATE NOT NULL, department_id
    {uuid}, note TEXT NOT NULL, facts TEXT NOT NULL, closed_by_id {uuid} NOT NULL, closed_at BIGINT NOT NULL,
    withdrawn_at BIGINT, FOREIGN KEY (department_id) REFERENCES department (id) ON DELETE RESTRICT, FOREIGN KEY
    (closed_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX daily_digest_day_department_id ON daily_digest (day, department_id);
CREATE INDEX service_case_recorded_at ON service_case (recorded_at)
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
