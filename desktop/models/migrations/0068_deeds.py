"""Title deeds, their movements with those who vouch for them, and counts of the safe (DO-5)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE deed (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, client_id {uuid}, file_id {uuid}, kind
    VARCHAR(16) NOT NULL, name VARCHAR(120) NOT NULL, number VARCHAR(120) NOT NULL, owner VARCHAR(120) NOT NULL, about
    VARCHAR(200) NOT NULL, count SMALLINT NOT NULL, slot VARCHAR(40) NOT NULL, seal VARCHAR(40) NOT NULL,
    entered_by_id {uuid} NOT NULL, entered_at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (client_id) REFERENCES
    client (id) ON DELETE RESTRICT, FOREIGN KEY (file_id) REFERENCES archive_file (id) ON DELETE RESTRICT, FOREIGN KEY
    (entered_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX deed_client_id ON deed (client_id);
CREATE INDEX deed_file_id ON deed (file_id);
CREATE TABLE deed_move (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, deed_id {uuid} NOT NULL, client_id
    {uuid}, movement VARCHAR(12) NOT NULL, count SMALLINT NOT NULL, reason VARCHAR(12) NOT NULL, custodian_id {uuid} NOT
    NULL, at BIGINT NOT NULL, done_at BIGINT, to_slot VARCHAR(40) NOT NULL, receiver VARCHAR(120) NOT NULL, receiver_id
    {blob}, due_on DATE, note VARCHAR(300) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (deed_id) REFERENCES deed (id) ON
    DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (custodian_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX deed_move_deed_id ON deed_move (deed_id);
CREATE INDEX deed_move_client_id ON deed_move (client_id);
CREATE TABLE deed_vouch (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, move_id {uuid} NOT NULL, client_id
    {uuid}, person_id {uuid} NOT NULL, at BIGINT NOT NULL, signature TEXT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY
    (move_id) REFERENCES deed_move (id) ON DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE
    RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX deed_vouch_move_id ON deed_vouch (move_id);
CREATE INDEX deed_vouch_client_id ON deed_vouch (client_id);
CREATE UNIQUE INDEX deed_vouched_once ON deed_vouch (move_id, person_id) WHERE (withdrawn_at IS NULL);
CREATE TABLE safe_count (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, kind VARCHAR(8) NOT NULL, at BIGINT
    NOT NULL, by_id {uuid} NOT NULL, witness_id {uuid} NOT NULL, found TEXT NOT NULL, differing TEXT NOT NULL, note
    VARCHAR(300) NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN
    KEY (witness_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX safe_count_at ON safe_count (at)
"""

SQLITE = {"uuid": "TEXT", "blob": "BLOB"}
POSTGRES = {"uuid": "UUID", "blob": "BYTEA"}


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in STATEMENTS.split(";"):
        text = statement.format(**(SQLITE if sqlite else POSTGRES)).strip()
        if not sqlite:
            # bytes decide the order of text, as in the first step
            text = re.sub(r"(VARCHAR\(\d+\)|TEXT)", r'\1 COLLATE "C"', text)
        db.execute_sql(text)
