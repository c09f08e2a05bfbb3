"""Lets what is locked be asked for, and notes carry a mark under which their words lie sealed (AC-5, AC-10)."""

import re
from typing import Any

# Frozen, as all steps are
TABLES = """
ALTER TABLE approval ADD COLUMN place VARCHAR(40) NOT NULL DEFAULT '';
ALTER TABLE approval ADD COLUMN row_id {uuid};
CREATE TABLE lent (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, approval_id {uuid} NOT NULL, client_id
    {uuid} NOT NULL, place VARCHAR(40) NOT NULL, row_id {uuid} NOT NULL, person_id {uuid} NOT NULL, lent_by_id {uuid}
    NOT NULL, sealed TEXT NOT NULL, signature TEXT NOT NULL, until_at BIGINT NOT NULL, FOREIGN KEY (approval_id)
    REFERENCES approval (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT,
    FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (lent_by_id) REFERENCES person (id)
    ON DELETE RESTRICT);
CREATE INDEX lent_approval_id ON lent (approval_id);
CREATE INDEX lent_client_id ON lent (client_id);
CREATE INDEX lent_person_id ON lent (person_id);
ALTER TABLE contact ADD COLUMN mark VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE contact ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE competitor_note ADD COLUMN mark VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE competitor_note ADD COLUMN sealed TEXT NOT NULL DEFAULT '';
ALTER TABLE dealing ADD COLUMN mark VARCHAR(16) NOT NULL DEFAULT '';
ALTER TABLE dealing ADD COLUMN sealed TEXT NOT NULL DEFAULT ''
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
