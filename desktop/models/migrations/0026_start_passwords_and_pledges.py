"""Start passwords are told from one's own, long ones from short ones; and confidentiality pledges (AC-1, AC-9)."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
ALTER TABLE person_keys ADD COLUMN start {bool} NOT NULL DEFAULT {false};
ALTER TABLE person_keys ADD COLUMN long {bool};
CREATE TABLE pledge (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, person_id {uuid} NOT NULL, signed_on DATE
    NOT NULL, until_on DATE NOT NULL, place VARCHAR(200) NOT NULL, noted_by_id {uuid} NOT NULL, noted_at BIGINT NOT
    NULL, confirm_until BIGINT, confirmed_by_id {uuid}, confirmed_at BIGINT, withdrawn_at BIGINT, FOREIGN KEY
    (person_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (noted_by_id) REFERENCES person (id) ON DELETE
    RESTRICT, FOREIGN KEY (confirmed_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX pledge_person_id ON pledge (person_id)
"""

SQLITE = {"uuid": "TEXT", "bool": "INTEGER", "false": "0"}
POSTGRES = {"uuid": "UUID", "bool": "BOOLEAN", "false": "false"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
    # an office from before never asked for pledges: it goes on as it was until somebody sets the number
    db.execute_sql(
        "INSERT INTO setting (name, value) SELECT 'pledge_months', '0' FROM setting WHERE name = 'office_id'"
    )
