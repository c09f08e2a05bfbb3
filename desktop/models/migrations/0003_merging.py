"""Files that were merged, and pairs of files that are known to be two clients (CL-11)."""

import re
from typing import Any

TABLES = """
CREATE TABLE merge (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, kept_id {uuid} NOT NULL, merged_id
    {uuid} NOT NULL, at BIGINT NOT NULL, person_id {uuid} NOT NULL, undone_at BIGINT, FOREIGN KEY (kept_id)
    REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (merged_id) REFERENCES client (id) ON DELETE RESTRICT,
    FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX merge_kept_id ON merge (kept_id);
CREATE INDEX merge_merged_id ON merge (merged_id);
CREATE INDEX merge_person_id ON merge (person_id);
CREATE INDEX merge_at ON merge (at);
CREATE TABLE distinct_pair (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid} NOT NULL,
    other_id {uuid} NOT NULL, at BIGINT NOT NULL, person_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY
    (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (other_id) REFERENCES client (id) ON DELETE
    RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX distinct_pair_client_id ON distinct_pair (client_id);
CREATE INDEX distinct_pair_other_id ON distinct_pair (other_id);
CREATE INDEX distinct_pair_person_id ON distinct_pair (person_id);
ALTER TABLE client ADD COLUMN merged_into_id {uuid} REFERENCES client (id) ON DELETE RESTRICT;
ALTER TABLE client ADD COLUMN former_codes TEXT NOT NULL DEFAULT ''
"""

SQLITE = {"uuid": "TEXT"}
POSTGRES = {"uuid": "UUID"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLES.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text on both databases
            text = re.sub(r"\bTEXT\b", 'TEXT COLLATE "C"', text)
        db.execute_sql(text)
