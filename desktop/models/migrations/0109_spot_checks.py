"""Spot checks of contact records: draws, marks and improvements (CM-4)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE spot_draw (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, first DATE NOT NULL, last DATE NOT
    NULL, seed BIGINT NOT NULL, size SMALLINT NOT NULL, percent SMALLINT NOT NULL, scale SMALLINT NOT NULL, pool INTEGER
    NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (by_id) REFERENCES person (id)
    ON DELETE RESTRICT);
CREATE INDEX spot_draw_at ON spot_draw (at);
CREATE TABLE spot_check (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, draw_id {uuid} NOT NULL, client_id
    {uuid} NOT NULL, contact {uuid} NOT NULL, staff_id {uuid} NOT NULL, manners SMALLINT, accuracy SMALLINT,
    completeness SMALLINT, said TEXT NOT NULL, by_id {uuid}, at BIGINT, released_at BIGINT, improve TEXT NOT NULL,
    owner_id {uuid}, due_on DATE, done TEXT NOT NULL, done_at BIGINT, looked_by_id {uuid}, looked_at BIGINT,
    withdrawn_at BIGINT, FOREIGN KEY (draw_id) REFERENCES spot_draw (id) ON DELETE RESTRICT, FOREIGN KEY (client_id)
    REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (staff_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN
    KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (owner_id) REFERENCES person (id) ON DELETE
    RESTRICT, FOREIGN KEY (looked_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX spot_check_draw_id ON spot_check (draw_id);
CREATE INDEX spot_check_client_id ON spot_check (client_id);
CREATE INDEX spot_check_staff_id_at ON spot_check (staff_id, at);
CREATE INDEX spot_check_owner_id_looked_at_due_on ON spot_check (owner_id, looked_at, due_on)
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
