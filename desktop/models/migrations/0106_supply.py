"""Supply channels, what happened to them, and which orders they serve (OR-2)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE supply_channel (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, name VARCHAR(120) NOT NULL,
    goods VARCHAR(200) NOT NULL, supplier VARCHAR(120) NOT NULL, contact VARCHAR(60) NOT NULL, phone VARCHAR(40) NOT
    NULL, backup VARCHAR(120) NOT NULL, backup_contact VARCHAR(60) NOT NULL, backup_phone VARCHAR(40) NOT NULL,
    on_backup BOOLEAN NOT NULL, note TEXT NOT NULL, withdrawn_at BIGINT);
CREATE TABLE supply_event (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, channel_id {uuid} NOT NULL, kind
    VARCHAR(12) NOT NULL, said TEXT NOT NULL, answer TEXT NOT NULL, by_id {uuid} NOT NULL, at BIGINT NOT NULL,
    person_id {uuid}, to_backup BOOLEAN, ended_at BIGINT, ended_by_id {uuid}, withdrawn_at BIGINT, FOREIGN KEY
    (channel_id) REFERENCES supply_channel (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON
    DELETE RESTRICT, FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (ended_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX supply_event_channel_id ON supply_event (channel_id);
CREATE INDEX supply_event_at ON supply_event (at);
CREATE INDEX supply_open ON supply_event (person_id) WHERE (ended_at IS NULL);
CREATE TABLE supplied_order (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, channel_id {uuid} NOT NULL,
    order_id {uuid} NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (channel_id) REFERENCES supply_channel (id) ON DELETE
    RESTRICT, FOREIGN KEY (order_id) REFERENCES placed_order (id) ON DELETE RESTRICT);
CREATE INDEX supplied_order_channel_id ON supplied_order (channel_id);
CREATE UNIQUE INDEX supplied_order_order_id ON supplied_order (order_id)
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
