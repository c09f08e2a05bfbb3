"""Documents are lent too: also the office's own, which have no client, and as long as mark and key stay (AC-10)."""

import re
from typing import Any

# Frozen, as all steps are
MORE = """mark VARCHAR(16) NOT NULL DEFAULT '';
    vault VARCHAR(16) NOT NULL DEFAULT '';
    epoch INTEGER NOT NULL DEFAULT 0"""
# SQLite lets no column be empty from now on, but makes another table
ANEW = """
CREATE TABLE lent_anew (id TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, approval_id TEXT NOT NULL, client_id
    TEXT, place VARCHAR(40) NOT NULL, row_id TEXT NOT NULL, person_id TEXT NOT NULL, lent_by_id TEXT NOT NULL, sealed
    TEXT NOT NULL, signature TEXT NOT NULL, until_at BIGINT NOT NULL, mark VARCHAR(16) NOT NULL DEFAULT '', vault
    VARCHAR(16) NOT NULL DEFAULT '', epoch INTEGER NOT NULL DEFAULT 0, FOREIGN KEY (approval_id) REFERENCES approval
    (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (person_id)
    REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (lent_by_id) REFERENCES person (id) ON DELETE RESTRICT);
INSERT INTO lent_anew (id, version, approval_id, client_id, place, row_id, person_id, lent_by_id, sealed, signature,
    until_at) SELECT id, version, approval_id, client_id, place, row_id, person_id, lent_by_id, sealed, signature,
    until_at FROM lent;
DROP TABLE lent;
ALTER TABLE lent_anew RENAME TO lent;
CREATE INDEX lent_approval_id ON lent (approval_id);
CREATE INDEX lent_client_id ON lent (client_id);
CREATE INDEX lent_person_id ON lent (person_id)
"""


def up(migrator: Any, db: Any) -> None:
    if hasattr(db, "rekey"):
        for statement in ANEW.split(";"):
            db.execute_sql(statement.strip())
        return
    db.execute_sql("ALTER TABLE lent ALTER COLUMN client_id DROP NOT NULL")
    for column in MORE.split(";"):
        # bytes decide the order of text, as in the first step
        db.execute_sql("ALTER TABLE lent ADD COLUMN " + re.sub(r"(VARCHAR\(\d+\))", r'\1 COLLATE "C"', column.strip()))
