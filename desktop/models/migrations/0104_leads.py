"""Leads, what was said and planned with each, and the days on which they were looked through (CM-6)."""

import re
from typing import Any

# Frozen, as all steps are
STATEMENTS = """
CREATE TABLE lead (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, form VARCHAR(16) NOT NULL, name
    VARCHAR(120) NOT NULL, sort_key VARCHAR(400) NOT NULL, unit VARCHAR(120) NOT NULL, phone VARCHAR(40) NOT NULL,
    phone_key VARCHAR(40) NOT NULL, email VARCHAR(120) NOT NULL, source VARCHAR(12) NOT NULL, wish VARCHAR(200) NOT
    NULL, needs TEXT NOT NULL, qualifications TEXT NOT NULL, state VARCHAR(12) NOT NULL, owner_id {uuid}, deputy_id
    {uuid}, department_id {uuid}, stay_minutes SMALLINT, invited_at BIGINT, next_on DATE, client_id {uuid}, lost_reason
    VARCHAR(200) NOT NULL, received_at BIGINT NOT NULL, closed_at BIGINT, entered_by_id {uuid} NOT NULL, entered_at
    BIGINT NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (owner_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY
    (deputy_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN KEY (department_id) REFERENCES department (id) ON
    DELETE RESTRICT, FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (entered_by_id)
    REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX lead_client_id ON lead (client_id);
CREATE INDEX lead_owner_id_state_next_on ON lead (owner_id, state, next_on);
CREATE INDEX lead_deputy_id_state ON lead (deputy_id, state);
CREATE INDEX lead_department_id_state_next_on ON lead (department_id, state, next_on);
CREATE INDEX lead_state_next_on ON lead (state, next_on);
CREATE INDEX lead_state_received_at ON lead (state, received_at);
CREATE INDEX lead_received_at ON lead (received_at);
CREATE INDEX lead_phone_key ON lead (phone_key);
CREATE INDEX lead_sort_key ON lead (sort_key);
CREATE TABLE lead_entry (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, lead_id {uuid} NOT NULL, client_id
    {uuid}, kind VARCHAR(12) NOT NULL, channel VARCHAR(16) NOT NULL, plan VARCHAR(12) NOT NULL, planned_on DATE, at
    BIGINT NOT NULL, said TEXT NOT NULL, result TEXT NOT NULL, by_id {uuid} NOT NULL, done_at BIGINT, done_by_id {uuid},
    withdrawn_at BIGINT, FOREIGN KEY (lead_id) REFERENCES lead (id) ON DELETE RESTRICT, FOREIGN KEY (client_id)
    REFERENCES client (id) ON DELETE RESTRICT, FOREIGN KEY (by_id) REFERENCES person (id) ON DELETE RESTRICT, FOREIGN
    KEY (done_by_id) REFERENCES person (id) ON DELETE RESTRICT);
CREATE INDEX lead_entry_client_id ON lead_entry (client_id);
CREATE INDEX lead_entry_lead_id_at ON lead_entry (lead_id, at);
CREATE INDEX lead_entry_open ON lead_entry (kind, lead_id) WHERE (done_at IS NULL);
CREATE TABLE lead_round (id {uuid} NOT NULL PRIMARY KEY, version INTEGER NOT NULL, looked_on DATE NOT NULL, by_id {uuid}
    NOT NULL, at BIGINT NOT NULL, leads INTEGER NOT NULL, withdrawn_at BIGINT, FOREIGN KEY (by_id) REFERENCES person
    (id) ON DELETE RESTRICT);
CREATE UNIQUE INDEX lead_round_looked_on_by_id ON lead_round (looked_on, by_id)
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
